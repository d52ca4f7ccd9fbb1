"""The tag tree, the order of collections, and saved searches: counts, and one undo for each action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import QueryError, UsageError
from app.importer.source import decode_source
from app.library import Library

HEAD = "Subscribe\n\nDaily Papers\n\nbyAK and the research community\n\nMar 4\n\n"
TITLES = ("Sorting Pebbles with Patience", "Counting Clouds from Below", "Rivers Remember Their Bends", "Slow Lanterns")


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    blocks = "".join(f"{title}\n\nWe study {title.lower()} for a long time and tell it.\n\n" for title in TITLES)
    with Library(tmp_path / "library") as opened:
        opened.import_source(decode_source((HEAD + blocks).encode(), "page.txt"))
        yield opened


def tags_of(library: Library) -> dict[int, tuple[str, ...]]:
    return {view.id: view.tags for view in library.views([1, 2, 3, 4])}


def tree(library: Library) -> list[tuple[str, int]]:
    return [(branch.name, branch.papers) for branch in library.tag_tree()]


def test_a_parent_tag_counts_each_paper_of_its_nested_tags_once(library: Library) -> None:
    library.editing.tag("rl/offline", [1, 2])
    library.editing.tag("rl/online", [2, 3])
    library.editing.tag("RL", [1])
    library.editing.tag("rl2", [4])
    assert tree(library) == [("RL", 3), ("rl/offline", 2), ("rl/online", 2), ("rl2", 1)]
    assert len(library.find('tag:"rl"')) == 3


def test_a_tag_with_only_nested_tags_is_in_the_tree(library: Library) -> None:
    library.editing.tag("a/b/c", [1])
    library.editing.tag("a-b", [2])
    library.editing.tag("a/b d", [2])
    assert tree(library) == [("a", 2), ("a/b", 1), ("a/b/c", 1), ("a/b d", 1), ("a-b", 1)]


@pytest.mark.parametrize(
    ("old", "new", "after"),
    [
        ("a", "z", {1: ("z",), 2: ("z/b",), 3: ("z/b/b",), 4: ("ab",)}),
        ("a", "A", {1: ("A",), 2: ("A/b",), 3: ("A/b/b",), 4: ("ab",)}),
        ("a", "a/b", {1: ("a/b",), 2: ("a/b/b",), 3: ("a/b/b/b",), 4: ("ab",)}),
        ("a/b", "a", {1: ("a",), 2: ("a",), 3: ("a/b",), 4: ("ab",)}),
        ("A/B", "ab", {1: ("a",), 2: ("ab",), 3: ("ab/b",), 4: ("ab",)}),
        ("ab", "a / b", {1: ("a",), 2: ("a/b",), 3: ("a/b/b",), 4: ("a/b",)}),
    ],
)
def test_nested_tags_are_renamed_with_their_parent_and_one_undo_restores_all(
    library: Library, old: str, new: str, after: dict[int, tuple[str, ...]]
) -> None:
    for number, name in enumerate(("a", "a/b", "a/b/b", "ab"), start=1):
        library.editing.tag(name, [number])
    before = tags_of(library)
    assert not library.editing.rename_tag(old, new).is_empty
    assert tags_of(library) == after
    library.undo()
    assert tags_of(library) == before
    library.redo()
    assert tags_of(library) == after


def test_a_merged_tag_is_on_each_paper_once(library: Library) -> None:
    library.editing.tag("rl", [1, 2])
    library.editing.tag("reinforcement", [2, 3])
    assert library.editing.rename_tag("reinforcement", "RL").label == "Merged the tag “reinforcement” with “RL”"
    assert tree(library) == [("rl", 3)]
    library.undo()
    assert tree(library) == [("reinforcement", 2), ("rl", 2)]


def test_deleting_a_tag_deletes_its_nested_tags_and_keeps_the_papers(library: Library) -> None:
    library.editing.tag("rl/offline", [1, 2])
    library.editing.tag("rl", [2])
    library.editing.tag("rlhf", [3])
    assert library.editing.delete_tag("rl").label == "Deleted the tag “rl” (2 papers had it)"
    assert tree(library) == [("rlhf", 1)]
    assert len(library.find()) == 4
    library.undo()
    assert tree(library) == [("rl", 2), ("rl/offline", 2), ("rlhf", 1)]


@pytest.mark.parametrize(
    ("moved", "by", "after"),
    [
        ([2], -1, [2, 1, 3, 4]),
        ([1], 1, [2, 1, 3, 4]),
        ([1, 2], 1, [3, 1, 2, 4]),
        ([4, 2], -1, [2, 4, 1, 3]),
        ([3], -9, [3, 1, 2, 4]),
        ([2], -2, [2, 1, 3, 4]),
        ([1], 9, [2, 3, 4, 1]),
    ],
)
def test_papers_of_a_collection_are_reordered_and_undo_restores_the_order(
    library: Library, moved: list[int], by: int, after: list[int]
) -> None:
    library.editing.create_collection("list")
    library.editing.add_to_collection("list", [1, 2, 3, 4])
    library.editing.move_in_collection("list", moved, by)
    assert library.collection("list") == after
    library.undo()
    assert library.collection("list") == [1, 2, 3, 4]


def test_a_rename_that_only_changes_case_can_be_undone(library: Library) -> None:
    library.editing.create_collection("list")
    library.editing.rename_collection("list", "List")
    assert library.collections() == [("List", 0)]
    library.undo()
    assert library.collections() == [("list", 0)]


def test_moving_a_paper_beyond_the_end_makes_no_step(library: Library) -> None:
    library.editing.create_collection("list")
    library.editing.add_to_collection("list", [1, 2])
    assert library.editing.move_in_collection("list", [2], 1).is_empty
    assert library.editing.move_in_collection("list", [3], -1).is_empty
    assert library.collection("list") == [1, 2]


def test_a_saved_search_can_be_saved_replaced_renamed_deleted_and_undone(library: Library) -> None:
    library.editing.save_search("  Rivers ", " title:rivers ", "title")
    library.editing.save_search("Clouds", "clouds")
    shown = [(one.name, one.query, one.sort) for one in library.saved_searches()]
    assert shown == [("Clouds", "clouds", "relevance"), ("Rivers", "title:rivers", "title")]
    library.editing.save_search("RIVERS", "rivers OR clouds", "title")
    library.editing.rename_search("clouds", "Sky")
    assert {one.name: one.query for one in library.saved_searches()} == {"Sky": "clouds", "Rivers": "rivers OR clouds"}
    library.undo()
    library.undo()
    assert [one.query for one in library.saved_searches()] == ["clouds", "title:rivers"]
    library.editing.delete_search("Clouds")
    assert [one.name for one in library.saved_searches()] == ["Rivers"]
    library.undo()
    assert [one.name for one in library.saved_searches()] == ["Clouds", "Rivers"]


@pytest.mark.parametrize(
    ("act", "error", "words"),
    [
        (lambda editing: editing.save_search("x", "  "), UsageError, "needs a query"),
        (lambda editing: editing.save_search(" ", "clouds"), UsageError, "cannot be empty"),
        (lambda editing: editing.save_search("x", "clouds", "colour"), UsageError, "no sort “colour”"),
        (lambda editing: editing.save_search("x", '"clouds'), QueryError, "quotation mark"),
        (lambda editing: editing.rename_search("never", "x"), UsageError, "no saved search “never”"),
        (lambda editing: editing.rename_search("One", "two"), UsageError, "already a saved search “two”"),
        (lambda editing: editing.delete_search("never"), UsageError, "no saved search “never”"),
        (lambda editing: editing.rename_tag("never", "x"), UsageError, "no tag “never”"),
        (lambda editing: editing.delete_tag("never"), UsageError, "no tag “never”"),
        (lambda editing: editing.move_in_collection("never", [1], 1), UsageError, "no collection “never”"),
    ],
)
def test_an_invalid_action_gives_a_clear_error_and_keeps_everything(
    library: Library, act: Callable[[Any], object], error: type[Exception], words: str
) -> None:
    library.editing.save_search("One", "clouds")
    library.editing.save_search("Two", "rivers")
    before = (library.history(), library.saved_searches(), library.tag_tree())
    with pytest.raises(error, match=words):
        act(library.editing)
    assert (library.history(), library.saved_searches(), library.tag_tree()) == before
