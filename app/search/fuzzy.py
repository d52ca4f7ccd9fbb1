"""Fuzzy finding: which of many short texts a few typed letters mean, best first.

Case, accents and punctuation do not count (`app.index.analysis` spells the words). Texts are kept in the order in which
they are preferred; within one kind of match that order decides. The kinds, best first: the text is what was typed, it
begins so, its words begin so, it holds the words, its initials are the letters, the letters stand in it in their order.
The last kind is ranked by how the letters stand: side by side and at the beginnings of words is good.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from itertools import islice

from app.index.analysis import tokens, words

_MOST_LETTERS = 40
_MOST_SORTED = 1500  # texts beginning so among which the equal one is sought; of more the wish is too short
_MOST_WEIGHED = 400  # texts whose scattered letters are weighed, the preferred ones first
_LOOSE_SHARE = 3  # one letter in three may stand loose, neither after its neighbour nor at the beginning of a word


class Candidates:
    """Texts to find among, the preferred ones first. Typing on looks only at what has matched before."""

    def __init__(self, texts: Iterable[str]) -> None:
        spelt = [words(text) for text in texts]
        self._texts = [" " + " ".join(parts) for parts in spelt]
        self._initials = ["".join([part[0] for part in parts]) for parts in spelt]
        self._letters: frozenset[str] = frozenset()
        self._having = list(range(len(self._texts)))  # the texts that have all these letters

    def __len__(self) -> int:
        return len(self._texts)

    def find(self, wanted: str, most: int, recent: Sequence[int] = ()) -> list[int]:
        """The places of the best matches, at most so many; of an empty wish the first texts.

        `recent` places go before others of the same kind of match, in their own order.
        """
        parts = words(wanted[:200])
        self._narrow(frozenset("".join(parts)[:_MOST_LETTERS]))
        if not parts:
            return list(dict.fromkeys([*recent, *self._having[:most]]))[:most]
        found: dict[int, None] = {}
        for kind in (self._beginning, self._with_words, self._holding, self._with_initials, self._scattered):
            matching = kind(parts, found, most - len(found))
            if recent:
                among = set(matching)
                found.update(dict.fromkeys(place for place in recent if place in among))
            found.update(dict.fromkeys(matching))
            if len(found) >= most:
                break
        return list(found)[:most]

    def _narrow(self, letters: frozenset[str]) -> None:
        if not letters >= self._letters:
            self._letters, self._having = frozenset(), list(range(len(self._texts)))
        texts = self._texts
        for letter in letters - self._letters:
            self._having = [place for place in self._having if letter in texts[place]]
        self._letters = letters

    def _beginning(self, parts: Sequence[str], _found: dict[int, None], _room: int) -> list[int]:
        whole = " " + " ".join(parts)
        texts = self._texts
        begun = [place for place in self._having if texts[place].startswith(whole)]
        return sorted(begun, key=lambda place: texts[place] != whole) if len(begun) < _MOST_SORTED else begun

    def _with_words(self, parts: Sequence[str], _found: dict[int, None], _room: int) -> list[int]:
        return self._with_all([f" {part}" for part in parts])

    def _holding(self, parts: Sequence[str], _found: dict[int, None], _room: int) -> list[int]:
        return self._with_all(parts)

    def _with_all(self, pieces: Iterable[str]) -> list[int]:
        texts, left = self._texts, self._having
        for piece in pieces:
            left = [place for place in left if piece in texts[place]]
        return left

    def _with_initials(self, parts: Sequence[str], _found: dict[int, None], _room: int) -> list[int]:
        letters = "".join(parts)
        initials = self._initials
        return [place for place in self._having if letters in initials[place]] if len(letters) > 1 else []

    def _scattered(self, parts: Sequence[str], found: dict[int, None], room: int) -> list[int]:
        letters = "".join(parts)[:_MOST_LETTERS]
        if len(letters) < 2 or len(parts) > 1:
            return []
        does_match = re.compile("".join(f"[^{letter}]*+{letter}" for letter in letters)).match
        texts = self._texts
        matching = (place for place in self._having if place not in found and does_match(texts[place]))
        weighed = ((_count_loose(letters, texts[place]), place) for place in islice(matching, _MOST_WEIGHED))
        good = [one for one in weighed if one[0] * _LOOSE_SHARE <= len(letters)]
        return [place for _loose, place in nsmallest(room, good)]


def match_places(wanted: str, text: str) -> frozenset[int]:
    """Which characters of a text are the ones that were typed: for marking them."""
    parts = words(wanted[:200])
    spelt, origins = _spell(text)
    for look in (_find_parts_at_beginnings, _find_parts, _find_initials, _find_some, _find_scattered):
        found = look(parts, spelt)
        if found:
            return frozenset(origins[place] for place in found)
    return frozenset()


def _spell(text: str) -> tuple[str, list[int]]:
    """The text as `Candidates` keeps it, and for each of its characters the one of the text it comes from."""
    spelt, origins = "", []
    for word, start, end in tokens(text):
        spelt += " " + word
        origins.append(start)
        origins.extend(min(start + offset, end - 1) for offset in range(len(word)))
    return spelt, origins


def _places_of(parts: Sequence[str], find: Callable[[str], int]) -> list[int]:
    """The characters of all parts; none when one of them is not there."""
    found: list[int] = []
    for part in parts:
        at = find(part)
        if at < 0:
            return []
        found += range(at, at + len(part))
    return found


def _find_parts_at_beginnings(parts: Sequence[str], spelt: str) -> list[int]:
    return _places_of(parts, lambda part: at + 1 if (at := spelt.find(" " + part)) >= 0 else -1)


def _find_parts(parts: Sequence[str], spelt: str) -> list[int]:
    return _places_of(parts, spelt.find)


def _find_initials(parts: Sequence[str], spelt: str) -> list[int]:
    beginnings = [place + 1 for place, sign in enumerate(spelt) if sign == " "]
    letters = "".join(parts)
    at = "".join(spelt[place] for place in beginnings).find(letters)
    return beginnings[at : at + len(letters)] if at >= 0 else []


def _find_some(parts: Sequence[str], spelt: str) -> list[int]:
    """The parts that do stand in it: the others were found in words that are not shown."""
    if len(parts) < 2:
        return []
    return [place for part in parts for place in _find_parts_at_beginnings([part], spelt)]


def _find_scattered(parts: Sequence[str], spelt: str) -> list[int]:
    return _stretch("".join(parts)[:_MOST_LETTERS], spelt)


def _stretch(letters: str, spelt: str) -> list[int]:
    """Where the letters stand in their order: beginnings of words first, then wherever; none when they do not."""
    return _walk(letters, spelt, True) or _walk(letters, spelt, False)


def _walk(letters: str, spelt: str, is_choosy: bool) -> list[int]:
    found: list[int] = []
    at = 0
    for letter in letters:
        if is_choosy and not (found and spelt[at : at + 1] == letter):
            beginning = spelt.find(" " + letter, max(at - 1, 0))
            at = beginning + 1 if beginning >= 0 else spelt.find(letter, at)
        else:
            at = spelt.find(letter, at)
        if at < 0:
            return []
        found.append(at)
        at += 1
    return found


def _count_loose(letters: str, spelt: str) -> int:
    """How many of the letters neither follow the one before nor begin a word."""
    places = _stretch(letters, spelt)
    pairs = zip([-2, *places], places, strict=False)
    return sum(place != before + 1 and spelt[place - 1] != " " for before, place in pairs)
