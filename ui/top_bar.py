"""The bar on top: the button of the side bar, the search field, and what the list shows."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui.icons import icon
from ui.labels import named, plain_label
from ui.theme import Look

DEBOUNCE_MS = 150
_ON_TO_THE_RESULTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class TopBar(QFrame):
    """`searched` carries the query a moment after the last key; `left_down` when a person goes on to the results."""

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "topBar")
        self._look = look
        self.places = QToolButton()
        self.places.setToolTip("Places (F9)")
        self.places.setAccessibleName("Show or hide the places")
        self.places.setIconSize(QSize(18, 18))
        self.field = QLineEdit(placeholderText="Search titles, abstracts, authors, notes      /")
        self.field.setAccessibleName("Search")
        self.field.setMaxLength(4000)
        self.field.setClearButtonEnabled(True)
        self.field.installEventFilter(self)
        self._glass = self.field.addAction(
            icon("search", look.colour("muted")), QLineEdit.ActionPosition.LeadingPosition
        )
        self.problem = plain_label(name="problem", is_wrapped=True)
        self.problem.setAccessibleName("What is wrong with the search")
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._announce)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self.lead = QWidget()
        self._build()
        look.changed.connect(self._colour)
        self._colour()

    def _build(self) -> None:
        lead = QHBoxLayout(self.lead)
        lead.setContentsMargins(0, 0, 0, 0)
        lead.addWidget(self.places)
        lead.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 16, 8)
        row.setSpacing(10)
        row.addWidget(self.lead)
        row.addWidget(self.field, 5)
        row.addWidget(self.problem, 4)
        self.field.setMinimumWidth(220)
        self.field.setMaximumWidth(680)

    def _colour(self) -> None:
        self.places.setIcon(icon("places", self._look.colour("muted"), 18))
        self._glass.setIcon(icon("search", self._look.colour("muted")))

    def align(self, width: int) -> None:
        """Let the field begin where the list does."""
        self.lead.setFixedWidth(max(width - 20, 32))

    def _announce(self) -> None:
        self._timer.stop()
        self.searched.emit(self.field.text())

    def clear(self) -> None:
        """Empty the field without a search; the one who calls shows something else."""
        self.field.blockSignals(True)
        self.field.clear()
        self.field.blockSignals(False)
        self._timer.stop()
        self.problem.setText("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter and Down go on to the results."""
        is_press = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if is_press and cast(QKeyEvent, event).key() in _ON_TO_THE_RESULTS:
            self._announce()
            self.left_down.emit()
            return True
        return super().eventFilter(watched, event)

    def tie(self, action: QAction) -> None:
        """Let the button do what the command does."""
        self.places.clicked.connect(action.trigger)
