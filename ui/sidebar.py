"""The side bar: the places of the library with their counts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.chips import draw_pill
from ui.icons import draw, draw_glyph, tag_colour
from ui.places import Overview, Place, list_places
from ui.theme import SMALL, Look
from ui.words import on_one_line

Index = QModelIndex | QPersistentModelIndex
PLACE = Qt.ItemDataRole.UserRole
_ROW, _HEADING = 28, 36


class PlacesModel(QAbstractListModel):
    """The lines of the side bar."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def show(self, places: list[Place]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    def row_of(self, place: Place) -> int | None:
        """Where a place stands now, whatever its count."""
        same = (row for row, other in enumerate(self.places) if other.identity == place.identity)
        return next(same, None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        place = self.places[index.row()]
        if role == PLACE:
            return place
        if role == Qt.ItemDataRole.DisplayRole:
            return place.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return place.title if place.heading else f"{place.title}, {place.papers} papers"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.places[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class PlacesDelegate(QStyledItemDelegate):
    """Paints a line: icon, title, and the count at the right in figures of equal width."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        place: Place = index.data(PLACE)
        return QSize(120, _HEADING if place.heading else _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place: Place = index.data(PLACE)
        painter.save()
        if place.heading:
            self._paint_heading(painter, option, place)
        else:
            self._paint_place(painter, option, place)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: Any, place: Place) -> None:
        font = QFont(option.font)
        font.setPixelSize(SMALL - 1)
        font.setWeight(QFont.Weight.DemiBold)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.6)
        painter.setFont(font)
        painter.setPen(self._look.colour("muted"))
        box = option.rect.adjusted(16, 0, -8, -5)
        painter.drawText(box, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, place.title)

    def _paint_place(self, painter: QPainter, option: Any, place: Place) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        self._paint_ground(painter, option, is_chosen)
        box = QRectF(option.rect).adjusted(16, 0, -16, 0)
        icon_box = QRectF(box.x(), box.center().y() - 7.5, 15, 15)
        colour = self._look.colour("accent" if is_chosen else "muted")
        if place.kind == "tag":
            draw_pill(painter, icon_box.adjusted(-1, -1, 1, 1), self._look.colour(tag_colour(place.key)))
            draw_glyph(painter, place.key, icon_box.adjusted(3.5, 3.5, -3.5, -3.5), self._look.colour("ink"))
        else:
            draw(painter, place.kind, icon_box, colour)
        self._paint_texts(painter, option.font, place, box, is_chosen)

    def _paint_ground(self, painter: QPainter, option: Any, is_chosen: bool) -> None:
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if not (is_chosen or is_hovered):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = is_chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.setPen(self._look.colour("accent") if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("chosen" if is_chosen else "hover"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(8.5, 1.5, -8.5, -1.5), 6, 6)

    def _paint_texts(self, painter: QPainter, base: QFont, place: Place, box: QRectF, is_chosen: bool) -> None:
        count = f"{place.papers:,}".replace(",", "\u202f") if place.papers else ""
        font = QFont(base)
        font.setFeature(QFont.Tag("tnum"), 1)
        font.setPixelSize(SMALL)
        painter.setFont(font)
        painter.setPen(self._look.colour("accent" if is_chosen else "muted"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), count)
        room = box.adjusted(25, 0, -QFontMetricsF(font).horizontalAdvance(count) - 8, 0)
        title = QFont(base)
        title.setWeight(QFont.Weight.DemiBold if is_chosen else QFont.Weight.Normal)
        painter.setFont(title)
        painter.setPen(self._look.colour("accent" if is_chosen else "ink"))
        shown = QFontMetricsF(title).elidedText(on_one_line(place.title), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


class Sidebar(QListView):
    """The list of places; `chosen` tells which one a person went to."""

    chosen = Signal(Place)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAccessibleName("Places of the library")
        self._model = PlacesModel()
        self.setModel(self._model)
        self.setItemDelegate(PlacesDelegate(look, self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(168)
        self.setMaximumWidth(340)
        self.clicked.connect(self._announce)
        self.activated.connect(self._announce)
        look.changed.connect(self.viewport().update)

    @property
    def places(self) -> list[Place]:
        """The lines that are shown now."""
        return self._model.places

    def show_overview(self, overview: Overview, current: Place | None) -> None:
        """Show the places; `current` stays marked."""
        position = self.verticalScrollBar().value()
        self._model.show(list_places(overview))
        self.mark(current)
        self.verticalScrollBar().setValue(position)

    def mark(self, current: Place | None) -> None:
        """Mark the place the list shows; None while it shows a search."""
        row = None if current is None else self._model.row_of(current)
        if row is None:
            self.clearSelection()
        else:
            self.setCurrentIndex(self._model.index(row))

    def _announce(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(PLACE))

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are commands here, they do not look for a line."""
