"""The import commands of the window: choose, paste or drop pages, and look at past imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.imports.drop_target import DropTarget, paths_in, text_in

if TYPE_CHECKING:
    from ui.context import Context
    from ui.imports.dialog import ImportDialog
    from ui.imports.workflow import GroupSteps, ImportWorkflow
    from ui.widgets.progress import JobBar


class ImportController:
    """Carries out the import commands. Its workflow, and with it the importer, is loaded when first used.

    `text_fields` of the window keep dropped texts. `show_status` shows what is under way (empty: nothing any more), and
    `group_steps` makes several imports one step for Undo.
    """

    def __init__(
        self,
        context: Context,
        text_fields: Iterable[QWidget],
        job_bar: JobBar,
        show_status: Callable[[str], object],
        group_steps: GroupSteps,
    ) -> None:
        self._context = context
        self._job_bar, self._show_status, self._group_steps = job_bar, show_status, group_steps
        self._loaded_workflow: ImportWorkflow | None = None
        DropTarget(context.window, text_fields).dropped.connect(self.preview_data)

    @property
    def _workflow(self) -> ImportWorkflow:
        if self._loaded_workflow is None:
            from ui.imports.workflow import ImportWorkflow  # noqa: PLC0415 - loads the importer, not before it is needed

            workflow = ImportWorkflow(self._context, self._job_bar, self._show_status, self._group_steps)
            workflow.paste_requested.connect(self.paste)
            workflow.data_dropped.connect(self.preview_data)
            self._loaded_workflow = workflow
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
            self._context.notifier.show_message("There is no text and no file on the clipboard. Copy a page first.")

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
