"""ExcerptLoader: in a search, the visible rows show the matching passage where the title alone does not match."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.detail_views import Hit
from app.library import Library
from ui.widgets.paper_text import plain_title

if TYPE_CHECKING:
    from ui.listing import Listing
    from ui.operations import Operations
    from ui.paper_list.view import PaperList

_DELAY_MS = 150  # after the list was refreshed or scrolled
_CONTEXT_CHARS = 12  # before the first match; a row has no room for more
_MAX_CHARS = 200


class ExcerptLoader:
    """Reads the excerpts of the visible rows only."""

    def __init__(self, papers: PaperList, listing: Listing, operations: Operations) -> None:
        self._papers, self._listing, self._operations = papers, listing, operations
        self._query: tuple[str, int | None] = ("", None)
        self._excerpts: dict[int, str] = {}
        self._generation = 0  # increases with every change of the library
        self._timer = QTimer(papers, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._request)
        listing.listed.connect(lambda _ids, _is_new_list: self._on_listed())
        operations.changed.connect(lambda _changes: self._clear())
        papers.verticalScrollBar().valueChanged.connect(lambda _value: self._schedule())

    def _clear(self) -> None:
        self._generation += 1
        self._excerpts = {}

    def _on_listed(self) -> None:
        query = self._listing.query, self._listing.caret
        if query != self._query:
            self._query = query
            self._clear()
            self._papers.show_excerpts({})
        self._schedule()

    def _schedule(self) -> None:
        if self._query[0]:
            self._timer.start()

    def _request(self) -> None:
        wanted = [paper_id for paper_id in self._papers.visible_ids() if paper_id not in self._excerpts]
        query, caret = self._query
        if wanted and query:
            work = partial(_read, query=query, caret=caret, ids=wanted)
            store = partial(self._store, self._generation)
            self._operations.read(work, store, lambda _error: None, owner=self._papers)

    def _store(self, generation: int, excerpts: dict[int, str]) -> None:
        if generation == self._generation:
            self._excerpts.update(excerpts)
            self._papers.show_excerpts(self._excerpts)


def _read(library: Library, query: str, caret: int | None, ids: Sequence[int]) -> dict[int, str]:
    """The excerpt of each paper; empty when the title already contains it."""
    return dict.fromkeys(ids, "") | {hit.id: _passage(hit) for hit in library.excerpts(query, ids, caret)}


def _passage(hit: Hit) -> str:
    """The excerpt from shortly before the first match, on one line."""
    if not hit.spans or hit.snippet.strip("… ") in hit.title:
        return ""
    start = hit.snippet.rfind(" ", 0, max(hit.spans[0][0] - _CONTEXT_CHARS, 0)) + 1
    return ("…" if start else "") + plain_title(hit.snippet[start : start + _MAX_CHARS])
