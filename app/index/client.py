"""Clients for the search index, in this process or in a worker process."""

from __future__ import annotations

import logging
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
from app.index.documents import IndexDocument, IndexState, TextTerm
from app.index.errors import IndexProblem, IndexUnavailable
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
    decode_reply,
    encode_request,
)

if TYPE_CHECKING:
    from app.index.service import IndexService

T = TypeVar("T")

log = logging.getLogger("paperdesk")

REBUILD_BATCH = 100
MAX_BATCHES_IN_FLIGHT = 8
"""Batches of a rebuild that may be unanswered while the next is read from the library, so both processes work."""
APPLY_BATCH = 5000
MAX_UNMERGED_WRITES = 32
"""Segments are merged after this many writes, because each may add a segment that every search has to read."""
MAX_ATTEMPTS = 2
CLOSE_TIMEOUT_SECONDS = 10.0


class IndexClient(ABC):
    """Client for the index. Methods raise IndexProblem (see `errors`) when it cannot answer; no data is lost."""

    def __init__(self) -> None:
        self._generations = count(1)

    @abstractmethod
    def submit(self, request: Request[T]) -> Future[T]:
        """Send a request; the future holds its answer or an IndexProblem. Safe from any thread."""

    @abstractmethod
    def close(self) -> None:
        """Stop the index; pending requests may fail."""

    @property
    def worker_id(self) -> int | None:
        """Process id of the worker; None when there is no worker."""
        return None

    def call(self, request: Request[T]) -> T:
        """Send a request and wait for its answer."""
        return self.submit(request).result()

    def next_generation(self) -> int:
        """Return the number for a new search; pending requests of earlier searches are dropped."""
        return next(self._generations)

    def read_state(self) -> IndexState | None:
        """Return what the index contains; None means that it must be rebuilt."""
        return self.call(GetState(0))

    def search(self, generation: int | None = None) -> IndexSearch:
        """Start a search; all its requests share `generation` (None: a new one)."""
        return IndexSearch(self, self.next_generation() if generation is None else generation)

    def apply(self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int) -> None:
        """Update papers in batches; `applied` is recorded only with the last one. See Engine.apply."""
        remaining = iter(documents)
        batch, removed = tuple(islice(remaining, APPLY_BATCH)), tuple(removed_ids)
        while following := tuple(islice(remaining, APPLY_BATCH)):
            self.call(ApplyChanges(0, batch, removed, None))
            batch, removed = following, ()
        self.call(ApplyChanges(0, batch, removed, applied))

    def rebuild(
        self,
        documents: Iterable[IndexDocument],
        library_id: str,
        epoch: str,
        applied: int,
        on_progress: Callable[[int], None] | None = None,
    ) -> None:
        """Rebuild the index from all documents of a library; the old index answers until the new one is complete.

        `on_progress` is called with the number of papers indexed so far. An exception from it or from `documents`
        aborts the rebuild and keeps the old index.
        """
        self.call(BeginRebuild(0, library_id, epoch))
        try:
            in_flight: deque[tuple[int, Future[None]]] = deque()
            remaining, done = iter(documents), 0
            while True:
                if batch := tuple(islice(remaining, REBUILD_BATCH)):
                    in_flight.append((len(batch), self.submit(AddToRebuild(0, batch))))
                while in_flight and (not batch or len(in_flight) > MAX_BATCHES_IN_FLIGHT):
                    size, added = in_flight.popleft()
                    added.result()
                    done += size
                    if on_progress is not None:
                        on_progress(done)
                if not batch:
                    break
            self.call(FinishRebuild(0, applied))
        except BaseException:
            with suppress(IndexProblem):
                self.call(AbandonRebuild(0))
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class IndexSearch:
    """One search of the index; its methods raise StaleRequest once a newer search has started."""

    client: IndexClient
    generation: int
    _prefetched: dict[TextTerm, Future[PaperSet]] = field(default_factory=dict)

    def prefetch(self, terms: Iterable[TextTerm]) -> None:
        """Send the requests of later `find` calls now, without waiting for the answers."""
        for term in terms:
            self._prefetched[term] = self.client.submit(FindTerm(self.generation, term))

    def find(self, term: TextTerm) -> PaperSet:
        """Return the papers that contain the term in one of `documents.searched_fields(term)`."""
        prefetched = self._prefetched.get(term)
        return self.client.call(FindTerm(self.generation, term)) if prefetched is None else prefetched.result()

    def rank(
        self, terms: Iterable[TextTerm], ids: Iterable[int] | None, limit: int | None = None
    ) -> list[tuple[int, float]]:
        """Return (paper id, score) pairs, best first. See Engine.rank."""
        candidates = None if ids is None else tuple(ids)
        return self.client.call(RankPapers(self.generation, tuple(terms), candidates, limit))

    def sort_by_score(self, terms: Iterable[TextTerm], ids: Iterable[int]) -> list[int]:
        """Return `ids` in the order of `rank`, without the scores."""
        return self.client.call(SortPapers(self.generation, tuple(terms), tuple(ids)))


