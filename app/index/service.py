"""Behind the door: one engine that answers requests, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.index.engine import Engine, Rebuild
from app.index.errors import IndexProblem, StaleRequest
from app.index.messages import (
    AbandonRebuild,
    AddToRebuild,
    ApplyChanges,
    AskState,
    BeginRebuild,
    FindMatching,
    FinishRebuild,
    RankPapers,
    Request,
)


class Service:
    """Answers requests over the index in `root`. `notice` may be called from another thread, the rest from one only."""

    def __init__(self, root: Path) -> None:
        self.engine = Engine(root)
        self._rebuild: Rebuild | None = None
        self._newest = 0
        self._handlers: Mapping[type[Request[Any]], Callable[[Any], Any]] = {
            AskState: lambda _request: self.engine.state(),
            FindMatching: self._find,
            RankPapers: self._rank,
            ApplyChanges: self._apply,
            BeginRebuild: self._begin,
            AddToRebuild: self._add,
            FinishRebuild: self._finish,
            AbandonRebuild: lambda _request: self._abandon(),
        }

    def notice(self, request: Request[Any]) -> None:
        """Take note of a request that has arrived, so that older searches before it are dropped."""
        if request.is_search:
            self._newest = max(self._newest, request.generation)

    def answer(self, request: Request[Any]) -> Any:
        """The answer to a request. Raises IndexProblem: StaleRequest, IndexBusy, IndexDamaged."""
        if request.is_search and request.generation < self._newest:
            raise StaleRequest("A newer search has taken the place of this one.")
        return self._handlers[type(request)](request)

    def close(self) -> None:
        """Give up a rebuild under way and close all files."""
        self._abandon()
        self.engine.close()

    def _find(self, request: FindMatching) -> set[int]:
        return self.engine.matching(request.field, request.tokens, request.is_phrase)

    def _rank(self, request: RankPapers) -> list[tuple[int, float]]:
        return self.engine.ranked(request.leaves, request.ids, request.limit)

    def _apply(self, request: ApplyChanges) -> None:
        self.engine.apply(request.documents, request.removed_ids, request.applied)

    def _begin(self, request: BeginRebuild) -> None:
        self._abandon()
        self._rebuild = self.engine.begin_rebuild(request.library_id, request.epoch)

    def _add(self, request: AddToRebuild) -> None:
        self._current().add(request.documents)

    def _finish(self, request: FinishRebuild) -> None:
        self._current().finish(request.applied)
        self._rebuild = None

    def _abandon(self) -> None:
        if self._rebuild is not None:
            self._rebuild.abandon()
            self._rebuild = None

    def _current(self) -> Rebuild:
        if self._rebuild is None:
            raise IndexProblem("The rebuilding of the search index was interrupted; start it again.")
        return self._rebuild
