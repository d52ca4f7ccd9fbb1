"""New folders and files of a library are for its owner alone; leftovers of a killed process are known by name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.store.identity import is_regular

FOLDER_MODE, FILE_MODE = 0o700, 0o600
UNCHECKED = ".unchecked"
_BINARY = getattr(os, "O_BINARY", 0)
_TEMPORARY = re.compile(r"\.paperdesk-[0-9a-f]{16}\.tmp(-wal|-shm|-journal)?")
_UNCHECKED_COPY = re.compile(r"library-\d{8}T\d{12}-before-(import|migration)\.unchecked(-wal|-shm|-journal)?")


def make_folders(folder: Path) -> None:
    """Create a folder and its missing parents."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if not folder.is_dir():
        raise NotADirectoryError(20, os.strerror(20), str(folder))


def create_file(file: Path) -> None:
    """Create an empty file; FileExistsError when anything has that name."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, FILE_MODE))


def temporary_name(folder: Path) -> Path:
    """A new name in a folder, which `remove_leftovers` knows as ours."""
    return folder / f".paperdesk-{os.urandom(8).hex()}.tmp"


def sync(path: Path) -> None:
    """Bring a file or a folder to the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder for syncing
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_temporary(name: str) -> bool:
    """Whether a killed process of ours may have left a file of this name in a library folder."""
    return _TEMPORARY.fullmatch(name) is not None


def find_leftovers(folder: Path) -> list[Path]:
    """The unfinished files of a killed process in a library folder, as long as nobody holds the import lock."""
    found = [*_list_matching(folder, _TEMPORARY), *_list_matching(folder / "backups", _UNCHECKED_COPY)]
    return [path for path in found if is_regular(path)]


def remove_leftovers(folder: Path) -> None:
    """Remove unfinished files. The import lock must be held: the files of a running process are its own."""
    for path in find_leftovers(folder):
        with suppress(OSError):
            path.unlink()


def _list_matching(folder: Path, pattern: re.Pattern[str]) -> Iterator[Path]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a Path for each name costs more than the names
    except OSError:
        return
    yield from (folder / name for name in names if pattern.fullmatch(name))
