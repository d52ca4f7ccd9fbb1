"""NoteController: stores the notes that are being typed, and says so when one was also changed elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.changes import SavedNote
    from app.domain.errors import PaperdeskError
    from app.library import Library
    from ui.context import Context
    from ui.note.panel import NoteDraft, NotePanel

_CONFLICT = "This note was also changed elsewhere. Your version replaces it; the history keeps the other one."
_SAVED = "The note is saved. Notes are saved automatically while you type."


class NoteController:
    """Stores what the note panel asks for. All saves from entering to leaving a note are one step of the history."""

    def __init__(self, context: Context, panel: NotePanel) -> None:
        self._operations = context.operations
        self._notifier = context.notifier
        self._panel = panel
        self._edit = 0  # increases whenever the focus leaves the note
        self._last_save: tuple[int, int, int | None] = (0, 0, None)  # edit number, paper id, step
        panel.store_requested.connect(self._store)
        panel.conflict_detected.connect(self._show_conflict)
        panel.editor.save_requested.connect(self.save)
        panel.editor.focus_left.connect(self._end_edit)

    def save(self) -> None:
        """Save the note now and confirm it, although notes are saved automatically."""
        self._panel.save()
        self._operations.write(lambda _library: None, lambda _nothing: self._confirm(), owner=self._panel)

    def _confirm(self) -> None:
        if not self._panel.has_unsaved_text:  # otherwise the note panel shows the error
            self._notifier.show_message(_SAVED)

    def _end_edit(self) -> None:
        """Make the next save a new step: the focus has left the note."""
        self._edit += 1

    def _store(self, draft: NoteDraft) -> None:
        edit, paper_id = self._edit, draft.paper_id
        continued = self._last_save[2] if self._last_save[:2] == (edit, paper_id) else None

        def on_stored(saved: SavedNote) -> None:
            self._last_save = (edit, paper_id, saved.changes.step or continued)
            self._panel.on_stored(draft)
            if saved.has_replaced:
                self._show_conflict()

        def on_error(error: PaperdeskError) -> None:
            self._panel.on_failed(draft, str(error))
            self._notifier.show_message(str(error))

        work = partial(_store_note, draft=draft, continued=continued)
        self._operations.write(work, on_stored, on_error, owner=self._panel)

    def _show_conflict(self) -> None:
        self._notifier.show_message(_CONFLICT)


def _store_note(library: Library, draft: NoteDraft, continued: int | None) -> SavedNote:
    """Store a note; the panel itself shows that it is saved."""
    saved = library.editing.save_note(draft.paper_id, draft.text, draft.seen, continued)
    return replace(saved, changes=saved.changes.silently())
