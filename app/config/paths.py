"""Where Paperdesk keeps its files: the only user of `appdirs`.

Three environment variables move them: `PAPERDESK_LIBRARY` names the library folder, `PAPERDESK_CACHE` the folder for
what can be made again at any time (the index), `PAPERDESK_CONFIG` the one for how the window was left. An empty
variable counts as absent. Nothing here creates a folder.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import appdirs

_APP_NAME = "paperdesk"

PROGRAM_ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds `app`, `ui` and `resources`: the checkout, or `paperdesk_lib` where a wheel is installed."""

RESOURCES = PROGRAM_ROOT / "resources"


def data_folder() -> Path:
    """The user's data folder of Paperdesk, as the operating system wants it."""
    return Path(appdirs.user_data_dir(_APP_NAME, appauthor=False))


def cache_folder() -> Path:
    """The folder for what can be made again: `PAPERDESK_CACHE`, else the user's cache folder of Paperdesk."""
    chosen = os.environ.get("PAPERDESK_CACHE")
    return Path(chosen) if chosen else Path(appdirs.user_cache_dir(_APP_NAME, appauthor=False))


def config_folder() -> Path:
    """The folder for how the window was left: `PAPERDESK_CONFIG`, else the user's configuration folder."""
    chosen = os.environ.get("PAPERDESK_CONFIG")
    return Path(chosen) if chosen else Path(appdirs.user_config_dir(_APP_NAME, appauthor=False))


def log_file() -> Path:
    """The file in which bugs are written down."""
    return cache_folder() / "paperdesk.log"


def library_folder(explicit: Path | None) -> Path:
    """The library to open: the one named by the user, else `PAPERDESK_LIBRARY`, else `library` in the data folder."""
    if explicit is not None:
        return explicit
    chosen = os.environ.get("PAPERDESK_LIBRARY")
    return Path(chosen) if chosen else data_folder() / "library"


def index_folder(library_id: str, library_path: Path) -> Path:
    """The folder of a library's index: below the cache folder, named by the library's id and a hash of its path.

    A copy of a library has the same id at another path, so it gets an index of its own. The id comes out of a file that
    may be somebody else's: only its letters, digits and dashes reach the name, the hash covers all of it.
    """
    import hashlib  # noqa: PLC0415 - not before something is searched for; it takes 3 ms to load

    readable = re.sub(r"[^A-Za-z0-9-]", "", library_id)[:40].strip("-") or "library"
    exact = f"{library_id}\n{library_path.resolve()}".encode(errors="surrogatepass")
    return cache_folder() / "index" / f"{readable}-{hashlib.sha256(exact).hexdigest()[:12]}"


def program_file() -> Path | None:
    """The file that starts Paperdesk: beside the package in a checkout, one folder up in a wheel; None elsewhere."""
    return next(
        (
            folder / "paperdesk.py"
            for folder in (PROGRAM_ROOT, PROGRAM_ROOT.parent)
            if (folder / "paperdesk.py").is_file()
        ),
        None,
    )


def worker_command(program: Path, index: Path) -> list[str]:
    """The command that starts the process which keeps the index in that folder."""
    return [sys.executable, str(program), "--index-worker", str(index)]
