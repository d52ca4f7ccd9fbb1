"""The one way to write files outside a library: atomic, and never through a link.

A file is written under a temporary name in the same folder, flushed to the disk and renamed, so that after a crash or a
power failure it has the old content or the new one, never a part. Where the operating system allows it, everything goes
through one open folder (`dir_fd`): if the folder is replaced by a link meanwhile, the link is not followed. Nothing is
ever written into a library folder: only `app.store` does that.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Self, cast

from app.config.paths import find_library_folder
from app.config.renaming import rename_to_free_name
from app.domain.errors import PaperdeskError

_HAS_FOLDER_DESCRIPTORS = {os.open, os.rename, os.unlink, os.stat, os.mkdir} <= os.supports_dir_fd
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NONBLOCKING = getattr(os, "O_NONBLOCK", 0)
_TEMPORARY_NAME = re.compile(r"\.paperdesk-[0-9a-f]{16}\.tmp")
_ABANDONED_SECONDS = 3600.0
_NO_FILE = frozenset({errno.ENOENT, errno.ELOOP, errno.EINVAL, errno.ENXIO})

_REASONS = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your disk quota is used up; free some space and try again",
    errno.EFBIG: "the file would be larger than the disk allows",
    errno.EACCES: "you have no permission there; choose another place or change the permission",
    errno.EPERM: "the system does not permit it; choose another place",
    errno.EROFS: "the disk is read-only; choose another place",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EISDIR: "it is a folder; name a file",
    errno.EEXIST: "something of that name exists already",
    errno.ENAMETOOLONG: "the name is too long for this disk; choose a shorter one",
    errno.ELOOP: "it is a symbolic link, and links are not followed; name the file itself",
    errno.EIO: "the disk reported an error; check it before trying again",
}


def read_file(path: Path, max_bytes: int | None = None) -> bytes:
    """The content of a regular file. Raises OSError for anything else, without waiting: a link, a folder, a pipe."""
    with open_file(path) as file:
        return file.read() if max_bytes is None else file.read(max_bytes)


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A regular file, open for reading. Raises OSError as `read_file` does."""
    with _open_regular(os.open(path, os.O_RDONLY | _NOFOLLOW | _NONBLOCKING | _BINARY)) as file:
        yield file


def write_file(path: Path, data: bytes, *, may_replace: bool) -> None:
    """Write a file that the user named, completely or not at all; its folder must exist.

    An existing file is replaced only with `may_replace`, and keeps its permissions. Raises PaperdeskError naming the
    path when it cannot be written, when something else than a file has that name (a link too), or when it lies in a
    library folder; what is there is kept then.
    """
    with OpenFolder.open(path.parent) as folder:
        if may_replace:
            folder.write(path.name, data)
        elif not folder.create(path.name, data):
            raise PaperdeskError(describe_existing(path))
        folder.flush()


def describe_existing(path: Path) -> str:
    """The refusal to replace a file that the user named."""
    return f"{path} exists already and was left as it is. Choose another name, or add --force to replace it."


def write_own_file(path: Path, data: bytes, *, is_durable: bool = True) -> None:
    """Write a file whose name belongs to Paperdesk, such as the settings; its folder is created when missing.

    With `is_durable` it is brought to the disk. An existing one is replaced and keeps its permissions. Raises
    PaperdeskError as `write_file` does.
    """
    make_folder(path.parent)
    with OpenFolder.open(path.parent) as folder:
        folder.remove_temporary_files(_ABANDONED_SECONDS)
        folder.write(path.name, data, is_durable=is_durable)
        if is_durable:
            folder.flush()


