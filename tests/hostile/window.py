"""A window on a library of hostile texts, and every place of the window that shows them.

Every text of TEXTS is the title, abstract, organisation, author, tag, note, file name, collection and saved search of
one paper; every function of PLACES shows one of them and returns the widget with the text it shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.library import Library
from tests.hostile.texts import TEXTS

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

MAX_SECONDS = 8.0
_MAX_NAME_CHARS = 60
_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"

KEYS = tuple(TEXTS)


def mark_of(key: str) -> str:
    """The word that a text begins with, to find it again."""
    return f"mark{KEYS.index(key):02d}x"


def name_of(key: str, text: str) -> str:
    """The text as the name of a tag or collection: short and without control characters."""
    letters = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(f"{mark_of(key)} {letters}".replace("/", "\u2215").split())[:_MAX_NAME_CHARS].strip()


def _write_page(folder: Path, key: str, text: str) -> Path:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:2000]
    path = folder / f"{name_of(key, text)[:40]}.txt"
    title, abstract = f"{mark_of(key)} {line[:100]}", f"We show how it is done. {line}"
    page = f"{_HEAD}Mar 9\n\n{title}\n\n{abstract}\n\n  • 3 authors\n·\nJun 12, 2017 3\n\n"
    path.write_text(page, "utf-8")
    return path


def import_texts(library: Library, folder: Path, texts: dict[str, str]) -> dict[str, int]:
    """Import a page with one paper for each text; return the paper ids."""
    results = library.import_paths([_write_page(folder, key, text) for key, text in texts.items()])
    assert [result.sentence for result in results if result.papers != 1] == []
    titles = {title.partition(" ")[0]: paper_id for paper_id, title, _day in library.titles()}
    return {key: titles[mark_of(key)] for key in texts}


def fill_fields(library: Library, paper_id: int, key: str, text: str) -> None:
    """Put the whole text into every field of a paper."""
    marked, name = f"{mark_of(key)} {text}", name_of(key, text)
    for column in ("title", "abstract", "organization"):
        library.editing.edit(paper_id, column, marked)
    library.editing.edit(paper_id, "authors", f"{marked};x;y")
    library.editing.set_note(paper_id, f"{marked}\n\n{text}")
    library.editing.tag(name, [paper_id])
    library.editing.add_to_collection(name, [paper_id], create_missing=True)
    library.editing.save_search(name, f'tag:"{mark_of(key)}"', "date")


@dataclass
class HostileWindow:
    """The window on the hostile library, with the paper and page of each text."""

    window: MainWindow
    texts: dict[str, str]
    papers: dict[str, int]
    pages: dict[str, Path]

    def wait(self, condition: Callable[[], bool] | None = None) -> None:
        """Wait until all operations are done and `condition()` holds."""
        from PySide6.QtWidgets import QApplication

        until = time.monotonic() + MAX_SECONDS
        QApplication.processEvents()
        while not (self.window.operations.is_idle and (condition is None or condition())):
            assert time.monotonic() < until, "The window hangs."
            QApplication.processEvents()


# -- places: each shows a paper and returns the widget and the text it shows -------------------------------------------


Shown = tuple[Any, str]


def go_to(hostile: HostileWindow, key: str) -> None:
    assert hostile.window.papers.go_to(hostile.papers[key])
    hostile.wait()


def _list(hostile: HostileWindow, key: str) -> Shown:
    from PySide6.QtCore import Qt

    go_to(hostile, key)
    index = hostile.window.papers.currentIndex()
    return hostile.window.papers, str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def _page(hostile: HostileWindow, key: str) -> Shown:
    go_to(hostile, key)
    return hostile.window.page, hostile.window.page.toPlainText()


def _note(hostile: HostileWindow, key: str) -> Shown:
    go_to(hostile, key)
    return hostile.window.note, hostile.window.note.preview.toPlainText()


def _places(hostile: HostileWindow, key: str) -> Shown:
    sidebar = hostile.window.sidebar
    rows = [row for row, place in enumerate(sidebar.places) if place.title.startswith(mark_of(key))]
    assert {sidebar.places[row].kind for row in rows} >= {"tag", "collection", "saved"}
    for row in rows:
        sidebar.scrollTo(sidebar.model().index(row, 0))
        sidebar.grab()
    return sidebar, sidebar.places[rows[0]].title


def _tip(hostile: HostileWindow, key: str) -> Shown:
    """The tooltips of the sidebar, which Qt would render as HTML."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtWidgets import QApplication, QToolTip

    sidebar = hostile.window.sidebar
    rows = [row for row, place in enumerate(sidebar.places) if place.title.startswith(mark_of(key))]
    QToolTip.showText(QPoint(5, 5), sidebar.model().index(rows[0], 0).data(Qt.ItemDataRole.ToolTipRole), sidebar)
    (label,) = (one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel") and one.isVisible())
    return label, QToolTip.text()


def _tag_finder(hostile: HostileWindow, key: str) -> Shown:
    go_to(hostile, key)
    hostile.window.tags.tag()
    return _found(hostile, hostile.window.tags.finder, key)


def _link_finder(hostile: HostileWindow, key: str) -> Shown:
    go_to(hostile, KEYS[(KEYS.index(key) + 1) % len(KEYS)])  # a paper is not offered as a target of its own links
    hostile.window.links.link()
    return _found(hostile, hostile.window.links.finder, key)


def _palette(hostile: HostileWindow, key: str) -> Shown:
    hostile.window.command_palette.show()
    return _found(hostile, hostile.window.command_palette.finder, key)


def _found(hostile: HostileWindow, finder: Any, key: str) -> Shown:
    finder.field.setText(mark_of(key))
    hostile.wait(lambda: bool(finder.model.choices))
    return finder, " ".join(choice.title for choice in finder.model.choices)


def _link_question(hostile: HostileWindow, key: str) -> Shown:
    """The heading of the finder with two hostile titles."""
    other = KEYS[(KEYS.index(key) + 1) % len(KEYS)]
    hostile.window.links.ask_type_for_drop([hostile.papers[key]], hostile.papers[other])
    return hostile.window.links.finder, hostile.window.links.finder.request.name


def _toast(hostile: HostileWindow, key: str) -> Shown:
    text = f"Tagged “{mark_of(key)} {hostile.texts[key]}”"
    hostile.window.toast.show_message(text, [1], action=(text[:200], lambda: None))
    return hostile.window.toast, hostile.window.toast.text


def _import_preview(hostile: HostileWindow, key: str) -> Shown:
    hostile.window.imports.preview([hostile.pages[key]])
    hostile.wait(lambda: hostile.window.imports.dialog is not None and bool(hostile.window.imports.dialog.results))
    dialog = hostile.window.imports.dialog
    dialog.page.preview.tree.expandAll()
    return dialog, dialog.page.preview._name.text()


def _ledger(hostile: HostileWindow, key: str) -> Shown:
    hostile.window.imports.show_imports()
    hostile.wait()
    from PySide6.QtWidgets import QApplication

    from ui.imports.imports_dialog import ImportsDialog

    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ImportsDialog))
    (item,) = (
        dialog.list.topLevelItem(row)
        for row in range(dialog.list.topLevelItemCount())
        if dialog.list.topLevelItem(row).text(1).startswith(mark_of(key))
    )
    dialog.list.setCurrentItem(item)
    hostile.wait()
    return dialog, item.text(1)


