"""Texts of others at every place that shows them: nothing runs, nothing is fetched, no file is opened, nothing hangs.

Every text of TEXTS is at once the title, abstract, organisation, author, tag, note, file name and the name of a
collection and of a saved search of one paper; every place of PLACES shows each of them in the real window.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from app.library import Library
from tests.hostile.texts import FILE, TEXTS
from tests.hostile.watch import Watch, keep_watch

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_LONGEST = 8.0  # seconds; only what hangs takes so long
_LONGEST_NAME = 60
_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
_RED_PIXEL = b"\x00\x00\xff\xff"  # blue, green, red, alpha

KEYS = tuple(TEXTS)


@pytest.fixture(scope="module")
def watch(program: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    with keep_watch(tmp_path_factory.mktemp("canary")) as made:
        yield made


def mark_of(key: str) -> str:
    """The word that every text begins with, by which it is found again."""
    return f"mark{KEYS.index(key):02d}x"


def name_of(key: str, text: str) -> str:
    """The text as the name of a tag or a list: these are short and have no control characters."""
    letters = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(f"{mark_of(key)} {letters}".replace("/", "\u2215").split())[:_LONGEST_NAME].strip()


def _write_page(folder: Path, key: str, text: str) -> Path:
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:2000]
    path = folder / f"{name_of(key, text)[:40]}.txt"
    title, abstract = f"{mark_of(key)} {line[:100]}", f"We show how it is done. {line}"
    page = f"{_HEAD}Mar 9\n\n{title}\n\n{abstract}\n\n  • 3 authors\n·\nJun 12, 2017 3\n\n"
    path.write_text(page, "utf-8")
    return path


def _import(library: Library, folder: Path, texts: dict[str, str]) -> dict[str, int]:
    """A page with one paper for every text; returns their numbers."""
    results = library.import_paths([_write_page(folder, key, text) for key, text in texts.items()])
    assert [result.sentence for result in results if result.papers != 1] == []
    titles = {title.partition(" ")[0]: paper_id for paper_id, title, _day in library.titles()}
    return {key: titles[mark_of(key)] for key in texts}


def _mend(library: Library, paper_id: int, key: str, text: str) -> None:
    """Put the text whole into everything that a paper has."""
    marked, name = f"{mark_of(key)} {text}", name_of(key, text)
    for column in ("title", "abstract", "organization"):
        library.editing.edit(paper_id, column, marked)
    library.editing.edit(paper_id, "authors", f"{marked};x;y")
    library.editing.set_note(paper_id, f"{marked}\n\n{text}")
    library.editing.tag(name, [paper_id])
    library.editing.collect(name, [paper_id], can_make=True)
    library.editing.save_search(name, f'tag:"{mark_of(key)}"', "date")


@dataclass
class Desk:
    """The window with the hostile library, and which paper is made of which text."""

    window: MainWindow
    texts: dict[str, str]
    papers: dict[str, int]
    pages: dict[str, Path]

    def wait(self, is_so: Callable[[], bool] | None = None) -> None:
        """Let everything happen that was asked for, and until `is_so()`."""
        from PySide6.QtWidgets import QApplication

        until = time.monotonic() + _LONGEST
        QApplication.processEvents()
        while not (self.window.operations.is_idle and (is_so is None or is_so())):
            assert time.monotonic() < until, "The window hangs."
            QApplication.processEvents()


@pytest.fixture(scope="module")
def hostile(program: Any, watch: Watch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    from ui.places import ALL
    from ui.style.theme import Look
    from ui.window.main_window import MainWindow

    folder = tmp_path_factory.mktemp("hostile")
    texts = {key: watch.fill(text) for key, text in TEXTS.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPERDESK_CACHE", str(folder / "cache"))
        patch.setenv("PAPERDESK_CONFIG", str(folder / "config"))
        with Library(folder / "library") as library:
            papers = _import(library, folder, texts)
            for key, text in texts.items():
                _mend(library, papers[key], key, text)
        look = Look("light")
        look.apply()
        window = MainWindow(folder / "library", look)
        pages = {key: path for key in KEYS for path in folder.glob(f"{mark_of(key)}*.txt")}
        desk = Desk(window, texts, papers, pages)
        window.resize(1280, 820)
        window.show()
        window.activateWindow()
        window.note.cycle_view()
        window.note.cycle_view()
        desk.wait()
        window.going.go_to(ALL)
        desk.wait()
        yield desk
        window.close()
        window.deleteLater()


# -- the places: each shows the paper, says which words it shows, and gives the widget they are in ---------------------


Shown = tuple[Any, str]


def _go(desk: Desk, key: str) -> None:
    assert desk.window.papers.go_to(desk.papers[key])
    desk.wait()


def _list(desk: Desk, key: str) -> Shown:
    from PySide6.QtCore import Qt

    _go(desk, key)
    index = desk.window.papers.currentIndex()
    return desk.window.papers, str(index.data(Qt.ItemDataRole.AccessibleTextRole))


def _page(desk: Desk, key: str) -> Shown:
    _go(desk, key)
    return desk.window.page, desk.window.page.toPlainText()


def _note(desk: Desk, key: str) -> Shown:
    _go(desk, key)
    return desk.window.note, desk.window.note.preview.toPlainText()


def _places(desk: Desk, key: str) -> Shown:
    sidebar = desk.window.sidebar
    rows = [row for row, place in enumerate(sidebar.places) if place.title.startswith(mark_of(key))]
    assert {sidebar.places[row].kind for row in rows} >= {"tag", "collection", "saved"}
    for row in rows:
        sidebar.scrollTo(sidebar.model().index(row, 0))
        sidebar.grab()
    return sidebar, sidebar.places[rows[0]].title


def _tip(desk: Desk, key: str) -> Shown:
    """The tooltips of the places: Qt reads HTML in such."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtWidgets import QApplication, QToolTip

    sidebar = desk.window.sidebar
    rows = [row for row, place in enumerate(sidebar.places) if place.title.startswith(mark_of(key))]
    QToolTip.showText(QPoint(5, 5), sidebar.model().index(rows[0], 0).data(Qt.ItemDataRole.ToolTipRole), sidebar)
    (label,) = (one for one in QApplication.topLevelWidgets() if one.inherits("QTipLabel") and one.isVisible())
    return label, QToolTip.text()


