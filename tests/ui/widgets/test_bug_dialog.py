"""An unexpected error in a worker thread is shown and logged, and running jobs end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config.paths import log_file
from app.library import Library


@pytest.fixture
def logged(own_folders: Path, program: Any) -> Iterator[Path]:
    """The log file, in a folder of this test."""
    from ui.app import start_log

    log = logging.getLogger("paperdesk")
    before = list(log.handlers)
    start_log()
    yield log_file()
    for handler in [one for one in log.handlers if one not in before]:
        log.removeHandler(handler)
        handler.close()


def fail_badly(_library: Library) -> None:
    raise ZeroDivisionError("the reason of the test")


def test_an_unexpected_error_is_shown_and_logged(logged: Path, theme: Any, sample_folder: Path, qtbot: Any) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPlainTextEdit

    from ui.widgets.bug_dialog import BugDialog
    from ui.window.main_window import MainWindow

    window = MainWindow(sample_folder, theme)  # not from `open_window`, which only collects errors
    window.show()
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    seen: list[tuple[str, str, str]] = []

    def look_at_it() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, BugDialog):
            return
        watch.stop()
        QGuiApplication.clipboard().clear()
        box = dialog.findChild(QDialogButtonBox)
        next(button for button in box.buttons() if button.text() == "Copy").click()
        told = " ".join(label.text() for label in dialog.findChildren(QLabel))
        seen.append((told, dialog.findChild(QPlainTextEdit).toPlainText(), QGuiApplication.clipboard().text()))
        box.rejected.emit()

    watch = QTimer(window, interval=10)
    watch.timeout.connect(look_at_it)
    watch.start()
    window.operations.write(fail_badly)
    qtbot.waitUntil(lambda: bool(seen), timeout=10_000)
    told, shown, copied = seen[0]
    assert str(logged) in told
    assert "ZeroDivisionError: the reason of the test" in shown
    assert "fail_badly" in shown
    assert copied == shown
    assert "ZeroDivisionError: the reason of the test" in logged.read_text("utf-8")
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    window.operations.write(lambda library: library.editing.create_collection("After the bug"))
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    assert "After the bug" in dict(window.library.collections())
    window.close()
    window.deleteLater()
