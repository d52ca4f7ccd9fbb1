"""Operations: every call of the library that may take time, off the main thread.

Lanes, one thread and one open library each: `act` for what changes the library, in the order it was asked for, `ask`
for reading and searching, so that typing a note never waits for a search, and `act_long` for imports and exports, so
that it does not wait for these either. The index that `ask` searches is kept by a process of its own, so that indexing
never takes time from the window; a lane of its own sends it what is to be indexed when that takes more than a moment,
so that searches are answered meanwhile. Results come back on the main thread.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from app.domain.changes import Changes
from app.domain.errors import PaperdeskError
from app.domain.jobs import Cancelled, Job
from app.library import Library

log = logging.getLogger("paperdesk")

_LONGEST_PASSING = 2.0  # seconds; an act that waits for something else must not hold up an import for good

Work = Callable[[Library], Any]
Then = Callable[[Any], object]


def _nothing(_result: object) -> None:
    """For work whose outcome nobody waits for."""


class _Lane:
    """One thread with a library of its own, opened by the first work that needs it."""

    def __init__(self, open_library: Callable[[], Library]) -> None:
        self._open_library = open_library
        self.library: Library | None = None
        self.is_idle = Event()
        self.is_idle.set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="paperdesk")
        self._waiting = 0
        self._counting = Lock()

    def submit(self, run: Callable[[], None]) -> None:
        """Have this called in the thread of the lane."""
        with self._counting:
            self._waiting += 1
            self.is_idle.clear()
        self._pool.submit(self._carry_out, run)

    def _carry_out(self, run: Callable[[], None]) -> None:
        try:
            run()
        finally:
            with self._counting:
                self._waiting -= 1
                if not self._waiting:
                    self.is_idle.set()

    def run(self, work: Work) -> Any:
        """Do the work in the present thread, which must be the lane's."""
        if self.library is None:
            self.library = self._open_library()
        return work(self.library)

    def close(self) -> None:
        """Finish what was asked for, then close the library."""
        self._pool.submit(self._close_library)
        self._pool.shutdown(wait=True)

    def _close_library(self) -> None:
        if self.library is not None:
            self.library.close()


class Operations(QObject):
    """The lanes of one library folder.

    `changed` carries the Changes of an action that was committed, `failed` a sentence for the reader, `noticed` a
    sentence about something that was mended on the way, `broke` the traceback of a bug; `indexed` says that searches
    find more than before.
    """

    changed = Signal(Changes)
    failed = Signal(str)
    noticed = Signal(str)
    broke = Signal(str)
    indexed = Signal()
    _finished = Signal(object, object)
    _fell_behind = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._acts = _Lane(partial(Library, folder, self.noticed.emit))
        self._asks = _Lane(self._open_asking)
        self._long_acts = _Lane(partial(Library, folder, self.noticed.emit))
        self._indexes = _Lane(lambda: Library(folder, self.noticed.emit, beside=self._asks.library))
        self._indexing: Job | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._fell_behind.connect(self._index, Qt.ConnectionType.QueuedConnection)
        self._pending = 0
        self._is_closed = False

    def _open_asking(self) -> Library:
        library = Library(self._folder, self.noticed.emit, has_worker=True)  # not here: it would take time from the UI
        library.wait_for_index(False)
        return library

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way and every result was delivered."""
        return self._pending == 0

    def act(self, work: Work, then: Then = _nothing, failed: Then | None = None) -> None:
        """Change the library. What `work` returns goes to `then`; Changes among it are announced by `changed`.

        `failed` takes the error instead of the signal of that name.
        """
        self._submit(self._acts, work, then, failed)

    def act_long(self, work: Work, then: Then = _nothing, failed: Then | None = None) -> None:
        """As `act`, for what takes long and writes in pieces, or only reads: other acts need not wait for it."""
        self._submit(self._long_acts, work, then, failed)

    def let_acts_pass(self) -> None:
        """Wait, in the lane of long acts and outside any transaction, until the short ones that wait are done.

        SQLite gives a writer that waits no turn: it looks now and then whether the file is free.
        """
        self._acts.is_idle.wait(_LONGEST_PASSING)

    def ask(self, work: Work, then: Then, failed: Then | None = None) -> None:
        """Read or search; `failed` as in `act`."""
        self._submit(self._asks, work, then, failed)

    def _submit(self, lane: _Lane, work: Work, then: Then, failed: Then | None) -> None:
        if self._is_closed:
            return
        self._pending += 1
        lane.submit(partial(self._run, lane, work, then, failed))

    def _run(self, lane: _Lane, work: Work, then: Then, failed: Then | None) -> None:
        """In the thread of the lane."""
        try:
            result = lane.run(work)
        except PaperdeskError as error:
            self._finished.emit(failed or self._say_failed, error)
        except Exception as error:  # a bug must reach the log and the screen, not end the thread
            log.exception("A bug in Paperdesk")
            details = "".join(traceback.format_exception(error))
            self._finished.emit(self._say_broke, details)
        else:
            if lane is self._asks and lane.library is not None and lane.library.is_index_behind:
                self._fell_behind.emit()  # before the result, so that nobody takes us for idle
            self._finished.emit(then, result)

    def _index(self) -> None:
        """A search lacked papers that the index does not know yet: have them indexed, unless that is under way."""
        if self._is_closed or self._indexing is not None:
            return
        job = self._indexing = Job()

        def index(library: Library) -> None:
            with suppress(Cancelled):
                library.index_changes(lambda done: job.report(done, 0))

        def end(error: object) -> None:
            self._indexing = None
            if error is None:
                self.indexed.emit()
            else:  # then a search reads the library itself, and says so
                self.ask(lambda library: library.wait_for_index(True), lambda _nothing: self.indexed.emit())

        self._submit(self._indexes, index, end, end)

    def _deliver(self, then: Then, result: object) -> None:
        """In the main thread."""
        self._pending -= 1
        if self._is_closed:
            return
        then(result)
        if isinstance(result, Changes):
            self.changed.emit(result)

    def _say_failed(self, error: object) -> None:
        self.failed.emit(str(error))

    def _say_broke(self, details: object) -> None:
        self.broke.emit(str(details))

    def finish(self, seconds: float | None = None) -> bool:
        """Wait until everything that was asked to be changed is on the disk, and deliver what came of it.

        With `seconds` not longer than that; returns whether it is.
        """
        until = None if seconds is None else time.monotonic() + seconds
        for lane in (self._acts, self._long_acts):
            if not lane.is_idle.wait(None if until is None else max(until - time.monotonic(), 0)):
                return False
        QCoreApplication.sendPostedEvents(self)
        return True

    def close(self) -> None:
        """Finish what was asked for but the indexing, close the libraries, and tell nobody any more."""
        self._is_closed = True
        if self._indexing is not None:
            self._indexing.cancel()
        self._acts.close()
        self._long_acts.close()
        self._indexes.close()
        self._asks.close()
