"""Listing: which papers the list shows now – those of a place, or those a query means."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from app.config.paths import config_folder
from app.domain.errors import PaperdeskError, QueryError
from app.library import Library
from ui.operations import Operations, Work
from ui.places import BEST_FIRST, INBOX, Place, find_answer, find_papers, find_place
from ui.sort_orders import OWN, orders_of, usual_order
from ui.widgets.paper_text import on_one_line

if TYPE_CHECKING:
    from app.query.answers import Answer

_WHILE_TYPING = "date"
_CALM_MS = 600  # after the last key, until the best matches come first


class Listing(QObject):
    """Asks for ids and hands them out; only the newest question counts.

    While a query is typed its papers come newest first: at once those that titles and authors tell of, then those of
    the bodies; none goes away or moves up or down past another. When nothing is typed for a moment, or the query is
    finished, the order is the one that was chosen, usually the best match first.

    `listed` carries the ids and whether they are of another place or query than before, `problem` a sentence about a
    query that cannot be read (empty when all is well), `mistaken` its QueryError, with the place, or None. `kept` says
    that the list stays as it was, because of that.
    """

    listed = Signal(object, bool)  # the ids as they are: as a list of Qt they would be copied for each who listens
    problem = Signal(str)
    mistaken = Signal(object)
    kept = Signal()

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._newest = 0
        self._shown: tuple[Place, str] | None = None
        self.place: Place = INBOX
        self.query = ""
        self._shown_query = ""
        self._is_readable = True
        self.caret: int | None = None  # where the cursor stands in a query that is being typed
        self._remembered = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
        self._order_shown = OWN
        self._is_calm = True
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._calm_down)
        self.was_reordered = False  # whether what was listed last stands in another order than before

    def begin(self, library: Library) -> list[int]:
        """The papers of the first place, asked for in this thread."""
        self._shown, self._order_shown = (self.place, self.query), self.order
        return find_papers(library, self.place, self.order)

    @property
    def title(self) -> str:
        """What the papers that are listed are: after a query that cannot be read, those of the one before."""
        if not self._shown_query:
            return self.place.title
        if self._is_readable:
            return "Search"
        if self._shown_query == self.query:
            return "Search, without what cannot be read"
        return f"Search: {on_one_line(self._shown_query)}"

    @property
    def kind(self) -> str:
        """The kind of the place that is listed, or `search`."""
        return "search" if self.query else self.place.kind

    @property
    def order(self) -> str:
        """The order of the list: a key of `orders.orders_of`, remembered for every kind of place."""
        chosen = str(self._remembered.value(f"orders/{self.kind}", usual_order(self.kind)))
        return chosen if chosen in orders_of(self.kind) else usual_order(self.kind)

    def order_by(self, order: str) -> None:
        """List the same papers in this order, now and whenever such a place is listed."""
        self._remembered.setValue(f"orders/{self.kind}", order)
        self.refresh()

    def go_to(self, place: Place) -> None:
        """List the papers of a place."""
        self.place, self.query = place, ""
        self.refresh()

    def search(self, query: str, caret: int | None = None) -> None:
        """List the papers a query means; an empty one goes back to the place.

        `caret` is where the cursor stands while the query is being typed: what is unfinished there is left out.
        """
        wanted = query.strip(), None if caret is None else max(caret - len(query) + len(query.lstrip()), 0)
        if wanted != (self.query, self.caret):
            self.query, self.caret = wanted
            self._is_calm = caret is None or self.order != OWN
            if self._is_calm:
                self._calm.stop()
            else:
                self._calm.start()
            self.refresh(is_first_look=not self._is_calm)

    def stay(self) -> None:
        """A person goes on into the list: its order stays as it is."""
        self._calm.stop()

    def _calm_down(self) -> None:
        self._is_calm = True
        self._shown = None  # a new list: it is shown from its top
        self.refresh()

    def refresh(self, *, is_first_look: bool = False) -> None:
        """Ask again: something has changed. A first look leaves the bodies out, and asks for them when it is shown."""
        self._newest += 1
        number, wanted = self._newest, (self.place, self.query)
        order = self.order
        sort = (order or BEST_FIRST) if self._is_calm else _WHILE_TYPING
        search = partial(find_answer, query=self.query, caret=self.caret, sort=sort, is_first_look=is_first_look)
        work: Work = search if self.query else partial(find_place, place=self.place, order=order)
        self._operations.ask(
            work, lambda answer: self._show(number, wanted, order, answer), lambda error: self._fail(number, error)
        )

    def _show(self, number: int, wanted: tuple[Place, str], order: str, answer: Answer) -> None:
        if number != self._newest:
            return
        if not answer.is_complete:
            self.refresh()
        is_other, self._shown = self._shown != wanted, wanted
        self.was_reordered, self._order_shown = order != self._order_shown, order
        problem = answer.problem
        self._shown_query, self._is_readable = wanted[1], problem is None or problem.is_unfinished
        self.mistaken.emit(problem)
        self.problem.emit("" if problem is None or problem.is_unfinished else str(problem))
        self.listed.emit(answer.ids, is_other)

    def _fail(self, number: int, error: Any) -> None:
        if number != self._newest:
            return
        if not self.query and self.place != INBOX:  # the collection or import is gone
            self.go_to(INBOX)
        assert isinstance(error, PaperdeskError)
        self.mistaken.emit(error if isinstance(error, QueryError) else None)
        self.problem.emit(str(error))
        self._is_readable = False
        self.kept.emit()
