"""In-memory cache of data read from index segments, bounded by size."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.index.documents import TextTerm
from app.index.whoosh_format.postings import Postings

K = TypeVar("K")
V = TypeVar("V")


class ByteLru(Generic[K, V]):
    """LRU cache of values by (segment, key), bounded by their total size in bytes."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self._values: OrderedDict[tuple[str, K], tuple[V, int]] = OrderedDict()

    def get(self, segment: str, key: K) -> V | None:
        """Return the value, or None when it is not cached."""
        found = self._values.get((segment, key))
        if found is None:
            return None
        self._values.move_to_end((segment, key))
        return found[0]

    def put(self, segment: str, key: K, value: V, size: int) -> None:
        """Store a value of `size` bytes, unless it would take more than half of the cache."""
        if 2 * size > self.max_bytes or (segment, key) in self._values:
            return
        self._values[segment, key] = value, size
        self.bytes += size
        while self.bytes > self.max_bytes:
            _, (_, freed) = self._values.popitem(last=False)
            self.bytes -= freed

    def drop_segment(self, segment: str) -> None:
        """Remove all values of a segment."""
        for entry in [entry for entry in self._values if entry[0] == segment]:
            self.bytes -= self._values.pop(entry)[1]


@dataclass(frozen=True, slots=True)
class SegmentCache:
    """Caches of an index: postings by (field, word), and matching documents by term, as a bit set.

    The bit sets are small, so a repeated or extended query can reuse the words it already had.
    """

    postings: ByteLru[tuple[str, str], Postings] = field(default_factory=lambda: ByteLru(64_000_000))
    term_matches: ByteLru[TextTerm, int] = field(default_factory=lambda: ByteLru(24_000_000))

    def drop_segment(self, segment: str) -> None:
        """Remove all values of a segment."""
        self.postings.drop_segment(segment)
        self.term_matches.drop_segment(segment)
