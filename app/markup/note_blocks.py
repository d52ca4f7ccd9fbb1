"""Blocks of a note that the package `markdown` reads otherwise than people write them: lists and displayed formulas.

Pure, and linear in the number of lines. Source of the rules for lists: CommonMark 0.31, sections 5.2 and 5.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_STEP = 4  # blanks by which `markdown` nests
_DEEPEST_LIST = 50  # deeper entries lie beside each other: both the package and Qt recurse
_ENTRY = re.compile(r"(?:[-*+]|([0-9]{1,9})\.)( +)(?=\S)|(?:[-*+]|([0-9]{1,9})\.)$")
_RULE = re.compile(r"([-*_])[ ]*(?:\1[ ]*){2,}")
_HEADING_OR_QUOTE = re.compile(r"#{1,6} |>")
_LONGEST_FORMULA = 40  # lines
_DOLLARS = "$$"


@dataclass(frozen=True, slots=True)
class _Open:
    """An entry that may go on: where its sign stands, where its text does, and whether it is numbered."""

    indent: int
    content: int
    is_numbered: bool


class _Nester:
    """Reads lines one by one; `out` holds them with entries a step of four further in than what they belong to."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._open: list[_Open] = []
        self._after_blank = True
        self._depth = 0  # of the first line since the last empty one: `markdown` takes a passage in as a whole
        self._text_depth: int | None = None  # of the paragraph that may go on, unless an entry begins with it

    def read(self, line: str) -> None:
        """One line, without tabs."""
        text = line.lstrip(" ")
        if not text:
            self.out.append("")
            self._after_blank, self._text_depth = True, None
            return
        indent = len(line) - len(text)
        owners = [one for one in self._open if one.content <= indent]
        found = None if _RULE.fullmatch(text.rstrip()) else _ENTRY.match(text)
        is_code = indent - (owners[-1].content if owners else 0) >= _STEP
        if found is not None and not is_code and self._may_begin(found, owners):
            self._enter(text, indent, owners, found)
        else:
            self._continue(line, text, indent, owners)
        self._after_blank = False

    def _may_begin(self, found: re.Match[str], owners: list[_Open]) -> bool:
        """Whether an entry may begin here: within a paragraph only one with words, and numbers with 1."""
        number = found[1] or found[3]
        return self._text_depth != len(owners) or (found[2] is not None and number in (None, "1"))

    def _enter(self, text: str, indent: int, owners: list[_Open], found: re.Match[str]) -> None:
        is_numbered = bool(found[1] or found[3])
        depth = min(len(owners), _DEEPEST_LIST - 1)
        sibling = self._open[len(owners)] if len(self._open) > len(owners) else None
        is_other_list = sibling is not None and sibling.is_numbered != is_numbered
        if not self._after_blank and (self._text_depth == len(owners) or is_other_list or depth < self._depth):
            self.out.append("")
            self._after_blank = True
        if self._after_blank:
            self._depth = depth
        self.out.append(" " * _STEP * depth + text)
        gap = len(found[2] or " ")
        content = indent + len(found[0].rstrip()) + (gap if gap <= _STEP else 1)
        self._open = [*owners, _Open(indent, content, is_numbered)][:_DEEPEST_LIST]
        self._text_depth = None

    def _continue(self, line: str, text: str, indent: int, owners: list[_Open]) -> None:
        if self._after_blank:
            self._open = owners
            self._depth = len(owners)
            is_code = indent - (owners[-1].content if owners else 0) >= _STEP
            self._text_depth = None if is_code else len(owners)
            rest = " " * (indent - owners[-1].content) if owners else " " * indent
            self.out.append(" " * _STEP * len(owners) + rest + text)
        else:
            is_deep = len(self._open) > 1 and indent > 0 and not _ENTRY.match(text)
            self.out.append(" " * _STEP * (len(self._open) - 1) + text if is_deep else line)
        if indent == 0 and (_HEADING_OR_QUOTE.match(text) or _RULE.fullmatch(text.rstrip())):
            self._open, self._text_depth = [], 0 if text[0] == ">" else None


def nest_lists(lines: list[str]) -> list[str]:
    """The lines with nested lists as `markdown` wants them, four blanks a level, however far in they were typed.

    An entry belongs to the entry whose text it is at least as far in as, so two blanks nest under `- ` and three under
    `1. `. A list may follow a line of text directly. No line is lost and no word is changed.
    """
    nester = _Nester()
    for line in lines:
        nester.read(line)
    return nester.out


def find_formula(lines: list[str], at: int) -> tuple[int, str] | None:
    """A displayed formula `$$…$$` that begins with this line: the line behind it, and its TeX without the dollars.

    It begins a line and ends one, at most forty lines below, with no empty line between.
    """
    first = lines[at].lstrip(" ")
    if not first.startswith(_DOLLARS) or len(lines[at]) - len(first) >= _STEP:
        return None
    first = first[len(_DOLLARS) :]
    parts = [first]
    end = at
    while _DOLLARS not in parts[-1]:
        end += 1
        if end >= min(len(lines), at + _LONGEST_FORMULA) or not lines[end].strip():
            return None
        parts.append(lines[end])
    last = parts[-1].rstrip()
    tex = "\n".join([*parts[:-1], last.removesuffix(_DOLLARS)]).strip()
    if not last.endswith(_DOLLARS) or _DOLLARS in tex or not tex or tex.endswith("\\"):
        return None
    return end + 1, tex
