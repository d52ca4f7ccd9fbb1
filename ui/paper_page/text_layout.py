"""Spacing of lists and code blocks that Qt's HTML subset cannot express."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import (
    QBrush,
    QFontMetricsF,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
)

_GAP = "\u00a0\u00a0"  # copied as blanks
_CODE_PADDING = 8.0


def add_spacing(document: QTextDocument) -> None:
    """Add space between list markers and their text, and padding around code blocks.

    Qt draws a bullet or checkbox one blank before the text. So blanks are inserted before the text, and the first line
    is indented to the left by their width, which keeps the lines aligned. The lines of a code block are put into one
    frame with a background and padding.
    """
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block in list(_blocks(document)):
        if block.textList() is not None:
            _indent_list_item(cursor, block)
    for lines in reversed(_find_code(document)):
        _frame_code(cursor, lines)
    cursor.endEditBlock()


def _indent_list_item(cursor: QTextCursor, block: QTextBlock) -> None:
    cursor.setPosition(block.position())
    block_format = block.blockFormat()
    block_format.setTextIndent(-QFontMetricsF(block.document().defaultFont()).horizontalAdvance(_GAP))
    cursor.setBlockFormat(block_format)
    cursor.insertText(_GAP, QTextCharFormat())  # plain, although the item may begin with code or a link


def _find_code(document: QTextDocument) -> list[list[QTextBlock]]:
    """The lines of each code block; only its first line has a top margin."""
    code_blocks: list[list[QTextBlock]] = []
    was_code = False
    for block in _blocks(document):
        is_code = block.blockFormat().nonBreakableLines() and QTextCursor(block).currentTable() is None
        if is_code and not (was_code and block.blockFormat().topMargin() == 0):
            code_blocks.append([])
        if is_code:
            code_blocks[-1].append(block)
        was_code = is_code
    return code_blocks


def _frame_code(cursor: QTextCursor, lines: list[QTextBlock]) -> None:
    """Put a code block into a frame, which takes over its background and indent."""
    first, last = lines[0], lines[-1]
    frame_format = QTextFrameFormat()
    frame_format.setBackground(QBrush(first.blockFormat().background()))
    frame_format.setPadding(_CODE_PADDING)
    indent = first.blockFormat().indent() * first.document().indentWidth()
    frame_format.setLeftMargin(first.blockFormat().leftMargin() + indent)
    cursor.setPosition(first.position())
    cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
    block_format = first.blockFormat()
    block_format.clearProperty(QTextFormat.Property.BackgroundBrush)
    block_format.setTopMargin(0)
    block_format.setBottomMargin(0)
    block_format.setLeftMargin(0)
    block_format.setIndent(0)
    frame = cursor.insertFrame(frame_format)
    cursor.setPosition(frame.firstPosition())
    cursor.setPosition(frame.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    cursor.setBlockFormat(block_format)
    for position in (frame.lastPosition() + 1, frame.firstPosition() - 1):
        _collapse_empty_line(cursor, position)


def _collapse_empty_line(cursor: QTextCursor, position: int) -> None:
    """Minimise the height of an empty line that Qt puts before and after a frame."""
    cursor.setPosition(position)
    if cursor.block().length() == 1:
        block_format = QTextBlockFormat()
        block_format.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(block_format)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
