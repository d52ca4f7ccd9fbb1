"""The history: undo of single steps, compared with a model of the rows; and how long steps can be undone."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.doctor.checks import CHECKS
from app.domain.errors import BlockedByLaterSteps, PaperdeskError
from app.library import Library
from app.store import steps
from app.store.journal import JOURNALED
from tests.profile import thorough
from tests.unit.library.test_library_properties import RestartingLibrary, add, random_edit, random_feed, read_everything

Rows = dict[tuple[str, int], tuple[Any, ...]]
"""Rows of the user's tables by table and id."""


def read_user_rows(library: Library) -> Rows:
    """Every row that belongs to the user."""
    reader = library.database.reader
    return {
        (table.name, row[0]): tuple(row[1:])
        for table in JOURNALED
        for row in reader.execute(f"SELECT id, {', '.join(table.columns)} FROM {table.name}").fetchall()
    }


class Model:
    """The expected history of edits: for each step, the rows it changed."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.changes: dict[int, dict[tuple[str, int], Any]] = {}  # of applied steps: the rows before
        self.undone: dict[int, dict[tuple[str, int], Any]] = {}  # of undone steps, in the order of undoing

    def do(self, step: int, after: Rows) -> None:
        self.changes[step] = self._difference(after)
        self.rows, self.undone = after, {}

    def _difference(self, after: Rows) -> dict[tuple[str, int], Any]:
        keys = self.rows.keys() | after.keys()
        return {key: self.rows.get(key) for key in keys if self.rows.get(key) != after.get(key)}

    def undo(self, step: int) -> Rows | None:
        """The rows without the step; None when it cannot be undone alone."""
        mine = self.changes[step]
        if any(self._depends_on(later, mine) for number, later in self.changes.items() if number > step):
            return None
        return self._restore(mine)

    def redo(self, step: int) -> Rows | None:
        mine = self.undone[step]
        after = list(self.undone)[list(self.undone).index(step) + 1 :]
        if any(self._depends_on(mine, self.undone[number]) for number in after):
            return None
        return self._restore(mine)

    def _depends_on(self, later: dict[tuple[str, int], Any], earlier: dict[tuple[str, int], Any]) -> bool:
        """Whether both steps concern the same row, or a paper that was added by hand."""
        added = {_papers(key, value or self.rows.get(key)) for key, value in earlier.items() if key[0] == "hand_paper"}
        named = {paper for key, value in later.items() for paper in _papers(key, value or self.rows.get(key))}
        return bool(later.keys() & earlier.keys()) or any(papers & named for papers in added)

    def _restore(self, before: dict[tuple[str, int], Any]) -> Rows | None:
        rows = {key: value for key, value in (self.rows | before).items() if value is not None}
        return rows if _is_possible(rows) else None

    def reverse(self, step: int, after: Rows, *, is_undo: bool) -> None:
        (self.changes if is_undo else self.undone).pop(step)
        (self.undone if is_undo else self.changes)[step] = self._difference(after)
        self.rows = after


def _papers(key: tuple[str, int], row: tuple[Any, ...] | None) -> frozenset[int]:
    table = next(one for one in JOURNALED if one.name == key[0])
    return frozenset() if row is None else frozenset(row[table.columns.index(name)] for name in table.papers)


UNIQUE = {
    "tag": lambda row: row[0].casefold(),
    "collection": lambda row: row[0].casefold(),
    "saved_search": lambda row: row[0].casefold(),
    "paper_tag": lambda row: row[:2],
    "collection_paper": lambda row: row[:2],
    "mark": lambda row: row[0],
    "note": lambda row: row[0],
    "field_edit": lambda row: row[:2],
    "link": lambda row: row[:3],
    "hand_paper": lambda row: row[0],
}
PARENTS = {"paper_tag": ("tag", 1), "collection_paper": ("collection", 0)}


def _is_possible(rows: Rows) -> bool:
    """Whether unique rows are unique and every parent row exists."""
    places = [(key[0], UNIQUE[key[0]](row)) for key, row in rows.items() if key[0] in UNIQUE]
    parents = [(PARENTS[key[0]][0], row[PARENTS[key[0]][1]]) for key, row in rows.items() if key[0] in PARENTS]
    return len(places) == len(set(places)) and all(parent in rows for parent in parents)


@settings(max_examples=thorough(40, 13), deadline=None)
@given(st.integers(0, 2**64))  # draws from a seed are spread more evenly than those of hypothesis
def test_a_single_step_is_undone_exactly_or_not_at_all(seed: int) -> None:
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        session = RestartingLibrary(Path(folder), draw)
        add(session.library, random_feed(draw))
        model = Model(read_user_rows(session.library))
        for _ in range(draw.randint(10, 40)):
            if draw.random() < 0.5 or not (model.changes or model.undone):
                _edit(session.library, model, draw)
            else:
                _reverse(session.library, model, draw)
            assert read_user_rows(session.library) == model.rows
            session.restart_sometimes()
        assert [problem for check in CHECKS for problem in check.find_problems(session.library)] == []
        session.library.close()


def _edit(library: Library, model: Model, draw: random.Random) -> None:
    newest = library.history(limit=1)[0].step
    try:
        random_edit(library.editing, draw, library.find(sort="id"))
    except PaperdeskError:
        return
    step = library.history(limit=1)[0].step
    if step != newest:
        model.do(step, read_user_rows(library))


def _reverse(library: Library, model: Model, draw: random.Random) -> None:
    """Undo or redo any step; the library must refuse exactly where the model does."""
    step = draw.choice([*model.changes, *model.undone])
    is_undo = step in model.changes
    wanted = model.undo(step) if is_undo else model.redo(step)
    reverse = library.undo if is_undo else library.redo
    if wanted is not None:
        reverse(step)
        assert read_user_rows(library) == wanted
        model.reverse(step, wanted, is_undo=is_undo)
        return
    before = read_everything(library)
    with pytest.raises(BlockedByLaterSteps) as refused:
        reverse(step)
    assert refused.value.steps
    assert set(refused.value.steps) <= (model.changes.keys() | model.undone.keys()) - {step}
    assert read_everything(library) == before


# -- limits -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", synchronous="OFF") as library:
        for number in range(6):
            library.editing.add({"title": f"Paper {number}"})
        yield library


def test_steps_beyond_the_limits_can_be_read_but_not_undone(library: Library) -> None:
    before = [(step.step, step.label) for step in library.history()]
    steps.compact(library.database, max_steps=2)
    assert [(step.step, step.label) for step in library.history()] == before
    assert [step.final for step in library.history()] == [False, False, True, True, True, True]
    assert library.step_papers(1) == []
    assert len(library.step_papers(6)) == 1
    library.undo()
    library.undo()
    for step in (None, 1, 4):
        with pytest.raises(PaperdeskError, match="too old to be undone"):
            library.undo(step)
    library.redo()
    library.redo()
    assert len(library.find()) == 6


def test_an_undone_step_beyond_the_limits_cannot_be_redone(
    library: Library,
) -> None:
    library.undo(2)
    steps.compact(library.database, max_steps=3)
    for step in (None, 2):
        with pytest.raises(PaperdeskError, match=r"nothing to redo|cannot be redone|too old"):
            library.redo(step)
    assert len(library.find()) == 5


@pytest.mark.parametrize("when", ["1970-01-01", "2020-01-01", "2999-01-01"])
def test_a_wrong_time_makes_no_step_final(library: Library, when: str) -> None:
    with library.database.transaction() as connection:
        connection.execute("UPDATE step SET made_at = ? WHERE id = 4", (f"{when}T00:00:00.000000+00:00",))
    library.compact_history()
    assert [step.final for step in library.history()] == [False] * 6


def test_an_interrupted_compaction_is_finished_the_next_time(library: Library) -> None:
    with library.database.transaction() as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES ('history_floor', '4')")
    library.compact_history()
    left = library.database.reader.execute("SELECT DISTINCT step_id FROM journal ORDER BY 1").fetchall()
    assert left == [(5,), (6,)]


def test_adding_a_paper_is_not_undone_before_the_later_steps_on_it(library: Library) -> None:
    paper = library.find("title:3")[0]
    library.editing.tag("kept", [paper])
    with pytest.raises(BlockedByLaterSteps, match="Tagged 1 paper “kept”"):
        library.undo(4)
    library.undo(7)
    library.undo(4)
    with pytest.raises(BlockedByLaterSteps, match="Added “Paper 3”"):
        library.redo(7)
    library.redo()
    library.redo(7)
    assert library.show(paper).tags == ("kept",)


def test_restoring_a_tag_names_the_newer_tag_that_has_its_name(library: Library) -> None:
    papers = library.find(sort="id")
    library.editing.tag("boats", papers[:1])
    library.editing.delete_tag("boats")
    library.editing.tag("Boats", papers[1:2])
    with pytest.raises(BlockedByLaterSteps, match=r"step 9 \(“Tagged 1 paper “Boats”"):
        library.undo(8)


def test_undo_and_redo_are_marked_as_reversals(library: Library) -> None:
    done = library.editing.create_collection("Undid: mine")
    assert not done.is_reversal
    assert library.undo(done.step).is_reversal
    assert library.redo(done.step).is_reversal
