"""What is kept of the segments: never more than there is room for, and never that of a segment that is gone."""

from __future__ import annotations

from app.index.cache import Kept


def test_what_was_used_longest_ago_makes_room() -> None:
    kept: Kept[str, int] = Kept(100)
    for number in range(4):
        kept.keep("segment", f"word {number}", number, 30)
        assert kept.get("segment", "word 0") == 0  # used again and again
    assert [kept.get("segment", f"word {number}") for number in range(4)] == [0, None, 2, 3]
    assert kept.bytes == 90
    kept.keep("segment", "long", 5, 60)
    assert kept.get("segment", "long") is None  # it would have driven out half of the others
    kept.keep("segment", "word 0", 9, 30)
    assert (kept.get("segment", "word 0"), kept.bytes) == (0, 90)


def test_a_segment_that_is_gone_takes_its_values_along() -> None:
    kept: Kept[str, int] = Kept(100)
    for segment in ("one", "other"):
        kept.keep(segment, "word", 1, 20)
    kept.forget("one")
    assert (kept.get("one", "word"), kept.get("other", "word"), kept.bytes) == (None, 1, 20)
