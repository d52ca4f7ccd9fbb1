"""The export command of the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.context import Context
    from ui.export.dialog import ExportDialog
    from ui.export.workflow import ExportWorkflow, Offer
    from ui.listing import Listing
    from ui.widgets.progress import JobBar


class ExportController:
    """Carries out the export command. Its workflow, and with it the exporter, is loaded when first used.

    `offer` shows a message with a button, and `save_note` saves a note that is being written.
    """

    def __init__(
        self,
        context: Context,
        listing: Listing,
        listed_ids: Callable[[], list[int]],
        job_bar: JobBar,
        offer: Offer,
        save_note: Callable[[], object],
    ) -> None:
        self._collaborators = (context, listing, listed_ids, job_bar, offer, save_note)
        self._loaded_workflow: ExportWorkflow | None = None

    @property
    def _workflow(self) -> ExportWorkflow:
        if self._loaded_workflow is None:
            from ui.export.workflow import ExportWorkflow  # noqa: PLC0415 - loads the exporter, not before it is needed

            self._loaded_workflow = ExportWorkflow(*self._collaborators)
        return self._loaded_workflow

    @property
    def dialog(self) -> ExportDialog | None:
        """The export dialog while it is open."""
        return None if self._loaded_workflow is None else self._loaded_workflow.dialog

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The export command."""
        return {"export": self.export}

    def export(self) -> None:
        """Ask which papers to export, in which format and where."""
        self._workflow.open_dialog()

    def export_to(self, folder: Path) -> None:
        """Export the listed papers into a folder, in the first format."""
        self._workflow.export_to(folder)
