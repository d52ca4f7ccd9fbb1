"""What is kept between two changes of the library: right, and not without end."""

from __future__ import annotations

from pathlib import Path

from app.library import Library
from app.query.ast import Fact


def test_a_fact_is_read_once_until_something_changes(tmp_path: Path) -> None:
    with Library(tmp_path, synchronous="OFF") as library:
        paper_id, _ = library.editing.add({"title": "Kites", "comments": "3"})
        before = library.searcher.snapshot
        fact = Fact("comments", ">", "2")
        assert before.find(fact) is before.find(fact)
        assert library.searcher.snapshot is before
        library.editing.star([paper_id])
        assert library.searcher.snapshot is not before
        assert library.searcher.snapshot.find(Fact("is", "=", "starred")) == {paper_id}


def test_typing_many_numbers_does_not_fill_the_memory(tmp_path: Path) -> None:
    with Library(tmp_path, synchronous="OFF") as library:
        paper_id, _ = library.editing.add({"title": "Kites", "comments": "3"})
        snapshot = library.searcher.snapshot
        found = [snapshot.find(Fact("comments", "=", str(number))) for number in range(200)]
        assert [number for number, ids in enumerate(found) if ids] == [3]
        assert len(snapshot._facts) <= 64
        assert snapshot.find(Fact("comments", "=", "3")) == {paper_id}
