"""Launch: decides whether the command line asks for the window, and whether one can be shown. Imports no Qt.

WINDOW_COMMANDS are the commands that need Qt; as `app` must not know Qt, they are run here.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.config.paths import library_folder
from app.domain.vocabulary import THEMES
from ui.display import find_display_problem, is_display_expected

_OPTIONS = ("--library", "--theme")  # each with a value


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """The library folder and the theme to open the window with; theme None follows the system."""

    folder: Path
    theme: str | None


@dataclass(frozen=True, slots=True)
class WindowCommand:
    """A command that needs Qt.

    `trigger` is the command and the options that must follow it anywhere. `run` gets all other arguments, including
    those before the command, and returns the exit code.
    """

    trigger: tuple[str, ...]
    run: Callable[[Sequence[str]], int]


def _bench(arguments: Sequence[str]) -> int:
    from ui.tools.bench.table import main  # noqa: PLC0415 - start-up time

    return main(arguments)


def _screenshot(arguments: Sequence[str]) -> int:
    from app.cli.main import main  # noqa: PLC0415 - start-up time
    from ui.tools.screenshot import run_screenshot  # noqa: PLC0415 - start-up time

    return main(["screenshot", *arguments], {"screenshot": run_screenshot})


WINDOW_COMMANDS: tuple[WindowCommand, ...] = (
    WindowCommand(("bench", "--ui"), _bench),
    WindowCommand(("screenshot",), _screenshot),
)


def find_window_command(arguments: Sequence[str]) -> tuple[WindowCommand, list[str]] | None:
    """Return the window command that is asked for with its own arguments; None for anything else."""
    at = _command_index(arguments)
    for command in WINDOW_COMMANDS:
        name, *options = command.trigger
        if arguments[at : at + 1] == [name] and all(option in arguments[at:] for option in options):
            others = [*arguments[:at], *arguments[at + 1 :]]
            return command, [argument for argument in others if argument not in options]
    return None


def _command_index(arguments: Sequence[str]) -> int:
    """Return the index of the command, which may follow options with their values."""
    at = 0
    while at < len(arguments) and arguments[at].partition("=")[0] in _OPTIONS:
        at += 1 if "=" in arguments[at] else 2
    return at


def parse_arguments(arguments: Sequence[str]) -> WindowRequest | None:
    """Return the window that is asked for; None for a command or anything else that the command line handles."""
    found: dict[str, str] = {}
    remaining = list(arguments)
    while remaining:
        name, is_joined, value = remaining.pop(0).partition("=")
        if name not in _OPTIONS or not (is_joined or remaining):
            return None
        found[name] = value if is_joined else remaining.pop(0)
    theme, library = found.get("--theme"), found.get("--library")
    if library == "" or (theme is not None and theme not in THEMES):
        return None
    return WindowRequest(library_folder(None if library is None else Path(library)), theme)


def has_display() -> bool:
    """Whether a window can be shown. If a display is expected but cannot be used, print why to standard error."""
    problem = find_display_problem()
    if problem and is_display_expected() and find_spec("PySide6") is not None:
        print(f"paperdesk: {problem} The window was not opened; the commands work without one.", file=sys.stderr)
    return not problem


def open_window(request: WindowRequest) -> int:
    """Open the window and return the exit code when it is closed; 3 when Qt cannot be loaded."""
    gc.disable()  # saves several passes over everything that is loaded; `app.show_staged` enables it again
    try:
        from ui.app import main  # noqa: PLC0415 - Qt takes 0.1 s to load
    except ImportError as error:
        print(f"paperdesk: the window needs a library that is missing here: {error}.", file=sys.stderr)
        return 3
    return main(request.folder, request.theme)
