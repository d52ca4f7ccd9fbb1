"""Snippets: where in a paper's text the words of a query stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.index.analysis import tokens
from app.index.documents import Leaf, fields_of
from app.index.occurrences import occurrences

LENGTH = 200
PREFERENCE = ("abstract", "note", "title", "authors", "organization")
"""Which field is shown when several say as much; the title last of the long ones, for it is shown anyway."""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    leaf: int


def snippet(
    texts: Mapping[str, str], leaves: Sequence[Leaf], length: int = LENGTH
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """(excerpt, spans) of about `length` characters of the field that shows most of the query, cut between words.

    `texts` maps names of TEXT_FIELDS to what stands there. `spans` are the (start, end) ranges of the matches in the
    excerpt, in order, a phrase being one. Without a match: the beginning of the abstract, or of the title, no spans.
    """
    best = (0, 0)
    shown = ""
    matches: Sequence[_Match] = ()
    window: Sequence[_Match] = ()
    for name in PREFERENCE:
        found = _find(texts.get(name) or "", name, leaves)
        densest = _densest(found, length)
        worth = (len({match.leaf for match in densest}), len(densest))
        if worth > best:
            best, shown, matches, window = worth, name, found, densest
    text = texts.get(shown) or texts.get("abstract") or texts.get("title") or ""
    start, end = _bounds(text, window, length)
    return _excerpt(text, matches, start, end)


def _find(text: str, field: str, leaves: Sequence[Leaf]) -> list[_Match]:
    asked = [(number, leaf) for number, leaf in enumerate(leaves) if field in fields_of(leaf)]
    if not text or not asked:
        return []
    found = list(tokens(text))
    words = [word for word, _, _ in found]
    matches = [
        _Match(found[first][1], found[end - 1][2], number)
        for number, leaf in asked
        for first, end in occurrences(words, leaf)
    ]
    return sorted(matches, key=lambda match: (match.start, match.end))


def _densest(matches: Sequence[_Match], length: int) -> Sequence[_Match]:
    """The matches of the window of `length` characters that has the most different leaves, then the most matches."""
    best: Sequence[_Match] = ()
    worth = (0, 0)
    first = 0
    for last in range(len(matches)):
        while first < last and matches[last].end - matches[first].start > length:
            first += 1
        window = matches[first : last + 1]
        if (value := (len({match.leaf for match in window}), len(window))) > worth:
            best, worth = window, value
    return best


def _excerpt(text: str, matches: Sequence[_Match], start: int, end: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = (match for match in matches if start <= match.start < end)
    spans = _joined((match.start + shift, min(match.end, end) + shift) for match in inside)
    middle = "".join(" " if character.isspace() else character for character in text[start:end])
    return before + middle + after, spans


def _bounds(text: str, matches: Sequence[_Match], length: int) -> tuple[int, int]:
    """Where to cut: the matches in the middle, no word cut in two unless it alone is longer than the excerpt."""
    if len(text) <= length:
        return 0, len(text)
    low = matches[0].start if matches else 0
    high = min(max((match.end for match in matches), default=0), low + length)
    start = max(0, min(low - (length - (high - low)) // 2, len(text) - length))
    end = start + length
    while 0 < start < low and not text[start - 1].isspace():
        start += 1
    while high < end < len(text) and not text[end].isspace():
        end -= 1
    return start, end if end > start else start + length


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans in order, those that overlap made one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
