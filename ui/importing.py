"""Importing in the window: a preview of what each file would bring, then the import itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.errors import PaperdeskError
from app.importer.source import read_source
from app.importing import ImportInput, ImportOptions, ImportResult, printable
from app.library import Library
from app.samples import load_samples
from ui.labels import named, plain_label
from ui.words import count

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def inputs(paths: Sequence[Path]) -> list[ImportInput]:
    """Files as the library wants them."""
    return [(printable(path), partial(read_source, path)) for path in paths]


def preview(paths: Sequence[Path], library: Library) -> list[ImportResult]:
    """What importing these files would do; nothing is stored."""
    return list(library.import_each(inputs(paths), ImportOptions(is_dry_run=True)))


def import_files(paths: Sequence[Path], library: Library) -> list[ImportResult]:
    """Import the files, one step of the history each."""
    return library.import_paths(paths)


def say_preview(result: ImportResult) -> str:
    """One file, for a person: what it is, why it was taken for that, and what it would bring."""
    if result.feed is None or not result.papers:
        return result.sentence
    lines = [result.sentence, f"{result.new} new, {result.changed} changed, {result.same} the same."]
    if result.feed.dump_date is None:
        lines.append("The page does not tell its year, so dates without one stay open.")
    if result.feed.unread:
        lines.append(f"{count(len(result.feed.unread), 'piece')} could not be understood and will be left out.")
    return "\n".join([*lines, *result.notices])


def say_outcome(results: Sequence[ImportResult]) -> str:
    """What an import did, in one sentence."""
    new = sum(result.new for result in results)
    changed = sum(result.changed for result in results)
    refused = sum(result.feed is None for result in results)
    parts = [f"{new} new", f"{changed} changed"] if new or changed else ["nothing new"]
    if refused:
        parts.append(f"{count(refused, 'file')} refused")
    return f"Imported {count(len(results) - refused, 'page')}: {', '.join(parts)}."


class ImportDialog(QDialog):
    """Shows the preview of each file; accepting it imports those that can be read."""

    def __init__(self, parent: QWidget, results: Sequence[ImportResult]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import")
        self.setMinimumSize(560, 360)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(f"Import {count(len(results), 'file')}", "dialogTitle"))
        column.addWidget(self._files(results))
        good = sum(result.new + result.changed for result in results)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = QPushButton(f"Import {count(good, 'paper')}" if good else "Nothing to import")
        self.go.setEnabled(good > 0)
        self.go.setDefault(True)
        self.buttons.addButton(self.go, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)

    def _files(self, results: Sequence[ImportResult]) -> QScrollArea:
        inside = named(QWidget(), "scrolled")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(16, 12, 16, 12)
        lines.setSpacing(4)
        for result in results:
            name = plain_label(Path(result.path).name, is_wrapped=True)
            what = plain_label(say_preview(result), "muted" if result.feed is not None else "problem", is_wrapped=True)
            what.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            what.setContentsMargins(0, 0, 0, 12)
            lines.addWidget(name)
            lines.addWidget(what)
        lines.addStretch()
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName("What each file would bring")
        area.setWidget(inside)
        return area


class Importing:
    """The import commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Asking for files."""
        return {"import": self.import_pages}

    def import_pages(self) -> None:
        """Ask for files and preview them."""
        names, _filter = QFileDialog.getOpenFileNames(self._window, "Import pages", "", "Text (*.txt);;All files (*)")
        if names:
            self.preview([Path(name) for name in names])

    def preview(self, paths: Sequence[Path]) -> None:
        """Show what files would bring; import them when a person agrees."""

        def ask(results: list[ImportResult]) -> None:
            dialog = ImportDialog(self._window, results)
            if dialog.exec() == QDialog.DialogCode.Accepted:
                self.import_files([path for path, one in zip(paths, results, strict=True) if one.feed is not None])

        self._operations.act(lambda library: preview(paths, library), ask)

    def import_files(self, paths: Sequence[Path]) -> None:
        """Import files and say what came of it."""
        self._window.status.tell(passing="Importing…")
        self._operations.act(lambda library: import_files(paths, library), self._imported, self._not_imported)

    def load_samples(self) -> None:
        """Fill the library with the sample papers."""
        self._window.status.tell(passing="Loading the sample library…")
        self._operations.act(load_samples, self._imported, self._not_imported)

    def _imported(self, results: list[ImportResult]) -> None:
        self._window.status.tell(passing="")
        self._window.refresh()
        self._window.toast.say(say_outcome(results), any(one.import_id is not None for one in results))

    def _not_imported(self, error: PaperdeskError) -> None:
        self._window.status.tell(passing="")
        self._window.toast.say(str(error))
