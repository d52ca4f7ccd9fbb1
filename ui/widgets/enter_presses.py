"""Let Enter press the focused button, as Space does; Qt itself does so in dialogs only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PRESS_KEYS = (*_ENTER, Qt.Key.Key_Space)


class EnterPresses(QObject):
    """Event filter for the buttons of a window, but not of its dialogs: while a button has the focus, Enter and Space
    press it even where they are shortcuts of a command."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        program = QApplication.instance()
        assert isinstance(program, QApplication)
        program.focusChanged.connect(self._watch_button)

    def _watch_button(self, _old: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, QAbstractButton) and now.window() is self._window:
            now.installEventFilter(self)  # installing it again has no effect

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Override shortcuts for the keys that press a button, and press it on Enter."""
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QAbstractButton) or not _presses_button(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in _ENTER:
            if not event.isAutoRepeat():
                watched.click()
            return True
        return False


def _presses_button(event: QKeyEvent) -> bool:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _PRESS_KEYS and held == Qt.KeyboardModifier.NoModifier
