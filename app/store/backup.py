"""Verified backup copies of the library file, made and checked by SQLite."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import LibraryError
from app.store.driver import Connection, DatabaseError, connect

MAX_COPIES = 5


def make_copy(connection: Connection, library_file: Path, why: str) -> Path:
    """Copy the open library into `backups/` beside it; returns the copy. The newest MAX_COPIES are kept.

    Raises LibraryError, and leaves the older copies alone, when the copy cannot be written or fails SQLite's check.
    """
    folder = library_file.parent / "backups"
    timestamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = folder / f"library-{timestamp}-before-{why}.db"
    unchecked = target.with_suffix(".unchecked")
    try:
        folder.mkdir(exist_ok=True)
        _write_copy(connection, unchecked)
        _sync(unchecked)
        unchecked.replace(target)
        _sync(folder)
    except (OSError, DatabaseError) as error:
        unchecked.unlink(missing_ok=True)
        raise LibraryError(
            f"No safe copy of the library could be made before the {why} ({error}). Nothing was changed."
        ) from error
    for old in list_copies(folder)[:-MAX_COPIES]:
        old.unlink(missing_ok=True)
    return target


def list_copies(folder: Path) -> list[Path]:
    """The verified copies, oldest first."""
    return sorted(folder.glob("library-*.db"))


def check_integrity(path: Path) -> str:
    """The result of SQLite's integrity check: "ok", or the first error."""
    with closing(connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def _write_copy(connection: Connection, target: Path) -> None:
    with closing(connect(str(target))) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    result = check_integrity(target)
    if result != "ok":
        raise DatabaseError(result)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder for syncing
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
