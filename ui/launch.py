"""Launch: whether the words of the command line ask for the window, and whether there can be one. Imports no Qt.

WINDOW_COMMANDS are the commands of the command line that need Qt; `app` knows none, so they are carried out here.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.config.paths import library_folder
from ui.display import find_obstacle, is_named

_OPTIONS = ("--library", "--theme")  # each takes a value
THEMES = ("light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """What the window is to be opened with; `theme` None follows the system."""

    folder: Path
    theme: str | None


@dataclass(frozen=True, slots=True)
class WindowCommand:
    """A command that needs Qt.

    `words` are what asks for it: the command, and options that must stand anywhere behind it. `run` gets all the other
    words, those before the command too, and returns the exit code.
    """

    words: tuple[str, ...]
    run: Callable[[Sequence[str]], int]


def _bench(words: Sequence[str]) -> int:
    from ui.tools.bench.table import main  # noqa: PLC0415 - loads what it measures

    return main(words)


def _screenshot(words: Sequence[str]) -> int:
    from app.cli.main import main  # noqa: PLC0415 - start-up time
    from ui.tools.screenshot import carry_out  # noqa: PLC0415 - start-up time

    return main(["screenshot", *words], {"screenshot": carry_out})


WINDOW_COMMANDS: tuple[WindowCommand, ...] = (
    WindowCommand(("bench", "--ui"), _bench),
    WindowCommand(("screenshot",), _screenshot),
)


def find_window_command(words: Sequence[str]) -> tuple[WindowCommand, list[str]] | None:
    """The window command these words ask for, with its own words; None when they ask for something else."""
    at = _command_place(words)
    for command in WINDOW_COMMANDS:
        name, *options = command.words
        if words[at : at + 1] == [name] and all(option in words[at:] for option in options):
            left = [*words[:at], *words[at + 1 :]]
            return command, [word for word in left if word not in options]
    return None


def _command_place(words: Sequence[str]) -> int:
    """Where the command stands: behind the options with their values that may come first."""
    at = 0
    while at < len(words) and words[at].partition("=")[0] in _OPTIONS:
        at += 1 if "=" in words[at] else 2
    return at


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


def has_display() -> bool:
    """Whether a window can be shown. When one is meant to be and cannot, standard error tells why."""
    obstacle = find_obstacle()
    if obstacle and is_named() and find_spec("PySide6") is not None:
        print(f"paperdesk: {obstacle} The window was not opened; the commands work without one.", file=sys.stderr)
    return not obstacle


def open_window(request: WindowRequest) -> int:
    """Open the window and return the exit code when it is closed; 3 and a sentence when Qt cannot be loaded."""
    gc.disable()  # it would walk through everything that is loaded, several times; `app.show_in_stages` sets it going
    try:
        from ui.app import main  # noqa: PLC0415 - Qt takes a tenth of a second to load
    except ImportError as error:
        print(f"paperdesk: the window needs a library that is missing here: {error}.", file=sys.stderr)
        return 3
    return main(request.folder, request.theme)
