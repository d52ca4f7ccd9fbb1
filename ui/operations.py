"""Operations: runs library calls off the main thread and delivers their outcome on it.

Each worker thread has its own open library. `write` queues changes in the order they were asked for; `read` is for
reading and searching, so that saving a note never waits for a search; `write_long` is for imports and exports, so that
other changes do not wait for them. The search index lives in a process of its own, so that indexing never takes time
from the window; a fourth thread sends it large updates, so that searches are answered meanwhile.

Every operation ends in exactly one of three ways: its result goes to `on_result`; a refusal (PaperdeskError) or a bug
(UnexpectedError, which is one too) goes to `on_error`. A view that shows something as running can rely on that.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from shiboken6 import isValid

from app.domain.changes import changes_in
from app.domain.errors import PaperdeskError, UnexpectedError
from app.domain.jobs import Cancelled, Job
from app.library import Library

log = logging.getLogger("paperdesk")

_MAX_YIELD_SECONDS = 2.0  # a write that itself waits for something must not hold up an import for good

Work = Callable[[Library], Any]
Callback = Callable[[Any], object]


def _ignore(_result: object) -> None:
    """The default callback."""


@dataclass(frozen=True, slots=True)
class _Operation:
    """What is to be done, and who hears of it. Nothing is delivered to an `owner` that Qt has deleted meanwhile."""

    work: Work
    on_result: Callback
    on_error: Callback | None
    owner: QObject | None

    @property
    def is_wanted(self) -> bool:
        """Whether the owner is still there."""
        return self.owner is None or isValid(self.owner)


class _Worker:
    """One thread with its own library, which is opened when it is first needed."""

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open_library = open_library
        self.library: Library | None = None
        self.is_idle = Event()
        self.is_idle.set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="paperdesk")
        self._pending = 0
        self._pending_lock = Lock()

    def submit(self, task: Callable[[], None]) -> None:
        """Queue a call for the worker thread."""
        with self._pending_lock:
            self._pending += 1
            self.is_idle.clear()
        self._pool.submit(self._run_task, task)

    def _run_task(self, task: Callable[[], None]) -> None:
        try:
            task()
        finally:
            with self._pending_lock:
                self._pending -= 1
                if not self._pending:
                    self.is_idle.set()

    def call(self, work: Work) -> Any:
        """Call `work` with the library. Must be called in the worker thread."""
        if self.library is None:
            self.library = self._open_library()
        return work(self.library)

    def close(self) -> None:
        """Finish what is queued, then close the library."""
        self._pool.submit(self._close_library)
        self._pool.shutdown(wait=True)

    def _close_library(self) -> None:
        if self.library is not None:
            self.library.close()


class Operations(QObject):
    """The worker threads of one library folder.

    `changed` carries the Changes of every committed write, no matter who made it: views and caches follow nothing else.
    `failed` carries the sentence of a PaperdeskError, `noticed` a sentence about a problem that was fixed on the way,
    `crashed` the traceback of an unexpected error; `indexed` is emitted when searches may find more than before.
    """

    changed = Signal(object)
    failed = Signal(str)
    noticed = Signal(str)
    crashed = Signal(str)
    indexed = Signal()
    _finished = Signal(object, object)
    _fell_behind = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        open_library = partial(Library, folder, self.noticed.emit, may_create=False)  # the window has created it
        self._writer = _Worker(open_library)
        self._reader = _Worker(self._open_for_reading)
        self._long_writer = _Worker(open_library)
        self._indexer = _Worker(lambda: open_library(index_owner=self._reader.library))
        self._indexing: Job | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._fell_behind.connect(self._index, Qt.ConnectionType.QueuedConnection)
        self._pending = 0
        self._is_closed = False

    def _open_for_reading(self) -> Library:
        # indexing in this process would slow down the window
        library = Library(self._folder, self.noticed.emit, has_worker=True, may_create=False)
        library.set_waits_for_index(False)
        return library

    @property
    def is_idle(self) -> bool:
        """Whether nothing is running and every result was delivered."""
        return self._pending == 0

    def write(
        self, work: Work, on_result: Callback = _ignore, on_error: Callback | None = None, owner: QObject | None = None
    ) -> None:
        """Change the library. `on_result` gets what `work` returns; the Changes in it are also announced by `changed`.

        `on_error` gets the PaperdeskError in place of the signal `failed`. A bug goes to `on_error` as an
        UnexpectedError and is announced by `crashed` in any case. With an `owner` (by default the object whose method
        `on_result` is) nothing is delivered once Qt has deleted it.
        """
        self._submit(self._writer, work, on_result, on_error, owner)

    def write_long(
        self, work: Work, on_result: Callback = _ignore, on_error: Callback | None = None, owner: QObject | None = None
    ) -> None:
        """As `write`, for imports and exports, which other changes need not wait for."""
        self._submit(self._long_writer, work, on_result, on_error, owner)

    def yield_to_writers(self) -> None:
        """In the thread of `write_long` and outside any transaction, wait until the queued writes are done.

        SQLite gives waiting writers no turn: they only poll now and then whether the file is free.
        """
        self._writer.is_idle.wait(_MAX_YIELD_SECONDS)

    def read(
        self, work: Work, on_result: Callback, on_error: Callback | None = None, owner: QObject | None = None
    ) -> None:
        """Read or search; see `write`. Changes among the results are announced too: others may have made them."""
        self._submit(self._reader, work, on_result, on_error, owner)

    def _submit(
        self, worker: _Worker, work: Work, on_result: Callback, on_error: Callback | None, owner: QObject | None = None
    ) -> None:
        if self._is_closed:
            return
        if owner is None:
            receiver = getattr(on_result, "__self__", None)
            owner = receiver if isinstance(receiver, QObject) else None
        self._pending += 1
        worker.submit(partial(self._run, worker, _Operation(work, on_result, on_error, owner)))

    def _run(self, worker: _Worker, operation: _Operation) -> None:
        """Do the work in the worker thread and send the outcome to the main thread."""
        outcome: object
        try:
            outcome = worker.call(operation.work)
        except PaperdeskError as error:
            outcome = error
        except Exception as error:  # a bug must reach the log and the screen, not end the thread
            log.exception("A bug in Paperdesk")
            outcome = UnexpectedError("".join(traceback.format_exception(error)))
        if worker is self._reader and worker.library is not None and worker.library.is_index_behind:
            self._fell_behind.emit()  # before the outcome, so that `is_idle` stays False meanwhile
        self._finished.emit(operation, outcome)

    def _index(self) -> None:
        """Index the papers that a search lacked, unless that is already under way."""
        if self._is_closed or self._indexing is not None:
            return
        job = self._indexing = Job()

        def index(library: Library) -> None:
            with suppress(Cancelled):
                library.index_changes(lambda done: job.report(done, 0))

        def on_end(error: object) -> None:
            self._indexing = None
            if error is None:
                self.indexed.emit()
            else:  # searches then read the library itself, and say so
                self.read(lambda library: library.set_waits_for_index(True), lambda _nothing: self.indexed.emit())

        self._submit(self._indexer, index, on_end, on_end)

    def _deliver(self, operation: _Operation, outcome: object) -> None:
        """Tell the owner and everybody else, in the main thread."""
        self._pending -= 1
        if self._is_closed:
            return
        if isinstance(outcome, PaperdeskError):
            self._deliver_error(operation, outcome)
            return
        if operation.is_wanted:
            operation.on_result(outcome)
        changes = changes_in(outcome)
        if changes is not None:
            self.changed.emit(changes)

    def _deliver_error(self, operation: _Operation, error: PaperdeskError) -> None:
        if operation.on_error is not None and operation.is_wanted:
            operation.on_error(error)
        elif not isinstance(error, UnexpectedError):
            self.failed.emit(str(error))
        if isinstance(error, UnexpectedError):
            self.crashed.emit(error.details)

    def wait_until_written(self, seconds: float | None = None) -> bool:
        """Wait until all queued changes are on disk, and deliver their results.

        Waits at most `seconds` when given; returns whether everything is written.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        for worker in (self._writer, self._long_writer):
            if not worker.is_idle.wait(None if deadline is None else max(deadline - time.monotonic(), 0)):
                return False
        QCoreApplication.sendPostedEvents(self)
        return True

    def close(self) -> None:
        """Finish what is queued (indexing is cancelled), close the libraries, and deliver nothing more."""
        self._is_closed = True
        if self._indexing is not None:
            self._indexing.cancel()
        self._writer.close()
        self._long_writer.close()
        self._indexer.close()
        self._reader.close()
