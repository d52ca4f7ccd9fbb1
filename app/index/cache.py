"""What was read of the segments, kept for the next key."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.index.documents import Leaf
from app.index.whoosh_format.postings import Postings

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values by segment and key, up to a number of bytes; what was used longest ago goes first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._values: OrderedDict[tuple[str, K], tuple[V, int]] = OrderedDict()

    def get(self, segment: str, key: K) -> V | None:
        """The value, None when it is not kept."""
        found = self._values.get((segment, key))
        if found is None:
            return None
        self._values.move_to_end((segment, key))
        return found[0]

    def keep(self, segment: str, key: K, value: V, size: int) -> None:
        """Put a value of so many bytes in; one that would fill half of the room stays out."""
        if 2 * size > self.most_bytes or (segment, key) in self._values:
            return
        self._values[segment, key] = value, size
        self.bytes += size
        while self.bytes > self.most_bytes:
            _, (_, freed) = self._values.popitem(last=False)
            self.bytes -= freed

    def forget(self, segment: str) -> None:
        """Drop what belongs to a segment that is gone."""
        for place in [place for place in self._values if place[0] == segment]:
            self.bytes -= self._values.pop(place)[1]


@dataclass(frozen=True, slots=True)
class Memory:
    """What an index keeps of its segments: posting lists by field and word, and what has a leaf, as bits of documents.

    The second is small, so a query that is asked again, or goes on from another, rests on the words it had already.
    """

    postings: Kept[tuple[str, str], Postings] = field(default_factory=lambda: Kept(64_000_000))
    leaves: Kept[Leaf, int] = field(default_factory=lambda: Kept(24_000_000))

    def forget(self, segment: str) -> None:
        """Drop what belongs to a segment that is gone."""
        self.postings.forget(segment)
        self.leaves.forget(segment)