def _tag_finder(desk: Desk, key: str) -> Shown:
    _go(desk, key)
    desk.window.tagging.tag()
    return _found(desk, desk.window.tagging.finder, key)


def _link_finder(desk: Desk, key: str) -> Shown:
    _go(desk, KEYS[(KEYS.index(key) + 1) % len(KEYS)])  # no paper is offered as a target of its own links
    desk.window.linking.link()
    return _found(desk, desk.window.linking.finder, key)


def _palette(desk: Desk, key: str) -> Shown:
    desk.window.finding.show()
    return _found(desk, desk.window.finding.finder, key)


def _found(desk: Desk, finder: Any, key: str) -> Shown:
    finder.field.setText(mark_of(key))
    desk.wait(lambda: bool(finder.model.choices))
    return finder, " ".join(choice.title for choice in finder.model.choices)


def _link_question(desk: Desk, key: str) -> Shown:
    """The heads of the finder: two hostile titles."""
    other = KEYS[(KEYS.index(key) + 1) % len(KEYS)]
    desk.window.linking.linked_by_drop([desk.papers[key]], desk.papers[other])
    return desk.window.linking.finder, desk.window.linking.finder.question.name


def _toast(desk: Desk, key: str) -> Shown:
    text = f"Tagged “{mark_of(key)} {desk.texts[key]}”"
    desk.window.toast.say(text, [1], deed=(text[:200], lambda: None))
    return desk.window.toast, desk.window.toast.text


def _import_preview(desk: Desk, key: str) -> Shown:
    desk.window.importing.preview([desk.pages[key]])
    desk.wait(lambda: desk.window.importing.dialog is not None and bool(desk.window.importing.dialog.results))
    dialog = desk.window.importing.dialog
    dialog.page.preview.tree.expandAll()
    return dialog, dialog.page.preview._name.text()


def _ledger(desk: Desk, key: str) -> Shown:
    desk.window.importing.show_imports()
    desk.wait()
    from PySide6.QtWidgets import QApplication

    from ui.imports.imports_dialog import ImportsDialog

    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, ImportsDialog))
    (item,) = (
        dialog.list.topLevelItem(row)
        for row in range(dialog.list.topLevelItemCount())
        if dialog.list.topLevelItem(row).text(1).startswith(mark_of(key))
    )
    dialog.list.setCurrentItem(item)
    desk.wait()
    return dialog, item.text(1)


def _sightings(desk: Desk, key: str) -> Shown:
    _go(desk, key)
    desk.window.sightings.show()
    return desk.window.sightings.dialog, desk.window.sightings.dialog.pages.toPlainText()


def _export(desk: Desk, key: str) -> Shown:
    from ui.places import tag_place

    desk.window.going.go_to(tag_place(name_of(key, desk.texts[key])))
    desk.wait(lambda: len(desk.window.papers.papers.ids) == 1)
    desk.window.exporting.export()
    desk.wait(lambda: desk.window.exporting.dialog is not None)
    dialog = desk.window.exporting.dialog
    desk.wait(lambda: bool(dialog.preview.toPlainText()))
    return dialog, dialog.what.buttons()[0].text() + dialog.preview.toPlainText()


