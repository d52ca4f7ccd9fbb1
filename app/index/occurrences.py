"""Find a search term in a text without the index: for snippets, explanations and the fallback search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.index.documents import MAX_DISTANCE, MatchMode, TextTerm


def find_occurrences(words: Sequence[str], term: TextTerm) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of each occurrence of the term in `words` (one part of a field), in order, end excluded.

    The field of the term is ignored. For MatchMode.NEAR each minimal span with all the words is one occurrence.
    """
    if not term.words:
        return
    if term.mode is MatchMode.NEAR:
        yield from _find_near(words, frozenset(term.words), min(term.distance, MAX_DISTANCE))
        return
    *preceding, last = term.words
    size = len(term.words)
    for first in range(len(words) - size + 1):
        if (
            _matches_word(words[first + size - 1], last, term.mode)
            and list(words[first : first + size - 1]) == preceding
        ):
            yield first, first + size


def _matches_word(word: str, wanted: str, mode: MatchMode) -> bool:
    if mode is MatchMode.PREFIX:
        return word.startswith(wanted)
    return word == wanted or (mode is MatchMode.FUZZY and is_one_edit_away(word, wanted))


def is_one_edit_away(one: str, other: str) -> bool:
    """Whether two words differ by one insertion, deletion, substitution or transposition of neighbours."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    same = 0
    while same < len(shorter) and shorter[same] == longer[same]:
        same += 1
    if len(shorter) < len(longer):
        return shorter[same:] == longer[same + 1 :]
    rest, other_rest = shorter[same:], longer[same:]
    return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])


def _find_near(words: Sequence[str], wanted: frozenset[str], distance: int) -> Iterator[tuple[int, int]]:
    latest: dict[str, int] = {}
    preceding = -1
    for position, word in enumerate(words):
        if word not in wanted:
            continue
        latest[word] = position
        first = min(latest.values())
        if len(latest) == len(wanted) and first > preceding and position - first <= distance:
            preceding = first
            yield first, position + 1
