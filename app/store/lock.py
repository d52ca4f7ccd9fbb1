"""A lock that ends with the process that holds it, however it ends: an OS lock on a file in the library folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

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
