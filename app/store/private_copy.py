"""Reads a library file in a place that cannot be written: in place where SQLite can, else from a private copy.

A file in WAL mode cannot be read in a folder where SQLite cannot create its `-shm` file. Reading it as immutable would
show it without its WAL, and torn pages when somebody writes to it. So the file and its WAL (or hot journal) are copied
together, and the copy is opened. It is a nameless database that vanishes with its connection.
"""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

from app.domain.errors import LibraryError
from app.store.driver import Connection, DatabaseError, OperationalError, connect
from app.store.identity import FileKey, guard, is_open, list_siblings, open_immutable, register, unregister

_TRIES = 20
_PAUSE_SECONDS = 0.05


def open_for_reading(file: Path) -> tuple[Connection, FileKey | None]:
    """A connection that writes nothing into the folder of the file, and the file if it is open now.

    Raises DatabaseError, LibraryError.
    """
    key, connection = register(file), open_in_place(file)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except OperationalError:
        connection.close()
        unregister(key)
        return open_copy(file), None
    return connection, key


def open_in_place(file: Path) -> Connection:
    """A connection that cannot write, and that sees what others write."""
    return connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def open_copy(file: Path) -> Connection:
    """A nameless copy of the file with its WAL or journal. Raises LibraryError when it never holds still."""
    import tempfile  # noqa: PLC0415 - takes 7 ms, and is rarely needed

    with tempfile.TemporaryDirectory(prefix="paperdesk-") as folder:
        copy = Path(folder) / "library.db"
        for _ in range(_TRIES):
            before = _read_state(file)
            try:
                _copy(file, copy)
            except (FileNotFoundError, DatabaseError):  # its WAL has just been removed, or it is half written
                continue
            if _read_state(file) == before:
                with closing(connect(str(copy))) as source:
                    return copy_connection(source)
            time.sleep(_PAUSE_SECONDS)
    raise LibraryError(f"Another program is writing to {file}. Nothing was changed; please try again in a moment.")


def copy_connection(source: Connection) -> Connection:
    """A nameless copy, on the disk, of what a connection sees; it can be written to, and vanishes when it is closed."""
    copy = connect("", isolation_level=None, check_same_thread=False)
    source.backup(copy)
    return copy


def _copy(file: Path, copy: Path) -> None:
    """Copy the file as it is, through SQLite when it is open in this process: see `identity`."""
    import shutil  # noqa: PLC0415 - rarely needed

    for old in (copy, *list_siblings(copy)):
        old.unlink(missing_ok=True)
    with guard:
        if not is_open(file):
            shutil.copyfile(file, copy)
        else:
            with closing(open_immutable(file)) as source, closing(connect(str(copy))) as target:
                source.backup(target)
    for sibling in list_siblings(file):
        if not sibling.name.endswith("-shm"):
            shutil.copyfile(sibling, copy.with_name(copy.name + sibling.name.removeprefix(file.name)))


def _read_state(file: Path) -> list[tuple[str, int, int, int]]:
    stats = [(path.name, path.stat()) for path in (file, *list_siblings(file)) if not path.name.endswith("-shm")]
    return [(name, found.st_ino, found.st_size, found.st_mtime_ns) for name, found in stats]
