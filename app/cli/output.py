"""Output of the command line: exact JSON, and text in which no dump can send escape sequences to the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import PaperdeskError, QueryError

BOLD, DIM, YELLOW = "1", "2", "33"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ALLOWED = frozenset("\u200c\u200d\u00ad")  # joiners shape letters and emoji; a soft hyphen is harmless
_MAX_TEXT_WIDTH = 80  # columns


class OutputError(PaperdeskError):
    """Standard output cannot be written: the disk is full, for example."""


@dataclass(frozen=True, slots=True)
class Styled:
    """A part of a line with an ANSI style, applied when the terminal supports it."""

    text: str
    style: str


def escape_controls(text: str) -> str:
    """One line of text with control and direction characters escaped, as `\\x1b` or `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_escape_character, text))


def _escape_character(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if character in _ALLOWED or unicodedata.category(character) not in _HIDDEN_CATEGORIES:
        return character
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"


def display_width(text: str) -> int:
    """The number of terminal columns of a text."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns, with `…` where it was cut."""
    if display_width(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _character_width(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def configure_streams() -> None:
    """Set the streams to UTF-8, with lone surrogates as `\\udc80`, which is also valid JSON.

    A stream that the caller has closed becomes the null device.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - stays open until exit
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - stays open until exit
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def print_error(sentence: str) -> None:
    """Print one line on standard error."""
    print(f"paperdesk: {escape_controls(sentence)}", file=sys.stderr)


def print_query_error(error: QueryError) -> None:
    """Print the mistake in a query, its position, and a suggestion; on a terminal the position is underlined."""
    if not sys.stderr.isatty():
        suggestion = f"; did you mean: {error.proposal}" if error.proposal else ""
        print_error(f"{error} (Character {error.position + 1} of the query{suggestion})")
        return
    print_error(str(error))
    column = display_width(escape_controls(error.query[: error.position]))
    marks = "^" * max(display_width(escape_controls(error.query[error.position : error.end])), 1)
    print(f"  {escape_controls(error.query)}\n  {' ' * column}{marks}", file=sys.stderr)
    if error.proposal:
        print(f"Did you mean: {escape_controls(error.proposal)}", file=sys.stderr)


class Output:
    """Standard output of one command. With `is_json` sentences go to standard error instead."""

    def __init__(self, is_json: bool) -> None:
        self.is_json = is_json
        self.is_terminal = sys.stdout.isatty()
        self.has_colour = self.is_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int | None:
        """The columns of the terminal; None when the output is not a terminal and lines are not cut."""
        return shutil.get_terminal_size().columns if self.is_terminal else None

    @property
    def text_width(self) -> int:
        """The columns that running text is wrapped to."""
        return min(self.width or _MAX_TEXT_WIDTH, _MAX_TEXT_WIDTH)

    def line(self, *parts: str | Styled) -> None:
        """Print one line."""
        self.write("".join(map(self._render, parts)).rstrip() + "\n")

    def _render(self, part: str | Styled) -> str:
        if isinstance(part, str):
            return escape_controls(part)
        text = escape_controls(part.text)
        return f"\033[{part.style}m{text}\033[0m" if self.has_colour and text else text

    def paragraph(self, text: str, indent: str = "") -> None:
        """Print running text, wrapped."""
        for line in text.splitlines():
            wrapped = textwrap.wrap(escape_controls(line), self.text_width - len(indent), break_on_hyphens=False)
            for part in wrapped or [""]:
                self.line(indent, part)

    def sentence(self, text: str) -> None:
        """Print a sentence; with JSON output it goes to standard error."""
        if self.is_json:
            self.notice(text)
        else:
            self.line(text)

    def notice(self, text: str) -> None:
        """Print a sentence on standard error."""
        print(escape_controls(text), file=sys.stderr)

    def json(self, value: object) -> None:
        """Print one value."""
        self.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def json_array(self, values: Iterable[Any]) -> None:
        """Print an array, one element per line, as the elements arrive."""
        separator = "["
        for value in values:
            self.write(f"{separator}\n{json.dumps(value, ensure_ascii=False)}")
            separator = ","
        self.write("[]\n" if separator == "[" else "\n]\n")

    def write(self, text: str) -> None:
        """Print text unchanged."""
        try:
            sys.stdout.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error

    def write_bytes(self, data: bytes) -> None:
        """Print bytes unchanged."""
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error


def flush() -> None:
    """Flush standard output. Raises OutputError when it cannot be written."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error) from error


def discard_stdout() -> None:
    """Redirect standard output to the null device, so that flushing at exit does not fail."""
    null_fd = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null_fd, sys.stdout.fileno())
    os.close(null_fd)


def _unwritable(error: OSError) -> OutputError:
    return OutputError(f"Standard output could not be written ({error.strerror}); the changes to the library are kept.")
