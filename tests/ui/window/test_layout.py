"""The layout of the window is restored: its borders, and whether the sidebar is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.config.paths import config_folder


@pytest.fixture
def drag(qtbot: Any) -> Callable[[Any, int], None]:
    """Drag a splitter handle with the mouse by a number of pixels."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    def move(splitter: Any, by: int, border: int = 1) -> None:
        handle = splitter.handle(border)
        is_across = splitter.orientation() == Qt.Orientation.Horizontal
        at = handle.rect().center()
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
        for part in (2, 1):
            QTest.mouseMove(handle, at + (QPoint(by // part, 0) if is_across else QPoint(0, by // part)))
            at = handle.rect().center()
            by -= by // part
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=handle.rect().center())

    return move


@pytest.fixture
def reopen(open_window: Any, sample_folder: Path, qtbot: Any, theme: Any) -> Callable[..., Any]:
    """Closes the window and opens a new one, larger than the screen of these tests."""
    from ui.window.main_window import MainWindow

    opened: list[Any] = []

    def open_one(width: int = 1280) -> Any:
        for window in opened:
            window.close()
        window = MainWindow(sample_folder, theme)
        opened.append(window)
        window.resize(width, 820)
        window.show()
        qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
        qtbot.wait(20)
        return window

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()


def press_f9(window: Any, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    window.papers.setFocus()
    QTest.keyClick(window.papers, Qt.Key.Key_F9)
    qtbot.wait(20)


@pytest.mark.parametrize("width", [1280, 1600])
def test_the_border_between_page_and_note_is_restored(reopen: Any, drag: Any, qtbot: Any, width: int) -> None:
    window = reopen(width)
    before = window.reading_pane.sizes()
    drag(window.reading_pane, -90)
    left = window.reading_pane.sizes()
    assert left[0] < before[0] - 50
    again = reopen(width)
    assert again.reading_pane.sizes() == pytest.approx(left, abs=3)


def test_a_hidden_sidebar_stays_hidden_until_it_is_shown_again(reopen: Any, qtbot: Any) -> None:
    window = reopen()
    assert window.sidebar.isVisible()
    press_f9(window, qtbot)
    assert not window.sidebar.isVisible()
    window = reopen()
    assert not window.sidebar.isVisible()
    press_f9(window, qtbot)
    assert window.sidebar.isVisible()
    assert window.sidebar.width() > 150
    assert reopen().sidebar.isVisible()


def test_the_list_grows_with_the_window_until_its_border_is_moved(reopen: Any, qtbot: Any) -> None:
    widths = []
    for _session in range(2):
        window = reopen()
        for width in (1280, 1900):
            window.resize(width, 820)
            qtbot.wait(20)
            widths.append(window.list_panel.width())
        window.resize(1280, 820)
        qtbot.wait(20)
    assert widths[1] > widths[0]
    assert widths[2:] == widths[:2]


def test_the_border_of_the_list_is_restored(reopen: Any, drag: Any, qtbot: Any) -> None:
    window = reopen()
    before = window.list_panel.width()
    drag(window.columns, 80, 2)
    left = window.list_panel.width()
    assert left > before + 50
    assert reopen().list_panel.width() == pytest.approx(left, abs=3)


def test_the_sidebar_comes_back_after_the_window_was_narrow(reopen: Any, qtbot: Any) -> None:
    window = reopen()
    window.resize(800, 700)
    qtbot.wait(20)
    assert not window.sidebar.isVisible()
    window.resize(1280, 820)
    qtbot.wait(20)
    assert window.sidebar.isVisible()
    window.resize(800, 700)
    qtbot.wait(20)
    assert reopen().sidebar.isVisible()


@pytest.mark.parametrize("words", ["x y", "-5 3", "0 0", "99999999999 1", "1 2 3 4", "٣ ٤"])
def test_an_unreadable_layout_falls_back_to_the_default(reopen: Any, words: str) -> None:
    usual = reopen()
    sizes = usual.reading_pane.sizes(), usual.columns.sizes()
    usual.close()
    lines = [f"{name}={words}" for name in ("columns", "page_beside_note", "page_above_note", "sidebar_put_away")]
    (config_folder() / "window.ini").write_text("[layout]\n" + "\n".join(lines), "utf-8")
    again = reopen()
    assert (again.reading_pane.sizes(), again.columns.sizes()) == sizes
    assert again.sidebar.isVisible()
