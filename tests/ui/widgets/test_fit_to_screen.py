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
    monkeypatch.setattr(ui.widgets.fit_to_screen, "available_size", lambda _widget: room)
    monkeypatch.setattr(ui.window.layout, "available_size", lambda _widget: room)
    return room


def wait_idle(window: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def is_within(window: Any, room: Any) -> bool:
    return bool(window.width() <= room.width() and window.height() <= room.height())


@pytest.fixture
def tiny(small_screen: Any, main_window: MainWindow, qtbot: Any) -> MainWindow:
    main_window.window_layout.restore()
    main_window.resize(small_screen)
    qtbot.waitUntil(main_window.note.isHidden, timeout=5000)
    wait_idle(main_window, qtbot)
    main_window.papers.setFocus()
    return main_window


def test_a_window_is_no_larger_than_its_screen(theme: Any, sample_folder: Path, qtbot: Any) -> None:
    from ui.window.main_window import MainWindow

    window = MainWindow(sample_folder, theme)
    try:
        free = window.screen().availableGeometry()
        assert window.width() <= free.width()
        assert window.height() <= free.height()
    finally:
        window.close()


def test_a_size_saved_on_a_larger_screen_is_reduced_to_this_one(
    theme: Any, own_folders: Path, small_screen: Any, qtbot: Any
) -> None:
    from ui.window.main_window import MainWindow

    window = MainWindow(own_folders, theme)
    window.setMinimumSize(0, 0)
    window.resize(780, 700)
    window.move(300, 200)
    window.close()
    again = MainWindow(own_folders, theme)
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
def test_no_dialog_is_larger_than_the_screen(
    command: str, main_window: MainWindow, small_screen: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QDialog

    sizes: list[bool] = []

    def look_at() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                sizes.append(is_within(widget, small_screen))
                widget.reject()

    looking = QTimer(main_window, interval=100)  # some dialogs are shown by a loop of their own
    looking.timeout.connect(look_at)
    looking.start()
    main_window.actions_by_id[command].trigger()
    qtbot.waitUntil(lambda: bool(sizes), timeout=10_000)
    looking.stop()
    wait_idle(main_window, qtbot)
    assert sizes == [True]


def test_a_dialog_taller_than_the_screen_can_be_scrolled(
    main_window: MainWindow, small_screen: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QVBoxLayout

    dialog = QDialog(main_window)
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


def test_a_low_window_shows_either_page_or_note(tiny: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert tiny.page.isVisible()
    press("n")
    assert tiny.note.editor.hasFocus()
    assert not tiny.page.isVisible()
    assert tiny.note.height() > 100
    press("read this again")
    QTest.keyClick(tiny.note.editor, Qt.Key.Key_Escape)
    wait_idle(tiny, qtbot)
    assert tiny.papers.hasFocus()
    assert tiny.page.isVisible()
    assert not tiny.note.isVisible()
    assert tiny.library.show(tiny.papers.current_id or 0).note == "read this again"
    tiny.actions_by_id["pane_note"].trigger()
    assert tiny.note.editor.hasFocus()
    tiny.resize(1000, 780)
    assert tiny.note.isVisible()
    assert tiny.page.isVisible()


def test_a_tiny_window_shows_either_sidebar_or_page(tiny: MainWindow, press: Press, qtbot: Any) -> None:
    tiny.actions_by_id["pane_places"].trigger()
    assert tiny.sidebar.isVisible()
    assert not tiny.reading_pane.isVisible()
    tiny.actions_by_id["pane_page"].trigger()
    assert tiny.page.hasFocus()
    assert not tiny.sidebar.isVisible()
