"""The baseline: an empty Qt window with three panes and a list of placeholders."""

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

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        return 0 if parent.isValid() else self._rows

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return f"Placeholder {index.row()}" if role == Qt.ItemDataRole.DisplayRole else None


class _List(QTableView):
    is_painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        self.is_painted = True


def measure(_part: str, _library: str, papers: str, started: str) -> None:
    """Print the milliseconds from `started` (`time.monotonic`) until the list was painted."""
    application = QApplication([])
    window = QMainWindow()
    panes, rows = QSplitter(), _List()
    rows.setModel(_Placeholders(int(papers)))
    for pane in (QTreeView(), rows, QTextBrowser()):
        panes.addWidget(pane)
    window.setCentralWidget(panes)
    window.resize(1280, 820)
    window.show()
    while not rows.is_painted:
        application.processEvents()
    print(json.dumps({"painted": 1000 * (time.monotonic() - float(started))}))
