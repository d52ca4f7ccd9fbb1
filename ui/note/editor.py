"""The source of a note: a text field for Markdown with a few keys of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.markup.note_lines import (
    STEP,
    begins_title,
    end_entry,
    indent_of,
    is_fenced,
    outdent_of,
    read_entry,
    width,
)
from ui.widgets.labels import FIELD_NAME

_NOT_IN_TITLES = re.compile(r"[\[\]|\r\n\u2029]+")


class NoteSource(QPlainTextEdit):
    """Ctrl+B, Ctrl+I and Ctrl+K make bold, italic and a link, Ctrl+S saves. Pasting takes the plain text only.

    Enter goes on with a list and ends it at an empty entry; Tab and Shift+Tab move entries and selected lines in and
    out, elsewhere Tab puts blanks. So Tab does not leave the field: Esc and F6 do. Each key is one step of undo.

    `entered` when the field got the keyboard; `left` when it was left, but not for a finder that comes back, nor for
    another program: that is `paused`; `title_wanted` when `[[` was typed; `saving_wanted` when somebody is not content
    with its being saved anyway.
    """

    entered = Signal()
    left = Signal()
    paused = Signal()
    title_wanted = Signal()
    saving_wanted = Signal()

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

    # -- lines --------------------------------------------------------------------------------------------------

    def break_line(self, *, is_plain: bool = False) -> None:
        """A new line; in a list the next entry of it, or its end when this entry is empty."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        block = cursor.block()
        line, at = block.text(), cursor.positionInBlock()
        entry = None if is_plain else read_entry(line)
        if entry is None or at < len(entry.marker) or is_fenced(self._above(block)):
            cursor.insertBlock()
        elif line[len(entry.marker) :].strip():
            cursor.insertBlock()
            cursor.insertText(entry.following)
        else:
            self._cut(cursor, block.position(), len(line))
            cursor.insertText(end_entry(line, self._above(block)))
        _end_step(cursor)
        self.setTextCursor(cursor)

    def tab(self) -> None:
        """Move an entry, or the selected lines, in; elsewhere blanks up to the next stop."""
        cursor = self.textCursor()
        block = cursor.block()
        line = block.text()
        is_entry = read_entry(line) is not None and not is_fenced(self._above(block))
        if cursor.hasSelection() or is_entry:
            self._shift(STEP)
        else:
            cursor.beginEditBlock()
            cursor.insertText(" " * (STEP - width(line[: cursor.positionInBlock()]) % STEP))
            _end_step(cursor)
            self.setTextCursor(cursor)

    def back_tab(self) -> None:
        """Move the line, or the selected lines, out."""
        first = next((block for block in self._chosen_blocks() if block.text().strip()), None)
        if first is not None:
            self._shift(outdent_of(first.text(), self._above(first)) - indent_of(first.text()))

    def _shift(self, by: int) -> None:
        """Put blanks before the chosen lines that are not empty, or take as many away."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for block in self._chosen_blocks():
            if by > 0 and block.text().strip():
                cursor.setPosition(block.position())
                cursor.insertText(" " * by)
            elif by < 0:
                self._cut(cursor, block.position(), _count_blanks(block.text(), -by))
        _end_step(cursor)
        self.ensureCursorVisible()

    def _chosen_blocks(self) -> list[QTextBlock]:
        """The lines that hold the cursor or a part of the selection."""
        cursor, document = self.textCursor(), self.document()
        block, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
        chosen = [block]
        while block != last:
            block = block.next()
            chosen.append(block)
        is_touched = len(chosen) > 1 and cursor.selectionEnd() == last.position()
        return chosen[:-1] if is_touched else chosen

    def _above(self, block: QTextBlock) -> list[str]:
        """The lines before this one."""
        return self.text()[: block.position()].split("\n")[:-1]

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
        key = event if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) else None
        if key is not None and _find_deed(key) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        deed = _find_deed(event)
        if deed is not None:
            deed(self)
            return
        super().keyPressEvent(event)
        if event.text() == "[" and self._is_title_wanted():
            self.title_wanted.emit()

    def _is_title_wanted(self) -> bool:
        block, at = self.textCursor().block(), self.textCursor().positionInBlock()
        return begins_title(block.text()[:at], block.text()[at:]) and not is_fenced(self._above(block))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        to = QApplication.focusWidget()
        if to is None:
            self.paused.emit()
        elif to.objectName() != FIELD_NAME:
            self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        if source.hasText():
            self.insertPlainText(source.text())


def _count_blanks(line: str, wanted: int) -> int:
    """How many blanks at the begin of a line reach as far as wanted, or as far as there are any."""
    left = max(0, indent_of(line) - wanted)
    return next(number for number in range(len(line) + 1) if indent_of(line[number:]) <= left)


def _end_step(cursor: QTextCursor) -> None:
    """End an edit block that what is typed next does not join: Qt joins insertions that touch, and nothing else."""
    cursor.setBlockFormat(cursor.blockFormat())
    cursor.endEditBlock()


def _find_deed(event: QKeyEvent) -> Callable[[NoteSource], None] | None:
    return _DEEDS.get((event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key())))


_Held = Qt.KeyboardModifier
_DEEDS: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[NoteSource], None]] = {
    (_Held.ControlModifier, Qt.Key.Key_B): lambda source: source.surround("**"),
    (_Held.ControlModifier, Qt.Key.Key_I): lambda source: source.surround("*"),
    (_Held.ControlModifier, Qt.Key.Key_K): NoteSource.make_link,
    (_Held.ControlModifier, Qt.Key.Key_S): lambda source: source.saving_wanted.emit(),
    (_Held.NoModifier, Qt.Key.Key_Return): NoteSource.break_line,
    (_Held.NoModifier, Qt.Key.Key_Enter): NoteSource.break_line,
    (_Held.ShiftModifier, Qt.Key.Key_Return): lambda source: source.break_line(is_plain=True),
    (_Held.NoModifier, Qt.Key.Key_Tab): NoteSource.tab,
    (_Held.ShiftModifier, Qt.Key.Key_Tab): NoteSource.back_tab,
    (_Held.ShiftModifier, Qt.Key.Key_Backtab): NoteSource.back_tab,
    (_Held.NoModifier, Qt.Key.Key_Backtab): NoteSource.back_tab,
}
"""The keys of this field."""
