"""A screen that is small, or on which everything is large: nothing is larger than it, and all can be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def small_screen(monkeypatch: pytest.MonkeyPatch) -> Any:
    """1440 by 900 pixels at 300 percent. The platform of these tests has one screen only, of another size."""
    from PySide6.QtCore import QSize

    import ui.widgets.fit_to_screen
    import ui.window.layout

    room = QSize(476, 287)
    monkeypatch.setattr(ui.widgets.fit_to_screen, "room_for", lambda _widget: room)
    monkeypatch.setattr(ui.window.layout, "room_for", lambda _widget: room)
    return room


def settle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def is_within(window: Any, room: Any) -> bool:
    return bool(window.width() <= room.width() and window.height() <= room.height())


@pytest.fixture
def tiny(small_screen: Any, desk: MainWindow, qtbot: Any) -> MainWindow:
    desk.folding.restore()
    desk.resize(small_screen)
    qtbot.waitUntil(desk.note.isHidden, timeout=5000)
    settle(desk, qtbot)
    desk.papers.setFocus()
    return desk


def test_a_window_opens_no_larger_than_its_screen(look: Any, sample_folder: Path, qtbot: Any) -> None:
    from ui.window.main_window import MainWindow

    window = MainWindow(sample_folder, look)
    try:
        free = window.screen().availableGeometry()
        assert window.width() <= free.width()
        assert window.height() <= free.height()
    finally:
        window.close()


def test_a_size_that_was_kept_on_a_larger_screen_is_cut_to_this_one(
    look: Any, own_folders: Path, small_screen: Any, qtbot: Any
) -> None:
    from ui.window.main_window import MainWindow

    window = MainWindow(own_folders, look)
    window.setMinimumSize(0, 0)
    window.resize(780, 700)
    window.move(300, 200)
    window.close()
    again = MainWindow(own_folders, look)
    try:
        assert is_within(again, small_screen)
        assert again.screen().availableGeometry().contains(again.geometry())
    finally:
        again.close()


OPENING = (
    "preferences",
    "history",
    "export",
    "import",
    "imports",
    "add_paper",
    "sightings",
    "same_papers",
    "keys",
    "help",
)


@pytest.mark.parametrize("command", OPENING)
def test_no_dialog_is_larger_than_the_screen(command: str, desk: MainWindow, small_screen: Any, qtbot: Any) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QDialog

    sizes: list[bool] = []

    def look_at() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                sizes.append(is_within(widget, small_screen))
                widget.reject()

    looking = QTimer(desk, interval=100)  # some dialogs are shown by a loop of their own
    looking.timeout.connect(look_at)
    looking.start()
    desk.actions_by_id[command].trigger()
    qtbot.waitUntil(lambda: bool(sizes), timeout=10_000)
    looking.stop()
    settle(desk, qtbot)
    assert sizes == [True]


def test_a_dialog_that_holds_more_than_the_screen_scrolls_to_its_buttons(
    desk: MainWindow, small_screen: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QVBoxLayout

    dialog = QDialog(desk)
    column = QVBoxLayout(dialog)
    for number in range(20):
        button = QPushButton(f"Button {number}")
        button.setMinimumHeight(40)
        column.addWidget(button)
        if number == 0:
            button.setFocus()
    dialog.open()
    qtbot.waitUntil(button.isVisible, timeout=5000)
    assert is_within(dialog, small_screen)
    area = dialog.findChild(QScrollArea)
    assert area is not None
    first = dialog.focusWidget()
    assert isinstance(first, QPushButton)
    assert first.text() == "Button 0"
    QTest.keyClick(first, Qt.Key.Key_Backtab)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0, timeout=5000)
    dialog.reject()


def test_in_a_low_window_page_and_note_take_turns(tiny: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert tiny.page.isVisible()
    press("n")
    assert tiny.note.editor.hasFocus()
    assert not tiny.page.isVisible()
    assert tiny.note.height() > 100
    press("read this again")
    QTest.keyClick(tiny.note.editor, Qt.Key.Key_Escape)
    settle(tiny, qtbot)
    assert tiny.papers.hasFocus()
    assert tiny.page.isVisible()
    assert not tiny.note.isVisible()
    assert tiny.library.show(tiny.papers.current_id or 0).note == "read this again"
    tiny.actions_by_id["pane_note"].trigger()
    assert tiny.note.editor.hasFocus()
    tiny.resize(1000, 780)
    assert tiny.note.isVisible()
    assert tiny.page.isVisible()


def test_in_a_tiny_window_the_places_take_the_room_of_the_page(tiny: MainWindow, press: Press, qtbot: Any) -> None:
    tiny.actions_by_id["pane_places"].trigger()
    assert tiny.sidebar.isVisible()
    assert not tiny.desk.isVisible()
    tiny.actions_by_id["pane_page"].trigger()
    assert tiny.page.hasFocus()
    assert not tiny.sidebar.isVisible()
