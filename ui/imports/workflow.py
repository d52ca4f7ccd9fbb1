"""Previewing and running imports, and the dialog of past imports. Imports the importer: `ImportController` loads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QMimeData, QObject, Signal

from app.actions.imports import ImportResult
from app.domain.changes import Changes
from app.domain.detail_views import ImportView
from app.domain.errors import PaperdeskError
from app.domain.jobs import Cancelled, Job
from app.library import Library
from ui.imports.dialog import ImportDialog
from ui.imports.drop_target import DropTarget
from ui.imports.imports_dialog import ImportsDialog
from ui.imports.jobs import Outcome, load_sample_library, preview, run_import, undo_steps
from ui.imports.sources import ImportSource, SourceSelection, filter_by_name, select_paths, select_text
from ui.imports.summaries import describe_outcome
from ui.widgets.file_chooser import choose_files, choose_folder
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from ui.context import Context
    from ui.widgets.progress import JobBar

_SAMPLES = "the sample library"


class GroupSteps(Protocol):
    """Treats several steps as one action for undo and redo."""

    def __call__(self, steps: Iterable[int], name: str, undo: Callable[[Library, list[int]], Changes]) -> None:
        """Call `undo` with those of the steps that are to be undone, newest first."""


class ImportWorkflow(QObject):
    """Preview, import and undo.

    `paste_requested` and `data_dropped` are emitted when the user pastes into the dialog or drops something on it.
    """

    paste_requested = Signal()
    data_dropped = Signal(QMimeData)

    def __init__(
        self, context: Context, job_bar: JobBar, show_status: Callable[[str], object], group_steps: GroupSteps
    ) -> None:
        super().__init__(context.window)
        self._context, self._operations = context, context.operations
        self._job_bar, self._show_status, self._group_steps = job_bar, show_status, group_steps
        self.dialog: ImportDialog | None = None
        self._selection: SourceSelection | None = None
        self._preview_job: Job | None = None
        self._imports_dialog: ImportsDialog | None = None

    # -- choosing sources ---------------------------------------------------------------------------------------

    def open_dialog(self) -> ImportDialog:
        """Open the import dialog, or return the open one."""
        if self.dialog is not None:
            return self.dialog
        dialog = ImportDialog(self._context.window, self._context.keymap())
        dialog.setModal(True)
        DropTarget(dialog).dropped.connect(self.data_dropped)
        dialog.files_requested.connect(self._choose_files)
        dialog.folder_requested.connect(self._choose_folder)
        dialog.paste_requested.connect(self.paste_requested)
        dialog.dates_changed.connect(lambda _dates: self._preview_again())
        dialog.import_requested.connect(self._import_selected)
        dialog.finished.connect(self._discard_dialog)
        self.dialog = dialog
        dialog.show()
        dialog.activateWindow()  # a drop leaves another program active
        return dialog

    def _discard_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _choose_files(self) -> None:
        if paths := choose_files(self.dialog, "Import pages", "import"):
            self.preview(paths)

    def _choose_folder(self) -> None:
        if (folder := choose_folder(self.dialog, "Import the text files of a folder", "import")) is not None:
            self.preview([folder])

    # -- the preview --------------------------------------------------------------------------------------------

    def preview(self, paths: Sequence[Path]) -> None:
        """Preview the import of files, and of the text files in folders."""
        self._preview(lambda: select_paths(paths))

    def preview_text(self, text: str) -> None:
        """Preview the import of a text."""
        self._preview(lambda: select_text(text))

    def _preview_again(self) -> None:
        """Repeat the preview after a page was given a date."""
        if (selection := self._selection) is not None:
            self._preview(lambda: selection)

    def stop_preview(self) -> None:
        """Cancel the preview that is being made."""
        if self._preview_job is not None:
            self._preview_job.cancel()

    def _preview(self, select: Callable[[], SourceSelection]) -> None:
        """Read the sources in the background and show in the dialog what they would change."""
        dialog = self.open_dialog()
        self.stop_preview()
        job = self._preview_job = Job()
        page_dates = dialog.page_dates
        dialog.start_reading(job, "Reading…")

        def work(library: Library) -> tuple[SourceSelection, list[ImportResult]] | None:
            try:
                selection = select()
                return selection, preview(library, selection.sources, page_dates, job)
            except Cancelled:
                return None

        def show(found: tuple[SourceSelection, list[ImportResult]] | None) -> None:
            if self.dialog is not dialog or self._preview_job is not job:
                return
            if found is None:
                dialog.show_failure(job, "Stopped; nothing was imported.")
                return
            self._selection = found[0]
            dialog.show_results(job, *found)

        def fail(error: PaperdeskError) -> None:
            if self.dialog is dialog and self._preview_job is job:
                dialog.show_failure(job, str(error))

        self._operations.write(work, show, fail, owner=dialog)

    # -- the import ---------------------------------------------------------------------------------------------

    def _import_selected(self, names: list[str], page_dates: Mapping[str, date], papers: int) -> None:
        assert self._selection is not None
        self._run(filter_by_name(self._selection.sources, names), page_dates, papers)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Import files without a preview."""
        self._run(select_paths(paths).sources, {}, 0)

    def _run(self, sources: Sequence[ImportSource], page_dates: Mapping[str, date], papers: int) -> None:
        """Import in the background, with progress and cancel; `papers` is their expected number."""
        job = Job(papers)
        self._job_bar.watch(job, f"Importing {pluralize(len(sources), 'page')}…", "papers")

        def done(outcome: Outcome) -> None:
            self._job_bar.end(job)
            sentence = describe_outcome(outcome.results, outcome.cancelled)
            self._group_steps(outcome.steps, pluralize(len(outcome.steps), "import"), undo_steps)
            self._context.notifier.show_message(f"{sentence} {outcome.problem}".rstrip(), outcome.steps)

        def failed(error: PaperdeskError) -> None:
            self._job_bar.end(job)
            self._context.notifier.show_message(str(error))

        yield_to_writers = self._operations.yield_to_writers
        self._operations.write_long(
            lambda library: run_import(library, sources, page_dates, papers, job, yield_to_writers), done, failed
        )

    def load_samples(self) -> None:
        """Fill the library with the sample papers."""
        self._show_status("Loading the sample library…")

        def undo(library: Library, steps: list[int]) -> Changes:
            return replace(undo_steps(library, steps), label=f"Undid: {_SAMPLES}")

        def loaded(outcome: Outcome) -> None:
            self._show_status("")
            self._group_steps(outcome.steps, _SAMPLES, undo)
            self._context.notifier.show_message(describe_outcome(outcome.results), outcome.steps)

        def failed(error: PaperdeskError) -> None:
            self._show_status("")
            self._context.notifier.show_message(str(error))

        self._operations.write(load_sample_library, loaded, failed)

    # -- past imports -------------------------------------------------------------------------------------------

    def show_imports(self) -> None:
        """Open the dialog of all imports."""

        def show(imports: list[ImportView]) -> None:
            if self._imports_dialog is None:
                self._imports_dialog = ImportsDialog(self._context, imports)
            else:
                self._imports_dialog.show_imports(imports)
            self._imports_dialog.open()

        self._operations.read(lambda library: library.imports(), show)
