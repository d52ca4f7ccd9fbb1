"""Errors of the index. None of them loses data, because the index is a cache of the library."""

from __future__ import annotations

import pickle
import struct
import zlib

from app.domain.errors import PaperdeskError

# Raised for a missing or altered file, by us or by Whoosh.
DAMAGE_ERRORS = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
)


class IndexProblem(PaperdeskError):
    """The index cannot answer now; search the library itself instead."""


class IndexBusy(IndexProblem):
    """Another process is writing the index and did not finish in time; nothing was changed."""


class IndexDamaged(IndexProblem):
    """The index is missing, damaged or foreign; rebuild it."""


class IndexUnavailable(IndexProblem):
    """The index cannot be written (disk full, no permission), or the worker process stopped while it worked."""


class StaleRequest(IndexProblem):
    """A newer search arrived while this one was waiting, so it was dropped."""


def write_failure(error: Exception) -> IndexUnavailable:
    """Make the exception for index files that cannot be written because of `error`."""
    reason = str(error).rstrip(".")
    return IndexUnavailable(
        f"The search index could not be written ({reason}); the library answers without it for now."
    )
