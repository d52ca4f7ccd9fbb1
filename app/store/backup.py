"""Verified copies of the library file: made by SQLite, opened and checked before they count."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import LibraryError
from app.store.driver import Connection, DatabaseError, connect

KEPT_COPIES = 5


def copy(connection: Connection, library_file: Path, why: str) -> Path:
    """Copy the open library into `backups/` beside it; returns the copy. The newest KEPT_COPIES are kept.

    Raises LibraryError, and leaves the older copies alone, when the copy cannot be written or fails SQLite's check.
    """
    folder = library_file.parent / "backups"
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    target = folder / f"library-{stamp}-before-{why}.db"
    unchecked = target.with_suffix(".unchecked")
    try:
        folder.mkdir(exist_ok=True)
        _write(connection, unchecked)
        _sync(unchecked)
        unchecked.replace(target)
        _sync(folder)
    except (OSError, DatabaseError) as error:
        unchecked.unlink(missing_ok=True)
        raise LibraryError(
            f"No safe copy of the library could be made before the {why} ({error}). Nothing was changed."
        ) from error
    for old in copies(folder)[:-KEPT_COPIES]:
        old.unlink(missing_ok=True)
    return target


def copies(folder: Path) -> list[Path]:
    """The finished copies, oldest first."""
    return sorted(folder.glob("library-*.db"))


def check(path: Path) -> str:
    """SQLite's verdict on a file: "ok", or the first thing that is wrong."""
    with closing(connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def _write(connection: Connection, target: Path) -> None:
    with closing(connect(str(target))) as copied:
        connection.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE")
    verdict = check(target)
    if verdict != "ok":
        raise DatabaseError(verdict)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder to sync it
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
