"""Background jobs of the exporter: the preview of the first file, the effect on the folder, and the export itself."""

from __future__ import annotations

from app.actions.exports import ExportPreview, ExportReport
from app.domain.jobs import Cancelled, Job
from app.library import Library
from ui.export.dialog import ExportRequest
from ui.widgets.paper_text import pluralize

_MAX_PAPERS_COMPARED = 5000  # more papers are only compared with the folder while they are written


def read_preview(library: Library, request: ExportRequest) -> tuple[str, str]:
    """A title for the first file, and its text."""
    ids, export_format = request.scope.ids, request.shape.format
    views = library.views(ids[:1])
    if request.shape.is_single:
        title = f"{request.destination.name}, with the first of {pluralize(len(ids), 'paper')}"
        return title, export_format.render_single(views)
    if not views:
        return "", ""
    name = export_format.file_name(views[0])
    title = f"{name}, the first of {pluralize(len(ids), 'file')}"
    return title, export_format.render(views[0], {views[0].id: name})


def preview_effect(library: Library, request: ExportRequest, job: Job) -> str:
    """What the export would do, in a sentence. Raises Cancelled."""
    ids, export_format = list(request.scope.ids), request.shape.format
    if len(ids) > _MAX_PAPERS_COMPARED:
        return f"{pluralize(len(ids), 'paper')}; existing files are compared during the export."
    exports = library.exports
    if request.shape.is_single:
        effect = exports.preview_single(ids, request.destination, export_format)
    else:
        effect = exports.preview_folder(ids, request.destination, export_format, job.report)
    return _describe(effect)


def _describe(effect: ExportPreview) -> str:
    parts = ((effect.new, "new"), (effect.replaced, "replaced"), (effect.unchanged, "unchanged"))
    counts = [f"{number:,} {word}".replace(",", "\u202f") for number, word in parts if number]
    sentence = f"Files: {', '.join(counts)}." if counts else "Nothing would be written."
    if effect.kept:
        names = ", ".join(effect.kept[:2]) + (f" and {len(effect.kept) - 2} more" if len(effect.kept) > 2 else "")
        if len(effect.kept) == 1:
            sentence += f" {names} was changed by hand and is kept; the new file is written beside it."
        else:
            sentence += f" {names} were changed by hand and are kept; the new files are written beside them."
    return sentence


def run_export(library: Library, request: ExportRequest, job: Job) -> ExportReport | None:
    """Export; None when it was cancelled."""
    ids, export_format = list(request.scope.ids), request.shape.format
    try:
        job.check()
        if request.shape.is_single:
            return library.exports.write_single(ids, request.destination, export_format)
        return library.exports.write_folder(ids, request.destination, export_format, job.report)
    except Cancelled:
        return None
