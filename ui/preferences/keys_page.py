"""The keys page of the preferences: every command with its keys, found by name or key, and given others by pressing."""

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

from ui.commands.actions import show_keys
from ui.commands.key_names import name_parts
from ui.commands.keymap import LONGEST, can_have, is_bare, split_key
from ui.commands.table import BY_ID, COMMANDS, CONTEXTS, Command, show_key
from ui.widgets.labels import add_cross, named, plain_label

if TYPE_CHECKING:
    from ui.preferences.controller import Preferring

_ID = Qt.ItemDataRole.UserRole
_LEAVING = ("Tab", "Shift+Tab")  # must go on to the next control, whatever is being pressed


class KeyField(QLineEdit):
    """Takes the keys that are pressed in it, one after the other; Backspace empties it."""

    def __init__(self) -> None:
        super().__init__(placeholderText="Press the new keys here")
        self.setAccessibleName("New keys: press them")
        self.setReadOnly(True)
        self._pressed: tuple[str, ...] = ()
        self.installEventFilter(self)

    @property
    def key(self) -> str:
        """What was pressed, as COMMANDS writes it; empty for nothing."""
        return ", ".join(self._pressed)

    def empty(self) -> None:
        """Forget what was pressed."""
        self._pressed = ()
        self.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """Every key but Tab is taken, also those that mean something elsewhere."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) or not isinstance(event, QKeyEvent):
            return False
        spelled = name_parts(event)
        if spelled and (spelled[0] in _LEAVING or "Backtab" in spelled[0]):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        elif spelled and not event.isAutoRepeat():
            self._take(spelled[-1])
        return True

    def _take(self, part: str) -> None:
        if part == "Backspace":
            self._pressed = ()
        else:
            self._pressed = (*self._pressed, *split_key(part)) if len(self._pressed) < LONGEST else split_key(part)
        self.setText(show_key(self.key) if self._pressed else "")


class KeysPage(QWidget):
    """The table of commands, and below it the field for new keys."""

    def __init__(self, preferring: Preferring) -> None:
        super().__init__()
        self._preferring = preferring
        self.search = QLineEdit(placeholderText="Find a command, or a key")
        self.search.setAccessibleName("Find a command or a key")
        add_cross(self.search)
        self.table = self._make_table()
        self.field = KeyField()
        self.give = QPushButton("Use these keys")
        self.take = QPushButton("No keys")
        self.usual = QPushButton("As it came")
        self.conflict = plain_label(name="keyConflict", is_wrapped=True)
        self.conflict.setAccessibleName("Which command has these keys now")
        self._lay_out()
        self.search.textChanged.connect(self.refresh)
        self.table.currentCellChanged.connect(lambda *_cells: self._check())
        self.field.textChanged.connect(lambda _text: self._check())
        self.give.clicked.connect(self._give)
        self.take.clicked.connect(lambda: self._store({self._command.id: ()}) if self._command else None)
        self.usual.clicked.connect(self._give_usual)
        self.refresh()

    def _make_table(self) -> QTableWidget:
        table = named(QTableWidget(0, 3), "keyTable")
        table.setAccessibleName("Commands and their keys")
        table.setHorizontalHeaderLabels(("Command", "Keys", "Where"))
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
        for button in (self.give, self.take, self.usual):
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
        """The command of the chosen row."""
        entry = self.table.item(self.table.currentRow(), 0)
        return None if entry is None else BY_ID[entry.data(_ID)]

    def choose(self, command_id: str) -> None:
        """Go to the row of a command."""
        for row in range(self.table.rowCount()):
            entry = self.table.item(row, 0)
            if entry is not None and entry.data(_ID) == command_id:
                self.table.setCurrentCell(row, 0)

    def refresh(self) -> None:
        """Show the commands that match what is searched for, with the keys they have now."""
        chosen = self._command
        keymap = self._preferring.keymap
        shown = [one for one in COMMANDS if self._is_wanted(one)]
        self.table.setRowCount(len(shown))
        for row, command in enumerate(shown):
            keys = show_keys(keymap.keys_of(command.id)) + (" *" if keymap.is_own(command.id) else "")
            for column, text in enumerate((command.title, keys, CONTEXTS[command.context])):
                entry = QTableWidgetItem(text)
                entry.setData(_ID, command.id)
                entry.setToolTip(command.help)
                self.table.setItem(row, column, entry)
        self.table.setCurrentCell(0 if shown else -1, 0)
        if chosen is not None:
            self.choose(chosen.id)
        self._check()

    def _is_wanted(self, command: Command) -> bool:
        wanted = self.search.text().casefold().strip()
        keys = show_keys(self._preferring.keymap.keys_of(command.id))
        is_a_key = self.search.text().strip() in keys.split("   ")
        return is_a_key or all(word in f"{command.title} {command.help}".casefold() for word in wanted.split())

    def _check(self) -> None:
        """Say who has the keys now, and whether they can be given."""
        command, key = self._command, self.field.key
        self.take.setEnabled(command is not None)
        self.usual.setEnabled(command is not None)
        refusal = "" if command is None or not key else self._refuse(command, key)
        holders = [] if command is None or not key else self._preferring.keymap.holders(key, command)
        names = ", ".join(f"“{holder.title}”" for holder in holders)
        taken = f"{show_key(key)} is taken by {names} now, and will be taken from there." if holders else ""
        self.conflict.setText(refusal or taken)
        self.give.setEnabled(command is not None and bool(key) and not refusal)

    def _refuse(self, command: Command, key: str) -> str:
        """Why these keys cannot be this command's; empty when they can."""
        shown = show_key(key)
        if not can_have(key, command):
            return f"{shown} alone types something; what acts everywhere needs Ctrl, Alt or a function key."
        if self._preferring.keymap.profile.id == "safe" and any(map(is_bare, split_key(key))):
            return f"{shown} has a letter alone, which this set of keys does without."
        return ""

    def _give(self) -> None:
        command, key = self._command, self.field.key
        if command is None or not key:
            return
        keymap = self._preferring.keymap
        changed: dict[str, tuple[str, ...]] = {command.id: (key,)}
        for holder in keymap.holders(key, command):
            changed[holder.id] = keymap.without(holder.id, key)
        self._store(changed)

    def _give_usual(self) -> None:
        """The keys that the profile has for the command; whoever took one of them gives it back."""
        command = self._command
        if command is None:
            return
        keymap = self._preferring.keymap
        usual = keymap.profile.keys(command)
        changed = {command.id: usual}
        for key in usual:
            for holder in keymap.holders(key, command):
                left = changed.get(holder.id, keymap.keys_of(holder.id))
                changed[holder.id] = tuple(one for one in left if one in keymap.without(holder.id, key))
        self._store(changed)

    def _store(self, changed: dict[str, tuple[str, ...]]) -> None:
        self._preferring.give_keys(changed)
        self.table.setFocus()  # before the button that was pressed is disabled: the next one would take the keys away
        self.field.empty()
        self.refresh()
