"""Sets of paper ids as the bits of one integer.

A query combines sets of nearly all papers at every key press. Paper ids begin at 1 and have few gaps, so a set of
100,000 takes 12 kB here and is combined with another in microseconds; a `set` takes megabytes, and many milliseconds to
combine or to send to another process.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Set
from itertools import compress, count
from typing import Self

_SET = ord("1")
_TO_FLAGS = bytes.maketrans(b"01", b"\0\1")


class PaperSet(Set[int]):
    """An immutable set of paper ids (from 0, with few gaps)."""

    __slots__ = ("bits",)

    def __init__(self, ids: Iterable[int] = ()) -> None:
        if isinstance(ids, PaperSet):
            self.bits: int = ids.bits
            return
        listed = list(ids) if isinstance(ids, Iterator) else ids
        self.bits = gather_bits((listed,), max(listed, default=-1) + 1)

    @classmethod
    def from_bits(cls, bits: int) -> Self:
        """The ids whose bits are set; the lowest bit is id 0."""
        papers = cls.__new__(cls)
        papers.bits = bits
        return papers

    @classmethod
    def decode(cls, text: str) -> Self:
        """The set that `encode` wrote."""
        return cls.from_bits(int.from_bytes(b64decode(text), "little"))

    def encode(self) -> str:
        """The set as a short text (base64)."""
        return b64encode(self.bits.to_bytes((self.bits.bit_length() + 7) // 8, "little")).decode("ascii")

    def to_flags(self, size: int) -> bytes:
        """One byte for each id below `size`: 1 when it is in the set, else 0. Longer when a higher id is in the set."""
        return bits_to_flags(self.bits).ljust(size, b"\0")

    def __contains__(self, identity: object) -> bool:
        return isinstance(identity, int) and identity >= 0 and bool(self.bits >> identity & 1)

    def __iter__(self) -> Iterator[int]:
        """The ids in ascending order."""
        return compress(count(), bits_to_flags(self.bits))

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __repr__(self) -> str:
        return f"PaperSet({list(self)})"

    def __eq__(self, other: object) -> bool:
        return self.bits == other.bits if isinstance(other, PaperSet) else super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # equal to a `set`, which has none

    def __and__(self, other: Set[object]) -> PaperSet:
        return PaperSet.from_bits(self.bits & _to_paper_set(other).bits)

    def __or__(self, other: Set[int]) -> PaperSet:  # type: ignore[override]  # papers only
        return PaperSet.from_bits(self.bits | _to_paper_set(other).bits)

    def __sub__(self, other: Set[object]) -> PaperSet:
        return PaperSet.from_bits(self.bits & ~_to_paper_set(other).bits)

    __rand__ = __and__
    __ror__ = __or__


def _to_paper_set(other: Set[object]) -> PaperSet:
    return other if isinstance(other, PaperSet) else PaperSet(other)  # type: ignore[arg-type]  # papers only


def gather_bits(groups: Iterable[Iterable[int]], size: int) -> int:
    """The bits of all ids of the groups; every id is below `size`."""
    flags = bytearray(b"0") * size
    for ids in groups:
        for identity in ids:
            flags[identity] = _SET
    return int(flags[::-1], 2) if size else 0


def bits_to_flags(bits: int) -> bytes:
    """One byte for each bit, 1 or 0, from the lowest to the highest that is set."""
    return f"{bits:b}"[::-1].encode().translate(_TO_FLAGS)
