"""Pressing: Enter presses the button that has the focus, as Space does. By itself Qt does so in dialogs only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PRESSING = (*_ENTER, Qt.Key.Key_Space)


class Pressing(QObject):
    """Looks after the buttons of a window, not of dialogs over it: while one has the focus, the keys that press a
    button are its own, also where they are keys of a command."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        program = QApplication.instance()
        assert isinstance(program, QApplication)
        program.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QAbstractButton) and now.window() is self._window:
            now.installEventFilter(self)  # once more changes nothing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Claim the keys, and press the button where Qt would not."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QAbstractButton) or not _is_pressing(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            if not event.isAutoRepeat():
                watched.click()
            return True
        return False


def _is_pressing(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _PRESSING and held == Qt.KeyboardModifier.NoModifier
