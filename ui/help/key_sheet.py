"""The key sheet: the shortcuts that work where the focus is, searchable by word or key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.commands.actions import format_keys
from ui.commands.keymap import Keymap
from ui.commands.table import CONTEXTS, Command, format_key
from ui.widgets.labels import add_clear_button, named, plain_label
from ui.widgets.overlay_scroll_bar import OverlayScrollBar


class KeySheet(QDialog):
    """All shortcuts of the given contexts.

    `descriptions` has, for some commands, what they do at the moment, in place of their help.
    """

    def __init__(
        self,
        parent: QWidget,
        keymap: Keymap,
        contexts: Iterable[str] = CONTEXTS,
        descriptions: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._descriptions = descriptions or {}
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(660, 660)
        self._keymap = keymap
        self._contexts = tuple(contexts)
        self.search = QLineEdit(placeholderText="Find a shortcut or command")
        self.search.setAccessibleName("Find a shortcut or command")
        add_clear_button(self.search)
        self.search.textChanged.connect(self._fill)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setAccessibleName("Keyboard shortcuts")
        OverlayScrollBar(self._area)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (plain_label("Keyboard shortcuts", "dialogTitle"), self.search, self._area, buttons):
            column.addWidget(widget)
        self.shown: list[str] = []
        self._fill()
        self.search.setFocus()

    def _fill(self) -> None:
        content = named(QWidget(), "scrolled")
        grid = QGridLayout(content)
        grid.setContentsMargins(20, 12, 20, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.shown = []
        for context in self._contexts:
            commands = [one for one in self._keymap.commands if one.context == context and self._matches(one)]
            if commands:
                grid.addWidget(plain_label(CONTEXTS[context], "section"), grid.rowCount(), 0, 1, 2)
            for command in commands:
                self._add(grid, command)
        if not self.shown:
            grid.addWidget(plain_label("No shortcuts found. Try another word.", "muted"), grid.rowCount(), 0, 1, 2)
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(content)

    def _matches(self, command: Command) -> bool:
        keys = format_keys(self._keymap.keys_of(command.id))
        text = self.search.text().strip()
        words = f"{command.title} {command.help} {self._describe(command)}".casefold()
        is_found = text in keys.split("   ") or all(word in words for word in text.casefold().split())
        return bool(keys) and is_found

    def _describe(self, command: Command) -> str:
        return self._descriptions.get(command.id, command.help)

    def _add(self, grid: QGridLayout, command: Command) -> None:
        row = grid.rowCount()
        keys = self._keymap.keys_of(command.id)
        label = plain_label(self._describe(command), is_wrapped=True)
        label.setAccessibleName(f"{format_keys(keys)}: {self._describe(command)}")
        caps = QHBoxLayout()
        caps.setSpacing(6)
        for key in keys:
            caps.addWidget(plain_label(format_key(key), "keycap"))
        caps.addStretch()
        grid.addLayout(caps, row, 0)
        grid.addWidget(label, row, 1)
        self.shown.append(command.id)
