"""SavedSearchCounts: how many papers each saved search finds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.domain.detail_views import SavedSearchView
from ui.places import BEST_FIRST, search_papers

if TYPE_CHECKING:
    from app.library import Library
    from ui.operations import Operations
    from ui.sidebar.view import Sidebar

_DELAY_MS = 300


class SavedSearchCounts(QObject):
    """Counts one search after the other and shows the counts in the sidebar, until the library or its index changes."""

    def __init__(self, operations: Operations, sidebar: Sidebar) -> None:
        super().__init__(sidebar)
        self._operations = operations
        self._sidebar = sidebar
        self._searches: Sequence[SavedSearchView] = ()
        self._counts: dict[str, int] = {}  # by query
        self._generation = 0
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._count_next)
        operations.changed.connect(self._clear)
        operations.indexed.connect(self._clear)

    @property
    def is_due(self) -> bool:
        """Whether it is about to count."""
        return self._timer.isActive()

    def count(self, searches: Sequence[SavedSearchView]) -> None:
        """Count these searches after a delay, unless that was done already."""
        self._searches = searches
        if any(search.query not in self._counts for search in searches):
            self._timer.start()

    def _clear(self) -> None:
        """Forget the counts; the sidebar shows them until there are new ones."""
        self._generation += 1
        self._counts = {}

    def _count_next(self) -> None:
        query = next((search.query for search in self._searches if search.query not in self._counts), None)
        if query is None:
            self._sidebar.show_saved_search_counts(dict(self._counts))
            return
        generation = self._generation

        def on_counted(papers: int) -> None:
            if generation == self._generation:
                self._counts[query] = papers
                self._count_next()

        def on_error(_error: object) -> None:  # the query was valid in an older version only
            on_counted(0)

        self._operations.read(partial(_count_papers, query=query), on_counted, on_error, owner=self)


def _count_papers(library: Library, query: str) -> int:
    return len(search_papers(library, query, BEST_FIRST))
