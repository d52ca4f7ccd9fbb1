"""The rows of a finder: `Choice`, the list model, and the delegate that paints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.search.fuzzy import match_positions
from ui.style.icons import LINES, draw, draw_glyph, tag_colour
from ui.style.theme import NORMAL, SMALL, ThemeManager
from ui.widgets.chips import draw_pill
from ui.widgets.paper_text import single_line

Index = QModelIndex | QPersistentModelIndex
CHOICE = Qt.ItemDataRole.UserRole
HEIGHT = 36
_SIDE, _GLYPH, _GAP = 14.0, 16.0, 10.0
_KEY_HEIGHT = 20.0
_MAX_DETAIL_SHARE = 0.45  # of the width of a row


class Mark(Enum):
    """Whether a choice applies to all papers in question, to some of them, or to none."""

    OFF = "off"
    PARTLY = "partly"
    ON = "on"


class Choice(NamedTuple):
    """One row: its kind (which selects the icon), a key that is unique within the kind, its title, and a detail at the
    right.

    `shortcut` is a key that chooses it, `keywords` are further search words that are not shown.
    """

    kind: str
    key: Any
    title: str
    detail: str = ""
    shortcut: str = ""
    keywords: str = ""

    @property
    def identity(self) -> tuple[str, Any]:
        """Kind and key: equal for the same thing, whatever its title and counts."""
        return self.kind, self.key


class FinderModel(QAbstractListModel):
    """The visible rows. `query` is what was typed; `marks` are the marks by identity."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[Choice] = []
        self.query = ""
        self.marks: Mapping[tuple[str, Any], Mark] = {}
        self.has_boxes = False

    def show(self, choices: list[Choice], query: str) -> None:
        """Replace the rows."""
        self.beginResetModel()
        self.choices, self.query = choices, query
        self.endResetModel()

    def mark_of(self, choice: Choice) -> Mark:
        """The mark of a row."""
        return self.marks.get(choice.identity, Mark.OFF)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self.choices[index.row()]
        if role == CHOICE:
            return choice
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.describe(choice)
        return None

    def describe(self, choice: Choice) -> str:
        """A row as text for screen readers."""
        mark = {Mark.ON: "marked", Mark.PARTLY: "partly marked", Mark.OFF: "not marked"}[self.mark_of(choice)]
        has_mark = self.has_boxes or self.mark_of(choice) is not Mark.OFF
        parts = (single_line(choice.title), mark if has_mark else "", choice.detail, choice.shortcut)
        return ", ".join(part for part in parts if part)


class FinderDelegate(QStyledItemDelegate):
    """Paints a row: check box or icon, title with the matched letters in bold, detail and shortcut at the right."""

    def __init__(self, theme: ThemeManager, model: FinderModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice: Choice = index.data(CHOICE)
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("selection"))
        box.adjust(_SIDE, 0, -_SIDE, 0)
        mark = self._model.mark_of(choice)
        if self._model.has_boxes or mark is not Mark.OFF:
            draw_box(painter, QRectF(box.x(), box.center().y() - 7.5, 15, 15), mark, self._theme)
            box.setLeft(box.left() + _GLYPH + _GAP)
        if self._draw_kind(painter, choice, QRectF(box.x(), box.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)):
            box.setLeft(box.left() + _GLYPH + _GAP)
        box.setRight(self._draw_shortcut(painter, choice.shortcut, box, option.font))
        box.setRight(self._draw_detail(painter, choice.detail, box, option.font))
        self._draw_title(painter, single_line(choice.title), box, option.font)

    def _draw_kind(self, painter: QPainter, choice: Choice, box: QRectF) -> bool:
        if choice.kind == "tag":
            draw_pill(painter, box, self._theme.colour(tag_colour(choice.title)))
            draw_glyph(painter, choice.title, box.adjusted(4, 4, -4, -4), self._theme.colour("ink"))
        elif choice.kind in LINES:
            draw(painter, choice.kind, box, self._theme.colour("muted"))
        else:
            return False
        return True

    def _draw_shortcut(self, painter: QPainter, shortcut: str, box: QRectF, base: QFont) -> float:
        """Draw a key cap at the right end; returns the right edge of what is left of the box."""
        if not shortcut:
            return box.right()
        font = resize_font(base, SMALL - 1)
        width = max(QFontMetricsF(font).horizontalAdvance(shortcut) + 12, _KEY_HEIGHT)
        cap = QRectF(box.right() - width, box.center().y() - _KEY_HEIGHT / 2, width, _KEY_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        _draw_line(painter, shortcut, cap, font, self._theme.colour("muted"), Qt.AlignmentFlag.AlignHCenter)
        return cap.left() - _GAP

    def _draw_detail(self, painter: QPainter, detail: str, box: QRectF, base: QFont) -> float:
        if not detail:
            return box.right()
        font = resize_font(base, SMALL)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(single_line(detail), Qt.TextElideMode.ElideRight, box.width() * _MAX_DETAIL_SHARE)
        _draw_line(painter, shown, box, font, self._theme.colour("muted"), Qt.AlignmentFlag.AlignRight)
        return box.right() - metrics.horizontalAdvance(shown) - 2 * _GAP

    def _draw_title(self, painter: QPainter, title: str, box: QRectF, base: QFont) -> None:
        font = resize_font(base, NORMAL)
        bold = QFont(font)
        bold.setBold(True)
        positions = match_positions(self._model.query, title[:400]) if self._model.query else frozenset[int]()
        metrics = QFontMetricsF(bold if positions else font)
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())
        layout = QTextLayout(shown, font)
        layout.setFormats(_bold_ranges(sorted(at for at in positions if at < len(shown)), bold))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(box.width() + 100)
        layout.endLayout()
        painter.setPen(self._theme.colour("ink"))
        layout.draw(painter, QPointF(box.x(), box.center().y() - line.height() / 2))


def resize_font(base: QFont, pixels: int) -> QFont:
    """The font in another size."""
    font = QFont(base)
    font.setPixelSize(pixels)
    return font


def _bold_ranges(positions: Sequence[int], bold: QFont) -> list[QTextLayout.FormatRange]:
    bold_format = QTextCharFormat()
    bold_format.setFontWeight(bold.weight())
    ranges = []
    for position in positions:
        letter = QTextLayout.FormatRange()
        letter.start, letter.length, letter.format = position, 1, bold_format
        ranges.append(letter)
    return ranges


def _draw_line(painter: QPainter, text: str, box: QRectF, font: QFont, colour: QColor, side: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)


_TICK = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.3))


def draw_box(painter: QPainter, box: QRectF, mark: Mark, theme: ThemeManager) -> None:
    """A box with a tick, with a bar, or empty."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_on = mark is not Mark.OFF
    painter.setPen(QPen(theme.colour("accent" if is_on else "muted"), 1.2))
    painter.setBrush(theme.colour("accent" if is_on else "surface"))
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 3, 3)
    painter.setPen(QPen(theme.colour("on_accent"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if mark is Mark.ON:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(
            QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK])
        )
    elif mark is Mark.PARTLY:
        painter.drawLine(QPointF(box.x() + 4, box.center().y()), QPointF(box.right() - 4, box.center().y()))
    painter.restore()
