"""Folding: which panels there is room for, and how the window looked when it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt, QTimer

from app.paths import config_folder

if TYPE_CHECKING:
    from ui.main_window import MainWindow

WIDE, NARROW = 1200, 900


class Folding:
    """Puts the note below the page when there is no room beside it, and the side bar into its button."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_sidebar_wanted = True
        self._settings = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)

    def fit(self, before: QSize) -> None:
        """The window has another size than `before`, which is invalid at the first time."""
        window, width = self._window, self._window.width()
        is_wide = width >= WIDE
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if window.desk.orientation() != wanted:
            window.desk.setOrientation(wanted)
            window.desk.setSizes([600, 380] if is_wide else [520, 240])
        if before.width() >= NARROW > width or not before.isValid():
            self._is_sidebar_wanted = width >= NARROW
        elif before.width() < NARROW <= width:
            self._is_sidebar_wanted = True
        self._fold()

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
        self._is_sidebar_wanted = window.width() >= NARROW

    def keep(self) -> None:
        """Write down how the window looks."""
        self._settings.setValue("geometry", self._window.saveGeometry())
        self._settings.setValue("columns", self._window.columns.saveState())
        self._settings.sync()
