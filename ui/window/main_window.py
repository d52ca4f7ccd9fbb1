"""The main window: it is created in two stages, and closes when everything is saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent

from app.library import Library
from ui.style.theme import ThemeManager
from ui.window.frame import WindowFrame

_WARM_UP_DELAY_MS = 1500  # after the first paint, when the first paper has been shown


class MainWindow(WindowFrame):
    """The window on one library folder.

    It is created in two stages, so that the list is painted before the rest is loaded: first the panels with the papers
    of the inbox, then, by `complete`, the controllers with their menus and shortcuts. With `is_staged` the caller calls
    `complete`.
    """

    def __init__(self, folder: Path, theme: ThemeManager, *, is_staged: bool = False) -> None:
        super().__init__(folder, theme)
        if not is_staged:
            self.complete()

    def complete(self) -> None:
        """Create what the first paint does without: controllers, menus, shortcuts, counts, the page of the paper."""
        from ui.window import connections, features  # noqa: PLC0415 - after the first paint

        features.create_features(self)
        self.contents.start()
        connections.start_features(self)
        self.snooze.wake()
        QTimer.singleShot(_WARM_UP_DELAY_MS, self, self.warm_up)
        QTimer.singleShot(_WARM_UP_DELAY_MS, self, lambda: self.operations.write(Library.compact_history))

    # -- events -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.window_layout.adapt(event.oldSize())

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        QTimer.singleShot(0, self, self.window_layout.align_search)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close once everything is saved, see ui.window.closing."""
        if self._is_closed:
            return
        if not self.close_guard.may_close():
            event.ignore()
            return
        self._is_closed = True
        self.note.stop_preview()
        self.contents.stop()
        self.window_layout.save()
        self.operations.close()
        self.library.close()
        super().closeEvent(event)
