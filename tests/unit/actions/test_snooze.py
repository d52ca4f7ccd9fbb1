"""Snoozing: a snoozed paper returns to the inbox once, on its day, unless its status was changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.library import Library

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library") as opened:
        for title in ("Sorting Pebbles", "Counting Clouds", "Rivers Remember"):
            opened.editing.add({"title": title})
        yield opened


def statuses(library: Library) -> list[str]:
    return [view.status for view in library.views([1, 2, 3])]


def test_a_snoozed_paper_returns_to_the_inbox_on_its_day(library: Library) -> None:
    library.editing.snooze(TUESDAY, [1, 2])
    assert statuses(library) == ["later", "later", "inbox"]
    assert library.show(1).snoozed_until == "2026-11-24"
    assert library.editing.wake(MONDAY).is_empty
    changes = library.editing.wake(TUESDAY)
    assert changes.label == "Moved 2 papers back to the inbox after a snooze"
    assert statuses(library) == ["inbox", "inbox", "inbox"]
    assert library.show(1).snoozed_until is None
    assert library.editing.wake(WEDNESDAY).is_empty


def test_setting_a_status_ends_the_snooze(library: Library) -> None:
    library.editing.snooze(TUESDAY, [1])
    library.editing.set_status("done", [1])
    library.editing.snooze(TUESDAY, [2])
    library.editing.set_status("later", [2])
    assert library.editing.wake(WEDNESDAY).is_empty
    assert statuses(library) == ["done", "later", "inbox"]


def test_a_star_keeps_the_snooze(library: Library) -> None:
    library.editing.snooze(TUESDAY, [1])
    library.editing.star([1])
    assert library.show(1).snoozed_until == "2026-11-24"


def test_undo_restores_the_snooze_and_the_earlier_status(library: Library) -> None:
    library.editing.set_status("reading", [1])
    library.editing.snooze(TUESDAY, [1])
    library.editing.wake(WEDNESDAY)
    library.undo()
    assert (library.show(1).status, library.show(1).snoozed_until) == ("later", "2026-11-24")
    library.undo()
    assert (library.show(1).status, library.show(1).snoozed_until) == ("reading", None)


def test_due_snoozes_are_found_without_an_action(library: Library) -> None:
    assert not library.has_due_snoozes(WEDNESDAY)
    library.editing.snooze(TUESDAY, [2])
    assert [library.has_due_snoozes(day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [False, True, True]
    library.editing.wake(TUESDAY)
    assert not library.has_due_snoozes(WEDNESDAY)


def test_the_row_of_a_snoozed_paper_and_the_history_show_the_date(library: Library) -> None:
    first = library.find()[0]
    changes = library.editing.snooze(date(2026, 12, 5), [first])
    assert changes.label == "Snoozed 1 paper until 5 Dec 2026"
    assert library.rows([first])[0].snoozed_until == "2026-12-05"
    library.editing.set_status("inbox", [first])
    assert library.rows([first])[0].snoozed_until is None
