"""Saved searches and the tag tree on the command line."""

from __future__ import annotations

from typing import Any


def test_a_search_is_saved_listed_with_its_count_renamed_and_removed(filled: Any) -> None:
    assert filled("saved", "add", "Winds", "kites", "OR", "lanterns", "--sort", "title").code == 0
    listed = filled("saved", "list", "--json").json
    assert listed == [{"name": "Winds", "query": "kites OR lanterns", "sort": "title", "papers": 2}]
    assert "2  Winds  (kites OR lanterns)" in filled("saved", "list").out
    filled("saved", "rename", "Winds", "Air")
    assert filled("saved", "remove", "Air").code == 0
    assert filled("saved", "list", "--json").json == []
    filled("undo")
    assert [one["name"] for one in filled("saved", "list", "--json").json] == ["Air"]


def test_an_invalid_query_is_not_saved(filled: Any) -> None:
    wrong = filled("saved", "add", "x", '"kites')
    assert (wrong.code, wrong.out) == (2, "")
    assert "quotation mark" in wrong.err
    assert filled("saved", "list", "--json").json == []


def test_tags_are_renamed_merged_and_deleted_with_their_nested_tags(filled: Any) -> None:
    filled("tag", "add", "toys/wind", "1")
    filled("tag", "add", "play", "2")
    assert "Renamed" in filled("tag", "rename", "toys", "games").out
    assert "Merged" in filled("tag", "rename", "games/wind", "play").out
    assert filled("tag", "list", "--json").json == [{"name": "play", "papers": 2}]
    filled("tag", "delete", "play")
    assert filled("tag", "list", "--json").json == []


def test_papers_of_a_collection_are_moved(filled: Any) -> None:
    filled("collection", "create", "list")
    filled("collection", "add", "list", "1", "2", "3")
    filled("collection", "move", "list", "3", "--by", "-2")
    assert [one["id"] for one in filled("collection", "show", "list", "--json").json] == [3, 1, 2]
    assert filled("collection", "move", "list", "3", "--by", "far").code == 2
