"""Triage: one paper at a time, a key decides and the next one comes.

The list stays the queue and the page stays the page; while triage is on they are shown as a card that fills the window.
So every key of a paper means here what it means at the desk.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from ui.places import INBOX
from ui.triage_view import TriageView
from ui.words import count, read_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library import Library
    from app.views import PaperView
    from ui.main_window import MainWindow

_RATE_SECONDS = 120.0
_DECIDED = (("done", "Done"), ("later", "Later"), ("reading", "Reading"), ("dropped", "Dropped"), ("trash", "Trash"))
_PLENTY = 6  # pages named as the reason why a paper is here

Summary = list[tuple[str, int, str]]
"""What became of the papers: title, number, query."""


class Triage:
    """The command that goes through the inbox, and what is counted meanwhile."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.view: TriageView | None = None
        self._total = self._left = 0
        self._decided_at: deque[float] = deque()
        self.is_on = False

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Going through the inbox."""
        return {"triage": self.toggle}

    def toggle(self) -> None:
        """Begin, or leave."""
        if self.is_on:
            self.leave()
        else:
            self.start()

    def start(self) -> None:
        """Go through the undecided papers of the search that is shown, or of the inbox."""
        window = self._window
        query = window.listing.query
        self.is_on = True
        self._total = self._left = 0
        self._decided_at.clear()
        if query and "status:" not in query:
            window.listing.search(f"({query}) status:inbox")
        elif not query and window.listing.place != INBOX:
            window.going.go_to(INBOX)
        self._show_view("Search" if query else INBOX.title)
        self.count_papers(len(window.papers.papers.ids) if window.listing.place == INBOX and not query else None)

    def _show_view(self, title: str) -> None:
        window = self._window
        view = self.view
        if view is None:
            view = self.view = TriageView(window.look)
            view.left.connect(self.leave)
            view.asked.connect(self._search)
            window.stack.addWidget(view)
        view.show_keys(window.keyboard.keymap)
        view.take_over(window.page, window.note, title)
        window.stack.setCurrentWidget(view)
        for widget in (window.top, window.status, window.menuBar()):
            widget.hide()
        window.page.setFocus()
        window.show_current()

    def leave(self) -> None:
        """Back to the desk, with the same paper."""
        if not self.is_on or self.view is None:
            return
        self.is_on = False
        window = self._window
        self.view.give_back()
        for place, part in enumerate((window.page, window.note)):
            window.desk.insertWidget(place, part)
            part.show()
        for widget in (window.top, window.status, window.menuBar()):
            widget.show()
        window.stack.setCurrentWidget(window.columns)
        window.folding.fit(window.size())
        window.papers.setFocus()

    def go_back(self) -> bool:
        """Esc: out of the note, then out of triage; False when triage is not on."""
        if not self.is_on or self.view is None:
            return False
        if self.view.hide_note():
            self._window.page.setFocus()
        else:
            self.leave()
        return True

    def show_note(self) -> None:
        """Lay the note beside the card and go into it."""
        if self.view is not None:
            self.view.show_note()

    def count_papers(self, left: int | None) -> None:
        """The queue has changed: `left` papers wait (None: not known yet)."""
        if not self.is_on or self.view is None or left is None:
            return
        if left < self._left:
            self._decided_at.extend([time.monotonic()] * (self._left - left))
        self._left = left
        self._total = max(self._total, left)
        is_wanted = self._window.settings.is_on("triage_rate")
        self.view.tell(self._total - left, self._total, self._rate() if is_wanted else None)
        if left == 0:
            self._window.operations.ask(_summary, self._summarise)
        else:
            self.view.show_card()

    def _rate(self) -> float | None:
        """Decisions a minute, lately; None while there are too few to tell."""
        now = time.monotonic()
        while self._decided_at and now - self._decided_at[0] > _RATE_SECONDS:
            self._decided_at.popleft()
        if len(self._decided_at) < 3:
            return None
        return 60 * len(self._decided_at) / max(now - self._decided_at[0], 1.0)

    def show_reasons(self, view: PaperView | None) -> None:
        """Say why the paper of the card is here."""
        if self.is_on and self.view is not None:
            self.view.tell_reasons(reasons(view) if view is not None else "")

    def _summarise(self, lines: Summary) -> None:
        if self.is_on and self.view is not None and self._left == 0:
            self.view.show_summary(count(self._total, "paper") if self._total else "", lines)

    def _search(self, query: str) -> None:
        self.leave()
        self._window.top.field.setText(query)


def _summary(library: Library) -> Summary:
    """What was decided today; every line is a query that lists it again."""
    queries = [(title, f"status:{status} decided:today") for status, title in _DECIDED]
    lines = [(title, len(library.find(query)), query) for title, query in queries]
    return [line for line in lines if line[1]]


def reasons(view: PaperView) -> str:
    """Why a paper is on the desk: the pages that showed it."""
    if not view.sightings:
        return "added by hand"
    pages = [f"{seen.source} {read_date(seen.dump_date)}" if seen.dump_date else seen.source for seen in view.sightings]
    named = list(dict.fromkeys(pages))
    more = f" and {len(named) - _PLENTY} more" if len(named) > _PLENTY else ""
    return "here because of " + ", ".join(named[:_PLENTY]) + more
