"""Deciding which papers are the same, from the command line."""

from __future__ import annotations

from typing import Any


def test_likely_pairs_are_listed_joined_and_parted(filled: Any) -> None:
    filled("add", "--title", "Lanterns for the Slow Rivers", "--published", "2024-11-03")
    pair = filled("same", "list", "--json").json[0]
    assert {pair["one_title"], pair["other_title"]} == {"Lanterns for Slow Rivers", "Lanterns for the Slow Rivers"}
    assert "Nearly the same title" in filled("same", "list").out
    ids = (str(pair["one"]), str(pair["other"]))
    assert filled("same", "join", *ids).code == 0
    assert filled("show", ids[1], "--json").json["id"] == pair["one"]
    assert filled("same", "apart", *ids).code == 0
    assert filled("show", ids[1], "--json").json["id"] == pair["other"]
    assert filled("same", "list", "--json").json == []


def test_a_paper_that_is_not_there_cannot_be_judged(filled: Any) -> None:
    wrong = filled("same", "join", "1", "999")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no paper 999" in wrong.err
