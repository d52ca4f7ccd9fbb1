"""Deeds: what the commands do to the chosen papers, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from app.changes import Changes
from app.library import Library
from ui.picker import TagPicker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow

_DECISIONS = {
    "done": "done",
    "later": "later",
    "reading": "reading",
    "drop": "dropped",
    "inbox": "inbox",
    "trash": "trash",
}


class Deeds:
    """The acting half of the window: it asks the library to act, and the window shows what came of it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations
        self._note_editing = 0  # counts up whenever the note field is left
        self._note_step: tuple[int, int, int | None] = (0, 0, None)  # editing, paper, step of its last saving

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Decisions, tags, stars, and taking back."""
        return {
            **{command: partial(self.decide, status) for command, status in _DECISIONS.items()},
            "star": self.star,
            "tag": self.tag,
            "undo": self.undo,
            "redo": self.redo,
        }

    def _chosen(self) -> list[int]:
        return self._window.papers.chosen_ids()

    def decide(self, status: str) -> None:
        """Give the chosen papers a status and go to the next one."""
        ids = self._chosen()
        if ids:
            self._window.papers.go_past(ids)
            self._operations.act(lambda library: library.editing.set_status(status, ids))

    def star(self) -> None:
        """Star the chosen papers; when all are starred, take the stars off."""
        ids = self._chosen()
        if ids:
            is_wanted = not all(row.starred for row in self._window.library.rows(ids))
            self._operations.act(lambda library: library.editing.star(ids, is_wanted))

    def tag(self) -> None:
        """Ask for tags, then put them on and take them off."""
        ids = self._chosen()
        if not ids:
            return
        rows = self._window.library.rows(ids)
        worn = set.intersection(*({*row.tags} for row in rows)) if rows else set()
        picker = TagPicker(self._window, self._window.library.tags(), worn, len(ids))
        if picker.exec() == QDialog.DialogCode.Accepted:
            self.change_tags(ids, picker.added, picker.removed)
        self._window.activateWindow()
        self._window.papers.setFocus()

    def change_tags(self, ids: Sequence[int], added: Sequence[str], removed: Sequence[str]) -> None:
        """Put tags on papers and take others off, a step each."""
        for name in added:
            self._operations.act(partial(_tag, name=name, ids=ids))
        for name in removed:
            self._operations.act(partial(_untag, name=name, ids=ids))

    def undo(self) -> None:
        """Take back the newest step."""
        self._window.note.save()
        self._operations.act(lambda library: library.undo())

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._operations.act(lambda library: library.redo())

    def store_note(self, paper_id: int, text: str, done: Callable[[bool], None]) -> None:
        """Store a note; `done` hears whether it was committed. No toast: the note panel tells.

        What is stored between entering the field and leaving it is one step of the history.
        """
        editing = self._note_editing
        continued = self._note_step[2] if self._note_step[:2] == (editing, paper_id) else None

        def stored(result: Any) -> None:
            done(True)
            self._note_step = (editing, paper_id, result[0].step or continued)
            self._window.refresh(result[0].paper_ids)

        def refused(error: Any) -> None:
            done(False)
            self._window.toast.say(str(error))

        self._operations.act(lambda library: [library.editing.set_note(paper_id, text, continued)], stored, refused)

    def end_note(self) -> None:
        """The note field was left: the next text is another step."""
        self._note_editing += 1


def _tag(library: Library, name: str, ids: Sequence[int]) -> Changes:
    return library.editing.tag(name, ids)


def _untag(library: Library, name: str, ids: Sequence[int]) -> Changes:
    return library.editing.untag(name, ids)