def _sightings(hostile: HostileWindow, key: str) -> Shown:
    go_to(hostile, key)
    hostile.window.provenance.show()
    return hostile.window.provenance.dialog, hostile.window.provenance.dialog.browser.toPlainText()


def _export(hostile: HostileWindow, key: str) -> Shown:
    from ui.places import tag_place

    hostile.window.navigation.go_to(tag_place(name_of(key, hostile.texts[key])))
    hostile.wait(lambda: len(hostile.window.papers.ids) == 1)
    hostile.window.exports.export()
    hostile.wait(lambda: hostile.window.exports.dialog is not None)
    dialog = hostile.window.exports.dialog
    hostile.wait(lambda: bool(dialog.preview.toPlainText()))
    return dialog, dialog.scope.buttons()[0].text() + dialog.preview.toPlainText()


def _triage(hostile: HostileWindow, key: str) -> Shown:
    hostile.window.triage.start()
    hostile.wait()
    go_to(hostile, key)
    return hostile.window.triage.view, hostile.window.page.toPlainText()


def _facets(hostile: HostileWindow, key: str) -> Shown:
    from app.query.results import Facet, FacetValue

    text = f"{mark_of(key)} {hostile.texts[key]}"
    strip = hostile.window.search.strip
    strip.show_facets([Facet("organization", "Organization", (FacetValue(text, 3, 'org:"x"'),))])
    menu = strip._buttons[0].menu()
    menu.popup(strip.mapToGlobal(strip.rect().topLeft()))
    return menu, menu.actions()[0].text()


def _field(hostile: HostileWindow, key: str) -> Shown:
    go_to(hostile, key)
    hostile.window.fields.edit(hostile.papers[key], "title")
    return hostile.window.fields.dialog, hostile.window.fields.dialog.text


def _bug(hostile: HostileWindow, key: str) -> Shown:
    from ui.widgets.bug_dialog import BugDialog

    text = f"{mark_of(key)} {hostile.texts[key]}"
    dialog = BugDialog(hostile.window, text)
    dialog.show()
    return dialog, text


PLACES: dict[str, Callable[[HostileWindow, str], Shown]] = {
    "list": _list,
    "page": _page,
    "note": _note,
    "places": _places,
    "tip": _tip,
    "tag finder": _tag_finder,
    "link finder": _link_finder,
    "palette": _palette,
    "link question": _link_question,
    "toast": _toast,
    "import preview": _import_preview,
    "ledger": _ledger,
    "sightings": _sightings,
    "triage": _triage,
    "facets": _facets,
    "field dialog": _field,
    "bug dialog": _bug,
    "export dialog": _export,  # last, because it goes to another place
}


def close_all(hostile: HostileWindow) -> None:
    """Close what was opened."""
    from PySide6.QtWidgets import QApplication, QDialog, QMenu, QToolTip

    from ui.finder.finder import Finder
    from ui.places import ALL

    QToolTip.hideText()
    for finder in hostile.window.findChildren(Finder):
        finder.cancel()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog | QMenu) and widget.isVisible():
            widget.close()
    hostile.window.toast.hide()
    hostile.window.triage.leave()
    if hostile.window.listing.place.identity != ALL.identity:
        hostile.window.navigation.go_to(ALL)
    hostile.wait()
