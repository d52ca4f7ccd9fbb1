"""What the command line tells about the window: the core only describes it, `ui` carries it out."""

from __future__ import annotations

import math
import re

from app.cli.arguments import Option, Word
from app.cli.command import Command, Request
from app.domain.errors import PaperdeskError, UsageError

WINDOW_USAGE = "paperdesk [--library DIR] [--theme light|dark|contrast]   opens the window"

_LARGEST_SIDE, _LARGEST_SCALE = 8000, 4.0


def read_size(text: str) -> tuple[int, int]:
    """`1280x820` as width and height in pixels."""
    found = re.fullmatch(r"([0-9]{3,4})[x×]([0-9]{3,4})", text)
    sides = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 < min(sides) <= max(sides) <= _LARGEST_SIDE:
        raise UsageError(f"“{text}” is not a size; write width and height in pixels, for example 1280x820.")
    return sides


def read_scale(text: str) -> float:
    """A number from 0.5 to 4."""
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not 0.5 <= scale <= _LARGEST_SCALE:
        raise UsageError(f"“{text}” is not a scale; write a number from 0.5 to 4, for example 2.")
    return scale


def _lack_window(_request: Request) -> int:
    raise PaperdeskError("Pictures are drawn by the window, which is not part of this installation.")


SHOWING = (
    Command(
        "screenshot",
        "Draw a picture of the window, without a screen",
        _lack_window,
        (
            Word("out", "OUT.png", "the file to write", str),
            Option("--size", "width and height in pixels before scaling (default 1280x820)", "WxH", read_size),
            Option("--scale", "how many pixels a point has, from 0.5 to 4 (default 1)", "F", read_scale),
            Option("--theme", "light, dark or contrast (default light)", "THEME"),
            Option("--view", "what is shown: main, note, search, import, keys, help … (default main)", "VIEW"),
        ),
        "The picture shows the library as it is, with the settings that Paperdesk comes with. "
        "An unknown view is answered with the names of all.",
        has_json=False,
    ),
)
