"""A window of Qt with three panes and a list of placeholders, and nothing of ours: what ours is measured beside."""

from __future__ import annotations

import json
import time
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QTableView, QTextBrowser, QTreeView


class _Placeholders(QAbstractListModel):
    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else self._rows

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return f"Placeholder {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


class _List(QTableView):
    was_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        self.was_painted = True


def measure(_part: str, _library: str, papers: str, began: str) -> None:
    """Print when the list was painted, in milliseconds since `began` (a time of `time.monotonic`)."""
    program = QApplication([])
    window = QMainWindow()
    panes, rows = QSplitter(), _List()
    rows.setModel(_Placeholders(int(papers)))
    for pane in (QTreeView(), rows, QTextBrowser()):
        panes.addWidget(pane)
    window.setCentralWidget(panes)
    window.resize(1280, 820)
    window.show()
    while not rows.was_painted:
        program.processEvents()
    print(json.dumps({"painted": 1000 * (time.monotonic() - float(began))}))
