"""PapersModel: the ids of the listed papers; the contents of the visible rows are read when they are painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.views import RowView
from ui.widgets.paper_text import plain_title, row_facts

Index = QModelIndex | QPersistentModelIndex
ReadRows = Callable[[Sequence[int]], list[RowView]]
ROW_ROLE = Qt.ItemDataRole.UserRole
_ROWS_PER_READ = 32
_MAX_CACHED_ROWS = 2048


class PapersModel(QAbstractListModel):
    """A list of paper ids. `read_rows` reads the views of _ROWS_PER_READ rows at a time, in the main thread."""

    def __init__(self, read_rows: ReadRows) -> None:
        super().__init__()
        self._read_rows = read_rows
        self.ids: list[int] = []
        self._rows: OrderedDict[int, RowView] = OrderedDict()

    def show(self, ids: list[int]) -> bool:
        """Show these papers; returns whether the list has changed."""
        if ids == self.ids:
            return False
        self.beginResetModel()
        self.ids = ids
        self.endResetModel()
        return True

    def invalidate(self, ids: Iterable[int] | None = None) -> None:
        """Read the rows of these papers (None: all) again before they are painted next."""
        for paper_id in list(self._rows) if ids is None else ids:
            self._rows.pop(paper_id, None)
        if self.ids:
            self.dataChanged.emit(self.index(0), self.index(len(self.ids) - 1))

    def row_of(self, paper_id: int) -> int | None:
        """The row of a paper; None when it is not listed."""
        try:
            return self.ids.index(paper_id)  # 1 ms at 100,000 papers; building a dict for each new list takes 10 ms
        except ValueError:
            return None

    def rows_of(self, paper_ids: Iterable[int]) -> list[int]:
        """The rows of these papers, as far as they are listed, in ascending order."""
        wanted = set(paper_ids)
        return [row for row, paper_id in enumerate(self.ids) if paper_id in wanted] if wanted else []

    def row_view(self, row: int) -> RowView | None:
        """The contents of a row; None when the paper has been removed from the library."""
        paper_id = self.ids[row]
        if paper_id not in self._rows:
            start = row - row % _ROWS_PER_READ
            wanted = [listed for listed in self.ids[start : start + _ROWS_PER_READ] if listed not in self._rows]
            self._rows.update((view.id, view) for view in self._read_rows(wanted))
            while len(self._rows) > _MAX_CACHED_ROWS:
                self._rows.popitem(last=False)
        return self._rows.get(paper_id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else len(self.ids)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every paper can be dragged; without this flag dragging would select rows."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ROW_ROLE:
            return self.row_view(index.row())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        view = self.row_view(index.row())
        if view is None or role == Qt.ItemDataRole.DisplayRole:
            return plain_title(view.title) if view else ""
        starred = ("starred",) if view.starred else ()
        return ", ".join((plain_title(view.title), view.status, *starred, *row_facts(view), *view.tags))


def row_ranges(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending rows as inclusive ranges (first, last)."""
    ranges: list[tuple[int, int]] = []
    for row in rows:
        if ranges and ranges[-1][1] == row - 1:
            ranges[-1] = (ranges[-1][0], row)
        else:
            ranges.append((row, row))
    return ranges
