"""NoteEditor: a Markdown text field with keys for lists, emphasis and links."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextBlock, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.markup.note_lines import (
    INDENT_STEP,
    end_list_item,
    indent_columns,
    indent_width,
    is_fenced,
    parse_list_item,
    reduced_indent,
    starts_wikilink,
)
from ui.widgets.labels import FIELD_NAME

_NOT_IN_TITLES = re.compile(r"[\[\]|\r\n\u2029]+")


class NoteEditor(QPlainTextEdit):
    """Ctrl+B, Ctrl+I and Ctrl+K make bold, italic and a link, Ctrl+S saves. Only plain text can be pasted.

    Enter continues a list and ends it at an empty item. Tab and Shift+Tab indent and outdent list items and selected
    lines; elsewhere Tab inserts blanks. So Tab does not leave the field: Esc and F6 do. Each of these keys is one undo
    step.

    Signals: `focus_entered`; `focus_left` when another widget of the window except a finder got the focus;
    `app_deactivated` when another program did; `title_requested` when `[[` was typed; `save_requested` on Ctrl+S.
    """

    focus_entered = Signal()
    focus_left = Signal()
    app_deactivated = Signal()
    title_requested = Signal()
    save_requested = Signal()

    def text(self) -> str:
        """The exact text: `toPlainText` would replace no-break spaces by blanks."""
        return self.document().toRawText().replace("\u2029", "\n")

    def insert_title(self, title: str) -> None:
        """Complete `[[` to a link to the paper with this title."""
        self.insertPlainText(" ".join(_NOT_IN_TITLES.sub(" ", title).split()) + "]]")

    def toggle_emphasis(self, marker: str) -> None:
        """Put a marker before and after the selection, or remove both."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        cursor.beginEditBlock()
        if self._is_surrounded(marker, start, end):
            for position in (end, start - len(marker)):
                self._remove(cursor, position, len(marker))
            start, end = start - len(marker), end - len(marker)
        else:
            for position in (end, start):
                cursor.setPosition(position)
                cursor.insertText(marker)
            start, end = start + len(marker), end + len(marker)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def make_link(self) -> None:
        """Replace the selection by `[selection]()`, with the cursor where the address goes."""
        cursor = self.textCursor()
        label = cursor.selectedText().replace("\u2029", " ")
        cursor.insertText(f"[{label}]()")
        cursor.setPosition(cursor.position() - (1 if label else 3))
        self.setTextCursor(cursor)

    # -- lines --------------------------------------------------------------------------------------------------

    def break_line(self, *, is_plain: bool = False) -> None:
        """Start a new line; in a list the next item, or the end of the list when this item is empty."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        block = cursor.block()
        line, at = block.text(), cursor.positionInBlock()
        entry = None if is_plain else parse_list_item(line)
        if entry is None or at < len(entry.marker) or is_fenced(self._lines_above(block)):
            cursor.insertBlock()
        elif line[len(entry.marker) :].strip():
            cursor.insertBlock()
            cursor.insertText(entry.next_marker)
        else:
            self._remove(cursor, block.position(), len(line))
            cursor.insertText(end_list_item(line, self._lines_above(block)))
        _end_step(cursor)
        self.setTextCursor(cursor)

    def tab(self) -> None:
        """Indent the list item or the selected lines; elsewhere insert blanks up to the next tab stop."""
        cursor = self.textCursor()
        block = cursor.block()
        line = block.text()
        is_entry = parse_list_item(line) is not None and not is_fenced(self._lines_above(block))
        if cursor.hasSelection() or is_entry:
            self._shift(INDENT_STEP)
        else:
            cursor.beginEditBlock()
            cursor.insertText(" " * (INDENT_STEP - indent_columns(line[: cursor.positionInBlock()]) % INDENT_STEP))
            _end_step(cursor)
            self.setTextCursor(cursor)

    def back_tab(self) -> None:
        """Outdent the line or the selected lines."""
        first = next((block for block in self._selected_blocks() if block.text().strip()), None)
        if first is not None:
            self._shift(reduced_indent(first.text(), self._lines_above(first)) - indent_width(first.text()))

    def _shift(self, by: int) -> None:
        """Insert this many blanks before the selected lines that are not empty; remove them when it is negative."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for block in self._selected_blocks():
            if by > 0 and block.text().strip():
                cursor.setPosition(block.position())
                cursor.insertText(" " * by)
            elif by < 0:
                self._remove(cursor, block.position(), _count_indent_chars(block.text(), -by))
        _end_step(cursor)
        self.ensureCursorVisible()

    def _selected_blocks(self) -> list[QTextBlock]:
        """The lines that contain the cursor or a part of the selection."""
        cursor, document = self.textCursor(), self.document()
        block, last = document.findBlock(cursor.selectionStart()), document.findBlock(cursor.selectionEnd())
        selected = [block]
        while block != last:
            block = block.next()
            selected.append(block)
        ends_at_line_start = len(selected) > 1 and cursor.selectionEnd() == last.position()
        return selected[:-1] if ends_at_line_start else selected

    def _lines_above(self, block: QTextBlock) -> list[str]:
        """The lines before this one."""
        return self.text()[: block.position()].split("\n")[:-1]

    def _is_surrounded(self, marker: str, start: int, end: int) -> bool:
        """Whether the range has the marker on both sides. One star of `**` is not italic; one of `***` is."""
        stars = re.search(r"\**$", self._between(0, start))
        is_bold = marker == "*" and stars is not None and len(stars[0]) == 2
        before, after = self._between(start - len(marker), start), self._between(end, end + len(marker))
        return before == marker == after and not is_bold

    def _between(self, start: int, end: int) -> str:
        return self.text()[start:end] if start >= 0 else ""

    @staticmethod
    def _remove(cursor: QTextCursor, start: int, length: int) -> None:
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    # -- Qt's events --------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Give the keys of this field precedence over the shortcuts of the window."""
        key = event if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) else None
        if key is not None and _find_key_action(key) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        action = _find_key_action(event)
        if action is not None:
            action(self)
            return
        super().keyPressEvent(event)
        if event.text() == "[" and self._begins_title():
            self.title_requested.emit()

    def _begins_title(self) -> bool:
        block, at = self.textCursor().block(), self.textCursor().positionInBlock()
        return starts_wikilink(block.text()[:at], block.text()[at:]) and not is_fenced(self._lines_above(block))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        self.focus_entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        new_focus = QApplication.focusWidget()
        if new_focus is None:
            self.app_deactivated.emit()
        elif new_focus.objectName() != FIELD_NAME:
            self.focus_left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        if source.hasText():
            self.insertPlainText(source.text())


