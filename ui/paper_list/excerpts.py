"""ExcerptLoader: in a search, the visible rows show the matching passage where the title alone does not match."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.views import Hit
from app.library import Library
from ui.widgets.paper_text import plain_title

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_DELAY_MS = 150  # after the list was refreshed or scrolled
_CONTEXT_CHARS = 12  # before the first match; a row has no room for more
_MAX_CHARS = 200


class ExcerptLoader:
    """Reads the excerpts of the visible rows only."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._query: tuple[str, int | None] = ("", None)
        self._excerpts: dict[int, str] = {}
        self._timer = QTimer(window, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._request)
        window.listing.listed.connect(lambda _ids, _is_other: self._on_listed())
        window.operations.changed.connect(lambda _changes: self._excerpts.clear())
        window.papers.verticalScrollBar().valueChanged.connect(lambda _value: self._schedule())

    def _on_listed(self) -> None:
        listing = self._window.listing
        query = listing.query, listing.caret
        if query != self._query:
            self._query, self._excerpts = query, {}
            self._window.papers.show_excerpts({})
        self._schedule()

    def _schedule(self) -> None:
        if self._query[0]:
            self._timer.start()

    def _request(self) -> None:
        wanted = [paper_id for paper_id in self._window.papers.visible_ids() if paper_id not in self._excerpts]
        if wanted and self._query[0]:
            query = self._query
            work = partial(_read, query=query[0], caret=query[1], ids=wanted)
            self._window.operations.read(work, partial(self._store, query), lambda _error: None)

    def _store(self, query: tuple[str, int | None], excerpts: dict[int, str]) -> None:
        if query == self._query:
            self._excerpts.update(excerpts)
            self._window.papers.show_excerpts(self._excerpts)


def _read(library: Library, query: str, caret: int | None, ids: Sequence[int]) -> dict[int, str]:
    """The excerpt of each paper; empty when the title already contains it."""
    return dict.fromkeys(ids, "") | {hit.id: _passage(hit) for hit in library.excerpts(query, ids, caret)}


def _passage(hit: Hit) -> str:
    """The excerpt from shortly before the first match, on one line."""
    if not hit.spans or hit.snippet.strip("… ") in hit.title:
        return ""
    start = hit.snippet.rfind(" ", 0, max(hit.spans[0][0] - _CONTEXT_CHARS, 0)) + 1
    return ("…" if start else "") + plain_title(hit.snippet[start : start + _MAX_CHARS])
