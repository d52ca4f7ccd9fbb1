"""Exporting papers of a library: to a folder, or to one file.

The window imports from here, never from `app.export`, whose parts may move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.domain.views import PaperView
from app.export import folder
from app.export.folder import ExportPreview, ExportReport
from app.export.formats import FORMATS, MARKDOWN, ExportFormat

__all__ = [
    "FORMATS",
    "MARKDOWN",
    "ExportFormat",
    "ExportPreview",
    "ExportReport",
    "Exports",
]

Progress = Callable[[int, int], None]


class Exports:
    """Writes papers of one library to files of the user. Raises PaperdeskError; see `app.export.folder`."""

    def __init__(self, library_id: str, read_views: Callable[[Sequence[int]], list[PaperView]]) -> None:
        self._library_id, self._read_views = library_id, read_views

    def write_folder(
        self, ids: Sequence[int], destination: Path, export_format: ExportFormat, progress: Progress
    ) -> ExportReport:
        """Write one file for each paper into a folder, which is created when missing."""
        return folder.write_folder(self._read_views(ids), destination, self._library_id, export_format, progress)

    def write_single(self, ids: Sequence[int], destination: Path, export_format: ExportFormat) -> ExportReport:
        """Write all papers to one file."""
        return folder.write_single(self._read_views(ids), destination, self._library_id, export_format)

    def preview_folder(
        self, ids: Sequence[int], destination: Path, export_format: ExportFormat, progress: Progress
    ) -> ExportPreview:
        """What `write_folder` would do."""
        return folder.preview_folder(self._read_views(ids), destination, self._library_id, export_format, progress)

    def preview_single(self, ids: Sequence[int], destination: Path, export_format: ExportFormat) -> ExportPreview:
        """What `write_single` would do."""
        return folder.preview_single(self._read_views(ids), destination, self._library_id, export_format)
