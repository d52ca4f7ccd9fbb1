"""Limits for notes to be rendered: checks in linear time, since the Markdown parser may take quadratic time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

MAX_NOTE_SIZE = 1_000_000  # characters, and bytes of UTF-8
MAX_NESTING = 50
MAX_BLOCK_LINES = 4_000
MAX_BRACKET_STEPS = 1_000_000
MAX_EMPHASIS_MARKS = 8_000

_MARKERS = re.compile(r"(?:[ \t]*+(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))+")
_MARKER = re.compile(r">|[-*+]|[0-9]+[.)]")
_BRACKETS = re.compile(r"[][()]")
_BLOCK = re.compile(r"\n[ \t]*\n")


def _is_too_large(source: str) -> bool:
    return len(source) > MAX_NOTE_SIZE or len(source.encode("utf-8")) > MAX_NOTE_SIZE


def _count_nesting(line: str) -> int:
    """The possible nesting depth of a line: its quote and list markers, and one for every four columns of indent."""
    found = _MARKERS.match(line)
    if found is None:
        return 0
    indent = len(found[0]) - len(found[0].lstrip())
    return len(_MARKER.findall(found[0])) + indent // 4


def _is_too_deep(source: str) -> bool:
    return any(_count_nesting(line) > MAX_NESTING for line in source.expandtabs(4).split("\n"))


def _bracket_steps(block: str) -> Iterator[int]:
    """For every `[` and every `(`, how many characters a parser scans to find its closing bracket."""
    open_positions: dict[str, list[int]] = {"[": [], "(": []}
    for match in _BRACKETS.finditer(block):
        if match[0] in open_positions:
            open_positions[match[0]].append(match.start())
        elif open_positions["[" if match[0] == "]" else "("]:
            yield match.start() - open_positions["[" if match[0] == "]" else "("].pop()
    yield from (len(block) - at for positions in open_positions.values() for at in positions)


def _has_too_many_brackets(source: str) -> bool:
    return any(sum(_bracket_steps(block)) > MAX_BRACKET_STEPS for block in _BLOCK.split(source))


def _has_too_much_emphasis(source: str) -> bool:
    return any(block.count("*") + block.count("_") > MAX_EMPHASIS_MARKS for block in _BLOCK.split(source))


def _has_too_long_block(source: str) -> bool:
    return any(block.count("\n") > MAX_BLOCK_LINES for block in _BLOCK.split(source))


_CHECKS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_is_too_large, "This note is larger than a megabyte"),
    (_is_too_deep, f"This note nests quotes or lists more than {MAX_NESTING} deep"),
    (_has_too_long_block, f"This note has a block of more than {MAX_BLOCK_LINES:,} lines without a blank line"),
    (_has_too_much_emphasis, "This note has a block with thousands of asterisks or underscores"),
    (_has_too_many_brackets, "This note has too many brackets that are never closed"),
)


def find_limit_exceeded(source: str) -> str | None:
    """Why a note cannot be rendered, as the first half of a sentence, or None; takes linear time."""
    return next((reason for is_exceeded, reason in _CHECKS if is_exceeded(source)), None)