def open_for_appending(path: Path) -> TextIOWrapper:
    """Open a text file of our own to append lines. Raises OSError when it is a link, a folder or a pipe."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NOFOLLOW | _NONBLOCKING
    return TextIOWrapper(_open_regular(os.open(path, flags, 0o600), "ab"), encoding="utf-8")


def make_folder(path: Path) -> None:
    """Create the folder and its parents if missing. Raises PaperdeskError when there is a file of that name."""
    require_outside_library(path)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise PaperdeskError(f"{path} is a file, not a folder; nothing was written. Name a folder.") from None
    except (OSError, ValueError) as error:
        raise make_error("The folder", path, "could not be created", error) from error


def require_outside_library(path: Path) -> None:
    """Raise PaperdeskError when the path is a library folder or lies in one."""
    try:
        library = find_library_folder(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise make_error("The folder", path, "could not be accessed", error) from error
    if library is not None:
        raise PaperdeskError(
            f"{path} is in the library folder {library}, where only the library itself is kept; nothing was written. "
            "Choose a place outside it."
        )


class OpenFolder:
    """An open folder, in which files are read, written and removed by name."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor
        self._is_checked = False

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Open an existing folder; the given path may itself be a link to it. Raises PaperdeskError."""
        try:
            resolved = path.resolve(strict=True)
            descriptor = _open_folder(resolved)
        except (OSError, ValueError, RuntimeError) as error:
            raise make_error("The folder", path, "could not be opened", error) from error
        try:
            yield cls(path, descriptor)
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def read(self, name: str, max_bytes: int | None = None) -> bytes | None:
        """The content of a regular file; None when it does not exist, or is a link, a folder, a pipe or a device.

        At most `max_bytes` bytes are read. Raises PaperdeskError when a regular file cannot be read.
        """
        if not self.has_file(name):
            return None
        try:
            with self._open_file(name) as file:
                return file.read() if max_bytes is None else file.read(max_bytes)
        except OSError as error:
            if error.errno in _NO_FILE:  # replaced since it was looked at
                return None
            raise make_error("The file", self.path / name, "could not be read", error) from error

    def is_taken(self, name: str) -> bool:
        """Whether anything has that name, including a dangling link."""
        return self._mode(name) is not None

    def has_file(self, name: str) -> bool:
        """Whether there is a regular file of that name; a link to one does not count."""
        mode = self._mode(name)
        return mode is not None and stat.S_ISREG(mode)

    def write(self, name: str, data: bytes, *, is_durable: bool = True) -> None:
        """Write a file of our own atomically, replacing a regular file. Raises PaperdeskError.

        Its content is flushed to the disk if `is_durable`; `flush` makes its name durable too.
        """
        mode = self._mode(name)
        if mode is not None and not stat.S_ISREG(mode):
            code = {stat.S_IFLNK: errno.ELOOP, stat.S_IFDIR: errno.EISDIR}.get(stat.S_IFMT(mode), errno.EEXIST)
            raise make_error("The file", self.path / name, "was not written", OSError(code, ""))
        with self._new_file(name, data, mode, is_durable=is_durable) as temporary_name:
            self._replace_name(temporary_name, name)

    def create(self, name: str, data: bytes) -> bool:
        """Write a file unless something has that name already; returns whether it did. Raises PaperdeskError."""
        with self._new_file(name, data, None) as temporary_name:
            return rename_to_free_name(self._locate(temporary_name), self._locate(name), self._descriptor)

    def remove_temporary_files(self, min_age_seconds: float = 0.0) -> None:
        """Remove the temporary files of a killed process that are at least that old."""
        newest = time.time() - min_age_seconds
        for name in self._list_names():
            if _TEMPORARY_NAME.fullmatch(name):
                with suppress(OSError):
                    status = os.stat(self._locate(name), dir_fd=self._descriptor, follow_symlinks=False)
                    if not min_age_seconds or status.st_mtime < newest:
                        self._remove_quietly(name)

    def _list_names(self) -> list[str]:
        with suppress(OSError):
            return os.listdir(self.path if self._descriptor is None else self._descriptor)  # noqa: PTH208 - open folder
        return []

    def flush(self) -> None:
        """Make all writes and removals survive a power failure, where the system can do that."""
        if self._descriptor is not None:
            with suppress(OSError):  # some network disks refuse it; the content is flushed already
                os.fsync(self._descriptor)

    def _locate(self, name: str) -> str:
        return name if self._descriptor is not None else str(self.path / name)

    def _mode(self, name: str) -> int | None:
        try:
            return os.stat(self._locate(name), dir_fd=self._descriptor, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise make_error("The file", self.path / name, "could not be accessed", error) from error

    def _require_outside_library(self) -> None:
        if not self._is_checked:
            require_outside_library(self.path)
            self._is_checked = True

    @contextmanager
    def _new_file(self, name: str, data: bytes, mode: int | None, *, is_durable: bool = True) -> Iterator[str]:
        """Write a temporary file to rename to `name` in the block. Raises PaperdeskError for an error of the disk."""
        self._require_outside_library()
        temporary_name = f".paperdesk-{os.urandom(8).hex()}.tmp"
        try:
            self._write_new(temporary_name, data, mode, is_durable)
            yield temporary_name
        except (OSError, ValueError) as error:
            raise make_error("The file", self.path / name, "was not written", error) from error
        finally:
            self._remove_quietly(temporary_name)

    def _write_new(self, name: str, data: bytes, mode: int | None, is_durable: bool) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY
        with os.fdopen(os.open(self._locate(name), flags, 0o666, dir_fd=self._descriptor), "wb") as file:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), stat.S_IMODE(mode) & 0o777)
            file.write(data)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())

    def _open_file(self, name: str) -> BinaryIO:
        """Open a regular file for reading. Raises OSError for anything else, without waiting."""
        flags = os.O_RDONLY | _NOFOLLOW | _NONBLOCKING | _BINARY
        return _open_regular(os.open(self._locate(name), flags, dir_fd=self._descriptor))

    def _replace_name(self, old: str, new: str) -> bool:
        os.replace(self._locate(old), self._locate(new), src_dir_fd=self._descriptor, dst_dir_fd=self._descriptor)
        return True

    def _remove_quietly(self, name: str) -> None:
        with suppress(OSError):
            os.unlink(self._locate(name), dir_fd=self._descriptor)


def _open_regular(descriptor: int, mode: str = "rb") -> BinaryIO:
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return cast(BinaryIO, os.fdopen(descriptor, mode))
    except BaseException:
        os.close(descriptor)
        raise


def _open_folder(path: Path) -> int | None:
    if _HAS_FOLDER_DESCRIPTORS:
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | _NOFOLLOW)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "")
    return None


def make_error(what: str, path: Path, happened: str, error: Exception) -> PaperdeskError:
    """The refusal for an error of the system: `what` is the kind of thing, `happened` what was not done."""
    code = error.errno if isinstance(error, OSError) else None
    reason = _REASONS.get(code or 0) or getattr(error, "strerror", None) or str(error) or "the system gave no reason"
    shown = str(path).encode(errors="replace").decode()
    return PaperdeskError(f"{what} {shown} {happened}: {reason}.")
