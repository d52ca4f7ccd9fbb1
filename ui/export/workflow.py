"""The export dialog with its previews, and running exports. Imports the exporter: `ExportController` loads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.actions.exports import ExportReport
from app.domain.errors import PaperdeskError
from app.domain.jobs import Cancelled, Job
from app.library import Library
from ui.export.dialog import SHAPES, ExportDialog, ExportRequest, ExportScope
from ui.export.jobs import preview_effect, read_preview, run_export
from ui.paper_page.safe_browser import open_folder
from ui.widgets.paper_text import pluralize
from ui.window_settings import open_window_settings

if TYPE_CHECKING:
    from ui.context import Context
    from ui.listing import Listing
    from ui.widgets.progress import JobBar

Action = tuple[str, Callable[[], object]]
"""The label of a button, and what it does."""


class Offer(Protocol):
    """Shows a message with a button."""

    def __call__(self, sentence: str, *, action: Action) -> None:
        """Show the sentence beside the button."""


class ExportWorkflow:
    """Ask, preview and export; the destination and the format are remembered."""

    def __init__(
        self,
        context: Context,
        listing: Listing,
        listed_ids: Callable[[], list[int]],
        job_bar: JobBar,
        offer: Offer,
        save_note: Callable[[], object],
    ) -> None:
        self._context, self._operations = context, context.operations
        self._listing, self._listed_ids = listing, listed_ids
        self._job_bar, self._offer, self._save_note = job_bar, offer, save_note
        self._settings = open_window_settings()
        self._preview_job: Job | None = None
        self.dialog: ExportDialog | None = None

    def open_dialog(self) -> None:
        """Ask which papers to export, in which format and where."""
        self._save_note()
        self._operations.read(lambda library: library.list_by_status("all"), self._open)

    def _open(self, all_ids: list[int]) -> None:
        if self.dialog is not None:  # the command was given twice before the papers were read
            return
        destination, shape = self._settings.value("export/where"), self._settings.value("export/shape")
        dialog = ExportDialog(self._context.window, self._scopes(all_ids), str(destination or ""), str(shape or ""))
        dialog.preview_requested.connect(self._preview)
        dialog.export_requested.connect(self._run)
        dialog.finished.connect(self._discard_dialog)
        self.dialog = dialog
        dialog.open()

    def _scopes(self, all_ids: list[int]) -> list[ExportScope]:
        """The listed papers, the selected ones, and all; several selected papers come first."""
        selected = self._context.selection.selected_ids()
        query = self._listing.query
        title = f"The search “{query}”" if query else f"The list “{self._listing.place.title}”"
        scopes = [ExportScope(title, tuple(self._listed_ids())), ExportScope("All papers", tuple(all_ids))]
        selection = ExportScope("The selected papers" if len(selected) > 1 else "The selected paper", tuple(selected))
        return [selection, *scopes] if len(selected) > 1 else [*scopes, selection]

    def _discard_dialog(self) -> None:
        self._cancel_preview()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _preview(self, request: ExportRequest) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        self._cancel_preview()
        job = self._preview_job = Job()
        dialog.show_effect("Comparing with the folder…", request)

        def preview(library: Library) -> str | None:
            try:
                return preview_effect(library, request, job)
            except Cancelled:
                return None

        def show_effect(sentence: str | None) -> None:
            if sentence is not None:
                dialog.show_effect(sentence, request)

        def fail(error: PaperdeskError) -> None:
            dialog.show_effect(str(error), request)

        def show_file(preview: tuple[str, str]) -> None:
            dialog.show_preview(request, *preview)

        self._operations.read(lambda library: read_preview(library, request), show_file, fail, owner=dialog)
        self._operations.read(preview, show_effect, fail, owner=dialog)

    def _cancel_preview(self) -> None:
        if self._preview_job is not None:
            self._preview_job.cancel()

    def export_to(self, folder: Path) -> None:
        """Export the listed papers into a folder, in the first format."""
        self._run(ExportRequest(ExportScope("", tuple(self._listed_ids())), SHAPES[0], folder))

    def _run(self, request: ExportRequest) -> None:
        """Export in the background, with progress and cancel; remember destination and format."""
        self._save_note()
        self._settings.setValue("export/where", str(request.destination))
        self._settings.setValue("export/shape", request.shape.key)
        job = Job()
        self._job_bar.watch(job, f"Exporting {pluralize(len(request.scope.ids), 'paper')}…", "steps")
        folder = request.destination.parent if request.shape.is_single else request.destination

        def done(report: ExportReport | None) -> None:
            self._job_bar.end(job)
            stopped = "Stopped. The files written so far are kept. Export again to finish."
            sentence = stopped if report is None else f"Exported: {report.sentence()}"
            self._offer(sentence, action=("Open folder", lambda: open_folder(folder)))

        def failed(error: PaperdeskError) -> None:
            self._job_bar.end(job)
            self._context.notifier.show_message(str(error))

        self._operations.write_long(lambda library: run_export(library, request, job), done, failed)
