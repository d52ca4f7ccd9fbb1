"""Position and labels of the toast: it covers no text, and shows its shortcut only where that works."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def wait_idle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def test_undo_shows_its_shortcut_only_where_it_works(main_window: MainWindow, press: Press) -> None:
    press("s")
    assert main_window.toast._undo.text() == "Undo  z"
    main_window.top_bar.field.setFocus()
    assert main_window.toast._undo.text() == "Undo"
    main_window.papers.setFocus()
    assert main_window.toast._undo.text() == "Undo  z"
    main_window.note.editor.setFocus()
    main_window.operations.write(lambda library: library.editing.star([main_window.papers.current_id], False))
    press("")
    assert main_window.focusWidget() is main_window.note.editor
    assert main_window.toast._undo.text() == "Undo"


def test_saving_a_search_shows_no_shortcut_that_would_type_text(
    main_window: MainWindow, press: Press, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    before = main_window.library.saved_searches()
    press("/")
    QTest.keyClicks(main_window.top_bar.field, "attention")
    QTest.keyClick(main_window.top_bar.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(QApplication.focusWidget() or main_window.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Saved the search" in main_window.toast.text, timeout=5000)
    assert main_window.focusWidget() is main_window.top_bar.field
    assert main_window.toast._undo.isVisible()
    assert main_window.toast._undo.text() == "Undo"
    main_window.toast._undo.click()
    wait_idle(main_window, qtbot)
    assert main_window.library.saved_searches() == before
    assert main_window.top_bar.field.text() == "attention"


def test_one_undo_removes_the_sample_library_and_one_redo_restores_it(
    open_window: Callable[[Path], MainWindow], own_folders: Path, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window = open_window(own_folders)
    window.empty.load_samples.click()
    wait_idle(window, qtbot)
    assert window.toast._undo.isVisible()
    with_samples = [(row.title, row.tags, row.starred) for row in window.library.rows(window.library.find())]
    assert len(with_samples) > 5
    window.papers.setFocus()
    QTest.keyClick(window.papers, Qt.Key.Key_Z)
    wait_idle(window, qtbot)
    assert window.library.find() == []
    assert window.library.tags() == []
    assert window.toast.text == "Undid: the sample library"
    assert window.stack.currentWidget() is window.empty
    window.actions_by_id["redo"].trigger()
    wait_idle(window, qtbot)
    assert [(row.title, row.tags, row.starred) for row in window.library.rows(window.library.find())] == with_samples


def test_undo_after_another_action_undoes_that_first(
    open_window: Callable[[Path], MainWindow], own_folders: Path, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window = open_window(own_folders)
    window.empty.load_samples.click()
    wait_idle(window, qtbot)
    papers = window.library.find()
    window.papers.setFocus()
    for key in (Qt.Key.Key_E, Qt.Key.Key_Z):
        QTest.keyClick(window.papers, key)
        wait_idle(window, qtbot)
    assert window.library.find() == papers
    QTest.keyClick(window.papers, Qt.Key.Key_Z)
    wait_idle(window, qtbot)
    assert window.library.find() == []


@pytest.mark.parametrize("size", [(1280, 780), (1600, 780), (760, 700)])
def test_the_toast_covers_neither_note_nor_status_bar(
    size: tuple[int, int], main_window: MainWindow, press: Press
) -> None:
    from PySide6.QtCore import QPoint, QRect

    main_window.resize(*size)
    press("s")
    for sentence in ("Starred 1 paper", "word " * 60):
        main_window.toast.show_message(sentence)
        for part in (main_window.note, main_window.status):
            place = QRect(part.mapTo(main_window, QPoint(0, 0)), part.size())
            assert not place.intersects(main_window.toast.geometry())
        assert main_window.rect().contains(main_window.toast.geometry())


def test_a_long_path_is_elided_and_nothing_is_clipped(main_window: MainWindow) -> None:
    path = "/home/somebody/" + "a-rather-long-name-of-a-folder/" * 4 + "notes-about-everything.md"
    main_window.toast.show_message(f"Exported: 1 file written. {path} is not ours and was kept.")
    assert "notes-about-everything.md is not ours and was kept." in main_window.toast.text
    assert path[:10] in main_window.toast.text
    assert "…" in main_window.toast.text
    label = main_window.toast._text
    longest = max(main_window.toast.text.split(), key=len)
    assert label.contentsRect().width() >= label.fontMetrics().horizontalAdvance(longest)
    assert label.height() >= label.heightForWidth(label.width())
    assert path in label.toolTip()


def test_the_toast_stays_while_the_pointer_is_over_it(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QEnterEvent
    from PySide6.QtWidgets import QApplication

    press("s")
    toast = main_window.toast
    assert 0 < toast._timer.interval() <= 8000
    assert toast._timer.isActive()
    QApplication.sendEvent(toast, QEnterEvent(QPointF(4, 4), QPointF(4, 4), QPointF(4, 4)))
    assert not toast._timer.isActive()
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_resetting_the_text_size_shows_a_toast(main_window: MainWindow) -> None:
    main_window.actions_by_id["zoom_in"].trigger()
    assert main_window.toast.text != "Text size: 100 %"
    main_window.actions_by_id["zoom_reset"].trigger()
    assert main_window.toast.text == "Text size: 100 %"
