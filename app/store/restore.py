"""Puts a backup copy in place of the library file. What was there is set aside under a new name, never deleted."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import LibraryError, UsageError
from app.store import backup, library_file, migrations, private_files
from app.store.driver import JOURNAL_MODE, DatabaseError, connect
from app.store.identity import is_regular, list_siblings, mark, open_immutable, read_library_version, renew_epoch
from app.store.lock import hold_import_lock

_FIRST_LOCK_BYTE, _LOCK_BYTES = 0x40000002, 510  # where every connection of SQLite holds its shared lock


@dataclass(frozen=True, slots=True)
class Restored:
    """The copy that is the library now, its number of papers, and the new name of the former file if there was one."""

    copy: Path
    papers: int
    set_aside: Path | None


def restore(file: Path, name: str) -> Restored:
    """Verify a copy and make it the library. `name` is a name in `backups/`, or the path of a file.

    Raises UsageError when there is no such copy, and LibraryError when it is no intact library or when the library is
    in use by another process; nothing was changed then. In this process it must not be open.
    """
    copy = _find_copy(file, name)
    _verify(copy)
    try:
        private_files.make_folders(file.parent)
        with hold_import_lock(file), _hold_unused(file):
            private_files.remove_leftovers(file.parent)
            if not file.is_symlink() and not file.exists() and not backup.list_copies(backup.backups_folder(file)):
                library_file.require_room(file)
            temporary = private_files.temporary_name(file.parent)
            try:
                papers = _write(copy, temporary, file)
                set_aside = _set_aside(file)
                temporary.rename(file)
                private_files.sync(file.parent)
            finally:
                private_files.remove_leftovers(file.parent)
    except (OSError, DatabaseError) as error:
        raise LibraryError(f"{copy} could not be restored: {error}. The library was left as it is.") from error
    return Restored(copy, papers, set_aside)


def _find_copy(file: Path, name: str) -> Path:
    in_backups = backup.backups_folder(file) / name
    for path in (in_backups, Path(name)):
        if name and path.is_file():
            return path
    raise UsageError(f"There is no backup “{name}”. “paperdesk backup list” lists them. Nothing was changed.")


def _verify(copy: Path) -> None:
    version = read_library_version(copy.resolve())
    if version is None:
        raise LibraryError(f"{copy} is no Paperdesk library, or is damaged. Nothing was changed.")
    migrations.require_known(version)
    result = backup.check_integrity(copy)
    if result != "ok":
        raise LibraryError(f"{copy} is damaged ({result}). Nothing was changed; try an older backup.")


def _write(copy: Path, temporary: Path, file: Path) -> int:
    """Write the new library under a temporary name, as readable as the former one; returns its number of papers."""
    private_files.create_file(temporary)
    with (
        closing(open_immutable(copy)) as source,
        closing(connect(str(temporary), isolation_level=None)) as target,
    ):
        target.execute("PRAGMA synchronous = OFF")  # it is brought to the disk as a whole afterwards
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        target.execute("BEGIN")
        mark(target)
        renew_epoch(target)
        target.execute("DELETE FROM meta WHERE key = ?", (backup.NUMBER_KEY,))
        target.execute("COMMIT")
        target.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
        papers = int(target.execute("SELECT COUNT(*) FROM paper WHERE is_present").fetchone()[0])
    if is_regular(file):
        temporary.chmod(stat.S_IMODE(file.stat().st_mode) | private_files.FILE_MODE)
    private_files.sync(temporary)
    return papers


def _set_aside(file: Path) -> Path | None:
    """Give the present file and what SQLite has beside it a new name; returns it.

    First all of it gets the new name, then it loses the old one, the file itself first: killed in between, nothing is
    lost, and what is left beside the missing file is not taken for a library.
    """
    present = [path for path in (file, *list_siblings(file)) if path.is_symlink() or path.exists()]
    if not present:
        return None
    name = _find_free_name(file)
    targets = [(path, name.with_name(name.name + path.name.removeprefix(file.name))) for path in present]
    try:
        for path, target in targets:
            os.link(path, target, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without links, or a folder of that name
        for path, target in targets:
            if not target.exists():
                path.rename(target)
    private_files.sync(file.parent)
    for path, _target in targets:
        path.unlink(missing_ok=True)
    private_files.sync(file.parent)
    return targets[0][1]


def _find_free_name(file: Path) -> Path:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    taken = {path.name for path in file.parent.iterdir()}
    number = 0
    while any(name.startswith(f"{file.stem}-set-aside-{stamp}-{number}.") for name in taken):
        number += 1
    return file.with_name(f"{file.stem}-set-aside-{stamp}-{number}{file.suffix}")


@contextmanager
def _hold_unused(file: Path) -> Iterator[None]:
    """Keep other processes from using the library meanwhile. Raises LibraryError when one does.

    Windows refuses to rename a file that is in use.
    """
    if sys.platform == "win32" or not is_regular(file):
        yield
        return
    import fcntl  # noqa: PLC0415 - POSIX only

    with file.open("r+b") as held:
        try:
            fcntl.lockf(held, fcntl.LOCK_EX | fcntl.LOCK_NB, _LOCK_BYTES, _FIRST_LOCK_BYTE)
        except OSError as error:
            raise LibraryError(
                f"{file} is in use. Nothing was changed; close Paperdesk everywhere and try again."
            ) from error
        yield
