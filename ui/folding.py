"""Folding: which panels there is room for, and how the window looked when it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer

from app.paths import config_folder

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDE, _ROOMY, NARROW = 1440, 1200, 900  # below WIDE a page beside the note would have lines too short to read well
_LEAST_NOTE, _MOST_NOTE = 288, 560
_SIDEBAR, _MOST_LIST, _LIST_SHARE = 212, 520, 0.25  # the last one of the window


class Folding:
    """Puts the note below the page when there is no room beside it, and the side bar into its button."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_sidebar_wanted = True
        self._is_desk_own = self._are_columns_own = False
        self._settings = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)

    def fit(self, before: QSize) -> None:
        """The window has another size than `before`, which is invalid at the first time."""
        window, width = self._window, self._window.width()
        is_wide = width >= WIDE
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if window.desk.orientation() != wanted:
            window.desk.setOrientation(wanted)
            window.desk.setSizes([640, 240] if is_wide else [520, 240])
            self._is_desk_own = False
        if not self._are_columns_own:
            QTimer.singleShot(0, window, self._share_columns)
        if is_wide and not self._is_desk_own:
            QTimer.singleShot(0, window, self._share_desk)
        if before.width() >= NARROW > width or not before.isValid():
            self._is_sidebar_wanted = width >= NARROW
        elif before.width() < NARROW <= width:
            self._is_sidebar_wanted = True
        self._fold()

    def _share_desk(self) -> None:
        """Give the page the width its lines need, and the note the rest; until somebody moves the border."""
        desk, page = self._window.desk, self._window.page
        if desk.orientation() == Qt.Orientation.Horizontal and page.parent() is desk:
            note = min(max(desk.width() - page.wanted_width(), _LEAST_NOTE), _MOST_NOTE)
            desk.setSizes([desk.width() - note, note])

    def _share_columns(self) -> None:
        """Let the list grow with the window, within reason; until somebody moves a border."""
        width = self._window.width()
        least = 350 if width >= _ROOMY else 264
        wide = min(max(int(width * _LIST_SHARE), least), _MOST_LIST)
        self._window.columns.setSizes([_SIDEBAR, wide, max(width - _SIDEBAR - wide, 1)])
        self.align_search()

    def keep_columns(self) -> None:
        """Somebody moved a border of the list."""
        self._are_columns_own = True
        self.align_search()

    def keep_desk(self) -> None:
        """Somebody moved the border between page and note."""
        self._is_desk_own = True

    def make_room(self) -> None:
        """A place was chosen: in a narrow window the side bar goes away again."""
        if self._window.width() < NARROW:
            self._is_sidebar_wanted = False
            self._fold()

    def toggle_sidebar(self) -> None:
        """Show the side bar, or put it away."""
        self._is_sidebar_wanted = not self._is_sidebar_wanted
        self._fold()

    def _fold(self) -> None:
        self._window.sidebar.setVisible(self._is_sidebar_wanted)
        QTimer.singleShot(0, self.align_search)  # when the columns have their new widths

    def align_search(self) -> None:
        """Let the search field begin where the list begins."""
        self._window.top.align(self._window.columns.sizes()[0] if self._is_sidebar_wanted else 0)

    def restore(self) -> None:
        """As it was left; else a size that suits most screens."""
        window = self._window
        window.resize(1280, 820)
        window.columns.setSizes([212, 350, 718])
        geometry, columns = self._settings.value("geometry"), self._settings.value("columns")
        if geometry is not None and columns is not None:
            window.restoreGeometry(geometry)
            window.columns.restoreState(columns)
            self._are_columns_own = True
        self._is_sidebar_wanted = window.width() >= NARROW

    def keep(self) -> None:
        """Write down how the window looks."""
        self._settings.setValue("geometry", self._window.saveGeometry())
        self._settings.setValue("columns", self._window.columns.saveState())
        self._settings.sync()
