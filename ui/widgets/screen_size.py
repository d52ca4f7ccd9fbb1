"""How large a window may be on its screen."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = QSize(4, 40)  # device pixels taken by the title bar and borders of the window manager


def available_size(widget: QWidget) -> QSize:
    """Return the largest size a window may have on its screen, in logical pixels, without its frame."""
    screen = widget.screen() or QGuiApplication.primaryScreen()
    return screen.availableGeometry().size() - _FRAME / max(screen.devicePixelRatio(), 1.0)
