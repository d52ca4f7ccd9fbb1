"""What is at the place of a library file, decided before SQLite may write there; and the creation of a new library.

A library is created only in a folder that is new or empty. Everything else that is no library is refused and left as it
is, with the newest backup copy named when there is one.
"""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path

from app.domain.errors import LibraryError
from app.store import backup, migrations, private_copy, private_files
from app.store.driver import JOURNAL_MODE, Connection, DatabaseError, connect
from app.store.identity import (
    APPLICATION_ID,
    guard,
    identify,
    is_open,
    is_unmarked,
    list_siblings,
    read_library_version,
)
from app.store.lock import hold_import_lock, import_lock_path

PAGE_BYTES = 16384
"""Of a new file; an existing one keeps its own. A row with an abstract takes 2 kB: compared to the default of 4 kB this
makes the file 7 % smaller and commits a third faster, and a single edit no slower."""

_FILES_OF_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""File managers put these into any folder; one with nothing else counts as empty."""


def has_library(file: Path) -> bool:
    """Whether there is a library to open; False when its folder is new or empty.

    Raises LibraryError for anything else: another program's file, an empty one, a library of a newer Paperdesk, what
    is left of a library, or a folder with other files. Nothing is written.
    """
    try:
        real = file.resolve(strict=True)
    except FileNotFoundError:
        require_room(file)
        return False
    except (OSError, RuntimeError) as error:
        raise _unusable(file.parent, error) from error
    with guard:
        version = len(migrations.MIGRATIONS) if is_open(real) else _read_version(real)
    if version is None:
        what = "is empty" if real.is_file() and not real.stat().st_size else "is no Paperdesk library, or is damaged"
        raise LibraryError(f"{file} {what}. It was left unchanged.{describe_rescue(file)}")
    migrations.require_known(version)
    return True


def _read_version(file: Path) -> int | None:
    """The version of a library, None for any other file. All of an early library may still be in its WAL."""
    if not os.access(file, os.R_OK):
        raise LibraryError(f"{file} cannot be read: you have no permission. Nothing was changed.")
    version = read_library_version(file)
    if version is None and _has_wal(file) and is_unmarked(file):
        with suppress(DatabaseError), closing(private_copy.open_copy(file)) as connection:
            return identify(connection)
    return version


def _has_wal(file: Path) -> bool:
    wal = file.with_name(f"{file.name}-wal")
    return wal.exists() and wal.stat().st_size > 0


def require_known_wal(file: Path) -> None:
    """Raise LibraryError when the WAL of a library has the version of a newer Paperdesk.

    Nothing may be opened for writing before: closing that would copy the WAL into the file.
    """
    if _has_wal(file.resolve()):
        with closing(private_copy.open_in_place(file)) as connection:
            migrations.list_pending(connection)


def require_room(file: Path) -> None:
    """Raise LibraryError unless a new library may be made: its folder is new, or has nothing in it."""
    copies = backup.list_copies(backup.backups_folder(file))
    siblings = list_siblings(file)
    if file.is_symlink():
        raise LibraryError(f"{file} is a link to a file that does not exist. It was left unchanged.")
    if siblings:
        names = ", ".join(path.name for path in siblings)
        raise LibraryError(
            f"{file} is missing, but {names} beside it is part of a library. Nothing was changed."
            f"{describe_rescue(file)}"
        )
    if copies:
        raise LibraryError(f"{file} is missing, but it has backups. Nothing was changed.{describe_rescue(file)}")
    try:
        others = [path.name for path in file.parent.iterdir() if not _counts_as_nothing(path, file)]
    except FileNotFoundError:
        return
    except OSError as error:
        raise _unusable(file.parent, error) from error
    if others:
        raise LibraryError(
            f"{file.parent} has no library in it, but other files, such as {min(others)}. Nothing was changed; choose "
            "a new or empty folder, or the folder that has the library."
        )


def _counts_as_nothing(path: Path, file: Path) -> bool:
    name = path.name
    if name == "backups":
        return path.is_dir() and not any(path.iterdir())
    return name in _FILES_OF_SYSTEMS or name == import_lock_path(file).name or private_files.is_temporary(name)


def describe_rescue(file: Path) -> str:
    """A sentence, after a space, with the newest backup copy and the command that restores it; empty without copies."""
    copies = backup.list_copies(backup.backups_folder(file))
    if not copies:
        return ""
    import shlex  # noqa: PLC0415 - only needed when something is wrong

    name, folder = copies[-1].path.name, shlex.quote(str(file.parent))
    return f" The newest backup is {name}; to restore it: paperdesk --library {folder} backup restore {name}"


def create(file: Path) -> None:
    """Make a new, empty library; it appears as a whole or not at all. One that exists by now is left alone."""
    try:
        private_files.make_folders(file.parent)
        with hold_import_lock(file):
            private_files.remove_leftovers(file.parent)
            if has_library(file):  # another process was faster
                return
            temporary = private_files.temporary_name(file.parent)
            try:
                _write_new(temporary)
                temporary.rename(file)
                private_files.sync(file.parent)
            finally:
                private_files.remove_leftovers(file.parent)
    except (OSError, DatabaseError) as error:
        raise _unusable(file.parent, error) from error


def open_empty() -> Connection:
    """An empty library in memory, to read from where there is none."""
    connection = connect(":memory:", isolation_level=None, check_same_thread=False)
    migrations.migrate(connection)
    return connection


def _write_new(temporary: Path) -> None:
    private_files.create_file(temporary)
    with closing(connect(str(temporary), isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")  # it is brought to the disk as a whole afterwards
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrations.migrate(connection)
        connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
    private_files.sync(temporary)


def _unusable(path: Path, error: Exception) -> LibraryError:
    reason = getattr(error, "strerror", None) or str(error)
    return LibraryError(f"{path} cannot be used as a library folder: {reason}. Nothing was changed.")
