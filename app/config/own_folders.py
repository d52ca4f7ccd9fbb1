"""The folders that Paperdesk makes for itself in the cache folder: private, and never reached through a link.

What others may have put into such a folder is not read: another user owns it, others may write to it, or it is a link.
"""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from app.config.atomic_files import make_error, require_outside_library
from app.config.paths import cache_folder
from app.domain.errors import PaperdeskError

_PRIVATE = 0o700
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH
_LOOSE = "may be written by other users"
_HAS_OWNERS = hasattr(os, "geteuid")


def find_problem(path: Path) -> str:
    """Why nothing may be read from a folder of ours, as a part of a sentence; empty when it may, or is missing."""
    for folder in _list_own(path):
        try:
            status = folder.lstat()
        except FileNotFoundError:
            return ""
        except OSError as error:
            return f"{folder} cannot be accessed ({error.strerror})"
        if reason := _find_reason(status):
            return f"{folder} {reason}"
    return ""


def secure_folder(path: Path) -> bool:
    """Create a folder of ours when missing, for its owner alone, and make it so otherwise.

    Returns whether others could write to it before, or to one above it: what it holds is not to be trusted then. A
    link, a pipe or a file in its place is removed. Raises PaperdeskError when the cache folder itself is a link, when
    another user owns one of them, or when they lie in a library folder.
    """
    require_outside_library(path)
    own = _list_own(path)
    try:
        own[0].parent.mkdir(parents=True, exist_ok=True)
        could_write = [_secure(folder, is_chosen=folder == cache_folder()) for folder in own]
    except OSError as error:
        raise make_error("The folder", path, "cannot be used", error) from error
    return any(could_write)


def clear_place_of_file(path: Path) -> None:
    """Remove what is in the place of a file of ours and is none: a link, a pipe or a folder. Raises OSError."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        shutil.rmtree(path)
    elif not stat.S_ISREG(mode):
        path.unlink()


def _list_own(path: Path) -> list[Path]:
    """The cache folder and the folders from there to `path`; only `path` when it is elsewhere."""
    top = cache_folder()
    above = [folder for folder in path.parents if folder.is_relative_to(top)] if path.is_relative_to(top) else []
    return [*reversed(above), path]


def _find_reason(status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "is a symbolic link"
    if not stat.S_ISDIR(status.st_mode):
        return "is not a folder"
    if _HAS_OWNERS and status.st_uid != os.geteuid():
        return "belongs to another user"
    if _HAS_OWNERS and status.st_mode & _OTHERS_MAY_WRITE:
        return _LOOSE
    return ""


def _secure(folder: Path, *, is_chosen: bool) -> bool:
    """Make one folder private; returns whether others could write to it. `is_chosen`: the user gave its name."""
    try:
        folder.mkdir(mode=_PRIVATE)
    except FileExistsError:
        status = folder.lstat()
    else:
        return False
    if not stat.S_ISDIR(status.st_mode) and not is_chosen:
        folder.unlink()
        folder.mkdir(mode=_PRIVATE)
        return False
    reason = _find_reason(status)
    could_write = reason == _LOOSE
    if reason and (not could_write or status.st_mode & stat.S_ISVTX):
        raise PaperdeskError(f"{folder} {reason}, and is not used. Remove it, or choose another PAPERDESK_CACHE.")
    if could_write or not is_chosen:
        folder.chmod(_PRIVATE)
    return could_write
