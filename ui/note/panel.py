"""The note of a paper: its Markdown source, stored while it is typed, and the page it makes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from string import Template

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from app.domain.views import PaperView
from ui.note.editor import NoteSource
from ui.paper_page.safe_browser import SafeBrowser
from ui.paper_page.text_layout import make_room
from ui.style.fonts import serif_family
from ui.style.theme import LARGE, NORMAL, Look
from ui.widgets.announce import announce
from ui.widgets.labels import named, plain_label

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
    span.unknown { color: $muted; }
    p.formula { margin-left: 28px; margin-top: 12px; margin-bottom: 12px; }
    """
)

Store = Callable[[int, str, Callable[[str], None]], None]
"""Stores the note of a paper and calls back with why it could not: empty when it is committed."""


class NotePanel(QFrame):
    """The editor and an honest word on whether the text is stored.

    `collided` when the library was given another text for a note that is being written.
    """

    collided = Signal()

    def __init__(self, store: Store, look: Look, is_title: Callable[[str], bool]) -> None:
        """`is_title` tells whether a paper has a title."""
        super().__init__()
        self.setObjectName("notePanel")
        self._store = store
        self._is_title = is_title
        self._hint = ""
        self._paper_id: int | None = None
        self._stored = ""
        self._unsettled: dict[int, str] = {}  # handed over, and not yet confirmed by the library
        self._refused: dict[int, str] = {}  # and why
        self.is_held = False  # the source has the keyboard: whatever the list does, what is typed belongs to this paper
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
        self.editor.entered.connect(partial(self._hold, True))
        self.editor.left.connect(self.save)
        self.editor.left.connect(partial(self._hold, False))
        self.editor.paused.connect(self.save)
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
        self.editor.setAccessibleDescription("Tab and Shift+Tab move lines in and out. Esc or F6 leaves the note.")
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

    def show_key(self, key: str) -> None:
        """Name the key that leads into the note, on the page of a paper without one."""
        self._hint = f"This paper has no note yet. Press {key} to write one." if key else "This paper has no note yet."
        self._set_preview()

    def enter(self) -> None:
        """Give the keyboard to the source; a page alone gives way to it."""
        if self._view == PAGE:
            self.cycle_view()
        self.editor.setFocus()

    @property
    def shown(self) -> QWidget:
        """The half that takes the keyboard: the source when it is there, else the page."""
        return self.preview if self._view == PAGE else self.editor

    @property
    def paper_id(self) -> int | None:
        """The paper whose note is open."""
        return self._paper_id

    def _hold(self, is_held: bool) -> None:
        self.is_held = is_held

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
        """The note as it stands in the library now: shown unless the user is writing another one, which wins."""
        is_foreign = self._paper_id not in self._unsettled and note != self._stored
        if is_foreign and self.is_dirty:
            self._stored = note
            if self.is_dirty:
                self.collided.emit()
        elif is_foreign:
            self._keep_cursor()
            self._put(note)
            self._restore_cursor()
            self.state.setText("")
        elif self._view != SOURCE:  # a paper that the note names may have come or gone
            self._preview_timer.start()

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
        self.preview.setPlaceholderText(self._hint if self._view == PAGE and self._paper_id is not None else "")
        from app.markup.notes import note_html  # noqa: PLC0415 - the package `markdown`, not before the first preview

        shown = note_html(self.editor.text(), is_known=self._is_title)
        if shown.notice is None:
            self.preview.setHtml(shown.html)
            make_room(self.preview.document())
        else:  # a megabyte of plain text as HTML would be slow
            self.preview.setPlainText(f"{shown.notice}\n\n{self.editor.text()}")
        self.preview.document().setDocumentMargin(20)
        self.preview.verticalScrollBar().setValue(scrolled)
        took = int(1000 * (time.monotonic() - began))
        self._preview_timer.setInterval(max(_PREVIEW_PAUSE_MS, 10 * took))

    def rest(self) -> None:
        """The window closes: the page is not made again, because the library cannot be asked for titles any more."""
        self._preview_timer.stop()
        self._look.changed.disconnect(self._set_preview)

    def save(self) -> None:
        """Store what was typed, now. “Saved” is shown when the library has committed it."""
        self._timer.stop()
        text, paper_id = self.editor.text(), self._paper_id
        if paper_id is None:
            return
        if paper_id in self._refused:
            del self._refused[paper_id], self._unsettled[paper_id]
        if text == self._unsettled.get(paper_id, self._stored):  # what is on its way counts, not what is there yet
            return
        self._unsettled[paper_id] = text
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
            announce(self, "Note saved")
        else:
            self._say_unstored(why)
