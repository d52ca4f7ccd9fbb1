"""What can go wrong behind the door of the index. None of it loses anything: the index is a cache of the library."""

from __future__ import annotations

import pickle
import struct
import zlib

from app.domain.errors import PaperdeskError

# A file that is missing or not as it was written, and what Whoosh raises when it meets one all the same.
DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
)


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


def unwritable(error: Exception) -> IndexUnavailable:
    """The problem of an index whose files cannot be written, because of `error`."""
    return IndexUnavailable(f"The search index could not be written ({error}); the library answers without it for now.")
