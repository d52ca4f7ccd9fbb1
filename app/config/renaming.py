"""System calls for replacing a file without losing what another program saves at the same moment.

`exchange_names` swaps two names in one step (Linux, `renameat2` with RENAME_EXCHANGE): what had the name before can be
looked at afterwards, and nothing can be saved in between. Elsewhere `CanNotExchange` is raised.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from functools import cache
from typing import Any

_KEEP_EXISTING, _EXCHANGE = 1, 2  # RENAME_NOREPLACE, RENAME_EXCHANGE
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})
_NO_HARD_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS})


class CanNotExchange(Exception):
    """This system or this disk cannot exchange two names."""


def exchange_names(first: str, second: str, folder: int | None) -> None:
    """Exchange two names, relative to the open folder. Raises OSError when one is missing, and CanNotExchange."""
    try:
        _rename(first, second, folder, _EXCHANGE)
    except OSError as error:
        if error.errno in _UNSUPPORTED:
            raise CanNotExchange from error
        raise


def rename_to_free_name(old: str, new: str, folder: int | None) -> bool:
    """Rename, unless something has the new name already; returns whether it was renamed. Raises OSError."""
    try:
        _rename(old, new, folder, _KEEP_EXISTING)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        return _rename_by_link(old, new, folder)
    return True


def _rename(old: str, new: str, folder: int | None, flags: int) -> None:
    renameat2 = _find_renameat2()
    if renameat2 is None or folder is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    import ctypes  # noqa: PLC0415 - takes 5 ms, and most commands write no files

    if renameat2(folder, os.fsencode(old), folder, os.fsencode(new), flags):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), new)


@cache
def _find_renameat2() -> Any:
    """The function of the C library (Linux, glibc 2.28 or newer), else None."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415 - as above

    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def _rename_by_link(old: str, new: str, folder: int | None) -> bool:
    """The same in two steps; a disk without hard links leaves a moment in which the new name could be taken."""
    try:
        os.link(old, new, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        return False
    except (OSError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_HARD_LINKS:
            raise
        with suppress(FileNotFoundError):
            os.stat(new, dir_fd=folder, follow_symlinks=False)
            return False
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)
        return True
    os.unlink(old, dir_fd=folder)
    return True


def is_open_for_writing(descriptor: int) -> bool | None:
    """Whether any program has the file open for writing; None where that cannot be known.

    Linux grants a read lease only on a file that nobody has open for writing. The lease ends when the descriptor is
    closed; the signal that would announce the end of a lease is set to one that is ignored.
    """
    if not sys.platform.startswith("linux"):
        return None
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    return False


def try_lock_folder(folder: int | None) -> bool:
    """Lock an open folder until it is closed; False when another process has locked it. Without locks: True."""
    if folder is None or sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - as above

    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # some network disks have no locks
    return True
