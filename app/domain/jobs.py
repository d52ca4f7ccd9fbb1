"""Jobs: background work that reports progress and can be cancelled. No threads are created here."""

from __future__ import annotations

from threading import Event


class Cancelled(Exception):
    """The user has cancelled the job. No PaperdeskError, so that it is not caught and shown as an error."""


class Job:
    """The progress of one piece of work: the worker reports it, the window reads `done` and `total` and may cancel.

    `total` is 0 while the amount of work is unknown.
    """

    def __init__(self, total: int = 0) -> None:
        self.done = 0
        self.total = total
        self._stop = Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; may be called from any thread."""
        self._stop.set()

    def report(self, done: int, total: int) -> None:
        """Report progress. Raises Cancelled, in the thread of the worker, when the job is to stop."""
        self.done, self.total = done, total
        self.check()

    def check(self) -> None:
        """Raise Cancelled when the job is to stop."""
        if self._stop.is_set():
            raise Cancelled
