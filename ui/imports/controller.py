"""The import commands of the window: choose, paste or drop pages, and look at past imports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from ui.imports.drop_target import DropTarget, paths_in, text_in

if TYPE_CHECKING:
    from ui.imports.dialog import ImportDialog
    from ui.imports.workflow import ImportWorkflow
    from ui.window.main_window import MainWindow


class ImportController:
    """Carries out the import commands. Its workflow, and with it the importer, is loaded when first used."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._loaded_workflow: ImportWorkflow | None = None
        fields = (window.note.editor.viewport(), window.top_bar.field)
        DropTarget(window, fields).dropped.connect(self.preview_data)
        window.operations.crashed.connect(lambda _details: window.job_bar.clear())

    @property
    def _workflow(self) -> ImportWorkflow:
        if self._loaded_workflow is None:
            from ui.imports.workflow import ImportWorkflow  # noqa: PLC0415 - loads the importer, not before it is needed

            self._loaded_workflow = ImportWorkflow(self._window, self.paste, self.preview_data)
        return self._loaded_workflow

    @property
    def dialog(self) -> ImportDialog | None:
        """The import dialog while it is open."""
        return None if self._loaded_workflow is None else self._loaded_workflow.dialog

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The import commands."""
        return {"import": self.import_pages, "paste": self.paste, "imports": self.show_imports}

    def import_pages(self) -> None:
        """Ask what to import."""
        self._workflow.open_dialog()

    def paste(self) -> None:
        """Preview the files or the text of the clipboard."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not self.preview_data(mime):  # Qt's stubs do not know that an empty clipboard has none
            self._window.toast.show_message("There is no text and no file on the clipboard. Copy a page first.")

    def preview_data(self, mime: QMimeData) -> bool:
        """Preview what was dropped or copied; returns whether there was anything to read."""
        paths, text = paths_in(mime), text_in(mime)
        if paths:
            self.preview(paths)
        elif text:
            self._workflow.preview_text(text)
        return bool(paths or text)

    def preview(self, paths: Sequence[Path]) -> None:
        """Preview the import of files, and of the text files in folders."""
        self._workflow.preview(paths)

    def stop_preview(self) -> None:
        """Cancel a preview that is being made, because the window closes."""
        if self._loaded_workflow is not None:
            self._loaded_workflow.stop_preview()

    def import_files(self, paths: Sequence[Path]) -> None:
        """Import files without a preview."""
        self._workflow.import_files(paths)

    def load_samples(self) -> None:
        """Fill the library with the sample papers."""
        self._workflow.load_samples()

    def show_imports(self) -> None:
        """Open the dialog of all imports."""
        self._workflow.show_imports()
