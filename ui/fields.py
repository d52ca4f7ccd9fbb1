"""Fields: correcting a field of a paper, and writing down a paper by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
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

from app.errors import UsageError
from app.fields import FIELDS, EditableField, read_value
from app.identity import title_key
from ui.finder import Finder, Question
from ui.finder_rows import Choice
from ui.labels import named, plain_label
from ui.words import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library import Library
    from app.views import FieldView
    from ui.main_window import MainWindow

_LONG = frozenset(("abstract",))
_BY_NAME = {field.name: field for field in FIELDS}
_LONGEST_SOURCE = 400
_ABSTRACT_HEIGHT = 132
_LINE_HEIGHT = 32

Entry = QLineEdit | QPlainTextEdit


class Fields:
    """The commands about fields. `finder` and `dialog` are what is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self.dialog: FieldDialog | AddDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Editing a field, and adding a paper."""
        return {"edit_field": self.choose, "add_paper": self.add}

    def choose(self) -> None:
        """Ask which field of the paper to edit."""
        paper_id = self._window.papers.current_id
        if paper_id is None:
            return
        views = {view.name: view for view in self._window.library.fields(paper_id)}
        question = Question(
            "Edit a field",
            "Find a field",
            [_field_choice(_BY_NAME[name], view) for name, view in views.items()],
            hint="↑↓ choose · Enter edit · Esc back",
        )
        self.finder = Finder(
            self._window,
            self._window.look,
            question,
            lambda answer: self._edit(paper_id, views[answer.chosen[0].key]),
        )

    def edit(self, paper_id: int, name: str) -> None:
        """Edit this field of a paper."""
        view = next(view for view in self._window.library.fields(paper_id) if view.name == name)
        self._edit(paper_id, view)

    def _edit(self, paper_id: int, view: FieldView) -> None:
        dialog = self.dialog = FieldDialog(self._window, view)
        name = view.name

        def store() -> None:
            text = dialog.text
            self._window.operations.act(lambda library: library.editing.edit(paper_id, name, text))

        dialog.accepted.connect(store)
        self._open(dialog)

    def _open(self, dialog: FieldDialog | AddDialog) -> None:
        dialog.finished.connect(lambda _result: self._come_back())
        dialog.open()

    def _come_back(self) -> None:
        self._window.activateWindow()
        self._window.focus_papers()

    def add(self) -> None:
        """Ask for the fields of a new paper."""
        dialog = self.dialog = AddDialog(self._window)
        self._window.operations.ask(_read_titles, dialog.know)
        dialog.accepted.connect(lambda: self._store(dialog))
        self._open(dialog)

    def _store(self, dialog: AddDialog) -> None:
        if dialog.wanted_id is not None:
            self._window.going.go_to_paper(dialog.wanted_id)
            return
        texts = dialog.texts
        self._window.operations.act(lambda library: library.editing.add(texts), self._added)

    def _added(self, result: Any) -> None:
        paper_id, changes = result
        self._window.operations.changed.emit(changes)
        self._window.going.go_to_paper(paper_id)


def _field_choice(field: EditableField, view: FieldView) -> Choice:
    value = on_one_line(view.value) or "–"
    return Choice("field", field.name, field.title, f"yours · {value}" if view.is_edited else value)


def _read_titles(library: Library) -> dict[str, tuple[int, str]]:
    """Every paper by what its title is compared by."""
    return {title_key(title): (paper_id, title) for paper_id, title, _published in library.titles()}


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


def _problem(name: str, text: str) -> str:
    """Why the text is no value of the field; empty when it is."""
    try:
        read_value(name, text)
    except UsageError as error:
        return str(error)
    return ""


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
    """One field: its text, what the sources say, the way back to that. After it was accepted `text` is the answer."""

    def __init__(self, parent: QWidget, view: FieldView) -> None:
        field = _BY_NAME[view.name]
        super().__init__(parent, f"Edit: {field.title}")
        self._view = view
        self.text = view.value
        self.setMinimumWidth(520)
        self.entry = _make_entry(field, view.value)
        self.problem = plain_label(name="problem", is_wrapped=True)
        self.back = named(QPushButton("Go back to it"), "quiet")
        self.back.setAccessibleName("Go back to what the sources say")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.go_back)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        help_text = f"{field.help[0].upper()}{field.help[1:]}."
        for widget in (plain_label(field.title, "dialogTitle"), plain_label(help_text, "heading"), self.entry):
            column.addWidget(widget)
        column.addWidget(self.problem)
        if view.is_edited:
            column.addWidget(self._source_label())
            column.addWidget(self.back, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(_buttons(self, "Save", self.submit))
        self.watch(self.entry)
        self.entry.setFocus()
        self.entry.selectAll()

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
    """The fields of a new paper. Once accepted, `texts` is the answer, or `wanted_id` the paper that is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "Add a paper")
        self.resize(620, 720)
        self.texts: dict[str, str] = {}
        self.wanted_id: int | None = None
        self._known: dict[str, tuple[int, str]] = {}
        self.entries = {field.name: _make_entry(field) for field in FIELDS}
        self.problems = {field.name: plain_label(name="problem", is_wrapped=True) for field in FIELDS}
        self.same = named(QPushButton(), "quiet")
        self.same.setAutoDefault(False)
        self.same.clicked.connect(self._want_known)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label("Add a paper by hand", "dialogTitle"))
        column.addWidget(
            plain_label("Only the title is needed. A page that shows the paper later fills the gaps.", "heading")
        )
        column.addWidget(self._form(), 1)
        column.addLayout(_buttons(self, "Add", self.submit))
        self.entries["title"].setFocus()

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
                below.addWidget(self.same)
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

    def _found(self) -> tuple[int, str] | None:
        key = title_key(_text(self.entries["title"]))
        return self._known.get(key) if key else None

    def _typed(self, name: str) -> None:
        self.problems[name].hide()
        if name == "title":
            found = self._found()
            self.same.setVisible(found is not None)
            if found is not None:
                self.same.setText("There is a paper with this title already: show it")
                self.same.setAccessibleName("There is a paper with this title already: show it")

    def _want_known(self) -> None:
        found = self._found()
        if found is not None:
            self.wanted_id = found[0]
            self.accept()

    def submit(self) -> None:
        """Add, or say beside each field what is wrong with it."""
        texts = {name: _text(entry) for name, entry in self.entries.items()}
        problems = {name: _problem(name, text) for name, text in texts.items()}
        if not texts["title"].strip():
            problems["title"] = "A paper needs a title."
        for name, problem in problems.items():
            self.problems[name].setText(problem)
            self.problems[name].setVisible(bool(problem))
        wrong = next((name for name, problem in problems.items() if problem), None)
        if wrong is not None:
            self.entries[wrong].setFocus()
            return
        self.texts = {name: text for name, text in texts.items() if text.strip()}
        self.accept()
