"""A real window on a real library, offscreen. Without Qt these tests are left out, by name."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


@pytest.fixture(scope="session")
def program() -> Any:
    """The QApplication, or a skip that says what is missing."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt cannot be loaded here", exc_type=ImportError)
    from ui.app import make_program

    return make_program()


@pytest.fixture
def look(program: Any) -> Any:
    from ui.style.theme import Look

    made = Look("light")
    made.apply()
    return made


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library's folder; index and settings lie beside it, not in the user's home."""
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PAPERDESK_CONFIG", str(tmp_path / "config"))
    return tmp_path / "library"


@pytest.fixture
def sample_folder(own_folders: Path) -> Path:
    """A library that holds the sample papers."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt cannot be loaded here", exc_type=ImportError)
    from app.library import Library
    from app.samples import load_samples

    with Library(own_folders) as library:
        load_samples(library)
    return own_folders


@pytest.fixture
def open_window(look: Any, qtbot: Any) -> Iterator[Callable[[Path], MainWindow]]:
    """Opens windows that have settled, and closes them."""
    from ui.window.main_window import MainWindow

    opened: list[MainWindow] = []
    bugs: list[str] = []

    def open_one(folder: Path) -> MainWindow:
        window = MainWindow(folder, look)
        window.operations.broke.disconnect()  # the dialog would wait for a person
        window.operations.broke.connect(bugs.append)
        window.resize(1280, 820)
        window.show()
        window.activateWindow()
        opened.append(window)
        settle(window, qtbot)
        return window

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()
    assert not bugs, "\n".join(bugs)


def settle(window: MainWindow, qtbot: Any) -> None:
    """Wait until the library has answered everything and the window has heard it."""
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


@pytest.fixture
def desk(open_window: Callable[[Path], MainWindow], sample_folder: Path) -> MainWindow:
    """The window on the sample library."""
    return open_window(sample_folder)


@pytest.fixture
def press(desk: MainWindow, qtbot: Any) -> Callable[..., None]:
    """`press("e")` sends real key events to the widget that has the focus, then waits for the library."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(keys: str, *, settled: bool = True) -> None:
        for key in keys:
            shift = Qt.KeyboardModifier.ShiftModifier if key.isupper() else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(QApplication.focusWidget() or desk.papers, key, shift)
        if settled:
            settle(desk, qtbot)

    desk.papers.setFocus()
    return send


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests by name where Qt cannot be loaded; `qtbot` is not there either then."""
    if "pytestqt.plugin" in sys.modules:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="Qt cannot be loaded here"))
