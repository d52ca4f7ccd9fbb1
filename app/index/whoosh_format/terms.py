"""The table of terms of a segment: its words field by field, in the order of their code points."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.index.occurrences import is_one_edit_away
from app.index.whoosh_format.schema import OrderedHashReader
from app.index.whoosh_format.segment_files import SegmentFiles

Term = tuple[str, bytes]
"""A word and its entry, which `postings` reads."""

_FIELD = struct.Struct("!H")
_LENGTHS = struct.Struct("!ii")
_BEFORE_SURROGATES, _AFTER_SURROGATES = 0xD7FF, 0xE000
_LAST_CHARACTER = 0x10FFFF


class Terms:
    """Reads the table where it stands; a search for a word takes microseconds, a walk one microsecond a word."""

    def __init__(self, files: SegmentFiles, name: str) -> None:
        file = files.open_file(name)
        self._view = file.view
        self._table = OrderedHashReader(file, len(file.view))
        self._fields: dict[str, bytes] = {
            field: _FIELD.pack(number) for field, number in self._table.extras["fieldmap"].items()
        }
        self._first_letters: dict[str, tuple[str, ...]] = {}

    def entry(self, field: str, word: str) -> bytes | None:
        """The entry of a word, None when the segment has it not."""
        key = self._fields.get(field)
        return None if key is None else self._table.get(key + word.encode())

    def starting_with(self, field: str, start: str) -> Iterator[Term]:
        """The words of a field that begin with `start`, in order."""
        number = self._fields.get(field)
        if number is None:
            return
        key = number + start.encode()
        place = self._table.closest_key_pos(key)
        view, end, skipped = self._view, self._table.endofdata, len(number)
        while place is not None and place < end:
            key_length, entry_length = _LENGTHS.unpack_from(view, place)
            place += _LENGTHS.size
            found = bytes(view[place : place + key_length])
            if not found.startswith(key):
                return
            place += key_length
            yield found[skipped:].decode(), bytes(view[place : place + entry_length])
            place += entry_length

    def one_edit_away(self, field: str, word: str) -> Iterator[Term]:
        """The words of a field that are one edit from `word`, each once.

        The edit leaves the first letter, and then the words with this letter are gone through, or it makes another
        first letter, and then there are only a few spellings, which are looked up.
        """
        for known, entry in self.starting_with(field, word[0]):
            if -2 < len(known) - len(word) < 2 and is_one_edit_away(known, word):
                yield known, entry
        rest = word[1:]
        spellings = {rest, word[1:2] + word[0] + word[2:]}
        for letter in self.first_letters(field):
            spellings |= {letter + rest, letter + word}
        for spelling in spellings:
            if spelling and spelling[0] != word[0] and (found := self.entry(field, spelling)) is not None:
                yield spelling, found

    def first_letters(self, field: str) -> tuple[str, ...]:
        """The letters with which the words of a field begin."""
        if field not in self._first_letters:
            self._first_letters[field] = tuple(self._find_first_letters(field))
        return self._first_letters[field]

    def _find_first_letters(self, field: str) -> Iterator[str]:
        number = self._fields.get(field)
        following = "" if number is not None else None
        while following is not None:
            key = self._table.closest_key((number or b"") + following.encode())
            if key is None or not key.startswith(number or b""):
                return
            letter = key[_FIELD.size :].decode()[0]
            yield letter
            following = _next_character(letter)


def _next_character(letter: str) -> str | None:
    number = ord(letter)
    if number == _LAST_CHARACTER:
        return None
    return chr(_AFTER_SURROGATES if number == _BEFORE_SURROGATES else number + 1)
