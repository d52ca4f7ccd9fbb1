"""The picture of triage: a line that fills, a card, and the keys that decide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.chips import draw_pill
from ui.commands import BY_ID
from ui.keys import Keymap
from ui.labels import named, plain_label
from ui.theme import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.note import NotePanel
    from ui.page import Page

_KEYS = ("done", "later", "star", "snooze", "drop", "tag", "note", "undo", "scroll")
_SHORT = {"undo": "take back", "scroll": "read on", "snooze": "snooze", "star": "star", "drop": "drop"}
_WIDEST_CARD, _NOTE_WIDTH = 780, 360


class ProgressLine(QWidget):
    """A thin line that fills from the left."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._share = 0.0
        self.setFixedHeight(16)
        self.setMinimumWidth(80)
        look.changed.connect(self.update)

    def set_share(self, share: float, words: str) -> None:
        """Fill this share, 0 to 1; `words` are for those who cannot see it."""
        self._share = share
        self.setAccessibleName(f"Progress: {words}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        painter = QPainter(self)
        box = QRectF(0, self.height() / 2 - 2, self.width(), 4)
        draw_pill(painter, box, self._look.colour("line"))
        if self._share:
            draw_pill(painter, QRectF(0, box.y(), max(self.width() * self._share, 4), 4), self._look.colour("accent"))
        painter.end()


class TriageView(QWidget):
    """`left` when a person leaves; `asked` carries the query of a line of the summary."""

    left = Signal()
    asked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._keycaps: dict[str, QLabel] = {}
        self.setObjectName("triage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.place = plain_label(name="muted")
        self.progress = ProgressLine(look)
        self.counter = plain_label(name="muted")
        self.counter.setAccessibleName("How many papers are decided")
        self.rate = plain_label(name="muted")
        self.rate.setAccessibleName("Decisions a minute")
        self.why = plain_label(name="muted", is_wrapped=True)
        self.why.setAccessibleName("Why this paper is here")
        self.card = named(QFrame(), "card")
        self.summary = named(QFrame(), "card")
        self._summary_lines = QVBoxLayout(self.summary)
        self._summary_lines.setContentsMargins(48, 40, 48, 40)
        self._summary_lines.setSpacing(8)
        self.side = named(QFrame(), "card")
        self.middle = QStackedWidget()
        self._note: NotePanel | None = None
        self._page: Page | None = None
        self._build()

    def _build(self) -> None:
        card = QVBoxLayout(self.card)
        card.setContentsMargins(2, 2, 2, 20)
        self.why.setContentsMargins(52, 8, 52, 0)
        card.addWidget(self.why)
        side = QVBoxLayout(self.side)
        side.setContentsMargins(2, 2, 2, 2)
        self.side.setFixedWidth(_NOTE_WIDTH)
        self.side.hide()
        for frame in (self.card, self.summary):
            self.middle.addWidget(frame)
        self.middle.setMaximumWidth(_WIDEST_CARD)
        row = QHBoxLayout()
        row.setContentsMargins(16, 8, 16, 16)
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
        row.setContentsMargins(24, 12, 24, 8)
        row.setSpacing(16)
        leave = named(QPushButton("Esc"), "keycap")
        leave.setAccessibleName("Leave triage")
        leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        leave.clicked.connect(self.left)
        parts: tuple[QWidget, ...] = (
            plain_label("Triage", "strong"),
            self.place,
            self.progress,
            self.counter,
            self.rate,
            leave,
        )
        for part in parts:
            row.addWidget(part, 1 if part is self.progress else 0)
        return head

    def _foot(self) -> QWidget:
        foot = named(QFrame(), "triageFoot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(6)
        row.addStretch()
        for name in _KEYS:
            keycap = self._keycaps[name] = plain_label(name="keycap")
            row.addWidget(keycap)
            row.addWidget(plain_label(_SHORT.get(name) or BY_ID[name].hint, "small"))
            row.addSpacing(14)
        row.addStretch()
        return foot

    def show_keys(self, keymap: Keymap) -> None:
        """Name the keys as they are now."""
        for name, keycap in self._keycaps.items():
            keycap.setText(keymap.shown(name))

    def take_over(self, page: Page, note: NotePanel, place: str) -> None:
        """Show this page as the card; the note waits beside it."""
        self._page, self._note = page, note
        self.place.setText(place)
        card, side = self.card.layout(), self.side.layout()
        assert isinstance(card, QVBoxLayout)
        assert side is not None
        card.insertWidget(0, page, 1)
        side.addWidget(note)
        page.show()
        note.show()
        self.side.hide()
        self.show_card()

    def give_back(self) -> None:
        """The page and the note belong to the desk again."""
        self._page = self._note = None

    def tell(self, decided: int, total: int, rate: float | None) -> None:
        """Say how far it is; `rate` in decisions a minute."""
        words = f"{decided} of {total}"
        self.counter.setText(words)
        self.progress.set_share(decided / total if total else 1.0, words)
        self.rate.setText("" if rate is None else f"{rate:.0f} a minute")
        self.rate.setVisible(rate is not None)

    def tell_reasons(self, words: str) -> None:
        """Say why the paper is here."""
        self.why.setText(words)

    def show_card(self) -> None:
        """Show the paper."""
        self.middle.setCurrentWidget(self.card)

    def show_note(self) -> None:
        """Lay the note beside the card and go into it."""
        if self._note is not None:
            self.side.show()
            self._note.editor.setFocus()

    def hide_note(self) -> bool:
        """Put the note away; False when it was not there."""
        was_there = self.side.isVisible()
        self.side.hide()
        return was_there

    def show_summary(self, total: str, lines: Sequence[tuple[str, int, str]]) -> None:
        """Say that all is decided; `lines` are title, number and query of what can be listed again."""
        while (item := self._summary_lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._summary_lines.addStretch(1)
        self._summary_lines.addWidget(plain_label("Nothing waits", "emptyTitle"))
        done = f"You have decided about {total}. " if total else ""
        words = f"{done}Decided today:" if lines else f"{done}New papers come with the next import."
        self._summary_lines.addWidget(plain_label(words, "heading"))
        for title, number, query in lines:
            button = named(QPushButton(f"{title}   {number}"), "quiet")
            button.setAccessibleName(f"{title}: {number}")
            button.setToolTip(query)
            button.clicked.connect(partial(self.asked.emit, query))
            self._summary_lines.addWidget(button)
        leave = named(QPushButton("Back to the desk   Esc"), "primary")
        leave.setAccessibleName("Back to the desk")
        leave.clicked.connect(self.left)
        self._summary_lines.addSpacing(16)
        self._summary_lines.addWidget(leave, alignment=Qt.AlignmentFlag.AlignLeft)
        self._summary_lines.addStretch(2)
        self.middle.setCurrentWidget(self.summary)
        leave.setFocus()
