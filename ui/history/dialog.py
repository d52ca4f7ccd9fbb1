"""The history dialog: all steps by day; each can be undone or redone by itself, and its papers listed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout

from app.domain.changes import Changes
from app.domain.detail_views import StepView
from app.domain.errors import BlockedByLaterSteps, PaperdeskError
from app.library import Library
from ui.history.rows import PAGE, HistoryDelegate, HistoryModel, format_day, format_time
from ui.places import Place
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import single_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import Context

_SEARCH_DELAY_MS = 120  # after the last key


class HistoryController:
    """Carries out the history command. `dialog` is the most recent dialog, which may be closed."""

    def __init__(self, context: Context, save_note: Callable[[], object]) -> None:
        self._context = context
        self._save_note = save_note
        self.dialog: HistoryDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The history command."""
        return {"history": self.show}

    def show(self) -> None:
        """Show the history, the newest step first."""
        self._save_note()
        self.dialog = HistoryDialog(self._context, self._save_note)
        self.dialog.open()


class HistoryDialog(QDialog):
    """The steps, newest first. `u` undoes or redoes the selected one, Enter lists its papers, `/` searches.

    `save_note` is called before an undo or a redo.
    """

    def __init__(self, context: Context, save_note: Callable[[], object]) -> None:
        super().__init__(context.window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._operations = context, context.operations
        self._save_note = save_note
        self._request_number = 0  # answers to older requests are ignored
        self._is_loading = False
        self._target_step: int | None = None
        self._blocking_steps: tuple[int, ...] = ()
        self.setWindowTitle("History")
        self.resize(860, 600)
        self.field = QLineEdit(placeholderText="Search actions or titles", clearButtonEnabled=True)
        self.field.setAccessibleName("Search the history")
        self._search_timer = QTimer(self, singleShot=True, interval=_SEARCH_DELAY_MS)
        self.model = HistoryModel(self._load_more)
        self.list = self._make_list()
        self.empty = plain_label(name="heading")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.hide()
        self.summary = plain_label(name="muted", is_wrapped=True)
        self.problem = plain_label(name="problemText", is_wrapped=True)
        self.problem.hide()
        self._lay_out()
        self._connect()
        self.reload()

    def _make_list(self) -> QListView:
        view = named(QListView(), "historyList")
        view.setAccessibleName("Steps")
        view.setModel(self.model)
        view.setItemDelegate(HistoryDelegate(self._context.theme, view))
        view.setUniformItemSizes(True)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.installEventFilter(self)
        return view

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        for widget in (plain_label("History", "dialogTitle"), self.field):
            column.addWidget(widget)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        for label in (self.summary, self.problem):
            column.addWidget(label)
        self.papers_button = QPushButton("&Show its papers   Enter")
        self.undo_button, self.blocking_button = QPushButton(), QPushButton()
        close = QPushButton("Close")
        row = QHBoxLayout()
        row.setSpacing(8)
        handlers = (
            (self.undo_button, self._undo_or_redo),
            (self.papers_button, self._show_papers),
            (self.blocking_button, self._go_to_blocking_step),
            (close, self.reject),
        )
        for button, handler in handlers:
            if button is close:
                row.addStretch()
            button.setAutoDefault(False)
            button.clicked.connect(handler)
            row.addWidget(button)
        self.papers_button.setAccessibleName("Show its papers")
        self.blocking_button.hide()
        column.addLayout(row)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _text: self._search_timer.start())
        self.field.installEventFilter(self)
        self._search_timer.timeout.connect(self.reload)
        self.list.selectionModel().currentChanged.connect(lambda _current, _previous: self._show_details())
        self.list.doubleClicked.connect(lambda _index: self._show_papers())
        self._operations.changed.connect(self._refresh)
        self.list.setFocus()

    # -- loading and showing ------------------------------------------------------------------------------------

    @property
    def selected(self) -> StepView | None:
        """The step of the current row."""
        index = self.list.currentIndex()
        row = self.model.rows[index.row()] if index.isValid() else None
        return row if isinstance(row, StepView) else None

    def reload(self, at_least: int = PAGE) -> None:
        """Read the newest steps again and keep the selection."""
        self._load(at_least, None)

    def _refresh(self, _changes: Changes) -> None:
        self.reload(max(len(self.model.steps), PAGE))

    def _load_more(self) -> None:
        if not self._is_loading and self.model.steps:
            self._load(PAGE, self.model.steps[-1].step)

    def _load(self, limit: int, before: int | None) -> None:
        self._request_number += 1
        self._is_loading = True
        number, search = self._request_number, self.field.text()

        def show(steps: list[StepView]) -> None:
            if number == self._request_number:
                self._is_loading = False
                self._show(steps, len(steps) < limit, is_more=before is not None)

        def fail(error: PaperdeskError) -> None:
            if number == self._request_number:
                self._is_loading = False
                self._show_problem(str(error))

        self._operations.read(lambda library: library.history(search, limit, before), show, fail, owner=self)

    def _show(self, steps: list[StepView], is_whole: bool, *, is_more: bool) -> None:
        selected = self._target_step or (self.selected.step if self.selected else None)
        if is_more:
            self.model.add(steps, is_whole)
        else:
            scroll = self.list.verticalScrollBar().value()
            self.model.show(steps, is_whole)
            self.list.verticalScrollBar().setValue(scroll)
        self._update_empty()
        self._select(selected)

    def _select(self, step: int | None) -> None:
        """Select a step, loading more until it is reached; the newest step when it is gone."""
        row = self.model.row_of(step) if step is not None else None
        is_older = step is not None and not self.model.is_whole and self.model.steps[-1].step > step
        if row is None and is_older and self._target_step is not None:
            self._load_more()
            return
        self._target_step = None
        if row is None and self.selected is None:
            row = 1 if self.model.rows else None
        if row is not None and row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.model.index(row))
        self._show_details()

    def _update_empty(self) -> None:
        is_empty = not self.model.rows
        is_search = bool(self.field.text().strip())
        nothing = "No actions yet. Everything you do is listed here and can be undone."
        self.empty.setText("No step matches the search." if is_search else nothing)
        self.empty.setVisible(is_empty)
        self.list.setVisible(not is_empty)
        self.field.setVisible(not is_empty or is_search)
        for widget in (self.undo_button, self.papers_button, self.summary):
            widget.setVisible(not is_empty)

    def _show_details(self) -> None:
        step = self.selected
        if step is None:
            return
        self.undo_button.setText("&Redo it   u" if step.undone else "&Undo it   u")
        self.undo_button.setAccessibleName("Redo it" if step.undone else "Undo it")
        self.undo_button.setEnabled(not step.final)
        day = format_day(step.when)
        day = day.lower() if day.isalpha() else day
        self.summary.setText(f"Step {step.step}, {day} at {format_time(step.when)}. {_describe_state(step)}")
        self._show_problem("")

    def _show_problem(self, sentence: str, steps: tuple[int, ...] = ()) -> None:
        self._blocking_steps = steps
        self.problem.setText(single_line(sentence))
        self.problem.setVisible(bool(sentence))
        self.blocking_button.setText(f"&Go to step {max(steps)}" if steps else "")
        self.blocking_button.setAccessibleName(f"Go to step {max(steps)}" if steps else "Go to the blocking step")
        self.blocking_button.setVisible(bool(steps))

    # -- actions ------------------------------------------------------------------------------------------------

    def _undo_or_redo(self) -> None:
        """Undo the selected step, or redo it."""
        step = self.selected
        if step is None or step.final:
            return
        self._save_note()
        self._operations.write(partial(_undo_or_redo, step=step), on_error=self._show_error, owner=self)

    def _show_error(self, error: PaperdeskError) -> None:
        self._show_problem(str(error), error.steps if isinstance(error, BlockedByLaterSteps) else ())

    def _go_to_blocking_step(self) -> None:
        """Go to the newest blocking step, which can be undone first."""
        self._target_step = max(self._blocking_steps, default=None)
        self.list.setFocus()
        if self.field.text():
            self.field.clear()
        else:
            self._select(self._target_step)

    def _show_papers(self) -> None:
        step = self.selected
        if step is not None:
            self._operations.read(
                lambda library: library.step_papers(step.step), partial(self._list_papers, step), owner=self
            )

    def _list_papers(self, step: StepView, papers: list[int]) -> None:
        if not papers:
            self._show_problem("This step has no papers to list.")
            return
        self._context.navigator.go_to(Place("step", str(step.step), single_line(step.label), len(papers)))
        self.accept()
        self._context.navigator.focus_papers()

    # -- keys ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            action = self._list_action(event) if watched is self.list else self._field_action(event)
            if action is not None:
                action()
                return True
        return super().eventFilter(watched, event)

    def _list_action(self, event: QKeyEvent) -> Callable[[], object] | None:
        named_keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self._show_papers,
            Qt.Key.Key_Enter: self._show_papers,
        }
        letters: dict[str, Callable[[], object]] = {
            "u": self._undo_or_redo,
            "/": self.field.setFocus,
            "j": lambda: self._move(1),
            "k": lambda: self._move(-1),
        }
        return named_keys.get(event.key()) or letters.get(event.text())

    def _field_action(self, event: QKeyEvent) -> Callable[[], object] | None:
        is_down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            return self.field.clear
        return self.list.setFocus if is_down else None

    def _move(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        while 0 <= row < len(self.model.rows):
            if isinstance(self.model.rows[row], StepView):
                self.list.setCurrentIndex(self.model.index(row))
                return
            row += by


def _undo_or_redo(library: Library, step: StepView) -> Changes:
    return library.redo(step.step) if step.undone else library.undo(step.step)


def _describe_state(step: StepView) -> str:
    if step.final:
        undone = "It is undone, and can no longer be redone: there were later changes, or it is too old."
        return undone if step.undone else "It is too old to be undone."
    return "It is undone." if step.undone else ""
