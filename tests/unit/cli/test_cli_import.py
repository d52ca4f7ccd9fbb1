"""import, imports and unimport: their output and their effect."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

IMPORT_KEYS = {
    "path", "format", "layout", "reason", "dump_day", "dump_date", "year", "year_confidence", "year_basis", "profile",
    "papers", "new", "changed", "same", "unread", "sentence",
}  # fmt: skip


def test_an_import_prints_everything_it_found_as_json(run: Any, dump: Path) -> None:
    outcome = run("import", str(dump), "--json")
    assert (outcome.code, outcome.err) == (0, "")
    (result,) = outcome.json
    assert set(result) == IMPORT_KEYS
    assert result["path"] == str(dump)
    assert (result["format"], result["layout"], result["dump_day"]) == ("daily-papers", "A", "Mar 2")
    assert (result["dump_date"], result["year"], result["year_confidence"]) == ("2025-03-02", 2025, "lower-bound")
    assert (result["papers"], result["new"], result["changed"], result["same"]) == (3, 3, 0, 0)
    assert result["unread"] == []
    assert result["profile"] is None
    assert isinstance(result["reason"], str)
    assert isinstance(result["year_basis"], str)


def test_a_cut_title_is_listed_with_line_and_reason(run: Any, tmp_path: Path, make_page: Callable[..., str]) -> None:
    path = tmp_path / "cut.txt"
    text = make_page(tail="Stones that were Skipped Twice\n")
    path.write_text(text, encoding="utf-8")
    (result,) = run("import", str(path), "--dry-run", "--json").json
    (unread,) = result["unread"]
    assert set(unread) == {"line", "text", "why"}
    assert unread["text"] == "Stones that were Skipped Twice"
    assert text.splitlines()[unread["line"] - 1] == unread["text"]
    text = run("import", str(path), "--dry-run").out
    assert f"line {unread['line']}: Stones that were Skipped Twice" in text
    assert "nothing was stored" in text


def test_a_dry_run_counts_and_stores_nothing(run: Any, dump: Path) -> None:
    (dry,) = run("import", str(dump), "--dry-run", "--json").json
    assert run("list", "--json").json == []
    assert run("history", "--json").json == []
    (real,) = run("import", str(dump), "--json").json
    assert (dry["new"], dry["changed"], dry["same"]) == (real["new"], real["changed"], real["same"])


def test_the_same_page_again_changes_nothing_and_makes_no_step(filled: Any, dump: Path) -> None:
    before = filled("list", "--json").out, filled("imports", "--json").out, filled("history", "--json").out
    again = filled("import", str(dump), "--json")
    assert again.code == 0
    assert (again.json[0]["new"], again.json[0]["changed"], again.json[0]["same"]) == (0, 0, 3)
    assert before == (filled("list", "--json").out, filled("imports", "--json").out, filled("history", "--json").out)


def test_a_page_can_come_from_standard_input(run: Any, dump: Path) -> None:
    outcome = run("import", "-", "--json", stdin=dump.read_bytes())
    assert outcome.code == 0
    assert (outcome.json[0]["path"], outcome.json[0]["new"]) == ("-", 3)


def test_one_rejected_file_does_not_stop_the_others(run: Any, dump: Path, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.txt")
    outcome = run("import", missing, str(dump), "--json")
    assert outcome.code == 1
    refused, read = outcome.json
    assert refused["path"] == missing
    assert {key for key in refused if refused[key] is None} == IMPORT_KEYS - {
        "path", "papers", "new", "changed", "same", "unread", "sentence",
    }  # fmt: skip
    assert (refused["papers"], refused["new"], refused["changed"], refused["same"]) == (0, 0, 0, 0)
    assert refused["unread"] == []
    assert missing in refused["sentence"]
    assert read["new"] == 3
    assert missing in outcome.err


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"Just a letter to a friend.\n", None])
def test_a_single_rejected_file_fails_with_one_sentence(run: Any, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "strange.txt"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    outcome = run("import", str(path))
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("paperdesk: ")
    assert str(path) in outcome.err
    assert outcome.err.count("\n") == 1
    assert run("list", "--json").json == []


def test_a_page_without_papers_is_reported_and_ends_with_1(
    run: Any, tmp_path: Path, make_page: Callable[..., str]
) -> None:
    path = tmp_path / "head.txt"
    path.write_text(make_page(papers=()), encoding="utf-8")
    outcome = run("import", str(path))
    assert outcome.code == 1
    assert str(path) in outcome.err
    assert run("imports", "--json").json == []


def test_a_given_date_wins_and_an_invalid_one_is_a_usage_error(run: Any, dump: Path) -> None:
    assert run("import", str(dump), "--dump-date", "2026-02-30").code == 2
    assert run("import", str(dump), "--dump-date", "27.1.2026").code == 2
    future = (date.today() + timedelta(days=9)).isoformat()
    assert "future" in run("import", str(dump), "--dump-date", future).err
    assert run("list", "--json").json == []
    (result,) = run("import", str(dump), "--dump-date", "2026-03-02", "--json").json
    assert (result["dump_date"], result["year_confidence"]) == ("2026-03-02", "given")


def test_an_unknown_format_is_a_usage_error(run: Any, dump: Path) -> None:
    outcome = run("import", str(dump), "--format", "bibtex")
    assert outcome.code == 2
    assert "daily-papers" in outcome.err


def test_the_date_of_a_file_is_suggested_but_never_used_unasked(
    run: Any, tmp_path: Path, make_page: Callable[..., str]
) -> None:
    path = tmp_path / "yearless.txt"
    path.write_text(make_page(papers=(("Paper Hats", "Hats of paper keep the sun away for an hour.", 1, "Mar 1"),)))
    moment = datetime(2025, 3, 9, 12).timestamp()
    os.utime(path, (moment, moment))
    outcome = run("import", str(path), "--json")
    assert (outcome.json[0]["dump_date"], outcome.json[0]["year"]) == (None, None)
    assert "dated 2025-03-09" in outcome.err
    assert "--dump-date 2025-03-02" in outcome.err


def test_imports_are_listed_with_their_counts(filled: Any, dump: Path) -> None:
    (found,) = filled("imports", "--json").json
    assert set(found) == {"id", "path", "format", "dump_date", "when", "papers", "new", "changed", "withdrawn"}
    assert (found["path"], found["papers"], found["withdrawn"]) == (str(dump), 3, False)
    assert "page.txt: 3 papers, 3 new" in filled("imports").out


def test_removing_an_import_keeps_the_papers_that_were_edited(filled: Any) -> None:
    (import_id,) = (one["id"] for one in filled("imports", "--json").json)
    touched = filled("list", "--sort", "id", "--json").json[0]["id"]
    filled("tag", "add", "keep", str(touched))
    assert filled("unimport", str(import_id)).code == 0
    (left,) = filled("list", "--json").json
    assert left["id"] == touched
    assert [one["withdrawn"] for one in left["sightings"]] == [True]
    assert filled("imports", "--json").json[0]["withdrawn"] is True
    again = filled("unimport", str(import_id), "--json")
    assert (again.code, again.json["step"]) == (0, None)
    assert filled("unimport", "99").code == 2


def test_a_file_name_that_is_not_text_is_imported_and_shown_safely(run: Any, tmp_path: Path, dump: Path) -> None:
    try:
        path = os.fsencode(tmp_path) + b"/page-\xff\x1b[31m.txt"
        Path(os.fsdecode(path)).write_bytes(dump.read_bytes())
    except (OSError, UnicodeDecodeError):
        pytest.skip("this file system takes only names in UTF-8")
    assert run("import", os.fsdecode(path)).code == 0
    assert "\x1b" not in run("imports").out
    assert r"page-\xff" in run("imports").out


def test_an_empty_file_name_is_reported_and_nothing_is_imported(run: Any, dump: Path) -> None:
    outcome = run("import", str(dump), "")
    assert (outcome.code, outcome.out) == (2, "")
    assert "is empty" in outcome.err
    assert run("imports", "--json").json == []


def test_a_dry_run_of_two_files_equals_importing_both(
    run: Any, dump: Path, tmp_path: Path, make_page: Callable[..., str]
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(make_page(day="Mar 3"), encoding="utf-8")
    previewed = run("import", str(dump), str(other), "--dry-run", "--json").json
    assert [one["changed"] for one in previewed] == [0, 3]
    assert run("import", str(dump), str(other), "--json").json == previewed


def test_papers_seen_again_are_distinguished_from_papers_that_change(
    filled: Any, tmp_path: Path, make_page: Callable[..., str]
) -> None:
    other = tmp_path / "other.txt"
    other.write_text(make_page(day="Mar 3"), encoding="utf-8")
    previewed = filled("import", str(other), "--dry-run").out
    assert "0 new, 3 seen again: 0 would change, 3 would stay unchanged" in previewed
    assert "0 new, 3 seen again: 0 changed, 3 unchanged" in filled("import", str(other)).out
    assert "3 already imported from this page; nothing changes" in filled("import", str(other)).out
    assert "3 papers, 0 new, 3 seen again" in filled("imports").out


def test_adding_an_existing_paper_is_a_usage_error_and_names_it(filled: Any) -> None:
    before = filled("list", "--json").out
    outcome = filled("add", "--title", "a study of PAPER boats")
    assert (outcome.code, outcome.out) == (2, "")
    assert "“A Study of Paper Boats” (paper 1) is already in the library; nothing was added." in outcome.err
    assert filled("list", "--json").out == before


def test_standard_input_is_named_in_messages(filled: Any, make_page: Callable[..., str]) -> None:
    outcome = filled("import", "-", stdin=b"PK\x03\x04 an archive")
    assert outcome.code == 3
    assert "“standard input” is" in outcome.err
    assert "“-”" not in outcome.err
    assert filled("import", "-", stdin=make_page(day="Mar 3").encode()).out.startswith("standard input: ")
    assert "standard input: 3 papers" in filled("imports").out
    assert filled("imports", "--json").json[-1]["path"] == "-"
    assert filled("history").out.splitlines()[0].endswith("Imported 3 papers from standard input")
    wrong = filled("note", "1", "--set", "-", stdin=b"\xff")
    assert "Standard input is not UTF-8 text (byte 1 is wrong); the note was not changed. Send it as UTF-8" in wrong.err


def test_no_duplicates_is_a_message_and_the_output_stays_empty(filled: Any) -> None:
    outcome = filled("same", "list")
    assert (outcome.code, outcome.out) == (0, "")
    assert "No pairs" in outcome.err
    assert filled("same", "list", "--json").json == []
