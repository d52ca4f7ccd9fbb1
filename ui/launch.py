"""Launch: whether the words of the command line ask for the window, and whether there can be one. Imports no Qt."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.paths import library_folder

_OPTIONS = ("--library", "--theme")
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """What the window is to be opened with; `theme` None follows the system."""

    folder: Path
    theme: str | None


def read_words(words: Sequence[str]) -> WindowRequest | None:
    """The window these words ask for; None when they hold a command or anything else that is for the command line."""
    found: dict[str, str] = {}
    left = list(words)
    while left:
        name, is_joined, value = left.pop(0).partition("=")
        if name not in _OPTIONS or not (is_joined or left):
            return None
        found[name] = value if is_joined else left.pop(0)
    theme, library = found.get("--theme"), found.get("--library")
    if library == "" or (theme is not None and theme not in THEMES):
        return None
    return WindowRequest(library_folder(None if library is None else Path(library)), theme)


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be shown: PySide6 is there, and a display (macOS and Windows always have one)."""
    if find_spec("PySide6") is None:
        return False
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return named or sys.platform in {"darwin", "win32"}


def open_window(request: WindowRequest) -> int:
    """Open the window and return the exit code when it is closed; 3 and a sentence when Qt cannot be loaded."""
    try:
        from ui.app import main  # noqa: PLC0415 - Qt takes a tenth of a second to load
    except ImportError as error:
        print(f"paperdesk: the window needs a library that is missing here: {error}.", file=sys.stderr)
        return 3
    return main(request.folder, request.theme)
