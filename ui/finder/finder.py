"""The finder: a search field over a filtered list, as an overlay of the window. Every picker and the palette is one.

It takes a `PickerRequest` and calls back with a `PickerResult`; a chain of requests is a chain of finders. It is a
child widget of the window, not a window of its own: it is placed correctly on every screen, and the window's shortcuts
are suspended while it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.search.fuzzy import Candidates
from ui.finder.rows import HEIGHT, Choice, FinderDelegate, FinderModel, Mark
from ui.style.theme import ThemeManager
from ui.widgets.labels import FIELD_NAME, named, plain_label
from ui.widgets.overlay_scroll_bar import OverlayScrollBar
from ui.widgets.shadow import draw_shadow

MAX_ROWS = 100
_MAX_VISIBLE_ROWS = 10
_WIDTH, _TOP = 620, 84

Identity = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class PickerRequest:
    """What to pick: `name` is the title, `details` a line below it, `choices` the rows, preferred ones first.

    - `create` makes a row of a text that matches none yet; with `is_created_first` that row comes first.
    - `initial_marks` gives the rows check boxes: marks can be changed, and Enter accepts all of them.
    - `is_multi_select` lets Tab mark several rows.
    - `has_shortcuts`: while the field is empty, one press of a row's `shortcut`, or of its number, chooses it.
    - `is_text_only` asks for a text without rows; `is_list_only` shows the rows without a text field.
    - `hint` names the keys below the list, `empty_text` is shown when no row matches, `excluded` rows are never shown.
    """

    name: str
    placeholder: str
    choices: Sequence[Choice] = ()
    details: str = ""
    hint: str = "↑↓ choose · Enter select · Esc back"
    empty_text: str = "Nothing matches."
    create: Callable[[str], Choice | None] | None = None
    initial_marks: Mapping[Identity, Mark] | None = None
    is_multi_select: bool = False
    has_shortcuts: bool = False
    is_text_only: bool = False
    is_list_only: bool = False
    is_created_first: bool = False
    excluded: Collection[Identity] = ()


@dataclass(frozen=True, slots=True)
class PickerResult:
    """The chosen rows in the order of choosing, the text that was typed, and the marks of all rows that have one."""

    chosen: tuple[Choice, ...] = ()
    text: str = ""
    marks: Mapping[Identity, Mark] = field(default_factory=dict)


class Finder(QWidget):
    """Overlay on `host` that calls `on_result` with what was picked, or `on_cancel`."""

    def __init__(
        self,
        host: QWidget,
        theme: ThemeManager,
        request: PickerRequest,
        on_result: Callable[[PickerResult], object],
        on_cancel: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__(host)
        self._host, self._theme, self._on_result, self._on_cancel = host, theme, on_result, on_cancel
        self.request = request
        self._candidates: Candidates | None = None
        self._choices: list[Choice] = []
        self._recent: Sequence[int] = ()
        self._chosen: dict[Identity, Choice] = {}
        self.marks: dict[Identity, Mark] = dict(request.initial_marks or {})
        self._is_closed = False
        self._is_loading = False
        self._is_accept_pending = False  # Enter was pressed before all choices were loaded
        self._is_row_picked = False  # the current row was picked by hand since the text last changed
        self._previous_focus = QApplication.focusWidget()
        self.model = FinderModel()
        self.model.marks = self.marks
        self.model.has_boxes = request.initial_marks is not None
        self.panel = named(QFrame(self), "finder")
        self.title = plain_label(request.name, "finderTitle", is_wrapped=True)
        self.details = plain_label(request.details, "finderDetails", is_wrapped=True)
        self.field = named(QLineEdit(placeholderText=request.placeholder), FIELD_NAME)
        self.list = named(QListView(), "finderList")
        self.empty_label = plain_label(request.empty_text, "heading")
        self.footer = plain_label(request.hint, "finderFoot")
        self._build()
        self.field.textChanged.connect(self._on_text_changed)
        self.field.installEventFilter(self)
        host.installEventFilter(self)
        self.list.clicked.connect(self._click)
        self.set_choices(request.choices)
        self._reposition()
        self.show()
        self.raise_()
        self.field.setFocus()

    def _build(self) -> None:
        request = self.request
        self.setAccessibleName(request.name)
        self.field.setAccessibleName(request.name)
        self.list.setAccessibleName("What matches")
        self.list.setModel(self.model)
        self.list.setItemDelegate(FinderDelegate(self._theme, self.model, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        OverlayScrollBar(self.list)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty_label.setContentsMargins(16, 10, 16, 10)
        self.field.setReadOnly(request.is_list_only)
        if request.is_list_only:
            self.field.setFixedHeight(1)
        column = self._column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in (self.title, self.details, self.field, self.list, self.empty_label, self.footer):
            column.addWidget(widget)
        self.details.setVisible(bool(request.details))  # not before it is in the panel: it would be a window of its own

    @property
    def is_open(self) -> bool:
        """Whether it has neither a result nor been canceled."""
        return not self._is_closed

    @property
    def is_loading(self) -> bool:
        """Whether more choices are being read: until then Enter waits, and nothing says that there are none."""
        return self._is_loading

    @is_loading.setter
    def is_loading(self, is_loading: bool) -> None:
        self._is_loading = is_loading
        self._fit()

    # -- what is shown ------------------------------------------------------------------------------------------

    def set_choices(
        self, choices: Sequence[Choice], candidates: Candidates | None = None, recent: Sequence[int] = ()
    ) -> None:
        """Replace the rows; `candidates` are their texts when already prepared, `recent` the positions of the recently
        chosen ones. A row that was picked by hand stays the current one."""
        is_row_kept = self._is_row_picked or (self.field.text() and not self._is_accept_pending)
        previous = self.current if is_row_kept else None
        self._choices = list(choices)
        self._candidates = candidates or Candidates(search_text(choice) for choice in self._choices)
        self._recent = recent
        self._find(self.field.text())
        if previous in self.model.choices:
            self._go_to(self.model.choices.index(previous))
        if self._is_accept_pending:
            self._is_accept_pending = False
            self.accept()

    def set_initial_marks(self, initial_marks: Mapping[Identity, Mark]) -> None:
        """Set the marks that rows have from the beginning, when they were read after opening; what was marked
        meanwhile stays. Without check boxes there are none."""
        if self.request.initial_marks is not None:
            self.request = replace(self.request, initial_marks=initial_marks)
            for identity, mark in initial_marks.items():
                self.marks.setdefault(identity, mark)

    def _on_text_changed(self, text: str) -> None:
        self._is_row_picked = False
        self._find(text)

    def _find(self, text: str) -> None:
        assert self._candidates is not None
        excluded = self.request.excluded
        found = self._candidates.find(text, MAX_ROWS + len(excluded), self._recent)
        matching = (self._choices[position] for position in found)
        shown = [choice for choice in matching if choice.identity not in excluded][:MAX_ROWS]
        created = self.request.create(text) if self.request.create is not None and text.strip() else None
        if created is not None and self.request.is_created_first:
            shown = [created, *(choice for choice in shown if choice.identity != created.identity)]
        known = {choice.identity for choice in shown}
        extra = (created, *self._created_choices())
        shown += [choice for choice in extra if choice is not None and choice.identity not in known]
        self.model.show(shown, text)
        self._go_to(0)
        self._fit()

    def _created_choices(self) -> list[Choice]:
        """Created choices that are marked already, while the field is empty."""
        if self.field.text().strip():
            return []
        known = {choice.identity for choice in self._choices}
        return [choice for choice in self._chosen.values() if choice.identity not in known]

    def _fit(self) -> None:
        rows = len(self.model.choices)
        available = self.height() - self._top() - 140
        visible = max(min(rows, _MAX_VISIBLE_ROWS, available // HEIGHT), 1)
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(visible * HEIGHT)
        self.empty_label.setVisible(rows == 0 and not self.request.is_text_only and not self._is_loading)
        width = min(_WIDTH, self.width() - 32)
        column = self._column
        height = column.heightForWidth(width) if column.hasHeightForWidth() else column.sizeHint().height()
        geometry = QRect((self.width() - width) // 2, self._top(), width, height)
        if geometry != self.panel.geometry():
            self.panel.setGeometry(geometry)
            self.update()

    def _top(self) -> int:
        return _TOP if self.height() > 520 else 24

    def _reposition(self) -> None:
        self.setGeometry(self._host.rect())
        self._fit()

    # -- choosing -----------------------------------------------------------------------------------------------

    @property
    def current(self) -> Choice | None:
        """The current row."""
        row = self.list.currentIndex().row()
        return self.model.choices[row] if 0 <= row < len(self.model.choices) else None

    def _go_to(self, row: int) -> None:
        rows = len(self.model.choices)
        if rows:
            self.list.setCurrentIndex(self.model.index(min(max(row, 0), rows - 1)))
            current = self.current
            self.field.setAccessibleDescription(self.model.describe(current) if current else "")

    def _move(self, step: int) -> None:
        self._is_row_picked = True
        rows = len(self.model.choices)
        row = self.list.currentIndex().row() + step
        self._go_to(row % rows if rows and abs(step) == 1 else row)

    def toggle(self) -> None:
        """Toggle the mark of the current row."""
        choice = self.current
        if choice is None or (self.request.initial_marks is None and not self.request.is_multi_select):
            return
        initial = (self.request.initial_marks or {}).get(choice.identity, Mark.OFF)
        mark = _next_mark(self.model.mark_of(choice), initial)
        self.marks[choice.identity] = mark
        self._chosen.pop(choice.identity, None)
        if mark is Mark.ON:
            self._chosen[choice.identity] = choice
        self.list.viewport().update()
        self._go_to(self.list.currentIndex().row())
        self.field.selectAll()

    def accept(self) -> None:
        """Enter: return what is marked and typed. While choices are loading, a better match may still come: then wait,
        unless a row was picked by hand."""
        request, choice = self.request, self.current
        if self.is_loading and not (self._is_row_picked or self._chosen):
            self._is_accept_pending = True
        elif request.is_text_only:
            self._finish(PickerResult(text=self.field.text()))
        elif request.initial_marks is not None:
            if choice is not None and (not self.is_changed or self._is_typing()):
                self.toggle()
            self._finish(PickerResult(tuple(self._chosen.values()), self.field.text(), dict(self.marks)))
        elif choice is not None or self._chosen:
            chosen = tuple(self._chosen.values()) or (choice,) if choice else tuple(self._chosen.values())
            self._finish(PickerResult(chosen, self.field.text()))

    def _is_typing(self) -> bool:
        """Whether the text was typed after the last mark: marking selects it."""
        return bool(self.field.text().strip()) and not self.field.hasSelectedText()

    @property
    def is_changed(self) -> bool:
        """Whether a mark differs from the initial ones."""
        initial_marks = self.request.initial_marks or {}
        return any(initial_marks.get(identity, Mark.OFF) is not mark for identity, mark in self.marks.items())

    def _click(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._is_row_picked = True
        if self.request.initial_marks is not None:
            self.toggle()
        else:
            self.accept()

    def _finish(self, result: PickerResult) -> None:
        self._close()
        self._on_result(result)

    def cancel(self) -> None:
        """Close without a result."""
        if not self._is_closed:
            self._close()
            self._on_cancel()

    def _close(self) -> None:
        self._is_closed = True
        self._host.removeEventFilter(self)
        if self._previous_focus is not None and isValid(self._previous_focus) and self._previous_focus.isVisible():
            self._previous_focus.setFocus()
        self.hide()
        self.deleteLater()

    # -- Qt's events --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Handle the list's keys while the field has the focus, and suspend the window's shortcuts."""
        if watched is self._host:
            if event.type() == QEvent.Type.Resize:
                QTimer.singleShot(0, self, self._reposition)
        elif event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        self._is_accept_pending = False
        step = _STEPS.get(Qt.Key(event.key()))
        action = {
            Qt.Key.Key_Return: self.accept,
            Qt.Key.Key_Enter: self.accept,
            Qt.Key.Key_Escape: self.cancel,
            Qt.Key.Key_Tab: self.toggle,
            Qt.Key.Key_Backtab: self.toggle,
        }.get(Qt.Key(event.key()))
        if step is not None:
            self._move(step)
        elif action is not None:
            action()
        else:
            return self._press_shortcut(event.text())
        return True

    def _press_shortcut(self, text: str) -> bool:
        """Choose the row whose shortcut or number was pressed; False when there is none."""
        if not self.request.has_shortcuts or self.field.text() or not text:
            return False
        rows = enumerate(self._choices)
        row = next((row for row, choice in rows if text in (choice.shortcut, str(row + 1))), None)
        if row is None:
            return False
        self._go_to(row)
        self._is_row_picked = True
        self.accept()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Cancel on a click beside the panel."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.cancel()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        """Paint the shadow of the panel."""
        painter = QPainter(self)
        draw_shadow(painter, QRectF(self.panel.geometry()), self._theme)
        painter.end()


def _next_mark(mark: Mark, initial: Mark) -> Mark:
    """Cycle through on and off, and through partly when that was the initial mark."""
    if mark is Mark.ON:
        return Mark.OFF
    return Mark.PARTLY if mark is Mark.OFF and initial is Mark.PARTLY else Mark.ON


def search_text(choice: Choice) -> str:
    """The text a choice is matched against."""
    return f"{choice.title} {choice.keywords}" if choice.keywords else choice.title


_ROWS_PER_PAGE = _MAX_VISIBLE_ROWS - 1
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _ROWS_PER_PAGE,
    Qt.Key.Key_PageUp: -_ROWS_PER_PAGE,
}
