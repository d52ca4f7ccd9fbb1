"""A lock that ends with the process that holds it, however it ends: an OS lock on a file in the library folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.domain.errors import LibraryError

_PATIENCE_SECONDS = 30.0

if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def try_lock(path: Path) -> Iterator[bool]:
    """Hold the lock during the block. Yields False, at once, when another process holds it."""
    with path.open("a", encoding="utf-8") as file:
        try:
            _lock(file)
        except OSError:
            yield False
        else:
            yield True


def lock_path(library_file: Path) -> Path:
    """Where the import lock of a library lies."""
    return library_file.with_name("importing.lock")


@contextmanager
def importing(library_file: Path) -> Iterator[None]:
    """Hold the import lock: one import at a time, and the next opening can tell a dead one from a running one.

    To be taken before the transaction: an import that is written in parts needs the file meanwhile. Raises
    LibraryError when another one does not end.
    """
    patience = time.monotonic() + _PATIENCE_SECONDS
    while True:
        with try_lock(lock_path(library_file)) as is_held:
            if is_held:
                yield
                return
        if time.monotonic() > patience:
            raise LibraryError(
                "Another import is running in this library. Nothing was changed; please try again later."
            )
        time.sleep(0.05)
