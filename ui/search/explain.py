"""Explaining: why a paper is found – its words lit on the page, and the query told clause by clause."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import on_one_line, plain_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.views import PaperView
    from app.library import Library
    from app.query.answers import ClauseView, Explanation
    from ui.window.main_window import MainWindow

_MOST_LIT = 300
_MOST_WORDS = 40
_MARKS = {True: "✓", False: "✗", None: "·"}
_SAID = {True: "met", False: "not met", None: ""}


def met_words(explanation: Explanation, view: PaperView) -> list[str]:
    """The words of the page by which a paper meets the clauses of a query, each once."""
    texts = {"title": view.title, "abstract": view.abstract or "", "authors": ", ".join(view.authors)}
    found = [
        texts[place.field][place.start : place.end]
        for clause in _all(explanation.clauses)
        for place in clause.places
        if place.field in texts
    ]
    return [word for word in dict.fromkeys(found) if word.strip()][:_MOST_WORDS]


def _all(clauses: Sequence[ClauseView]) -> Iterator[ClauseView]:
    for clause in clauses:
        yield clause
        yield from _all(clause.parts)


def find_places(document: QTextDocument, words: Sequence[str]) -> list[QTextCursor]:
    """Where words stand in a document, from its beginning on, at most _MOST_LIT places."""
    flags = QTextDocument.FindFlag.FindCaseSensitively | QTextDocument.FindFlag.FindWholeWords
    places: list[QTextCursor] = []
    for word in words:
        cursor = document.find(word, 0, flags)
        while not cursor.isNull() and len(places) < _MOST_LIT:
            places.append(cursor)
            cursor = document.find(word, cursor, flags)
    return sorted(places, key=QTextCursor.selectionStart)


class Explaining:
    """The command that explains, and the light on the page while a search is shown.

    `places` are the lit ones, `at` tells which of them one went to last (-1: none).
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._asked = 0
        self._lit_for: tuple[str, int | None] = ("", None)
        self.places: list[QTextCursor] = []
        self.at = -1
        self.dialog: ExplanationDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Telling why a paper is found, and going to the words that were searched for."""
        return {"explain": self.explain, "next_word": partial(self.step, 1), "previous_word": partial(self.step, -1)}

    def start(self) -> None:
        """From now on light the words that were searched for."""
        self._window.papers.went_to.connect(lambda _paper_id: self.light())
        self._window.listing.listed.connect(lambda _ids, _is_other: self.light())
        self._window.look.changed.connect(self.light)

    def light(self) -> None:
        """Light the words of the search in the paper that is shown; without a search none is lit."""
        self._asked += 1
        listing, paper_id = self._window.listing, self._window.papers.current_id
        if self._lit_for != (listing.query, paper_id):
            self._lit_for = (listing.query, paper_id)
            self._forget_place()
        if not listing.query or paper_id is None:
            self.places = []
            self._paint()
            return
        work = partial(_find_words, query=listing.query, caret=listing.caret, paper_id=paper_id)
        self._window.operations.ask(work, partial(self._show, self._asked), lambda _error: None)

    def _show(self, asked: int, words: list[str]) -> None:
        if asked != self._asked:
            return
        self.places = find_places(self._window.page.document(), words)
        if self.at >= len(self.places):
            self._forget_place()
        self._paint()

    def _paint(self) -> None:
        """Light the places; the one that one went to in another colour."""
        selections = []
        for number, place in enumerate(self.places):
            selection = QTextEdit.ExtraSelection()
            light = QTextCharFormat()
            light.setBackground(self._window.look.colour("orange" if number == self.at else "yellow"))
            selection.cursor, selection.format = place, light
            selections.append(selection)
        self._window.page.setExtraSelections(selections)

    def _forget_place(self) -> None:
        if self.at >= 0:
            self.at = -1
            self._window.status.tell(passing="")

    def step(self, by: int) -> None:
        """Go to the next lit place of the page, or to the one before; after the last one comes the first."""
        if not self.places:
            is_searched = bool(self._window.listing.query)
            self._window.toast.say(
                "No word of the search stands on this page." if is_searched else "Nothing is searched for now."
            )
            return
        self.at = (self.at + by if self.at >= 0 or by > 0 else -1) % len(self.places)
        self._paint()
        self._scroll_to(self.places[self.at])
        word = self.places[self.at].selectedText()
        self._window.status.tell(passing=f"“{on_one_line(word)}”: {self.at + 1} of {len(self.places)}")

    def _scroll_to(self, place: QTextCursor) -> None:
        """Scroll the page only when the place is out of sight; then it comes into its upper third."""
        page = self._window.page
        box, seen = page.cursorRect(place), page.viewport().height()
        if box.top() < 0 or box.bottom() > seen:
            bar = page.verticalScrollBar()
            bar.setValue(bar.value() + box.top() - seen // 3)

    def explain(self) -> None:
        """Tell the search clause by clause, and which of them the present paper meets."""
        listing, paper_id = self._window.listing, self._window.papers.current_id
        if not listing.query or paper_id is None:
            self._window.toast.say("This tells why a search finds a paper. Nothing is searched for now.")
            return
        work = partial(_explain, query=listing.query, caret=listing.caret, paper_id=paper_id)
        self._window.operations.ask(work, self._open)

    def _open(self, found: tuple[Explanation, PaperView]) -> None:
        self.dialog = ExplanationDialog(self._window, *found)
        self.dialog.open()


def _explain(library: Library, query: str, caret: int | None, paper_id: int) -> tuple[Explanation, PaperView]:
    return library.explain(query, paper_id, caret), library.show(paper_id)


def _find_words(library: Library, query: str, caret: int | None, paper_id: int) -> list[str]:
    return met_words(*_explain(library, query, caret, paper_id))


class ExplanationDialog(QDialog):
    """A query as a sentence, and below it each clause with whether and where the paper meets it."""

    def __init__(self, parent: QWidget, explanation: Explanation, view: PaperView) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Why this paper")
        self.resize(600, 420)
        self._texts = {
            "title": view.title,
            "abstract": view.abstract or "",
            "authors": ", ".join(view.authors),
            "note": view.note or "",
        }
        inside = named(QWidget(), "scrolled")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        for clause in explanation.clauses:
            self._add(clause, 0)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("The parts of the search")
        area.setWidget(inside)
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(plain_title(view.title), "dialogTitle", is_wrapped=True))
        column.addWidget(plain_label(explanation.sentence, "muted", is_wrapped=True))
        column.addWidget(area, 1)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def _add(self, clause: ClauseView, depth: int) -> None:
        row = self._grid.rowCount()
        mark = plain_label(_MARKS[clause.is_met])
        mark.setAccessibleName(_SAID[clause.is_met])
        words = ", ".join(dict.fromkeys(self._met(clause)))
        line = f"{clause.sentence}   {clause.text}" if not words else f"{clause.sentence} – {words}"
        label = plain_label(line, is_wrapped=True)
        label.setContentsMargins(20 * depth, 0, 0, 0)
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 1)
        for part in clause.parts:
            self._add(part, depth + 1)

    def _met(self, clause: ClauseView) -> Iterator[str]:
        """The words that meet a clause, with the field they stand in."""
        for place in clause.places[:_MOST_WORDS]:
            if place.field in self._texts:
                yield f"“{on_one_line(self._texts[place.field][place.start : place.end])}” in the {place.field}"
            else:
                yield f"in the {place.field}"
