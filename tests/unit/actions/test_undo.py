"""The history: single steps, against a model made of pictures of the rows; and how long steps can be undone."""

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
from app.domain.errors import PaperdeskError, StepsInTheWay
from app.library import Library
from app.store import steps
from app.store.journal import JOURNALED
from tests.unit.library.test_library_properties import Restarting, add, everything, random_edit, random_feed

Rows = dict[tuple[str, int], tuple[Any, ...]]
"""Rows of the user's tables by table and id."""


def picture(library: Library) -> Rows:
    """Every row a person owns."""
    reader = library.database.reader
    return {
        (table.name, row[0]): tuple(row[1:])
        for table in JOURNALED
        for row in reader.execute(f"SELECT id, {', '.join(table.columns)} FROM {table.name}").fetchall()
    }


class Model:
    """What a history of edits must be: each step as the rows it changed, before and after."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.changes: dict[int, dict[tuple[str, int], Any]] = {}  # of standing steps: rows as they were before
        self.undone: dict[int, dict[tuple[str, int], Any]] = {}  # of undone ones, oldest undoing first: before that

    def do(self, step: int, after: Rows) -> None:
        self.changes[step] = self._difference(after)
        self.rows, self.undone = after, {}

    def _difference(self, after: Rows) -> dict[tuple[str, int], Any]:
        keys = self.rows.keys() | after.keys()
        return {key: self.rows.get(key) for key in keys if self.rows.get(key) != after.get(key)}

    def undo(self, step: int) -> Rows | None:
        """The rows without the step; None when it cannot be taken out of the middle."""
        mine = self.changes[step]
        if any(self._stands_on(later, mine) for number, later in self.changes.items() if number > step):
            return None
        return self._put_back(mine)

    def redo(self, step: int) -> Rows | None:
        mine = self.undone[step]
        after = list(self.undone)[list(self.undone).index(step) + 1 :]
        if any(self._stands_on(mine, self.undone[number]) for number in after):
            return None
        return self._put_back(mine)

    def _stands_on(self, later: dict[tuple[str, int], Any], earlier: dict[tuple[str, int], Any]) -> bool:
        """The same row, or a paper that was added by hand."""
        added = {_papers(key, value or self.rows.get(key)) for key, value in earlier.items() if key[0] == "hand_paper"}
        named = {paper for key, value in later.items() for paper in _papers(key, value or self.rows.get(key))}
        return bool(later.keys() & earlier.keys()) or any(papers & named for papers in added)

    def _put_back(self, before: dict[tuple[str, int], Any]) -> Rows | None:
        rows = {key: value for key, value in (self.rows | before).items() if value is not None}
        return rows if _is_possible(rows) else None

    def flipped(self, step: int, after: Rows, *, is_undo: bool) -> None:
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
    """No two rows in one place, none that hangs on nothing."""
    places = [(key[0], UNIQUE[key[0]](row)) for key, row in rows.items() if key[0] in UNIQUE]
    parents = [(PARENTS[key[0]][0], row[PARENTS[key[0]][1]]) for key, row in rows.items() if key[0] in PARENTS]
    return len(places) == len(set(places)) and all(parent in rows for parent in parents)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**64))  # of a seed the draws are more evenly spread than those hypothesis makes
def test_a_single_step_is_taken_back_exactly_or_not_at_all(seed: int) -> None:
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        desk = Restarting(Path(folder), draw)
        add(desk.library, random_feed(draw))
        model = Model(picture(desk.library))
        for _ in range(draw.randint(10, 40)):
            if draw.random() < 0.5 or not (model.changes or model.undone):
                _edit(desk.library, model, draw)
            else:
                _flip(desk.library, model, draw)
            assert picture(desk.library) == model.rows
            desk.perhaps_restart()
        assert [problem for check in CHECKS for problem in check.problems(desk.library)] == []
        desk.library.close()


def _edit(library: Library, model: Model, draw: random.Random) -> None:
    newest = library.history(limit=1)[0].step
    try:
        random_edit(library.editing, draw, library.find(sort="id"))
    except PaperdeskError:
        return
    step = library.history(limit=1)[0].step
    if step != newest:
        model.do(step, picture(library))


def _flip(library: Library, model: Model, draw: random.Random) -> None:
    """Undo or redo any step; the library refuses where the model does, and only there."""
    step = draw.choice([*model.changes, *model.undone])
    is_undo = step in model.changes
    wanted = model.undo(step) if is_undo else model.redo(step)
    flip = library.undo if is_undo else library.redo
    if wanted is not None:
        flip(step)
        assert picture(library) == wanted
        model.flipped(step, wanted, is_undo=is_undo)
        return
    before = everything(library)
    with pytest.raises(StepsInTheWay) as refused:
        flip(step)
    assert refused.value.steps
    assert set(refused.value.steps) <= (model.changes.keys() | model.undone.keys()) - {step}
    assert everything(library) == before


# -- bounds -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library", synchronous="OFF") as library:
        for number in range(6):
            library.editing.add({"title": f"Paper {number}"})
        yield library


def test_steps_beyond_the_bounds_can_be_read_but_not_undone(library: Library) -> None:
    before = [(step.step, step.label) for step in library.history()]
    steps.compact(library.database, most_steps=2)
    assert [(step.step, step.label) for step in library.history()] == before
    assert [step.final for step in library.history()] == [False, False, True, True, True, True]
    assert library.step_papers(1) == []
    assert len(library.step_papers(6)) == 1
    library.undo()
    library.undo()
    for step in (None, 1, 4):
        with pytest.raises(PaperdeskError, match="older than what the history can undo"):
            library.undo(step)
    library.redo()
    library.redo()
    assert len(library.find()) == 6


def test_what_was_undone_before_the_bounds_cannot_be_redone_into_a_library_that_has_forgotten_it(
    library: Library,
) -> None:
    library.undo(2)
    steps.compact(library.database, most_steps=3)
    for step in (None, 2):
        with pytest.raises(PaperdeskError, match=r"nothing to redo|cannot be redone"):
            library.redo(step)
    assert len(library.find()) == 5


def test_a_step_is_forgotten_after_a_year_however_few_there_are(library: Library) -> None:
    with library.database.transaction() as connection:
        connection.execute("UPDATE step SET made_at = '2020-01-01T00:00:00.000000+00:00' WHERE id <= 4")
    library.compact_history()
    assert [step.final for step in library.history()] == [False, False, True, True, True, True]


def test_compacting_that_was_cut_off_is_finished_the_next_time(library: Library) -> None:
    with library.database.transaction() as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES ('history_floor', '4')")
    library.compact_history()
    left = library.database.reader.execute("SELECT DISTINCT step_id FROM journal ORDER BY 1").fetchall()
    assert left == [(5,), (6,)]


def test_a_paper_added_by_hand_does_not_go_from_under_what_was_done_with_it(library: Library) -> None:
    paper = library.find("title:3")[0]
    library.editing.tag("kept", [paper])
    with pytest.raises(StepsInTheWay, match="Tagged 1 paper “kept”"):
        library.undo(4)
    library.undo(7)
    library.undo(4)
    with pytest.raises(StepsInTheWay, match="Added “Paper 3”"):
        library.redo(7)
    library.redo()
    library.redo(7)
    assert library.show(paper).tags == ("kept",)


def test_a_tag_that_came_back_names_the_newer_one_in_its_place(library: Library) -> None:
    papers = library.find(sort="id")
    library.editing.tag("boats", papers[:1])
    library.editing.delete_tag("boats")
    library.editing.tag("Boats", papers[1:2])
    with pytest.raises(StepsInTheWay, match=r"step 9 \(“Tagged 1 paper “Boats”"):
        library.undo(8)


def test_what_was_undone_or_redone_is_told_apart_from_what_was_done(library: Library) -> None:
    done = library.editing.create_collection("Undid: mine")
    assert not done.is_flip
    assert library.undo(done.step).is_flip
    assert library.redo(done.step).is_flip
