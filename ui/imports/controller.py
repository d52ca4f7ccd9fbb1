"""Importing in the window: whatever is chosen, dropped or pasted is previewed, and imported when a person agrees."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from app.domain.jobs import Cancelled, Job
from ui.imports.drop_target import DropDoor, paths_in, text_in
from ui.widgets.file_chooser import choose_files, choose_folder
from ui.widgets.paper_text import count

if TYPE_CHECKING:  # the importer is not loaded before something is to be imported
    from datetime import date

    from app.domain.changes import Changes
    from app.domain.errors import PaperdeskError
    from app.domain.views import ImportView
    from app.ingest.run import ImportResult
    from app.library import Library
    from ui.imports.dialog import ImportDialog
    from ui.imports.imports_dialog import ImportsDialog
    from ui.imports.jobs import Outcome
    from ui.imports.sources import Offer, Offers
    from ui.window.main_window import MainWindow

_SAMPLES = "the sample library"
Gather = Callable[[], "Offers"]


class Importing:
    """The import commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations
        self.dialog: ImportDialog | None = None
        self._offers: Offers | None = None
        self._job: Job | None = None
        self._imports: ImportsDialog | None = None
        fields = (window.note.editor.viewport(), window.top.field)
        DropDoor(window, fields).dropped.connect(self.take)
        window.operations.broke.connect(lambda _details: window.job_bar.clear())

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Asking for files, pasting, and looking at what was imported."""
        return {"import": self.import_pages, "paste": self.paste, "imports": self.show_imports}

    # -- what is offered ----------------------------------------------------------------------------------------

    def import_pages(self) -> None:
        """Ask what to read."""
        self._open()

    def paste(self) -> None:
        """Preview what was copied: files, or a text."""
        mime = QGuiApplication.clipboard().mimeData()
        if mime is None or not self.take(mime):  # Qt's stubs do not tell that an empty clipboard may have none
            self._say("There is no text and no file on the clipboard. Copy a page first.")

    def take(self, mime: QMimeData) -> bool:
        """Preview what was dropped or copied; returns whether there is anything to read in it."""
        paths, text = paths_in(mime), text_in(mime)
        if paths:
            self.preview(paths)
        elif text is not None:
            self._gather(lambda: text)
        return bool(paths or text)

    def preview(self, paths: Sequence[Path]) -> None:
        """Show what files, and the text files in folders, would bring."""
        from ui.imports.sources import offer_paths  # noqa: PLC0415 - the importer, not before it is needed

        self._gather(lambda: offer_paths(paths))

    def _ask_files(self) -> None:
        if paths := choose_files(self.dialog, "Import pages", "import"):
            self.preview(paths)

    def _ask_folder(self) -> None:
        if (folder := choose_folder(self.dialog, "Import the text files of a folder", "import")) is not None:
            self.preview([folder])

    # -- the preview --------------------------------------------------------------------------------------------

    def _open(self) -> ImportDialog:
        """The dialog; one at a time."""
        from ui.imports.dialog import ImportDialog  # noqa: PLC0415 - the importer, not before it is needed

        if self.dialog is not None:
            return self.dialog
        dialog = ImportDialog(self._window, self._window.keyboard.keymap)
        dialog.setModal(True)
        DropDoor(dialog).dropped.connect(self.take)
        dialog.files_asked.connect(self._ask_files)
        dialog.folder_asked.connect(self._ask_folder)
        dialog.paste_asked.connect(self.paste)
        dialog.days_given.connect(lambda _days: self._gather_again())
        dialog.agreed.connect(self._agree)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.show()
        dialog.activateWindow()  # what was dropped comes from another program
        return dialog

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _gather_again(self) -> None:
        """A day was given: what is offered may bring something else now."""
        if (offers := self._offers) is not None:
            self._gather(lambda: offers)

    def stop_reading(self) -> None:
        """The window closes: nobody will look at what is being read."""
        if self._job is not None:
            self._job.cancel()

    def _gather(self, gather: Gather) -> None:
        """Read what is offered, in the background, and show in the dialog what it would bring."""
        from ui.imports.jobs import preview  # noqa: PLC0415 - the importer, not before it is needed

        dialog = self._open()
        if self._job is not None:
            self._job.cancel()
        job = self._job = Job()
        days = dialog.given
        dialog.begin(job, "Reading…")

        def work(library: Library) -> tuple[Offers, list[ImportResult]] | None:
            try:
                offers = gather()
                return offers, preview(library, offers.each, days, job)
            except Cancelled:
                return None

        def show(found: tuple[Offers, list[ImportResult]] | None) -> None:
            if self.dialog is not dialog or self._job is not job:
                return
            if found is None:
                dialog.fail(job, "Stopped; nothing was imported.")
                return
            self._offers = found[0]
            dialog.show_results(job, *found)

        def fail(error: PaperdeskError) -> None:
            if self.dialog is dialog:
                dialog.fail(job, str(error))

        self._operations.act(work, show, fail)

    # -- the import ---------------------------------------------------------------------------------------------

    def _agree(self, names: list[str], given: Mapping[str, date], papers: int) -> None:
        from ui.imports.sources import choose  # noqa: PLC0415 - the importer, not before it is needed

        assert self._offers is not None
        self.run(choose(self._offers.each, names), given, papers)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Import files without a preview and say what came of it."""
        from ui.imports.sources import offer_paths  # noqa: PLC0415 - the importer, not before it is needed

        self.run(offer_paths(paths).each, {}, 0)

    def run(self, offers: Sequence[Offer], days: Mapping[str, date], papers: int) -> None:
        """Import these in the background, with progress and a way to stop."""
        from ui.imports.jobs import run_import  # noqa: PLC0415 - the importer, not before it is needed

        job = Job(papers)
        self._window.job_bar.watch(job, f"Importing {count(len(offers), 'page')}…", "papers")

        def done(outcome: Outcome) -> None:
            self._window.job_bar.end(job)
            self._imported(outcome)

        def failed(error: PaperdeskError) -> None:
            self._window.job_bar.end(job)
            self._window.refresh()
            self._say(str(error))

        let_acts_pass = self._operations.let_acts_pass
        self._operations.act_long(
            lambda library: run_import(library, offers, days, papers, job, let_acts_pass), done, failed
        )

    def load_samples(self) -> None:
        """Fill the library with the sample papers."""
        from app.samples import load_samples  # noqa: PLC0415 - the importer, not before it is needed
        from ui.imports.jobs import undo_steps  # noqa: PLC0415 - the importer, not before it is needed
        from ui.imports.summaries import say_outcome  # noqa: PLC0415 - the importer, not before it is needed

        self._window.status.tell(passing="Loading the sample library…")

        def load(library: Library) -> tuple[list[ImportResult], list[int]]:
            newest = max((step.step for step in library.history(limit=1)), default=0)
            results = load_samples(library)
            return results, [step.step for step in library.history() if step.step > newest]

        def tell(sentence: str, steps: Sequence[int] = ()) -> None:
            self._window.status.tell(passing="")
            self._window.refresh()
            self._window.toast.say(sentence, steps)

        def undo(library: Library, steps: list[int]) -> Changes:
            return replace(undo_steps(library, steps), label=f"Undid: {_SAMPLES}")

        def loaded(done: tuple[list[ImportResult], list[int]]) -> None:
            self._window.deeds.keep_together(done[1], _SAMPLES, undo)
            tell(say_outcome(done[0]), done[1])

        self._operations.act(load, loaded, lambda error: tell(str(error)))

    def _imported(self, outcome: Outcome) -> None:
        from ui.imports.jobs import undo_steps  # noqa: PLC0415 - the importer, not before it is needed
        from ui.imports.summaries import say_outcome  # noqa: PLC0415 - the importer, not before it is needed

        self._window.refresh()
        sentence = " ".join(filter(None, (say_outcome(outcome.results, outcome.cancelled), outcome.problem)))
        self._window.deeds.keep_together(outcome.steps, count(len(outcome.steps), "import"), undo_steps)
        self._window.toast.say(sentence, outcome.steps)

    def _say(self, sentence: str) -> None:
        self._window.toast.say(sentence)

    # -- what was imported --------------------------------------------------------------------------------------

    def show_imports(self) -> None:
        """The ledger of all imports."""
        from ui.imports.imports_dialog import ImportsDialog  # noqa: PLC0415 - the importer, not before it is needed

        def show(found: list[ImportView]) -> None:
            if self._imports is None:
                self._imports = ImportsDialog(self._window, found)
            else:
                self._imports.show_imports(found)
            self._imports.open()

        self._operations.ask(lambda library: library.imports(), show)
