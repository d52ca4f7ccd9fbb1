"""The finder: a field and the list of what matches it, over the window. Every picker and the palette is one.

It asks one `Question` at a time and hands over one `Answer`; a chain of questions is a chain of finders. It is a widget
of the window, not a window of its own: it is where it should be on every screen, and the keys of the window rest while
it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.search.fuzzy import Candidates
from ui.finder.rows import HEIGHT, Choice, FinderDelegate, FinderModel, Mark
from ui.style.theme import Look
from ui.widgets.labels import FIELD_NAME, named, plain_label
from ui.widgets.overlay_scroll_bar import OverlayBar
from ui.widgets.shadow import draw_shadow

MOST_ROWS = 100
_MOST_SEEN = 10
_WIDTH, _TOP = 620, 84

Identity = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `name` says it in words, `details` adds to it, `choices` are the answers, preferred ones first.

    `create` makes a choice of a text that names none yet; `worn` tells what is marked at the beginning and makes Enter
    mean "so be it" instead of "this one"; with `is_several` Tab marks several. With `has_quick_keys` one press
    of a choice's `hint`, or of its number, chooses it while nothing is typed. `is_text` asks for a text
    alone, `is_choice` shows the choices without anything to type. With `is_made_first` what `create` makes of the text
    stands above what the text is like. Choices `without` are never shown.
    """

    name: str
    placeholder: str
    choices: Sequence[Choice] = ()
    details: str = ""
    hint: str = "↑↓ choose · Enter do · Esc back"
    nothing: str = "Nothing matches."
    create: Callable[[str], Choice | None] | None = None
    worn: Mapping[Identity, Mark] | None = None
    is_several: bool = False
    has_quick_keys: bool = False
    is_text: bool = False
    is_choice: bool = False
    is_made_first: bool = False
    without: Collection[Identity] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was chosen, in the order of choosing; and the text that was typed."""

    chosen: tuple[Choice, ...] = ()
    text: str = ""
    marks: Mapping[Identity, Mark] = field(default_factory=dict)


class Finder(QWidget):
    """Lies over `place` and asks; `done` hears the answer, `left` that there is none."""

    def __init__(
        self,
        place: QWidget,
        look: Look,
        question: Question,
        done: Callable[[Answer], object],
        left: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(place)
        self._place, self._look, self._done, self._left = place, look, done, left
        self.question = question
        self._candidates: Candidates | None = None
        self._choices: list[Choice] = []
        self._recent: Sequence[int] = ()
        self._chosen: dict[Identity, Choice] = {}
        self.marks: dict[Identity, Mark] = dict(question.worn or {})
        self._is_over = False
        self.is_filling = False  # more choices are being read
        self._is_entered = False  # Enter was pressed before all choices were there
        self._has_moved = False  # by hand, since the text was changed: the row one is at is meant
        self._before = QApplication.focusWidget()
        self.model = FinderModel()
        self.model.marks = self.marks
        self.model.has_boxes = question.worn is not None
        self.panel = named(QFrame(self), "finder")
        self.title = plain_label(question.name, "finderTitle", is_wrapped=True)
        self.details = plain_label(question.details, "finderDetails", is_wrapped=True)
        self.field = named(QLineEdit(placeholderText=question.placeholder), FIELD_NAME)
        self.list = named(QListView(), "finderList")
        self.nothing = plain_label(question.nothing, "heading")
        self.foot = plain_label(question.hint, "finderFoot")
        self._build()
        self.field.textChanged.connect(self._find_anew)
        self.field.installEventFilter(self)
        place.installEventFilter(self)
        self.list.clicked.connect(self._click)
        self.set_choices(question.choices)
        self._settle()
        self.show()
        self.raise_()
        self.field.setFocus()

    def _build(self) -> None:
        question = self.question
        self.setAccessibleName(question.name)
        self.field.setAccessibleName(question.name)
        self.list.setAccessibleName("What matches")
        self.list.setModel(self.model)
        self.list.setItemDelegate(FinderDelegate(self._look, self.model, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        OverlayBar(self.list)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing.setContentsMargins(16, 10, 16, 10)
        self.field.setReadOnly(question.is_choice)
        self.details.setVisible(bool(question.details))
        if question.is_choice:
            self.field.setFixedHeight(1)
        column = self._column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in (self.title, self.details, self.field, self.list, self.nothing, self.foot):
            column.addWidget(widget)

    @property
    def is_open(self) -> bool:
        """Whether it still asks."""
        return not self._is_over

    # -- what is shown ------------------------------------------------------------------------------------------

    def set_choices(
        self, choices: Sequence[Choice], candidates: Candidates | None = None, recent: Sequence[int] = ()
    ) -> None:
        """The answers there are; `candidates` are their texts when they were prepared already, `recent` the places of
        those that were chosen lately."""
        is_kept = self._has_moved or (self.field.text() and not self._is_entered)
        before = self.current if is_kept else None
        self._choices = list(choices)
        self._candidates = candidates or Candidates(text_of(choice) for choice in self._choices)
        self._recent = recent
        self._find(self.field.text())
        if before in self.model.choices:
            self._go_to(self.model.choices.index(before))
        if self._is_entered:
            self._is_entered = False
            self.accept()

    def _find_anew(self, text: str) -> None:
        self._has_moved = False
        self._find(text)

    def _find(self, text: str) -> None:
        assert self._candidates is not None
        without = self.question.without
        found = self._candidates.find(text, MOST_ROWS + len(without), self._recent)
        shown = [one for one in (self._choices[place] for place in found) if one.identity not in without][:MOST_ROWS]
        fresh = self.question.create(text) if self.question.create is not None and text.strip() else None
        if fresh is not None and self.question.is_made_first:
            shown = [fresh, *(one for one in shown if one.identity != fresh.identity)]
        known = {choice.identity for choice in shown}
        shown += [one for one in (fresh, *self._made()) if one is not None and one.identity not in known]
        self.model.show(shown, text)
        self._go_to(0)
        self._fit()

    def _made(self) -> list[Choice]:
        """New ones that were marked already, while nothing else is typed."""
        if self.field.text().strip():
            return []
        known = {choice.identity for choice in self._choices}
        return [choice for choice in self._chosen.values() if choice.identity not in known]

    def _fit(self) -> None:
        rows = len(self.model.choices)
        room = self.height() - self._top() - 140
        seen = max(min(rows, _MOST_SEEN, room // HEIGHT), 1)
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(seen * HEIGHT)
        self.nothing.setVisible(rows == 0 and not self.question.is_text)
        width = min(_WIDTH, self.width() - 32)
        column = self._column
        high = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        place = QRect((self.width() - width) // 2, self._top(), width, high)
        if place != self.panel.geometry():
            self.panel.setGeometry(place)
            self.update()

    def _top(self) -> int:
        return _TOP if self.height() > 520 else 24

    def _settle(self) -> None:
        self.setGeometry(self._place.rect())
        self._fit()

    # -- choosing -----------------------------------------------------------------------------------------------

    @property
    def current(self) -> Choice | None:
        """The row one is at."""
        row = self.list.currentIndex().row()
        return self.model.choices[row] if 0 <= row < len(self.model.choices) else None

    def _go_to(self, row: int) -> None:
        rows = len(self.model.choices)
        if rows:
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), rows - 1)))
            current = self.current
            self.field.setAccessibleDescription(self.model.say(current) if current else "")

    def _move(self, step: int) -> None:
        self._has_moved = True
        rows = len(self.model.choices)
        at = self.list.currentIndex().row() + step
        self._go_to(at % rows if rows and abs(step) == 1 else at)

    def toggle(self) -> None:
        """Mark the row one is at, or take the mark off."""
        choice = self.current
        if choice is None or (self.question.worn is None and not self.question.is_several):
            return
        began = (self.question.worn or {}).get(choice.identity, Mark.OFF)
        mark = _next_mark(self.model.mark_of(choice), began)
        self.marks[choice.identity] = mark
        self._chosen.pop(choice.identity, None)
        if mark is Mark.ON:
            self._chosen[choice.identity] = choice
        self.list.viewport().update()
        self._go_to(self.list.currentIndex().row())
        self.field.selectAll()

    def accept(self) -> None:
        """Enter: answer with what is marked and typed. While more choices are being read, the best of them may be among
        those: then it waits, unless one went to a row by hand."""
        question, choice = self.question, self.current
        if self.is_filling and not (self._has_moved or self._chosen):
            self._is_entered = True
        elif question.is_text:
            self._finish(Answer(text=self.field.text()))
        elif question.worn is not None:
            if choice is not None and (not self.is_changed or self._is_typing()):
                self.toggle()
            self._finish(Answer(tuple(self._chosen.values()), self.field.text(), dict(self.marks)))
        elif choice is not None or self._chosen:
            chosen = tuple(self._chosen.values()) or (choice,) if choice else tuple(self._chosen.values())
            self._finish(Answer(chosen, self.field.text()))

    def _is_typing(self) -> bool:
        """Whether the text was typed after the last mark: marking selects it."""
        return bool(self.field.text().strip()) and not self.field.hasSelectedText()

    @property
    def is_changed(self) -> bool:
        """Whether a mark differs from the beginning."""
        worn = self.question.worn or {}
        return any(worn.get(identity, Mark.OFF) is not mark for identity, mark in self.marks.items())

    def _click(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._has_moved = True
        if self.question.worn is not None:
            self.toggle()
        else:
            self.accept()

    def _finish(self, answer: Answer) -> None:
        self._end()
        self._done(answer)

    def leave(self) -> None:
        """Esc: no answer."""
        if not self._is_over:
            self._end()
            self._left()

    def _end(self) -> None:
        self._is_over = True
        self._place.removeEventFilter(self)
        if self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus()
        self.hide()
        self.deleteLater()

    # -- Qt's events --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the list while the field has the focus; the keys of the window rest."""
        if watched is self._place:
            if event.type() == QEvent.Type.Resize:
                QTimer.singleShot(0, self, self._settle)
        elif event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        self._is_entered = False
        step = _STEPS.get(Qt.Key(event.key()))
        deed = {
            Qt.Key.Key_Return: self.accept,
            Qt.Key.Key_Enter: self.accept,
            Qt.Key.Key_Escape: self.leave,
            Qt.Key.Key_Tab: self.toggle,
            Qt.Key.Key_Backtab: self.toggle,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._move(step)
        elif deed is not None:
            deed()
        else:
            return self._press_hint(event.text())
        return True

    def _press_hint(self, text: str) -> bool:
        """A letter or digit that stands beside a choice."""
        if not self.question.has_quick_keys or self.field.text() or not text:
            return False
        row = next((row for row, one in enumerate(self._choices) if text in (one.hint, str(row + 1))), None)
        if row is None:
            return False
        self._go_to(row)
        self._has_moved = True
        self.accept()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click beside the panel leaves."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.leave()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        """The shadow of the panel."""
        painter = QPainter(self)
        draw_shadow(painter, QRectF(self.panel.geometry()), self._look)
        painter.end()


def _next_mark(mark: Mark, began: Mark) -> Mark:
    """On, off, and where it was so in the beginning: some of them."""
    if mark is Mark.ON:
        return Mark.OFF
    return Mark.PARTLY if mark is Mark.OFF and began is Mark.PARTLY else Mark.ON


def text_of(choice: Choice) -> str:
    """The text by which a choice is found."""
    return f"{choice.title} {choice.words}" if choice.words else choice.title


_PAGE = _MOST_SEEN - 1
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
