"""The key sheet: what can be pressed here, found by a word or a key. Made from the keys in force."""

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

from ui.commands.actions import show_keys
from ui.commands.keymap import Keymap
from ui.commands.table import CONTEXTS, Command, show_key
from ui.widgets.labels import add_cross, named, plain_label
from ui.widgets.overlay_scroll_bar import OverlayBar


class KeySheet(QDialog):
    """All keys, by where they act: first those of the present context, then those that act everywhere.

    `explained` says of some commands what they do just now, in place of their help.
    """

    def __init__(
        self,
        parent: QWidget,
        keymap: Keymap,
        contexts: Iterable[str] = CONTEXTS,
        explained: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._explained = explained or {}
        self.setWindowTitle("Keys")
        self.resize(660, 660)
        self._keymap = keymap
        self._contexts = tuple(contexts)
        self.search = QLineEdit(placeholderText="Find a key, or what it does")
        self.search.setAccessibleName("Find a key, or what it does")
        add_cross(self.search)
        self.search.textChanged.connect(self._fill)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setAccessibleName("Keys")
        OverlayBar(self._area)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        for widget in (plain_label("Keys", "dialogTitle"), self.search, self._area, buttons):
            column.addWidget(widget)
        self.shown: list[str] = []
        self._fill()
        self.search.setFocus()

    def _fill(self) -> None:
        inside = named(QWidget(), "scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(20, 12, 20, 12)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        self.shown = []
        for context in self._contexts:
            found = [one for one in self._keymap.commands if one.context == context and self._is_wanted(one)]
            if found:
                grid.addWidget(plain_label(CONTEXTS[context], "section"), grid.rowCount(), 0, 1, 2)
            for command in found:
                self._add(grid, command)
        if not self.shown:
            grid.addWidget(
                plain_label("No key does that. Another word may find it.", "muted"), grid.rowCount(), 0, 1, 2
            )
        grid.setRowStretch(grid.rowCount(), 1)
        self._area.setWidget(inside)

    def _is_wanted(self, command: Command) -> bool:
        keys = show_keys(self._keymap.keys_of(command.id))
        text = self.search.text().strip()
        words = f"{command.title} {command.help} {self._say(command)}".casefold()
        is_found = text in keys.split("   ") or all(word in words for word in text.casefold().split())
        return bool(keys) and is_found

    def _say(self, command: Command) -> str:
        return self._explained.get(command.id, command.help)

    def _add(self, grid: QGridLayout, command: Command) -> None:
        row = grid.rowCount()
        keys = self._keymap.keys_of(command.id)
        what = plain_label(self._say(command), is_wrapped=True)
        what.setAccessibleName(f"{show_keys(keys)}: {self._say(command)}")
        caps = QHBoxLayout()
        caps.setSpacing(6)
        for key in keys:
            caps.addWidget(plain_label(show_key(key), "keycap"))
        caps.addStretch()
        grid.addLayout(caps, row, 0)
        grid.addWidget(what, row, 1)
        self.shown.append(command.id)
