"""Server side of the index: executes requests on an engine, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.paper_set import PaperSet
from app.index.engine import Engine, consume
from app.index.errors import IndexProblem, StaleRequest
from app.index.messages import (
    AbandonRebuild,
    AddToRebuild,
    ApplyChanges,
    BeginRebuild,
    FindTerm,
    FinishRebuild,
    GetState,
    RankPapers,
    Request,
    SortPapers,
)
from app.index.rebuild import Rebuild

Steps = Generator[None, None, None]


class IndexService:
    """Executes requests on the index in `root`.

    `note_generation` may be called from another thread; all other methods must be called from one thread.
    """

    def __init__(self, root: Path) -> None:
        self.engine = Engine(root)
        self._rebuild: Rebuild | None = None
        self._newest_generation = 0
        self._read_handlers: Mapping[type[Request[Any]], Callable[[Any], Any]] = {
            GetState: lambda _request: self.engine.read_state(),
            FindTerm: self._find,
            RankPapers: self._rank,
            SortPapers: self._sort,
        }
        self._write_handlers: Mapping[type[Request[Any]], Callable[[Any], Iterator[None]]] = {
            ApplyChanges: self._apply,
            BeginRebuild: self._begin,
            AddToRebuild: lambda request: self._get_rebuild().add_steps(request.documents),
            FinishRebuild: self._finish,
            AbandonRebuild: lambda _request: self._abandon(),
        }

    def note_generation(self, request: Request[Any]) -> None:
        """Record the generation of a received request, so that older searches are dropped, even while running."""
        if request.is_search:
            self._newest_generation = max(self._newest_generation, request.generation)

    def answer(self, request: Request[Any]) -> Any:
        """Execute a request. Raises IndexProblem: StaleRequest, IndexBusy, IndexDamaged, IndexUnavailable."""
        if request.is_read_only:
            self._check(request)
            return self._read_handlers[type(request)](request)
        consume(self.run_steps(request))
        return None

    def run_steps(self, request: Request[Any]) -> Steps:
        """Execute a write request in steps; reads can be answered between them. Raises the same errors as `answer`."""
        yield from self._write_handlers[type(request)](request)

    def merge_steps(self) -> Steps:
        """Merge small segments in steps, for idle times; it can be stopped at any step, and problems are ignored."""
        try:
            if self._rebuild is None and self.engine.needs_merge():
                yield from self.engine.merge_steps()
        except IndexProblem:
            return  # another process is writing, or the disk is full; try again at the next idle time

    def close(self) -> None:
        """Abandon a rebuild in progress and close all files."""
        consume(self._abandon())
        self.engine.close()

    def _check(self, request: Request[Any]) -> None:
        if request.is_search and request.generation < self._newest_generation:
            raise StaleRequest("A newer search has replaced this one.")

    def _find(self, request: FindTerm) -> PaperSet:
        return self.engine.find(request.term, partial(self._check, request))

    def _rank(self, request: RankPapers) -> list[tuple[int, float]]:
        return self.engine.rank(request.terms, request.ids, request.limit, partial(self._check, request))

    def _sort(self, request: SortPapers) -> list[int]:
        ranked = self.engine.rank(request.terms, request.ids, None, partial(self._check, request))
        return [paper_id for paper_id, _ in ranked]

    def _apply(self, request: ApplyChanges) -> Iterator[None]:
        return self.engine.apply_steps(request.documents, request.removed_ids, request.applied)

    def _begin(self, request: BeginRebuild) -> Iterator[None]:
        yield from self._abandon()
        self._rebuild = self.engine.begin_rebuild(request.library_id, request.epoch)

    def _finish(self, request: FinishRebuild) -> Iterator[None]:
        yield from self._get_rebuild().finish_steps(request.applied)
        self._rebuild = None

    def _abandon(self) -> Iterator[None]:
        if self._rebuild is not None:
            self._rebuild.abandon()
            self._rebuild = None
        yield

    def _get_rebuild(self) -> Rebuild:
        if self._rebuild is None:
            raise IndexProblem("Rebuilding the search index was interrupted; start it again.")
        return self._rebuild
