"""The list of papers: which row is current, which are selected, and what stays where it is when the list changes."""

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
from ui.paper_list.drag_and_drop import Dragged
from ui.paper_list.model import PapersModel, ReadRows
from ui.style.theme import Look
from ui.widgets.overlay_scroll_bar import OverlayBar

MakeMime = Callable[[Sequence[int]], QMimeData]
_ANSWERED_MS = 250  # the library has usually answered a decision by then


class PaperList(QTableView):
    """The list itself. `went_to` carries the id of the paper that became current, or None, `linked_by_drop` the papers
    that were dropped on another one, and that one, `menu_asked` where on the screen a menu of the papers is wanted.

    It is a table of one column: a list view asks the model for every row when the list changes, a table with rows of
    one height asks for the visible ones only.
    """

    went_to = Signal(object)
    linked_by_drop = Signal(list, int)
    menu_asked = Signal(QPoint)

    def __init__(self, look: Look, read_rows: ReadRows, make_mime: MakeMime, dragged: Dragged) -> None:
        super().__init__()
        self.setObjectName("paperList")
        self.setAccessibleName("Papers")
        self.is_marking = False
        self._came_from = -1  # the row that was current before; -1 for none
        self.papers = PapersModel(read_rows)
        self.setModel(self.papers)
        self._make_mime, self._dragged = make_mime, dragged
        self._rows = PapersDelegate(look, self, lambda: self.is_marking or self.count_chosen() > 1)
        self.setItemDelegate(self._rows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(16)  # once: raising it above their size takes a row 30 µs
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._look = look
        self._bar = OverlayBar(self)
        self._set_height()
        self.selectionModel().currentChanged.connect(self._announce)
        look.changed.connect(self._set_height)
        self.was_painted = False
        self._passed: set[int] = set()  # by `go_past`, since the list was shown last
        self._behind = QTimer(self, singleShot=True, interval=_ANSWERED_MS)
        self._behind.timeout.connect(lambda: self.scrollTo(self.currentIndex()))

    def _set_height(self) -> None:
        height = row_height(self._look, self.viewport().width())
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height // 2)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """In a narrow list the rows are higher; what is on top stays on top."""
        super().resizeEvent(event)
        if row_height(self._look, self.viewport().width()) != self.verticalHeader().defaultSectionSize():
            seen = self._seen(is_reordered=True)[:1]
            self._set_height()
            self._scroll_back(seen)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        self.was_painted = True

    def _announce(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._came_from = previous.row()
        self.went_to.emit(self.papers.ids[current.row()] if current.isValid() else None)

    @property
    def current_id(self) -> int | None:
        """The paper the page shows."""
        index = self.currentIndex()
        return self.papers.ids[index.row()] if index.isValid() else None

    def chosen_ids(self) -> list[int]:
        """The selected papers in the order of the list; the current one when none is selected."""
        ranges = sorted((one.top(), one.bottom()) for one in self._selected_ranges())
        if ranges:  # a range at a time: one index a row would take a second for 100,000 rows
            return [identity for top, bottom in ranges for identity in self.papers.ids[top : bottom + 1]]
        return [] if self.current_id is None else [self.current_id]

    def count_chosen(self) -> int:
        """How many papers are selected."""
        return sum(one.height() for one in self._selected_ranges())

    def _selected_ranges(self) -> Iterable[QItemSelectionRange]:
        return cast(Iterable[QItemSelectionRange], self.selectionModel().selection())

    def show_papers(self, ids: list[int], *, is_reordered: bool = False, is_other: bool = False) -> None:
        """Show these papers. The current paper stays current; when it is gone, the one in its place is.

        What is seen stays where it is on the screen as far as it is still listed; in another order the current paper
        does, and what is around it changes. With `is_other` it is another list, which is shown from its top.
        """
        if is_other:
            self._show_from_top(ids)
            return
        current, row = self.current_id, max(self.currentIndex().row(), 0)
        chosen, was_marking = self.chosen_ids() if self.count_chosen() else [], self.is_marking
        self.is_marking = False
        seen = self._seen(is_reordered)
        self._passed.clear()
        if not self.papers.show(ids):
            self.is_marking = was_marking
            self._catch_up()
            return
        self._behind.stop()
        if not ids:
            self.went_to.emit(None)
            return
        found = None if current is None else self.papers.row_of(current)
        self.go_to_row(min(row, len(ids) - 1) if found is None else found)
        left = self.papers.rows_of(chosen)
        if len(left) > 1 or (left and was_marking):  # also when the current paper is gone: it need not be one of them
            self._select_again(left)
            self.is_marking = was_marking
        self._scroll_back(seen)

    def _show_from_top(self, ids: list[int]) -> None:
        self.is_marking = False
        self._passed.clear()
        self._behind.stop()
        self.papers.show(ids)
        if ids:
            self.go_to_row(0)
        else:
            self.went_to.emit(None)

    def seen_ids(self) -> list[int]:
        """The papers whose rows are seen, at least in part."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return self.papers.ids[max(first, 0) : last + 1 if last >= 0 else None] if first >= 0 else []

    def show_excerpts(self, excerpts: Mapping[int, str]) -> None:
        """Show these passages in the rows of the papers, by their numbers."""
        self._rows.excerpts = dict(excerpts)
        self.viewport().update()

    def _seen(self, is_reordered: bool) -> list[tuple[int, int]]:
        """The visible papers and their places on the screen in pixels, the one that is to stay first."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return []
        last = len(self.papers.ids) - 1 if last < 0 else last
        seen = [(self.papers.ids[row], self.rowViewportPosition(row)) for row in range(first, last + 1)]
        if is_reordered:
            seen.sort(key=lambda one: one[0] != self.current_id)
        return seen

    def _scroll_back(self, seen: Iterable[tuple[int, int]]) -> None:
        """Let the first of these papers that is still listed be where it was; the current one stays in sight."""
        for identity, place in seen:
            row = self.papers.row_of(identity)
            if row is not None:
                self.executeDelayedItemsLayout()
                self.verticalScrollBar().setValue(row * self.verticalHeader().defaultSectionSize() - place)
                break
        if self.currentIndex().isValid() and seen:
            self.scrollTo(self.currentIndex())

    def _select_again(self, rows: Sequence[int]) -> None:
        marked = QItemSelection()
        for top, bottom in _ranges(rows):
            marked.select(self.papers.index(top), self.papers.index(bottom))
        self.selectionModel().select(marked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def go_to(self, identity: int | None) -> bool:
        """Make a paper current; returns whether it is in the list."""
        row = None if identity is None else self.papers.row_of(identity)
        if row is not None:
            self.go_to_row(row)
        return row is not None

    def go_to_row(self, row: int) -> None:
        """Make a row current, and the only selected one; beyond the ends it is the first or the last.

        While papers are being marked the marks stay as they are, wherever one goes.
        """
        if self.papers.ids:
            self._behind.stop()
            index = self.papers.index(min(max(row, 0), len(self.papers.ids) - 1))
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate if self.is_marking else flag.ClearAndSelect)
            self.scrollTo(index)

    def selectionCommand(  # noqa: N802 - Qt's name
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """What Qt's own keys and a click do to the selection: with Ctrl or Shift as ever, else the marks stay."""
        held = event.modifiers() if isinstance(event, QInputEvent) else Qt.KeyboardModifier.NoModifier
        if self.is_marking and not held & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def _catch_up(self) -> None:
        """Scroll to the current paper, if that was put off by `go_past`."""
        if self._behind.isActive():
            self._behind.stop()
            self.scrollTo(self.currentIndex())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802 - Qt's name
        """Where Qt would let the newest range grow or shrink, and with it the last mark, the rows one came past are
        marked, too."""
        if not self.is_marking or not command & QItemSelectionModel.SelectionFlag.Current:
            super().setSelection(rect, command)
            return
        row = self.currentIndex().row()
        first, last = sorted((row if self._came_from < 0 else self._came_from, row))
        passed = QItemSelection(self.papers.index(first), self.papers.index(last))
        self.selectionModel().select(passed, QItemSelectionModel.SelectionFlag.Select)

    def move_by(self, by: int) -> None:
        """Go some rows down, or up."""
        self.go_to_row(self.currentIndex().row() + by)

    def mark(self) -> None:
        """Mark the current paper, or take the mark off; from now on moving keeps the marks."""
        if self.is_marking:
            self.selectionModel().select(self.currentIndex(), QItemSelectionModel.SelectionFlag.Toggle)
        self.is_marking = self.selectionModel().hasSelection()

    def mark_all(self) -> None:
        """Mark every listed paper."""
        if self.papers.ids:
            everything = QItemSelection(self.papers.index(0), self.papers.index(len(self.papers.ids) - 1))
            self.selectionModel().select(everything, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.is_marking = self.selectionModel().hasSelection()

    def unmark(self) -> None:
        """Only the current paper is selected again."""
        self.end_marking()
        self.go_to_row(self.currentIndex().row())

    def end_marking(self) -> None:
        """From now on moving selects the paper one comes to, and no other."""
        self.is_marking = False

    def extend(self, by: int) -> None:
        """Let the selection grow or shrink by one row, as Shift with an arrow does."""
        key = Qt.Key.Key_Down if by > 0 else Qt.Key.Key_Up
        self.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.ShiftModifier))

    def go_past(self, ids: Iterable[int]) -> None:
        """Go to the first paper below those, or above when there is none below: the next one after a decision.

        Papers that were gone past just now, and are about to leave the list, are passed over. At the lower edge it is
        not scrolled to at once: when those papers leave the list, it moves up into sight.
        """
        rows = self.papers.rows_of(ids)
        if not rows:
            return
        self._passed.update(self.papers.ids[row] for row in rows)
        self.end_marking()
        below = self._first_waiting(range(max(rows) + 1, len(self.papers.ids)))
        if below is None:
            above = self._first_waiting(range(min(rows) - 1, -1, -1))
            self.go_to_row(max(rows) if above is None else above)
            return
        self.setAutoScroll(False)
        index = self.papers.index(below)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.setAutoScroll(True)
        if not self._behind.isActive():
            self._behind.start()

    def _first_waiting(self, rows: Iterable[int]) -> int | None:
        return next((row for row in rows if self.papers.ids[row] not in self._passed), None)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters are commands here; a search by prefix would read the whole list."""

    # -- the mouse ------------------------------------------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for the menu of the papers; a click outside the selection chooses its paper alone first."""
        index = self.indexAt(event.pos())
        is_by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if is_by_mouse and index.isValid() and not self.selectionModel().isSelected(index):
            self.end_marking()
            self.go_to_row(index.row())
        if is_by_mouse or not self.currentIndex().isValid():
            self.menu_asked.emit(event.globalPos())
        else:
            self.menu_asked.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()))

    def dragged_ids(self) -> list[int]:
        """What a drag takes along: the chosen papers, or the one that is pulled alone when it is not among them."""
        current = self.currentIndex()
        is_chosen = not current.isValid() or self.selectionModel().isSelected(current)
        return self.chosen_ids() if is_chosen else [self.papers.ids[current.row()]]

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Papers leave for a tag, a collection, another paper or another program."""
        drag = QDrag(self)
        drag.setMimeData(self._make_mime(self.dragged_ids()))
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.LinkAction, Qt.DropAction.CopyAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragged.enter(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        self._aim(self._target_of(event))
        if self._rows.target is None:
            event.ignore()
        else:
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._aim(None)
        self._dragged.leave()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Papers were dropped on another one: they are to be linked."""
        target = self._target_of(event)
        self._aim(None)
        ids = self._dragged.leave()
        if target is not None:
            event.acceptProposedAction()
            self.linked_by_drop.emit(ids, self.papers.ids[target])

    def _target_of(self, event: QDropEvent) -> int | None:
        """The row below the drag, unless its paper is dragged itself."""
        index = self.indexAt(event.position().toPoint())
        if not self._dragged.ids or not index.isValid() or self.papers.ids[index.row()] in self._dragged:
            return None
        return index.row()

    def _aim(self, row: int | None) -> None:
        if row != self._rows.target:
            self._rows.target = row
            self.viewport().update()


def _ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending rows as ranges (first, last)."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
