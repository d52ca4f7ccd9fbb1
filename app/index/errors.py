"""What can go wrong behind the door of the index. None of it loses anything: the index is a cache of the library."""

from __future__ import annotations

from app.errors import PaperdeskError


class IndexProblem(PaperdeskError):
    """The index cannot answer now; answer from the library instead."""


class IndexBusy(IndexProblem):
    """Another process is writing the index and did not finish in time; nothing was changed."""


class IndexDamaged(IndexProblem):
    """The index is missing, damaged or not ours; rebuild it."""


class IndexUnavailable(IndexProblem):
    """The index cannot be written (disk full, no permission), or the process that keeps it ended while it worked."""


class StaleRequest(IndexProblem):
    """A newer search arrived while this one waited, so it was dropped."""
