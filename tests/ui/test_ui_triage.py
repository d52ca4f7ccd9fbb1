"""Triage with real keys: a key decides and the next paper comes, nothing is lost and everything can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from ui.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def triage(desk: MainWindow, press: Press) -> MainWindow:
    """The window in triage, on the inbox of the sample library."""
    desk.actions_by_id["triage"].trigger()
    press("")
    return desk


def stored(window: MainWindow) -> Library:
    return Library(window.library.folder)


def test_a_key_decides_and_the_next_paper_comes(triage: MainWindow, press: Press) -> None:
    first, second, third, fourth = triage.papers.papers.ids[:4]
    press("el", settled=False)
    press("d")
    with stored(triage) as library:
        assert [library.show(one).status for one in (first, second, third)] == ["done", "later", "dropped"]
    assert triage.papers.current_id == fourth
    assert library_title(triage, fourth) in triage.page.toPlainText()


def library_title(window: MainWindow, paper_id: int) -> str:
    return window.library.show(paper_id).title


def test_the_counter_tells_how_many_are_decided_and_how_many_there_are(triage: MainWindow, press: Press) -> None:
    total = len(triage.papers.papers.ids)
    view = triage.triage.view
    assert view.counter.text() == f"0 of {total}"
    press("ee")
    assert view.counter.text() == f"2 of {total}"
    press("z")
    assert view.counter.text() == f"1 of {total}"


def test_z_brings_the_last_paper_back_before_the_eyes(triage: MainWindow, press: Press) -> None:
    first, second = triage.papers.papers.ids[:2]
    press("ee")
    press("z")
    assert triage.papers.current_id == second
    with stored(triage) as library:
        assert [library.show(one).status for one in (first, second)] == ["done", "inbox"]


def test_a_star_goes_on_to_the_next_paper_and_leaves_it_undecided(triage: MainWindow, press: Press) -> None:
    first, second = triage.papers.papers.ids[:2]
    press("s")
    assert triage.papers.current_id == second
    with stored(triage) as library:
        assert (library.show(first).starred, library.show(first).status) == (True, "inbox")


def test_a_note_is_written_beside_the_card_and_esc_comes_back(triage: MainWindow, press: Press) -> None:
    first = triage.papers.current_id
    assert first is not None
    press("n")
    assert triage.note.editor.hasFocus()
    press("edl")
    triage.going.go_back()
    assert triage.page.hasFocus()
    press("e")
    with stored(triage) as library:
        assert (library.show(first).note, library.show(first).status) == ("edl", "done")


def test_esc_leaves_triage_with_the_same_paper_and_the_whole_desk(triage: MainWindow, press: Press) -> None:
    press("e")
    current = triage.papers.current_id
    triage.going.go_back()
    assert triage.papers.current_id == current
    assert triage.papers.isVisible()
    assert triage.page.isVisible()
    assert triage.note.isVisible()
    assert triage.papers.hasFocus()


def test_at_the_end_a_summary_lists_what_was_decided_as_searches(triage: MainWindow, press: Press) -> None:
    from PySide6.QtWidgets import QPushButton

    total = len(triage.papers.papers.ids)
    press("l" + "e" * (total - 1))
    lines = {button.accessibleName(): button for button in triage.triage.view.summary.findChildren(QPushButton)}
    assert "Later: 1" in lines
    lines["Later: 1"].click()
    assert triage.top.field.text() == "status:later decided:today"
    assert triage.columns.isVisible()


def test_only_undecided_papers_of_a_search_are_gone_through(desk: MainWindow, press: Press) -> None:
    press("e")
    desk.listing.search("language")
    press("")
    desk.actions_by_id["triage"].trigger()
    press("")
    with stored(desk) as library:
        wanted = set(library.find("language status:inbox"))
    assert set(desk.papers.papers.ids) == wanted


def test_a_snoozed_paper_is_out_of_sight_until_its_day(desk: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from ui.snoozing import SnoozeDialog

    paper = desk.papers.current_id
    assert paper is not None

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SnoozeDialog)
        QTest.keyClicks(dialog.field, "in 3 days")
        assert "Back on" in dialog.hint.text()
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)

    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, answer)
    press("b")
    with stored(desk) as library:
        view = library.show(paper)
    assert (view.status, view.snoozed_until) == ("later", (date.today() + timedelta(days=3)).isoformat())
    assert paper not in desk.papers.papers.ids


def test_a_paper_whose_day_has_come_is_back_when_the_window_opens(
    sample_folder: Path, open_window: Callable[[Path], MainWindow]
) -> None:
    with Library(sample_folder) as library:
        paper = library.find("status:inbox")[0]
        library.editing.snooze(date(2020, 1, 1), [paper])
    window = open_window(sample_folder)
    assert paper in window.papers.papers.ids
    assert "came back" in window.toast.text
