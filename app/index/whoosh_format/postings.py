"""Posting lists of Whoosh's W3 format (`whoosh/codec/whoosh3.py`), read and written in bulk.

An entry of the term dictionary is a header, then either the postings themselves (up to `_MAX_INLINED`) or their
location in the postings file. There they are stored in blocks: the length (negative in the last one), a pickled header,
and the pickled and compressed (deltas of the document numbers, counts, values). Whoosh's cursor takes 4 µs per posting,
because it calls three Python methods; here a block is decoded at once.

The writer uses what the format leaves open: longer blocks, a later pickle protocol (where bytes are one opcode), counts
as bytes, and short lists inlined in the term dictionary.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import accumulate, chain
from operator import sub
from pickle import dumps

from app.index.whoosh_format.schema import length_to_byte
from app.index.whoosh_format.unpickling import load, loads

MAGIC = b"W3Bl"
_HEADER = struct.Struct("!BfIBBfII")
"""Is inlined, sum of the counts, number of documents, minimum and maximum field length (one logarithmic byte each),
maximum count, first and last document."""
_LOCATION = struct.Struct("!qi")
_LENGTH = struct.Struct("!i")
_COUNT = struct.Struct("!I")
_MAX_INLINED = 4
"""Maximum number of postings inlined in the term dictionary; most words are rare."""
_BLOCK_POSTINGS = 512
_COMPRESSION = 1
_PROTOCOL = 4

Block = tuple[Sequence[int], Sequence[float] | float | None, Sequence[bytes] | None]
"""(document numbers, counts, values): one count may apply to all, None is 1; values are None without positions."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that contain a word in a field, in order, and its count in each (None: 1 in all)."""

    ids: array[int]
    counts: Sequence[float] | None = None

    @property
    def size(self) -> int:
        """Approximate size in memory, in bytes."""
        return 400 + 4 * len(self.ids) + len(self.counts or b"")


NO_POSTINGS = Postings(array("I"))


def read_blocks(entry: bytes, postings: memoryview) -> Iterator[Block]:
    """Yield the blocks of a term dictionary entry; `postings` is the postings file."""
    for _, block in read_wanted_blocks(entry, postings, None):
        yield block


def read_wanted_blocks(entry: bytes, postings: memoryview, wanted: Sequence[int] | None) -> Iterator[tuple[int, Block]]:
    """Yield (last document number, block), skipping blocks without any of the sorted `wanted` (None: all)."""
    if entry[0]:
        ids, counts, values = loads(entry[_HEADER.size :])
        yield ids[-1], (ids, counts, values)
        return
    offset, _ = _LOCATION.unpack_from(entry, _HEADER.size)
    if postings[offset : offset + 4] != MAGIC:
        raise ValueError("no postings at the location in the term dictionary")
    offset += 4
    index, is_last = 0, False
    while not is_last and (wanted is None or index < len(wanted)):
        (length,) = _LENGTH.unpack_from(postings, offset)
        is_last, length = length < 0, abs(length)
        offset += _LENGTH.size
        block = BytesIO(postings[offset : offset + length])
        offset += length
        _, last, _, is_compressed, _, _ = load(block)
        if wanted is not None and wanted[index] > last:
            continue
        data = block.read()
        deltas, counts, values = loads(zlib.decompress(data) if is_compressed else data)
        yield last, (list(accumulate(deltas)), counts, values)
        while wanted is not None and index < len(wanted) and wanted[index] <= last:
            index += 1


def read_postings(entry: bytes, postings: memoryview) -> Postings:
    """Read all postings of an entry, without their values."""
    blocks = [(ids, counts) for ids, counts, _ in read_blocks(entry, postings)]
    ids = array("I", chain.from_iterable(ids for ids, _ in blocks))
    if all(counts in (None, 1.0) for _, counts in blocks):
        return Postings(ids)
    return Postings(ids, bytes(chain.from_iterable(_counts(counts, len(ids)) for ids, counts in blocks)))


def _counts(counts: Sequence[float] | float | None, number: int) -> Iterator[int]:
    if counts is None or isinstance(counts, (int, float)):
        counts = (counts or 1,) * number
    return (min(int(count), 255) for count in counts)


