"""A clock that is wrong, or jumps, changes what is shown and nothing else: undo, joined edits, merged fields."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.program import Program, change, read_rows

YEAR = 365 * 86_400.0
EDITS = ("tag", "paper_tag", "mark", "link")
INTERVAL = 250  # steps after which the program looks for steps that are too old


def read_step_count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM step").fetchone()[0])


@pytest.mark.parametrize("stamp", ["1970-01-01T00:00:00.000000+00:00", "2999-01-01T00:00:00.000000+00:00"])
def test_a_step_with_a_wrong_time_costs_no_other_its_undo(stamp: str, paperdesk: Program) -> None:
    file = paperdesk.library / "library.db"
    paperdesk.done("add", "--title", "Paper one")
    before = read_rows(file, EDITS)
    for words in (("tag", "add", "kept", "1"), ("star", "1"), ("priority", "3", "1")):
        paperdesk.done(*words)
    change(
        file,
        f"UPDATE step SET made_at = '{stamp}' WHERE id = 3",
        f"UPDATE sqlite_sequence SET seq = {INTERVAL - 1} WHERE name = 'step'",
    )
    paperdesk.done("tag", "add", "last", "1")
    assert [step["step"] for step in json.loads(paperdesk.done("history", "--json"))] == [INTERVAL, 4, 3, 2, 1]
    for _ in range(4):
        paperdesk.done("undo")
    assert read_rows(file, EDITS) == before


@pytest.mark.parametrize("clock", [-30 * YEAR, 30 * YEAR])
def test_a_program_whose_clock_is_wrong_can_undo_everything(clock: float, paperdesk: Program) -> None:
    file = paperdesk.library / "library.db"
    paperdesk.done("add", "--title", "Paper one", clock=clock)
    change(file, f"UPDATE sqlite_sequence SET seq = {INTERVAL - 3} WHERE name = 'step'")
    before = read_rows(file, EDITS)
    for name in ("one", "two", "three"):
        paperdesk.done("tag", "add", name, "1", clock=clock)
        clock = -clock
    for _ in range(3):
        paperdesk.done("undo", clock=clock)
        clock = -clock
    assert read_rows(file, EDITS) == before


_NOTE = """
import sys
from pathlib import Path
import app.store.database as database
from app.library import Library
times = iter(sys.argv[2].split())
database.utc_now = lambda: next(times)
with Library(Path(sys.argv[1])) as library:
    step = int(sys.argv[3]) or None
    for text in sys.argv[4:]:
        step = library.editing.set_note(1, text, step).step or step
print(step)
"""


def write_note(program: Program, times: str, continued: int, *texts: str) -> int:
    """Save a note several times in one run of the program, whose clock says `times`; returns the last step."""
    result = program.script(_NOTE, times, str(continued), *texts)
    assert result.returncode == 0, result.stderr
    return int(result.stdout)


def stamp(year: int) -> str:
    return f"{year}-01-01T00:00:00.000000+00:00"


def test_a_later_run_does_not_join_a_note_of_a_clock_that_was_ahead(paperdesk: Program) -> None:
    file = paperdesk.library / "library.db"
    paperdesk.done("add", "--title", "Paper one")
    first = write_note(paperdesk, stamp(2999), 0, "first")
    second = write_note(paperdesk, stamp(2026), first, "second")
    assert (second, read_step_count(file)) == (first + 1, 3)
    paperdesk.done("undo")
    assert paperdesk.done("note", "1") == "first"


def test_notes_of_one_run_are_one_step_though_the_clock_jumps(paperdesk: Program) -> None:
    file = paperdesk.library / "library.db"
    paperdesk.done("add", "--title", "Paper one")
    for years in ((2026, 2999, 1970), (2999, 1970, 2026)):
        steps = read_step_count(file)
        write_note(paperdesk, " ".join(map(stamp, years)), 0, *(f"{years[0]} {number}" for number in range(3)))
        assert read_step_count(file) == steps + 1
        paperdesk.done("undo")
        assert paperdesk.done("note", "1") == ""


def read_titles(program: Program) -> list[str]:
    return [paper["title"] for paper in json.loads(program.done("list", "--json"))]


@pytest.mark.parametrize("clock", [-30 * YEAR, None, 30 * YEAR])
def test_of_two_papers_added_by_hand_the_first_one_wins_whatever_the_clock_says(
    clock: float | None, paperdesk: Program
) -> None:
    paperdesk.done("add", "--title", "The first title")
    paperdesk.done("add", "--title", "Another title", clock=clock)
    paperdesk.done("same", "join", "1", "2")
    assert read_titles(paperdesk) == ["The first title"]
