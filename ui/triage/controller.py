"""Triage: one paper at a time, a key decides and the next one comes.

The list stays the queue and the page stays the page; while triage is on they are shown as a card that fills the window.
So every key of a paper means here what it means at the desk.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.errors import QueryError
from app.query.narrowing import narrow
from ui.commands.table import PAPER
from ui.places import INBOX, search_papers
from ui.triage.view import TriageView
from ui.widgets.paper_text import count, on_one_line, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.views import PaperView, SavedSearchView
    from app.library import Library
    from ui.paper_page.html import Reasons
    from ui.window.main_window import MainWindow

_RATE_SECONDS = 120.0
_LEAST_FOR_RATE = 3
_DECIDED = (("done", "Done"), ("later", "Later"), ("reading", "Reading"), ("dropped", "Dropped"), ("trash", "Trash"))
_PLENTY = 6  # pages and searches named as the reason why a paper is here
_MATCH_AFTER_MS = 400
_UNDECIDED = "status:inbox"

Summary = list[tuple[str, int, str]]
"""What became of the papers: title, number, query."""
Matches = dict[int, list[str]]
"""Paper -> the names of the saved searches that find it."""


class Triage:
    """The command that goes through the inbox, and what is counted meanwhile."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.view: TriageView | None = None
        self._total = self._left = 0
        self._decided_at: deque[float] = deque()
        self._query_before: str | None = None
        self._sizes_before: list[int] = []
        self._matches: Matches = {}
        self._matching = QTimer(window, singleShot=True, interval=_MATCH_AFTER_MS)
        self._matching.timeout.connect(self._match)
        window.list_panel.triage_asked.connect(self.start)
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
        top, listing = self._window.top, self._window.listing
        query = top.field.text().strip() or listing.query
        try:
            queue = narrow(query, _UNDECIDED) if query else ""
        except QueryError as error:
            self._window.toast.say(f"Triage cannot begin: the search is not understood. {error}")
            return
        self._query_before = query if queue != query else None
        self._total = self._left = 0
        self._decided_at.clear()
        is_listed = queue == listing.query and listing.caret is None and (bool(queue) or listing.place == INBOX)
        if query:
            top.hold()
            listing.search(queue)
        elif not is_listed:
            self._window.going.go_to(INBOX)
        self.is_on = True
        self._show_view("Search" if query else INBOX.title)
        self.count_papers(len(self._window.papers.papers.ids) if is_listed else None)

    def _show_view(self, title: str) -> None:
        window = self._window
        if self.view is None:
            self.view = self._make_view()
        self._sizes_before = window.desk.sizes()
        self.view.show_keys(window.keyboard.keymap)
        self.show_tags()
        self.view.take_over(window.page, window.note, title)
        window.stack.setCurrentWidget(self.view)
        for widget in (window.top, window.status, window.menuBar()):
            widget.hide()
        window.toast.settle()
        window.page.setFocus()
        window.show_current()
        self._match()

    def _make_view(self) -> TriageView:
        window = self._window
        view = TriageView(window.look)
        view.left.connect(self.leave)
        view.asked.connect(window.searching.show)
        window.stack.addWidget(view)
        window.keyboard.join(PAPER, view.summary)
        window.keyboard.changed.connect(self._show_keys)
        return view

    def _show_keys(self) -> None:
        if self.is_on and self.view is not None:
            self.view.show_keys(self._window.keyboard.keymap)
            self.show_tags()

    def show_tags(self) -> None:
        """Show which tags the digits put on."""
        if self.is_on and self.view is not None:
            self.view.show_tags(self._window.quick_tags.shown())

    def leave(self) -> None:
        """Back to the desk, with the same paper."""
        if not self.is_on or self.view is None:
            return
        self.is_on = False
        self._matching.stop()
        window = self._window
        self.view.give_back()
        for place, part in enumerate((window.page, window.note)):
            window.desk.insertWidget(place, part)
            part.show()
        window.desk.setSizes(self._sizes_before)
        for widget in (window.top, window.status, window.menuBar()):
            widget.show()
        window.show_desk()
        window.folding.fit(window.size())
        window.toast.settle()
        window.focus_papers()
        window.show_current()
        if self._query_before is not None:
            window.listing.search(self._query_before)

    def go_back(self) -> bool:
        """Esc: off the marks, out of the note, then out of triage; False when triage is not on."""
        if not self.is_on or self.view is None:
            return False
        if self._window.papers.is_marking:
            self._window.papers.unmark()
        elif self.view.hide_note():
            self._window.page.setFocus()
        else:
            self.leave()
        return True

    def show_note(self) -> None:
        """Lay the note beside the card and go into it."""
        if self.view is not None and self._window.note.paper_id is not None:
            self.view.show_note()

    # -- counting -----------------------------------------------------------------------------------------------

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
        self._matching.start()
        if left == 0:
            self._window.operations.ask(_summary, self._summarise)
        else:
            self.view.show_card()

    def _rate(self) -> float | None:
        """Decisions a minute, lately; None while there are too few to tell."""
        now = time.monotonic()
        while self._decided_at and now - self._decided_at[0] > _RATE_SECONDS:
            self._decided_at.popleft()
        if len(self._decided_at) < _LEAST_FOR_RATE:
            return None
        return 60 * len(self._decided_at) / max(now - self._decided_at[0], 1.0)

    def _summarise(self, lines: Summary) -> None:
        if self.is_on and self.view is not None and self._left == 0:
            self.view.show_summary(_say_end(self._total, bool(lines)), lines)

    # -- why a paper is here ------------------------------------------------------------------------------------

    def reasons_for(self, view: PaperView | None) -> Reasons:
        """Why the paper of the card is here; nothing at the desk."""
        if not self.is_on or view is None:
            return ()
        return reasons(view, self._matches.get(view.id, ()))

    def _match(self) -> None:
        """Ask which saved searches find the papers that wait."""
        if self.is_on:
            self._window.operations.ask(_find_matches, self._take_matches)

    def _take_matches(self, matches: Matches) -> None:
        if self.is_on and matches != self._matches:
            self._matches = matches
            self._window.show_current()


