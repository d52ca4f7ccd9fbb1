"""Files that are whole or absent: atomic writes that follow no link, and readings that hang on no pipe.

A file is written under a passing name in its own folder, flushed to the disk and renamed into place, so that after a
crash or a power cut the old content is there or the new one, never half of it. Where the operating system allows it,
everything goes through one open folder (`dir_fd`): a folder that is swapped for a link meanwhile is not followed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.domain.errors import PaperdeskError

_HAS_FOLDER_DESCRIPTORS = {os.open, os.rename, os.unlink, os.stat} <= os.supports_dir_fd
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_PASSING_NAME = re.compile(r"\.paperdesk-[0-9a-f]{16}\.tmp")

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
    errno.EEXIST: "there is something of that name already",
    errno.ENAMETOOLONG: "the name is too long for this disk; choose a shorter one",
    errno.ELOOP: "it is a symbolic link, and links are not followed; name the file itself",
    errno.EIO: "the disk reported an error; check it before trying again",
}


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that it is there completely or not at all; an existing file keeps its permissions.

    The folder must exist. Raises PaperdeskError naming the path when it cannot be written, or when it is a link, a
    folder or a device; then the old content stands.
    """
    with OpenFolder.open(path.parent) as folder:
        folder.write(path.name, data)
        folder.flush()


def make_folder(path: Path) -> None:
    """Make the folder and its parents, if missing. Raises PaperdeskError when something else is in the way."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise PaperdeskError(f"{path} is a file, not a folder; nothing was written. Name a folder.") from None
    except (OSError, ValueError) as error:
        raise _failed("The folder", path, "could not be made", error) from error


class OpenFolder:
    """A folder held open while files are read, written and removed in it by their bare names."""

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[OpenFolder]:
        """Open an existing folder; the given path may itself be a link to it. Raises PaperdeskError."""
        try:
            resolved = path.resolve(strict=True)
            descriptor = _open_folder(resolved)
        except (OSError, ValueError, RuntimeError) as error:
            raise _failed("The folder", path, "could not be opened", error) from error
        try:
            yield cls(path, descriptor)
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def read(self, name: str, limit: int | None = None) -> bytes | None:
        """The content of a regular file, None when nothing is there or it is a link, a folder, a pipe or a device.

        At most `limit` bytes are read. Raises PaperdeskError when a regular file cannot be read.
        """
        if not self.has_file(name):
            return None
        try:
            handle = os.open(self._at(name), os.O_RDONLY | _NO_FOLLOW | _NO_WAIT | _BINARY, dir_fd=self._descriptor)
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return None
                return file.read() if limit is None else file.read(limit)
        except OSError as error:
            raise _failed("The file", self.path / name, "could not be read", error) from error

    def has_anything(self, name: str) -> bool:
        """Whether the name is taken, be it by a link that leads nowhere."""
        return self._mode(name) is not None

    def has_file(self, name: str) -> bool:
        """Whether the name is that of a regular file; a link to one is not."""
        mode = self._mode(name)
        return mode is not None and stat.S_ISREG(mode)

    def write(self, name: str, data: bytes) -> None:
        """Write a file atomically and flush its content; `flush` makes its name durable. Raises PaperdeskError."""
        mode = self._mode(name)
        if mode is not None and not stat.S_ISREG(mode):
            code = {stat.S_IFLNK: errno.ELOOP, stat.S_IFDIR: errno.EISDIR}.get(stat.S_IFMT(mode), errno.EEXIST)
            raise _failed("The file", self.path / name, "was not written", OSError(code, ""))
        passing_name = f".paperdesk-{os.urandom(8).hex()}.tmp"
        try:
            self._write_new(passing_name, data, mode)
            os.replace(
                self._at(passing_name),
                self._at(name),
                src_dir_fd=self._descriptor,
                dst_dir_fd=self._descriptor,
            )
        except (OSError, ValueError) as error:
            raise _failed("The file", self.path / name, "was not written", error) from error
        finally:
            self._remove_quietly(passing_name)

    def remove(self, name: str) -> None:
        """Remove a file or a link itself; one that is gone already is fine. Raises PaperdeskError."""
        try:
            os.unlink(self._at(name), dir_fd=self._descriptor)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _failed("The file", self.path / name, "could not be removed", error) from error

    def remove_leftovers(self) -> None:
        """Remove the passing files that a killed process has left behind."""
        with suppress(OSError):
            where = self.path if self._descriptor is None else self._descriptor
            for name in os.listdir(where):  # noqa: PTH208 - a Path cannot list an open folder
                if _PASSING_NAME.fullmatch(name):
                    self._remove_quietly(name)

    def flush(self) -> None:
        """Make the names written and removed so far survive a power cut, where the system can do that."""
        if self._descriptor is not None:
            with suppress(OSError):  # some network disks refuse it; the content was flushed already
                os.fsync(self._descriptor)

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else str(self.path / name)

    def _mode(self, name: str) -> int | None:
        try:
            return os.stat(self._at(name), dir_fd=self._descriptor, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _failed("The file", self.path / name, "could not be looked at", error) from error

    def _write_new(self, name: str, data: bytes, mode: int | None) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
        with os.fdopen(os.open(self._at(name), flags, 0o666, dir_fd=self._descriptor), "wb") as file:
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), stat.S_IMODE(mode) & 0o777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def _remove_quietly(self, name: str) -> None:
        with suppress(OSError):
            os.unlink(self._at(name), dir_fd=self._descriptor)


def _open_folder(path: Path) -> int | None:
    if _HAS_FOLDER_DESCRIPTORS:
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | _NO_FOLLOW)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "")
    return None


def _failed(what: str, path: Path, happened: str, error: Exception) -> PaperdeskError:
    code = error.errno if isinstance(error, OSError) else None
    reason = _REASONS.get(code or 0) or getattr(error, "strerror", None) or str(error) or "the system did not say why"
    shown = str(path).encode(errors="replace").decode()
    return PaperdeskError(f"{what} {shown} {happened}: {reason}.")
