"""Snoozing: a paper comes back on a day that is said in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.changes import Changes
from app.days import EXAMPLES, read_day
from app.errors import UsageError
from ui.labels import named, plain_label
from ui.words import count, read_date

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow

SUGGESTED = ("tomorrow", "weekend", "next week", "in 2 weeks", "next month", "in 3 months")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LOOK_EVERY_MS = 600_000


class Snoozing:
    """The command that puts papers off, and the waking of those whose day has come."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._woken_on: date | None = None
        self._timer = QTimer(window, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.wake)
        self._timer.start()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Putting off."""
        return {"snooze": self.snooze}

    def snooze(self) -> None:
        """Ask for a day, put the chosen papers off until then, and go to the next one."""
        window = self._window
        ids = window.papers.chosen_ids()
        if not ids:
            return
        dialog = SnoozeDialog(window, len(ids), date.today())
        if dialog.exec() == QDialog.DialogCode.Accepted and (day := dialog.day) is not None:
            window.papers.go_past(ids)
            window.operations.act(lambda library: library.editing.snooze(day, ids))
        window.focus_papers()

    def wake(self) -> None:
        """Once a day: papers whose snooze has ended come back into the inbox, and a toast says so."""
        today = date.today()
        if self._woken_on != today:
            self._woken_on = today
            self._window.operations.act(lambda library: [library.editing.wake(today)], self._tell)

    def _tell(self, outcome: list[Changes]) -> None:
        if not outcome[0].is_empty:
            self._window.refresh(outcome[0].paper_ids)
            self._window.toast.say(outcome[0].label, can_undo=True)


class SnoozeDialog(QDialog):
    """Ask for a day: by a word, or by one of the suggestions. After `exec()`, `day` is the answer."""

    def __init__(self, parent: QWidget, papers: int, today: date) -> None:
        super().__init__(parent)
        self.setWindowTitle("Snooze")
        self.setMinimumWidth(380)
        self._today = today
        self.day: date | None = None
        self.field = QLineEdit(placeholderText="mon, in 2 weeks, 3 dec …")
        self.field.setAccessibleName("Until when")
        self.list = named(QListWidget(), "pickerList")
        self.list.setAccessibleName("Suggestions")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hint = plain_label(name="muted", is_wrapped=True)
        self.hint.setMinimumHeight(34)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        for widget in (plain_label(f"Snooze {count(papers, 'paper')} until", "dialogTitle"), self.field, self.list):
            column.addWidget(widget)
        column.addWidget(self.hint)
        for words in SUGGESTED:
            self.list.addItem(self._suggestion(words))
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * len(SUGGESTED) + 16)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self.field.textChanged.connect(self._read)
        self.field.installEventFilter(self)
        self._read("")
        self.field.setFocus()

    def _suggestion(self, words: str) -> QListWidgetItem:
        item = QListWidgetItem(f"{words}   ·   {_say(read_day(words, self._today))}")
        item.setData(Qt.ItemDataRole.UserRole, words)
        return item

    def _read(self, text: str) -> None:
        """Say what the words mean, while they are typed."""
        self.list.setEnabled(not text.strip())
        if not text.strip():
            self.hint.setText("They wait under Later and come back into the inbox on that day.")
            return
        try:
            self.hint.setText(f"Back on {_say(read_day(text, self._today))}.")
        except UsageError:
            self.hint.setText(f"Write {EXAMPLES}.")

    def _choose(self) -> None:
        text = self.field.text().strip() or str(self.list.currentItem().data(Qt.ItemDataRole.UserRole))
        try:
            self.day = read_day(text, self._today)
        except UsageError as error:
            self.hint.setText(str(error))
        else:
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Up, Down and Enter of the list, while the field has the focus."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.list.isEnabled():
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        else:
            return super().eventFilter(watched, event)
        return True


def _say(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {read_date(day.isoformat())}"
