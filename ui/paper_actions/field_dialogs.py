"""The dialogs of fields: one field of a paper, and all fields of a paper that is written down by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import AlreadyThere, PaperdeskError, UsageError
from app.domain.fields import BY_NAME, FIELDS, EditableField, read_value
from app.domain.titles import title_key
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.views import FieldView

_LONG = frozenset(("abstract",))
_LONGEST_SOURCE = 400
_ABSTRACT_HEIGHT = 132
_LINE_HEIGHT = 32

_KEPT = "What you typed before and did not save is still here."

Entry = QLineEdit | QPlainTextEdit


def _make_entry(field: EditableField, text: str = "") -> Entry:
    if field.name in _LONG:
        long = QPlainTextEdit()
        long.setPlainText(text)
        long.setTabChangesFocus(True)
        long.setFixedHeight(_ABSTRACT_HEIGHT)
        entry: Entry = long
    else:
        entry = QLineEdit(text)
    entry.setAccessibleName(field.title)
    entry.setAccessibleDescription(field.help)
    entry.setPlaceholderText(field.help)
    return named(entry, "fieldEntry")


def _text(entry: Entry) -> str:
    return entry.text() if isinstance(entry, QLineEdit) else entry.toPlainText()


def _write(entry: Entry, text: str) -> None:
    if isinstance(entry, QLineEdit):
        entry.setText(text)
    else:
        entry.setPlainText(text)


def _problem(name: str, text: str) -> str:
    """Why the text is no value of the field; empty when it is."""
    try:
        read_value(name, text)
    except UsageError as error:
        return str(error)
    return ""


def _quiet(text: str, name: str, do: Callable[[], object]) -> QPushButton:
    """A button beside what matters more. Enter on it presses it."""
    button = named(QPushButton(text), "quiet")
    button.setAccessibleName(name)
    button.setAutoDefault(True)
    button.clicked.connect(do)
    return button


def _buttons(dialog: QDialog, go: str, accept: Callable[[], object]) -> QHBoxLayout:
    row = QHBoxLayout()
    cancel, do = QPushButton("Cancel"), named(QPushButton(go), "primary")
    cancel.clicked.connect(dialog.reject)
    do.clicked.connect(accept)
    for button in (cancel, do):
        button.setAutoDefault(False)
    row.addStretch()
    row.addWidget(cancel)
    row.addWidget(do)
    return row


class _Dialog(QDialog):
    """Enter in a line, and Ctrl+Enter anywhere, is the blue button."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def submit(self) -> None:
        """The blue button."""
        self.accept()

    def watch(self, entry: Entry) -> None:
        """Hear Enter in this field."""
        entry.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter submits; in a text of several lines only with Ctrl."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            is_held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if is_enter and (is_held or isinstance(watched, QLineEdit)):
                self.submit()
                return True
        return super().eventFilter(watched, event)


