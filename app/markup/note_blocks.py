"""Nested lists and displayed formulas of notes, which the package `markdown` does not parse as CommonMark does.

Pure, and linear in the number of lines. Rules for lists: CommonMark 0.31, sections 5.2 and 5.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_INDENT_STEP = 4  # columns per level in `markdown`
_MAX_LIST_DEPTH = 50  # deeper items are put on this level, since both `markdown` and Qt recurse
_LIST_ITEM = re.compile(r"(?:[-*+]|([0-9]{1,9})\.)( +)(?=\S)|(?:[-*+]|([0-9]{1,9})\.)$")
_RULE = re.compile(r"([-*_])[ ]*(?:\1[ ]*){2,}")
_HEADING_OR_QUOTE = re.compile(r"#{1,6} |>")
_MAX_FORMULA_LINES = 40
_DOLLARS = "$$"


@dataclass(frozen=True, slots=True)
class _OpenItem:
    """A list item that may continue: the columns of its bullet and of its text, and whether it is numbered."""

    indent: int
    content: int
    is_numbered: bool


class _ListNester:
    """Takes lines one by one; `out` has them with each list item indented four columns more than its parent."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open: list[_OpenItem] = []
        self._after_blank = True
        self._depth = 0  # of the first line since the last empty one: `markdown` parses such a block as a whole
        self._text_depth: int | None = None  # of the paragraph that may continue, unless it begins a list item

    def read(self, line: str) -> None:
        """Add one line without tabs."""
        text = line.lstrip(" ")
        if not text:
            self.out.append("")
            self._after_blank, self._text_depth = True, None
            return
        indent = len(line) - len(text)
        parents = [one for one in self._open if one.content <= indent]
        found = None if _RULE.fullmatch(text.rstrip()) else _LIST_ITEM.match(text)
        is_code = indent - (parents[-1].content if parents else 0) >= _INDENT_STEP
        if found is not None and not is_code and self._can_start_item(found, parents):
            self._add_item(text, indent, parents, found)
        else:
            self._add_line(line, text, indent, parents)
        self._after_blank = False

    def _can_start_item(self, found: re.Match[str], parents: list[_OpenItem]) -> bool:
        """Whether a list item may begin here: within a paragraph only one with text, and a numbered one only with 1."""
        number = found[1] or found[3]
        return self._text_depth != len(parents) or (found[2] is not None and number in (None, "1"))

    def _add_item(self, text: str, indent: int, parents: list[_OpenItem], found: re.Match[str]) -> None:
        is_numbered = bool(found[1] or found[3])
        depth = min(len(parents), _MAX_LIST_DEPTH - 1)
        sibling = self._open[len(parents)] if len(self._open) > len(parents) else None
        is_other_list = sibling is not None and sibling.is_numbered != is_numbered
        if not self._after_blank and (self._text_depth == len(parents) or is_other_list or depth < self._depth):
            self.out.append("")
            self._after_blank = True
        if self._after_blank:
            self._depth = depth
        self.out.append(" " * _INDENT_STEP * depth + text)
        gap = len(found[2] or " ")
        content = indent + len(found[0].rstrip()) + (gap if gap <= _INDENT_STEP else 1)
        self._open = [*parents, _OpenItem(indent, content, is_numbered)][:_MAX_LIST_DEPTH]
        self._text_depth = None

    def _add_line(self, line: str, text: str, indent: int, parents: list[_OpenItem]) -> None:
        if self._after_blank:
            self._open = parents
            self._depth = len(parents)
            is_code = indent - (parents[-1].content if parents else 0) >= _INDENT_STEP
            self._text_depth = None if is_code else len(parents)
            rest = " " * (indent - parents[-1].content) if parents else " " * indent
            self.out.append(" " * _INDENT_STEP * len(parents) + rest + text)
        else:
            is_deep = len(self._open) > 1 and indent > 0 and not _LIST_ITEM.match(text)
            self.out.append(" " * _INDENT_STEP * (len(self._open) - 1) + text if is_deep else line)
        if indent == 0 and (_HEADING_OR_QUOTE.match(text) or _RULE.fullmatch(text.rstrip())):
            self._open, self._text_depth = [], 0 if text[0] == ">" else None


def nest_lists(lines: list[str]) -> list[str]:
    """The lines with nested lists indented by four columns per level, as `markdown` expects.

    A list item is a child of the item whose text begins at or left of its own column, so two blanks nest under `- ` and
    three under `1. `. A list may follow a line of text directly. Only blanks and empty lines are changed.
    """
    nester = _ListNester()
    for line in lines:
        nester.read(line)
    return nester.out


def find_formula(lines: list[str], at: int) -> tuple[int, str] | None:
    """A displayed formula `$$…$$` that begins with this line: the number of the line after it, and its TeX.

    It begins a line and ends one, within _MAX_FORMULA_LINES lines and without an empty line.
    """
    first = lines[at].lstrip(" ")
    if not first.startswith(_DOLLARS) or len(lines[at]) - len(first) >= _INDENT_STEP:
        return None
    first = first[len(_DOLLARS) :]
    parts = [first]
    end = at
    while _DOLLARS not in parts[-1]:
        end += 1
        if end >= min(len(lines), at + _MAX_FORMULA_LINES) or not lines[end].strip():
            return None
        parts.append(lines[end])
    last = parts[-1].rstrip()
    tex = "\n".join([*parts[:-1], last.removesuffix(_DOLLARS)]).strip()
    if not last.endswith(_DOLLARS) or _DOLLARS in tex or not tex or tex.endswith("\\"):
        return None
    return end + 1, tex
