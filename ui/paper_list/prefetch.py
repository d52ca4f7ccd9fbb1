"""Reading ahead: what the next papers of the list hold, read in the reading lane before one goes to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.library import Library

if TYPE_CHECKING:
    from app.domain.views import PaperView
    from ui.window.main_window import MainWindow

AHEAD, BEHIND = 3, 1
"""How many papers below and above the current one are ready."""


class ReadingAhead:
    """The papers around the current one. What was read before a change, whoever made it, is never shown after it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._ready: dict[int, PaperView] = {}
        self._asked: frozenset[int] = frozenset()
        self._generation = 0
        self._version = window.library.data_version()

    @property
    def ready(self) -> frozenset[int]:
        """The papers that are ready."""
        return frozenset(self._ready)

    def forget(self) -> None:
        """The library has changed: nothing that was read is sure to be true."""
        self._generation += 1
        self._ready = {}
        self._asked = frozenset()

    def _look_out(self) -> None:
        """Forget when anything was written meanwhile: that is asked in microseconds."""
        version = self._window.library.data_version()
        if version != self._version:
            self._version = version
            self.forget()

    def view(self, paper_id: int) -> PaperView | None:
        """A paper, at once when it is ready; None when it is gone."""
        self._look_out()
        if paper_id not in self._ready:
            self._take(self._generation, self._window.library.views([paper_id]))
        return self._ready.get(paper_id)

    def read_on(self) -> None:
        """Read the papers around the current one, in the reading lane; of the others nothing is kept."""
        self._look_out()
        papers = self._window.papers
        row, ids = papers.currentIndex().row(), papers.papers.ids
        near = ids[max(row - BEHIND, 0) : row + AHEAD + 1]
        self._ready = {one: view for one, view in self._ready.items() if one in near}
        wanted = [one for one in near if one not in self._ready and one not in self._asked]
        self._asked = self._asked.intersection(near) | frozenset(wanted)
        if wanted:
            self._window.operations.ask(partial(_read, ids=wanted), partial(self._take, self._generation))

    def _take(self, generation: int, views: Sequence[PaperView]) -> None:
        if generation == self._generation:
            self._ready.update((view.id, view) for view in views)


def _read(library: Library, ids: Sequence[int]) -> list[PaperView]:
    return library.views(ids)
