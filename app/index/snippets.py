"""Snippets: excerpts of a paper's text with the matches of a query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.index.analysis import iter_tokens
from app.index.documents import TextTerm, searched_fields
from app.index.occurrences import find_occurrences

SNIPPET_CHARS = 200
FIELD_ORDER = ("abstract", "note", "title", "authors", "organization")
"""The order of preference among equally good fields; the title comes late because it is shown anyway."""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: int


def make_snippet(
    texts: Mapping[str, str], terms: Sequence[TextTerm], length: int = SNIPPET_CHARS
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return (excerpt, spans): about `length` characters, cut between words, of the field that matches best.

    `texts` maps names of TEXT_FIELDS to texts. `spans` are the (start, end) ranges of the matches in the excerpt, in
    order; a phrase is one span. Without a match the excerpt is the beginning of the abstract, or of the title.
    """
    best_score = (0, 0)
    field = ""
    matches: Sequence[_Match] = ()
    shown_matches: Sequence[_Match] = ()
    for name in FIELD_ORDER:
        found = _find_matches(texts.get(name) or "", name, terms)
        window = _best_window(found, length)
        score = (len({match.term for match in window}), len(window))
        if score > best_score:
            best_score, field, matches, shown_matches = score, name, found, window
    text = texts.get(field) or texts.get("abstract") or texts.get("title") or ""
    start, end = _choose_bounds(text, shown_matches, length)
    return _excerpt(text, matches, start, end)


def _find_matches(text: str, field: str, terms: Sequence[TextTerm]) -> list[_Match]:
    field_terms = [(number, term) for number, term in enumerate(terms) if field in searched_fields(term)]
    if not text or not field_terms:
        return []
    found = list(iter_tokens(text))
    words = [word for word, _, _ in found]
    matches = [
        _Match(found[first][1], found[end - 1][2], number)
        for number, term in field_terms
        for first, end in find_occurrences(words, term)
    ]
    return sorted(matches, key=lambda match: (match.start, match.end))


def _best_window(matches: Sequence[_Match], length: int) -> Sequence[_Match]:
    """Return the matches of the window of `length` characters with the most different terms, then the most matches."""
    best: Sequence[_Match] = ()
    best_score = (0, 0)
    first = 0
    for last in range(len(matches)):
        while first < last and matches[last].end - matches[first].start > length:
            first += 1
        window = matches[first : last + 1]
        if (score := (len({match.term for match in window}), len(window))) > best_score:
            best, best_score = window, score
    return best


def _excerpt(text: str, matches: Sequence[_Match], start: int, end: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = (match for match in matches if start <= match.start < end)
    spans = _merge_spans((match.start + shift, min(match.end, end) + shift) for match in inside)
    middle = "".join(" " if character.isspace() else character for character in text[start:end])
    return before + middle + after, spans


def _choose_bounds(text: str, matches: Sequence[_Match], length: int) -> tuple[int, int]:
    """Choose (start, end): matches centred, words whole unless a single one is longer than the excerpt."""
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


def _merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Merge overlapping spans of a sorted sequence."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
