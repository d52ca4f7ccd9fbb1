"""The top bar: sidebar button, search field, and palette button."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui.search.field import SearchField
from ui.style.icons import icon
from ui.style.theme import ThemeManager
from ui.widgets.labels import add_clear_button, named, plain_label

DEBOUNCE_MS = 150
_PLACEHOLDER = "Search titles, abstracts, authors, notes"


class TopBar(QFrame):
    """The bar with the search field.

    `searched` carries the query and the cursor position in it, shortly after the last key press; the position is None
    when the query is finished. `results_requested` is emitted when the user goes on to the results.
    """

    searched = Signal(str, object)
    results_requested = Signal()

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        named(self, "topBar")
        self._theme = theme
        self.sidebar_button = QToolButton()
        self.sidebar_button.setAccessibleName("Show or hide sidebar")
        self.sidebar_button.setIconSize(QSize(18, 18))
        self.field = SearchField(theme, _PLACEHOLDER)
        self.field.setAccessibleName("Search")
        self.field.setMaxLength(4000)
        self._search_icon = self.field.addAction(
            icon("search", theme.colour("muted")), QLineEdit.ActionPosition.LeadingPosition
        )
        add_clear_button(self.field, "Search")
        self.palette_button = named(QToolButton(), "keycap")
        self.palette_button.setAccessibleName("Command palette")
        self.palette_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.problem = plain_label(name="problem", is_wrapped=True)
        self.problem.setAccessibleName("Problem with the search")
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._timer.timeout.connect(self._emit_searched)
        self.field.textChanged.connect(lambda _text: self._timer.start())
        self.leading = QWidget()
        self._build()
        theme.changed.connect(self._update_icons)
        self._update_icons()

    def _build(self) -> None:
        leading = QHBoxLayout(self.leading)
        leading.setContentsMargins(0, 0, 0, 0)
        leading.addWidget(self.sidebar_button)
        leading.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 16, 8)
        row.setSpacing(10)
        row.addWidget(self.leading)
        row.addWidget(self.field, 5)
        row.addStretch(4)
        row.addWidget(self.palette_button)
        self.field.setMinimumWidth(220)
        self.field.setMaximumWidth(680)

    def _update_icons(self) -> None:
        self.sidebar_button.setIcon(icon("places", self._theme.colour("muted"), 18))
        self._search_icon.setIcon(icon("search", self._theme.colour("muted")))
        self.field.colour_clear_button()

    def align(self, width: int) -> None:
        """Set the width of the area before the search field."""
        self.leading.setFixedWidth(max(width - 20, 32))

    def _emit_searched(self) -> None:
        self._timer.stop()
        self.searched.emit(self.field.text(), self.field.cursorPosition())

    def commit(self) -> None:
        """Search for the whole query now, as it is finished."""
        self._timer.stop()
        self.searched.emit(self.field.text(), None)

    def cancel_pending(self) -> None:
        """Do not search for what is being typed; the caller lists something else."""
        self._timer.stop()

    def show_keys(self, search: str, sidebar: str, palette: str) -> None:
        """Show the shortcuts of search, sidebar and palette."""
        self.field.show_shortcut(search)
        self.palette_button.setText(palette)
        self.palette_button.setVisible(bool(palette))
        self.palette_button.setToolTip("Command palette: find any command, paper, tag or setting")
        self.sidebar_button.setToolTip(f"Show or hide sidebar ({sidebar})" if sidebar else "Show or hide sidebar")

    def clear(self) -> None:
        """Clear the field without searching; the caller lists something else."""
        self.field.clear()
        self.cancel_pending()
        self.problem.setText("")

    def connect_actions(self, sidebar: QAction, palette: QAction) -> None:
        """Connect the buttons to the actions of their commands."""
        self.sidebar_button.clicked.connect(sidebar.trigger)
        self.palette_button.clicked.connect(palette.trigger)
