"""The bar on top: the button of the side bar, the search field, and what the list shows."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui.search.field import SearchField
from ui.style.icons import icon
from ui.style.theme import Look
from ui.widgets.labels import add_cross, named, plain_label

DEBOUNCE_MS = 150
_HINT = "Search titles, abstracts, authors, notes"


class TopBar(QFrame):
    """`searched` carries the query and where the cursor stands in it, a moment after the last key, or None for the
    cursor when the query is finished; `left_down` when a person goes on to the results."""

    searched = Signal(str, object)
    left_down = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "topBar")
        self._look = look
        self.places = QToolButton()
        self.places.setAccessibleName("Show or hide the places")
        self.places.setIconSize(QSize(18, 18))
        self.field = SearchField(look, _HINT)
        self.field.setAccessibleName("Search")
        self.field.setMaxLength(4000)
        self._glass = self.field.addAction(
            icon("search", look.colour("muted")), QLineEdit.ActionPosition.LeadingPosition
        )
        add_cross(self.field, "Search")
        self.palette_key = named(QToolButton(), "keycap")
        self.palette_key.setAccessibleName("Palette")
        self.palette_key.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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
        row.addStretch(4)
        row.addWidget(self.palette_key)
        self.field.setMinimumWidth(220)
        self.field.setMaximumWidth(680)

    def _colour(self) -> None:
        self.places.setIcon(icon("places", self._look.colour("muted"), 18))
        self._glass.setIcon(icon("search", self._look.colour("muted")))
        self.field.colour_cross()

    def align(self, width: int) -> None:
        """Let the field begin where the list does."""
        self.lead.setFixedWidth(max(width - 20, 32))

    def _announce(self) -> None:
        self._timer.stop()
        self.searched.emit(self.field.text(), self.field.cursorPosition())

    def commit(self) -> None:
        """The query is finished: search for all of it, now."""
        self._timer.stop()
        self.searched.emit(self.field.text(), None)

    def hold(self) -> None:
        """What is being typed is not searched for; the one who calls searches for something else."""
        self._timer.stop()

    def show_keys(self, search: str, sidebar: str, palette: str) -> None:
        """Name the keys that lead here."""
        self.field.show_key(search)
        self.palette_key.setText(palette)
        self.palette_key.setVisible(bool(palette))
        self.palette_key.setToolTip("Palette: find any command, paper, tag or setting")
        self.places.setToolTip(f"Places ({sidebar})" if sidebar else "Places")

    def clear(self) -> None:
        """Empty the field without a search; the one who calls shows something else."""
        self.field.clear()
        self.hold()
        self.problem.setText("")

    def tie(self, sidebar: QAction, palette: QAction) -> None:
        """Let the buttons do what the commands do."""
        self.places.clicked.connect(sidebar.trigger)
        self.palette_key.clicked.connect(palette.trigger)
