"""Fixtures for tests of the real window, offscreen, on a real library. Without Qt the tests are skipped."""

from __future__ import annotations

import os
import shutil
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
    """The QApplication, or a skip with the reason."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt cannot be loaded here", exc_type=ImportError)
    from ui.app import make_application

    return make_application()


@pytest.fixture
def theme(program: Any) -> Any:
    from ui.style.theme import ThemeManager

    manager = ThemeManager("light")
    manager.apply()
    return manager


@pytest.fixture
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The library folder; index and settings are next to it, not in the user's home."""
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PAPERDESK_CONFIG", str(tmp_path / "config"))
    return tmp_path / "library"


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that holds the sample papers, made once; tests get copies of it."""
    pytest.importorskip("PySide6.QtWidgets", reason="Qt cannot be loaded here", exc_type=ImportError)
    from app.library import Library
    from app.samples import load_samples

    folder = tmp_path_factory.mktemp("samples") / "library"
    with Library(folder) as library:
        load_samples(library)
    return folder


@pytest.fixture
def sample_folder(own_folders: Path, sample_library: Path) -> Path:
    """A library of its own for one test, with the sample papers in it."""
    shutil.copytree(sample_library, own_folders)
    return own_folders


@pytest.fixture
def open_window(theme: Any, qtbot: Any) -> Iterator[Callable[[Path], MainWindow]]:
    """Opens windows and waits until they are idle; closes them after the test."""
    from ui.window.main_window import MainWindow

    opened: list[MainWindow] = []
    bugs: list[str] = []

    def open_one(folder: Path) -> MainWindow:
        window = MainWindow(folder, theme)
        window.operations.crashed.disconnect()  # the error dialog would block
        window.operations.crashed.connect(bugs.append)
        window.resize(1280, 820)
        window.show()
        window.activateWindow()
        opened.append(window)
        wait_idle(window, qtbot)
        return window

    yield open_one
    for window in opened:
        window.close()
        window.deleteLater()
    assert not bugs, "\n".join(bugs)


def wait_idle(window: MainWindow, qtbot: Any) -> None:
    """Wait until every library call is done and its result delivered."""
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


@pytest.fixture
def main_window(open_window: Callable[[Path], MainWindow], sample_folder: Path) -> MainWindow:
    """The window on the sample library."""
    return open_window(sample_folder)


@pytest.fixture
def press(main_window: MainWindow, qtbot: Any) -> Callable[..., None]:
    """`press("e")` sends key events to the focused widget and then waits for the library, unless `wait` is False."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send_keys(keys: str, *, wait: bool = True) -> None:
        for key in keys:
            shift = Qt.KeyboardModifier.ShiftModifier if key.isupper() else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(QApplication.focusWidget() or main_window.papers, key, shift)
        if wait:
            wait_idle(main_window, qtbot)

    main_window.papers.setFocus()
    return send_keys


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip these tests where Qt cannot be loaded; then the fixture `qtbot` is missing, too."""
    if "pytestqt.plugin" in sys.modules:
        return
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason="Qt cannot be loaded here"))
