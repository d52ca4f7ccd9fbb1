"""Sets of papers as the bits of one number.

A query joins sets of nearly all papers at every key. The numbers of papers begin at 1 and have few gaps, so a set of
100,000 is 12 kB here and is joined with another in microseconds; as a `set` it is megabytes, joined and sent from one
process to the other in many milliseconds.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Set
from itertools import compress, count
from typing import Self

_IN = ord("1")
_FLAGS = bytes.maketrans(b"01", b"\0\1")


class PaperSet(Set[int]):
    """Numbers of papers (from 0, not much higher than there are papers). It never changes."""

    __slots__ = ("bits",)

    def __init__(self, ids: Iterable[int] = ()) -> None:
        if isinstance(ids, PaperSet):
            self.bits: int = ids.bits
            return
        known = list(ids) if isinstance(ids, Iterator) else ids
        self.bits = gather_bits((known,), max(known, default=-1) + 1)

    @classmethod
    def of_bits(cls, bits: int) -> Self:
        """The papers whose bits are set, that of number 0 being the lowest."""
        made = cls.__new__(cls)
        made.bits = bits
        return made

    @classmethod
    def read(cls, text: str) -> Self:
        """The set of a `text()`."""
        return cls.of_bits(int.from_bytes(b64decode(text), "little"))

    def text(self) -> str:
        """The set as a short text."""
        return b64encode(self.bits.to_bytes((self.bits.bit_length() + 7) // 8, "little")).decode("ascii")

    def flags(self, size: int) -> bytes:
        """For each number below `size` 1 when it is in the set, else 0; longer when a higher number is in it."""
        return read_flags(self.bits).ljust(size, b"\0")

    def __contains__(self, identity: object) -> bool:
        return isinstance(identity, int) and identity >= 0 and bool(self.bits >> identity & 1)

    def __iter__(self) -> Iterator[int]:
        """The numbers in rising order."""
        return compress(count(), read_flags(self.bits))

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __repr__(self) -> str:
        return f"PaperSet({list(self)})"

    def __eq__(self, other: object) -> bool:
        return self.bits == other.bits if isinstance(other, PaperSet) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # equal to a `set`, which has none

    def __and__(self, other: Set[object]) -> PaperSet:
        return PaperSet.of_bits(self.bits & _as_papers(other).bits)

    def __or__(self, other: Set[int]) -> PaperSet:  # type: ignore[override]  # papers only
        return PaperSet.of_bits(self.bits | _as_papers(other).bits)

    def __sub__(self, other: Set[object]) -> PaperSet:
        return PaperSet.of_bits(self.bits & ~_as_papers(other).bits)

    __rand__ = __and__
    __ror__ = __or__


def _as_papers(other: Set[object]) -> PaperSet:
    return other if isinstance(other, PaperSet) else PaperSet(other)  # type: ignore[arg-type]  # papers only


def gather_bits(groups: Iterable[Iterable[int]], size: int) -> int:
    """The bits of all numbers of the groups; all of them are below `size`."""
    flags = bytearray(b"0") * size
    for numbers in groups:
        for number in numbers:
            flags[number] = _IN
    return int(flags[::-1], 2) if size else 0


def read_flags(bits: int) -> bytes:
    """1 for each bit that is set and 0 for each other, from the lowest to the highest that is set."""
    return f"{bits:b}"[::-1].encode().translate(_FLAGS)
