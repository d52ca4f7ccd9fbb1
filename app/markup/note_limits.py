"""What a note must not be to be rendered: linear checks on its source, before a parser that is not linear sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

LARGEST_NOTE = 1_000_000
DEEPEST_NESTING = 50
LONGEST_BLOCK = 4_000
MOST_STEPS = 1_000_000
MOST_EMPHASIS = 8_000

_MARKERS = re.compile(r"(?:[ \t]*+(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))+")
_MARKER = re.compile(r">|[-*+]|[0-9]+[.)]")
_BRACKETS = re.compile(r"[][()]")
_BLOCK = re.compile(r"\n[ \t]*\n")


def _is_too_large(source: str) -> bool:
    return len(source) > LARGEST_NOTE or len(source.encode("utf-8")) > LARGEST_NOTE


def _nesting(line: str) -> int:
    """How deep a line can lie: its quote and list markers, and the indent in front of them in steps of four."""
    found = _MARKERS.match(line)
    if found is None:
        return 0
    indent = len(found[0]) - len(found[0].lstrip())
    return len(_MARKER.findall(found[0])) + indent // 4


def _is_too_deep(source: str) -> bool:
    return any(_nesting(line) > DEEPEST_NESTING for line in source.expandtabs(4).split("\n"))


def _bracket_steps(block: str) -> Iterator[int]:
    """For every `[` and every `(`: how far a reader goes that looks for the bracket that closes it."""
    waiting: dict[str, list[int]] = {"[": [], "(": []}
    for match in _BRACKETS.finditer(block):
        if match[0] in waiting:
            waiting[match[0]].append(match.start())
        elif waiting["[" if match[0] == "]" else "("]:
            yield match.start() - waiting["[" if match[0] == "]" else "("].pop()
    yield from (len(block) - at for positions in waiting.values() for at in positions)


def _has_too_many_brackets(source: str) -> bool:
    return any(sum(_bracket_steps(block)) > MOST_STEPS for block in _BLOCK.split(source))


def _has_too_much_emphasis(source: str) -> bool:
    return any(block.count("*") + block.count("_") > MOST_EMPHASIS for block in _BLOCK.split(source))


def _has_too_long_a_block(source: str) -> bool:
    return any(block.count("\n") > LONGEST_BLOCK for block in _BLOCK.split(source))


_CHECKS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_is_too_large, "This note is larger than a megabyte"),
    (_is_too_deep, f"This note nests quotes or lists more than {DEEPEST_NESTING} deep"),
    (_has_too_long_a_block, f"This note has a passage of more than {LONGEST_BLOCK:,} lines without a blank line"),
    (_has_too_much_emphasis, "This note has a passage with thousands of asterisks or underscores"),
    (_has_too_many_brackets, "This note has too many brackets that are never closed"),
)


def find_obstacle(source: str) -> str | None:
    """Why a note cannot be rendered, as the first half of a sentence, or None. Time is linear in its length."""
    return next((why for is_met, why in _CHECKS if is_met(source)), None)
