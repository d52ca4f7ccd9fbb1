"""The popup below the search field: the error in the query, and suggestions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListView, QVBoxLayout, QWidget

from ui.finder.rows import HEIGHT, Choice, FinderDelegate, FinderModel
from ui.style.theme import ThemeManager
from ui.widgets.labels import named, plain_label

_MAX_VISIBLE_ROWS = 9
_MIN_WIDTH = 320


class SearchPanel(QFrame):
    """Popup on `host`, below `field`, that never takes the focus from it. `chosen` carries the clicked row."""

    chosen = Signal(object)

    def __init__(self, host: QWidget, field: QWidget, problem: QLabel, theme: ThemeManager) -> None:
        super().__init__(host)
        named(self, "searchPanel")
        self._host, self._field, self._problem = host, field, problem
        self._rows = FinderModel()
        self.list = named(QListView(), "finderList")
        self.list.setAccessibleName("Suggestions")
        self.list.setModel(self._rows)
        self.list.setItemDelegate(FinderDelegate(theme, self._rows, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.footer = plain_label(name="finderFoot")
        problem.setContentsMargins(14, 8, 14, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for widget in (problem, self.list, self.footer):
            column.addWidget(widget)
        self.list.clicked.connect(self._click)
        host.installEventFilter(self)
        self.hide()

    @property
    def choices(self) -> list[Choice]:
        """The visible rows."""
        return self._rows.choices if self.isVisible() else []

    @property
    def current(self) -> Choice | None:
        """The selected row."""
        row = self.list.currentIndex().row()
        return self.choices[row] if 0 <= row < len(self.choices) else None

    def show_choices(self, choices: Sequence[Choice], footer: str = "", *, is_first_selected: bool = False) -> None:
        """Show these rows; without any, hide the list."""
        self._rows.show(list(choices), "")
        self.footer.setText(footer)
        if choices and is_first_selected:
            self.list.setCurrentIndex(self._rows.index(0))
        self.reposition()

    def move_selection(self, step: int) -> bool:
        """Select the next or the previous row; False when there is none."""
        row = self.list.currentIndex().row() + step
        if not 0 <= row < len(self.choices):
            return False
        self.list.setCurrentIndex(self._rows.index(row))
        return True

    def reposition(self) -> None:
        """Fit the popup below the field; hide it when it is empty or the field has no focus."""
        rows = len(self._rows.choices)
        self._problem.setVisible(bool(self._problem.text()))
        self.list.setVisible(rows > 0)
        self.footer.setVisible(rows > 0 and bool(self.footer.text()))
        self.list.setFixedHeight(min(rows, _MAX_VISIBLE_ROWS) * HEIGHT)
        if not self._field.hasFocus() or not (rows or self._problem.text()):
            self.hide()
            return
        corner = self._field.mapTo(self._host, QPoint(0, self._field.height() + 4))
        width = min(max(self._field.width(), _MIN_WIDTH), self._host.width() - corner.x() - 8)
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
            self.reposition()
        return super().eventFilter(watched, event)
