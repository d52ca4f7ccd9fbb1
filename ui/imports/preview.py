"""The preview of one file: its kind and how it was recognized, its date, and the changes paper by paper."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.actions.imports import ImportResult
from ui.imports.changes import ChangeTree
from ui.imports.page_date import PageDateRow
from ui.imports.summaries import (
    Figures,
    count_figures,
    describe_refusal,
    file_name,
    format_kind,
    format_page_date,
    plain_name,
)
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import pluralize


class ElidedLabel(QLabel):
    """A one-line label elided in the middle; screen readers get the whole text."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        named(self, name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(40)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        super().setText(text)
        self.setAccessibleName(text)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class FilePreview(QWidget):
    """The preview of one file. `date_chosen` carries the date that the user gave the page."""

    date_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._name = plain_label(name="fileName")
        self._path = ElidedLabel("muted")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnStretch(1, 1)
        self._fact_labels: dict[str, tuple[QLabel, QLabel]] = {}
        for row, title in enumerate(("Kind", "", "Date", " ")):
            value = plain_label(name="" if title.strip() else "muted", is_wrapped=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            head = plain_label(title.strip(), "muted")
            self._facts.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 1)
            self._fact_labels[title] = (head, value)
        self.page_date = PageDateRow()
        self.page_date.chosen.connect(self.date_chosen)
        self.figures = FigureRow()
        self.notices = plain_label(name="muted", is_wrapped=True)
        self.sentence = plain_label(name="problemText", is_wrapped=True)
        self.tree = ChangeTree()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for head in (self._name, self._path, self.sentence):
            column.addWidget(head)
        column.addLayout(self._facts)
        for part in (self.notices, self.page_date, self.figures):
            column.addWidget(part)
        self._stack = QStackedWidget()  # the tree, or an empty widget of the same size
        self._stack.addWidget(self.tree)
        self._stack.addWidget(QWidget())
        column.addWidget(self._stack, 1)

    def show_result(self, result: ImportResult, file_date: date | None, is_date_chosen: bool) -> None:
        """Show the dry run of a file that was written on `file_date`."""
        self._name.setText(plain_name(file_name(result.path)))
        self._path.setText(plain_name(result.path))
        self._path.setVisible(file_name(result.path) != result.path)
        feed = result.feed
        for head, value in self._fact_labels.values():
            head.setVisible(feed is not None)
            value.setVisible(feed is not None)
        if feed is not None:
            self._set_fact("Kind", format_kind(feed.format, feed.layout))
            self._set_fact("", feed.reason)
            self._set_fact("Date", format_page_date(feed, result.year_confidence))
            self._set_fact(" ", feed.year_basis or "")
        self.sentence.setText(self._problem(result))
        self.sentence.setVisible(bool(self.sentence.text()))
        named(self.sentence, "" if result.import_id is not None else "problemText")
        self.sentence.style().polish(self.sentence)  # a known page is not an error
        self.notices.setText("\n".join(map(plain_name, result.notices)))
        self.notices.setVisible(bool(result.notices))
        self.page_date.show_result(result, file_date, is_date_chosen)
        self.figures.setVisible(feed is not None and bool(result.papers))
        self.figures.show_figures(count_figures(result))
        self.tree.show_result(result)
        self._stack.setCurrentIndex(0 if self.tree.topLevelItemCount() else 1)

    def _set_fact(self, title: str, text: str) -> None:
        head, value = self._fact_labels[title]
        value.setText(plain_name(text))
        value.setVisible(bool(text))
        head.setVisible(bool(text))

    @staticmethod
    def _problem(result: ImportResult) -> str:
        if result.feed is None:
            return describe_refusal(result)
        if result.import_id is not None:
            return "This page is in the library already. Importing it again would change nothing."
        return "" if result.papers else result.sentence


class FigureRow(QWidget):
    """The figures of a file: large numbers with a label below each."""

    _LABELS = (("new", "new"), ("changing", "changed"), ("same", "unchanged"), ("unread", "not understood"))

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(28)
        self._numbers: dict[str, QLabel] = {}
        for name, label in self._LABELS:
            number = plain_label(name="figure")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(number)
            column.addWidget(plain_label(label, "muted"))
            row.addLayout(column)
            self._numbers[name] = number
        row.addStretch()

    def show_figures(self, figures: Figures) -> None:
        """Show the figures."""
        for name, label in self._LABELS:
            value = getattr(figures, name)
            self._numbers[name].setText(f"{value:,}".replace(",", "\u202f"))
            noun = "piece" if name == "unread" else "paper"
            self._numbers[name].setAccessibleName(f"{pluralize(value, noun)} {label}")
