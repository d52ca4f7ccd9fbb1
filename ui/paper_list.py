"""The list of papers: ids only, the visible rows are read when they are painted; two lines a paper."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.views import RowView
from ui.chips import chip_font, chip_width, draw_chip, draw_count
from ui.icons import draw
from ui.theme import NORMAL, SMALL, Look
from ui.words import facts_of_row, plain_title

Index = QModelIndex | QPersistentModelIndex
ReadRows = Callable[[Sequence[int]], list[RowView]]
ROW = Qt.ItemDataRole.UserRole
_WINDOW = 64  # rows read at one time
_KEPT = 2048  # rows kept
HEIGHT = 56
_MOST_FOR_A_CHIP = 0.7  # of the line of facts
_COUNT_WIDTH = 40  # room for “+3”, in pixels


class PapersModel(QAbstractListModel):
    """A list of ids; what a row shows is read in windows of _WINDOW rows by `read_rows`, in the main thread."""

    def __init__(self, read_rows: ReadRows) -> None:
        super().__init__()
        self._read_rows = read_rows
        self.ids: list[int] = []
        self._rows: OrderedDict[int, RowView] = OrderedDict()
        self._places: dict[int, int] = {}

    def show(self, ids: list[int]) -> bool:
        """Show these papers; returns whether that made a new list."""
        if ids == self.ids:
            return False
        self.beginResetModel()
        self.ids = ids
        self._places = {}
        self.endResetModel()
        return True

    def forget(self, ids: Iterable[int] | None = None) -> None:
        """What the rows of these papers (None: all) show is out of date."""
        for identity in list(self._rows) if ids is None else ids:
            self._rows.pop(identity, None)
        if self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def row_of(self, identity: int) -> int | None:
        """Where a paper stands."""
        if not self._places:
            self._places = {one: row for row, one in enumerate(self.ids)}
        return self._places.get(identity)

    def row_view(self, row: int) -> RowView | None:
        """What a row shows; None when the paper is gone meanwhile."""
        identity = self.ids[row]
        if identity not in self._rows:
            start = row - row % _WINDOW
            wanted = [one for one in self.ids[start : start + _WINDOW] if one not in self._rows]
            self._rows.update((view.id, view) for view in self._read_rows(wanted))
            while len(self._rows) > _KEPT:
                self._rows.popitem(last=False)
        return self._rows.get(identity)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ROW:
            return self.row_view(index.row())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        view = self.row_view(index.row())
        if view is None or role == Qt.ItemDataRole.DisplayRole:
            return plain_title(view.title) if view else ""
        return ", ".join((plain_title(view.title), view.status, *facts_of_row(view), *view.tags))


class PapersDelegate(QStyledItemDelegate):
    """Paints a row: a dot while it is undecided, the title, and below the facts and the tags."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view: RowView | None = index.data(ROW)
        painter.save()
        self._paint_ground(painter, option)
        if view is not None:
            box = QRectF(self._rect(option)).adjusted(30, 8, -14, -9)
            self._paint_title(painter, option, view, box)
            self._paint_facts(painter, option, view, QRectF(box.x(), box.y() + 21, box.width(), 18))
        painter.restore()

    @staticmethod
    def _rect(option: Any) -> Any:
        return option.rect

    def _paint_ground(self, painter: QPainter, option: Any) -> None:
        rect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_chosen:
            painter.fillRect(rect, self._look.colour("chosen"))
        elif is_hovered:
            painter.fillRect(rect, self._look.colour("paper"))
        if is_chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), self._look.colour("accent"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line"))

    def _paint_title(self, painter: QPainter, option: Any, view: RowView, box: QRectF) -> None:
        is_undecided = view.status == "inbox"
        if is_undecided:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("accent"))
            painter.drawEllipse(QPointF(box.x() - 15, box.y() + 10), 3.5, 3.5)
        room = QRectF(box.x(), box.y(), box.width() - (20 if view.starred else 0), 20)
        if view.starred:
            star = QRectF(box.right() - 14, box.y() + 3, 14, 14)
            draw(painter, "starred", star, self._look.colour("accent"), is_filled=True)
        font = QFont(option.font)
        font.setPixelSize(NORMAL)
        font.setWeight(QFont.Weight.DemiBold if is_undecided else QFont.Weight.Normal)
        self._paint_line(painter, font, "ink", room, plain_title(view.title))

    def _paint_facts(self, painter: QPainter, option: Any, view: RowView, box: QRectF) -> None:
        font = QFont(option.font)
        font.setPixelSize(SMALL)
        text = "  ·  ".join(facts_of_row(view))
        chips = chip_font(option.font)
        widths = [chip_width(tag, QFontMetricsF(chips)) for tag in view.tags]
        wanted = min(QFontMetricsF(font).horizontalAdvance(text) + 1, box.width())
        if widths:  # a fact is cut before the first chip is; one that would leave no fact is only counted
            needed = widths[0] + (42 if len(widths) > 1 else 12)
            wanted = min(wanted, box.width() - (needed if needed <= _MOST_FOR_A_CHIP * box.width() else _COUNT_WIDTH))
        self._paint_line(painter, font, "muted", QRectF(box.x(), box.y(), wanted, box.height()), text)
        self._paint_chips(
            painter, chips, view.tags, widths, QRectF(box).adjusted(wanted + (12 if text else 0), 0, 0, 0)
        )

    def _paint_chips(
        self, painter: QPainter, font: QFont, tags: Sequence[str], widths: Sequence[float], box: QRectF
    ) -> None:
        """As many chips as fit, and how many more there are."""
        x = box.x()
        for number, (tag, width) in enumerate(zip(tags, widths, strict=True)):
            is_last = number == len(tags) - 1
            if x + width + (0 if is_last else 28) > box.right() + 1:
                draw_count(painter, f"+{len(tags) - number}", QPointF(x, box.y()), self._look, font)
                return
            x += draw_chip(painter, tag, QPointF(x, box.y()), self._look, font) + 6

    def _paint_line(self, painter: QPainter, font: QFont, colour: str, box: QRectF, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._look.colour(colour))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


