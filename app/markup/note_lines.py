"""The lines of a note while it is written: what Enter and Tab make of them, and where `[[` is not the begin of a title.

Pure. Source of the list forms: CommonMark 0.31, section 5.2, and the task boxes of GitHub Flavored Markdown, 5.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STEP = 4  # blanks by which Tab moves

_ENTRY = re.compile(r"([ \t]*)([-*+]|([0-9]{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?")
_RULE = re.compile(r"[ ]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_FENCE = re.compile(r"[ ]*(`{3,}|~{3,})([^`]*)")
_TICKS = re.compile(r"`+")
_NO_TITLE = re.compile(r"\[|\].|^\s*[-+]?[0-9][0-9.]*\s*[,;]")


@dataclass(frozen=True, slots=True)
class Entry:
    """The begin of a line that is an entry of a list: all up to its text, and what the next entry begins with."""

    marker: str
    following: str
    indent: int


def read_entry(line: str) -> Entry | None:
    """The entry that begins in this line, if one does. `* * *` is a rule, not an entry."""
    found = _ENTRY.match(line)
    if found is None or _RULE.fullmatch(line):
        return None
    blanks, sign, number, end, gap, box = found.groups()
    sign = f"{int(number) + 1}{end}" if number else sign
    return Entry(found[0], f"{blanks}{sign}{gap}{'[ ] ' if box else ''}", width(blanks))


def width(blanks: str) -> int:
    """How far blanks and tabs reach."""
    return len(blanks.expandtabs(STEP))


def indent_of(line: str) -> int:
    """How far a line is indented."""
    return width(line[: len(line) - len(line.lstrip(" \t"))])


def find_outer(line: str, above: list[str]) -> Entry | None:
    """The nearest entry above that is less far in than this line."""
    own = indent_of(line)
    return next((one for one in map(read_entry, reversed(above)) if one is not None and one.indent < own), None)


def outdent_of(line: str, above: list[str]) -> int:
    """The indent that Shift+Tab gives a line: of the entry it lies under, or a step less."""
    least = max(0, indent_of(line) - STEP)
    outer = find_outer(line, above)
    return least if outer is None else max(least, outer.indent)


def end_entry(line: str, above: list[str]) -> str:
    """What an entry without text becomes on Enter: an entry one level out, or nothing at the outermost."""
    outer = find_outer(line, above)
    return outer.following if outer is not None else ""


def is_fenced(lines: list[str]) -> bool:
    """Whether the line after these is within a fence that was opened and not closed."""
    opening = ""
    for line in lines:
        found = _FENCE.fullmatch(line.rstrip())
        if found is None:
            continue
        if not opening:
            opening = found[1]
        elif found[1].startswith(opening) and not found[2]:
            opening = ""
    return bool(opening)


def is_in_code_span(before: str) -> bool:
    """Whether a line goes on in code after `before`: a run of backticks waits for one of the same length."""
    waiting = 0
    for ticks in _TICKS.findall(before):
        waiting = 0 if waiting == len(ticks) else waiting or len(ticks)
    return waiting > 0


def begins_title(before: str, after: str) -> bool:
    """Whether `[[` at the end of `before`, the line so far, asks for a title; `after` is the rest of the line.

    Not in code, not behind a letter, digit, bracket, `!` or backslash (`a[[0]]` is a place in a matrix), and not
    directly before a letter, digit or bracket.
    """
    if not before.endswith("[[") or is_in_code_span(before):
        return False
    left, right = before[-3:-2], after[:1]
    return not (left.isalnum() or left in tuple("[]!\\")) and not (right.isalnum() or right in ("[", "]"))


def is_no_title(text: str) -> bool:
    """Whether what is typed behind `[[` is no title: it holds brackets, or begins as the row of a matrix."""
    return _NO_TITLE.search(text) is not None
