"""Deeds: what the commands do to the chosen papers, and to the library as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QFileDialog

from app.changes import Changes
from app.errors import PaperdeskError
from app.export.folder import ExportReport, write_folder
from app.importing import ImportResult
from app.library import Library
from app.samples import load_samples
from ui.importing import ImportDialog, import_files, preview, say_outcome
from ui.picker import TagPicker

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow


class Deeds:
    """The acting half of the window: it asks the library to act, and the window shows what came of it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations
        self._note_editing = 0  # counts up whenever the note field is left
        self._note_step: tuple[int, int, int | None] = (0, 0, None)  # editing, paper, step of its last saving

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

    def import_pages(self) -> None:
        """Ask for files and preview them."""
        names, _filter = QFileDialog.getOpenFileNames(self._window, "Import pages", "", "Text (*.txt);;All files (*)")
        if names:
            self.preview([Path(name) for name in names])

    def preview(self, paths: Sequence[Path]) -> None:
        """Show what files would bring; import them when a person agrees."""

        def ask(results: list[ImportResult]) -> None:
            dialog = ImportDialog(self._window, results)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self.import_files([path for path, one in zip(paths, results, strict=True) if one.feed is not None])

        self._operations.act(lambda library: preview(paths, library), ask)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Import files and say what came of it."""
        self._window.status.tell(passing="Importing…")
        self._operations.act(lambda library: import_files(paths, library), self._imported, self._not_imported)

    def load_samples(self) -> None:
        """Fill the library with the sample papers."""
        self._window.status.tell(passing="Loading the sample library…")
        self._operations.act(load_samples, self._imported, self._not_imported)

    def _imported(self, results: list[ImportResult]) -> None:
        self._window.status.tell(passing="")
        self._window.refresh()
        self._window.toast.say(say_outcome(results), any(one.import_id is not None for one in results))

    def _not_imported(self, error: PaperdeskError) -> None:
        self._window.status.tell(passing="")
        self._window.toast.say(str(error))

    def export(self) -> None:
        """Ask for a folder and export the listed papers."""
        name = QFileDialog.getExistingDirectory(self._window, "Export the listed papers into a folder")
        if name:
            self.export_to(Path(name))

    def export_to(self, folder: Path) -> None:
        """Write the listed papers into a folder."""
        ids = list(self._window.papers.papers.ids)
        self._window.note.save()

        def write(library: Library) -> ExportReport:
            return write_folder(library.views(ids), folder, library.database.meta("library_id"))

        self._operations.act(write, lambda report: self._window.toast.say(f"Exported: {report.sentence()}"))


def _tag(library: Library, name: str, ids: Sequence[int]) -> Changes:
    return library.editing.tag(name, ids)


def _untag(library: Library, name: str, ids: Sequence[int]) -> Changes:
    return library.editing.untag(name, ids)
