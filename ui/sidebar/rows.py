"""The model of the sidebar entries, and the delegate that paints and edits them."""

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
from ui.style.theme import SMALL, ThemeManager
from ui.widgets.chips import draw_pill
from ui.widgets.paper_text import single_line

Index = QModelIndex | QPersistentModelIndex
PLACE_ROLE = Qt.ItemDataRole.UserRole
RENAMABLE_KINDS = frozenset({"tag", "collection", "saved"})
_ROW_HEIGHT, _HEADING_HEIGHT = 28, 36
_LEFT_MARGIN, _INDENT, _ICON_SIZE = 18, 14, 15  # in pixels; the indent is per level of nesting
_TITLE_OFFSET = 24  # from the icon to the title
_ICONS = {"saved": "search"}
_MAX_INDENTED_DEPTH = 6  # deeper entries are not indented further


def indent_of(place: Place) -> int:
    """The distance of the icon of an entry from the left edge."""
    return _LEFT_MARGIN + _INDENT * min(place.depth, _MAX_INDENTED_DEPTH)


def format_count(papers: int | None) -> str:
    """A number of papers as text; empty for 0 and while it is not known (None)."""
    return f"{papers:,}".replace(",", "\u202f") if papers else ""


class PlacesModel(QAbstractListModel):
    """The entries of the sidebar. `renamed` carries a place and the new name that was typed."""

    renamed = Signal(Place, str)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def show(self, places: list[Place]) -> None:
        """Show these entries; when only counts differ, the model is not reset."""
        if [place.identity for place in places] == [place.identity for place in self.places]:
            self.places = places
            if places:
                self.dataChanged.emit(self.index(0), self.index(len(places) - 1))
            return
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    def row_of(self, identity: Identity) -> int | None:
        """The row of a place; None when it is not shown."""
        return next((row for row, place in enumerate(self.places) if place.identity == identity), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        getter = _ROLE_GETTERS.get(role)
        return None if getter is None else getter(self.places[index.row()])

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        place, name = self.places[index.row()], str(value).strip()
        if role == Qt.ItemDataRole.EditRole and name and name != place.title:
            self.renamed.emit(place, name)
        return False  # the entry changes when the library has been changed

    def flags(self, index: Index) -> Qt.ItemFlag:
        place = self.places[index.row()]
        if place.is_heading:
            return Qt.ItemFlag.ItemIsEnabled if place.is_parent else Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if place.kind in RENAMABLE_KINDS else flags


def _accessible_text(place: Place) -> str:
    """The text of an entry for screen readers."""
    words = [place.title]
    if not place.is_heading and place.papers is not None:
        words.append("1 paper" if place.papers == 1 else f"{place.papers} papers")
    if place.is_parent:
        words.append("collapsed" if place.is_collapsed else "expanded")
    return ", ".join(words)


def _tooltip(place: Place) -> str | None:
    """The tooltip, escaped because Qt renders HTML in tooltips."""
    if place.is_heading:
        return None
    lines = [single_line(place.title), *([single_line(place.details)] if place.details else [])]
    return "<br>".join(escape(line) for line in lines)


_ROLE_GETTERS: dict[int, Callable[[Place], Any]] = {
    PLACE_ROLE: lambda place: place,
    Qt.ItemDataRole.DisplayRole: lambda place: single_line(place.label),
    Qt.ItemDataRole.EditRole: lambda place: place.title,
    Qt.ItemDataRole.ToolTipRole: _tooltip,
    Qt.ItemDataRole.AccessibleTextRole: _accessible_text,
}


class PlacesDelegate(QStyledItemDelegate):
    """Paints an entry: icon, title, and the count on the right in tabular figures.

    `listed` is the place the paper list shows, `target` the one under a drag.
    """

    def __init__(self, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.listed: Identity | None = None
        self.target: Identity | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        place: Place = index.data(PLACE_ROLE)
        return QSize(120, _HEADING_HEIGHT if place.is_heading else _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: Place = index.data(PLACE_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_background(painter, option, place)
        if place.is_heading:
            self._paint_heading(painter, option, place)
        else:
            self._paint_place(painter, option, place)
        painter.restore()

    def _paint_background(self, painter: QPainter, option: Any, place: Place) -> None:
        is_target, is_listed = place.identity == self.target, place.identity == self.listed
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and not place.is_heading
        if not (is_target or is_listed or is_current or is_hovered):
            return
        colour = self._theme.colour("accent")
        painter.setPen(QPen(colour, 1.5 if is_target else 1) if is_target or is_current else Qt.PenStyle.NoPen)
        fill = "selection" if is_listed or is_target else "hover" if is_hovered else None
        painter.setBrush(self._theme.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        top = 11.5 if place.is_heading else 1.5
        painter.drawRoundedRect(QRectF(option.rect).adjusted(8.5, top, -8.5, -1.5), 6, 6)

    def _paint_heading(self, painter: QPainter, option: Any, place: Place) -> None:
        font = QFont(option.font)
        font.setPixelSize(SMALL - 1)
        font.setWeight(QFont.Weight.DemiBold)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        box = QRectF(option.rect).adjusted(_LEFT_MARGIN, 11, -16, -2)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), place.title)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if place.is_parent and (is_hovered or place.is_collapsed or option.state & QStyle.StateFlag.State_HasFocus):
            self._paint_chevron(painter, QPointF(box.right() - 4, box.center().y()), place.is_collapsed)

    def _paint_chevron(self, painter: QPainter, middle: QPointF, is_collapsed: bool) -> None:
        """Paint a small arrow that points right when collapsed, down when expanded."""
        painter.setPen(QPen(self._theme.colour("muted"), 1.4, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        points = [(-1.5, -3.0), (1.5, 0.0), (-1.5, 3.0)] if is_collapsed else [(-3.0, -1.5), (0.0, 1.5), (3.0, -1.5)]
        painter.drawPolyline(QPolygonF([QPointF(middle.x() + x, middle.y() + y) for x, y in points]))

    def _paint_place(self, painter: QPainter, option: Any, place: Place) -> None:
        is_listed = place.identity == self.listed
        left = option.rect.x() + indent_of(place)
        middle = QRectF(option.rect).center().y()
        box = QRectF(left, middle - _ICON_SIZE / 2, _ICON_SIZE, _ICON_SIZE)
        if place.kind == "tag":
            draw_pill(painter, box.adjusted(-1, -1, 1, 1), self._theme.colour(tag_colour(place.key)))
            draw_glyph(painter, place.key, box.adjusted(3.5, 3.5, -3.5, -3.5), self._theme.colour("ink"))
        else:
            draw(
                painter, _ICONS.get(place.kind, place.kind), box, self._theme.colour("accent" if is_listed else "muted")
            )
        if place.is_parent:
            self._paint_chevron(painter, QPointF(left - 6.5, middle), place.is_collapsed)
        text_box = QRectF(option.rect)
        text_box.setLeft(left + _TITLE_OFFSET)
        text_box.setRight(option.rect.right() - 15)
        self._paint_texts(painter, option.font, place, text_box, is_listed)

    def _paint_texts(self, painter: QPainter, base: QFont, place: Place, text_box: QRectF, is_listed: bool) -> None:
        count = format_count(place.papers)
        font = QFont(base)
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(self._theme.colour("accent" if is_listed else "muted"))
        painter.drawText(text_box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        text_box.setRight(text_box.right() - QFontMetricsF(font).horizontalAdvance(count) - (8 if count else 0))
        title = QFont(base)
        title.setWeight(QFont.Weight.DemiBold if is_listed else QFont.Weight.Normal)
        painter.setFont(title)
        painter.setPen(self._theme.colour("accent" if is_listed else "ink"))
        text = QFontMetricsF(title).elidedText(single_line(place.label), Qt.TextElideMode.ElideRight, text_box.width())
        painter.drawText(text_box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:  # noqa: ARG002, N802
        """A line edit for the new name."""
        field = QLineEdit(parent)
        field.setObjectName("renaming")
        field.setMaxLength(200)
        field.setAccessibleName(f"New name of {single_line(index.data(PLACE_ROLE).title)}")
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:  # noqa: N802 - Qt's name
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:  # noqa: N802 - Qt's name
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802
        """Place the editor from the title to the right edge."""
        rect: QRect = getattr(option, "rect")  # noqa: B009 - Qt's stubs do not name it
        editor.setGeometry(rect.adjusted(indent_of(index.data(PLACE_ROLE)) + _TITLE_OFFSET - 9, 0, -8, 0))
