"""Dialogs that edit one field of a paper, and that add a paper by hand."""

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

from app.domain.errors import PaperdeskError, PaperExistsError, UsageError
from app.domain.fields import FIELDS, FIELDS_BY_NAME, EditableField, parse_value
from app.domain.titles import title_key
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.detail_views import FieldView

_MULTILINE_FIELDS = frozenset(("abstract",))
_MAX_SOURCE_CHARS = 400
_ABSTRACT_HEIGHT = 132  # pixels
_LINE_HEIGHT = 32

_DRAFT_NOTICE = "Your unsaved changes have been restored."

Entry = QLineEdit | QPlainTextEdit


def _make_entry(field: EditableField, text: str = "") -> Entry:
    if field.name in _MULTILINE_FIELDS:
        text_edit = QPlainTextEdit()
        text_edit.setPlainText(text)
        text_edit.setTabChangesFocus(True)
        text_edit.setFixedHeight(_ABSTRACT_HEIGHT)
        entry: Entry = text_edit
    else:
        entry = QLineEdit(text)
    entry.setAccessibleName(field.title)
    entry.setAccessibleDescription(field.help)
    entry.setPlaceholderText(field.help)
    return named(entry, "fieldEntry")


def _text(entry: Entry) -> str:
    return entry.text() if isinstance(entry, QLineEdit) else entry.toPlainText()


def _set_text(entry: Entry, text: str) -> None:
    if isinstance(entry, QLineEdit):
        entry.setText(text)
    else:
        entry.setPlainText(text)


def _problem(name: str, text: str) -> str:
    """Why the text is not a valid value of the field; empty when it is valid."""
    try:
        parse_value(name, text)
    except UsageError as error:
        return str(error)
    return ""


def _secondary_button(text: str, name: str, action: Callable[[], object]) -> QPushButton:
    """A button with a muted style that Enter presses."""
    button = named(QPushButton(text), "quiet")
    button.setAccessibleName(name)
    button.setAutoDefault(True)
    button.clicked.connect(action)
    return button


def _button_row(dialog: QDialog, title: str, accept: Callable[[], object]) -> QHBoxLayout:
    row = QHBoxLayout()
    cancel, submit = QPushButton("Cancel"), named(QPushButton(title), "primary")
    cancel.clicked.connect(dialog.reject)
    submit.clicked.connect(accept)
    for button in (cancel, submit):
        button.setAutoDefault(False)
    row.addStretch()
    row.addWidget(cancel)
    row.addWidget(submit)
    return row