class LocalIndexClient(IndexClient):
    """The index in this process, for the command line, where blocking is fine. Segments are merged on close."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root
        self._service: IndexService | None = None
        self._unmerged_writes = 0
        self._lock = threading.Lock()

    def _get_service(self) -> IndexService:
        """Return the service, created on first use. The lock must be held."""
        if self._service is None:
            from app.index.service import IndexService  # noqa: PLC0415 - loads Whoosh

            self._service = IndexService(self._root)
        return self._service

    def submit(self, request: Request[T]) -> Future[T]:
        future: Future[T] = Future()
        try:
            with self._lock:
                service = self._get_service()
                service.note_generation(request)
                future.set_result(service.answer(request))
                if not request.is_read_only:
                    self._unmerged_writes += 1
                    if self._unmerged_writes >= MAX_UNMERGED_WRITES:
                        self._merge(service)
        except IndexProblem as problem:
            future.set_exception(problem)
        return future

    def _merge(self, service: IndexService) -> None:
        self._unmerged_writes = 0
        deque(service.merge_steps(), maxlen=0)

    def close(self) -> None:
        with self._lock:
            if self._service is not None:
                if self._unmerged_writes:
                    with suppress(IndexProblem):
                        self._merge(self._service)
                self._service.close()


@dataclass(slots=True)
class _Pending:
    request: Request[Any]
    future: Future[Any]
    attempts: int = 0


class WorkerIndexClient(IndexClient):
    """The index in a worker process, started with `command` at the first request.

    When the worker dies, a new one is started and pending requests are sent again, once. A request that kills two
    workers, or that is not repeatable (a rebuild), fails with IndexUnavailable.
    """

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._command = tuple(command)
        self._request_numbers = count(1)
        self._pending: dict[int, _Pending] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._lock = threading.RLock()

    @property
    def worker_id(self) -> int | None:
        """Process id of the worker; None when it is not running."""
        process = self._process
        return None if process is None else process.pid

    def submit(self, request: Request[T]) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            number = next(self._request_numbers)
            self._pending[number] = _Pending(request, future)
            failed = self._send(number)
        _fail(failed)
        return future

    def close(self) -> None:
        with self._lock:
            process, self._process = self._process, None
            reader, self._reader = self._reader, None
        if process is None or reader is None:
            return
        _close_quietly(process.stdin)
        try:
            process.wait(CLOSE_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        reader.join()

    def _send(self, number: int) -> list[_Pending]:
        """Send a pending request; return it when no worker could be started. The lock must be held."""
        pending = self._pending[number]
        pending.attempts += 1
        try:
            process = self._running_worker()
        except OSError:
            return [self._pending.pop(number)]
        try:
            assert process.stdin is not None
            process.stdin.write(encode_request(number, pending.request))
            process.stdin.flush()
        except (OSError, ValueError):
            pass  # the worker is dying; the reader thread notices and sends the request again
        return []

    def _running_worker(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # In its own session, so that Ctrl-C reaches only the main program, which then closes the pipe.
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=os.name == "posix"
            )
            self._reader = threading.Thread(target=self._receive, args=(self._process,), daemon=True)
            self._reader.start()
        return self._process

    def _receive(self, process: subprocess.Popen[bytes]) -> None:
        """Resolve requests until the worker ends, however it does: nobody may wait for a reply that never comes."""
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if line.endswith(b"\n"):  # else the worker died while writing
                    self._resolve(*decode_reply(line))
        except Exception:
            log.exception("The search index process sent a reply that cannot be read")
            process.kill()
        process.stdout.close()
        _close_quietly(process.stdin)
        process.wait()
        _fail(self._resend(process))

    def _resolve(self, number: int, answer: Any) -> None:
        with self._lock:
            pending = self._pending.get(number)
        if pending is None:
            return
        # decoded before it stops being pending: what cannot be decoded is asked again, of another worker
        result = answer if isinstance(answer, IndexProblem) else pending.request.decode_answer(answer)
        with self._lock:
            del self._pending[number]
        if isinstance(result, IndexProblem):
            pending.future.set_exception(result)
        else:
            pending.future.set_result(result)

    def _resend(self, dead: subprocess.Popen[bytes]) -> list[_Pending]:
        """Send the pending requests of a dead worker to a new one; return those that have failed."""
        with self._lock:
            is_closed = self._process is not dead
            if not is_closed:
                self._process = None
            failed = []
            for number in sorted(self._pending):
                pending = self._pending[number]
                if is_closed or pending.attempts >= MAX_ATTEMPTS or not pending.request.is_repeatable:
                    failed.append(self._pending.pop(number))
                else:
                    failed.extend(self._send(number))
            return failed


def _fail(failed: Iterable[_Pending]) -> None:
    for pending in failed:
        pending.future.set_exception(
            IndexUnavailable("The search index process stopped; the library answers without it for now.")
        )


def _close_quietly(pipe: IO[bytes] | None) -> None:
    """Close a pipe whose other end may already be closed."""
    try:
        if pipe is not None:
            pipe.close()
    except OSError:
        pass
