"""The term dictionary of a segment: its words by field, sorted by code points."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from app.index.occurrences import is_one_edit_away
from app.index.whoosh_format.schema import OrderedHashReader
from app.index.whoosh_format.segment_files import SegmentFiles

WordEntry = tuple[str, bytes]
"""(word, entry); `postings` reads the entry."""

_FIELD = struct.Struct("!H")
_LENGTHS = struct.Struct("!ii")
_BEFORE_SURROGATES, _AFTER_SURROGATES = 0xD7FF, 0xE000
_LAST_CHARACTER = 0x10FFFF


class TermDictionary:
    """Reads the dictionary in place: a lookup takes microseconds, an iteration one microsecond per word."""

    def __init__(self, files: SegmentFiles, name: str) -> None:
        file = files.open_file(name)
        self._view = file.view
        self._table = OrderedHashReader(file, len(file.view))
        self._fields: dict[str, bytes] = {
            field: _FIELD.pack(number) for field, number in self._table.extras["fieldmap"].items()
        }
        self._first_letters: dict[str, tuple[str, ...]] = {}

    def entry(self, field: str, word: str) -> bytes | None:
        """Return the entry of a word; None when the segment does not contain it."""
        key = self._fields.get(field)
        return None if key is None else self._table.get(key + word.encode())

    def iter_prefix(self, field: str, prefix: str) -> Iterator[WordEntry]:
        """Yield the words of a field that begin with `prefix`, in order."""
        number = self._fields.get(field)
        if number is None:
            return
        key = number + prefix.encode()
        position = self._table.closest_key_pos(key)
        view, end, skipped = self._view, self._table.endofdata, len(number)
        while position is not None and position < end:
            key_length, entry_length = _LENGTHS.unpack_from(view, position)
            position += _LENGTHS.size
            found = bytes(view[position : position + key_length])
            if not found.startswith(key):
                return
            position += key_length
            yield found[skipped:].decode(), bytes(view[position : position + entry_length])
            position += entry_length

    def iter_one_edit_away(self, field: str, word: str) -> Iterator[WordEntry]:
        """Yield the words of a field that are one edit away from `word`, each once.

        Either the first letter stays the same, then all words with this letter are compared; or it changes, then there
        are only a few possible spellings, which are looked up.
        """
        for candidate, entry in self.iter_prefix(field, word[0]):
            if -2 < len(candidate) - len(word) < 2 and is_one_edit_away(candidate, word):
                yield candidate, entry
        rest = word[1:]
        spellings = {rest, word[1:2] + word[0] + word[2:]}
        for letter in self.first_letters(field):
            spellings |= {letter + rest, letter + word}
        for spelling in spellings:
            if spelling and spelling[0] != word[0] and (found := self.entry(field, spelling)) is not None:
                yield spelling, found

    def first_letters(self, field: str) -> tuple[str, ...]:
        """Return the first letters of the words of a field."""
        if field not in self._first_letters:
            self._first_letters[field] = tuple(self._find_first_letters(field))
        return self._first_letters[field]

    def _find_first_letters(self, field: str) -> Iterator[str]:
        number = self._fields.get(field)
        next_letter = "" if number is not None else None
        while next_letter is not None:
            key = self._table.closest_key((number or b"") + next_letter.encode())
            if key is None or not key.startswith(number or b""):
                return
            letter = key[_FIELD.size :].decode()[0]
            yield letter
            next_letter = _next_character(letter)


def _next_character(letter: str) -> str | None:
    number = ord(letter)
    if number == _LAST_CHARACTER:
        return None
    return chr(_AFTER_SURROGATES if number == _BEFORE_SURROGATES else number + 1)
