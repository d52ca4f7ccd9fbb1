"""What hangs below the search field: what is wrong with the query, and what may be searched for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from ui.finder.rows import HEIGHT, Choice, FinderDelegate, FinderModel
from ui.style.theme import Look
from ui.widgets.labels import named, plain_label

_MOST_SEEN = 9
_NARROWEST = 320


class SearchPanel(QFrame):
    """Lies over the window below `field` and never takes the keyboard from it. `chosen` carries the row clicked."""

    chosen = Signal(object)

    def __init__(self, place: QWidget, field: QWidget, problem: QLabel, look: Look) -> None:
        super().__init__(place)
        named(self, "searchPanel")
        self._place, self._field, self._problem = place, field, problem
        self._rows = FinderModel()
        self.list = named(QListView(), "finderList")
        self.list.setAccessibleName("What may be searched for")
        self.list.setModel(self._rows)
        self.list.setItemDelegate(FinderDelegate(look, self._rows, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.foot = plain_label(name="finderFoot")
        problem.setContentsMargins(14, 8, 14, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in (problem, self.list, self.foot):
            column.addWidget(widget)
        self.list.clicked.connect(self._click)
        place.installEventFilter(self)
        self.hide()

    @property
    def choices(self) -> list[Choice]:
        """The rows that are offered."""
        return self._rows.choices if self.isVisible() else []

    @property
    def current(self) -> Choice | None:
        """The marked row."""
        row = self.list.currentIndex().row()
        return self.choices[row] if 0 <= row < len(self.choices) else None

    def offer(self, choices: Sequence[Choice], foot: str = "", *, is_first_marked: bool = False) -> None:
        """Offer these rows; none hides the list."""
        self._rows.show(list(choices), "")
        self.foot.setText(foot)
        if choices and is_first_marked:
            self.list.setCurrentIndex(self._rows.index(0))
        self.settle()

    def move(self, step: int) -> bool:  # type: ignore[override]  # the window's own `move` is not used on it
        """Mark the next row, or the one before; False when there is none."""
        row = self.list.currentIndex().row() + step
        if not 0 <= row < len(self.choices):
            return False
        self.list.setCurrentIndex(self._rows.index(row))
        return True

    def settle(self) -> None:
        """Take the place below the field, as high as there is something to say."""
        rows = len(self._rows.choices)
        self._problem.setVisible(bool(self._problem.text()))
        self.list.setVisible(rows > 0)
        self.foot.setVisible(rows > 0 and bool(self.foot.text()))
        self.list.setFixedHeight(min(rows, _MOST_SEEN) * HEIGHT)
        if not self._field.hasFocus() or not (rows or self._problem.text()):
            self.hide()
            return
        corner = self._field.mapTo(self._place, QPoint(0, self._field.height() + 4))
        width = min(max(self._field.width(), _NARROWEST), self._place.width() - corner.x() - 8)
        layout = self.layout()
        assert layout is not None
        layout.activate()
        height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.raise_()

    def _click(self, index: QModelIndex) -> None:
        self.chosen.emit(self._rows.choices[index.row()])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.settle()
        return super().eventFilter(watched, event)
