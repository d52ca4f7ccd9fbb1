"""Editing the lines of a note: list items for Enter and Tab, and where `[[` begins a wikilink. Pure.

Forms of list items: CommonMark 0.31, section 5.2, and the task boxes of GitHub Flavored Markdown, 5.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INDENT_STEP = 4  # columns per Tab

_LIST_ITEM = re.compile(r"([ \t]*)([-*+]|([0-9]{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?")
_RULE = re.compile(r"[ ]{0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}")
_FENCE = re.compile(r"[ ]*(`{3,}|~{3,})([^`]*)")
_TICKS = re.compile(r"`+")
_NOT_A_TITLE = re.compile(r"\[|\].|^\s*[-+]?[0-9][0-9.]*\s*[,;]")


@dataclass(frozen=True, slots=True)
class ListItem:
    """The beginning of a list item: everything before its text, and the same for the item that follows."""

    marker: str
    next_marker: str
    indent: int


def parse_list_item(line: str) -> ListItem | None:
    """The list item that begins in this line, or None. `* * *` is a rule, not an item."""
    found = _LIST_ITEM.match(line)
    if found is None or _RULE.fullmatch(line):
        return None
    blanks, bullet, number, end, gap, box = found.groups()
    bullet = f"{int(number) + 1}{end}" if number else bullet
    return ListItem(found[0], f"{blanks}{bullet}{gap}{'[ ] ' if box else ''}", indent_columns(blanks))


def indent_columns(blanks: str) -> int:
    """Columns of these blanks and tabs."""
    return len(blanks.expandtabs(INDENT_STEP))


def indent_width(line: str) -> int:
    """Columns by which a line is indented."""
    return indent_columns(line[: len(line) - len(line.lstrip(" \t"))])


def find_parent_item(line: str, above: list[str]) -> ListItem | None:
    """The nearest list item above that is indented less than this line."""
    own = indent_width(line)
    return next((one for one in map(parse_list_item, reversed(above)) if one is not None and one.indent < own), None)


def reduced_indent(line: str, above: list[str]) -> int:
    """The indent of a line after Shift+Tab: that of its parent item, or one step less."""
    least = max(0, indent_width(line) - INDENT_STEP)
    parent = find_parent_item(line, above)
    return least if parent is None else max(least, parent.indent)


def end_list_item(line: str, above: list[str]) -> str:
    """What Enter makes of a list item without text: an item one level up, or nothing on the top level."""
    parent = find_parent_item(line, above)
    return parent.next_marker if parent is not None else ""


def is_fenced(lines: list[str]) -> bool:
    """Whether the line after these is within an open code fence."""
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
    """Whether the text after `before` is in a code span, which ends with as many backticks as it began with."""
    open_ticks = 0
    for ticks in _TICKS.findall(before):
        open_ticks = 0 if open_ticks == len(ticks) else open_ticks or len(ticks)
    return open_ticks > 0


def starts_wikilink(before: str, after: str) -> bool:
    """Whether `[[` at the end of `before` begins a wikilink; `after` is the rest of the line.

    Not in code, not after a letter, digit, bracket, `!` or backslash (`a[[0]]` is an element of a matrix), and not
    directly before a letter, digit or bracket.
    """
    if not before.endswith("[[") or is_in_code_span(before):
        return False
    left, right = before[-3:-2], after[:1]
    return not (left.isalnum() or left in tuple("[]!\\")) and not (right.isalnum() or right in ("[", "]"))


def cannot_be_title(text: str) -> bool:
    """Whether the text after `[[` cannot become a title: it has brackets, or begins like the row of a matrix."""
    return _NOT_A_TITLE.search(text) is not None
