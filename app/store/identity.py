"""Whose a file is. A library names itself in SQLite's header, and is recognised before SQLite may write anything.

The header is read as plain bytes: what a checkpoint or a power cut left half written would keep SQLite from reading it
without the WAL. Closing a plain descriptor drops all locks that this process holds on the file (POSIX), so a file that
is open in this process is never opened like that: `register` counts those, and `guard` keeps others from opening one.
"""

from __future__ import annotations

import stat
from collections import Counter
from contextlib import closing
from pathlib import Path
from threading import RLock

from app.store.driver import Connection, DatabaseError, connect

APPLICATION_ID = 0x50617064
"""“Papd”, at offset 68 of the file. Libraries from before it existed are known by their tables, and get it with the
first write."""

SIBLINGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the end of the name."""

FileKey = tuple[int, int]
"""A file by device and number."""

guard = RLock()
"""Held while a file is opened and closed as plain bytes, and while one is registered."""
_open_files: Counter[FileKey] = Counter()
_MAGIC, _HEADER_BYTES = b"SQLite format 3\0", 100
_TABLES = frozenset(
    {"meta", "dump", "import", "paper", "sighting", "hand_paper", "note_revision", "step", "journal", "outbox"}
)


def register(file: Path) -> FileKey:
    """Count a file as open in this process, before SQLite opens it."""
    with guard:
        key = _get_key(file)
        _open_files[key] += 1
        return key


def unregister(key: FileKey) -> None:
    """A file that was registered was closed."""
    with guard:
        _open_files[key] -= 1
        if not _open_files[key]:
            del _open_files[key]


def is_open(file: Path) -> bool:
    """Whether this process has the file open, and so knows it as a library. `guard` must be held."""
    return _get_key(file) in _open_files


def _get_key(file: Path) -> FileKey:
    found = file.stat()
    return found.st_dev, found.st_ino


def read_library_version(file: Path) -> int | None:
    """The schema version of a library file, without what is only in its WAL; None when it is no library of ours.

    The file must not be open in this process.
    """
    header = _read_header(file)
    version, given = int.from_bytes(header[60:64], "big"), int.from_bytes(header[68:72], "big")
    if given == APPLICATION_ID:
        return version or None
    return None if given or not header else _read_unmarked_version(file)


def is_unmarked(file: Path) -> bool:
    """Whether it is an SQLite file that does not say whose it is. It must not be open in this process."""
    header = _read_header(file)
    return bool(header) and not any(header[68:72])


def _read_unmarked_version(file: Path) -> int | None:
    try:
        with closing(open_immutable(file)) as connection:
            return identify(connection)
    except DatabaseError:
        return None


def _read_header(file: Path) -> bytes:
    """The header of an SQLite file; empty for any other."""
    if not is_regular(file):
        return b""
    try:
        with guard, file.open("rb", buffering=0) as plain:
            header = plain.read(_HEADER_BYTES) or b""
    except OSError:
        return b""
    return header if header.startswith(_MAGIC) and len(header) == _HEADER_BYTES else b""


def identify(connection: Connection) -> int | None:
    """The schema version of an open library; None when it is no library of ours."""
    given = _read_id(connection)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    is_ours = given == APPLICATION_ID or (given == 0 and _has_our_tables(connection))
    return version if is_ours and version > 0 else None


def open_immutable(file: Path) -> Connection:
    """A connection that reads a file as it is, without its siblings. Only for a file that nobody writes to."""
    return connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)


def is_regular(file: Path) -> bool:
    """Whether it is a regular file itself, no link to one. Raises nothing."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return False


def mark(connection: Connection) -> None:
    """Write our id into a file that has none yet, in the running transaction if there is one."""
    if _read_id(connection) == 0:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def renew_epoch(connection: Connection) -> None:
    """Give a copy of a library an epoch of its own: an index made for another state of the library is then rebuilt."""
    import uuid  # noqa: PLC0415 - rarely needed; it loads the hash functions

    connection.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (uuid.uuid4().hex,))


def list_siblings(file: Path) -> list[Path]:
    """What SQLite has beside a database file now."""
    found = (file.with_name(file.name + ending) for ending in SIBLINGS)
    return [path for path in found if path.is_symlink() or path.exists()]


def _read_id(connection: Connection) -> int:
    return int(connection.execute("PRAGMA application_id").fetchone()[0])


def _has_our_tables(connection: Connection) -> bool:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {row[0] for row in rows} >= _TABLES
