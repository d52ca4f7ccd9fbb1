"""The note of a paper: its Markdown source, stored while it is typed, and the page it makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from string import Template

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from app.views import PaperView
from ui.fonts import serif_family
from ui.labels import named, plain_label
from ui.note_source import NoteSource
from ui.safe_browser import SafeBrowser
from ui.theme import LARGE, NORMAL, Look

PAUSE_MS = 500  # after the last key
LONGEST_WAIT_MS = 1000  # since the first key that is not stored; storing may take as long again, and is within 2 s
_LONGEST_WRAPPED_LINE = 20_000
_PREVIEW_PAUSE_MS = 150  # after the last key; longer where the page takes long to make
_SIDE_BY_SIDE = 640  # pixels of width

SOURCE, BOTH, PAGE = "source", "both", "page"
_VIEWS = {SOURCE: "Note", BOTH: "Note and page", PAGE: "Note, as a page"}
_SHEET = Template(
    """
    p, li { line-height: 108%; }
    h1, h2, h3, h4 { margin-top: 14px; margin-bottom: 6px; font-weight: 600; }
    h1 { font-size: x-large; }
    h2 { font-size: large; }
    h3, h4 { font-size: medium; }
    table { border-collapse: collapse; margin-top: 10px; margin-bottom: 10px; }
    th { border-bottom: 2px solid $line; padding: 5px 18px 5px 2px; }
    td { border-bottom: 1px solid $line; padding: 5px 18px 5px 2px; }
    blockquote { color: $muted; margin-left: 18px; }
    code, pre { background: $ground; font-size: ${small}px; }
    a { color: $accent; text-decoration: none; }
    """
)

Store = Callable[[int, str, Callable[[str], None]], None]
"""Stores the note of a paper and calls back with why it could not: empty when it is committed."""


class NotePanel(QFrame):
    """The editor and an honest word on whether the text is stored."""

    def __init__(self, store: Store, look: Look) -> None:
        super().__init__()
        self.setObjectName("notePanel")
        self._store = store
        self._paper_id: int | None = None
        self._stored = ""
        self._unsettled: dict[int, str] = {}  # handed over, and not yet confirmed by the library
        self._refused: dict[int, str] = {}  # and why
        self._cursors: dict[int, tuple[int, int]] = {}  # cursor and scroll of each note of this session
        self._view = SOURCE
        self._look = look
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)
        self._since = QElapsedTimer()
        self._preview_timer = QTimer(self, singleShot=True, interval=_PREVIEW_PAUSE_MS)
        self._preview_timer.timeout.connect(self._set_preview)
        self.editor = NoteSource()
        self.preview = SafeBrowser()
        self.views = QSplitter()
        self.title = plain_label("Note", "heading")
        self.state = plain_label(name="muted")
        self._build()
        self.editor.textChanged.connect(self._typed)
        self.editor.left.connect(self.save)
        look.changed.connect(self._set_preview)

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
        named(self.editor, "noteEditor").setAccessibleName("Note, Markdown")
        self.editor.setPlaceholderText("Your note, in Markdown")
        self.editor.setTabChangesFocus(True)
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.document().setDocumentMargin(20)
        self.preview.setFont(font)
        named(self.preview, "notePreview").setAccessibleName("Note, as a page")
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        self.preview.document().setDocumentMargin(20)
        self.preview.document().setIndentWidth(22)
        self.views.setHandleWidth(1)
        self.views.setChildrenCollapsible(False)
        self.views.addWidget(self.editor)
        self.views.addWidget(self.preview)
        self.preview.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.views, 1)
        self.setMinimumSize(220, 120)

    def set_size(self, pixels: int) -> None:
        """Let the type of source and page be this high."""
        for widget in (self.editor, self.preview):
            font = QFont(widget.font())
            font.setPixelSize(pixels)
            widget.setFont(font)
        self._set_preview()

    @property
    def shown(self) -> QWidget:
        """The half that takes the keyboard: the source when it is there, else the page."""
        return self.preview if self._view == PAGE else self.editor

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
        self._keep_cursor()
        self._paper_id = None if view is None else view.id
        self.editor.setEnabled(view is not None)
        note = (view.note or "") if view else ""
        self._put(note)
        self.state.setText("")
        if view is not None and view.id in self._unsettled:  # on its way to the library, or refused by it
            self._put(self._unsettled[view.id])
            self._stored = note
            self._say_unstored(self._refused.get(view.id, ""))
        self._restore_cursor()

    def _keep_cursor(self) -> None:
        if self._paper_id is not None:
            place = self.editor.textCursor().position(), self.editor.verticalScrollBar().value()
            self._cursors[self._paper_id] = place

    def _restore_cursor(self) -> None:
        """Where one was in this note; at the end of one that was not open yet."""
        cursor = self.editor.textCursor()
        end = self.editor.document().characterCount() - 1
        place, scrolled = self._cursors.get(self._paper_id or 0, (end, 0))
        cursor.setPosition(min(place, end))
        self.editor.setTextCursor(cursor)
        self.editor.verticalScrollBar().setValue(scrolled)

    def _take_from_outside(self, note: str) -> None:
        """The note as it stands in the library now: shown unless the user is writing another one."""
        if not self.is_dirty and self._paper_id not in self._unsettled and note != self._stored:
            self._keep_cursor()
            self._put(note)
            self._restore_cursor()
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
        self._say_unstored("")
        if self._view == BOTH:
            self._preview_timer.start()
        self._timer.start(max(0, min(PAUSE_MS, LONGEST_WAIT_MS - self._since.elapsed())))

    def _say_unstored(self, why: str) -> None:
        """The text is on its way, or it was refused."""
        self.state.setText(f"Not saved: {why}" if why else "Saving…")
        self.state.setToolTip(why)

    def cycle_view(self) -> None:
        """The source, then source and page, then the page alone, and again."""
        order = list(_VIEWS)
        self._view = order[(order.index(self._view) + 1) % len(order)]
        self.editor.setVisible(self._view != PAGE)
        self.preview.setVisible(self._view != SOURCE)
        self.title.setText(_VIEWS[self._view])
        self._turn()
        self._set_preview()
        self.shown.setFocus()

    def _turn(self) -> None:
        """Source and page side by side where there is room, else one above the other."""
        is_wide = self.width() >= _SIDE_BY_SIDE
        self.views.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)
        half = (self.views.width() if is_wide else self.views.height()) // 2
        self.views.setSizes([half, half])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if (event.oldSize().width() >= _SIDE_BY_SIDE) != (self.width() >= _SIDE_BY_SIDE):
            self._turn()

    def _set_preview(self) -> None:
        if self._view == SOURCE:
            return
        began = time.monotonic()
        scrolled = self.preview.verticalScrollBar().value()
        colours = self._look.tokens
        sheet = _SHEET.substitute(
            {name: getattr(colours, name) for name in ("line", "muted", "ground", "accent")},
            small=self._look.zoomed(NORMAL),
        )
        self.preview.document().setDefaultStyleSheet(sheet)
        from app.markup.notes import note_html  # noqa: PLC0415 - the package `markdown`, not before the first preview

        shown = note_html(self.editor.text())
        if shown.notice is None:
            self.preview.setHtml(shown.html)
        else:  # a megabyte of plain text as HTML would be slow
            self.preview.setPlainText(f"{shown.notice}\n\n{self.editor.text()}")
        self.preview.document().setDocumentMargin(20)
        self.preview.verticalScrollBar().setValue(scrolled)
        took = int(1000 * (time.monotonic() - began))
        self._preview_timer.setInterval(max(_PREVIEW_PAUSE_MS, 10 * took))

    def save(self) -> None:
        """Store what was typed, now. “Saved” is shown when the library has committed it."""
        self._timer.stop()
        text, paper_id = self.editor.text(), self._paper_id
        is_sent = paper_id in self._unsettled and self._unsettled[paper_id] == text and paper_id not in self._refused
        if paper_id is None or text == self._stored or is_sent:
            return
        self._unsettled[paper_id] = text
        self._refused.pop(paper_id, None)
        self._say_unstored("")
        self._store(paper_id, text, lambda why: self._after_storing(paper_id, text, why))

    def _after_storing(self, paper_id: int, text: str, why: str) -> None:
        is_newest = self._unsettled.get(paper_id) == text
        if not why and is_newest:
            del self._unsettled[paper_id]
        elif is_newest:
            self._refused[paper_id] = why
        if paper_id != self._paper_id:
            return
        if not why:
            self._stored = text
        if not self.is_dirty:
            self.state.setText("Saved")
            self.state.setToolTip("")
        else:
            self._say_unstored(why)
