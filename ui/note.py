"""The note of a paper: its Markdown source, stored while it is typed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QMimeData, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QStackedWidget, QVBoxLayout, QWidget

from app.markup.notes import note_html
from app.views import PaperView
from ui.fonts import serif_family
from ui.labels import named, plain_label
from ui.safe_browser import SafeBrowser
from ui.theme import LARGE

PAUSE_MS = 500  # after the last key
LONGEST_WAIT_MS = 1500  # since the first key that is not stored
_LONGEST_WRAPPED_LINE = 20_000

Store = Callable[[int, str, Callable[[bool], None]], None]
"""Stores the note of a paper and calls back with whether it was committed."""


class _Source(QPlainTextEdit):
    """The text field. Pasting takes the plain text only; leaving it is announced."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusOutEvent(event)
        self.left.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 - Qt's name
        if source.hasText():
            self.insertPlainText(source.text())

    def text(self) -> str:
        """The text exactly: `toPlainText` would turn no-break spaces into blanks."""
        return self.document().toRawText().replace("\u2029", "\n")


class NotePanel(QFrame):
    """The editor and an honest word on whether the text is stored."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.setObjectName("notePanel")
        self._store = store
        self._paper_id: int | None = None
        self._stored = ""
        self._unsettled: dict[int, str] = {}  # handed over, and not yet confirmed by the library
        self._refused: set[int] = set()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)
        self._since = QElapsedTimer()
        self.editor = _Source()
        self.preview = SafeBrowser()
        self.stack = QStackedWidget()
        self.title = plain_label("Note", "heading")
        self.state = plain_label(name="muted")
        self._build()
        self.editor.textChanged.connect(self._typed)
        self.editor.left.connect(self.save)

    def _build(self) -> None:
        self.state.setAccessibleName("Whether the note is stored")
        head = named(QWidget(), "noteHead")
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 0, 16, 0)
        row.addWidget(self.title)
        row.addStretch()
        row.addWidget(self.state)
        head.setFixedHeight(36)
        font = QFont(self.editor.font())
        font.setFamilies([serif_family()])
        font.setPixelSize(LARGE)
        self.editor.setFont(font)
        self.editor.setAccessibleName("Note, Markdown")
        self.editor.setPlaceholderText("Your note, in Markdown")
        self.editor.setTabChangesFocus(True)
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.document().setDocumentMargin(20)
        self.preview.setFont(font)
        self.preview.setAccessibleName("Note, as a page")
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.preview.document().setDocumentMargin(20)
        self.stack.addWidget(self.editor)
        self.stack.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.stack)
        self.setMinimumSize(220, 120)

    @property
    def paper_id(self) -> int | None:
        """The paper whose note is open."""
        return self._paper_id

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not stored yet."""
        return self._paper_id is not None and self.editor.text() != self._stored

    @property
    def has_unstored(self) -> bool:
        """Whether any note is not in the library: typed, on its way, or refused."""
        return self.is_dirty or bool(self._unsettled)

    def show_note(self, view: PaperView | None) -> None:
        """Open the note of a paper; what was typed for the one before is stored first, and never overwritten."""
        if view is not None and view.id == self._paper_id:
            self._take_from_outside(view.note or "")
            return
        self.save()
        self._paper_id = None if view is None else view.id
        self.editor.setEnabled(view is not None)
        note = (view.note or "") if view else ""
        self._put(note)
        self.state.setText("")
        if view is not None and view.id in self._unsettled:  # on its way to the library, or refused by it
            self._put(self._unsettled[view.id])
            self._stored = note
            self.state.setText("Not saved" if view.id in self._refused else "…")

    def _take_from_outside(self, note: str) -> None:
        """The note as it stands in the library now: shown unless the user is writing another one."""
        if not self.is_dirty and self._paper_id not in self._unsettled and note != self._stored:
            self._put(note)
            self.state.setText("")

    def _put(self, text: str) -> None:
        is_wrapped = all(len(line) <= _LONGEST_WRAPPED_LINE for line in text.split("\n"))
        mode = QPlainTextEdit.LineWrapMode
        self.editor.setLineWrapMode(mode.WidgetWidth if is_wrapped else mode.NoWrap)
        self.editor.blockSignals(True)
        self.editor.setPlainText(text)
        self.editor.blockSignals(False)
        self._stored = self.editor.text()
        self._timer.stop()
        self._set_preview()

    def _typed(self) -> None:
        if not self._timer.isActive():
            self._since.start()
        self.state.setText("…")
        self._timer.start(max(0, min(PAUSE_MS, LONGEST_WAIT_MS - self._since.elapsed())))

    def toggle_preview(self) -> None:
        """Show the note as a page, or its source again."""
        is_shown = self.stack.currentWidget() is self.preview
        self.stack.setCurrentWidget(self.editor if is_shown else self.preview)
        self.title.setText("Note" if is_shown else "Note, as a page")
        self._set_preview()
        (self.editor if is_shown else self.preview).setFocus()

    def _set_preview(self) -> None:
        if self.stack.currentWidget() is not self.preview:
            return
        shown = note_html(self.editor.text())
        if shown.notice is None:
            self.preview.setHtml(shown.html)
        else:  # a megabyte of plain text as HTML would be slow
            self.preview.setPlainText(f"{shown.notice}\n\n{self.editor.text()}")
        self.preview.document().setDocumentMargin(20)

    def save(self) -> None:
        """Store what was typed, now. “Saved” is shown when the library has committed it."""
        self._timer.stop()
        text, paper_id = self.editor.text(), self._paper_id
        is_sent = paper_id in self._unsettled and self._unsettled[paper_id] == text and paper_id not in self._refused
        if paper_id is None or text == self._stored or is_sent:
            return
        self._unsettled[paper_id] = text
        self._refused.discard(paper_id)
        self._store(paper_id, text, lambda is_stored: self._after_storing(paper_id, text, is_stored))

    def _after_storing(self, paper_id: int, text: str, is_stored: bool) -> None:
        is_newest = self._unsettled.get(paper_id) == text
        if is_stored and is_newest:
            del self._unsettled[paper_id]
        elif not is_stored and is_newest:
            self._refused.add(paper_id)
        if paper_id != self._paper_id:
            return
        if is_stored:
            self._stored = text
        if not self.is_dirty:
            self.state.setText("Saved")
        else:
            self.state.setText("…" if is_stored else "Not saved")
