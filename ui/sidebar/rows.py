"""The rows of the side bar: the model of its lines, and how a line is painted and edited."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.places import Identity, Place
from ui.style.icons import draw, draw_glyph, tag_colour
from ui.style.theme import SMALL, Look
from ui.widgets.chips import draw_pill
from ui.widgets.paper_text import on_one_line

Index = QModelIndex | QPersistentModelIndex
PLACE = Qt.ItemDataRole.UserRole
NAMED_BY_HAND = frozenset({"tag", "collection", "saved"})
_ROW, _HEADING = 28, 36
_INSET, _STEP, _ICON = 18, 14, 15  # where the icon of a line begins, how far a nested one goes in, how large it is
_TEXT = 24  # from the icon to the title
_ICONS = {"saved": "search"}
_DEEPEST = 6  # steps; what is nested deeper stands below each other


def indent_of(place: Place) -> int:
    """How far the icon of a line stands from the left edge."""
    return _INSET + _STEP * min(place.depth, _DEEPEST)


def show_count(papers: int | None) -> str:
    """A count as the side bar writes it; nothing for none, and for what is not counted yet."""
    return f"{papers:,}".replace(",", "\u202f") if papers else ""


class PlacesModel(QAbstractListModel):
    """The lines of the side bar. `renamed` carries a place and the new name a person typed."""

    renamed = Signal(Place, str)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def show(self, places: list[Place]) -> None:
        """Show these lines; when only counts differ, the lines stay what they are."""
        if [place.identity for place in places] == [place.identity for place in self.places]:
            self.places = places
            if places:
                self.dataChanged.emit(self.index(0), self.index(len(places) - 1))
            return
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    def row_of(self, identity: Identity) -> int | None:
        """Where a place stands now."""
        return next((row for row, place in enumerate(self.places) if place.identity == identity), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        return None if answer is None else answer(self.places[index.row()])

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        place, name = self.places[index.row()], str(value).strip()
        if role == Qt.ItemDataRole.EditRole and name and name != place.title:
            self.renamed.emit(place, name)
        return False  # the line changes when the library has

    def flags(self, index: Index) -> Qt.ItemFlag:
        place = self.places[index.row()]
        if place.heading:
            return Qt.ItemFlag.ItemIsEnabled if place.is_parent else Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if place.kind in NAMED_BY_HAND else flags


def _say(place: Place) -> str:
    """A line for those who hear it."""
    words = [place.title]
    if not place.heading and place.papers is not None:
        words.append("1 paper" if place.papers == 1 else f"{place.papers} papers")
    if place.is_parent:
        words.append("folded" if place.is_folded else "open")
    return ", ".join(words)


def _tip(place: Place) -> str | None:
    """The tooltip; escaped, because Qt reads HTML in one."""
    if place.heading:
        return None
    lines = [on_one_line(place.title), *([on_one_line(place.details)] if place.details else [])]
    return "<br>".join(escape(line) for line in lines)


_ANSWERS: dict[int, Callable[[Place], Any]] = {
    PLACE: lambda place: place,
    Qt.ItemDataRole.DisplayRole: lambda place: on_one_line(place.shown),
    Qt.ItemDataRole.EditRole: lambda place: place.title,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.AccessibleTextRole: _say,
}


class PlacesDelegate(QStyledItemDelegate):
    """Paints a line: icon, title, and the count at the right in figures of equal width.

    `shown` is the place the list shows, `target` the one a drag is over.
    """

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.shown: Identity | None = None
        self.target: Identity | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        place: Place = index.data(PLACE)
        return QSize(120, _HEADING if place.heading else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: Place = index.data(PLACE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, place)
        if place.heading:
            self._paint_heading(painter, option, place)
        else:
            self._paint_place(painter, option, place)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: Any, place: Place) -> None:
        is_target, is_shown = place.identity == self.target, place.identity == self.shown
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and not place.heading
        if not (is_target or is_shown or is_current or is_hovered):
            return
        colour = self._look.colour("accent")
        painter.setPen(QPen(colour, 1.5 if is_target else 1) if is_target or is_current else Qt.PenStyle.NoPen)
        fill = "chosen" if is_shown or is_target else "hover" if is_hovered else None
        painter.setBrush(self._look.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        top = 11.5 if place.heading else 1.5
        painter.drawRoundedRect(QRectF(option.rect).adjusted(8.5, top, -8.5, -1.5), 6, 6)

    def _paint_heading(self, painter: QPainter, option: Any, place: Place) -> None:
        font = QFont(option.font)
        font.setPixelSize(SMALL - 1)
        font.setWeight(QFont.Weight.DemiBold)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(self._look.colour("muted"))
        box = QRectF(option.rect).adjusted(_INSET, 11, -16, -2)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), place.title)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if place.is_parent and (is_hovered or place.is_folded or option.state & QStyle.StateFlag.State_HasFocus):
            self._paint_chevron(painter, QPointF(box.right() - 4, box.center().y()), place.is_folded)

    def _paint_chevron(self, painter: QPainter, middle: QPointF, is_folded: bool) -> None:
        """A small arrow: to the right when there is more within, downwards when it is shown."""
        painter.setPen(QPen(self._look.colour("muted"), 1.4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        points = [(-1.5, -3.0), (1.5, 0.0), (-1.5, 3.0)] if is_folded else [(-3.0, -1.5), (0.0, 1.5), (3.0, -1.5)]
        painter.drawPolyline(QPolygonF([QPointF(middle.x() + x, middle.y() + y) for x, y in points]))

    def _paint_place(self, painter: QPainter, option: Any, place: Place) -> None:
        is_shown = place.identity == self.shown
        left = option.rect.x() + indent_of(place)
        middle = QRectF(option.rect).center().y()
        box = QRectF(left, middle - _ICON / 2, _ICON, _ICON)
        if place.kind == "tag":
            draw_pill(painter, box.adjusted(-1, -1, 1, 1), self._look.colour(tag_colour(place.key)))
            draw_glyph(painter, place.key, box.adjusted(3.5, 3.5, -3.5, -3.5), self._look.colour("ink"))
        else:
            draw(painter, _ICONS.get(place.kind, place.kind), box, self._look.colour("accent" if is_shown else "muted"))
        if place.is_parent:
            self._paint_chevron(painter, QPointF(left - 6.5, middle), place.is_folded)
        room = QRectF(option.rect)
        room.setLeft(left + _TEXT)
        room.setRight(option.rect.right() - 15)
        self._paint_texts(painter, option.font, place, room, is_shown)

    def _paint_texts(self, painter: QPainter, base: QFont, place: Place, room: QRectF, is_shown: bool) -> None:
        count = show_count(place.papers)
        font = QFont(base)
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(self._look.colour("accent" if is_shown else "muted"))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        room.setRight(room.right() - QFontMetricsF(font).horizontalAdvance(count) - (8 if count else 0))
        title = QFont(base)
        title.setWeight(QFont.Weight.DemiBold if is_shown else QFont.Weight.Normal)
        painter.setFont(title)
        painter.setPen(self._look.colour("accent" if is_shown else "ink"))
        shown = QFontMetricsF(title).elidedText(on_one_line(place.shown), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002, N802
        """A field in the place of the line."""
        field = QLineEdit(parent)
        field.setObjectName("renaming")
        field.setMaxLength(200)
        field.setAccessibleName(f"New name of {on_one_line(index.data(PLACE).title)}")
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """From the title to the right edge."""
        rect: QRect = getattr(option, "rect")  # noqa: B009 - Qt's stubs do not name it
        editor.setGeometry(rect.adjusted(indent_of(index.data(PLACE)) + _TEXT - 9, 0, -8, 0))
