"""export, demo, doctor, the index, and the generated help pages."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.cli.reference import FOLDER, PAGES
from app.cli.table import COMMANDS


def test_an_export_writes_one_file_per_paper_and_nothing_the_second_time(filled: Any, tmp_path: Path) -> None:
    dest = tmp_path / "out"
    first = filled("export", "markdown", str(dest), "--json")
    assert first.code == 0
    assert set(first.json) == {"written", "unchanged", "removed", "kept", "rescued", "sentence"}
    assert sorted(first.json["written"]) == sorted(map(str, dest.glob("*.md")))
    assert len(first.json["written"]) == 3
    again = filled("export", "markdown", str(dest), "--json").json
    assert (again["written"], len(again["unchanged"])) == ([], 3)


def test_a_file_changed_by_the_user_is_kept_and_both_versions_are_named(filled: Any, tmp_path: Path) -> None:
    dest = tmp_path / "out"
    written = filled("export", "markdown", str(dest), "boats", "--json").json["written"]
    mine = Path(written[0])
    mine.write_text("my own words")
    paper_id = str(filled("list", "boats", "--json").json[0]["id"])
    filled("star", paper_id)
    filled("edit", paper_id, "abstract", "Another abstract.")
    outcome = filled("export", "markdown", str(dest), "boats", "--json")
    assert outcome.code == 1
    (kept,) = outcome.json["kept"]
    assert kept["theirs"] == str(mine)
    assert mine.read_text() == "my own words"
    assert "Another abstract." in Path(kept["ours"]).read_text(encoding="utf-8")
    assert str(mine) in outcome.err
    assert kept["ours"] in outcome.err


def test_an_export_can_be_a_single_file_of_a_query(filled: Any, tmp_path: Path) -> None:
    dest = tmp_path / "all.md"
    outcome = filled("export", "markdown", str(dest), "-title:boats", "--single", "-title:kites")
    assert outcome.code == 0
    text = dest.read_text(encoding="utf-8")
    assert "Lanterns for Slow Rivers" in text
    assert "Paper Boats" not in text
    assert filled("export", "markdown", str(tmp_path), "--single").code == 3
    assert filled("export", "docx", str(dest)).code == 2
    assert filled("export", "markdown", str(tmp_path / "none"), "submarines").code == 0
    assert not (tmp_path / "none").exists()


def test_the_index_is_rebuilt_on_request(filled: Any) -> None:
    assert filled("rebuild-index", "--json").json == {"papers": 3}
    assert "from 3 papers" in filled("rebuild-index").out


def test_the_demo_runs_completely_and_stays_in_its_folder(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    before = os.environ["PAPERDESK_CACHE"]
    outcome = run("demo", "--out", str(folder))
    assert (outcome.code, outcome.err) == (0, "")
    for name in ("library", "cache", "notes"):
        assert str(folder / name) in outcome.out
    assert sorted(path.name for path in folder.iterdir()) == ["cache", "library", "notes"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demo"]
    assert os.environ["PAPERDESK_CACHE"] == before
    papers = run("--library", str(folder / "library"), "list", "--json").json
    assert len(list((folder / "notes").glob("*.md"))) == len(papers)
    for field in ("tags", "note", "links", "starred"):
        assert any(paper[field] for paper in papers), field


def test_the_demo_changes_nothing_in_a_folder_that_is_not_empty(run: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    outcome = run("demo", "--out", str(tmp_path))
    assert outcome.code == 3
    assert str(tmp_path) in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    assert run("demo", "--out", str(mine)).code == 3


@pytest.mark.parametrize("name", list(PAGES))
def test_a_generated_help_page_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "run: python -m app.cli.reference"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_and_argument_has_help(run: Any, command: Any) -> None:
    assert command.help
    outcome = run(*command.name.split(), "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(f"usage: paperdesk {command.name}")
    for argument in command.all_arguments:
        assert argument.help
    assert ("--json" in outcome.out) == command.has_json


def test_commands_have_different_names() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


def test_json_keeps_characters_that_the_terminal_output_escapes(run: Any) -> None:
    title = "Boats \u202e\x1b 😀 ‘quoted’ \\ \x7f"
    run("add", "--title", title)
    outcome = run("list", "--json")
    assert [paper["title"] for paper in json.loads(outcome.out)] == [" ".join(title.split())]


def test_the_doctor_passes_an_intact_library(filled: Any) -> None:
    filled("search", "boats")
    outcome = filled("doctor", "--json")
    assert outcome.code == 0
    assert outcome.json
    for finding in outcome.json:
        assert set(finding) == {"check", "ok", "sentence"}
        assert finding["ok"] is True
    text = filled("doctor")
    assert text.code == 0
    assert all(line.startswith("ok  ") for line in text.out.splitlines())


def test_a_benchmark_needs_a_valid_number_of_papers(run: Any) -> None:
    assert run("bench", "--papers", "0").code == 2
    assert run("bench", "--papers", "some").code == 2
