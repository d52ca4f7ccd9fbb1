"""PaperList: the list view, its current row and selection, and what it keeps in place when the list changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QInputEvent,
    QKeyEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.paper_list.delegate import PapersDelegate, row_height
from ui.paper_list.drag_and_drop import DraggedPapers
from ui.paper_list.model import PapersModel, ReadRows, row_ranges
from ui.style.theme import ThemeManager
from ui.widgets.overlay_scroll_bar import OverlayScrollBar

MakeMimeData = Callable[[Sequence[int]], QMimeData]
_SCROLL_DELAY_MS = 250  # by then the library has usually carried out the action and the list was refreshed


class PaperList(QTableView):
    """The list of papers, a table with one column.

    A QListView asks the model for every row when the list changes; a QTableView with rows of one height asks only for
    the visible ones.

    Signals: `current_paper_changed(paper_id or None)`, `papers_dropped(source_ids, target_id)` when papers were dropped
    on another paper, `menu_requested(global position)`.
    """

    current_paper_changed = Signal(object)
    papers_dropped = Signal(list, int)
    menu_requested = Signal(QPoint)

    def __init__(
        self, theme: ThemeManager, read_rows: ReadRows, make_mime: MakeMimeData, dragged: DraggedPapers
    ) -> None:
        super().__init__()
        self.setObjectName("paperList")
        self.setAccessibleName("Papers")
        self.is_marking = False
        self._previous_row = -1  # the row that was current before this one; -1 for none
        self.paper_model = PapersModel(read_rows)
        self.setModel(self.paper_model)
        self._make_mime_data, self._dragged = make_mime, dragged
        self._delegate = PapersDelegate(theme, self, lambda: self.is_marking or self.count_selected() > 1)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(16)  # set once: raising it later costs 30 µs per row
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._theme = theme
        self._bar = OverlayScrollBar(self)
        self._update_row_height()
        self.selectionModel().currentChanged.connect(self._emit_current)
        theme.changed.connect(self._update_row_height)
        self.select_after_refresh: int | None = None  # the paper to select when the list is shown next
        self.is_painted = False
        self._passed_ids: set[int] = set()  # left behind by `select_next_after` since the list was last refreshed
        self._delayed_scroll = QTimer(self, singleShot=True, interval=_SCROLL_DELAY_MS)
        self._delayed_scroll.timeout.connect(lambda: self.scrollTo(self.currentIndex()))

    def _update_row_height(self) -> None:
        height = row_height(self._theme, self.viewport().width())
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height // 2)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Use higher rows in a narrow list; the first visible paper stays at the top."""
        super().resizeEvent(event)
        if row_height(self._theme, self.viewport().width()) != self.verticalHeader().defaultSectionSize():
            positions = self._visible_positions(is_reordered=True)[:1]
            self._update_row_height()
            self._restore_scroll(positions)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        self.is_painted = True

    def _emit_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._previous_row = previous.row()
        self.current_paper_changed.emit(self.ids[current.row()] if current.isValid() else None)

    @property
    def ids(self) -> list[int]:
        """The ids of the listed papers, in the order of the list."""
        return self.paper_model.ids

    @property
    def current_id(self) -> int | None:
        """The id of the current paper, which the page shows."""
        index = self.currentIndex()
        return self.ids[index.row()] if index.isValid() else None

    def selected_ids(self) -> list[int]:
        """The ids of the selected papers in the order of the list; the current one when none is selected."""
        ranges = sorted((part.top(), part.bottom()) for part in self._selected_ranges())
        if ranges:  # by ranges: an index per row would take a second for 100,000 rows
            return [paper_id for top, bottom in ranges for paper_id in self.ids[top : bottom + 1]]
        return [] if self.current_id is None else [self.current_id]

    def count_selected(self) -> int:
        """How many papers are selected."""
        return sum(part.height() for part in self._selected_ranges())

    def _selected_ranges(self) -> Iterable[QItemSelectionRange]:
        return cast(Iterable[QItemSelectionRange], self.selectionModel().selection())

    def show_papers(self, ids: list[int], *, is_reordered: bool = False, is_new_list: bool = False) -> None:
        """Show these papers. The current paper stays current; when it is gone, the paper in its row becomes current.

        Visible papers keep their position on the screen as far as they are still listed. With `is_reordered` only the
        current paper keeps its position. With `is_new_list` the list is shown from the top.
        """
        if is_new_list:
            self._show_new_list(ids)
            return
        current, row = self.current_id, max(self.currentIndex().row(), 0)
        selected_ids, was_marking = self.selected_ids() if self.count_selected() else [], self.is_marking
        self.is_marking = False
        positions = self._visible_positions(is_reordered)
        self._passed_ids.clear()
        if not self.paper_model.show(ids):
            self.is_marking = was_marking
            self._scroll_now()
            return
        self._delayed_scroll.stop()
        if not ids:
            self.current_paper_changed.emit(None)
            return
        new_row = None if current is None else self.paper_model.row_of(current)
        self.go_to_row(min(row, len(ids) - 1) if new_row is None else new_row)
        selected_rows = self.paper_model.rows_of(selected_ids)
        if len(selected_rows) > 1 or (selected_rows and was_marking):  # the current paper need not be one of them
            self._reselect(selected_rows)
            self.is_marking = was_marking
        self._restore_scroll(positions)

    def _show_new_list(self, ids: list[int]) -> None:
        self.is_marking = False
        self._passed_ids.clear()
        self._delayed_scroll.stop()
        self.paper_model.show(ids)
        if ids:
            self.go_to_row(0)
        else:
            self.current_paper_changed.emit(None)

    def visible_ids(self) -> list[int]:
        """The ids of the papers whose rows are visible, at least in part."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return self.ids[max(first, 0) : last + 1 if last >= 0 else None] if first >= 0 else []

    def show_excerpts(self, excerpts: Mapping[int, str]) -> None:
        """Show these passages in the rows of the papers, by paper id."""
        self._delegate.excerpts = dict(excerpts)
        self.viewport().update()

    def _visible_positions(self, is_reordered: bool) -> list[tuple[int, int]]:
        """The ids of the visible papers and their y positions in the viewport, the paper that is to stay put first."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return []
        last = len(self.ids) - 1 if last < 0 else last
        positions = [(self.ids[row], self.rowViewportPosition(row)) for row in range(first, last + 1)]
        if is_reordered:
            positions.sort(key=lambda position: position[0] != self.current_id)
        return positions

    def _restore_scroll(self, positions: Iterable[tuple[int, int]]) -> None:
        """Put the first of these papers that is still listed back to its position; the current one stays visible."""
        for paper_id, y in positions:
            row = self.paper_model.row_of(paper_id)
            if row is not None:
                self.executeDelayedItemsLayout()
                self.verticalScrollBar().setValue(row * self.verticalHeader().defaultSectionSize() - y)
                break
        if self.currentIndex().isValid() and positions:
            self.scrollTo(self.currentIndex())

    def _reselect(self, rows: Sequence[int]) -> None:
        marked = QItemSelection()
        for top, bottom in row_ranges(rows):
            marked.select(self.paper_model.index(top), self.paper_model.index(bottom))
        self.selectionModel().select(marked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to(self, paper_id: int | None) -> bool:
        """Make a paper current; returns whether it is in the list."""
        row = None if paper_id is None else self.paper_model.row_of(paper_id)
        if row is not None:
            self.go_to_row(row)
        return row is not None

    def go_to_row(self, row: int) -> None:
        """Make a row current and select only it; a row out of range becomes the first or the last.

        While papers are being marked, moving does not change the marks.
        """
        if self.ids:
            self._delayed_scroll.stop()
            index = self.paper_model.index(min(max(row, 0), len(self.ids) - 1))
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate if self.is_marking else flag.ClearAndSelect)
            self.scrollTo(index)

    def selectionCommand(  # noqa: N802 - Qt's name
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """While papers are being marked, Qt's keys and clicks change the marks only with Ctrl or Shift."""
        held = event.modifiers() if isinstance(event, QInputEvent) else Qt.KeyboardModifier.NoModifier
        if self.is_marking and not held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def _scroll_now(self) -> None:
        """Scroll to the current paper if `select_next_after` has delayed that."""
        if self._delayed_scroll.isActive():
            self._delayed_scroll.stop()
            self.scrollTo(self.currentIndex())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802 - Qt's name
        """While papers are being marked, add the rows that were passed: Qt would change the newest range instead, and
        with it the last mark."""
        if not self.is_marking or not command & QItemSelectionModel.SelectionFlag.Current:
            super().setSelection(rect, command)
            return
        row = self.currentIndex().row()
        first, last = sorted((row if self._previous_row < 0 else self._previous_row, row))
        passed = QItemSelection(self.paper_model.index(first), self.paper_model.index(last))
        self.selectionModel().select(passed, QItemSelectionModel.SelectionFlag.Select)

    def move_by(self, rows: int) -> None:
        """Move down by this many rows; up when it is negative."""
        self.go_to_row(self.currentIndex().row() + rows)

    def mark(self) -> None:
        """Mark or unmark the current paper; from now on moving keeps the marks."""
        if self.is_marking:
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Toggle)
        self.is_marking = self.selectionModel().hasSelection()

    def mark_all(self) -> None:
        """Mark every listed paper."""
        if self.ids:
            everything = QItemSelection(self.paper_model.index(0), self.paper_model.index(len(self.ids) - 1))
            self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.is_marking = self.selectionModel().hasSelection()

    def unmark(self) -> None:
        """Remove all marks: only the current paper is selected again."""
        self.end_marking()
        self.go_to_row(self.currentIndex().row())

    def end_marking(self) -> None:
        """From now on moving selects only the paper that becomes current."""
        self.is_marking = False

    def extend(self, by: int) -> None:
        """Extend or shrink the selection by one row, as Shift with an arrow key does."""
        key = Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up
        self.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.ShiftModifier))

    def select_next_after(self, ids: Iterable[int]) -> None:
        """Go to the first paper below these, or above them when there is none below: the next paper after a decision.

        Papers of earlier decisions that are about to leave the list are skipped. At the lower edge the list does not
        scroll at once: when the decided papers leave it, the next paper moves up into view.
        """
        rows = self.paper_model.rows_of(ids)
        if not rows:
            return
        self._passed_ids.update(self.ids[row] for row in rows)
        self.end_marking()
        below = self._first_not_passed(range(max(rows) + 1, len(self.ids)))
        if below is None:
            above = self._first_not_passed(range(min(rows) - 1, -1, -1))
            self.go_to_row(max(rows) if above is None else above)
            return
        self.setAutoScroll(False)
        index = self.paper_model.index(below)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.setAutoScroll(True)
        if not self._delayed_scroll.isActive():
            self._delayed_scroll.start()

    def _first_not_passed(self, rows: Iterable[int]) -> int | None:
        return next((row for row in rows if self.ids[row] not in self._passed_ids), None)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are commands here; a search by prefix would read the whole list."""

    # -- mouse ----------------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Request the context menu; a click outside the selection first selects only the paper that was clicked."""
        index = self.indexAt(event.pos())
        is_by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if is_by_mouse and index.isValid() and not self.selectionModel().isSelected(index):
            self.end_marking()
            self.go_to_row(index.row())
        if is_by_mouse or not self.currentIndex().isValid():
            self.menu_requested.emit(event.globalPos())
        else:
            self.menu_requested.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))

    def dragged_ids(self) -> list[int]:
        """The papers a drag carries: the selected ones, or only the dragged one when it is not selected."""
        current = self.currentIndex()
        is_selected = not current.isValid() or self.selectionModel().isSelected(current)
        return self.selected_ids() if is_selected else [self.ids[current.row()]]

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Drag papers to a tag, a collection, another paper or another program."""
        drag = QDrag(self)
        drag.setMimeData(self._make_mime_data(self.dragged_ids()))
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.LinkAction, Qt.DropAction.CopyAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragged.enter(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        self._set_drop_target(self._drop_target_row(event))
        if self._delegate.target is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._set_drop_target(None)
        self._dragged.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Papers dropped on another paper are to be linked to it."""
        target = self._drop_target_row(event)
        self._set_drop_target(None)
        ids = self._dragged.leave()
        if target is not None:
            event.acceptProposedAction()
            self.papers_dropped.emit(ids, self.ids[target])

    def _drop_target_row(self, event: QDropEvent) -> int | None:
        """The row under the drag, unless its paper is itself dragged."""
        index = self.indexAt(event.position().toPoint())
        if not self._dragged.ids or not index.isValid() or self.ids[index.row()] in self._dragged:
            return None
        return index.row()

    def _set_drop_target(self, row: int | None) -> None:
        if row != self._delegate.target:
            self._delegate.target = row
            self.viewport().update()
