"""Jobs: work off the main thread that tells how far it is and can be stopped. No threads are made here."""

from __future__ import annotations

from threading import Event


class Cancelled(Exception):
    """A person has stopped the job; it is no PaperdeskError, so that nobody on the way takes it for a refusal."""


class Job:
    """One piece of work: the worker reports, the window looks at `done` and `total` and may ask it to stop.

    `total` is 0 while nobody knows how much there is to do.
    """

    def __init__(self, total: int = 0) -> None:
        self.done = 0
        self.total = total
        self._stop = Event()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask it to stop; may be called from any thread."""
        self._stop.set()

    def report(self, done: int, total: int) -> None:
        """Say how far the work is. Raises Cancelled in the thread of the worker when it is to stop."""
        self.done, self.total = done, total
        self.check()

    def check(self) -> None:
        """Raises Cancelled when the job is to stop."""
        if self._stop.is_set():
            raise Cancelled
