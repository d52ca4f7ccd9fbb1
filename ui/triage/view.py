"""The picture of triage: a line that fills, a card, and the keys that decide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.style.theme import Look
from ui.triage.parts import Card, KeyStrip, KeyWord, ProgressLine
from ui.widgets.labels import named, plain_label
from ui.widgets.shadow import draw_shadow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.commands.keymap import Keymap
    from ui.note.panel import NotePanel
    from ui.paper_page.view import Page

_KEYS = {
    "done": "done",
    "later": "later",
    "star": "star",
    "snooze": "snooze",
    "drop": "drop",
    "tag": "tag",
    "note": "note",
    "undo": "take back",
    "scroll": "read on",
}
"""The commands of the foot, and their words."""
_CASTING = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
_LOW, _VERY_LOW = 400, 320
_MARGIN, _NOTE_WIDTH, _HIGHEST = 56, 360, 1000


class TriageView(QWidget):
    """`left` when a person leaves; `asked` carries the query of a line of the summary."""

    left = Signal()
    asked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("triage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.place = plain_label(name="muted")
        self.progress = ProgressLine(look)
        self.counter = plain_label(name="muted")
        self.rate = plain_label(name="muted")
        self.leave = named(QPushButton("Esc"), "keycap")
        self.card, self.side = Card(look), Card(look)
        self.summary = named(QFrame(), "summary")
        self._summary_lines = QVBoxLayout(self.summary)
        self._summary_lines.setContentsMargins(48, 40, 48, 40)
        self._summary_lines.setSpacing(8)
        self.middle = QStackedWidget()
        self.keys, self.tags = KeyStrip(look, "Keys"), KeyStrip(look, "Quick tags")
        self._note: NotePanel | None = None
        self._page: Page | None = None
        self._build()
        look.changed.connect(self._fit)

    def _build(self) -> None:
        self.side.setFixedWidth(_NOTE_WIDTH)
        self.side.hide()
        for sheet in (self.middle, self.side):
            sheet.setMaximumHeight(_HIGHEST)
            sheet.installEventFilter(self)
        for frame in (self.card, self.summary):
            self.middle.addWidget(frame)
        row = QHBoxLayout()
        row.setContentsMargins(20, 12, 20, 24)
        row.setSpacing(16)
        row.addStretch(1)
        row.addWidget(self.middle, 100)
        row.addWidget(self.side)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addLayout(row, 1)
        column.addWidget(self._foot())

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(24, 10, 24, 6)
        row.setSpacing(16)
        self.counter.setAccessibleName("How many papers are decided")
        self.rate.setAccessibleName("Decisions a minute")
        self.leave.setAccessibleName("Leave triage")
        self.leave.setToolTip("Leave triage")
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.leave.clicked.connect(self.left)
        title = plain_label("Triage", "strong")
        for part in (title, self.place, self.progress, self.counter, self.rate, self.leave):
            row.addWidget(part, 1 if part is self.progress else 0)
        return head

    def _foot(self) -> QWidget:
        self.foot = named(QFrame(), "triageFoot")
        column = QVBoxLayout(self.foot)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(0)
        column.addWidget(self.keys)
        column.addWidget(self.tags)
        return self.foot

    def show_keys(self, keymap: Keymap) -> None:
        """Name the keys as they are now; what has none is left out."""
        shown = ((keymap.shown(command), word) for command, word in _KEYS.items())
        self.keys.tell([KeyWord(key, word) for key, word in shown if key])
        self.leave.setText(keymap.shown("back") or "Leave")

    def show_tags(self, tags: Sequence[tuple[str, str]]) -> None:
        """Show the quick tags: each key with its tag."""
        self.tags.tell([KeyWord(key, tag, is_tag=True) for key, tag in tags if key])
        self.tags.setHidden(self.height() < _LOW or not self.tags.words)

    def take_over(self, page: Page, note: NotePanel, place: str) -> None:
        """Show this page as the card; the note waits beside it."""
        self._page, self._note = page, note
        self.place.setText(place)
        self.card.lay_on(page)
        self.side.lay_on(note)
        page.set_card(True)
        page.show()
        note.show()
        self.side.hide()
        self._fit()
        self.show_card()

    def give_back(self) -> None:
        """The page and the note belong to the desk again."""
        if self._page is not None and self._note is not None:
            self.card.take_off(self._page)
            self.side.take_off(self._note)
            self._page.set_card(False)
        self._page = self._note = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """In a low window the card needs the room of the keys at the foot."""
        super().resizeEvent(event)
        self.tags.setHidden(self.height() < _LOW or not self.tags.words)
        self.foot.setHidden(self.height() < _VERY_LOW)

    def _fit(self) -> None:
        """Let the card be as wide as its lines are long."""
        if self._page is not None:
            bar = self._page.verticalScrollBar().sizeHint().width()
            self.middle.setMaximumWidth(self._page.measure() + 2 * _MARGIN + bar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """A sheet came, went or moved: its shadow, which lies on this widget, follows."""
        if event.type() in _CASTING:
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """The shadows of card and note."""
        super().paintEvent(event)
        painter = QPainter(self)
        for sheet in (self.middle, self.side):
            if sheet.isVisible():
                draw_shadow(painter, QRectF(sheet.geometry()), self._look, 0.5)
        painter.end()

    def tell(self, decided: int, total: int, rate: float | None) -> None:
        """Say how far it is; `rate` in decisions a minute."""
        words = f"{decided} of {total}"
        self.counter.setText(words)
        self.progress.set_share(decided / total if total else 1.0, words)
        self.rate.setText("" if rate is None else f"{rate:.0f} a minute")
        self.rate.setVisible(rate is not None)

    def show_card(self) -> None:
        """Show the paper."""
        if self.middle.currentWidget() is self.summary and self._page is not None:
            self.middle.setCurrentWidget(self.card)
            self._page.setFocus()
        self.middle.setCurrentWidget(self.card)

    def show_note(self) -> None:
        """Lay the note beside the card and go into it."""
        if self._note is not None:
            self.side.show()
            self._note.enter()

    def hide_note(self) -> bool:
        """Put the note away; False when it was not there."""
        was_there = self.side.isVisible()
        self.side.hide()
        return was_there

    def show_summary(self, words: str, lines: Sequence[tuple[str, int, str]]) -> None:
        """Say that all is decided; `lines` are title, number and query of what can be listed again."""
        while (item := self._summary_lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.side.hide()
        self._summary_lines.addStretch(1)
        self._summary_lines.addWidget(plain_label("Nothing waits", "emptyTitle"))
        self._summary_lines.addWidget(plain_label(words, "heading", is_wrapped=True))
        for title, number, query in lines:
            self._summary_lines.addWidget(self._summary_line(title, number, query))
        leave = named(QPushButton(f"Back to the desk   {self.leave.text()}"), "primary")
        leave.setAccessibleName("Back to the desk")
        leave.clicked.connect(self.left)
        self._summary_lines.addSpacing(16)
        self._summary_lines.addWidget(leave, alignment=Qt.AlignmentFlag.AlignLeft)
        self._summary_lines.addStretch(2)
        self.middle.setCurrentWidget(self.summary)
        leave.setFocus()

    def _summary_line(self, title: str, number: int, query: str) -> QPushButton:
        button = named(QPushButton(f"{title}   {number}"), "quiet")
        button.setAccessibleName(f"{title}: {number}")
        button.setAccessibleDescription("Lists these papers")
        button.setToolTip(query)
        button.clicked.connect(partial(self.asked.emit, query))
        return button
