"""Fixtures that type and press keys in the search field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def wait_for_results(main_window: MainWindow, qtbot: Any) -> None:
    """Wait until what was typed has been searched for and all answers have arrived."""
    qtbot.waitUntil(
        lambda: not main_window.top_bar._timer.isActive() and main_window.operations.is_idle, timeout=10_000
    )


@pytest.fixture
def type_in(main_window: MainWindow, qtbot: Any) -> Callable[[str], None]:
    """Type into the search field, key by key, and wait for the results."""
    from PySide6.QtTest import QTest

    def type_text(text: str) -> None:
        main_window.top_bar.field.setFocus()
        QTest.keyClicks(main_window.top_bar.field, text)
        wait_for_results(main_window, qtbot)

    return type_text


@pytest.fixture
def press_in_field(main_window: MainWindow, qtbot: Any) -> Callable[..., None]:
    """Press one key in the search field."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    def press_key(name: str, *, with_alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.AltModifier if with_alt else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(main_window.top_bar.field, getattr(Qt.Key, f"Key_{name}"), modifier)
        wait_for_results(main_window, qtbot)

    return press_key
