"""Listing: which papers the list shows now – those of a place, or those a query means."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.errors import PaperdeskError
from ui.operations import Operations, Work
from ui.places import INBOX, Place, find_papers, search_papers


class Listing(QObject):
    """Asks for ids and hands them out; only the newest question counts.

    `listed` carries the ids and whether they are of another place or query than before, `problem` a sentence about a
    query that cannot be read (empty when all is well).
    """

    listed = Signal(list, bool)
    problem = Signal(str)

    def __init__(self, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self._newest = 0
        self._shown: tuple[Place, str] | None = None
        self.place: Place = INBOX
        self.query = ""

    def go_to(self, place: Place) -> None:
        """List the papers of a place."""
        self.place, self.query = place, ""
        self.refresh()

    def search(self, query: str) -> None:
        """List the papers a query means; an empty one goes back to the place."""
        if query.strip() != self.query:
            self.query = query.strip()
            self.refresh()

    def refresh(self) -> None:
        """Ask again: something has changed."""
        self._newest += 1
        number, wanted = self._newest, (self.place, self.query)
        work: Work = partial(search_papers, query=self.query) if self.query else partial(find_papers, place=self.place)
        self._operations.ask(work, lambda ids: self._show(number, wanted, ids), lambda error: self._fail(number, error))

    def _show(self, number: int, wanted: tuple[Place, str], ids: list[int]) -> None:
        if number != self._newest:
            return
        is_other, self._shown = self._shown != wanted, wanted
        self.problem.emit("")
        self.listed.emit(ids, is_other)

    def _fail(self, number: int, error: Any) -> None:
        if number != self._newest:
            return
        if not self.query and self.place != INBOX:  # the collection or import is gone
            self.go_to(INBOX)
        assert isinstance(error, PaperdeskError)
        self.problem.emit(str(error))
