"""Helpers for tests of the sidebar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import wait_idle

if TYPE_CHECKING:
    from ui.places import Place
    from ui.window.main_window import MainWindow


@pytest.fixture
def edit(main_window: MainWindow, qtbot: Any) -> Callable[..., None]:
    """`edit(lambda editing: …)` changes the library as the window does, and waits until the window has refreshed."""

    def run(change: Callable[[Any], Any]) -> None:
        main_window.operations.write(lambda library: change(library.editing))
        wait_idle(main_window, qtbot)

    return run


def find_place(main_window: MainWindow, kind: str, key: str) -> Place:
    return next(place for place in main_window.sidebar.places if place.identity == (kind, key))


def keys_of(main_window: MainWindow, kind: str) -> list[str]:
    return [place.key for place in main_window.sidebar.places if place.kind == kind]


def focus_entry(main_window: MainWindow, kind: str, key: str) -> None:
    """Move the focus to an entry of the sidebar."""
    row = [place.identity for place in main_window.sidebar.places].index((kind, key))
    main_window.sidebar.setFocus()
    main_window.sidebar.setCurrentIndex(main_window.sidebar.model().index(row, 0))


def press_key(main_window: MainWindow, key: Any, modifiers: Any = None) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.keyClick(QApplication.focusWidget() or main_window.sidebar, key, modifiers or Qt.KeyboardModifier.NoModifier)
