"""Commands that need the window. They are only described here; `ui.launch` implements them."""

from __future__ import annotations

import math
import re

from app.cli.arguments import FORCE, Option, Positional
from app.cli.command import Command, Request
from app.domain.errors import PaperdeskError, UsageError

WINDOW_USAGE = "paperdesk [--library DIR] [--theme light|dark|contrast]   opens the window"

_MAX_SIDE_PIXELS, _MAX_SCALE = 8000, 4.0


def parse_size(text: str) -> tuple[int, int]:
    """`1280x820` as width and height in pixels."""
    match = re.fullmatch(r"([0-9]{3,4})[x×]([0-9]{3,4})", text)
    sides = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 0 < min(sides) <= max(sides) <= _MAX_SIDE_PIXELS:
        raise UsageError(f"“{text}” is not a size; write width and height in pixels, for example 1280x820.")
    return sides


def parse_scale(text: str) -> float:
    """A number from 0.5 to 4."""
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 0.5 <= scale <= _MAX_SCALE:
        raise UsageError(f"“{text}” is not a scale; write a number from 0.5 to 4, for example 2.")
    return scale


def _fail_without_window(_request: Request) -> int:
    raise PaperdeskError("Screenshots need the window, which is not part of this installation.")


SCREENSHOT_COMMANDS = (
    Command(
        "screenshot",
        "Save a screenshot of the window; no display is needed",
        _fail_without_window,
        (
            Positional("out", "OUT.png", "the picture to write, .png or .jpg", str),
            Option("--size", "width and height in pixels before scaling (default 1280x820)", "WxH", parse_size),
            Option("--scale", "the scale factor, from 0.5 to 4 (default 1)", "F", parse_scale),
            Option("--theme", "light, dark or contrast (default light)", "THEME"),
            FORCE,
            Option("--view", "the view: main, note, search, import, keys, help … (default main)", "VIEW"),
        ),
        "The screenshot shows the current library with the default settings. For an unknown view, the error lists all "
        "views.",
        has_json=False,
    ),
)
