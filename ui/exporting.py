"""Exporting in the window: the listed papers as Markdown files in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from app.export.folder import ExportReport, write_folder
from app.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow


class Exporting:
    """The export commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Asking for a folder."""
        return {"export": self.export}

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
