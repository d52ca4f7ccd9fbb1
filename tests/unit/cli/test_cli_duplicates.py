"""Duplicates on the command line: list, merge, mark as different, split."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_likely_duplicates_are_listed_merged_and_split(filled: Any) -> None:
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


def test_an_unknown_paper_cannot_be_merged(filled: Any) -> None:
    wrong = filled("same", "join", "1", "999")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no paper 999" in wrong.err


def test_a_sighting_is_split_off_and_undo_merges_it_again(filled: Any, dump: Path) -> None:
    later = dump.with_name("later.txt")
    later.write_text(dump.read_text("utf-8").replace("Mar 2", "Mar 3"), encoding="utf-8")
    assert filled("import", str(later)).code == 0
    paper = next(one for one in filled("list", "--json").json if len(one["sightings"]) > 1)
    seen = paper["sightings"][0]
    place = f"{seen['import_id']}:{seen['position']}"
    before = len(filled("list", "--json").json)
    assert filled("same", "part", str(paper["id"]), place).code == 0
    after = filled("list", "--json").json
    assert len(after) == before + 1
    filled("undo")
    assert len(filled("list", "--json").json) == before


def test_an_invalid_sighting_gives_a_clear_error(filled: Any) -> None:
    for wrong in ("1", "a:b", "1:2:3"):
        assert "IMPORT:PLACE" in filled("same", "part", "1", wrong).err
    refused = filled("same", "part", "1", "99:99")
    assert (refused.code, refused.out) == (2, "")
    assert "was not seen there" in refused.err
