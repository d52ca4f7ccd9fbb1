"""The keyboard page of the preferences: a searchable table of shortcuts, changed by pressing the new keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.commands.actions import format_keys
from ui.commands.key_names import spell_key_event
from ui.commands.keymap import MAX_CHORD_KEYS, is_allowed_key, split_key, types_text
from ui.commands.table import BY_ID, COMMANDS, CONTEXTS, Command, format_key
from ui.widgets.labels import add_clear_button, named, plain_label

if TYPE_CHECKING:
    from ui.preferences.preferences import Preferences

_ID = Qt.ItemDataRole.UserRole
_FOCUS_KEYS = ("Tab", "Shift+Tab")  # always move the focus, so they cannot be assigned here


class KeyField(QLineEdit):
    """Records the keys pressed in it, one after the other; Backspace clears it."""

    def __init__(self) -> None:
        super().__init__(placeholderText="Press the new shortcut here")
        self.setAccessibleName("New shortcut: press the keys")
        self.setReadOnly(True)
        self._pressed: tuple[str, ...] = ()
        self.installEventFilter(self)

    @property
    def key(self) -> str:
        """The pressed keys in the spelling of COMMANDS; empty without any."""
        return ", ".join(self._pressed)

    def clear_keys(self) -> None:
        """Clear the recorded keys."""
        self._pressed = ()
        self.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """Record every key except Tab, including shortcuts of other commands."""
        event_type = event.type()
        if event_type not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        spellings = spell_key_event(event)
        if spellings and (spellings[0] in _FOCUS_KEYS or "Backtab" in spellings[0]):
            return False
        if event_type == QEvent.Type.ShortcutOverride:
            event.accept()
        elif spellings and not event.isAutoRepeat():
            self._record(spellings[-1])
        return True

    def _record(self, part: str) -> None:
        if part == "Backspace":
            self._pressed = ()
        else:
            begun = self._pressed if len(self._pressed) < MAX_CHORD_KEYS else ()
            self._pressed = (*begun, *split_key(part))
        self.setText(format_key(self.key) if self._pressed else "")


class KeysPage(QWidget):
    """The table of commands with their shortcuts, and below it the field for a new shortcut."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.search = QLineEdit(placeholderText="Find a command or shortcut")
        self.search.setAccessibleName("Find a command or shortcut")
        add_clear_button(self.search)
        self.table = self._make_table()
        self.field = KeyField()
        self.assign = QPushButton("Assign")
        self.clear = QPushButton("Clear")
        self.restore = QPushButton("Restore default")
        self.conflict = plain_label(name="keyConflict", is_wrapped=True)
        self.conflict.setAccessibleName("Conflicting commands")
        self._lay_out()
        self.search.textChanged.connect(self.refresh)
        self.table.currentCellChanged.connect(lambda *_cells: self._update_state())
        self.field.textChanged.connect(lambda _text: self._update_state())
        self.assign.clicked.connect(self._assign)
        self.clear.clicked.connect(lambda: self._store({self._command.id: ()}) if self._command else None)
        self.restore.clicked.connect(self._restore_default)
        self.refresh()

    def _make_table(self) -> QTableWidget:
        table = named(QTableWidget(0, 3), "keyTable")
        table.setAccessibleName("Commands and their shortcuts")
        table.setHorizontalHeaderLabels(("Command", "Shortcut", "Where"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for column, width in ((1, 150), (2, 170)):
            table.setColumnWidth(column, width)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        return table

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        for button in (self.assign, self.clear, self.restore):
            button.setAutoDefault(False)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        column.addLayout(row)
        column.addWidget(self.conflict)

    @property
    def _command(self) -> Command | None:
        """The command of the selected row."""
        entry = self.table.item(self.table.currentRow(), 0)
        return None if entry is None else BY_ID[entry.data(_ID)]

    def select(self, command_id: str) -> None:
        """Select the row of a command."""
        for row in range(self.table.rowCount()):
            entry = self.table.item(row, 0)
            if entry is not None and entry.data(_ID) == command_id:
                self.table.setCurrentCell(row, 0)

    def refresh(self) -> None:
        """Show the commands that match the search text, with their present shortcuts."""
        selected = self._command
        keymap = self._preferences.keymap
        commands = [one for one in COMMANDS if self._matches(one)]
        self.table.setRowCount(len(commands))
        for row, command in enumerate(commands):
            keys = format_keys(keymap.keys_of(command.id)) + (" *" if keymap.is_customized(command.id) else "")
            for column, text in enumerate((command.title, keys, CONTEXTS[command.context])):
                entry = QTableWidgetItem(text)
                entry.setData(_ID, command.id)
                entry.setToolTip(command.help)
                self.table.setItem(row, column, entry)
        self.table.setCurrentCell(0 if commands else -1, 0)
        if selected is not None:
            self.select(selected.id)
        self._update_state()

    def _matches(self, command: Command) -> bool:
        words = self.search.text().casefold().split()
        keys = format_keys(self._preferences.keymap.keys_of(command.id))
        is_key = self.search.text().strip() in keys.split("   ")
        return is_key or all(word in f"{command.title} {command.help}".casefold() for word in words)

    def _update_state(self) -> None:
        """Show conflicts of the new shortcut, and enable the buttons that apply."""
        command, key = self._command, self.field.key
        self.clear.setEnabled(command is not None)
        self.restore.setEnabled(command is not None)
        refusal = "" if command is None or not key else self._refuse(command, key)
        conflicts = [] if command is None or not key else self._preferences.keymap.find_conflicts(key, command)
        names = ", ".join(f"“{other.title}”" for other in conflicts)
        warning = f"{format_key(key)} is used by {names}, which will lose it." if conflicts else ""
        self.conflict.setText(refusal or warning)
        self.assign.setEnabled(command is not None and bool(key) and not refusal)

    def _refuse(self, command: Command, key: str) -> str:
        """Return why a command cannot have this shortcut; empty when it can."""
        label = format_key(key)
        if not is_allowed_key(key, command):
            return f"{label} types text; a shortcut that works everywhere needs Ctrl, Alt or a function key."
        if self._preferences.keymap.profile.id == "safe" and any(map(types_text, split_key(key))):
            return f"{label} has a single letter, which this keyboard profile avoids."
        return ""

    def _assign(self) -> None:
        command, key = self._command, self.field.key
        if command is None or not key:
            return
        keymap = self._preferences.keymap
        changed: dict[str, tuple[str, ...]] = {command.id: (key,)}
        for other in keymap.find_conflicts(key, command):
            changed[other.id] = keymap.keys_without(other.id, key)
        self._store(changed)

    def _restore_default(self) -> None:
        """Restore the default shortcuts of the command; commands that use one of them lose it."""
        command = self._command
        if command is None:
            return
        keymap = self._preferences.keymap
        defaults = keymap.profile.keys(command)
        changed = {command.id: defaults}
        for key in defaults:
            for other in keymap.find_conflicts(key, command):
                remaining = changed.get(other.id, keymap.keys_of(other.id))
                changed[other.id] = tuple(one for one in remaining if one in keymap.keys_without(other.id, key))
        self._store(changed)

    def _store(self, changed: dict[str, tuple[str, ...]]) -> None:
        self._preferences.set_keys(changed)
        self.table.setFocus()  # the pressed button gets disabled, and the focus must not move on to Clear
        self.field.clear_keys()
        self.refresh()
