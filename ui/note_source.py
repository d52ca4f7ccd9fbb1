"""The source of a note: a text field for Markdown with a few keys of its own."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from ui.labels import FIELD_NAME

_ROUND = {Qt.Key.Key_B: "**", Qt.Key.Key_I: "*"}
_NOT_IN_TITLES = re.compile(r"[\[\]|\r\n\u2029]+")


class NoteSource(QPlainTextEdit):
    """Ctrl+B, Ctrl+I and Ctrl+K make bold, italic and a link. Pasting takes the plain text only.

    `entered` when the field got the keyboard; `left` when it was left, but not for a finder that comes back;
    `title_wanted` when `[[` was typed.
    """

    entered = Signal()
    left = Signal()
    title_wanted = Signal()

    def text(self) -> str:
        """The text exactly: `toPlainText` would turn no-break spaces into blanks."""
        return self.document().toRawText().replace("\u2029", "\n")

    def insert_title(self, title: str) -> None:
        """Complete `[[` to a link to the paper of this title."""
        self.insertPlainText(" ".join(_NOT_IN_TITLES.sub(" ", title).split()) + "]]")

    def surround(self, sign: str) -> None:
        """Put a sign before and behind the selection, or take both away."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.beginEditBlock()
        if self._has_round(sign, start, end):
            for place in (end, start - len(sign)):
                self._cut(cursor, place, len(sign))
            start, end = start - len(sign), end - len(sign)
        else:
            for place in (end, start):
                cursor.setPosition(place)
                cursor.insertText(sign)
            start, end = start + len(sign), end + len(sign)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def make_link(self) -> None:
        """`[selection](…)` with the cursor where the address goes."""
        cursor = self.textCursor()
        words = cursor.selectedText().replace("\u2029", " ")
        cursor.insertText(f"[{words}]()")
        cursor.setPosition(cursor.position() - (1 if words else 3))
        self.setTextCursor(cursor)

    def _has_round(self, sign: str, start: int, end: int) -> bool:
        """Whether the sign stands before and behind. (One star of bold is not italic; of three one is.)"""
        stars = re.search(r"\**$", self._between(0, start))
        is_other = sign == "*" and stars is not None and len(stars[0]) == 2
        return self._between(start - len(sign), start) == sign == self._between(end, end + len(sign)) and not is_other

    def _between(self, start: int, end: int) -> str:
        return self.text()[start:end] if start >= 0 else ""

    @staticmethod
    def _cut(cursor: QTextCursor, start: int, length: int) -> None:
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    # -- Qt's events --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """The keys of this field go before those of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if _is_own(event):
            if event.key() == Qt.Key.Key_K:
                self.make_link()
            else:
                self.surround(_ROUND[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)
        at = self.textCursor().position()
        if (
            event.text() == "["
            and self._between(at - 2, at) == "[["
            and self._between(at - 3, at - 2) not in ("[", "!")
        ):
            self.title_wanted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        to = QApplication.focusWidget()
        if to is None or to.objectName() != FIELD_NAME:
            self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        if source.hasText():
            self.insertPlainText(source.text())


def _is_own(event: QKeyEvent) -> bool:
    is_held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return is_held and (event.key() in _ROUND or event.key() == Qt.Key.Key_K)
