"""Prefetcher: reads the papers around the current one in the reader thread before they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.library import Library

if TYPE_CHECKING:
    from app.domain.views import PaperView
    from ui.window.main_window import MainWindow

PAPERS_BELOW, PAPERS_ABOVE = 3, 1
"""How many papers below and above the current one are prefetched."""


class Prefetcher:
    """A cache of the papers around the current one, emptied by every change of the library, whoever makes it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._views: dict[int, PaperView] = {}
        self._requested: frozenset[int] = frozenset()
        self._generation = 0
        self._version = window.library.data_version()

    @property
    def ready_ids(self) -> frozenset[int]:
        """The ids of the papers in the cache."""
        return frozenset(self._views)

    def clear(self) -> None:
        """Empty the cache and ignore pending reads: the library has changed."""
        self._generation += 1
        self._views = {}
        self._requested = frozenset()

    def _clear_if_stale(self) -> None:
        """Empty the cache when the library was changed meanwhile; the check takes microseconds."""
        version = self._window.library.data_version()
        if version != self._version:
            self._version = version
            self.clear()

    def view(self, paper_id: int) -> PaperView | None:
        """A paper, from the cache when it is there; None when it no longer exists."""
        self._clear_if_stale()
        if paper_id not in self._views:
            self._store(self._generation, self._window.library.views([paper_id]))
        return self._views.get(paper_id)

    def read_ahead(self) -> None:
        """Read the papers around the current one in the reader thread, and drop all others from the cache."""
        self._clear_if_stale()
        papers = self._window.papers
        row, ids = papers.currentIndex().row(), papers.ids
        near = ids[max(row - PAPERS_ABOVE, 0) : row + PAPERS_BELOW + 1]
        self._views = {paper_id: view for paper_id, view in self._views.items() if paper_id in near}
        wanted = [paper_id for paper_id in near if paper_id not in self._views and paper_id not in self._requested]
        self._requested = self._requested.intersection(near) | frozenset(wanted)
        if wanted:
            self._window.operations.read(partial(_read, ids=wanted), partial(self._store, self._generation))

    def _store(self, generation: int, views: Sequence[PaperView]) -> None:
        if generation == self._generation:
            self._views.update((view.id, view) for view in views)


def _read(library: Library, ids: Sequence[int]) -> list[PaperView]:
    return library.views(ids)