def _find_matches(library: Library) -> Matches:
    """The saved searches that find each undecided paper; one that can no longer be read finds none."""
    waiting = set(library.find(_UNDECIDED))
    matches: Matches = {}
    for saved in library.saved_searches():
        for paper in waiting.intersection(_found_by(library, saved)):
            matches.setdefault(paper, []).append(saved.name)
    return matches


def _found_by(library: Library, saved: SavedSearchView) -> Sequence[int]:
    try:
        return search_papers(library, saved.query, "date")
    except QueryError:  # written by another version
        return ()


def _summary(library: Library) -> Summary:
    """What was decided today; every line is a query that lists it again."""
    queries = [(title, f"status:{status} decided:today") for status, title in _DECIDED]
    lines = [(title, len(library.find(query)), query) for title, query in queries]
    return [line for line in lines if line[1]]


def _say_end(decided: int, has_lines: bool) -> str:
    about = f"You have decided about {count(decided, 'paper')}. " if decided else ""
    return about + ("Decided today:" if has_lines else "New papers come with the next import.")


def reasons(view: PaperView, searches: Sequence[str] = ()) -> Reasons:
    """Why a paper is on the desk: the pages that showed it, each with its days, and the saved searches it matches."""
    days: dict[str, list[str]] = {}
    for seen in view.sightings:
        shown = days.setdefault(seen.source, [])
        day = read_date(seen.dump_date) if seen.dump_date else ""
        shown += [day] if day and day not in shown else []
    pages = _few([f"{source} {', '.join(shown)}".strip() for source, shown in days.items()])
    why: tuple[str, Sequence[str]] = ("here because:", pages) if pages else ("", ["added by hand"])
    return (why, ("matches", _few([on_one_line(name) for name in searches])))


def _few(names: Sequence[str]) -> list[str]:
    """The names, or the first of them and how many more there are."""
    more = [f"{len(names) - _PLENTY} more"] if len(names) > _PLENTY else []
    return [*names[:_PLENTY], *more]
