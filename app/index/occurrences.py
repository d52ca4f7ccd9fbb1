"""Where a leaf of a query stands among the words of a text: for snippets, and for reading texts without an index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.index.documents import MOST_REACH, Form, Leaf


def occurrences(words: Sequence[str], leaf: Leaf) -> Iterator[tuple[int, int]]:
    """Yield (first, end) of each place where the leaf stands in `words`, one part of a field; in order, half open.

    The field of the leaf is not looked at. For Form.NEAR each smallest stretch with all the words is one place.
    """
    if not leaf.words:
        return
    if leaf.form is Form.NEAR:
        yield from _near(words, frozenset(leaf.words), min(leaf.reach, MOST_REACH))
        return
    *before, last = leaf.words
    size = len(leaf.words)
    for first in range(len(words) - size + 1):
        if _is_meant(words[first + size - 1], last, leaf.form) and list(words[first : first + size - 1]) == before:
            yield first, first + size


def _is_meant(word: str, asked: str, form: Form) -> bool:
    if form is Form.PREFIX:
        return word.startswith(asked)
    return word == asked or (form is Form.FUZZY and is_one_edit_away(word, asked))


def is_one_edit_away(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter more, less or changed, or two neighbours swapped."""
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


def _near(words: Sequence[str], asked: frozenset[str], reach: int) -> Iterator[tuple[int, int]]:
    latest: dict[str, int] = {}
    before = -1
    for place, word in enumerate(words):
        if word not in asked:
            continue
        latest[word] = place
        first = min(latest.values())
        if len(latest) == len(asked) and first > before and place - first <= reach:
            before = first
            yield first, place + 1
