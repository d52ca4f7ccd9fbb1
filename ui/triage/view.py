"""The triage view: progress, the paper as a card, and the keys that decide."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui.style.theme import ThemeManager
from ui.triage.parts import Card, KeyHint, KeyStrip, ProgressLine
from ui.widgets.labels import named, plain_label
from ui.widgets.shadow import draw_shadow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.commands.keymap import Keymap
    from ui.note.panel import NotePanel
    from ui.paper_page.view import PaperPage

_KEYS = {
    "done": "done",
    "later": "later",
    "star": "star",
    "snooze": "snooze",
    "drop": "drop",
    "tag": "tag",
    "note": "note",
    "undo": "undo",
    "scroll": "scroll",
}
"""The commands shown in the footer, and their labels."""
_SHADOW_EVENTS = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
_MIN_HEIGHT_FOR_TAGS, _MIN_HEIGHT_FOR_FOOTER = 400, 320
_MARGIN, _NOTE_WIDTH, _MAX_CARD_HEIGHT = 56, 360, 1000


class TriageView(QWidget):
    """Emits `left` when the user leaves, and `list_requested` with the query of a summary line."""

    left = Signal()
    list_requested = Signal(str)

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self.setObjectName("triage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.place = plain_label(name="muted")
        self.progress = ProgressLine(theme)
        self.counter = plain_label(name="muted")
        self.rate = plain_label(name="muted")
        self.leave_button = named(QPushButton("Esc"), "keycap")
        self.card, self.side = Card(theme), Card(theme)
        self.summary = named(QFrame(), "summary")
        self._summary_lines = QVBoxLayout(self.summary)
        self._summary_lines.setContentsMargins(48, 40, 48, 40)
        self._summary_lines.setSpacing(8)
        self._shown_summary: tuple[str, Sequence[tuple[str, int, str]]] = ("", ())
        self.middle = QStackedWidget()
        self.keys, self.tags = KeyStrip(theme, "Keys"), KeyStrip(theme, "Quick tags")
        self._note: NotePanel | None = None
        self._page: PaperPage | None = None
        self._build()
        theme.changed.connect(self._fit)

    def _build(self) -> None:
        self.side.setFixedWidth(_NOTE_WIDTH)
        self.side.hide()
        for card in (self.middle, self.side):
            card.setMaximumHeight(_MAX_CARD_HEIGHT)
            card.installEventFilter(self)
        self.middle.addWidget(self.card)
        self.middle.addWidget(self.summary)
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
        column.addWidget(self._make_header())
        column.addLayout(row, 1)
        column.addWidget(self._make_footer())

    def _make_header(self) -> QWidget:
        header = QWidget()
        row = QHBoxLayout(header)
        row.setContentsMargins(24, 10, 24, 6)
        row.setSpacing(16)
        self.counter.setAccessibleName("Decided papers")
        self.rate.setAccessibleName("Decisions per minute")
        self.leave_button.setAccessibleName("Leave triage")
        self.leave_button.setToolTip("Leave triage")
        self.leave_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.leave_button.clicked.connect(self.left)
        title = plain_label("Triage", "strong")
        for part in (title, self.place, self.progress, self.counter, self.rate, self.leave_button):
            row.addWidget(part, 1 if part is self.progress else 0)
        return header

    def _make_footer(self) -> QWidget:
        self.footer = named(QFrame(), "triageFoot")
        column = QVBoxLayout(self.footer)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(0)
        column.addWidget(self.keys)
        column.addWidget(self.tags)
        return self.footer

    def show_keys(self, keymap: Keymap) -> None:
        """Show the current keys; commands without a key are left out."""
        hints = (KeyHint(keymap.key_label(command), label) for command, label in _KEYS.items())
        self.keys.show_hints([hint for hint in hints if hint.key])
        self.leave_button.setText(keymap.key_label("back") or "Leave")

    def show_tags(self, tags: Sequence[tuple[str, str]]) -> None:
        """Show the quick tags, given as (key, tag)."""
        self.tags.show_hints([KeyHint(key, tag, is_tag=True) for key, tag in tags if key])
        self.tags.setHidden(self.height() < _MIN_HEIGHT_FOR_TAGS or not self.tags.hints)

    def show_paper_page(self, page: PaperPage, note: NotePanel, place: str) -> None:
        """Show the page as the card; the note beside it stays hidden until it is needed."""
        self._page, self._note = page, note
        self.place.setText(place)
        self.card.add(page)
        self.side.add(note)
        page.set_card_mode(True)
        page.show()
        note.show()
        self.side.hide()
        self._fit()
        self.show_card()

    def release(self) -> None:
        """Release the page and the note."""
        if self._page is not None and self._note is not None:
            self.card.remove(self._page)
            self.side.remove(self._note)
            self._page.set_card_mode(False)
        self._page = self._note = None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Hide the footer in a low window to leave space for the card."""
        super().resizeEvent(event)
        self.tags.setHidden(self.height() < _MIN_HEIGHT_FOR_TAGS or not self.tags.hints)
        self.footer.setHidden(self.height() < _MIN_HEIGHT_FOR_FOOTER)

    def _fit(self) -> None:
        """Limit the width of the card to the text width of the page."""
        if self._page is not None:
            bar = self._page.verticalScrollBar().sizeHint().width()
            self.middle.setMaximumWidth(self._page.text_width() + 2 * _MARGIN + bar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """Repaint when a card is shown, hidden or moved: its shadow is painted on this widget."""
        if event.type() in _SHADOW_EVENTS:
            self.update()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the shadows of card and note."""
        super().paintEvent(event)
        painter = QPainter(self)
        for frame in (self.middle, self.side):
            if frame.isVisible():
                draw_shadow(painter, QRectF(frame.geometry()), self._theme, 0.5)
        painter.end()

    def show_progress(self, decided: int, total: int, rate: float | None) -> None:
        """Show the progress; `rate` is in decisions per minute."""
        text = f"{decided} of {total}"
        self.counter.setText(text)
        self.progress.set_share(decided / total if total else 1.0, text)
        self.rate.setText("" if rate is None else f"{rate:.0f} per minute")
        self.rate.setVisible(rate is not None)

    def show_card(self) -> None:
        """Show the paper."""
        if self.middle.currentWidget() is self.summary and self._page is not None:
            self.middle.setCurrentWidget(self.card)
            self._page.setFocus()
        self.middle.setCurrentWidget(self.card)

    def show_note(self) -> None:
        """Show the note beside the card and focus it."""
        if self._note is not None:
            self.side.show()
            self._note.start_editing()

    def hide_note(self) -> bool:
        """Hide the note; False when it was hidden already."""
        was_visible = self.side.isVisible()
        self.side.hide()
        return was_visible

    def show_summary(self, text: str, lines: Sequence[tuple[str, int, str]]) -> None:
        """Show that all papers are decided; `lines` are (title, number of papers, query) and list their papers."""
        if self.middle.currentWidget() is self.summary and (text, lines) == self._shown_summary:
            return  # the list was only read again: the focus stays where it is
        self._shown_summary = text, lines
        while (item := self._summary_lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self.side.hide()
        self._summary_lines.addStretch(1)
        self._summary_lines.addWidget(plain_label("All done", "emptyTitle"))
        self._summary_lines.addWidget(plain_label(text, "heading", is_wrapped=True))
        for title, number, query in lines:
            self._summary_lines.addWidget(self._summary_line(title, number, query))
        leave = named(QPushButton(f"Back to the list   {self.leave_button.text()}"), "primary")
        leave.setAccessibleName("Back to the list")
        leave.clicked.connect(self.left)
        self._summary_lines.addSpacing(16)
        self._summary_lines.addWidget(leave, alignment=Qt.AlignmentFlag.AlignLeft)
        self._summary_lines.addStretch(2)
        self.middle.setCurrentWidget(self.summary)
        leave.show()  # a layout shows it later, and until then it cannot have the focus
        leave.setFocus()

    def _summary_line(self, title: str, number: int, query: str) -> QPushButton:
        button = named(QPushButton(f"{title}   {number}"), "quiet")
        button.setAccessibleName(f"{title}: {number}")
        button.setAccessibleDescription("Lists these papers")
        button.setToolTip(query)
        button.clicked.connect(partial(self.list_requested.emit, query))
        return button
