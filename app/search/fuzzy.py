"""Fuzzy finding: the short texts that match a typed pattern, best first.

Case, accents and punctuation are ignored (see `app.index.analysis`). Texts are given in order of preference, which
decides among matches of the same kind. The kinds, best first: the text equals the pattern, it begins with it, its words
begin with the words of the pattern, it contains them, its initials are the letters, it contains the letters in order.
The last kind is ranked by the positions of the letters: adjacent and at the beginnings of words is best.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from itertools import islice

from app.index.analysis import iter_tokens, split_words

_MAX_LETTERS = 40
_MAX_SORTED = 1500  # prefix matches among which the equal text is moved to the top; with more the pattern is too short
_MAX_SCORED = 400  # texts with scattered letters that are scored, preferred ones first
_MIN_LETTERS_PER_GAP = 3  # one letter in three may neither follow the one before nor begin a word


class Candidates:
    """The texts to search, preferred ones first. When the user types on, only previous matches are searched."""

    def __init__(self, texts: Iterable[str]) -> None:
        normalized = [split_words(text) for text in texts]
        self._texts = [" " + " ".join(parts) for parts in normalized]
        self._initials = ["".join([part[0] for part in parts]) for parts in normalized]
        self._letters: frozenset[str] = frozenset()
        self._containing = list(range(len(self._texts)))  # indices of the texts with all `_letters`

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, pattern: str, limit: int, recent: Sequence[int] = ()) -> list[int]:
        """Return the indices of the best matches, at most `limit`; for an empty pattern those of the first texts.

        `recent` indices go before others of the same kind of match, in their own order.
        """
        parts = split_words(pattern[:200])
        self._filter_by_letters(frozenset("".join(parts)[:_MAX_LETTERS]))
        if not parts:
            return list(dict.fromkeys([*recent, *self._containing[:limit]]))[:limit]
        found: dict[int, None] = {}
        for find in (
            self._find_prefix,
            self._find_word_prefixes,
            self._find_substrings,
            self._find_initials,
            self._find_scattered,
        ):
            matching = find(parts, found, limit - len(found))
            if recent:
                matching_set = set(matching)
                found.update(dict.fromkeys(index for index in recent if index in matching_set))
            found.update(dict.fromkeys(matching))
            if len(found) >= limit:
                break
        return list(found)[:limit]

    def _filter_by_letters(self, letters: frozenset[str]) -> None:
        if not letters >= self._letters:
            self._letters, self._containing = frozenset(), list(range(len(self._texts)))
        texts = self._texts
        for letter in letters - self._letters:
            self._containing = [index for index in self._containing if letter in texts[index]]
        self._letters = letters

    def _find_prefix(self, parts: Sequence[str], _found: dict[int, None], _limit: int) -> list[int]:
        whole = " " + " ".join(parts)
        texts = self._texts
        matching = [index for index in self._containing if texts[index].startswith(whole)]
        return sorted(matching, key=lambda index: texts[index] != whole) if len(matching) < _MAX_SORTED else matching

    def _find_word_prefixes(self, parts: Sequence[str], _found: dict[int, None], _limit: int) -> list[int]:
        return self._find_all_pieces([f" {part}" for part in parts])

    def _find_substrings(self, parts: Sequence[str], _found: dict[int, None], _limit: int) -> list[int]:
        return self._find_all_pieces(parts)

    def _find_all_pieces(self, pieces: Iterable[str]) -> list[int]:
        texts, matching = self._texts, self._containing
        for piece in pieces:
            matching = [index for index in matching if piece in texts[index]]
        return matching

    def _find_initials(self, parts: Sequence[str], _found: dict[int, None], _limit: int) -> list[int]:
        letters = "".join(parts)
        initials = self._initials
        return [index for index in self._containing if letters in initials[index]] if len(letters) > 1 else []

    def _find_scattered(self, parts: Sequence[str], found: dict[int, None], limit: int) -> list[int]:
        letters = "".join(parts)[:_MAX_LETTERS]
        if len(letters) < 2 or len(parts) > 1:
            return []
        does_match = re.compile("".join(f"[^{letter}]*+{letter}" for letter in letters)).match
        texts = self._texts
        matching = (index for index in self._containing if index not in found and does_match(texts[index]))
        scored = ((_count_gaps(letters, texts[index]), index) for index in islice(matching, _MAX_SCORED))
        good = [(gaps, index) for gaps, index in scored if gaps * _MIN_LETTERS_PER_GAP <= len(letters)]
        return [index for _gaps, index in nsmallest(limit, good)]


def match_positions(pattern: str, text: str) -> frozenset[int]:
    """Return the positions of the characters of a text that match the pattern, for highlighting."""
    parts = split_words(pattern[:200])
    normalized, origins = _normalize(text)
    for find in (_locate_word_prefixes, _locate_substrings, _locate_initials, _locate_some, _locate_scattered):
        found = find(parts, normalized)
        if found:
            return frozenset(origins[index] for index in found)
    return frozenset()


def _normalize(text: str) -> tuple[str, list[int]]:
    """Return the normalized text, as in `Candidates`, and for each of its characters the position in the original."""
    normalized, origins = "", []
    for word, start, end in iter_tokens(text):
        normalized += " " + word
        origins.append(start)
        origins.extend(min(start + offset, end - 1) for offset in range(len(word)))
    return normalized, origins


def _locate_all(parts: Sequence[str], find: Callable[[str], int]) -> list[int]:
    """Return the positions of the characters of all parts; empty when one is missing."""
    found: list[int] = []
    for part in parts:
        position = find(part)
        if position < 0:
            return []
        found += range(position, position + len(part))
    return found


def _locate_word_prefixes(parts: Sequence[str], normalized: str) -> list[int]:
    return _locate_all(parts, lambda part: position + 1 if (position := normalized.find(" " + part)) >= 0 else -1)


def _locate_substrings(parts: Sequence[str], normalized: str) -> list[int]:
    return _locate_all(parts, normalized.find)


def _locate_initials(parts: Sequence[str], normalized: str) -> list[int]:
    word_starts = [index + 1 for index, character in enumerate(normalized) if character == " "]
    letters = "".join(parts)
    position = "".join(normalized[index] for index in word_starts).find(letters)
    return word_starts[position : position + len(letters)] if position >= 0 else []


def _locate_some(parts: Sequence[str], normalized: str) -> list[int]:
    """Return the positions of the parts that occur; the others matched in words that are not shown."""
    if len(parts) < 2:
        return []
    return [index for part in parts for index in _locate_word_prefixes([part], normalized)]


def _locate_scattered(parts: Sequence[str], normalized: str) -> list[int]:
    return _locate_letters("".join(parts)[:_MAX_LETTERS], normalized)


def _locate_letters(letters: str, normalized: str) -> list[int]:
    """Return positions of the letters in order, preferably at the beginnings of words; empty when there are none."""
    return _locate_in_order(letters, normalized, True) or _locate_in_order(letters, normalized, False)


def _locate_in_order(letters: str, normalized: str, prefer_word_starts: bool) -> list[int]:
    found: list[int] = []
    position = 0
    for letter in letters:
        if prefer_word_starts and not (found and normalized[position : position + 1] == letter):
            word_start = normalized.find(" " + letter, max(position - 1, 0))
            position = word_start + 1 if word_start >= 0 else normalized.find(letter, position)
        else:
            position = normalized.find(letter, position)
        if position < 0:
            return []
        found.append(position)
        position += 1
    return found


def _count_gaps(letters: str, normalized: str) -> int:
    """Return how many of the letters neither follow the one before nor begin a word."""
    positions = _locate_letters(letters, normalized)
    pairs = zip([-2, *positions], positions, strict=False)
    return sum(index != previous + 1 and normalized[index - 1] != " " for previous, index in pairs)
