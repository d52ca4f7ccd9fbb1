"""Room on a page: what Qt's HTML cannot say of lists and code."""

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

_GAP = "\u00a0\u00a0"  # blanks, where the text is copied
_CODE_PADDING = 8.0


def make_room(document: QTextDocument) -> None:
    """Put room between the signs of lists and their text, and around code.

    Qt draws a bullet or box one blank before the text. So the text begins with blanks, and the first line as far to the
    left as they are wide: the lines stay flush. The lines of code are laid on one ground, which has edges.
    """
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for block in list(_blocks(document)):
        if block.textList() is not None:
            _make_room_in_list(cursor, block)
    for passage in reversed(_find_code(document)):
        _lay_on_ground(cursor, passage)
    cursor.endEditBlock()


def _make_room_in_list(cursor: QTextCursor, block: QTextBlock) -> None:
    cursor.setPosition(block.position())
    shape = block.blockFormat()
    shape.setTextIndent(-QFontMetricsF(block.document().defaultFont()).horizontalAdvance(_GAP))
    cursor.setBlockFormat(shape)
    cursor.insertText(_GAP, QTextCharFormat())  # not within the code or the link that the entry may begin with


def _find_code(document: QTextDocument) -> list[list[QTextBlock]]:
    """The lines of each passage of code; the first one has a margin above."""
    passages: list[list[QTextBlock]] = []
    was_code = False
    for block in _blocks(document):
        is_code = block.blockFormat().nonBreakableLines() and QTextCursor(block).currentTable() is None
        if is_code and not (was_code and block.blockFormat().topMargin() == 0):
            passages.append([])
        if is_code:
            passages[-1].append(block)
        was_code = is_code
    return passages


def _lay_on_ground(cursor: QTextCursor, passage: list[QTextBlock]) -> None:
    first, last = passage[0], passage[-1]
    ground = QTextFrameFormat()
    ground.setBackground(QBrush(first.blockFormat().background()))
    ground.setPadding(_CODE_PADDING)
    within = first.blockFormat().indent() * first.document().indentWidth()
    ground.setLeftMargin(first.blockFormat().leftMargin() + within)
    cursor.setPosition(first.position())
    cursor.setPosition(last.position() + last.length() - 1, QTextCursor.MoveMode.KeepAnchor)
    shape = first.blockFormat()
    shape.clearProperty(QTextFormat.Property.BackgroundBrush)
    shape.setTopMargin(0)
    shape.setBottomMargin(0)
    shape.setLeftMargin(0)
    shape.setIndent(0)
    frame = cursor.insertFrame(ground)
    cursor.setPosition(frame.firstPosition())
    cursor.setPosition(frame.lastPosition(), QTextCursor.MoveMode.KeepAnchor)
    cursor.setBlockFormat(shape)
    for place in (frame.lastPosition() + 1, frame.firstPosition() - 1):
        _fold(cursor, place)


def _fold(cursor: QTextCursor, place: int) -> None:
    """Take the height from an empty line that Qt puts beside a frame."""
    cursor.setPosition(place)
    if cursor.block().length() == 1:
        shape = QTextBlockFormat()
        shape.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(shape)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()
