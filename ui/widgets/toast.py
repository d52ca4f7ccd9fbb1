"""Toast: a short-lived message over the window, with Undo or another action."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QWidget

from ui.widgets.announce import announce
from ui.widgets.labels import plain_label
from ui.widgets.toast_area import ToastArea

_SHOWN_MS = 7000
_MAX_CHARS, _MAX_WORD_CHARS = 220, 44
_MARGIN = 16  # pixels


def shorten(sentence: str) -> str:
    """Shorten a sentence to the size of a toast: long words such as paths lose their middle, long sentences their
    end."""
    short = re.sub(rf"\S{{{_MAX_WORD_CHARS + 1},}}", lambda found: _elide_middle(found[0]), sentence)
    return short if len(short) <= _MAX_CHARS else short[: _MAX_CHARS - 1] + "…"


def _elide_middle(word: str) -> str:
    kept = _MAX_WORD_CHARS - 1
    return f"{word[: kept // 3]}…{word[-(kept - kept // 3) :]}"


class Toast(QFrame):
    """A message over `window` that disappears by itself, except while the pointer is over it.

    `undo_requested` carries the history steps that the message is about. `area` returns the area the toast may use,
    by default the bottom of the window. `is_undo_key_active` says whether the Undo shortcut works where the focus is;
    only then is it shown on the button.
    """

    undo_requested = Signal(list)

    def __init__(
        self,
        window: QWidget,
        area: Callable[[], ToastArea] | None = None,
        is_undo_key_active: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(window)
        self._window, self._area, self._is_undo_key_active = window, area, is_undo_key_active
        self.setObjectName("toast")
        self._text = plain_label()
        self._undo, self._action = QPushButton("Undo"), QPushButton()
        self._undo.setAccessibleName("Undo")
        self._action.setAccessibleName("Action")
        self._run: Callable[[], object] | None = None
        self._steps: list[int] = []
        self._undo_key = ""
        self._row = row = QHBoxLayout(self)
        row.setSpacing(12)
        row.addWidget(self._text)
        for button in (self._undo, self._action):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(button)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._undo.clicked.connect(self._request_undo)
        self._action.clicked.connect(self._run_action)
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]
        window.installEventFilter(self)
        self.hide()

    def set_undo_key(self, key: str) -> None:
        """Set the shortcut that the Undo button shows."""
        self._undo_key = key
        self._update_undo_text()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible():
            self._update_undo_text()
            QTimer.singleShot(0, self, self.reposition)  # after panels that open or close have been laid out

    def _update_undo_text(self) -> None:
        text = f"Undo  {self._undo_key if self._is_undo_key_active() else ''}".rstrip()
        if text != self._undo.text():
            self._undo.setText(text)
            self.reposition()

    @property
    def text(self) -> str:
        """The message."""
        return self._text.text()

    def show_message(
        self, sentence: str, steps: Iterable[int | None] = (), action: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Show a message: with Undo when `steps` has history steps (None entries are ignored), and with a button for
        `action`, its label and function."""
        self._steps = [step for step in steps if step is not None]
        self._text.setWordWrap(False)
        self._text.setText(shorten(sentence))
        self._text.setToolTip(sentence if self._text.text() != sentence else "")
        self._undo.setVisible(bool(self._steps))
        self._action.setVisible(action is not None)
        if action is not None:
            self._action.setText(action[0])
            self._action.setAccessibleName(action[0])
            self._run = action[1]
        self._row.setContentsMargins(16, 6, 8 if self._steps or action else 16, 6)
        self.setAccessibleName(sentence)
        self._update_undo_text()
        self.reposition()
        self.show()
        self.raise_()
        announce(self, sentence)
        if not self.underMouse():
            self._timer.start()

    def _request_undo(self) -> None:
        self.hide()  # the outcome is shown by the next message
        steps, self._steps = self._steps, []
        if steps:  # a second click meanwhile does nothing
            self.undo_requested.emit(steps)

    def _run_action(self) -> None:
        self.hide()
        if self._run is not None:
            self._run()

    def reposition(self) -> None:
        """Move and resize the toast to fit the area available now."""
        bounds = self._window.rect()
        box, is_centred = self._area() if self._area is not None else ToastArea(bounds.adjusted(0, 0, 0, -_MARGIN))
        max_width = box.width() - 2 * _MARGIN
        self.setMaximumWidth(max_width)
        self._text.setWordWrap(False)
        width = min(self.sizeHint().width(), max_width)
        self._text.setWordWrap(self.sizeHint().width() > max_width)
        self._row.activate()
        height = max(self.heightForWidth(width), self.sizeHint().height() if not self._text.wordWrap() else 0)
        left = box.left() + ((box.width() - width) // 2 if is_centred else _MARGIN)
        self.setGeometry(left, box.bottom() + 1 - _MARGIN - height, width, height)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Stay visible while the pointer is over the toast."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._timer.start()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            QTimer.singleShot(0, self, self.reposition)  # after the window's panels have been laid out
        return super().eventFilter(watched, event)
