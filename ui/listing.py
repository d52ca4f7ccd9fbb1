"""Listing: which papers the list shows – those of a place or of a query."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import PaperdeskError, QueryError
from app.library import Library
from ui.operations import Operations, Work
from ui.places import BEST_FIRST, INBOX, Place, find_answer, find_papers, find_place
from ui.sort_orders import NATURAL_ORDER, default_order, sort_orders_for
from ui.widgets.paper_text import single_line
from ui.window_settings import open_window_settings

if TYPE_CHECKING:
    from app.query.results import QueryResult

_WHILE_TYPING = "date"
_TYPING_PAUSE_MS = 600  # after the last key press; then the best matches come first


class Listing(QObject):
    """Requests the ids of a place or query and emits them; results of superseded requests are dropped.

    While a query is being typed, its papers are listed newest first, so that none changes its position when more are
    found: first the matches in titles and authors, then those in the texts. After a pause in typing, or when the query
    is finished, they are in the chosen order, by default the best match first.

    `listed` carries the ids and whether they are of another place or query than before; `problem_changed` a sentence
    about a query that cannot be read, or an empty string; `query_error_changed` its QueryError, or None.
    `list_unchanged` is emitted when the list stays as it was because of such an error.
    """

    listed = Signal(object, bool)  # `object`: Qt would copy a list for every receiver
    problem_changed = Signal(str)
    query_error_changed = Signal(object)
    list_unchanged = Signal()

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._request_number = 0
        self._listed_for: tuple[Place, str] | None = None
        self.place: Place = INBOX
        self.query = ""
        self._listed_query = ""
        self._is_readable = True
        self.caret: int | None = None  # the cursor position in a query that is being typed
        self._window_settings = open_window_settings()
        self._listed_order = NATURAL_ORDER
        self._is_final_order = True
        self._typing_timer = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._typing_timer.timeout.connect(self._on_typing_pause)
        self.was_reordered = False  # whether the last listing changed the order

    def list_first_place(self, library: Library) -> list[int]:
        """Return the papers of the first place, read in the calling thread."""
        self._listed_for, self._listed_order = (self.place, self.query), self.order
        return find_papers(library, self.place, self.order)

    @property
    def title(self) -> str:
        """The title of the listed papers; after a query that cannot be read, of the query before it."""
        if not self._listed_query:
            return self.place.title
        if self._is_readable:
            return "Search"
        if self._listed_query == self.query:
            return "Search (unreadable parts ignored)"
        return f"Search: {single_line(self._listed_query)}"

    @property
    def kind(self) -> str:
        """The kind of the listed place, or `search`."""
        return "search" if self.query else self.place.kind

    @property
    def order(self) -> str:
        """The order of the list, a key of `sort_orders_for(kind)`; remembered for each kind of place."""
        chosen = str(self._window_settings.value(f"orders/{self.kind}", default_order(self.kind)))
        return chosen if chosen in sort_orders_for(self.kind) else default_order(self.kind)

    def set_order(self, order: str) -> None:
        """Use this order for the list, and from now on for every place of its kind."""
        self._window_settings.setValue(f"orders/{self.kind}", order)
        self.refresh()

    def go_to(self, place: Place) -> None:
        """List the papers of a place."""
        self.place, self.query = place, ""
        self.refresh()

    def search(self, query: str, caret: int | None = None) -> None:
        """List the papers that match a query; an empty query goes back to the place.

        `caret` is the cursor position while the query is being typed; an unfinished clause there is ignored.
        """
        request = query.strip(), None if caret is None else max(caret - len(query) + len(query.lstrip()), 0)
        if request != (self.query, self.caret):
            self.query, self.caret = request
            self._is_final_order = caret is None or self.order != NATURAL_ORDER
            if self._is_final_order:
                self._typing_timer.stop()
            else:
                self._typing_timer.start()
            self.refresh(is_preliminary=not self._is_final_order)

    def keep_order(self) -> None:
        """Keep the present order of a query being typed, since the focus moved to the list."""
        self._typing_timer.stop()

    def _on_typing_pause(self) -> None:
        self._is_final_order = True
        if not self.query:  # the search was left meanwhile
            return
        self._listed_for = None  # so that it counts as a new list, shown from its top
        self.refresh()

    def refresh(self, *, is_preliminary: bool = False) -> None:
        """List again. A preliminary listing matches titles and authors only, and is followed by a complete one."""
        self._request_number += 1
        number, target = self._request_number, (self.place, self.query)
        order = self.order
        sort = (order or BEST_FIRST) if self._is_final_order else _WHILE_TYPING
        search = partial(find_answer, query=self.query, caret=self.caret, sort=sort, is_preliminary=is_preliminary)
        work: Work = search if self.query else partial(find_place, place=self.place, order=order)
        self._operations.read(
            work, lambda result: self._show(number, target, order, result), lambda error: self._fail(number, error)
        )

    def _show(self, number: int, target: tuple[Place, str], order: str, result: QueryResult) -> None:
        if number != self._request_number:
            return
        if not result.is_complete:
            self.refresh()
        is_new_list, self._listed_for = self._listed_for != target, target
        self.was_reordered, self._listed_order = order != self._listed_order, order
        problem = result.problem
        self._listed_query, self._is_readable = target[1], problem is None or problem.is_unfinished
        self.query_error_changed.emit(problem)
        self.problem_changed.emit("" if problem is None or problem.is_unfinished else str(problem))
        self.listed.emit(result.ids, is_new_list)

    def _fail(self, number: int, error: Any) -> None:
        if number != self._request_number:
            return
        if not self.query and self.place != INBOX:  # the collection or import was removed
            self.go_to(INBOX)
        assert isinstance(error, PaperdeskError)
        self.query_error_changed.emit(error if isinstance(error, QueryError) else None)
        self.problem_changed.emit(str(error))
        self._is_readable = False
        self.list_unchanged.emit()
