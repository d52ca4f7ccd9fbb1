"""The toast: says what has just happened, and how to take it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QWidget

from ui.widgets.announce import announce
from ui.widgets.labels import plain_label

_SHOWN_MS = 7000
_LONGEST, _LONGEST_WORD = 220, 44  # characters
_AROUND = 16  # pixels


class Room(NamedTuple):
    """Where a toast may stand, in pixels of the window it lies over: at the foot of `box`, in its middle or at its left
    edge."""

    box: QRect
    is_centred: bool = True


def shorten(sentence: str) -> str:
    """A sentence that a toast has room for: long words, as paths are, lose their middle, a long sentence its end."""
    short = re.sub(rf"\S{{{_LONGEST_WORD + 1},}}", lambda found: _without_middle(found[0]), sentence)
    return short if len(short) <= _LONGEST else short[: _LONGEST - 1] + "…"


def _without_middle(word: str) -> str:
    kept = _LONGEST_WORD - 1
    return f"{word[: kept // 3]}…{word[-(kept - kept // 3) :]}"


class Toast(QFrame):
    """A sentence over `place`; it goes by itself, but not below the pointer. `undo_asked` carries the steps of the
    history that the sentence tells of, when Undo was pressed.

    `room` tells where it may stand, without it at the foot of `place`; `has_key` whether the key of Undo acts where the
    focus is: only then it is named.
    """

    undo_asked = Signal(list)

    def __init__(
        self, place: QWidget, room: Callable[[], Room] | None = None, has_key: Callable[[], bool] = lambda: True
    ) -> None:
        super().__init__(place)
        self._place, self._room, self._has_key = place, room, has_key
        self.setObjectName("toast")
        self._text = plain_label()
        self._undo, self._deed = QPushButton("Undo"), QPushButton()
        self._undo.setAccessibleName("Undo")
        self._deed.setAccessibleName("What can be done about it")
        self._do: Callable[[], object] | None = None
        self._steps: list[int] = []
        self._key = ""
        self._row = row = QHBoxLayout(self)
        row.setSpacing(12)
        row.addWidget(self._text)
        for button in (self._undo, self._deed):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            row.addWidget(button)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._undo.clicked.connect(self._ask_undo)
        self._deed.clicked.connect(self._carry_out)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]
        place.installEventFilter(self)
        self.hide()

    def show_undo_key(self, key: str) -> None:
        """The key that takes back what was done."""
        self._key = key
        self._name_undo()

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isVisible():
            self._name_undo()
            QTimer.singleShot(0, self, self.settle)  # when what was opened or folded has its place

    def _name_undo(self) -> None:
        text = f"Undo  {self._key if self._has_key() else ''}".rstrip()
        if text != self._undo.text():
            self._undo.setText(text)
            self.settle()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def say(
        self, sentence: str, steps: Iterable[int | None] = (), deed: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Show a sentence; with Undo when it tells of steps of the history (None is none) that can be taken back, and
        with a button for a deed (its words, and what it does)."""
        self._steps = [step for step in steps if step is not None]
        self._text.setWordWrap(False)
        self._text.setText(shorten(sentence))
        self._text.setToolTip(sentence if self._text.text() != sentence else "")
        self._undo.setVisible(bool(self._steps))
        self._deed.setVisible(deed is not None)
        if deed is not None:
            self._deed.setText(deed[0])
            self._deed.setAccessibleName(deed[0])
            self._do = deed[1]
        self._row.setContentsMargins(16, 6, 8 if self._steps or deed else 16, 6)
        self.setAccessibleName(sentence)
        self._name_undo()
        self.settle()
        self.show()
        self.raise_()
        announce(self, sentence)
        if not self.underMouse():
            self._timer.start()

    def _ask_undo(self) -> None:
        self.hide()  # what comes of it is told by the next sentence
        steps, self._steps = self._steps, []
        if steps:  # a second click, meanwhile, asks for nothing
            self.undo_asked.emit(steps)

    def _carry_out(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()

    def settle(self) -> None:
        """Stand where there is room now."""
        place = self._place.rect()
        box, is_centred = self._room() if self._room is not None else Room(place.adjusted(0, 0, 0, -_AROUND))
        widest = box.width() - 2 * _AROUND
        self.setMaximumWidth(widest)
        self._text.setWordWrap(False)
        width = min(self.sizeHint().width(), widest)
        self._text.setWordWrap(self.sizeHint().width() > widest)
        self._row.activate()
        height = max(self.heightForWidth(width), self.sizeHint().height() if not self._text.wordWrap() else 0)
        left = box.left() + ((box.width() - width) // 2 if is_centred else _AROUND)
        self.setGeometry(left, box.bottom() + 1 - _AROUND - height, width, height)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Somebody reads it, or is about to press its button."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        self._timer.start()
        super().leaveEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            QTimer.singleShot(0, self, self.settle)  # when its parts have their places
        return super().eventFilter(watched, event)
