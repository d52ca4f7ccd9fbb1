"""History: everything that was done, by day; any step can be undone or redone alone, and its papers listed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListView, QPushButton, QVBoxLayout

from app.domain.changes import Changes
from app.domain.errors import StepsInTheWay
from app.domain.views import StepView
from app.library import Library
from ui.history.rows import PAGE, HistoryDelegate, HistoryModel, name_day, name_time
from ui.places import Place
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow

_PAUSE_MS = 120  # of typing, before the history is searched


class History:
    """The command that shows it. `dialog` is the one that is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.dialog: HistoryDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Showing what was done."""
        return {"history": self.show}

    def show(self) -> None:
        """Show the history, the newest step first."""
        self._window.note.save()
        self.dialog = HistoryDialog(self._window)
        self.dialog.open()


class HistoryDialog(QDialog):
    """The steps, newest first. `u` undoes the chosen one alone, or redoes it; Enter lists its papers; `/` searches."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._newest = 0  # counts what was asked for: an older answer is of no use
        self._is_asking = False
        self._wanted: int | None = None
        self._in_the_way: tuple[int, ...] = ()
        self.setWindowTitle("History")
        self.resize(860, 600)
        self.field = QLineEdit(placeholderText="Search what was done, or a title", clearButtonEnabled=True)
        self.field.setAccessibleName("Search the history")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self.model = HistoryModel(self._ask_more)
        self.list = self._make_list()
        self.empty = plain_label(name="heading")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.hide()
        self.about = plain_label(name="muted", is_wrapped=True)
        self.problem = plain_label(name="problemText", is_wrapped=True)
        self.problem.hide()
        self._lay_out()
        self._connect()
        self.reload()

    def _make_list(self) -> QListView:
        made = named(QListView(), "historyList")
        made.setAccessibleName("Steps")
        made.setModel(self.model)
        made.setItemDelegate(HistoryDelegate(self._window.look, made))
        made.setUniformItemSizes(True)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.installEventFilter(self)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        for widget in (plain_label("History", "dialogTitle"), self.field):
            column.addWidget(widget)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        for label in (self.about, self.problem):
            column.addWidget(label)
        self.papers, self.flip, self.others = QPushButton("&Show its papers   Enter"), QPushButton(), QPushButton()
        close = QPushButton("Close")
        row = QHBoxLayout()
        row.setSpacing(8)
        handlers = ((self.flip, self._flip), (self.papers, self._show_papers), (self.others, self._go_to_others))
        for button, handler in (*handlers, (close, self.reject)):
            if button is close:
                row.addStretch()
            button.setAutoDefault(False)
            button.clicked.connect(handler)
            row.addWidget(button)
        self.papers.setAccessibleName("Show its papers")
        self.others.hide()
        column.addLayout(row)

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.field.installEventFilter(self)
        self._pause.timeout.connect(self.reload)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._show_step())
        self.list.doubleClicked.connect(lambda _index: self._show_papers())
        self._window.operations.changed.connect(self._refresh)
        self.list.setFocus()

    # -- what is shown ------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> StepView | None:
        """The step the keys are about."""
        index = self.list.currentIndex()
        row = self.model.rows[index.row()] if index.isValid() else None
        return row if isinstance(row, StepView) else None

    def reload(self, at_least: int = PAGE) -> None:
        """Read the newest steps again; the chosen one stays chosen."""
        self._ask(at_least, None)

    def _refresh(self, _changes: Changes) -> None:
        self.reload(max(len(self.model.steps), PAGE))

    def _ask_more(self) -> None:
        if not self._is_asking and self.model.steps:
            self._ask(PAGE, self.model.steps[-1].step)

    def _ask(self, most: int, before: int | None) -> None:
        self._newest += 1
        self._is_asking = True
        number, search = self._newest, self.field.text()

        def show(steps: list[StepView]) -> None:
            if number == self._newest:
                self._is_asking = False
                self._show(steps, len(steps) < most, is_more=before is not None)

        self._window.operations.ask(lambda library: library.history(search, most, before), show)

    def _show(self, steps: list[StepView], is_whole: bool, *, is_more: bool) -> None:
        chosen = self._wanted or (self.chosen.step if self.chosen else None)
        if is_more:
            self.model.add(steps, is_whole)
        else:
            place = self.list.verticalScrollBar().value()
            self.model.show(steps, is_whole)
            self.list.verticalScrollBar().setValue(place)
        self._say_empty()
        self._choose(chosen)

    def _choose(self, step: int | None) -> None:
        """Go to a step, reading on until it is there; to the newest one when it is gone."""
        row = self.model.row_of(step) if step is not None else None
        is_further = step is not None and not self.model.is_whole and self.model.steps[-1].step > step
        if row is None and is_further and self._wanted is not None:
            self._ask_more()
            return
        self._wanted = None
        if row is None and self.chosen is None:
            row = 1 if self.model.rows else None
        if row is not None and row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.model.index(row))
        self._show_step()

    def _say_empty(self) -> None:
        is_empty = not self.model.rows
        is_search = bool(self.field.text().strip())
        nothing = "Nothing was done yet. Whatever you do is listed here, and can be taken back."
        self.empty.setText("No step is about these words." if is_search else nothing)
        self.empty.setVisible(is_empty)
        self.list.setVisible(not is_empty)
        self.field.setVisible(not is_empty or is_search)
        for widget in (self.flip, self.papers, self.about):
            widget.setVisible(not is_empty)

    def _show_step(self) -> None:
        step = self.chosen
        if step is None:
            return
        self.flip.setText("&Redo it   u" if step.undone else "&Undo it   u")
        self.flip.setAccessibleName("Redo it" if step.undone else "Undo it")
        self.flip.setEnabled(not step.final)
        day = name_day(step.when)
        day = day.lower() if day.isalpha() else day
        self.about.setText(f"Step {step.step}, {day} at {name_time(step.when)}. {_say_standing(step)}")
        self._say_problem("")

    def _say_problem(self, sentence: str, steps: tuple[int, ...] = ()) -> None:
        self._in_the_way = steps
        self.problem.setText(on_one_line(sentence))
        self.problem.setVisible(bool(sentence))
        self.others.setText(f"&Go to step {max(steps)}" if steps else "")
        self.others.setAccessibleName(f"Go to step {max(steps)}" if steps else "Go to the step in the way")
        self.others.setVisible(bool(steps))

    # -- what is done -------------------------------------------------------------------------------------------

    def _flip(self) -> None:
        """Undo the chosen step alone, or redo it."""
        step = self.chosen
        if step is None or step.final:
            return
        self._window.note.save()
        self._window.operations.act(partial(_flip, step=step), failed=self._refuse)

    def _refuse(self, error: Any) -> None:
        self._say_problem(str(error), error.steps if isinstance(error, StepsInTheWay) else ())

    def _go_to_others(self) -> None:
        """Go to the newest of the steps in the way: it can be undone first."""
        self._wanted = max(self._in_the_way, default=None)
        self.list.setFocus()
        if self.field.text():
            self.field.clear()
        else:
            self._choose(self._wanted)

    def _show_papers(self) -> None:
        step = self.chosen
        if step is not None:
            self._window.operations.ask(lambda library: library.step_papers(step.step), partial(self._list, step))

    def _list(self, step: StepView, papers: list[int]) -> None:
        if not papers:
            self._say_problem("This step has no papers that could be listed.")
            return
        self._window.going.go_to(Place("step", str(step.step), on_one_line(step.label), len(papers)))
        self.accept()
        self._window.papers.setFocus()

    # -- keys ---------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            deed = self._keys_of_list(event) if watched is self.list else self._keys_of_field(event)
            if deed is not None:
                deed()
                return True
        return super().eventFilter(watched, event)

    def _keys_of_list(self, event: QKeyEvent) -> Callable[[], object] | None:
        named_keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: self._show_papers,
            Qt.Key.Key_Enter: self._show_papers,
        }
        letters: dict[str, Callable[[], object]] = {
            "u": self._flip,
            "/": self.field.setFocus,
            "j": lambda: self._move(1),
            "k": lambda: self._move(-1),
        }
        return named_keys.get(event.key()) or letters.get(event.text())

    def _keys_of_field(self, event: QKeyEvent) -> Callable[[], object] | None:
        is_down = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            return self.field.clear
        return self.list.setFocus if is_down else None

    def _move(self, by: int) -> None:
        at = self.list.currentIndex().row() + by
        while 0 <= at < len(self.model.rows):
            if isinstance(self.model.rows[at], StepView):
                self.list.setCurrentIndex(self.model.index(at))
                return
            at += by


def _flip(library: Library, step: StepView) -> Changes:
    return library.redo(step.step) if step.undone else library.undo(step.step)


def _say_standing(step: StepView) -> str:
    if step.final:
        undone = "It is undone; something was done since, or it is too old, so that it cannot be redone any more."
        return undone if step.undone else "It is too old to be undone."
    return "It is undone." if step.undone else ""
