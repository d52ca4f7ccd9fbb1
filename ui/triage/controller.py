"""Triage: one paper of the inbox at a time; a key decides and shows the next one.

The list stays the queue and the page stays the page: during triage the page is shown as a card that fills the window.
So every command on a paper works as it does outside triage.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.dates import format_date
from app.domain.errors import QueryError
from app.query.narrowing import narrow
from ui.places import INBOX, search_papers
from ui.widgets.paper_text import pluralize, single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.detail_views import SavedSearchView
    from app.domain.views import PaperView
    from app.library import Library
    from ui.context import Context
    from ui.listing import Listing
    from ui.paper_list.view import PaperList
    from ui.paper_page.html import Reasons
    from ui.triage.layout import TriageLayout
    from ui.window.top_bar import TopBar

_RATE_SECONDS = 120.0
_MIN_DECISIONS_FOR_RATE = 3
_DECIDED = (("done", "Done"), ("later", "Later"), ("reading", "Reading"), ("dropped", "Dropped"), ("trash", "Trash"))
_MAX_NAMES = 6  # pages, or searches, named as the reason for a paper
_MATCH_DELAY_MS = 400
_UNDECIDED = "status:inbox"

Summary = list[tuple[str, int, str]]
"""A line for each decision: title, number of papers, query that lists them."""
Matches = dict[int, list[str]]
"""Paper id -> the names of the saved searches that match it."""


class TriageController(QObject):
    """Carries out the triage command and counts the decisions.

    `tags_with_keys` returns the quick tags, `is_rate_shown` whether the user wants to see the rate. `started` and
    `left` are emitted when the view was shown or hidden, `reasons_changed` when the current paper is to be shown again
    with what `find_reasons` returns.
    """

    started = Signal()
    left = Signal()
    reasons_changed = Signal()

    def __init__(
        self,
        context: Context,
        listing: Listing,
        papers: PaperList,
        top_bar: TopBar,
        layout: TriageLayout,
        tags_with_keys: Callable[[], Sequence[tuple[str, str]]],
        is_rate_shown: Callable[[], bool],
    ) -> None:
        super().__init__(context.window)
        self._context, self._listing, self._papers, self._top_bar = context, listing, papers, top_bar
        self._tags_with_keys, self._is_rate_shown = tags_with_keys, is_rate_shown
        self._layout, self.view = layout, layout.view
        self._total = self._remaining = 0
        self._decision_times: deque[float] = deque()
        self._previous_query: str | None = None
        self._matches: Matches = {}
        self._match_timer = QTimer(self, singleShot=True, interval=_MATCH_DELAY_MS)
        self._match_timer.timeout.connect(self._find_matches)
        self.view.left.connect(self.leave)
        self.is_on = False

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The triage command."""
        return {"triage": self.toggle}

    def toggle(self) -> None:
        """Start or leave triage."""
        if self.is_on:
            self.leave()
        else:
            self.start()

    def start(self) -> None:
        """Start with the undecided papers of the current search, or of the inbox."""
        listing = self._listing
        query = self._top_bar.field.text().strip() or listing.query
        try:
            queue = narrow(query, _UNDECIDED) if query else ""
        except QueryError as error:
            self._context.notifier.show_message(f"Triage cannot start because the search cannot be read. {error}")
            return
        self._previous_query = query if queue != query else None
        self._total = self._remaining = 0
        self._decision_times.clear()
        is_listed = queue == listing.query and listing.caret is None and (bool(queue) or listing.place == INBOX)
        if query:
            self._top_bar.cancel_pending()
            listing.search(queue)
        elif not is_listed:
            self._context.navigator.go_to(INBOX)
        self.is_on = True
        self._show_view("Search" if query else INBOX.title)
        self.update_count(len(self._papers.ids) if is_listed else None)

    def _show_view(self, title: str) -> None:
        self.show_keys()
        self._layout.enter(title)
        self.started.emit()
        self._context.navigator.focus_papers()
        self.reasons_changed.emit()
        self._find_matches()

    def show_keys(self) -> None:
        """Show the keys, which may have changed."""
        if self.is_on:
            self.view.show_keys(self._context.keymap())
            self.show_tags()

    def show_tags(self) -> None:
        """Show the quick tags of the digits."""
        if self.is_on:
            self.view.show_tags(self._tags_with_keys())

    def leave(self) -> None:
        """Leave triage and keep the current paper."""
        if not self.is_on:
            return
        self.is_on = False
        self._match_timer.stop()
        self._layout.leave()
        self.left.emit()
        self._context.navigator.focus_papers()
        self.reasons_changed.emit()
        if self._previous_query is not None:
            self._listing.search(self._previous_query)

    def go_back(self) -> bool:
        """Esc: clear the marks, close the note, or leave triage; False when triage is off."""
        if not self.is_on:
            return False
        if self._papers.is_marking:
            self._papers.unmark()
        elif self.view.hide_note():
            self._context.navigator.focus_papers()
        else:
            self.leave()
        return True

    def show_note(self) -> None:
        """Show the note beside the card and focus it."""
        if self.is_on:
            self._layout.show_note()

    # -- counting -----------------------------------------------------------------------------------------------

    def update_count(self, remaining: int | None) -> None:
        """Update the counter when the queue has changed; None when its size is not known yet."""
        if not self.is_on or remaining is None:
            return
        if remaining < self._remaining:
            self._decision_times.extend([time.monotonic()] * (self._remaining - remaining))
        self._remaining = remaining
        self._total = max(self._total, remaining)
        rate = self._rate() if self._is_rate_shown() else None
        self.view.show_progress(self._total - remaining, self._total, rate)
        self._match_timer.start()
        if remaining == 0:
            self._context.operations.read(_summarize_today, self._show_summary)
        else:
            self.view.show_card()

    def _rate(self) -> float | None:
        """Recent decisions per minute; None while there are too few."""
        now = time.monotonic()
        while self._decision_times and now - self._decision_times[0] > _RATE_SECONDS:
            self._decision_times.popleft()
        if len(self._decision_times) < _MIN_DECISIONS_FOR_RATE:
            return None
        return 60 * len(self._decision_times) / max(now - self._decision_times[0], 1.0)

    def _show_summary(self, lines: Summary) -> None:
        if self.is_on and self._remaining == 0:
            self.view.show_summary(_describe_end(self._total, bool(lines)), lines)

    # -- reasons ------------------------------------------------------------------------------------------------

    def find_reasons(self, view: PaperView | None) -> Reasons:
        """Why the paper is in the queue; empty outside triage."""
        if not self.is_on or view is None:
            return ()
        return list_reasons(view, self._matches.get(view.id, ()))

    def _find_matches(self) -> None:
        """Find the saved searches that match the undecided papers."""
        if self.is_on:
            self._context.operations.read(_match_saved_searches, self._show_matches)

    def _show_matches(self, matches: Matches) -> None:
        if self.is_on and matches != self._matches:
            self._matches = matches
            self.reasons_changed.emit()


