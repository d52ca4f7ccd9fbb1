"""The model of the list of papers: numbers only, what the visible rows show is read when they are painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.domain.views import RowView
from ui.widgets.paper_text import facts_of_row, plain_title

Index = QModelIndex | QPersistentModelIndex
ReadRows = Callable[[Sequence[int]], list[RowView]]
ROW = Qt.ItemDataRole.UserRole
_WINDOW = 32  # rows read at one time
_KEPT = 2048  # rows kept


class PapersModel(QAbstractListModel):
    """A list of ids; what a row shows is read in windows of _WINDOW rows by `read_rows`, in the main thread."""

    def __init__(self, read_rows: ReadRows) -> None:
        super().__init__()
        self._read_rows = read_rows
        self.ids: list[int] = []
        self._rows: OrderedDict[int, RowView] = OrderedDict()

    def show(self, ids: list[int]) -> bool:
        """Show these papers; returns whether that made a new list."""
        if ids == self.ids:
            return False
        self.beginResetModel()
        self.ids = ids
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
        try:
            return self.ids.index(identity)  # a millisecond at 100,000; a table would take ten for every new list
        except ValueError:
            return None

    def rows_of(self, identities: Iterable[int]) -> list[int]:
        """Where those of the papers stand that are listed, from top to bottom."""
        wanted = set(identities)
        return [row for row, identity in enumerate(self.ids) if identity in wanted] if wanted else []

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every paper can be dragged; without this a drag of the mouse would select rows."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ROW:
            return self.row_view(index.row())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        view = self.row_view(index.row())
        if view is None or role == Qt.ItemDataRole.DisplayRole:
            return plain_title(view.title) if view else ""
        starred = ("starred",) if view.starred else ()
        return ", ".join((plain_title(view.title), view.status, *starred, *facts_of_row(view), *view.tags))
