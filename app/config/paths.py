"""Where Paperdesk keeps its files; the only module that uses `appdirs`.

Three environment variables override the defaults: `PAPERDESK_LIBRARY` is the library folder, `PAPERDESK_CACHE` the one
for the index and other files that can be rebuilt, `PAPERDESK_CONFIG` the one for settings and the state of the window.
An empty variable counts as not set. Nothing here creates a folder.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import appdirs

_APP_NAME = "paperdesk"

PROGRAM_ROOT = Path(__file__).resolve().parents[2]
"""The folder with `app`, `ui` and `resources`: the checkout, or `paperdesk_lib` when installed from a wheel."""

RESOURCES = PROGRAM_ROOT / "resources"

LIBRARY_CONTENT = ("library.db", "importing.lock", "backups")
"""What a library folder holds; the first is the library itself."""


def data_folder() -> Path:
    """The user's data folder for Paperdesk, by the conventions of the operating system."""
    return Path(appdirs.user_data_dir(_APP_NAME, appauthor=False))


def cache_folder() -> Path:
    """The folder for files that can be rebuilt: `PAPERDESK_CACHE`, or the user's cache folder for Paperdesk."""
    chosen = os.environ.get("PAPERDESK_CACHE")
    return Path(chosen) if chosen else Path(appdirs.user_cache_dir(_APP_NAME, appauthor=False))


def config_folder() -> Path:
    """The folder for settings and the state of the window: `PAPERDESK_CONFIG`, or the user's configuration folder."""
    chosen = os.environ.get("PAPERDESK_CONFIG")
    return Path(chosen) if chosen else Path(appdirs.user_config_dir(_APP_NAME, appauthor=False))


def find_library_folder(path: Path) -> Path | None:
    """The library folder that `path` is, or lies in, with links resolved. Raises OSError and ValueError.

    The library file is not opened, because closing it would drop SQLite's locks in this process. So `library.db` alone
    makes a library folder of the folder itself only, but not of its subfolders: it may be of another program.
    """
    resolved = path.resolve()
    for folder in (resolved, *resolved.parents):
        found = [os.path.lexists(folder / name) for name in LIBRARY_CONTENT]
        if sum(found) > 1 or (found[0] and folder in (resolved, resolved.parent)):
            return folder
    return None


def log_file() -> Path:
    """The log file for unexpected errors."""
    return cache_folder() / "paperdesk.log"


def library_folder(explicit: Path | None) -> Path:
    """The library to open: the given folder, or `PAPERDESK_LIBRARY`, or `library` in the data folder."""
    if explicit is not None:
        return explicit
    chosen = os.environ.get("PAPERDESK_LIBRARY")
    return Path(chosen) if chosen else data_folder() / "library"


def index_folder(library_id: str, library_path: Path) -> Path:
    """The folder of a library's index in the cache folder, named by the library's id and a hash of its path.

    A copy of a library has the same id and another path, so it gets its own index. The id comes from a file that may be
    hostile: only its letters, digits and dashes are used in the name; the hash covers all of it.
    """
    import hashlib  # noqa: PLC0415 - takes 3 ms, needed for searching only

    readable = re.sub(r"[^A-Za-z0-9-]", "", library_id)[:40].strip("-") or "library"
    exact = f"{library_id}\n{library_path.resolve()}".encode(errors="surrogatepass")
    return cache_folder() / "index" / f"{readable}-{hashlib.sha256(exact).hexdigest()[:12]}"


def program_file() -> Path | None:
    """The file that starts Paperdesk: in PROGRAM_ROOT of a checkout, one folder up in a wheel; None if not found."""
    return next(
        (
            folder / "paperdesk.py"
            for folder in (PROGRAM_ROOT, PROGRAM_ROOT.parent)
            if (folder / "paperdesk.py").is_file()
        ),
        None,
    )


def worker_command(program: Path, index: Path) -> list[str]:
    """The command that starts the index worker for that folder."""
    return [sys.executable, str(program), "--index-worker", str(index)]