def _count_indent_chars(line: str, wanted: int) -> int:
    """The number of leading characters that make up `wanted` columns of indentation, or all of it if there is less."""
    remaining = max(0, indent_width(line) - wanted)
    return next(number for number in range(len(line) + 1) if indent_width(line[number:]) <= remaining)


def _end_step(cursor: QTextCursor) -> None:
    """End an edit block as its own undo step. Qt merges adjacent insertions, but not after a change of format."""
    cursor.setBlockFormat(cursor.blockFormat())
    cursor.endEditBlock()


def _find_key_action(event: QKeyEvent) -> Callable[[NoteEditor], None] | None:
    return _KEY_ACTIONS.get((event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, Qt.Key(event.key())))


_Modifier = Qt.KeyboardModifier
_KEY_ACTIONS: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[NoteEditor], None]] = {
    (_Modifier.ControlModifier, Qt.Key.Key_B): lambda source: source.toggle_emphasis("**"),
    (_Modifier.ControlModifier, Qt.Key.Key_I): lambda source: source.toggle_emphasis("*"),
    (_Modifier.ControlModifier, Qt.Key.Key_K): NoteEditor.make_link,
    (_Modifier.ControlModifier, Qt.Key.Key_S): lambda source: source.save_requested.emit(),
    (_Modifier.NoModifier, Qt.Key.Key_Return): NoteEditor.break_line,
    (_Modifier.NoModifier, Qt.Key.Key_Enter): NoteEditor.break_line,
    (_Modifier.ShiftModifier, Qt.Key.Key_Return): lambda source: source.break_line(is_plain=True),
    (_Modifier.NoModifier, Qt.Key.Key_Tab): NoteEditor.tab,
    (_Modifier.ShiftModifier, Qt.Key.Key_Tab): NoteEditor.back_tab,
    (_Modifier.ShiftModifier, Qt.Key.Key_Backtab): NoteEditor.back_tab,
    (_Modifier.NoModifier, Qt.Key.Key_Backtab): NoteEditor.back_tab,
}
