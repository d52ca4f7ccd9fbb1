"""An OS lock on a file in the library folder, which is released when its process ends, even if it is killed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from app.domain.errors import LibraryError
from app.store.driver import Connection

_TIMEOUT_SECONDS = 30.0

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
    """Hold the lock during the block. Yields False immediately when another process holds it."""
    with _open(path) as file:
        try:
            _lock(file)
        except OSError:
            yield False
        else:
            yield True


def _open(path: Path) -> IO[str]:
    """Open the file of a lock, for its owner alone. A link is not followed, and a pipe not waited for."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        return os.fdopen(os.open(path, flags, 0o600), "r+", encoding="utf-8")
    except OSError as error:
        raise LibraryError(f"{path} cannot be written ({error.strerror}). Nothing was changed.") from error


def import_lock_path(library_file: Path) -> Path:
    """The file of the import lock of a library."""
    return library_file.with_name("importing.lock")


@contextmanager
def hold_import_lock(library_file: Path) -> Iterator[None]:
    """Hold the import lock: it allows one import at a time, and tells an interrupted import from a running one.

    Acquire it before the transaction, because an import in chunks commits in between. Raises LibraryError when another
    import does not end in time.
    """
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while True:
        with try_lock(import_lock_path(library_file)) as is_held:
            if is_held:
                yield
                return
        if time.monotonic() > deadline:
            raise LibraryError(
                "Another import is running in this library. Nothing was changed; please try again later."
            )
        time.sleep(0.05)


def find_unfinished(connection: Connection) -> list[int]:
    """Imports that were neither finished nor removed."""
    return [row[0] for row in connection.execute("SELECT id FROM import WHERE NOT is_finished ORDER BY id")]
