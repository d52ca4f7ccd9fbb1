"""Undo on a toast undoes the step it names, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow

Press = Callable[..., None] if TYPE_CHECKING else Any


def click_undo(window: MainWindow, press: Press) -> None:
    """Click the Undo button of the toast."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert window.toast._undo.isVisible()
    QTest.mouseClick(window.toast._undo, Qt.MouseButton.LeftButton)
    press("")


def test_undo_of_a_toast_keeps_a_note_written_since(main_window: MainWindow, press: Press) -> None:
    first = main_window.papers.current_id
    assert first is not None
    press("l")
    second = main_window.papers.current_id
    press("n")
    press("second note")
    assert "Moved 1 paper to later" in main_window.toast.text
    click_undo(main_window, press)
    assert main_window.library.show(first).status == "inbox"
    assert "second note" in (main_window.library.show(second).note or "")


def test_undo_of_a_toast_keeps_changes_of_another_process(main_window: MainWindow, press: Press) -> None:
    first, other = main_window.papers.ids[:2]
    press("d")
    with Library(main_window.library.folder) as library:
        was_starred = library.show(other).starred
        library.editing.star([other], not was_starred)
    click_undo(main_window, press)
    assert main_window.library.show(first).status == "inbox"
    assert main_window.library.show(other).starred is not was_starred


def test_z_undoes_the_newest_step_while_the_toast_names_an_older_one(main_window: MainWindow, press: Press) -> None:
    first, other = main_window.papers.ids[:2]
    press("d")
    with Library(main_window.library.folder) as library:
        was_starred = library.show(other).starred
        library.editing.star([other], not was_starred)
    press("z")
    assert main_window.library.show(first).status == "dropped"
    assert main_window.library.show(other).starred is was_starred


def test_the_toast_names_the_later_step_that_prevents_undo(main_window: MainWindow, press: Press) -> None:
    first = main_window.papers.current_id
    assert first is not None
    press("d")
    with Library(main_window.library.folder) as library:
        library.editing.set_priority(5, [first])
    click_undo(main_window, press)
    assert "Set priority 5 on 1 paper" in main_window.toast.text
    assert "Nothing was changed" in main_window.toast.text
    assert not main_window.toast._undo.isVisible()
    assert (main_window.library.show(first).status, main_window.library.show(first).priority) == ("dropped", 5)


def test_a_second_click_undoes_nothing_more(main_window: MainWindow, press: Press) -> None:
    first, second = main_window.papers.ids[:2]
    press("d")
    press("d")
    main_window.toast._undo.click()
    main_window.toast._undo.click()
    press("")
    assert main_window.library.show(second).status == "inbox"
    assert main_window.library.show(first).status == "dropped"
    assert "Undid" in main_window.toast.text


def test_undo_and_redo_toasts_have_no_undo_button(main_window: MainWindow, press: Press) -> None:
    press("d")
    press("z")
    assert "Undid" in main_window.toast.text
    assert not main_window.toast._undo.isVisible()
    press("Z")
    assert "Redid" in main_window.toast.text
    assert not main_window.toast._undo.isVisible()


def test_a_paper_titled_undid_can_be_undone(main_window: MainWindow, press: Press) -> None:
    """Whether a step can be undone does not depend on its text."""
    paper = main_window.papers.current_id
    assert paper is not None
    main_window.operations.write(lambda library: library.editing.add({"title": "Undid"})[1])
    press("")
    assert main_window.toast._undo.isVisible()


def test_the_sample_library_can_be_undone_after_other_actions(open_window: Any, own_folders: Any, qtbot: Any) -> None:
    window = open_window(own_folders)
    window.empty.load_samples.click()
    qtbot.waitUntil(lambda: bool(window.papers.ids) and window.operations.is_idle, timeout=30_000)
    with Library(own_folders) as library:
        library.editing.create_collection("Mine")
    window.toast._undo.click()
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=30_000)
    assert window.library.find() == []
    assert [name for name, _papers in window.library.collections()] == ["Mine"]
    assert "Undid: the sample library" in window.toast.text


def test_papers_that_came_back_from_snooze_can_be_snoozed_again(
    open_window: Any, sample_folder: Any, qtbot: Any
) -> None:
    yesterday = date.today() - timedelta(days=1)
    with Library(sample_folder) as library:
        paper = library.list_by_status("inbox")[0]
        library.editing.snooze(yesterday, [paper])
    window = open_window(sample_folder)
    qtbot.waitUntil(lambda: "back to the inbox" in window.toast.text, timeout=10_000)
    with Library(sample_folder) as library:
        library.editing.create_collection("Mine")
    window.toast._undo.click()
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    assert window.library.show(paper).status == "later"
    assert [name for name, _papers in window.library.collections() if name == "Mine"]
