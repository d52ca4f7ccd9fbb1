"""The history in the window: reading it, taking back one step of many, and what stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.views import StepView
from app.library import Library
from app.store.database import now
from tests.ui.conftest import settle

if TYPE_CHECKING:
    from ui.history.dialog import HistoryDialog
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def history(desk: MainWindow, press: Press) -> Callable[[], HistoryDialog]:
    def open_it() -> HistoryDialog:
        press("gh")
        assert desk.history.dialog is not None
        return desk.history.dialog

    return open_it


def labels(dialog: HistoryDialog) -> list[str]:
    return [step.label for step in dialog.model.steps]


def go_to(dialog: HistoryDialog, label: str) -> None:
    row = next(at for at, row in enumerate(dialog.model.rows) if isinstance(row, StepView) and row.label == label)
    dialog.list.setCurrentIndex(dialog.model.index(row))


def edit(desk: MainWindow, work: Callable[[Library, list[int]], object], qtbot: Any) -> None:
    desk.operations.act(lambda library: work(library, library.find(sort="id")))
    settle(desk, qtbot)


def test_one_step_is_taken_back_alone_and_done_again(
    desk: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(desk, lambda library, ids: library.editing.tag("boats", ids[:1]), qtbot)
    edit(desk, lambda library, ids: library.editing.set_status("later", ids[1:2]), qtbot)
    dialog = history()
    assert dialog.model.rows[0] == "Today"
    assert labels(dialog)[:2] == ["Moved 1 paper to later", "Tagged 1 paper “boats”"]
    go_to(dialog, "Tagged 1 paper “boats”")
    press("u")
    assert "boats" not in [tag.name for tag in desk.library.tags()]
    assert desk.library.counts().statuses["later"] == 1
    assert dialog.chosen is not None
    assert (dialog.chosen.label, dialog.chosen.undone) == ("Tagged 1 paper “boats”", True)
    press("u")
    assert "boats" in [tag.name for tag in desk.library.tags()]


def test_what_stands_in_the_way_is_named_and_one_gets_there(
    desk: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(desk, lambda library, ids: library.editing.tag("boats", ids[:1]), qtbot)
    edit(desk, lambda library, _ids: library.editing.rename_tag("boats", "ships"), qtbot)
    dialog = history()
    dialog.field.setText("boats tagged")
    qtbot.waitUntil(lambda: labels(dialog) == ["Tagged 1 paper “boats”"])
    go_to(dialog, "Tagged 1 paper “boats”")
    dialog.list.setFocus()
    press("u")
    assert "Renamed the tag “boats” to “ships”" in dialog.problem.text()
    assert "ships" in [tag.name for tag in desk.library.tags()]
    dialog.others.click()
    qtbot.waitUntil(lambda: dialog.chosen is not None and dialog.chosen.label.startswith("Renamed the tag “boats”"))


def test_enter_lists_the_papers_of_a_step(
    desk: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(desk, lambda library, ids: library.editing.set_status("later", ids[2:4]), qtbot)
    history()
    press("\r")
    assert sorted(desk.papers.papers.ids) == desk.library.find(sort="id")[2:4]
    assert desk.focusWidget() is desk.papers


def test_a_search_finds_steps_by_their_words_and_by_the_titles_of_their_papers(
    desk: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(desk, lambda library, ids: library.editing.tag("Café", ids[:1]), qtbot)
    edit(desk, lambda library, ids: library.editing.set_status("later", ids[5:6]), qtbot)
    dialog = history()
    press("/CAFE")
    qtbot.waitUntil(lambda: labels(dialog) == ["Tagged 1 paper “Café”"])
    dialog.field.setText(desk.library.views(desk.library.find(sort="id"))[5].title.upper())
    qtbot.waitUntil(
        lambda: "Moved 1 paper to later" in labels(dialog) and "Tagged 1 paper “Café”" not in labels(dialog)
    )
    dialog.field.setText("nothing like it")
    qtbot.waitUntil(lambda: dialog.empty.isVisible() and not dialog.list.isVisible())


def test_a_long_history_is_read_as_one_goes_down(
    desk: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    database = desk.library.database
    with database.transaction() as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        rows = [("edit", f"Step of old {number}", now(), version) for number in range(1000)]
        connection.executemany("INSERT INTO step (kind, label, made_at, schema_version) VALUES (?, ?, ?, ?)", rows)
    dialog = history()
    assert len(dialog.model.steps) < 500
    assert labels(dialog)[0] == "Step of old 999"
    for _page in range(10):
        dialog.list.scrollToBottom()
        settle(desk, qtbot)
    assert "Step of old 0" in labels(dialog)
    assert len(labels(dialog)) == len(set(labels(dialog)))


def test_days_are_named_as_people_name_them() -> None:
    from ui.history.rows import name_day

    here = datetime.now().astimezone()
    assert name_day(here.isoformat()) == "Today"
    assert name_day((here - timedelta(days=1)).isoformat()) == "Yesterday"
    assert name_day("2025-03-09T12:00:00+00:00") == "9 Mar 2025"


def test_an_old_step_says_that_it_can_only_be_read(
    desk: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(desk, lambda library, ids: library.editing.set_status("later", ids[:1]), qtbot)
    with desk.library.database.transaction() as connection:
        connection.execute("UPDATE step SET made_at = '2020-01-01T00:00:00.000000+00:00'")
    desk.operations.act(Library.compact_history)
    settle(desk, qtbot)
    dialog = history()
    assert all(step.final for step in dialog.model.steps)
    assert not dialog.flip.isEnabled()
    press("u")
    assert desk.library.counts().statuses["later"] == 1
    assert "too old" in dialog.about.text()
