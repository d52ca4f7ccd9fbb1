"""Prefetcher: reads the papers around the current one in the reader thread before they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.library import Library

if TYPE_CHECKING:
    from app.domain.views import PaperView
    from ui.operations import Operations
    from ui.paper_list.view import PaperList

PAPERS_BELOW, PAPERS_ABOVE = 3, 1
"""How many papers below and above the current one are prefetched."""


class Prefetcher:
    """A cache of the papers around the current one, emptied by every announced change of the library."""

    def __init__(self, papers: PaperList, library: Library, operations: Operations) -> None:
        self._papers, self._library, self._operations = papers, library, operations
        self._views: dict[int, PaperView] = {}
        self._requested: frozenset[int] = frozenset()
        self._generation = 0
        operations.changed.connect(lambda _changes: self._clear())

    @property
    def ready_ids(self) -> frozenset[int]:
        """The ids of the papers in the cache."""
        return frozenset(self._views)

    def _clear(self) -> None:
        """Empty the cache and ignore pending reads."""
        self._generation += 1
        self._views = {}
        self._requested = frozenset()

    def view(self, paper_id: int) -> PaperView | None:
        """A paper, from the cache when it is there; None when it no longer exists."""
        if paper_id not in self._views:
            self._store(self._generation, self._library.views([paper_id]))
        return self._views.get(paper_id)

    def read_ahead(self) -> None:
        """Read the papers around the current one in the reader thread, and drop all others from the cache."""
        row, ids = self._papers.currentIndex().row(), self._papers.ids
        near = ids[max(row - PAPERS_ABOVE, 0) : row + PAPERS_BELOW + 1]
        self._views = {paper_id: view for paper_id, view in self._views.items() if paper_id in near}
        wanted = [paper_id for paper_id in near if paper_id not in self._views and paper_id not in self._requested]
        self._requested = self._requested.intersection(near) | frozenset(wanted)
        if wanted:
            store = partial(self._store, self._generation)
            self._operations.read(partial(_read, ids=wanted), store, owner=self._papers)

    def _store(self, generation: int, views: Sequence[PaperView]) -> None:
        if generation == self._generation:
            self._views.update((view.id, view) for view in views)


def _read(library: Library, ids: Sequence[int]) -> list[PaperView]:
    return library.views(ids)
