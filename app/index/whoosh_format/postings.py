"""Posting lists of Whoosh's W3 format (`whoosh/codec/whoosh3.py`), read in bulk and written.

An entry of the table of terms is a header, then either the postings themselves (`_INLINED`) or their place in the file
of postings. There they stand in blocks: the length (negative in the last one), a pickled header, and the pickled and
compressed (deltas of the document numbers, counts, values). Whoosh's cursor takes 4 µs for each posting, because it
calls three Python methods; here a block is decoded at once.

What is written differs from Whoosh's own writer in what the format leaves open: longer blocks, a later pickle protocol
(bytes are one opcode there), counts as bytes, and short lists inside the table of terms.
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
from pickle import dumps, load, loads

from app.index.whoosh_format.schema import length_to_byte

MAGIC = b"W3Bl"
_HEADER = struct.Struct("!BfIBBfII")
"""Whether inlined, sum of the counts, documents, least and greatest length of the field (one byte each, logarithmic),
greatest count, first and last document."""
_PLACE = struct.Struct("!qi")
_LENGTH = struct.Struct("!i")
_COUNT = struct.Struct("!I")
_INLINED = 4
"""Up to so many postings stand in the table of terms itself: most words are rare."""
_BLOCK = 512
_COMPRESSION = 1
_PROTOCOL = 4

Block = tuple[Sequence[int], Sequence[float] | float | None, Sequence[bytes] | None]
"""Document numbers, counts (one for all, or None = 1), values (None in a field without positions)."""


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents of a word in a field, in order, and how often each has it (None = not more than once)."""

    ids: array[int]
    counts: Sequence[float] | None = None

    @property
    def size(self) -> int:
        """About how many bytes they take in memory."""
        return 400 + 4 * len(self.ids) + len(self.counts or b"")


NOTHING = Postings(array("I"))


def read_blocks(entry: bytes, postings: memoryview) -> Iterator[Block]:
    """The blocks of an entry of the table of terms; `postings` is the file of postings."""
    for _, block in read_blocks_between(entry, postings, None):
        yield block


def read_blocks_between(
    entry: bytes, postings: memoryview, wanted: Sequence[int] | None
) -> Iterator[tuple[int, Block]]:
    """(last document number, block) of each block but those without any of the sorted `wanted` (None = all)."""
    if entry[0]:
        ids, counts, values = loads(entry[_HEADER.size :])
        yield ids[-1], (ids, counts, values)
        return
    offset, _ = _PLACE.unpack_from(entry, _HEADER.size)
    if postings[offset : offset + 4] != MAGIC:
        raise ValueError("no postings where the table of terms says")
    offset += 4
    place, is_last = 0, False
    while not is_last and (wanted is None or place < len(wanted)):
        (length,) = _LENGTH.unpack_from(postings, offset)
        is_last, length = length < 0, abs(length)
        offset += _LENGTH.size
        block = BytesIO(postings[offset : offset + length])
        offset += length
        _, last, _, is_compressed, _, _ = load(block)
        if wanted is not None and wanted[place] > last:
            continue
        data = block.read()
        deltas, counts, values = loads(zlib.decompress(data) if is_compressed else data)
        yield last, (list(accumulate(deltas)), counts, values)
        while wanted is not None and place < len(wanted) and wanted[place] <= last:
            place += 1


def read_postings(entry: bytes, postings: memoryview) -> Postings:
    """All postings of an entry, without their values."""
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
    """The positions in a value, as Whoosh's format `Positions` has them: their number, then their pickled deltas."""
    return tuple(accumulate(loads(value[_COUNT.size :])))


def encode_positions(positions: Sequence[int]) -> bytes:
    """The value for these positions, in rising order.

    The list is pickled by hand, for it is made 200 times a paper: MARK, the numbers, LIST, STOP.
    """
    deltas = [positions[0], *map(sub, positions[1:], positions)]
    return _COUNT.pack(len(deltas)) + b"(" + b"".join(map(_pickled, deltas)) + b"l."


def _pickled(number: int) -> bytes:
    if number < 256:
        return _SMALL[number]
    return b"M" + number.to_bytes(2, "little") if number < 1 << 16 else b"J" + number.to_bytes(4, "little")


_SMALL = [b"K" + bytes((number,)) for number in range(256)]


def count_in(value: bytes) -> int:
    """How many positions a value has; more than 255 count as 255, which no ranking tells apart."""
    return value[3] if not (value[2] or value[1] or value[0]) else 255


class PostingsWriter:
    """Writes posting lists to the file of postings and makes their entries for the table of terms."""

    def __init__(self, file: object) -> None:
        """`file`: Whoosh's file of postings, new."""
        self._file = file
        self._offset = 0

    def write(self, ids: Sequence[int], values: Sequence[bytes] | None, lengths: Sequence[int] | None) -> bytes:
        """The entry of a list; `values` (None = a field without positions) and `ids` run in parallel.

        `lengths` gives the number of words in the field for each document number.
        """
        counts = None if values is None else bytes(map(count_in, values))
        size = len(ids)
        if size <= _INLINED:
            inlined = (tuple(ids), tuple(map(float, counts or (1,) * size)), tuple(values or (b"",) * size))
            return self._header(True, ids, counts, lengths) + dumps(inlined, _PROTOCOL)
        start = self._offset
        self._write(MAGIC)
        for first in range(0, size, _BLOCK):
            part = slice(first, first + _BLOCK)
            self._write_block(
                ids[part], counts and counts[part], values and values[part], lengths, first + _BLOCK >= size
            )
        return self._header(False, ids, counts, lengths) + _PLACE.pack(start, self._offset - start)

    def _write_block(
        self,
        ids: Sequence[int],
        counts: bytes | None,
        values: Sequence[bytes] | None,
        lengths: Sequence[int] | None,
        is_last: bool,
    ) -> None:
        most = max(counts or (1,))
        deltas = (ids[0], *map(sub, ids[1:], ids))
        data = dumps((deltas, None if most == 1 else counts, values and tuple(values)), _PROTOCOL)
        header = dumps((len(ids), ids[-1], float(most), _COMPRESSION, *_bounds(ids, lengths)), 2)
        data = header + zlib.compress(data, _COMPRESSION)
        self._write(_LENGTH.pack(-len(data) if is_last else len(data)))
        self._write(data)

    def _write(self, data: bytes) -> None:
        self._file.write(data)  # type: ignore[attr-defined]  # Whoosh has no types
        self._offset += len(data)

    def _header(
        self, is_inlined: bool, ids: Sequence[int], counts: bytes | None, lengths: Sequence[int] | None
    ) -> bytes:
        total, most = (sum(counts), max(counts)) if counts else (len(ids), 1)
        return _HEADER.pack(is_inlined, total, len(ids), *_bounds(ids, lengths), most, ids[0], ids[-1])


def _bounds(ids: Sequence[int], lengths: Sequence[int] | None) -> tuple[int, int]:
    if lengths is None:
        return 0, 0
    of_these = [lengths[document] for document in ids]
    return length_to_byte(min(of_these)), length_to_byte(max(of_these))
