"""Verified backup copies of the library file: made and checked by SQLite, numbered inside, and never guessed by name.

A copy is one plain SQLite file, usable as `library.db` as it is. Its number, in its `meta` table, is one more than that
of any copy before it, so clocks and names decide nothing. Only files that have a name of ours, are regular files and
are libraries inside count as copies; nothing else in the folder is ever touched.
"""

from __future__ import annotations

import re
import stat
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.errors import LibraryError
from app.store import private_files
from app.store.driver import Connection, DatabaseError, connect
from app.store.identity import identify, is_regular, mark, open_immutable, renew_epoch

MAX_COPIES = 5
NUMBER_KEY = "copy_number"
_NAME = re.compile(r"library-(\d{8}T\d{12})-before-(import|migration)\.db")
_STAMP = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup copy: its number, and the newest step and the papers of the library in it. `made_at` is what the clock
    said, `why` is what it was made before. Copies of early versions have the number 0."""

    path: Path
    number: int
    step: int
    papers: int
    version: int
    made_at: str
    why: str
    size: int


def backups_folder(library_file: Path) -> Path:
    """The folder of the copies of a library."""
    return library_file.parent / "backups"


def make_copy(connection: Connection, library_file: Path, why: str) -> Path:
    """Copy the open library into `backups/`; returns the copy. The newest MAX_COPIES are kept.

    The import lock must be held. Raises LibraryError, and leaves the older copies alone, when the copy cannot be
    written or fails SQLite's check.
    """
    folder = backups_folder(library_file)
    try:
        private_files.make_folders(folder)
        private_files.remove_leftovers(library_file.parent)
        older = list_copies(folder)
        target = _find_free_name(folder, why)
        unchecked = target.with_suffix(private_files.UNCHECKED)
        try:
            _write_copy(connection, unchecked, 1 + max((copy.number for copy in older), default=0))
            private_files.sync(unchecked)
            unchecked.rename(target)
        finally:
            private_files.remove_leftovers(library_file.parent)
        private_files.sync(folder)
    except (OSError, DatabaseError) as error:
        raise LibraryError(
            f"No safe copy of the library could be made before the {why} ({error}). Nothing was changed."
        ) from error
    _tidy(older, library_file)
    return target


def list_copies(folder: Path) -> list[Copy]:
    """The copies that can be read, oldest first."""
    found = [copy for path in _list_named(folder) if (copy := _read_copy(path)) is not None]
    return sorted(found, key=lambda copy: (copy.number, copy.step, copy.path.name))


def find_unreadable(folder: Path) -> list[Path]:
    """Files with the name of a copy that are no library, or no longer."""
    known = {copy.path for copy in list_copies(folder)}
    return [path for path in _list_named(folder) if path not in known]


def check_integrity(path: Path) -> str:
    """The result of SQLite's integrity check of a copy: "ok", or the first error. The file is not changed."""
    try:
        with closing(open_immutable(path)) as connection:
            return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    except DatabaseError as error:
        return str(error)


def _tidy(older: list[Copy], library_file: Path) -> None:
    """Remove all but the newest of the older copies, and make none more readable than the library."""
    is_dropped = len(older) - (MAX_COPIES - 1)
    allowed = stat.S_IMODE(library_file.stat().st_mode) | private_files.FILE_MODE
    for index, copy in enumerate(older):
        with suppress(OSError):  # a copy that cannot be removed now is removed after the next one
            if index < is_dropped:
                copy.path.unlink(missing_ok=True)
            elif (mode := stat.S_IMODE(copy.path.stat().st_mode)) & ~allowed:
                copy.path.chmod(mode & allowed)


def _list_named(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name) and is_regular(path))
    except OSError:
        return []


def _read_copy(path: Path) -> Copy | None:
    named = _NAME.fullmatch(path.name)
    try:
        with closing(open_immutable(path)) as connection:
            version = identify(connection)
            if named is None or version is None:
                return None
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (NUMBER_KEY,)).fetchone()
            number = int(row[0]) if row else 0
            step = connection.execute("SELECT COALESCE(MAX(id), 0) FROM step").fetchone()[0]
            papers = connection.execute("SELECT COUNT(*) FROM paper WHERE is_present").fetchone()[0]
        made_at = datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC).isoformat(timespec="seconds")
        size = path.stat().st_size
    except (DatabaseError, OSError, ValueError):
        return None
    return Copy(path, number, step, papers, version, made_at, named[2], size)


def _find_free_name(folder: Path, why: str) -> Path:
    now = datetime.now(UTC)
    while True:
        path = folder / f"library-{now.strftime(_STAMP)}-before-{why}.db"
        if not any(one.is_symlink() or one.exists() for one in (path, path.with_suffix(private_files.UNCHECKED))):
            return path
        now += timedelta(microseconds=1)


def _write_copy(connection: Connection, target: Path, number: int) -> None:
    private_files.create_file(target)
    with closing(connect(str(target), isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous = OFF")  # it is brought to the disk as a whole afterwards
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("BEGIN")
        mark(copy)
        renew_epoch(copy)
        copy.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (NUMBER_KEY, str(number)))
        copy.execute("COMMIT")
    result = check_integrity(target)
    if result != "ok":
        raise DatabaseError(result)