@lru_cache(maxsize=1 << 16)
def decode_positions(value: bytes) -> tuple[int, ...]:
    """Decode a value of Whoosh's format `Positions`: the number of positions, then their pickled deltas."""
    numbers = value[_COUNT.size + 1 : -2]
    if numbers[::2] == b"K" * (len(numbers) // 2):  # all of one byte, as nearly always
        return tuple(accumulate(numbers[1::2]))
    return tuple(accumulate(loads(value[_COUNT.size :])))


def encode_positions(positions: Sequence[int]) -> bytes:
    """Encode positions, in ascending order.

    The list is pickled by hand (MARK, the numbers, LIST, STOP), because this is called 200 times per paper.
    """
    deltas = [positions[0], *map(sub, positions[1:], positions)]
    return _COUNT.pack(len(deltas)) + b"(" + b"".join(map(_pickle_int, deltas)) + b"l."


def _pickle_int(number: int) -> bytes:
    if number < 256:
        return _SMALL_INTS[number]
    return b"M" + number.to_bytes(2, "little") if number < 1 << 16 else b"J" + number.to_bytes(4, "little")


_SMALL_INTS = [b"K" + bytes((number,)) for number in range(256)]


def count_positions(value: bytes) -> int:
    """Return the number of positions in a value, at most 255; the ranking does not need more."""
    return value[3] if not (value[2] or value[1] or value[0]) else 255


class PostingsWriter:
    """Writes posting lists to the postings file and makes their term dictionary entries."""

    def __init__(self, file: object) -> None:
        """`file`: Whoosh's postings file, empty."""
        self._file = file
        self._offset = 0

    def write(self, ids: Sequence[int], values: Sequence[bytes] | None, lengths: Sequence[int] | None) -> bytes:
        """Write a posting list and return its entry; `values` belong to `ids` (None: a field without positions).

        `lengths` gives the number of words in the field for each document number.
        """
        counts = None if values is None else bytes(map(count_positions, values))
        size = len(ids)
        if size <= _MAX_INLINED:
            inlined = (tuple(ids), tuple(map(float, counts or (1,) * size)), tuple(values or (b"",) * size))
            return self._header(True, ids, counts, lengths) + dumps(inlined, _PROTOCOL)
        start = self._offset
        self._write(MAGIC)
        for first in range(0, size, _BLOCK_POSTINGS):
            part = slice(first, first + _BLOCK_POSTINGS)
            self._write_block(
                ids[part], counts and counts[part], values and values[part], lengths, first + _BLOCK_POSTINGS >= size
            )
        return self._header(False, ids, counts, lengths) + _LOCATION.pack(start, self._offset - start)

    def _write_block(
        self,
        ids: Sequence[int],
        counts: bytes | None,
        values: Sequence[bytes] | None,
        lengths: Sequence[int] | None,
        is_last: bool,
    ) -> None:
        max_count = max(counts or (1,))
        deltas = (ids[0], *map(sub, ids[1:], ids))
        data = dumps((deltas, None if max_count == 1 else counts, values and tuple(values)), _PROTOCOL)
        header = dumps((len(ids), ids[-1], float(max_count), _COMPRESSION, *_length_bounds(ids, lengths)), 2)
        data = header + zlib.compress(data, _COMPRESSION)
        self._write(_LENGTH.pack(-len(data) if is_last else len(data)))
        self._write(data)

    def _write(self, data: bytes) -> None:
        self._file.write(data)  # type: ignore[attr-defined]  # Whoosh has no types
        self._offset += len(data)

    def _header(
        self, is_inlined: bool, ids: Sequence[int], counts: bytes | None, lengths: Sequence[int] | None
    ) -> bytes:
        total, max_count = (sum(counts), max(counts)) if counts else (len(ids), 1)
        return _HEADER.pack(is_inlined, total, len(ids), *_length_bounds(ids, lengths), max_count, ids[0], ids[-1])


def _length_bounds(ids: Sequence[int], lengths: Sequence[int] | None) -> tuple[int, int]:
    if lengths is None:
        return 0, 0
    selected = [lengths[document] for document in ids]
    return length_to_byte(min(selected)), length_to_byte(max(selected))