class FieldDialog(_Dialog):
    """One field: its text, what the sources say, the way back to that. After it was accepted `text` is the answer.

    `draft` is what was typed here before and not saved; closing leaves what is typed now in it (None: nothing).
    """

    def __init__(self, parent: QWidget, view: FieldView, draft: str | None = None) -> None:
        field = BY_NAME[view.name]
        super().__init__(parent, f"Edit: {field.title}")
        self._view = view
        self.text = view.value
        self.draft = draft
        self.setMinimumWidth(520)
        self.entry = _make_entry(field, view.value if draft is None else draft)
        self.problem = plain_label(name="problem", is_wrapped=True)
        self.back = _quiet("Go back to it", "Go back to what the sources say", self.go_back)
        self.clear = _quiet("Drop it", "Drop what you typed and show what is stored", self._drop)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        help_text = f"{field.help[0].upper()}{field.help[1:]}."
        for widget in (plain_label(field.title, "dialogTitle"), plain_label(help_text, "heading"), self.entry):
            column.addWidget(widget)
        column.addWidget(self.problem)
        self._kept = plain_label(_KEPT, "muted", is_wrapped=True)
        row = QHBoxLayout()
        row.addWidget(self._kept, 1)
        row.addWidget(self.clear)
        column.addLayout(row)
        self._kept.setVisible(draft is not None)
        self.clear.setVisible(draft is not None)
        if view.is_edited:
            column.addWidget(self._source_label())
            column.addWidget(self.back, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(_buttons(self, "Save", self.submit))
        self.watch(self.entry)
        self.entry.setFocus()
        self.entry.selectAll()
        self.rejected.connect(self._keep)

    def _keep(self) -> None:
        text = _text(self.entry)
        self.draft = text if text != self._view.value else None

    def _drop(self) -> None:
        _write(self.entry, self._view.value)
        self._kept.hide()
        self.clear.hide()
        self.entry.setFocus()

    def _source_label(self) -> QLabel:
        shown = on_one_line(self._view.source[:_LONGEST_SOURCE]) or "nothing"
        return plain_label(f"Without your edit: {shown}", "muted", is_wrapped=True)

    def submit(self) -> None:
        """Save, or say what is wrong. An empty text means what the sources say."""
        text = _text(self.entry)
        problem = _problem(self._view.name, text)
        self.problem.setText(problem)
        if problem:
            return
        if text == self._view.value:
            self.reject()
            return
        self.text = text
        self.accept()

    def go_back(self) -> None:
        """Take the edit away."""
        self.text = ""
        self.accept()


class AddDialog(_Dialog):
    """The fields of a new paper. `agreed` carries what was typed, when it can be added; whoever adds it then accepts
    the dialog, or calls `refuse`. `wanted` carries the number of a paper that is there already.

    `draft` is what was typed before and not added; closing leaves what is typed now in it.
    """

    agreed = Signal(dict)
    wanted = Signal(int)

    def __init__(self, parent: QWidget, draft: Mapping[str, str]) -> None:
        super().__init__(parent, "Add a paper")
        self.resize(620, 720)
        self.draft = dict(draft)
        self._known: dict[str, tuple[int, str]] = {}
        self._found_id: int | None = None
        self._is_waiting = False
        self.entries = {field.name: _make_entry(field, draft.get(field.name, "")) for field in FIELDS}
        self.problems = {field.name: plain_label(name="problem", is_wrapped=True) for field in FIELDS}
        self.same = _quiet("Show it", "Show the paper that is there already", self._want_known)
        self.clear = _quiet("Clear", "Clear what you typed before", self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label("Add a paper by hand", "dialogTitle"))
        column.addWidget(
            plain_label("Only the title is needed. A page that shows the paper later fills the gaps.", "heading")
        )
        column.addLayout(self._kept_row())
        column.addWidget(self._form(), 1)
        column.addLayout(_buttons(self, "Add", self.submit))
        self.entries["title"].setFocus()
        self.rejected.connect(self._keep)

    def _kept_row(self) -> QHBoxLayout:
        self._kept = plain_label(_KEPT, "muted")
        row = QHBoxLayout()
        row.addWidget(self._kept, 1)
        row.addWidget(self.clear)
        self._kept.setVisible(bool(self.draft))
        self.clear.setVisible(bool(self.draft))
        return row

    def _keep(self) -> None:
        self.draft = self._texts()

    def _clear(self) -> None:
        for entry in self.entries.values():
            _write(entry, "")
        self._kept.hide()
        self.clear.hide()
        self.entries["title"].setFocus()

    def _texts(self) -> dict[str, str]:
        texts = {name: _text(entry) for name, entry in self.entries.items()}
        return {name: text for name, text in texts.items() if text.strip()}

    def _form(self) -> QScrollArea:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 4, 14, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        for row, field in enumerate(FIELDS):
            label = plain_label(field.title, "heading")
            entry, problem = self.entries[field.name], self.problems[field.name]
            label.setBuddy(entry)
            label.setFixedHeight(_LINE_HEIGHT)
            grid.addWidget(label, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(entry, 2 * row, 1)
            below = QVBoxLayout()
            below.addWidget(problem)
            problem.hide()
            if field.name == "title":
                below.addWidget(self.same, alignment=Qt.AlignmentFlag.AlignLeft)
                self.same.hide()
            grid.addLayout(below, 2 * row + 1, 1)
            self.watch(entry)
            entry.textChanged.connect(lambda *_text, name=field.name: self._typed(name))
        grid.setRowStretch(2 * len(FIELDS), 1)
        area = named(QScrollArea(), "bareArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("Fields")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        return area

    def know(self, known: dict[str, tuple[int, str]]) -> None:
        """The papers there are, by what their titles are compared by."""
        self._known = known
        self._typed("title")

    def _typed(self, name: str) -> None:
        self._tell(name, "")
        if name not in ("title", "identifiers"):
            return
        key = title_key(_text(self.entries["title"]))
        found = self._known.get(key) if key else None
        self._offer(found[0] if found else None)
        self._tell("title", f"“{on_one_line(found[1])}” (paper {found[0]}) is in the library already." if found else "")

    def _offer(self, paper_id: int | None) -> None:
        self._found_id = paper_id
        self.same.setVisible(paper_id is not None)

    def _tell(self, name: str, problem: str) -> None:
        self.problems[name].setText(problem)
        self.problems[name].setVisible(bool(problem))

    def _want_known(self) -> None:
        if self._found_id is not None:
            found = self._found_id
            self.reject()
            self.wanted.emit(found)

    def refuse(self, error: PaperdeskError) -> None:
        """It was not added: say why, and offer the paper that is there, so that Enter shows it."""
        self._is_waiting = False
        self._tell("title", on_one_line(str(error)))
        if isinstance(error, AlreadyThere):
            self._offer(error.paper_id)
            self.same.setFocus()

    def submit(self) -> None:
        """Ask for it to be added, or say beside each field what is wrong with it."""
        texts = {name: _text(entry) for name, entry in self.entries.items()}
        problems = {name: _problem(name, text) for name, text in texts.items()}
        if not texts["title"].strip():
            problems["title"] = "A paper needs a title."
        wrong = [name for name, problem in problems.items() if problem]
        for name in wrong:
            self._tell(name, problems[name])
        if wrong:
            self.entries[wrong[0]].setFocus()
        elif not self._is_waiting:
            self._is_waiting = True
            self.agreed.emit(self._texts())
