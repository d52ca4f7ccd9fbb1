"""list, show, search, history: JSON for scripts, safe text for the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.domain.paper_fields import NUMBERS

PAPER_TYPES: dict[str, tuple[type | None, ...]] = {
    "id": (int,), "title": (str,), "abstract": (str, None), "abstract_complete": (bool, None), "authors": (list,),
    "authors_complete": (bool, None), "author_count": (int, None), "organization": (dict, None),
    "published": (str, None), "comments": (int, None), "upvotes": (int, None), "categories": (list,),
    "has_code": (bool, None), "score": (float, None), "identifiers": (list,), "code_urls": (list,), "tags": (list,),
    "status": (str,), "starred": (bool,), "priority": (int,), "note": (str, None), "links": (list,), "added": (str,),
    "sightings": (list,),
    **{name: (int if number.is_count else float, None) for name, number in NUMBERS.items()},
}  # fmt: skip
SIGHTING_KEYS = {
    "import_id", "format", "source", "dump_date", "position", "comments", "upvotes", "score", "withdrawn",
    *NUMBERS,
}  # fmt: skip


def test_a_paper_has_exactly_the_documented_fields_and_types(filled: Any) -> None:
    for paper in filled("list", "--json").json:
        assert set(paper) == set(PAPER_TYPES)
        for name, types in PAPER_TYPES.items():
            assert (None if paper[name] is None else type(paper[name])) in types, name
        (sighting,) = paper["sightings"]
        assert set(sighting) == SIGHTING_KEYS
        assert paper == filled("show", str(paper["id"]), "--json").json


def test_links_and_identifiers_have_their_documented_shape(filled: Any) -> None:
    first, second, _third = (paper["id"] for paper in filled("list", "--json").json)
    filled("link", str(first), str(second), "--type", "extends", "--evidence", "It says so.")
    filled("edit", str(first), "identifiers", "arxiv:1706.03762")
    shown = filled("show", str(first), "--json").json
    link = {"paper_id": second, "type": "extends", "direction": "out", "evidence": "It says so."}
    assert shown["links"] == [link]
    assert shown["identifiers"] == [{"kind": "arxiv", "value": "1706.03762"}]
    assert filled("show", str(second), "--json").json["links"] == [{**link, "paper_id": first, "direction": "in"}]
    assert "← extends" in filled("show", str(second)).out


def test_a_query_may_begin_with_a_minus_sign(filled: Any) -> None:
    assert [paper["title"] for paper in filled("list", "-title:boats", "--sort", "title", "--json").json] == [
        "Kites that Remember the Wind",
        "Lanterns for Slow Rivers",
    ]
    assert filled("list", "-has:date", "--json").json == []
    assert [hit["title"] for hit in filled("search", "-title:boats", "-lanterns", "--json").json] == [
        "Kites that Remember the Wind"
    ]


def test_an_option_may_be_between_words_of_a_query(filled: Any) -> None:
    found = filled("list", "lanterns", "--limit", "5", "rivers", "--json").json
    assert [paper["title"] for paper in found] == ["Lanterns for Slow Rivers"]
    assert len(filled("list", "--limit=2", "--json").json) == 2
    assert filled("list", "--limit", "0", "--json").json == []
    assert len(filled("list", "--json", "--", "--kites", "OR", "boats").json) == 2


def test_a_phrase_in_quotes_stays_a_phrase(filled: Any) -> None:
    assert filled("list", '"slow lanterns"', "--json").json == []
    assert len(filled("list", '"slow rivers"', "--json").json) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--sort", "colour"), ("list", "--limit", "-1"), ("list", "--limit", "many"), ("list", "published:May"),
        ("list", "(boats"), ("list", "--lim", "2"), ("list", "--limit"), ("show", "99"), ("show", "one"),
        ("show", "99999999999999999999"), ("search",), ("lst",), ("tag",), ("tag", "put", "a", "1"), ("--library",),
        ("--library", "", "list"), ("list", "--json=yes"), ("--colour", "list"), ("history", "extra"),
    ],
)  # fmt: skip
def test_a_usage_error_is_one_sentence_and_exit_code_2(filled: Any, words: tuple[str, ...]) -> None:
    outcome = filled(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("paperdesk: ")
    assert outcome.err.count("\n") == 1


def test_a_search_is_ranked_with_its_matches_marked(filled: Any) -> None:
    hits = filled("search", "paper", "boats", "--json").json
    assert [hit["title"] for hit in hits] == ["A Study of Paper Boats"]
    assert set(hits[0]) == {"id", "title", "score", "snippet", "spans"}
    assert hits[0]["score"] > 0
    assert {hits[0]["snippet"][start:end].casefold() for start, end in hits[0]["spans"]} <= {"paper", "boats"}
    assert hits[0]["spans"]
    none = filled("search", "submarines")
    assert (none.code, none.out) == (0, "")
    assert "No paper matches" in none.err


def test_an_empty_library_explains_how_to_import(run: Any) -> None:
    outcome = run("list", "--json")
    assert (outcome.code, outcome.json) == (0, [])
    assert "paperdesk import" in outcome.err


def test_history_lists_every_step(filled: Any) -> None:
    paper_id = str(filled("list", "--json").json[0]["id"])
    filled("star", paper_id)
    steps = filled("history", "--json").json
    assert all(set(step) == {"step", "when", "label", "undone", "title", "others", "final"} for step in steps)
    assert [(step["label"], step["undone"]) for step in steps] == [
        ("Starred 1 paper", False),
        ("Imported 3 papers from page.txt", False),
    ]
    assert "Starred 1 paper" in filled("history").out


def test_no_text_of_a_paper_reaches_the_terminal_unescaped(run: Any) -> None:
    title = "Boats\x1b[2J and \u202eetihw\u202c Sails"
    run("add", "--title", title, "--abstract", "We \x1b]0;fold\x07 boats of paper.", "--authors", "Eve\x9b31m")
    (paper,) = run("list", "--json").json
    run("tag", "add", "\u202etag", str(paper["id"]))
    run("note", str(paper["id"]), "--set", "-", stdin=b"\x1b[31m red")
    assert paper["title"] == title
    for words in (("list",), ("show", str(paper["id"])), ("search", "boats"), ("history",), ("tag", "list")):
        outcome = run(*words)
        for hostile in ("\x1b", "\x07", "\u202e"):
            assert hostile not in outcome.out + outcome.err, words
    assert r"\x1b" in run("list").out
    assert r"\u202e" in run("list").out


def test_a_paper_is_printed_with_all_its_data(filled: Any) -> None:
    paper_id = str(filled("list", "lanterns", "--json").json[0]["id"])
    filled("status", "reading", paper_id)
    filled("note", paper_id, "--set", "-", stdin=b"Look again.\n")
    filled("tag", "add", "river/slow", paper_id)
    shown = filled("show", paper_id).out
    for piece in ("Lanterns for Slow Rivers", "2024-11-03", "5 comments", "reading", "river/slow", "Look again.", "5"):
        assert piece in shown
    listed = filled("list", "lanterns").out
    assert listed.split()[:4] == [paper_id, "2024-11-03", "5", "reading"]
    assert "#river/slow" in listed


def test_help_is_on_standard_output_and_a_missing_command_is_a_usage_error(run: Any) -> None:
    assert run("--help").out.startswith("usage: paperdesk")
    assert "collection rename" in run("collection", "--help").out
    assert "list" not in run("collection", "--help").out.replace("collection list", "")[:200].split()
    assert run("--version").out.startswith("paperdesk ")
    assert run("list", "--help").code == 0
    nothing = run()
    assert (nothing.code, nothing.out) == (2, "")
    assert "usage: paperdesk" in nothing.err


def test_the_library_option_works_before_and_after_the_command(filled: Any, tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    assert filled("--library", other, "list", "--json").json == []
    assert filled("list", "--json", "--library", other).json == []
    assert len(filled(f"--library={tmp_path / 'library'}", "list", "--json").json) == 3


def test_a_library_that_is_a_file_gives_a_clear_error(run: Any, dump: Path) -> None:
    outcome = run("--library", str(dump), "list")
    assert outcome.code == 3
    assert str(dump) in outcome.err