class PaperList(QTableView):
    """The list itself. `went_to` carries the id of the paper that became current, or None.

    It is a table of one column: a list view asks the model for every row when the list changes, a table with rows of
    one height asks for the visible ones only.
    """

    went_to = Signal(object)

    def __init__(self, look: Look, read_rows: ReadRows) -> None:
        super().__init__()
        self.setAccessibleName("Papers")
        self.papers = PapersModel(read_rows)
        self.setModel(self.papers)
        self.setItemDelegate(PapersDelegate(look, self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(HEIGHT)
        self.verticalHeader().setDefaultSectionSize(HEIGHT)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(HEIGHT // 2)
        self.selectionModel().currentChanged.connect(self._announce)
        look.changed.connect(self.viewport().update)

    def _announce(self, current: QModelIndex) -> None:
        self.went_to.emit(self.papers.ids[current.row()] if current.isValid() else None)

    @property
    def current_id(self) -> int | None:
        """The paper the page shows."""
        index = self.currentIndex()
        return self.papers.ids[index.row()] if index.isValid() else None

    def chosen_ids(self) -> list[int]:
        """The selected papers in the order of the list; the current one when none is selected."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        if rows:
            return [self.papers.ids[row] for row in rows]
        return [] if self.current_id is None else [self.current_id]

    def show_papers(self, ids: list[int]) -> None:
        """Show these papers. The current paper stays current; when it is gone, the one in its place is."""
        current, row = self.current_id, max(self.currentIndex().row(), 0)
        chosen = set(self.chosen_ids())
        position = self.verticalScrollBar().value()
        if not self.papers.show(ids):
            return
        self.verticalScrollBar().setValue(position)
        if not ids:
            self.went_to.emit(None)
            return
        found = None if current is None else self.papers.row_of(current)
        self.go_to_row(min(row, len(ids) - 1) if found is None else found)
        if found is not None and len(chosen) > 1:
            self._select_again(chosen)

    def _select_again(self, chosen: set[int]) -> None:
        marked = QItemSelection()
        for identity in chosen:
            row = self.papers.row_of(identity)
            if row is not None:
                marked.select(self.papers.index(row), self.papers.index(row))
        self.selectionModel().select(marked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to(self, identity: int | None) -> bool:
        """Make a paper current; returns whether it is in the list."""
        row = None if identity is None else self.papers.row_of(identity)
        if row is not None:
            self.go_to_row(row)
        return row is not None

    def go_to_row(self, row: int) -> None:
        """Make a row current; beyond the ends it is the first or the last."""
        if self.papers.ids:
            index = self.papers.index(min(max(row, 0), len(self.papers.ids) - 1))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def move_by(self, by: int) -> None:
        """Go some rows down, or up."""
        self.go_to_row(self.currentIndex().row() + by)

    def go_past(self, ids: Iterable[int]) -> None:
        """Go to the first paper below those, or above when there is none below: the next one after a decision."""
        rows = [row for identity in ids if (row := self.papers.row_of(identity)) is not None]
        if not rows:
            return
        self.go_to_row(max(rows) + 1 if max(rows) + 1 < len(self.papers.ids) else min(rows) - 1)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are commands here; a search by prefix would read the whole list."""
