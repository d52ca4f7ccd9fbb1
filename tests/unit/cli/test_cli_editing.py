"""Commands that edit: their output, their effect, and that usage errors change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def ids(filled: Any) -> list[str]:
    """The three papers by title: boats, kites, lanterns."""
    return [str(paper["id"]) for paper in filled("list", "--sort", "title", "--json").json]


def show(run: Any, paper_id: str) -> Any:
    return run("show", paper_id, "--json").json


def test_an_action_prints_its_label_its_step_and_its_papers(filled: Any, ids: list[str]) -> None:
    done = filled("tag", "add", "toys", ids[0], ids[1], "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {"label": "Tagged 2 papers “toys”", "step": 2, "paper_ids": sorted(map(int, ids[:2]))}
    again = filled("tag", "add", "toys", ids[0], "--json")
    assert (again.code, again.json["step"], again.json["paper_ids"]) == (0, None, [])
    assert "Nothing to change" in filled("tag", "add", "toys", ids[0]).out
    assert "(step 2)" not in filled("tag", "add", "toys", ids[0]).out


def test_tags_are_added_and_removed(filled: Any, ids: list[str]) -> None:
    filled("tag", "add", "toys/wind", ids[0], ids[1])
    assert filled("tag", "list", "--json").json == [{"name": "toys/wind", "papers": 2}]
    assert filled("list", "tag:toys", "--json").json != []
    filled("tag", "remove", "toys/wind", ids[0])
    assert show(filled, ids[0])["tags"] == []
    assert show(filled, ids[1])["tags"] == ["toys/wind"]
    assert "1  toys/wind" in filled("tag", "list").out


NOTES = [b"", b"plain", b"a\r\nb\r\n", b"\xef\xbb\xbfmark", b"nul \x00 within", "é ☃ 😀\n\n".encode(), b"  \n\t"]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_printed_byte_for_byte(filled: Any, ids: list[str], tmp_path: Path, note: bytes) -> None:
    path = tmp_path / "note.md"
    path.write_bytes(note)
    filled("note", ids[0], "--set", str(path))
    assert filled("note", ids[0]).out.encode() == note
    filled("note", ids[1], "--set", "-", stdin=note)
    assert filled("note", ids[1]).out.encode() == note
    assert filled("note", ids[1], "--json").json == {"id": int(ids[1]), "note": note.decode() or None}


def test_an_unreadable_note_file_keeps_the_old_note(filled: Any, ids: list[str], tmp_path: Path) -> None:
    filled("note", ids[0], "--set", "-", stdin=b"the old note")
    latin = tmp_path / "latin.md"
    latin.write_bytes("Größe".encode("latin-1"))
    for source in (str(latin), str(tmp_path), str(tmp_path / "missing.md")):
        outcome = filled("note", ids[0], "--set", source)
        assert (outcome.code, outcome.out) == (3, "")
        assert source in outcome.err
        assert outcome.err.count("\n") == 1
    assert filled("note", ids[0], "--set", "-", stdin=b"\xff").code == 3
    assert filled("note", ids[0]).out == "the old note"
    assert filled("note", "99", "--set", "-", stdin=b"x").code == 2


def test_links_are_created_with_a_type_and_removed(filled: Any, ids: list[str]) -> None:
    assert filled("link", ids[0], ids[1], "--type", "cites").code == 0
    assert filled("link", ids[0], ids[1], "--type", "uses").code == 0
    assert filled("unlink", ids[0], ids[1], "--type", "uses").code == 0
    assert [link["type"] for link in show(filled, ids[1])["links"]] == ["cites"]
    assert filled("unlink", ids[1], ids[0]).code == 0
    assert show(filled, ids[0])["links"] == []
    for wrong in (("--type", "likes"), ()):
        assert filled("link", ids[0], ids[1], *wrong).code == 2
    assert filled("link", ids[0], ids[0], "--type", "cites").code == 2


def test_statuses_stars_and_priorities_are_set(filled: Any, ids: list[str]) -> None:
    filled("status", "done", ids[0], ids[1])
    filled("star", ids[0], ids[1])
    filled("star", ids[1], "--off")
    filled("priority", "4", ids[0])
    first, second = show(filled, ids[0]), show(filled, ids[1])
    assert (first["status"], first["starred"], first["priority"]) == ("done", True, 4)
    assert (second["status"], second["starred"], second["priority"]) == ("done", False, 0)
    for wrong in (("status", "finished", ids[0]), ("priority", "9", ids[0]), ("star", "99"), ("status", "done")):
        assert filled(*wrong).code == 2


def test_a_field_set_by_hand_is_kept_until_it_is_cleared(filled: Any, ids: list[str]) -> None:
    filled("edit", ids[0], "published", "2020-02-29")
    filled("edit", ids[0], "code-urls", "https://example.org/boats")
    assert show(filled, ids[0])["published"] == "2020-02-29"
    assert show(filled, ids[0])["code_urls"] == ["https://example.org/boats"]
    filled("edit", ids[0], "published", "")
    assert show(filled, ids[0])["published"] == "2025-03-01"
    filled("edit", ids[0], "abstract", "- boats, but shorter")
    assert show(filled, ids[0])["abstract"] == "- boats, but shorter"
    for wrong in (("colour", "red"), ("published", "May"), ("comments", "-3")):
        assert filled("edit", ids[0], *wrong).code == 2


def test_a_paper_is_added_by_hand_and_its_id_printed(run: Any) -> None:
    outcome = run(
        "add", "--title", "-Minus- Boats", "--authors=Ada Byron, Mary Shelley", "--published", "2024-05-06",
        "--code-urls", "https://example.org/x", "--abstract", "Boats\nand minus signs",
    )  # fmt: skip
    paper_id = int(outcome.out)
    paper = show(run, str(paper_id))
    assert paper["title"] == "-Minus- Boats"
    assert paper["authors"] == ["Ada Byron", "Mary Shelley"]
    assert paper["sightings"] == []
    done = run("add", "--title", "Another", "--json").json
    assert done["id"] in done["paper_ids"]
    assert {"label", "step", "paper_ids"} <= set(done)
    assert run("add", "--abstract", "no title").code == 2
    assert run("add", "--title", "Bad Day", "--published", "yesterday").code == 2
    assert len(run("list", "--json").json) == 2


def test_a_collection_keeps_its_order_of_papers(filled: Any, ids: list[str]) -> None:
    assert filled("collection", "create", "Spring reading").code == 0
    filled("collection", "add", "Spring reading", ids[2], ids[0], ids[1])
    filled("collection", "remove", "Spring reading", ids[0])
    filled("collection", "rename", "Spring reading", "Summer")
    assert filled("collection", "list", "--json").json == [{"name": "Summer", "papers": 2}]
    shown = filled("collection", "show", "Summer", "--json").json
    assert [str(paper["id"]) for paper in shown] == [ids[2], ids[1]]
    assert "Summer" in filled("show", ids[2]).out
    assert filled("collection", "delete", "Summer").code == 0
    assert len(filled("list", "--json").json) == 3
    for words in (("show", "Summer"), ("delete", "Summer"), ("add", "Summer", ids[0]), ("rename", "Summer", "x")):
        assert filled("collection", *words).code == 2


def test_undo_and_redo_go_through_the_history(filled: Any, ids: list[str]) -> None:
    filled("tag", "add", "toys", ids[0])
    filled("star", ids[0])
    assert "Undid: Tagged 1 paper" in filled("undo", "2").out
    assert (show(filled, ids[0])["tags"], show(filled, ids[0])["starred"]) == ([], True)
    assert filled("redo", "--json").json["paper_ids"] == [int(ids[0])]
    for _ in range(3):
        assert filled("undo").code == 0
    assert filled("list", "--json").json == []
    empty = filled("undo")
    assert (empty.code, empty.out) == (3, "")
    assert "nothing to undo" in empty.err
    for _ in range(3):
        assert filled("redo").code == 0
    assert filled("redo").code == 3
    assert show(filled, ids[0])["tags"] == ["toys"]


def test_an_empty_history_cannot_be_undone(run: Any) -> None:
    assert run("undo").code == 3
    assert run("undo", "x").code == 2


def test_text_that_is_not_utf8_is_rejected_before_it_reaches_the_library(filled: Any, ids: list[str]) -> None:
    outcome = filled("tag", "add", "bad\udcff", ids[0])
    assert (outcome.code, filled("tag", "list", "--json").json) == (2, [])
