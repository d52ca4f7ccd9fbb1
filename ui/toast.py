"""The toast: says what has just happened, and how to take it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ui.labels import plain_label

_SHOWN_MS = 7000
_LONGEST = 220
_ABOVE = 48  # pixels; above the status line


class Toast(QFrame):
    """A sentence at the lower edge of `place`; it goes by itself. `undo_asked` when Undo was pressed."""

    undo_asked = Signal()

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._place = place
        self.setObjectName("toast")
        self._text = plain_label()
        self._undo = QPushButton("Undo  z")
        self._undo.setAccessibleName("Undo")
        self._undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._undo.setCursor(Qt.CursorShape.PointingHandCursor)
        self._deed = QPushButton()
        self._deed.setAccessibleName("What can be done about it")
        self._deed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._deed.setCursor(Qt.CursorShape.PointingHandCursor)
        self._do: Callable[[], object] | None = None
        self._row = row = QHBoxLayout(self)
        row.setSpacing(12)
        row.addWidget(self._text)
        row.addWidget(self._undo)
        row.addWidget(self._deed)
        self._above = _ABOVE
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self._undo.clicked.connect(self.undo_asked)
        self._deed.clicked.connect(self._carry_out)
        place.installEventFilter(self)
        self.hide()

    def show_undo_key(self, key: str) -> None:
        """The key that takes back what was done."""
        self._undo.setText(f"Undo  {key}".rstrip())

    def stand_above(self, height: int = 0) -> None:
        """Stand above something this high at the lower edge; without it above the status line."""
        self._above = height + 16 if height else _ABOVE
        self._settle()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text.text()

    def say(self, sentence: str, can_undo: bool = False, deed: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a sentence; with Undo when it can be taken back, and with a button for a deed (its words, and what it
        does)."""
        short = sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1] + "…"
        self._text.setWordWrap(False)
        self._text.setText(short)
        self._undo.setVisible(can_undo)
        self._deed.setVisible(deed is not None)
        if deed is not None:
            self._deed.setText(deed[0])
            self._deed.setAccessibleName(deed[0])
            self._do = deed[1]
        self._row.setContentsMargins(16, 6, 8 if can_undo or deed else 16, 6)
        self.setAccessibleName(sentence)
        self._settle()
        self.show()
        self.raise_()
        self._timer.start()

    def _carry_out(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()

    def _settle(self) -> None:
        place = self._place
        widest = place.width() - 32
        self.setMaximumWidth(widest)
        self._text.setWordWrap(self.sizeHint().width() > widest)
        self._row.activate()
        width = min(self.sizeHint().width(), widest)
        height = max(self.heightForWidth(width), self.sizeHint().height() if not self._text.wordWrap() else 0)
        self.setGeometry((place.width() - width) // 2, place.height() - height - self._above, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._settle()
        return super().eventFilter(watched, event)