def _triage(desk: Desk, key: str) -> Shown:
    desk.window.triage.start()
    desk.wait()
    _go(desk, key)
    return desk.window.triage.view, desk.window.page.toPlainText()


def _facets(desk: Desk, key: str) -> Shown:
    from app.query.answers import Facet, FacetValue

    text = f"{mark_of(key)} {desk.texts[key]}"
    strip = desk.window.searching.strip
    strip.show_facets([Facet("organization", "Organization", (FacetValue(text, 3, 'org:"x"'),))])
    menu = strip._buttons[0].menu()
    menu.popup(strip.mapToGlobal(strip.rect().topLeft()))
    return menu, menu.actions()[0].text()


def _field(desk: Desk, key: str) -> Shown:
    _go(desk, key)
    desk.window.fields.edit(desk.papers[key], "title")
    return desk.window.fields.dialog, desk.window.fields.dialog.text


def _bug(desk: Desk, key: str) -> Shown:
    from ui.widgets.bug_dialog import BugDialog

    text = f"{mark_of(key)} {desk.texts[key]}"
    dialog = BugDialog(desk.window, text)
    dialog.show()
    return dialog, text


PLACES: dict[str, Callable[[Desk, str], Shown]] = {
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
    "export dialog": _export,  # the last one, because it goes to another place
}


def _leave(desk: Desk) -> None:
    """Close what a place has opened."""
    from PySide6.QtWidgets import QApplication, QDialog, QMenu, QToolTip

    from ui.finder.finder import Finder
    from ui.places import ALL

    QToolTip.hideText()
    for finder in desk.window.findChildren(Finder):
        finder.leave()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog | QMenu) and widget.isVisible():
            widget.close()
    desk.window.toast.hide()
    desk.window.triage.leave()
    if desk.window.listing.place.identity != ALL.identity:
        desk.window.going.go_to(ALL)
    desk.wait()


def _has_red(widget: Any) -> bool:
    """Whether a pixel of the picture of a widget is as red as the picture that must not be shown."""
    from PySide6.QtGui import QImage

    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32)  # must outlive its bits
    pixels = bytes(picture.constBits())
    at = pixels.find(_RED_PIXEL)
    while at >= 0 and at % 4:
        at = pixels.find(_RED_PIXEL, at + 1)
    return at >= 0


@pytest.mark.parametrize("place", PLACES, ids=[place.replace(" ", "-") for place in PLACES])
@pytest.mark.parametrize("key", KEYS, ids=[key.replace(" ", "-") for key in KEYS])
def test_texts_of_others_do_nothing_wherever_they_are_shown(hostile: Desk, watch: Watch, place: str, key: str) -> None:
    watch.touched()
    watch.is_on = True
    began = time.monotonic()
    widget, words = PLACES[place](hostile, key)
    is_red = _has_red(widget)
    hostile.wait()
    took = time.monotonic() - began
    watch.is_on = False
    touched = watch.touched()
    _leave(hostile)
    assert mark_of(key) in words, "The text was not shown at all."
    assert (watch.asked, watch.opened, watch.ran) == ([], [], [])
    assert not touched, "The file was opened."
    assert not is_red, "A picture was shown."
    assert took < _LONGEST


def test_the_watch_sees_what_a_careless_page_does(program: Any, watch: Watch, qtbot: Any) -> None:
    """Otherwise the cases above could not fail."""
    from PySide6.QtWidgets import QTextBrowser

    careless = QTextBrowser()
    qtbot.addWidget(careless)
    watch.touched()
    careless.setHtml(watch.fill(f'<img src="{FILE}">'))
    assert _has_red(careless)
    assert watch.touched() or watch.notices < 0
    with socket.create_connection(("127.0.0.1", int(watch.url.rpartition(":")[2].partition("/")[0]))) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
    qtbot.waitUntil(lambda: bool(watch.asked))
    watch.asked.clear()


def test_a_note_with_a_hostile_address_keeps_it_as_a_text_to_be_read(hostile: Desk, watch: Watch) -> None:
    """A link that is not for a web browser is no link."""
    from PySide6.QtGui import QTextCursor

    _go(hostile, "markdown autolinks")
    document = hostile.window.note.preview.document()
    cursor = QTextCursor(document)
    found = set()
    while not cursor.atEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        found.add(cursor.charFormat().anchorHref())
    assert found <= {"", watch.url, f"paper:{quote(str(watch.file), safe='')}"}
    _leave(hostile)
