"""The one door to the index: requests in, replies out, whether the index is kept here or in a worker process."""

from __future__ import annotations

import os
import subprocess
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from app.domain.paper_set import PaperSet
from app.index.documents import IndexDocument, IndexState, Leaf
from app.index.errors import IndexProblem, IndexUnavailable
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
    read_reply,
    request_line,
)

if TYPE_CHECKING:
    from app.index.service import Service

T = TypeVar("T")

REBUILD_BATCH = 100
READ_AHEAD = 8
"""So many batches of a rebuild are on their way while the next is read from the library: two processes at work."""
APPLY_BATCH = 5000
MOST_UNTIDIED = 32
"""After so many changes the index is tidied before the door is closed: each may have left a segment to look through."""
MOST_TRIES = 2
CLOSING_WAIT = 10.0


class IndexDoor(ABC):
    """Ask the index. All methods raise IndexProblem (see `errors`) when it cannot answer; none loses anything."""

    def __init__(self) -> None:
        self._generations = count(1)

    @abstractmethod
    def submit(self, request: Request[T]) -> Future[T]:
        """Send a request; the future holds its answer or an IndexProblem. Safe from any thread."""

    @abstractmethod
    def close(self) -> None:
        """End the index's work; requests under way may fail."""

    @property
    def worker_id(self) -> int | None:
        """The process id of the worker, None while there is none."""
        return None

    def ask(self, request: Request[T]) -> T:
        """Send a request and wait for its answer."""
        return self.submit(request).result()

    def next_generation(self) -> int:
        """The number for a new search: requests of earlier searches that still wait are dropped."""
        return next(self._generations)

    def state(self) -> IndexState | None:
        """What the index holds; None = it must be rebuilt."""
        return self.ask(AskState(0))

    def search(self, generation: int | None = None) -> IndexSearch:
        """One search: everything asked through the returned object has the same generation (None = a new one)."""
        return IndexSearch(self, self.next_generation() if generation is None else generation)

    def apply(self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int) -> None:
        """Bring papers up to date, in batches; `applied` counts only once all are in. See Engine.apply."""
        rest = iter(documents)
        batch, removed = tuple(islice(rest, APPLY_BATCH)), tuple(removed_ids)
        while following := tuple(islice(rest, APPLY_BATCH)):
            self.ask(ApplyChanges(0, batch, removed, None))
            batch, removed = following, ()
        self.ask(ApplyChanges(0, batch, removed, applied))

    def rebuild(
        self,
        documents: Iterable[IndexDocument],
        library_id: str,
        epoch: str,
        applied: int,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        """Build the index anew from all documents of a library; until it is done the old one answers.

        `on_progress` is called with the number of papers so far. Whatever it or `documents` raises ends the rebuild and
        keeps the old index.
        """
        self.ask(BeginRebuild(0, library_id, epoch))
        try:
            under_way: deque[tuple[int, Future[None]]] = deque()
            rest, done = iter(documents), 0
            while True:
                if batch := tuple(islice(rest, REBUILD_BATCH)):
                    under_way.append((len(batch), self.submit(AddToRebuild(0, batch))))
                while under_way and (not batch or len(under_way) > READ_AHEAD):
                    size, added = under_way.popleft()
                    added.result()
                    done += size
                    if on_progress is not None:
                        on_progress(done)
                if not batch:
                    break
            self.ask(FinishRebuild(0, applied))
        except BaseException:
            with suppress(IndexProblem):
                self.ask(AbandonRebuild(0))
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class IndexSearch:
    """One search through the door; raises StaleRequest once a newer one has begun."""

    door: IndexDoor
    generation: int
    _coming: dict[Leaf, Future[PaperSet]] = field(default_factory=dict)

    def expect(self, leaves: Iterable[Leaf]) -> None:
        """Ask already for what `find` will be called with, all on one way."""
        for leaf in leaves:
            self._coming[leaf] = self.door.submit(FindLeaf(self.generation, leaf))

    def find(self, leaf: Leaf) -> PaperSet:
        """The papers that have the leaf, in the fields that `documents.fields_of` names.

        The titles alone answer first and fastest: ask the leaf with field="title" before you ask it without a field.
        """
        coming = self._coming.get(leaf)
        return self.door.ask(FindLeaf(self.generation, leaf)) if coming is None else coming.result()

    def ranked(
        self, leaves: Iterable[Leaf], ids: Iterable[int] | None, limit: int | None = None
    ) -> list[tuple[int, float]]:
        """(paper id, score), best first. See Engine.ranked."""
        candidates = None if ids is None else tuple(ids)
        return self.door.ask(RankPapers(self.generation, tuple(leaves), candidates, limit))

    def best_first(self, leaves: Iterable[Leaf], ids: Iterable[int]) -> list[int]:
        """The papers of `ids` as `ranked` has them, without the scores."""
        return self.door.ask(SortPapers(self.generation, tuple(leaves), tuple(ids)))


class LocalDoor(IndexDoor):
    """The index kept in this process: for the command line, which has no frames to lose. It is tidied at the end."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        self._opened: Service | None = None
        self._writes = 0
        self._lock = threading.Lock()

    def _service(self) -> Service:
        """The service (with the lock held), made at the first request."""
        if self._opened is None:
            from app.index.service import Service  # noqa: PLC0415 - Whoosh, for the process that keeps the index only

            self._opened = Service(self._root)
        return self._opened

    def submit(self, request: Request[T]) -> Future[T]:
        future: Future[T] = Future()
        try:
            with self._lock:
                service = self._service()
                service.notice(request)
                future.set_result(service.answer(request))
                if not request.is_question:
                    self._writes += 1
                    if self._writes >= MOST_UNTIDIED:
                        self._tidy(service)
        except IndexProblem as problem:
            future.set_exception(problem)
        return future

    def _tidy(self, service: Service) -> None:
        self._writes = 0
        deque(service.tidy(), maxlen=0)

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                if self._writes:  # nobody waits any more
                    with suppress(IndexProblem):
                        self._tidy(self._opened)
                self._opened.close()


@dataclass(slots=True)
class _Pending:
    request: Request[Any]
    future: Future[Any]
    tries: int = 0


class WorkerDoor(IndexDoor):
    """The index kept in a process of its own, started with `command` at the first request.

    When the worker dies, a new one is started and gets again what was under way, once: a request that ends two workers,
    or cannot be repeated (a rebuild), fails with IndexUnavailable.
    """

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._command = tuple(command)
        self._numbers = count(1)
        self._pending: dict[int, _Pending] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._lock = threading.RLock()

    @property
    def worker_id(self) -> int | None:
        """The process id of the worker, None while there is none."""
        process = self._process
        return None if process is None else process.pid

    def submit(self, request: Request[T]) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            number = next(self._numbers)
            self._pending[number] = _Pending(request, future)
            lost = self._send(number)
        _fail(lost)
        return future

    def close(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            reader, self._reader = self._reader, None
        if process is None or reader is None:
            return
        _close_quietly(process.stdin)
        try:
            process.wait(CLOSING_WAIT)
        except subprocess.TimeoutExpired:
            process.kill()
        reader.join()

    def _send(self, number: int) -> list[_Pending]:
        """Send a pending request (with the lock held); returns it when no worker could be started."""
        pending = self._pending[number]
        pending.tries += 1
        try:
            process = self._running()
        except OSError:
            return [self._pending.pop(number)]
        try:
            assert process.stdin is not None
            process.stdin.write(request_line(number, pending.request))
            process.stdin.flush()
        except (OSError, ValueError):
            pass  # the worker is dying; the thread that reads its replies will notice and send again
        return []

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # A session of its own: Ctrl-C in the terminal is for the program, which then closes the pipe.
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=os.name == "posix"
            )
            self._reader = threading.Thread(target=self._receive, args=(self._process,), daemon=True)
            self._reader.start()
        return self._process

    def _receive(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith(b"\n"):  # not a line cut by the worker's death
                self._settle(*read_reply(line))
        process.stdout.close()
        _close_quietly(process.stdin)
        process.wait()
        _fail(self._send_again(process))

    def _settle(self, number: int, answer: Any) -> None:
        with self._lock:
            pending = self._pending.pop(number, None)
        if pending is None:
            return
        if isinstance(answer, IndexProblem):
            pending.future.set_exception(answer)
        else:
            pending.future.set_result(pending.request.read_answer(answer))

    def _send_again(self, dead: subprocess.Popen[bytes]) -> list[_Pending]:
        """After a worker's death: send to a new one what may be sent; returns what is lost."""
        with self._lock:
            is_closed = self._process is not dead
            if not is_closed:
                self._process = None
            lost = []
            for number in sorted(self._pending):
                pending = self._pending[number]
                if is_closed or pending.tries >= MOST_TRIES or not pending.request.is_repeatable:
                    lost.append(self._pending.pop(number))
                else:
                    lost.extend(self._send(number))
            return lost


def _fail(lost: Iterable[_Pending]) -> None:
    for pending in lost:
        pending.future.set_exception(
            IndexUnavailable("The process that keeps the search index ended; the library answers without it for now.")
        )


def _close_quietly(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose other end may be gone already."""
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        pass
