"""Where the toast stands and what it names: it covers no text, and a key only where the key acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def settle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def test_undo_names_its_key_only_while_the_key_acts_where_the_focus_is(desk: MainWindow, press: Press) -> None:
    press("s")
    assert desk.toast._undo.text() == "Undo  z"
    desk.top.field.setFocus()
    assert desk.toast._undo.text() == "Undo"
    desk.papers.setFocus()
    assert desk.toast._undo.text() == "Undo  z"
    desk.note.editor.setFocus()
    desk.operations.act(lambda library: library.editing.star([desk.papers.current_id], False))
    press("")
    assert desk.focusWidget() is desk.note.editor
    assert desk.toast._undo.text() == "Undo"


def test_saving_a_search_names_no_key_that_would_type_a_letter(desk: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    before = desk.library.saved_searches()
    press("/")
    QTest.keyClicks(desk.top.field, "attention")
    QTest.keyClick(desk.top.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(QApplication.focusWidget() or desk.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Saved the search" in desk.toast.text, timeout=5000)
    assert desk.focusWidget() is desk.top.field
    assert desk.toast._undo.isVisible()
    assert desk.toast._undo.text() == "Undo"
    desk.toast._undo.click()
    settle(desk, qtbot)
    assert desk.library.saved_searches() == before
    assert desk.top.field.text() == "attention"


def test_one_z_takes_the_whole_sample_library_back_and_one_redo_brings_it(
    open_window: Callable[[Path], MainWindow], own_folders: Path, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window = open_window(own_folders)
    window.empty.load_samples.click()
    settle(window, qtbot)
    assert window.toast._undo.isVisible()
    with_samples = [(row.title, row.tags, row.starred) for row in window.library.rows(window.library.find())]
    assert len(with_samples) > 5
    window.papers.setFocus()
    QTest.keyClick(window.papers, Qt.Key.Key_Z)
    settle(window, qtbot)
    assert window.library.find() == []
    assert window.library.tags() == []
    assert window.toast.text == "Undid: the sample library"
    assert window.stack.currentWidget() is window.empty
    window.actions_by_id["redo"].trigger()
    settle(window, qtbot)
    assert [(row.title, row.tags, row.starred) for row in window.library.rows(window.library.find())] == with_samples


def test_after_another_deed_z_takes_back_that_one_first_and_then_the_samples(
    open_window: Callable[[Path], MainWindow], own_folders: Path, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window = open_window(own_folders)
    window.empty.load_samples.click()
    settle(window, qtbot)
    papers = window.library.find()
    window.papers.setFocus()
    for key in (Qt.Key.Key_E, Qt.Key.Key_Z):
        QTest.keyClick(window.papers, key)
        settle(window, qtbot)
    assert window.library.find() == papers
    QTest.keyClick(window.papers, Qt.Key.Key_Z)
    settle(window, qtbot)
    assert window.library.find() == []


@pytest.mark.parametrize("size", [(1280, 780), (1600, 780), (760, 700)])
def test_it_covers_neither_the_note_nor_the_status_line(size: tuple[int, int], desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QPoint, QRect

    desk.resize(*size)
    press("s")
    for sentence in ("Starred 1 paper", "word " * 60):
        desk.toast.say(sentence)
        for part in (desk.note, desk.status):
            place = QRect(part.mapTo(desk, QPoint(0, 0)), part.size())
            assert not place.intersects(desk.toast.geometry())
        assert desk.rect().contains(desk.toast.geometry())


def test_a_long_path_loses_its_middle_and_nothing_is_cut_off(desk: MainWindow) -> None:
    path = "/home/somebody/" + "a-rather-long-name-of-a-folder/" * 4 + "notes-about-everything.md"
    desk.toast.say(f"Exported: 1 file written. {path} is not ours and was kept.")
    assert "notes-about-everything.md is not ours and was kept." in desk.toast.text
    assert path[:10] in desk.toast.text
    assert "…" in desk.toast.text
    label = desk.toast._text
    longest = max(desk.toast.text.split(), key=len)
    assert label.contentsRect().width() >= label.fontMetrics().horizontalAdvance(longest)
    assert label.height() >= label.heightForWidth(label.width())
    assert path in label.toolTip()


def test_it_stays_while_the_pointer_is_over_it(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QEnterEvent
    from PySide6.QtWidgets import QApplication

    press("s")
    toast = desk.toast
    assert 0 < toast._timer.interval() <= 8000
    assert toast._timer.isActive()
    QApplication.sendEvent(toast, QEnterEvent(QPointF(4, 4), QPointF(4, 4), QPointF(4, 4)))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_the_usual_size_of_the_text_is_told_like_the_others(desk: MainWindow) -> None:
    desk.actions_by_id["zoom_in"].trigger()
    assert desk.toast.text != "Text at 100 %."
    desk.actions_by_id["zoom_reset"].trigger()
    assert desk.toast.text == "Text at 100 %."
