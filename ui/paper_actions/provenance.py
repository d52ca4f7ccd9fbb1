"""Where a paper was seen: every page it was read from, which of its fields came from where, and parting what is another
paper."""

from __future__ import annotations

import html
from functools import partial
from pathlib import PurePath
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.fields import BY_NAME
from app.domain.vocabulary import FIELD_WORDS
from app.markup import plain_tex
from ui.paper_page.safe_browser import SafeBrowser
from ui.style.theme import NORMAL, SMALL, Look
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count, plain_title, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.views import FieldView, SightingDetail
    from ui.window.main_window import MainWindow

_MOST_SHOWN = 500
_WIDTH, _MARGIN = 600, 24
_MOST_HEIGHT = 380  # of the pages; there is a scroll bar then
_SHEET = Template(
    """
    body { color: $ink; font-size: ${normal}px; }
    .page { font-weight: 600; margin-top: 16px; margin-bottom: 2px; }
    .file { color: $muted; font-size: ${small}px; margin-top: 0; margin-bottom: 2px; }
    .gave { margin-top: 0; margin-bottom: 12px; }
    .said { color: $muted; }
    .gone { color: $muted; margin-top: 0; margin-bottom: 12px; }
    a { color: $accent; text-decoration: none; }
    """
)


class Sightings:
    """The command that shows them. `dialog` is the one that is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.dialog: SightingsDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Showing where the paper was seen."""
        return {"sightings": self.show}

    def show(self) -> None:
        """Show where the present paper was seen."""
        paper_id = self._window.papers.current_id
        if paper_id is None:
            return
        found = self._window.library.sightings(paper_id)
        if not found:
            self._window.toast.say("No page has shown this paper: it was added by hand.")
            return
        title = self._window.library.show(paper_id).title
        corrected = [view for view in self._window.library.fields(paper_id) if view.is_edited]
        self.dialog = SightingsDialog(self._window, self._window.look, title, found, corrected)
        self.dialog.parted.connect(partial(self._part, paper_id))
        self.dialog.taken_back.connect(partial(self._take_back, paper_id))
        self.dialog.open()

    def _part(self, paper_id: int, seen: SightingDetail) -> None:
        place = (seen.import_id, seen.position)
        self._window.operations.act(lambda library: library.editing.part(paper_id, [place]))

    def _take_back(self, paper_id: int, name: str) -> None:
        self._window.operations.act(lambda library: library.editing.edit(paper_id, name, ""))


class SightingsDialog(QDialog):
    """What a person corrected of one paper, and its sightings, one below the other.

    `parted` carries one that is another paper, `taken_back` the name of a field that is to be as its pages say; the
    dialog closes then.
    """

    parted = Signal(object)
    taken_back = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        look: Look,
        title: str,
        found: Sequence[SightingDetail],
        corrected: Sequence[FieldView] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Where it was seen")
        self.pages = named(SafeBrowser(), "groundless")
        self.pages.setAccessibleName("Sightings")
        self.pages.document().setDocumentMargin(0)
        colours = look.tokens
        sheet = _SHEET.substitute(
            ink=colours.ink, muted=colours.muted, accent=colours.accent, normal=NORMAL, small=SMALL
        )
        self.pages.document().setDefaultStyleSheet(sheet)
        self._found = found
        self._corrected = corrected
        can_part = sum(not one.withdrawn for one in found) > 1
        pages = "".join(_say(one, number, can_part) for number, one in enumerate(found[:_MOST_SHOWN]))
        self.pages.setHtml(_say_corrections(corrected) + pages)
        self.pages.asked.connect(self._follow)
        close = QPushButton("Close")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 20, _MARGIN, 20)
        column.setSpacing(10)
        column.addWidget(plain_label(plain_title(title), "dialogTitle", is_wrapped=True))
        column.addWidget(plain_label(f"Seen {count(len(found), 'time')}, the newest page first.", "heading"))
        column.addWidget(self.pages, 1)
        column.addLayout(row)
        self.pages.document().setTextWidth(_WIDTH - 2 * _MARGIN)
        around = column.heightForWidth(_WIDTH) - self.pages.sizeHint().height()
        self.resize(_WIDTH, around + min(max(int(self.pages.document().size().height()) + 8, 72), _MOST_HEIGHT))
        self.pages.setFocus()

    def _follow(self, link: str) -> None:
        number = link.removeprefix(_PART)
        if link.startswith(_PART) and number.isdecimal():
            self.accept()
            self.parted.emit(self._found[int(number)])
        number = link.removeprefix(_BACK)
        if link.startswith(_BACK) and number.isdecimal():
            self.accept()
            self.taken_back.emit(self._corrected[int(number)].name)


def _say(seen: SightingDetail, number: int, can_part: bool) -> str:
    name = _FORMATS.get(seen.format, seen.format.replace("-", " ").capitalize())
    day = read_date(seen.dump_date) if seen.dump_date else "undated page"
    part = f'<br><a href="{_PART}{number}">This is another paper</a>' if can_part else ""
    gave = f'<p class="gave">{_say_gave(seen.gave)}{part}</p>'
    path = html.escape(plain_tex(PurePath(seen.path).name[:300]))
    return (
        f'<p class="page">{html.escape(name)} · {html.escape(day)}</p>'
        f'<p class="file">{path}<br>{html.escape(" · ".join(_facts(seen)))}</p>'
        f"""{f'<p class="gone">{_WITHDRAWN}</p>' if seen.withdrawn else gave}"""
    )


def _say_corrections(corrected: Sequence[FieldView]) -> str:
    if not corrected:
        return ""
    lines = [
        f"{html.escape(BY_NAME[view.name].title)}: {_say_value(view.name, view.value)} "
        f'<span class="said">· the source: {_say_value(view.name, view.source)}</span><br>'
        f'<a href="{_BACK}{number}">Take the correction of the {html.escape(BY_NAME[view.name].word)} back</a>'
        for number, view in enumerate(corrected)
    ]
    return '<p class="page">Corrected by you</p>' + "".join(f'<p class="gave">{line}</p>' for line in lines)


def _say_value(name: str, text: str) -> str:
    said = plain_tex(BY_NAME[name].say(text[:_LONGEST_VALUE]))
    return html.escape(said) + ("…" if len(text) > _LONGEST_VALUE else "") if said else "nothing"


_LONGEST_VALUE = 200
_PART, _BACK = "do:part/", "do:back/"
"""Links of our own; the texts of others are escaped and can make none."""
_FORMATS = {"daily-papers": "Daily Papers", "scholar-feed": "Scholar Feed"}
_WITHDRAWN = "This import was taken back: it gives nothing any more."


def _facts(seen: SightingDetail) -> list[str]:
    facts = [f"number {seen.position} on the page"]
    if seen.published:
        facts.append(f"dated {read_date(seen.published)}" + (", the year inferred" if seen.year_inferred else ""))
    facts += [count(seen.comments, "comment")] if seen.comments is not None else []
    facts += [count(seen.upvotes, "upvote")] if seen.upvotes is not None else []
    facts += [f"score {seen.score:g}"] if seen.score is not None else []
    return facts


def _say_gave(gave: Sequence[str]) -> str:
    if not gave:
        return "Gives nothing that another page does not say better."
    return "Gives " + ", ".join(FIELD_WORDS.get(name, name) for name in gave) + "."
