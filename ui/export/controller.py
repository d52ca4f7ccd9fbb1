"""Exporting in the window: papers as Markdown, after a look at what would happen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from app.config.paths import config_folder
from app.domain.jobs import Cancelled, Job
from ui.paper_page.safe_browser import open_folder
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.domain.errors import PaperdeskError
    from app.export.folder import ExportReport
    from app.library import Library
    from ui.export.dialog import Choice, ExportDialog, Wish
    from ui.window.main_window import MainWindow

_MOST_FORESEEN = 5000  # more papers are only compared while they are written


def read_preview(library: Library, wish: Wish) -> tuple[str, str]:
    """The name and the text of the first file."""
    views = library.views(wish.choice.ids[:1])
    made = wish.shape.format
    if wish.shape.is_single:
        return f"{wish.dest.name}, with the first of {count(len(wish.choice.ids), 'paper')}", made.render_single(views)
    if not views:
        return "", ""
    name = made.file_name(views[0])
    return f"{name}, the first of {count(len(wish.choice.ids), 'file')}", made.render(views[0], {views[0].id: name})


def foresee(library: Library, wish: Wish, job: Job) -> str:
    """What the export would do, in a sentence. Raises Cancelled."""
    from app.export.folder import foresee_folder, foresee_single  # noqa: PLC0415 - the exporter, not before it is needed
    from ui.export.dialog import say_foresight  # noqa: PLC0415 - the exporter, not before it is needed

    ids = list(wish.choice.ids)
    if len(ids) > _MOST_FORESEEN:
        return f"{count(len(ids), 'paper')}; what lies there already is compared while they are written."
    library_id = library.database.meta("library_id")
    if wish.shape.is_single:
        return say_foresight(foresee_single(library.views(ids), wish.dest, library_id, wish.shape.format))
    return say_foresight(foresee_folder(library.views(ids), wish.dest, library_id, wish.shape.format, job.report))


def write(library: Library, wish: Wish, job: Job) -> ExportReport | None:
    """Export; None when it was cancelled."""
    from app.export.folder import write_folder, write_single  # noqa: PLC0415 - the exporter, not before it is needed

    views, library_id = library.views(list(wish.choice.ids)), library.database.meta("library_id")
    try:
        job.check()
        if wish.shape.is_single:
            return write_single(views, wish.dest, library_id, wish.shape.format)
        return write_folder(views, wish.dest, library_id, wish.shape.format, job.report)
    except Cancelled:
        return None


class Exporting:
    """The export commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations
        self._settings = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
        self._looking: Job | None = None
        self.dialog: ExportDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Asking what and where to."""
        return {"export": self.export}

    def export(self) -> None:
        """Ask which papers, as what and where to."""
        self._window.note.save()
        self._operations.ask(lambda library: library.shelf("all"), self._open)

    def _open(self, everything: list[int]) -> None:
        from ui.export.dialog import ExportDialog  # noqa: PLC0415 - the exporter, not before it is needed

        where, shape = self._settings.value("export/where"), self._settings.value("export/shape")
        dialog = ExportDialog(self._window, self._choices(everything), str(where or ""), str(shape or ""))
        dialog.looked_at.connect(self._look)
        dialog.agreed.connect(self.run)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _choices(self, everything: list[int]) -> list[Choice]:
        """The listed papers, those selected in the list, and all."""
        from ui.export.dialog import Choice  # noqa: PLC0415 - the exporter, not before it is needed

        window = self._window
        selected = window.papers.chosen_ids()
        query = window.listing.query
        listed = f"The search “{query}”" if query else f"The list “{window.listing.place.title}”"
        choices = [Choice(listed, tuple(window.papers.papers.ids)), Choice("All papers", tuple(everything))]
        one = Choice("The selected papers" if len(selected) > 1 else "The selected paper", tuple(selected))
        return [one, *choices] if len(selected) > 1 else [*choices, one]

    def _forget(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _look(self, wish: Wish) -> None:
        if self._looking is not None:
            self._looking.cancel()
        job = self._looking = Job()
        dialog = self.dialog
        if dialog is None:
            return
        dialog.show_effect("Looking…", wish)

        def look(library: Library) -> str:
            try:
                return foresee(library, wish, job)
            except Cancelled:
                return ""

        def tell(sentence: str) -> None:
            if sentence and self.dialog is dialog:
                dialog.show_effect(sentence, wish)

        def show(found: tuple[str, str]) -> None:
            if self.dialog is dialog:
                dialog.show_preview(wish, *found)

        self._operations.ask(lambda library: read_preview(library, wish), show)
        self._operations.ask(look, tell, lambda error: tell(str(error)))

    def export_to(self, folder: Path) -> None:
        """Write the listed papers into a folder."""
        from ui.export.dialog import SHAPES, Choice, Wish  # noqa: PLC0415 - the exporter, not before it is needed

        self.run(Wish(Choice("", tuple(self._window.papers.papers.ids)), SHAPES[0], folder))

    def run(self, wish: Wish) -> None:
        """Export in the background, with progress and a way to stop; remember what was chosen."""
        self._window.note.save()
        self._settings.setValue("export/where", str(wish.dest))
        self._settings.setValue("export/shape", wish.shape.key)
        job = Job()
        bar, toast = self._window.job_bar, self._window.toast
        bar.watch(job, f"Exporting {count(len(wish.choice.ids), 'paper')}…", "steps")
        folder = wish.dest.parent if wish.shape.is_single else wish.dest

        def done(report: ExportReport | None) -> None:
            bar.end(job)
            stopped = "Stopped. The files written so far stay; exporting again finishes it."
            sentence = stopped if report is None else f"Exported: {report.sentence()}"
            toast.say(sentence, deed=("Open folder", lambda: open_folder(folder)))

        def failed(error: PaperdeskError) -> None:
            bar.end(job)
            toast.say(str(error))

        self._operations.act_long(lambda library: write(library, wish, job), done, failed)
