"""The date of a page that does not state its year: the date of its file, or one that is typed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from app.actions.imports import ImportResult, lacks_date, read_dump_date, suggest_day
from app.domain.dates import format_date
from app.domain.errors import UsageError
from ui.widgets.labels import named, plain_label


class DateField(QLineEdit):
    """A field for the date of a page; Enter emits `entered` and does not reach the dialog's default button."""

    entered = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
            event.accept()
        else:
            super().keyPressEvent(event)


class PageDateRow(QFrame):
    """Offers the date of the file as the date of the page, or lets the user type one. `chosen` carries a date."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        named(self, "dayRow")
        self._text = plain_label(is_wrapped=True)
        self.use_button = QPushButton()
        self.field = DateField(placeholderText="or another date: 2026-01-27")
        self.field.setAccessibleName("Another date for this page, as year, month and day")
        self.field.setMaximumWidth(210)
        self.problem = plain_label(name="problem", is_wrapped=True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.use_button)
        row.addWidget(self.field)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._text)
        column.addLayout(row)
        column.addWidget(self.problem)
        self._suggested: date | None = None
        self.use_button.clicked.connect(self._use_suggestion)
        self.field.entered.connect(self._parse)

    def show_result(self, result: ImportResult, file_date: date | None, is_chosen: bool) -> None:
        """Offer the date of the file; with `is_chosen` the user gave a date before and can change it."""
        feed = result.feed
        is_needed = feed is not None and (lacks_date(feed) or is_chosen)
        self.setVisible(is_needed)
        if feed is None or not is_needed:
            return
        self.problem.hide()
        self.field.clear()
        self._suggested = None if file_date is None or is_chosen else suggest_day(feed, file_date)
        self.use_button.setVisible(self._suggested is not None)
        if is_chosen:
            self._text.setText("You set the date of this page. Type another one to change it.")
            return
        self._text.setText(
            f"The page does not state its {'year' if feed.dump_day else 'date'}; dates without a year stay incomplete. "
            + (f"The file was last written on {format_date(file_date.isoformat())}." if file_date else "")
        )
        if self._suggested is not None:
            shown = format_date(self._suggested.isoformat())
            self.use_button.setText(f"Use {shown}   d")
            self.use_button.setShortcut("D")  # setText removed it
            self.use_button.setAccessibleName(f"Use {shown} as the date of this page")

    def _use_suggestion(self) -> None:
        if self._suggested is not None:
            self.chosen.emit(self._suggested)

    def _parse(self, text: str) -> None:
        try:
            day = read_dump_date(text)
        except UsageError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.chosen.emit(day)
