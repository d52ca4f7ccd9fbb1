"""The segment cache: bounded in size, and without data of dropped segments."""

from __future__ import annotations

from app.index.cache import ByteLru


def test_the_least_recently_used_value_is_evicted() -> None:
    lru: ByteLru[str, int] = ByteLru(100)
    for number in range(4):
        lru.put("segment", f"word {number}", number, 30)
        assert lru.get("segment", "word 0") == 0  # so it stays the most recently used
    assert [lru.get("segment", f"word {number}") for number in range(4)] == [0, None, 2, 3]
    assert lru.bytes == 90
    lru.put("segment", "long", 5, 60)
    assert lru.get("segment", "long") is None  # more than half of the capacity
    lru.put("segment", "word 0", 9, 30)
    assert (lru.get("segment", "word 0"), lru.bytes) == (0, 90)


def test_dropping_a_segment_removes_only_its_values() -> None:
    lru: ByteLru[str, int] = ByteLru(100)
    for segment in ("one", "other"):
        lru.put(segment, "word", 1, 20)
    lru.drop_segment("one")
    assert (lru.get("one", "word"), lru.get("other", "word"), lru.bytes) == (None, 1, 20)
