"""Behind the door: one engine that answers requests, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from app.domain.paper_set import PaperSet
from app.index.engine import Engine, exhaust
from app.index.errors import IndexProblem, StaleRequest
from app.index.messages import (
    AbandonRebuild,
    AddToRebuild,
    ApplyChanges,
    AskState,
    BeginRebuild,
    FindLeaf,
    FinishRebuild,
    RankPapers,
    Request,
    SortPapers,
)
from app.index.rebuild import Rebuild

Steps = Generator[None, None, None]


class Service:
    """Answers requests over the index in `root`. `notice` may be called from another thread, the rest from one only."""

    def __init__(self, root: Path) -> None:
        self.engine = Engine(root)
        self._rebuild: Rebuild | None = None
        self._newest = 0
        self._answers: Mapping[type[Request[Any]], Callable[[Any], Any]] = {
            AskState: lambda _request: self.engine.state(),
            FindLeaf: self._find,
            RankPapers: self._rank,
            SortPapers: self._sort,
        }
        self._orders: Mapping[type[Request[Any]], Callable[[Any], Iterator[None]]] = {
            ApplyChanges: self._apply,
            BeginRebuild: self._begin,
            AddToRebuild: lambda request: self._current().adding(request.documents),
            FinishRebuild: self._finish,
            AbandonRebuild: lambda _request: self._abandon(),
        }

    def notice(self, request: Request[Any]) -> None:
        """Take note of a request that has arrived, so that older searches are dropped, even when under way."""
        if request.is_search:
            self._newest = max(self._newest, request.generation)

    def answer(self, request: Request[Any]) -> Any:
        """The answer to a request. Raises IndexProblem: StaleRequest, IndexBusy, IndexDamaged, IndexUnavailable."""
        if request.is_question:
            self._check(request)
            return self._answers[type(request)](request)
        exhaust(self.carry_out(request))
        return None

    def carry_out(self, order: Request[Any]) -> Steps:
        """The steps of a request that is no question; between them questions may be answered. Raises as `answer`."""
        yield from self._orders[type(order)](order)

    def tidy(self) -> Steps:
        """The steps of what may be done while nothing else is; it may be broken off, and no problem is one."""
        try:
            if self._rebuild is None and self.engine.is_untidy():
                yield from self.engine.tidying()
        except IndexProblem:
            return  # another process writes, or the disk is full: there will be another quiet moment

    def close(self) -> None:
        """Give up a rebuild under way and close all files."""
        exhaust(self._abandon())
        self.engine.close()

    def _check(self, request: Request[Any]) -> None:
        if request.is_search and request.generation < self._newest:
            raise StaleRequest("A newer search has taken the place of this one.")

    def _find(self, request: FindLeaf) -> PaperSet:
        return self.engine.find(request.leaf, partial(self._check, request))

    def _rank(self, request: RankPapers) -> list[tuple[int, float]]:
        return self.engine.ranked(request.leaves, request.ids, request.limit, partial(self._check, request))

    def _sort(self, request: SortPapers) -> list[int]:
        ranked = self.engine.ranked(request.leaves, request.ids, None, partial(self._check, request))
        return [paper_id for paper_id, _ in ranked]

    def _apply(self, request: ApplyChanges) -> Iterator[None]:
        return self.engine.applying(request.documents, request.removed_ids, request.applied)

    def _begin(self, request: BeginRebuild) -> Iterator[None]:
        yield from self._abandon()
        self._rebuild = self.engine.begin_rebuild(request.library_id, request.epoch)

    def _finish(self, request: FinishRebuild) -> Iterator[None]:
        yield from self._current().finishing(request.applied)
        self._rebuild = None

    def _abandon(self) -> Iterator[None]:
        if self._rebuild is not None:
            self._rebuild.abandon()
            self._rebuild = None
        yield

    def _current(self) -> Rebuild:
        if self._rebuild is None:
            raise IndexProblem("The rebuilding of the search index was interrupted; start it again.")
        return self._rebuild
