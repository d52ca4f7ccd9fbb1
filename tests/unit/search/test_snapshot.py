"""The snapshot: correct after changes, and bounded in size."""

from __future__ import annotations

from pathlib import Path

from app.library import Library
from app.query.ast import Condition


def test_a_condition_is_read_once_until_the_library_changes(tmp_path: Path) -> None:
    with Library(tmp_path, synchronous="OFF") as library:
        paper_id, _ = library.editing.add({"title": "Kites", "comments": "3"})
        before = library.searcher.snapshot
        condition = Condition("comments", ">", "2")
        assert before.find(condition) is before.find(condition)
        assert library.searcher.snapshot is before
        library.editing.star([paper_id])
        assert library.searcher.snapshot is not before
        assert library.searcher.snapshot.find(Condition("is", "=", "starred")) == {paper_id}


def test_the_cache_of_conditions_is_bounded(tmp_path: Path) -> None:
    with Library(tmp_path, synchronous="OFF") as library:
        paper_id, _ = library.editing.add({"title": "Kites", "comments": "3"})
        snapshot = library.searcher.snapshot
        found = [snapshot.find(Condition("comments", "=", str(number))) for number in range(200)]
        assert [number for number, ids in enumerate(found) if ids] == [3]
        assert len(snapshot._conditions) <= 64
        assert snapshot.find(Condition("comments", "=", "3")) == {paper_id}
