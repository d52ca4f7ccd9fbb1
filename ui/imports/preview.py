"""The preview of one file: what it is and why, its day, and what it would bring, paper by paper and field by field."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.ingest.run import ImportResult
from ui.imports.changes import ChangeTree
from ui.imports.days import DayRow
from ui.imports.summaries import Figures, day_of, figures_of, file_name, kind_of, plain_name, say_refusal
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count


class ElidedLabel(QLabel):
    """A line that is cut in its middle when there is no room; the whole text is there for screen readers."""

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
    """Everything about one file. `day_chosen` carries a date that a person gave the page."""

    day_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._name = plain_label(name="fileName")
        self._path = ElidedLabel("muted")
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(16)
        self._facts.setVerticalSpacing(2)
        self._facts.setColumnStretch(1, 1)
        self._lines: dict[str, tuple[QLabel, QLabel]] = {}
        for row, title in enumerate(("Kind", "", "Day", " ")):
            value = plain_label(name="" if title.strip() else "muted", is_wrapped=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            head = plain_label(title.strip(), "muted")
            self._facts.addWidget(head, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 1)
            self._lines[title] = (head, value)
        self.days = DayRow()
        self.days.chosen.connect(self.day_chosen)
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
        for part in (self.notices, self.days, self.figures):
            column.addWidget(part)
        self._stack = QStackedWidget()  # the tree, or as much room
        self._stack.addWidget(self.tree)
        self._stack.addWidget(QWidget())
        column.addWidget(self._stack, 1)

    def show_result(self, result: ImportResult, day: date | None, is_day_chosen: bool) -> None:
        """Show the dry run of a file that was written on `day`."""
        self._name.setText(plain_name(file_name(result.path)))
        self._path.setText(plain_name(result.path))
        self._path.setVisible(file_name(result.path) != result.path)
        feed = result.feed
        for head, value in self._lines.values():
            head.setVisible(feed is not None)
            value.setVisible(feed is not None)
        if feed is not None:
            self._tell("Kind", kind_of(feed.format, feed.layout))
            self._tell("", feed.reason)
            self._tell("Day", day_of(feed, result.year_confidence))
            self._tell(" ", feed.year_basis or "")
        self.sentence.setText(self._problem(result))
        self.sentence.setVisible(bool(self.sentence.text()))
        named(self.sentence, "" if result.import_id is not None else "problemText")
        self.sentence.style().polish(self.sentence)  # a page that is known is no problem
        self.notices.setText("\n".join(map(plain_name, result.notices)))
        self.notices.setVisible(bool(result.notices))
        self.days.show_offer(result, day, is_day_chosen)
        self.figures.setVisible(feed is not None and bool(result.papers))
        self.figures.show_figures(figures_of(result))
        self.tree.show_result(result)
        self._stack.setCurrentIndex(0 if self.tree.topLevelItemCount() else 1)

    def _tell(self, title: str, text: str) -> None:
        head, value = self._lines[title]
        value.setText(plain_name(text))
        value.setVisible(bool(text))
        head.setVisible(bool(text))

    @staticmethod
    def _problem(result: ImportResult) -> str:
        if result.feed is None:
            return say_refusal(result)
        if result.import_id is not None:
            return "This very page is in the library already; importing it again would change nothing."
        return "" if result.papers else result.sentence


class FigureRow(QWidget):
    """The figures of a file, as large numbers with a word below each."""

    _WORDS = (("new", "new"), ("changing", "change"), ("same", "stay as they are"), ("unread", "not understood"))

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(28)
        self._numbers: dict[str, QLabel] = {}
        for name, word in self._WORDS:
            number = plain_label(name="figure")
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(number)
            column.addWidget(plain_label(word, "muted"))
            row.addLayout(column)
            self._numbers[name] = number
        row.addStretch()

    def show_figures(self, figures: Figures) -> None:
        """Show these numbers."""
        for name, word in self._WORDS:
            value = getattr(figures, name)
            self._numbers[name].setText(f"{value:,}".replace(",", "\u202f"))
            self._numbers[name].setAccessibleName(f"{count(value, 'piece' if name == 'unread' else 'paper')} {word}")
