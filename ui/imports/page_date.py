"""The day of a page that does not tell its year: that of its file, taken with one key, or one that is typed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from app.domain.errors import UsageError
from app.ingest.dump_dates import lacks_date, read_dump_date, suggest_day
from app.ingest.run import ImportResult
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import read_date


class DayField(QLineEdit):
    """Where a person types the day of a page; Enter takes it and does nothing else."""

    entered = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
            event.accept()
        else:
            super().keyPressEvent(event)


class DayRow(QFrame):
    """Offers the day of the file as the day of the page, or to type one. `chosen` carries a date."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        named(self, "dayRow")
        self._words = plain_label(is_wrapped=True)
        self.take = QPushButton()
        self.field = DayField(placeholderText="or another day: 2026-01-27")
        self.field.setAccessibleName("Another day for this page, as year, month and day")
        self.field.setMaximumWidth(210)
        self.problem = plain_label(name="problem", is_wrapped=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.take)
        row.addWidget(self.field)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._words)
        column.addLayout(row)
        column.addWidget(self.problem)
        self._day: date | None = None
        self.take.clicked.connect(self._take)
        self.field.entered.connect(self._read)

    def show_offer(self, result: ImportResult, day: date | None, is_chosen: bool) -> None:
        """Offer `day`, that of the file; with `is_chosen` a day was given before and can be given anew."""
        feed = result.feed
        is_wanted = feed is not None and (lacks_date(feed) or is_chosen)
        self.setVisible(is_wanted)
        if feed is None or not is_wanted:
            return
        self.problem.hide()
        self.field.clear()
        self._day = None if day is None or is_chosen else suggest_day(feed, day)
        self.take.setVisible(self._day is not None)
        if is_chosen:
            self._words.setText("You gave the day of this page. Type another one to change it.")
            return
        self._words.setText(
            f"The page does not tell its {'year' if feed.dump_day else 'day'}; dates without a year stay open. "
            + (f"The file was last written on {read_date(day.isoformat())}." if day else "")
        )
        if self._day is not None:
            shown = read_date(self._day.isoformat())
            self.take.setText(f"Take {shown}   d")
            self.take.setShortcut("D")  # a new text takes the old shortcut away
            self.take.setAccessibleName(f"Take {shown} as the day of this page")

    def _take(self) -> None:
        if self._day is not None:
            self.chosen.emit(self._day)

    def _read(self, text: str) -> None:
        try:
            day = read_dump_date(text)
        except UsageError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.chosen.emit(day)
