"""Explain a search result: highlight the matched words on the page, and list the clauses a paper meets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import plain_title, single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.views import PaperView
    from app.library import Library
    from app.query.results import ClauseView, Explanation
    from ui.context import Context
    from ui.listing import Listing
    from ui.paper_page.view import PaperPage

_MAX_HIGHLIGHTS = 300
_MAX_WORDS = 40
_MARKS = {True: "✓", False: "✗", None: "·"}
_MARK_NAMES = {True: "met", False: "not met", None: ""}


def matched_words(explanation: Explanation, view: PaperView) -> list[str]:
    """The words of title, abstract and authors that match clauses of a query, each once."""
    texts = {"title": view.title, "abstract": view.abstract or "", "authors": ", ".join(view.authors)}
    found = [
        texts[match.field][match.start : match.end]
        for clause in _walk(explanation.clauses)
        for match in clause.matches
        if match.field in texts
    ]
    return [word for word in dict.fromkeys(found) if word.strip()][:_MAX_WORDS]


def _walk(clauses: Sequence[ClauseView]) -> Iterator[ClauseView]:
    for clause in clauses:
        yield clause
        yield from _walk(clause.parts)


def find_matches(document: QTextDocument, words: Sequence[str]) -> list[QTextCursor]:
    """A cursor for every occurrence of the words in document order, at most _MAX_HIGHLIGHTS."""
    flags = QTextDocument.FindFlag.FindCaseSensitively | QTextDocument.FindFlag.FindWholeWords
    matches: list[QTextCursor] = []
    for word in words:
        cursor = document.find(word, 0, flags)
        while not cursor.isNull() and len(matches) < _MAX_HIGHLIGHTS:
            matches.append(cursor)
            cursor = document.find(word, cursor, flags)
    return sorted(matches, key=QTextCursor.selectionStart)


class ExplainController:
    """Highlights the words of the search on the page, goes from match to match, and explains a result.

    `matches` are the highlighted words, `current_match` is the position among them (-1: none). `show_status` shows
    which match is the current one (empty: none any more).
    """

    def __init__(
        self, context: Context, listing: Listing, page: PaperPage, show_status: Callable[[str], object]
    ) -> None:
        self._context, self._listing, self._page = context, listing, page
        self._show_status = show_status
        self._request_number = 0
        self._highlighted_for: tuple[str, int | None] = ("", None)
        self.matches: list[QTextCursor] = []
        self.current_match = -1
        self.dialog: ExplanationDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that explain a search result."""
        return {
            "explain": self.explain,
            "next_word": partial(self.go_to_match, 1),
            "previous_word": partial(self.go_to_match, -1),
        }

    def start(self) -> None:
        """Keep the highlights up to date with list and theme from now on."""
        self._listing.listed.connect(lambda _ids, _is_other: self.highlight())
        self._context.theme.changed.connect(self.highlight)

    def highlight(self) -> None:
        """Highlight the words of the search in the current paper; without a search, none."""
        self._request_number += 1
        listing, paper_id = self._listing, self._context.selection.current_id
        if self._highlighted_for != (listing.query, paper_id):
            self._highlighted_for = (listing.query, paper_id)
            self._clear_current_match()
        if not listing.query or paper_id is None:
            self.matches = []
            self._paint()
            return
        work = partial(_find_words, query=listing.query, caret=listing.caret, paper_id=paper_id)
        self._context.operations.read(work, partial(self._show, self._request_number), lambda _error: None)

    def _show(self, request_number: int, words: list[str]) -> None:
        if request_number != self._request_number:
            return
        self.matches = find_matches(self._page.document(), words)
        if self.current_match >= len(self.matches):
            self._clear_current_match()
        self._paint()

    def _paint(self) -> None:
        """Highlight the matches, the current one in another colour."""
        selections = []
        for number, match in enumerate(self.matches):
            selection = QTextEdit.ExtraSelection()
            highlight = QTextCharFormat()
            highlight.setBackground(self._context.theme.colour("orange" if number == self.current_match else "yellow"))
            selection.cursor, selection.format = match, highlight
            selections.append(selection)
        self._page.setExtraSelections(selections)

    def _clear_current_match(self) -> None:
        if self.current_match >= 0:
            self.current_match = -1
            self._show_status("")

    def go_to_match(self, by: int) -> None:
        """Go to the next or the previous match on the page, wrapping around."""
        if not self.matches:
            has_query = bool(self._listing.query)
            self._context.notifier.show_message(
                "No word of the search is on this page." if has_query else "There is no search to step through."
            )
            return
        self.current_match = (self.current_match + by if self.current_match >= 0 or by > 0 else -1) % len(self.matches)
        self._paint()
        self._scroll_to(self.matches[self.current_match])
        word = self.matches[self.current_match].selectedText()
        self._show_status(f"“{single_line(word)}”: {self.current_match + 1} of {len(self.matches)}")

    def _scroll_to(self, match: QTextCursor) -> None:
        """Scroll only when the match is out of view, and put it into the upper third."""
        box, height = self._page.cursorRect(match), self._page.viewport().height()
        if box.top() < 0 or box.bottom() > height:
            bar = self._page.verticalScrollBar()
            bar.setValue(bar.value() + box.top() - height // 3)

    def explain(self) -> None:
        """Show the clauses of the search and which of them the current paper meets."""
        listing, paper_id = self._listing, self._context.selection.current_id
        if not listing.query or paper_id is None:
            self._context.notifier.show_message("This explains why a search finds a paper. There is no search now.")
            return
        work = partial(_explain, query=listing.query, caret=listing.caret, paper_id=paper_id)
        self._context.operations.read(work, self._open)

    def _open(self, found: tuple[Explanation, PaperView]) -> None:
        self.dialog = ExplanationDialog(self._context.window, *found)
        self.dialog.open()


def _explain(library: Library, query: str, caret: int | None, paper_id: int) -> tuple[Explanation, PaperView]:
    return library.explain(query, paper_id, caret), library.show(paper_id)


def _find_words(library: Library, query: str, caret: int | None, paper_id: int) -> list[str]:
    return matched_words(*_explain(library, query, caret, paper_id))


class ExplanationDialog(QDialog):
    """Shows a query as a sentence, and for each clause whether and where the paper meets it."""

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
        content = named(QWidget(), "scrolled")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        for clause in explanation.clauses:
            self._add(clause, 0)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("The parts of the search")
        area.setWidget(content)
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
        mark.setAccessibleName(_MARK_NAMES[clause.is_met])
        words = ", ".join(dict.fromkeys(self._describe_matches(clause)))
        line = f"{clause.sentence}   {clause.text}" if not words else f"{clause.sentence} – {words}"
        label = plain_label(line, is_wrapped=True)
        label.setContentsMargins(20 * depth, 0, 0, 0)
        self._grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(label, row, 1)
        for part in clause.parts:
            self._add(part, depth + 1)

    def _describe_matches(self, clause: ClauseView) -> Iterator[str]:
        """The words that meet a clause, with their field."""
        for match in clause.matches[:_MAX_WORDS]:
            if match.field in self._texts:
                yield f"“{single_line(self._texts[match.field][match.start : match.end])}” in the {match.field}"
            else:
                yield f"in the {match.field}"
