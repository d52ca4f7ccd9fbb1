"""The history dialog: paging, searching, undoing one step of many, and steps that block it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.detail_views import StepView
from app.library import Library
from app.store import steps
from app.store.database import utc_now
from tests.ui.conftest import wait_idle

if TYPE_CHECKING:
    from ui.history.dialog import HistoryDialog
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def history(main_window: MainWindow, press: Press) -> Callable[[], HistoryDialog]:
    def open_dialog() -> HistoryDialog:
        press("gh")
        assert main_window.history.dialog is not None
        return main_window.history.dialog

    return open_dialog


def labels(dialog: HistoryDialog) -> list[str]:
    return [step.label for step in dialog.model.steps]


def go_to(dialog: HistoryDialog, label: str) -> None:
    row = next(at for at, row in enumerate(dialog.model.rows) if isinstance(row, StepView) and row.label == label)
    dialog.list.setCurrentIndex(dialog.model.index(row))


def edit(main_window: MainWindow, work: Callable[[Library, list[int]], object], qtbot: Any) -> None:
    main_window.operations.write(lambda library: work(library, library.find(sort="id")))
    wait_idle(main_window, qtbot)


def test_one_step_is_undone_alone_and_redone(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.tag("boats", ids[:1]), qtbot)
    edit(main_window, lambda library, ids: library.editing.set_status("later", ids[1:2]), qtbot)
    dialog = history()
    assert dialog.model.rows[0] == "Today"
    assert labels(dialog)[:2] == ["Moved 1 paper to later", "Tagged 1 paper “boats”"]
    go_to(dialog, "Tagged 1 paper “boats”")
    press("u")
    assert "boats" not in [tag.name for tag in main_window.library.tags()]
    assert main_window.library.counts().statuses["later"] == 1
    assert dialog.selected is not None
    assert (dialog.selected.label, dialog.selected.undone) == ("Tagged 1 paper “boats”", True)
    press("u")
    assert "boats" in [tag.name for tag in main_window.library.tags()]


def test_a_blocking_step_is_named_and_can_be_reached(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.tag("boats", ids[:1]), qtbot)
    edit(main_window, lambda library, _ids: library.editing.rename_tag("boats", "ships"), qtbot)
    dialog = history()
    dialog.field.setText("boats tagged")
    qtbot.waitUntil(lambda: labels(dialog) == ["Tagged 1 paper “boats”"])
    go_to(dialog, "Tagged 1 paper “boats”")
    dialog.list.setFocus()
    press("u")
    assert "Renamed the tag “boats” to “ships”" in dialog.problem.text()
    assert "ships" in [tag.name for tag in main_window.library.tags()]
    dialog.blocking_button.click()
    qtbot.waitUntil(lambda: dialog.selected is not None and dialog.selected.label.startswith("Renamed the tag “boats”"))


def test_enter_lists_the_papers_of_a_step(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.set_status("later", ids[2:4]), qtbot)
    history()
    press("\r")
    assert sorted(main_window.papers.ids) == main_window.library.find(sort="id")[2:4]
    assert main_window.focusWidget() is main_window.papers


def test_a_search_finds_steps_by_label_and_by_the_titles_of_their_papers(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.tag("Café", ids[:1]), qtbot)
    edit(main_window, lambda library, ids: library.editing.set_status("later", ids[5:6]), qtbot)
    dialog = history()
    press("/CAFE")
    qtbot.waitUntil(lambda: labels(dialog) == ["Tagged 1 paper “Café”"])
    dialog.field.setText(main_window.library.views(main_window.library.find(sort="id"))[5].title.upper())
    qtbot.waitUntil(
        lambda: "Moved 1 paper to later" in labels(dialog) and "Tagged 1 paper “Café”" not in labels(dialog)
    )
    dialog.field.setText("nothing like it")
    qtbot.waitUntil(lambda: dialog.empty.isVisible() and not dialog.list.isVisible())


def test_a_long_history_is_loaded_while_scrolling(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    database = main_window.library.database
    with database.transaction() as connection:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        rows = [("edit", f"Step of old {number}", utc_now(), version) for number in range(1000)]
        connection.executemany("INSERT INTO step (kind, label, made_at, schema_version) VALUES (?, ?, ?, ?)", rows)
    dialog = history()
    assert len(dialog.model.steps) < 500
    assert labels(dialog)[0] == "Step of old 999"
    for _page in range(10):
        dialog.list.scrollToBottom()
        wait_idle(main_window, qtbot)
    assert "Step of old 0" in labels(dialog)
    assert len(labels(dialog)) == len(set(labels(dialog)))


def test_recent_days_are_named_today_and_yesterday() -> None:
    from ui.history.rows import format_day

    here = datetime.now().astimezone()
    assert format_day(here.isoformat()) == "Today"
    assert format_day((here - timedelta(days=1)).isoformat()) == "Yesterday"
    assert format_day("2025-03-09T12:00:00+00:00") == "9 Mar 2025"


def test_a_step_that_is_too_old_cannot_be_undone_and_says_so(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.set_status("later", ids[:1]), qtbot)
    main_window.operations.write(lambda library: steps.compact(library.database, max_steps=0))
    wait_idle(main_window, qtbot)
    dialog = history()
    assert all(step.final for step in dialog.model.steps)
    assert not dialog.undo_button.isEnabled()
    press("u")
    assert main_window.library.counts().statuses["later"] == 1
    assert "too old" in dialog.summary.text()


def delete_now(dialog: HistoryDialog) -> None:
    """Close the dialog and let Qt delete it, before any answer is delivered."""
    from PySide6.QtCore import QCoreApplication, QEvent

    dialog.close()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)


def test_the_history_can_be_closed_before_its_steps_are_read(main_window: MainWindow, press: Press, qtbot: Any) -> None:
    press("gh", wait=False)
    assert main_window.history.dialog is not None
    delete_now(main_window.history.dialog)
    wait_idle(main_window, qtbot)  # the window's fixture fails for an unexpected error


def test_an_undo_that_is_blocked_is_told_also_after_the_history_was_closed(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.tag("boats", ids[:1]), qtbot)
    edit(main_window, lambda library, _ids: library.editing.rename_tag("boats", "ships"), qtbot)
    dialog = history()
    go_to(dialog, "Tagged 1 paper “boats”")
    press("u", wait=False)
    delete_now(dialog)
    wait_idle(main_window, qtbot)
    assert "Renamed the tag “boats” to “ships”" in main_window.toast.text


def test_closing_the_history_while_the_papers_of_a_step_are_read_leaves_the_list_alone(
    main_window: MainWindow, press: Press, history: Callable[[], HistoryDialog], qtbot: Any
) -> None:
    edit(main_window, lambda library, ids: library.editing.set_status("later", ids[2:4]), qtbot)
    place = main_window.listing.place
    dialog = history()
    press("\r", wait=False)
    delete_now(dialog)
    wait_idle(main_window, qtbot)
    assert main_window.listing.place == place
