"""What the toast tells, its Undo takes back: that, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from app.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow

Press = Callable[..., None] if TYPE_CHECKING else Any


def click_undo(window: MainWindow, press: Press) -> None:
    """Click the button beside the sentence, as it is seen."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert window.toast._undo.isVisible()
    QTest.mouseClick(window.toast._undo, Qt.MouseButton.LeftButton)
    press("")


def test_a_note_written_since_is_not_lost_to_the_undo_of_the_toast(desk: MainWindow, press: Press) -> None:
    first = desk.papers.current_id
    assert first is not None
    press("l")
    second = desk.papers.current_id
    press("n")
    press("second note")
    assert "Moved 1 paper to later" in desk.toast.text
    click_undo(desk, press)
    assert desk.library.show(first).status == "inbox"
    assert "second note" in (desk.library.show(second).note or "")


def test_what_another_program_did_since_is_not_undone_by_the_toast(desk: MainWindow, press: Press) -> None:
    first, other = desk.papers.papers.ids[:2]
    press("d")
    with Library(desk.library.folder) as library:
        was_starred = library.show(other).starred
        library.editing.star([other], not was_starred)
    click_undo(desk, press)
    assert desk.library.show(first).status == "inbox"
    assert desk.library.show(other).starred is not was_starred


def test_z_still_takes_the_newest_step_back_while_the_toast_tells_an_older_one(desk: MainWindow, press: Press) -> None:
    first, other = desk.papers.papers.ids[:2]
    press("d")
    with Library(desk.library.folder) as library:
        was_starred = library.show(other).starred
        library.editing.star([other], not was_starred)
    press("z")
    assert desk.library.show(first).status == "dropped"
    assert desk.library.show(other).starred is was_starred


def test_the_toast_names_the_later_step_that_stands_in_the_way(desk: MainWindow, press: Press) -> None:
    first = desk.papers.current_id
    assert first is not None
    press("d")
    with Library(desk.library.folder) as library:
        library.editing.set_priority(5, [first])
    click_undo(desk, press)
    assert "Set priority 5 on 1 paper" in desk.toast.text
    assert "Nothing was changed" in desk.toast.text
    assert not desk.toast._undo.isVisible()
    assert (desk.library.show(first).status, desk.library.show(first).priority) == ("dropped", 5)


def test_a_second_click_does_not_take_back_more(desk: MainWindow, press: Press) -> None:
    first, second = desk.papers.papers.ids[:2]
    press("d")
    press("d")
    desk.toast._undo.click()
    desk.toast._undo.click()
    press("")
    assert desk.library.show(second).status == "inbox"
    assert desk.library.show(first).status == "dropped"
    assert "Undid" in desk.toast.text


def test_what_was_taken_back_or_done_again_has_no_undo_of_its_own(desk: MainWindow, press: Press) -> None:
    press("d")
    press("z")
    assert "Undid" in desk.toast.text
    assert not desk.toast._undo.isVisible()
    press("Z")
    assert "Redid" in desk.toast.text
    assert not desk.toast._undo.isVisible()


def test_a_tag_that_is_called_undid_can_be_taken_back(desk: MainWindow, press: Press) -> None:
    """What can be undone is not read out of the sentence."""
    paper = desk.papers.current_id
    assert paper is not None
    desk.operations.act(lambda library: library.editing.add({"title": "Undid"})[1])
    press("")
    assert desk.toast._undo.isVisible()


def test_the_sample_library_goes_at_once_though_something_was_done_since(
    open_window: Any, own_folders: Any, qtbot: Any
) -> None:
    window = open_window(own_folders)
    window.empty.load_samples.click()
    qtbot.waitUntil(lambda: bool(window.papers.papers.ids) and window.operations.is_idle, timeout=30_000)
    with Library(own_folders) as library:
        library.editing.create_collection("Mine")
    window.toast._undo.click()
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=30_000)
    assert window.library.find() == []
    assert [name for name, _papers in window.library.collections()] == ["Mine"]
    assert "Undid: the sample library" in window.toast.text


def test_papers_that_came_back_from_the_snooze_can_be_put_off_again(
    open_window: Any, sample_folder: Any, qtbot: Any
) -> None:
    yesterday = date.today() - timedelta(days=1)
    with Library(sample_folder) as library:
        paper = library.shelf("inbox")[0]
        library.editing.snooze(yesterday, [paper])
    window = open_window(sample_folder)
    qtbot.waitUntil(lambda: "came back" in window.toast.text, timeout=10_000)
    with Library(sample_folder) as library:
        library.editing.create_collection("Mine")
    window.toast._undo.click()
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    assert window.library.show(paper).status == "later"
    assert [name for name, _papers in window.library.collections() if name == "Mine"]
