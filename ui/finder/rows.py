"""The rows of a finder: what can be chosen, and how it is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.search.fuzzy import match_places
from ui.style.icons import LINES, draw, draw_glyph, tag_colour
from ui.style.theme import NORMAL, SMALL, Look
from ui.widgets.chips import draw_pill
from ui.widgets.paper_text import on_one_line

Index = QModelIndex | QPersistentModelIndex
CHOICE = Qt.ItemDataRole.UserRole
HEIGHT = 36
_SIDE, _GLYPH, _GAP = 14.0, 16.0, 10.0
_KEY_HEIGHT = 20.0
_MOST_FOR_MORE = 0.45  # of the row


class Mark(Enum):
    """Whether a choice is marked: by all that are asked about, by some of them, or by none."""

    OFF = "off"
    PARTLY = "partly"
    ON = "on"


class Choice(NamedTuple):
    """One row: its kind (the glyph), what the kind finds it by, its title, and what stands at the right.

    `hint` is a key, `words` are further words it is found by and that are not shown.
    """

    kind: str
    key: Any
    title: str
    more: str = ""
    hint: str = ""
    words: str = ""

    @property
    def identity(self) -> tuple[str, Any]:
        """What stays the same when title and counts change."""
        return self.kind, self.key


class FinderModel(QAbstractListModel):
    """The rows that are shown just now. `wanted` is what was typed; `marks` what is marked, by identity."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[Choice] = []
        self.wanted = ""
        self.marks: Mapping[tuple[str, Any], Mark] = {}
        self.has_boxes = False

    def show(self, choices: list[Choice], wanted: str) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.choices, self.wanted = choices, wanted
        self.endResetModel()

    def mark_of(self, choice: Choice) -> Mark:
        """How a row is marked."""
        return self.marks.get(choice.identity, Mark.OFF)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self.choices)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self.choices[index.row()]
        if role == CHOICE:
            return choice
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.say(choice)
        return None

    def say(self, choice: Choice) -> str:
        """A row as a sentence, for those who hear it."""
        mark = {Mark.ON: "marked", Mark.PARTLY: "partly marked", Mark.OFF: "not marked"}[self.mark_of(choice)]
        is_told = self.has_boxes or self.mark_of(choice) is not Mark.OFF
        parts = (on_one_line(choice.title), mark if is_told else "", choice.more, choice.hint)
        return ", ".join(part for part in parts if part)


class FinderDelegate(QStyledItemDelegate):
    """Paints a row: box or glyph, title with the letters that were typed in bold, more at the right, key."""

    def __init__(self, look: Look, model: FinderModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        choice: Choice = index.data(CHOICE)
        box = QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._look.colour("chosen"))
        box.adjust(_SIDE, 0, -_SIDE, 0)
        mark = self._model.mark_of(choice)
        if self._model.has_boxes or mark is not Mark.OFF:
            draw_box(painter, QRectF(box.x(), box.center().y() - 7.5, 15, 15), mark, self._look)
            box.setLeft(box.left() + _GLYPH + _GAP)
        if self._draw_kind(painter, choice, QRectF(box.x(), box.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)):
            box.setLeft(box.left() + _GLYPH + _GAP)
        box.setRight(self._draw_key(painter, choice.hint, box, option.font))
        box.setRight(self._draw_more(painter, choice.more, box, option.font))
        self._draw_title(painter, on_one_line(choice.title), box, option.font)

    def _draw_kind(self, painter: QPainter, choice: Choice, box: QRectF) -> bool:
        if choice.kind == "tag":
            draw_pill(painter, box, self._look.colour(tag_colour(choice.title)))
            draw_glyph(painter, choice.title, box.adjusted(4, 4, -4, -4), self._look.colour("ink"))
        elif choice.kind in LINES:
            draw(painter, choice.kind, box, self._look.colour("muted"))
        else:
            return False
        return True

    def _draw_key(self, painter: QPainter, hint: str, box: QRectF, base: QFont) -> float:
        """Draw the key as a cap at the right end; returns where the room before it ends."""
        if not hint:
            return box.right()
        font = sized(base, SMALL - 1)
        width = max(QFontMetricsF(font).horizontalAdvance(hint) + 12, _KEY_HEIGHT)
        cap = QRectF(box.right() - width, box.center().y() - _KEY_HEIGHT / 2, width, _KEY_HEIGHT)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("line"), 1))
        painter.setBrush(self._look.colour("surface"))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.restore()
        _draw_line(painter, hint, cap, font, self._look.colour("muted"), Qt.AlignmentFlag.AlignHCenter)
        return cap.left() - _GAP

    def _draw_more(self, painter: QPainter, more: str, box: QRectF, base: QFont) -> float:
        if not more:
            return box.right()
        font = sized(base, SMALL)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(on_one_line(more), Qt.TextElideMode.ElideRight, box.width() * _MOST_FOR_MORE)
        _draw_line(painter, shown, box, font, self._look.colour("muted"), Qt.AlignmentFlag.AlignRight)
        return box.right() - metrics.horizontalAdvance(shown) - 2 * _GAP

    def _draw_title(self, painter: QPainter, title: str, box: QRectF, base: QFont) -> None:
        font = sized(base, NORMAL)
        bold = QFont(font)
        bold.setBold(True)
        places = match_places(self._model.wanted, title[:400]) if self._model.wanted else frozenset[int]()
        metrics = QFontMetricsF(bold if places else font)
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())
        layout = QTextLayout(shown, font)
        layout.setFormats(_bold_ranges(sorted(place for place in places if place < len(shown)), bold))
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(box.width() + 100)
        layout.endLayout()
        painter.setPen(self._look.colour("ink"))
        layout.draw(painter, QPointF(box.x(), box.center().y() - line.height() / 2))


def sized(base: QFont, pixels: int) -> QFont:
    """The same font in another size."""
    font = QFont(base)
    font.setPixelSize(pixels)
    return font


def _bold_ranges(places: Sequence[int], bold: QFont) -> list[QTextLayout.FormatRange]:
    form = QTextCharFormat()
    form.setFontWeight(bold.weight())
    ranges = []
    for place in places:
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = place, 1, form
        ranges.append(one)
    return ranges


def _draw_line(painter: QPainter, text: str, box: QRectF, font: QFont, colour: QColor, side: Qt.AlignmentFlag) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)


_TICK = ((0.22, 0.52), (0.43, 0.72), (0.78, 0.3))


def draw_box(painter: QPainter, box: QRectF, mark: Mark, look: Look) -> None:
    """A box with a tick, with a bar, or empty."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_on = mark is not Mark.OFF
    painter.setPen(QPen(look.colour("accent" if is_on else "muted"), 1.2))
    painter.setBrush(look.colour("accent" if is_on else "surface"))
    painter.drawRoundedRect(box.adjusted(0.6, 0.6, -0.6, -0.6), 3, 3)
    painter.setPen(QPen(look.colour("on_accent"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    if mark is Mark.ON:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(
            QPolygonF([QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK])
        )
    elif mark is Mark.PARTLY:
        painter.drawLine(QPointF(box.x() + 4, box.center().y()), QPointF(box.right() - 4, box.center().y()))
    painter.restore()
