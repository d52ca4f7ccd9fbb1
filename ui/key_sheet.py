"""The key sheet: every command with its keys, made from COMMANDS."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.commands import COMMANDS, PAPER, WINDOW, show_key
from ui.labels import named, plain_label

_TITLES = ((PAPER, "In the list and on the page"), (WINDOW, "Everywhere"))


class KeySheet(QDialog):
    """All keys, by where they act."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(620, 640)
        inside = named(QWidget(), "scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(20, 12, 20, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for context, title in _TITLES:
            grid.addWidget(plain_label(title, "heading"), grid.rowCount(), 0, 1, 2)
            self._fill(grid, context)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("Keys")
        area.setWidget(inside)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label("Keys", "dialogTitle"))
        column.addWidget(area)
        column.addWidget(buttons)

    def _fill(self, grid: QGridLayout, context: str) -> None:
        for command in COMMANDS:
            if command.context == context:
                row = grid.rowCount()
                keys = plain_label("   ".join(show_key(key) for key in command.keys))
                grid.addWidget(keys, row, 0)
                grid.addWidget(plain_label(command.help, is_wrapped=True), row, 1)
