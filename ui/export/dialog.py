"""The export dialog: papers, format and destination, with a preview of the first file and of the effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.actions.exports import FORMATS, ExportFormat
from ui.widgets.file_chooser import choose_folder, choose_new_file
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import pluralize, single_line

_PREVIEW_DELAY_MS = 200  # after the last change
_MAX_PREVIEW_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class ExportScope:
    """A set of papers that can be exported, with a title."""

    title: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OutputShape:
    """A format, either as a folder with a file for each paper or as a single file."""

    format: ExportFormat
    is_single: bool

    @property
    def key(self) -> str:
        """The key under which it is remembered."""
        return f"{self.format.key}-{'file' if self.is_single else 'folder'}"

    @property
    def title(self) -> str:
        """The title in the dialog."""
        kind = self.format.title
        return f"One {kind} file with all papers" if self.is_single else f"A folder with one {kind} file for each paper"


SHAPES: tuple[OutputShape, ...] = tuple(
    OutputShape(known, is_single) for known in FORMATS for is_single in (False, True)
)


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What to export, in which format, and where."""

    scope: ExportScope
    shape: OutputShape
    destination: Path


class ExportDialog(QDialog):
    """Emits `preview_requested` when the request changes, and `export_requested` to run it."""

    preview_requested = Signal(ExportRequest)
    export_requested = Signal(ExportRequest)

    def __init__(self, parent: QWidget, scopes: Sequence[ExportScope], destination: str, shape_key: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.resize(760, 640)
        self._scopes = scopes
        self._preview_timer = QTimer(self, singleShot=True, interval=_PREVIEW_DELAY_MS)
        self._preview_timer.timeout.connect(self._request_preview)
        self.scope = self._make_group([f"{scope.title}  ·  {len(scope.ids):,}" for scope in scopes], 0)
        chosen = next((number for number, shape in enumerate(SHAPES) if shape.key == shape_key), 0)
        self.shape = self._make_group([shape.title for shape in SHAPES], chosen)
        for number, scope in enumerate(scopes):
            self.scope.button(number).setEnabled(bool(scope.ids))
        self.destination = QLineEdit(destination or default_destination())
        self.destination.setAccessibleName("Destination")
        self.browse = QPushButton("&Choose…")
        self.browse.setAccessibleName("Choose the destination")
        self.browse.setAutoDefault(False)
        self.effect = plain_label(name="muted", is_wrapped=True)
        self.name = plain_label(name="muted")
        self.preview = named(QPlainTextEdit(readOnly=True), "sourceView")
        self.preview.setAccessibleName("Preview of the first file")
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setTabChangesFocus(True)
        self._lay_out()
        self.browse.clicked.connect(self._browse)
        self.destination.textEdited.connect(self._on_changed)
        self.shape.idToggled.connect(self._on_shape_changed)
        self.scope.idToggled.connect(self._on_changed)
        self._on_changed()

    def _make_group(self, titles: Sequence[str], chosen: int) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, title in enumerate(titles):
            button = QRadioButton(title.replace("&", "&&"))
            button.setAccessibleName(title)
            button.setChecked(number == chosen)
            group.addButton(button, number)
        return group

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for title, group in (("Papers", self.scope), ("Format", self.shape)):
            grid.addWidget(plain_label(title, "muted"), grid.rowCount(), 0)
            row = grid.rowCount() - 1
            for number, button in enumerate(group.buttons()):
                grid.addWidget(button, row + number, 1)
            grid.setRowMinimumHeight(grid.rowCount(), 6)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.destination, 1)
        where.addWidget(self.browse)
        row = grid.rowCount()
        grid.addWidget(plain_label("Destination", "muted"), row, 0)
        grid.addLayout(where, row, 1)
        grid.addWidget(self.effect, row + 1, 1)
        self.export_button = QPushButton("Export")
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self._request_export)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(plain_label("Export", "dialogTitle"))
        column.addLayout(grid)
        column.addWidget(self.name)
        column.addWidget(self.preview, 1)
        column.addLayout(buttons)

    @property
    def request(self) -> ExportRequest:
        """The request as chosen now."""
        destination = Path(self.destination.text().strip()).expanduser()
        return ExportRequest(self._scopes[self.scope.checkedId()], SHAPES[self.shape.checkedId()], destination)

    def _on_changed(self) -> None:
        papers = len(self.request.scope.ids)
        self.export_button.setText(f"Export {pluralize(papers, 'paper')}")
        self.export_button.setEnabled(bool(papers and self.destination.text().strip()))
        self._preview_timer.start()

    def _on_shape_changed(self, number: int, is_checked: bool) -> None:
        """Add or remove the extension of the file."""
        if not is_checked:
            return
        extension = SHAPES[number].format.extension
        text = self.destination.text().strip().removesuffix(extension)
        self.destination.setText(text + extension if SHAPES[number].is_single else text)
        self._on_changed()

    def _request_preview(self) -> None:
        if self.export_button.isEnabled():
            self.preview_requested.emit(self.request)
        else:
            self.show_effect("Choose papers and a destination.")

    def show_preview(self, request: ExportRequest, name: str, text: str) -> None:
        """Show the first file, unless the request has changed since."""
        if request == self.request:
            self.name.setText(single_line(name))
            cut = text if len(text) <= _MAX_PREVIEW_CHARS else f"{text[:_MAX_PREVIEW_CHARS]}\n…"
            self.preview.setPlainText(cut)

    def show_effect(self, sentence: str, request: ExportRequest | None = None) -> None:
        """Show what the export would do, unless the request has changed since."""
        if request is None or request == self.request:
            self.effect.setText(sentence)

    def _browse(self) -> None:
        request = self.request
        if request.shape.is_single:
            chosen = choose_new_file(self, "Export into a file", "export", request.destination)
        else:
            chosen = choose_folder(self, "Export into a folder", "export", request.destination)
        if chosen is not None:
            self.destination.setText(str(chosen))
            self._on_changed()

    def _request_export(self) -> None:
        request = self.request
        self.accept()
        self.export_requested.emit(request)


def default_destination() -> str:
    """The destination of the first export."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(documents or Path.home()) / "Paperdesk export")
