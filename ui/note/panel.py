"""NotePanel: the Markdown editor of a paper's note, which saves while the user types, and its preview."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from string import Template

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from app.domain.views import PaperView
from ui.note.editor import NoteEditor
from ui.paper_page.safe_browser import SafeBrowser
from ui.paper_page.text_layout import add_spacing
from ui.style.fonts import serif_family
from ui.style.theme import LARGE, NORMAL, ThemeManager
from ui.widgets.announce import announce
from ui.widgets.labels import named, plain_label

SAVE_DELAY_MS = 500  # after the last key
MAX_SAVE_DELAY_MS = 1000  # after the first unsaved key: with the time for storing, a note is saved within 2 s
_MAX_WRAPPED_LINE_CHARS = 20_000
_PREVIEW_DELAY_MS = 150  # after the last key; longer for notes that take long to render
_MIN_SIDE_BY_SIDE_WIDTH = 640  # pixels

SOURCE, BOTH, PREVIEW = "source", "both", "preview"
_VIEW_TITLES = {SOURCE: "Note", BOTH: "Note and preview", PREVIEW: "Note preview"}
_STYLESHEET = Template(
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
    code, pre { background: $background; font-size: ${small}px; }
    a { color: $accent; text-decoration: none; }
    span.unknown { color: $muted; }
    p.formula { margin-left: 28px; margin-top: 12px; margin-bottom: 12px; }
    """
)


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A text to be stored as the note of a paper.

    `seen` are the texts that the library may have by what is known here: any other one was written elsewhere.
    """

    paper_id: int
    text: str
    seen: frozenset[str]


class NotePanel(QFrame):
    """The editor and the preview of a note, with a label that shows whether the text is saved.

    `store_requested` carries a NoteDraft, whose receiver calls `on_stored` or `on_failed` with it. `conflict_detected`
    is emitted when the note was changed elsewhere while it is being edited here.
    """

    store_requested = Signal(object)
    conflict_detected = Signal()

    def __init__(self, theme: ThemeManager, is_title: Callable[[str], bool]) -> None:
        """`is_title` returns whether a paper has this title."""
        super().__init__()
        self.setObjectName("notePanel")
        self._is_title = is_title
        self._hint = ""
        self._paper_id: int | None = None
        self._stored = ""  # the note in the library
        self._stored_text = ""  # the same as the editor shows it: with other line ends, for instance
        self._pending: dict[int, str] = {}  # texts by paper id that the library has not confirmed yet
        self._sent: dict[int, frozenset[str]] = {}  # all texts by paper id that were sent since the last confirmed one
        self._errors: dict[int, str] = {}  # error messages by paper id of texts that could not be stored
        self.is_editing = False  # while the editor has the focus, the note stays open whatever happens in the list
        self._cursors: dict[int, tuple[int, int]] = {}  # cursor and scroll position by paper id
        self._view = SOURCE
        self._theme = theme
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.save)
        self._unsaved_time = QElapsedTimer()
        self._preview_timer = QTimer(self, singleShot=True, interval=_PREVIEW_DELAY_MS)
        self._preview_timer.timeout.connect(self._update_preview)
        self.editor = NoteEditor()
        self.preview = SafeBrowser()
        self.views = QSplitter()
        self.title = plain_label("Note", "heading")
        self.status_label = plain_label(name="muted")
        self._build()
        self.editor.textChanged.connect(self._on_typed)
        self.editor.focus_entered.connect(partial(self._set_editing, True))
        self.editor.focus_left.connect(self.save)
        self.editor.focus_left.connect(partial(self._set_editing, False))
        self.editor.app_deactivated.connect(self.save)
        theme.changed.connect(self._update_preview)

    def _build(self) -> None:
        self.status_label.setAccessibleName("Save status of the note")
        head = named(QWidget(), "noteHead")
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 0, 16, 0)
        row.addWidget(self.title)
        row.addStretch()
        row.addWidget(self.status_label)
        head.setFixedHeight(36)
        font = QFont(self.editor.font())
        font.setFamilies([serif_family()])
        font.setPixelSize(LARGE)
        self.editor.setFont(font)
        named(self.editor, "noteEditor").setAccessibleName("Note, Markdown")
        self.editor.setPlaceholderText("Your note, in Markdown")
        self.editor.setAccessibleDescription("Tab and Shift+Tab indent and outdent lines. Esc or F6 leaves the note.")
        self.editor.setFrameShape(QFrame.Shape.NoFrame)
        self.editor.document().setDocumentMargin(20)
        self.preview.setFont(font)
        named(self.preview, "notePreview").setAccessibleName("Note preview")
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

    def set_font_size(self, pixels: int) -> None:
        """Set the font size of the editor and the preview."""
        for widget in (self.editor, self.preview):
            font = QFont(widget.font())
            font.setPixelSize(pixels)
            widget.setFont(font)
        self._update_preview()

    def show_shortcut(self, key: str) -> None:
        """Name this key in the preview of a paper without a note."""
        self._hint = f"This paper has no note yet. Press {key} to write one." if key else "This paper has no note yet."
        self._update_preview()

    def start_editing(self) -> None:
        """Move the focus to the editor; show the editor when only the preview is visible."""
        if self._view == PREVIEW:
            self.cycle_view()
        self.editor.setFocus()

    @property
    def active_view(self) -> QWidget:
        """The view that takes the focus: the editor when it is visible, else the preview."""
        return self.preview if self._view == PREVIEW else self.editor

    @property
    def paper_id(self) -> int | None:
        """The id of the paper whose note is open."""
        return self._paper_id

    def _set_editing(self, is_editing: bool) -> None:
        self.is_editing = is_editing

    @property
    def is_dirty(self) -> bool:
        """Whether the open note has unsaved changes."""
        return self._paper_id is not None and self.editor.text() != self._stored_text

    @property
    def has_unsaved_text(self) -> bool:
        """Whether any note is not in the library yet: unsaved, being saved, or failed to save."""
        return self.is_dirty or bool(self._pending)

    def show_note(self, view: PaperView | None) -> None:
        """Open the note of a paper, saving the one before; unsaved text is never overwritten."""
        if view is not None and view.id == self._paper_id:
            self._update_from_library(view.note or "")
            return
        self.save()
        self._save_cursor()
        self._paper_id = None if view is None else view.id
        self.editor.setEnabled(view is not None)
        note = (view.note or "") if view else ""
        self._set_text(note)
        self.status_label.setText("")
        if view is not None and view.id in self._pending:
            self._set_text(self._pending[view.id])
            self._stored = self._stored_text = note
            self._show_unsaved(self._errors.get(view.id, ""))
        self._restore_cursor()

    def _save_cursor(self) -> None:
        if self._paper_id is not None:
            scroll_position = self.editor.verticalScrollBar().value()
            self._cursors[self._paper_id] = self.editor.textCursor().position(), scroll_position

    def _restore_cursor(self) -> None:
        """Restore the cursor and scroll position of this note; on first opening the cursor is at the end."""
        cursor = self.editor.textCursor()
        end = self.editor.document().characterCount() - 1
        position, scroll_position = self._cursors.get(self._paper_id or 0, (end, 0))
        cursor.setPosition(min(position, end))
        self.editor.setTextCursor(cursor)
        self.editor.verticalScrollBar().setValue(scroll_position)

    def _update_from_library(self, note: str) -> None:
        """Show the note as it is in the library now, unless the user is editing it: then the user's text wins."""
        was_changed_elsewhere = self._paper_id not in self._pending and note != self._stored
        if was_changed_elsewhere and self.is_dirty:
            self._stored = self._stored_text = note
            if self.is_dirty:
                self.conflict_detected.emit()
        elif was_changed_elsewhere:
            self._save_cursor()
            self._set_text(note)
            self._restore_cursor()
            self.status_label.setText("")
        elif self._view != SOURCE:  # a paper that the note links to may have been added or removed
            self._preview_timer.start()

    def _set_text(self, text: str) -> None:
        is_wrapped = all(len(line) <= _MAX_WRAPPED_LINE_CHARS for line in text.split("\n"))
        mode = QPlainTextEdit.LineWrapMode
        self.editor.setLineWrapMode(mode.WidgetWidth if is_wrapped else mode.NoWrap)
        self.editor.blockSignals(True)
        self.editor.setPlainText(text)
        self.editor.blockSignals(False)
        self._stored, self._stored_text = text, self.editor.text()
        self._timer.stop()
        self._update_preview()

    def _on_typed(self) -> None:
        if not self._timer.isActive():
            self._unsaved_time.start()
        self._show_unsaved("")
        if self._view == BOTH:
            self._preview_timer.start()
        self._timer.start(max(0, min(SAVE_DELAY_MS, MAX_SAVE_DELAY_MS - self._unsaved_time.elapsed())))

    def _show_unsaved(self, error: str) -> None:
        """Show that the text is being saved, or the error message when that failed."""
        self.status_label.setText(f"Not saved: {error}" if error else "Saving…")
        self.status_label.setToolTip(error)

    def cycle_view(self) -> None:
        """Switch from the editor to both views, to the preview, and back to the editor."""
        order = list(_VIEW_TITLES)
        self._view = order[(order.index(self._view) + 1) % len(order)]
        self.editor.setVisible(self._view != PREVIEW)
        self.preview.setVisible(self._view != SOURCE)
        self.title.setText(_VIEW_TITLES[self._view])
        self._update_orientation()
        self._update_preview()
        self.active_view.setFocus()

    def _update_orientation(self) -> None:
        """Put editor and preview side by side when there is room, else one above the other."""
        is_wide = self.width() >= _MIN_SIDE_BY_SIDE_WIDTH
        self.views.setOrientation(Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical)
        half = (self.views.width() if is_wide else self.views.height()) // 2
        self.views.setSizes([half, half])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if (event.oldSize().width() >= _MIN_SIDE_BY_SIDE_WIDTH) != (self.width() >= _MIN_SIDE_BY_SIDE_WIDTH):
            self._update_orientation()

    def _update_preview(self) -> None:
        if self._view == SOURCE:
            return
        start = time.monotonic()
        scroll_position = self.preview.verticalScrollBar().value()
        colours = self._theme.tokens
        stylesheet = _STYLESHEET.substitute(
            {name: getattr(colours, name) for name in ("line", "muted", "background", "accent")},
            small=self._theme.zoomed(NORMAL),
        )
        self.preview.document().setDefaultStyleSheet(stylesheet)
        self.preview.setPlaceholderText(self._hint if self._view == PREVIEW and self._paper_id is not None else "")
        from app.markup.notes import note_html  # noqa: PLC0415 - loads the package `markdown`, needed for previews only

        rendered = note_html(self.editor.text(), is_known=self._is_title)
        if rendered.notice is None:
            self.preview.setHtml(rendered.html)
            add_spacing(self.preview.document())
        else:  # a megabyte of plain text would be slow as HTML
            self.preview.setPlainText(f"{rendered.notice}\n\n{self.editor.text()}")
        self.preview.document().setDocumentMargin(20)
        self.preview.verticalScrollBar().setValue(scroll_position)
        duration_ms = int(1000 * (time.monotonic() - start))
        self._preview_timer.setInterval(max(_PREVIEW_DELAY_MS, 10 * duration_ms))

    def stop_preview(self) -> None:
        """Stop rendering the preview: when the window closes, titles can no longer be looked up in the library."""
        self._preview_timer.stop()
        self._theme.changed.disconnect(self._update_preview)

    def save(self) -> None:
        """Save the note now. “Saved” is shown when the library has committed it."""
        self._timer.stop()
        text, paper_id = self.editor.text(), self._paper_id
        if paper_id is None:
            return
        if paper_id in self._errors:
            del self._errors[paper_id], self._pending[paper_id]
        if text == self._pending.get(paper_id, self._stored_text):  # a pending text is newer than the stored one
            self._show_nothing_to_save()
            return
        sent = self._sent.get(paper_id, frozenset())
        self._pending[paper_id] = text
        self._sent[paper_id] = sent | {text}
        self._show_unsaved("")
        self.store_requested.emit(NoteDraft(paper_id, text, sent | {self._stored}))

    def _show_nothing_to_save(self) -> None:
        """The text was typed and changed back. A pending text is still being saved."""
        if self._paper_id not in self._pending and self.status_label.text():
            self._show_saved()

    def on_stored(self, draft: NoteDraft) -> None:
        """Show that the library has committed this text."""
        if self._pending.get(draft.paper_id) == draft.text:
            del self._pending[draft.paper_id], self._sent[draft.paper_id]
        if draft.paper_id != self._paper_id:
            return
        self._stored = self._stored_text = draft.text
        if self.is_dirty:
            self._show_unsaved("")
        else:
            self._show_saved()
            announce(self, "Note saved")

    def on_failed(self, draft: NoteDraft, error: str) -> None:
        """Show why this text was not stored; it is kept here, and the next save tries again."""
        if self._pending.get(draft.paper_id) == draft.text:
            self._errors[draft.paper_id] = error
        if draft.paper_id == self._paper_id:
            self._show_unsaved(error)

    def _show_saved(self) -> None:
        self.status_label.setText("Saved")
        self.status_label.setToolTip("")