class _FieldsDialog(QDialog):
    """A dialog that is submitted by Enter in a line edit, and by Ctrl+Enter anywhere."""

    def __init__(self, parent: QWidget, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def submit(self) -> None:
        """Do what the primary button does."""
        self.accept()

    def submit_on_enter(self, entry: Entry) -> None:
        """Let Enter in this field submit the dialog."""
        entry.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Submit on Enter; in a multi-line field only with Ctrl."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            has_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if is_enter and (has_ctrl or isinstance(watched, QLineEdit)):
                self.submit()
                return True
        return super().eventFilter(watched, event)


class FieldDialog(_FieldsDialog):
    """Edits one field, and can revert it to the value of the sources. `text` is the new text after acceptance.

    `draft` is the unsaved text of an earlier dialog. When this one is cancelled, `draft` is its unsaved text, or None.
    """

    def __init__(self, parent: QWidget, view: FieldView, draft: str | None = None) -> None:
        field = FIELDS_BY_NAME[view.name]
        super().__init__(parent, f"Edit: {field.title}")
        self._view = view
        self.text = view.value
        self.draft = draft
        self.setMinimumWidth(520)
        self.entry = _make_entry(field, view.value if draft is None else draft)
        self.problem = plain_label(name="problem", is_wrapped=True)
        self.revert_button = _secondary_button("Use the source", "Use the value of the sources", self.revert)
        self.discard_button = _secondary_button("Discard", "Discard your unsaved changes", self._discard)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        help_text = f"{field.help[0].upper()}{field.help[1:]}."
        for widget in (plain_label(field.title, "dialogTitle"), plain_label(help_text, "heading"), self.entry):
            column.addWidget(widget)
        column.addWidget(self.problem)
        self._draft_notice = plain_label(_DRAFT_NOTICE, "muted", is_wrapped=True)
        row = QHBoxLayout()
        row.addWidget(self._draft_notice, 1)
        row.addWidget(self.discard_button)
        column.addLayout(row)
        self._draft_notice.setVisible(draft is not None)
        self.discard_button.setVisible(draft is not None)
        if view.is_edited:
            column.addWidget(self._source_label())
            column.addWidget(self.revert_button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addLayout(_button_row(self, "Save", self.submit))
        self.submit_on_enter(self.entry)
        self.entry.setFocus()
        self.entry.selectAll()
        self.rejected.connect(self._keep_draft)

    def _keep_draft(self) -> None:
        text = _text(self.entry)
        self.draft = text if text != self._view.value else None

    def _discard(self) -> None:
        _set_text(self.entry, self._view.value)
        self._draft_notice.hide()
        self.discard_button.hide()
        self.entry.setFocus()

    def _source_label(self) -> QLabel:
        shown = single_line(self._view.source[:_MAX_SOURCE_CHARS]) or "no value"
        return plain_label(f"Source: {shown}", "muted", is_wrapped=True)

    def submit(self) -> None:
        """Save, or show what is wrong. An empty text means the value of the sources."""
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

    def revert(self) -> None:
        """Remove the edit, so that the value of the sources is used."""
        self.text = ""
        self.accept()


class AddDialog(_FieldsDialog):
    """The fields of a new paper.

    `submitted` carries the texts by field name when they are valid; the receiver then accepts the dialog or calls
    `show_error`. `paper_requested` carries the id of an existing paper that the user wants to see.

    `draft` holds the unsaved texts of an earlier dialog. When this one is cancelled, it holds its texts.
    """

    submitted = Signal(dict)
    paper_requested = Signal(int)

    def __init__(self, parent: QWidget, draft: Mapping[str, str]) -> None:
        super().__init__(parent, "Add a paper")
        self.resize(620, 720)
        self.draft = dict(draft)
        self._existing_titles: dict[str, tuple[int, str]] = {}
        self._existing_id: int | None = None
        self._is_waiting = False
        self.entries = {field.name: _make_entry(field, draft.get(field.name, "")) for field in FIELDS}
        self.problems = {field.name: plain_label(name="problem", is_wrapped=True) for field in FIELDS}
        self.show_existing_button = _secondary_button("Show it", "Show the existing paper", self._request_existing)
        self.clear_button = _secondary_button("Clear", "Clear all fields", self._clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(plain_label("Add a paper by hand", "dialogTitle"))
        column.addWidget(
            plain_label("Only the title is required. Later imports of the paper fill the empty fields.", "heading")
        )
        column.addLayout(self._draft_row())
        column.addWidget(self._form(), 1)
        column.addLayout(_button_row(self, "Add", self.submit))
        self.entries["title"].setFocus()
        self.rejected.connect(self._keep_draft)

    def _draft_row(self) -> QHBoxLayout:
        self._draft_notice = plain_label(_DRAFT_NOTICE, "muted")
        row = QHBoxLayout()
        row.addWidget(self._draft_notice, 1)
        row.addWidget(self.clear_button)
        self._draft_notice.setVisible(bool(self.draft))
        self.clear_button.setVisible(bool(self.draft))
        return row

    def _keep_draft(self) -> None:
        self.draft = self._texts()

    def _clear(self) -> None:
        for entry in self.entries.values():
            _set_text(entry, "")
        self._draft_notice.hide()
        self.clear_button.hide()
        self.entries["title"].setFocus()

    def _texts(self) -> dict[str, str]:
        texts = {name: _text(entry) for name, entry in self.entries.items()}
        return {name: text for name, text in texts.items() if text.strip()}

    def _form(self) -> QScrollArea:
        form = QWidget()
        grid = QGridLayout(form)
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
            below_entry = QVBoxLayout()
            below_entry.addWidget(problem)
            problem.hide()
            if field.name == "title":
                below_entry.addWidget(self.show_existing_button, alignment=Qt.AlignmentFlag.AlignLeft)
                self.show_existing_button.hide()
            grid.addLayout(below_entry, 2 * row + 1, 1)
            self.submit_on_enter(entry)
            entry.textChanged.connect(lambda *_text, name=field.name: self._on_edited(name))
        grid.setRowStretch(2 * len(FIELDS), 1)
        scroll_area = named(QScrollArea(), "bareArea")
        scroll_area.setWidgetResizable(True)
        scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        scroll_area.setAccessibleName("Fields")
        scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll_area.setWidget(form)
        return scroll_area

    def set_existing_titles(self, titles: dict[str, tuple[int, str]]) -> None:
        """Set the ids and titles of the existing papers, by `title_key`."""
        self._existing_titles = titles
        self._on_edited("title")

    def _on_edited(self, name: str) -> None:
        self._show_problem(name, "")
        if name not in ("title", "identifiers"):
            return
        key = title_key(_text(self.entries["title"]))
        paper_id, title = self._existing_titles.get(key, (None, "")) if key else (None, "")
        self._offer_existing(paper_id)
        message = f"“{single_line(title)}” (paper {paper_id}) is already in the library."
        self._show_problem("title", message if paper_id is not None else "")

    def _offer_existing(self, paper_id: int | None) -> None:
        self._existing_id = paper_id
        self.show_existing_button.setVisible(paper_id is not None)

    def _show_problem(self, name: str, problem: str) -> None:
        self.problems[name].setText(problem)
        self.problems[name].setVisible(bool(problem))

    def _request_existing(self) -> None:
        if self._existing_id is not None:
            paper_id = self._existing_id
            self.reject()
            self.paper_requested.emit(paper_id)

    def show_error(self, error: PaperdeskError) -> None:
        """Show why the paper was not added, and offer to show the paper that exists already."""
        self._is_waiting = False
        self._show_problem("title", single_line(str(error)))
        if isinstance(error, PaperExistsError):
            self._offer_existing(error.paper_id)
            self.show_existing_button.setFocus()

    def submit(self) -> None:
        """Emit `submitted`, or show beside each field what is wrong with it."""
        texts = {name: _text(entry) for name, entry in self.entries.items()}
        problems = {name: _problem(name, text) for name, text in texts.items()}
        if not texts["title"].strip():
            problems["title"] = "A paper needs a title."
        invalid = [name for name, problem in problems.items() if problem]
        for name in invalid:
            self._show_problem(name, problems[name])
        if invalid:
            self.entries[invalid[0]].setFocus()
        elif not self._is_waiting:
            self._is_waiting = True
            self.submitted.emit(self._texts())
