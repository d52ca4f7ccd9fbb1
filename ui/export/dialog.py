"""The export dialog: which papers, as what and where, with the first file as it would be and what would happen."""

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

from app.export.folder import Foresight
from app.export.formats import FORMATS, ExportFormat
from ui.widgets.file_chooser import choose_folder, choose_new_file
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count, on_one_line

_WAIT_MS = 200  # from the last key to looking at the folder
_LONGEST_PREVIEW = 20_000


@dataclass(frozen=True, slots=True)
class Choice:
    """Papers that can be exported: their words and their ids."""

    title: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A format in one of its two shapes: a folder of files, or a single file."""

    format: ExportFormat
    is_single: bool

    @property
    def key(self) -> str:
        """How the choice is remembered."""
        return f"{self.format.key}-{'file' if self.is_single else 'folder'}"

    @property
    def title(self) -> str:
        """The shape in words."""
        kind = self.format.title
        return f"One {kind} file with all papers" if self.is_single else f"A folder with one {kind} file a paper"


SHAPES: tuple[Shape, ...] = tuple(Shape(known, is_single) for known in FORMATS for is_single in (False, True))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants exported, and where."""

    choice: Choice
    shape: Shape
    dest: Path


def say_foresight(seen: Foresight) -> str:
    """What would happen, in a sentence."""
    parts = ((seen.new, "new"), (seen.replaced, "replaced"), (seen.unchanged, "unchanged"))
    told = [f"{number:,} {word}".replace(",", "\u202f") for number, word in parts if number]
    sentence = f"Files: {', '.join(told)}." if told else "Nothing would be written."
    if seen.kept:
        names = ", ".join(seen.kept[:2]) + (f" and {len(seen.kept) - 2} more" if len(seen.kept) > 2 else "")
        is_one = len(seen.kept) == 1
        was = "was changed by hand and is kept; ours goes" if is_one else "were changed by hand and are kept; ours go"
        sentence += f" {names} {was} beside."
    return sentence


class ExportDialog(QDialog):
    """`looked_at` wants the preview of a wish, `agreed` wants it done."""

    looked_at = Signal(Wish)
    agreed = Signal(Wish)

    def __init__(self, parent: QWidget, choices: Sequence[Choice], folder: str, shape_key: str) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export")
        self.resize(760, 640)
        self._choices = choices
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._look)
        self.what = self._make_group([f"{choice.title}  ·  {len(choice.ids):,}" for choice in choices], 0)
        chosen = next((at for at, shape in enumerate(SHAPES) if shape.key == shape_key), 0)
        self.shape = self._make_group([shape.title for shape in SHAPES], chosen)
        for at, choice in enumerate(choices):
            self.what.button(at).setEnabled(bool(choice.ids))
        self.where = QLineEdit(folder or default_folder())
        self.where.setAccessibleName("Where to")
        self.browse = QPushButton("&Choose…")
        self.browse.setAccessibleName("Choose where to")
        self.browse.setAutoDefault(False)
        self.effect = plain_label(name="muted", is_wrapped=True)
        self.name = plain_label(name="muted")
        self.preview = named(QPlainTextEdit(readOnly=True), "sourceView")
        self.preview.setAccessibleName("The first file as it would be")
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setTabChangesFocus(True)
        self._lay_out()
        self.browse.clicked.connect(self._browse)
        self.where.textEdited.connect(self._change)
        self.shape.idToggled.connect(self._reshape)
        self.what.idToggled.connect(self._change)
        self._change()

    def _make_group(self, titles: Sequence[str], chosen: int) -> QButtonGroup:
        group = QButtonGroup(self)
        for at, title in enumerate(titles):
            button = QRadioButton(title.replace("&", "&&"))
            button.setAccessibleName(title)
            button.setChecked(at == chosen)
            group.addButton(button, at)
        return group

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for title, group in (("Which papers", self.what), ("As", self.shape)):
            grid.addWidget(plain_label(title, "muted"), grid.rowCount(), 0)
            row = grid.rowCount() - 1
            for at, button in enumerate(group.buttons()):
                grid.addWidget(button, row + at, 1)
            grid.setRowMinimumHeight(grid.rowCount(), 6)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.where, 1)
        where.addWidget(self.browse)
        row = grid.rowCount()
        grid.addWidget(plain_label("Where to", "muted"), row, 0)
        grid.addLayout(where, row, 1)
        grid.addWidget(self.effect, row + 1, 1)
        self.go = QPushButton("Export")
        self.go.setDefault(True)
        self.go.clicked.connect(self._agree)
        cancel = QPushButton("Cancel")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(plain_label("Export", "dialogTitle"))
        column.addLayout(grid)
        column.addWidget(self.name)
        column.addWidget(self.preview, 1)
        column.addLayout(buttons)

    @property
    def wish(self) -> Wish:
        """What is chosen now."""
        dest = Path(self.where.text().strip()).expanduser()
        return Wish(self._choices[self.what.checkedId()], SHAPES[self.shape.checkedId()], dest)

    def _change(self) -> None:
        papers = len(self.wish.choice.ids)
        self.go.setText(f"Export {count(papers, 'paper')}")
        self.go.setEnabled(bool(papers and self.where.text().strip()))
        self._timer.start()

    def _reshape(self, at: int, is_checked: bool) -> None:
        """A file has an ending, a folder has none."""
        if not is_checked:
            return
        ending = SHAPES[at].format.extension
        text = self.where.text().strip().removesuffix(ending)
        self.where.setText(text + ending if SHAPES[at].is_single else text)
        self._change()

    def _look(self) -> None:
        if self.go.isEnabled():
            self.looked_at.emit(self.wish)
        else:
            self.show_effect("Nothing is chosen.")

    def show_preview(self, wish: Wish, name: str, text: str) -> None:
        """Show the first file of this wish, unless another one is chosen meanwhile."""
        if wish == self.wish:
            self.name.setText(on_one_line(name))
            cut = text if len(text) <= _LONGEST_PREVIEW else f"{text[:_LONGEST_PREVIEW]}\n…"
            self.preview.setPlainText(cut)

    def show_effect(self, sentence: str, wish: Wish | None = None) -> None:
        """Say what would happen."""
        if wish is None or wish == self.wish:
            self.effect.setText(sentence)

    def _browse(self) -> None:
        wish = self.wish
        if wish.shape.is_single:
            chosen = choose_new_file(self, "Export into a file", "export", wish.dest)
        else:
            chosen = choose_folder(self, "Export into a folder", "export", wish.dest)
        if chosen is not None:
            self.where.setText(str(chosen))
            self._change()

    def _agree(self) -> None:
        wish = self.wish
        self.accept()
        self.agreed.emit(wish)


def default_folder() -> str:
    """Where an export goes the first time."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return str(Path(documents or Path.home()) / "Paperdesk export")
