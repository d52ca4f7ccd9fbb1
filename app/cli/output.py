"""What the command line prints: JSON exactly, everything else so that no text of a dump can steer the terminal."""

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
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_KEPT = frozenset("\u200c\u200d\u00ad")  # joiners shape letters and emoji, a soft hyphen only breaks a line
_PAGE_WIDTH = 80


class OutputError(PaperdeskError):
    """Standard output cannot be written: the disk is full, for example."""


@dataclass(frozen=True, slots=True)
class Painted:
    """A piece of a line with a colour or weight, used when the terminal wants it."""

    text: str
    style: str


def make_visible(text: str) -> str:
    """One line of text whose control and direction characters are written out, as `\\x1b` or `\\u202e`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character in "\n\t\r":
        return " "
    if character in _KEPT or unicodedata.category(character) not in _HIDDEN:
        return character
    return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"


def width_of(text: str) -> int:
    """The columns a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most `width` columns; a cut shows as `…`."""
    if width_of(text) <= width:
        return text
    kept, used = [], 0
    for character in text:
        used += _columns(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def prepare_streams() -> None:
    """UTF-8 whatever the system says; a lone surrogate becomes `\\udc80`, which is what JSON wants as well.

    A stream that the caller has closed is one that nobody reads.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - it stays open to the end
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - it stays open to the end
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def say_error(sentence: str) -> None:
    """One line on standard error."""
    print(f"paperdesk: {make_visible(sentence)}", file=sys.stderr)


def say_query_error(error: QueryError) -> None:
    """What is wrong with a query, where, and what may have been meant; a person at a terminal is shown the place."""
    if not sys.stderr.isatty():
        perhaps = f"; perhaps you mean: {error.proposal}" if error.proposal else ""
        say_error(f"{error} (Character {error.position + 1} of the query{perhaps})")
        return
    say_error(str(error))
    place = width_of(make_visible(error.query[: error.position]))
    marks = "^" * max(width_of(make_visible(error.query[error.position : error.end])), 1)
    print(f"  {make_visible(error.query)}\n  {' ' * place}{marks}", file=sys.stderr)
    if error.proposal:
        print(f"Perhaps you mean: {make_visible(error.proposal)}", file=sys.stderr)


class Output:
    """Standard output of one command. With `is_json` sentences go to standard error instead."""

    def __init__(self, is_json: bool) -> None:
        self.is_json = is_json
        self.is_terminal = sys.stdout.isatty()
        self.has_colour = self.is_terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int | None:
        """The columns of the terminal; None when the output goes elsewhere, where nothing is cut."""
        return shutil.get_terminal_size().columns if self.is_terminal else None

    @property
    def page_width(self) -> int:
        """The columns running text is set in."""
        return min(self.width or _PAGE_WIDTH, _PAGE_WIDTH)

    def line(self, *pieces: str | Painted) -> None:
        """Print one line."""
        self.write("".join(map(self._show, pieces)).rstrip() + "\n")

    def _show(self, piece: str | Painted) -> str:
        if isinstance(piece, str):
            return make_visible(piece)
        text = make_visible(piece.text)
        return f"\033[{piece.style}m{text}\033[0m" if self.has_colour and text else text

    def paragraph(self, text: str, indent: str = "") -> None:
        """Print running text, wrapped."""
        for part in text.splitlines():
            wrapped = textwrap.wrap(make_visible(part), self.page_width - len(indent), break_on_hyphens=False)
            for one in wrapped or [""]:
                self.line(indent, one)

    def sentence(self, text: str) -> None:
        """What a person wants to know; beside JSON it goes to standard error."""
        if self.is_json:
            self.notice(text)
        else:
            self.line(text)

    def notice(self, text: str) -> None:
        """A sentence on standard error."""
        print(make_visible(text), file=sys.stderr)

    def json(self, value: object) -> None:
        """Print one value."""
        self.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")

    def json_array(self, values: Iterable[Any]) -> None:
        """Print an array, one element a line, as the elements come."""
        before = "["
        for value in values:
            self.write(f"{before}\n{json.dumps(value, ensure_ascii=False)}")
            before = ","
        self.write("[]\n" if before == "[" else "\n]\n")

    def write(self, text: str) -> None:
        """Print text as it stands."""
        try:
            sys.stdout.write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error

    def write_bytes(self, data: bytes) -> None:
        """Print bytes as they stand."""
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(error) from error


def flush() -> None:
    """Send what is printed on its way."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error) from error


def abandon_stdout() -> None:
    """Nobody reads any more: what is still to be printed goes nowhere, also at the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _unwritable(error: OSError) -> OutputError:
    return OutputError(
        f"Standard output could not be written ({error.strerror}); what the command did in the library is kept."
    )