def _match_saved_searches(library: Library) -> Matches:
    """The saved searches that match each undecided paper; one that can no longer be parsed matches none."""
    undecided = set(library.find(_UNDECIDED))
    matches: Matches = {}
    for saved in library.saved_searches():
        for paper in undecided.intersection(_run_saved_search(library, saved)):
            matches.setdefault(paper, []).append(saved.name)
    return matches


def _run_saved_search(library: Library, saved: SavedSearchView) -> Sequence[int]:
    try:
        return search_papers(library, saved.query, "date")
    except QueryError:  # written by another version
        return ()


def _summarize_today(library: Library) -> Summary:
    """What was decided today, with the queries that list it."""
    queries = [(title, f"status:{status} decided:today") for status, title in _DECIDED]
    lines = [(title, len(library.find(query)), query) for title, query in queries]
    return [line for line in lines if line[1]]


def _describe_end(decided: int, has_lines: bool) -> str:
    decisions = f"You have decided {pluralize(decided, 'paper')}. " if decided else ""
    return decisions + ("Decided today:" if has_lines else "New papers arrive with the next import.")


def list_reasons(view: PaperView, searches: Sequence[str] = ()) -> Reasons:
    """Why a paper is here: the pages it was seen on, each with its dates, and the saved searches it matches."""
    days: dict[str, list[str]] = {}
    for seen in view.sightings:
        shown = days.setdefault(seen.source, [])
        day = format_date(seen.dump_date) if seen.dump_date else ""
        shown += [day] if day and day not in shown else []
    pages = _shorten([f"{source} {', '.join(shown)}".strip() for source, shown in days.items()])
    why: tuple[str, Sequence[str]] = ("from", pages) if pages else ("", ["added by hand"])
    return (why, ("matches", _shorten([single_line(name) for name in searches])))


def _shorten(names: Sequence[str]) -> list[str]:
    """The first names, and how many more there are."""
    more = [f"{len(names) - _MAX_NAMES} more"] if len(names) > _MAX_NAMES else []
    return [*names[:_MAX_NAMES], *more]
