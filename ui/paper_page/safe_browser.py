"""SafeBrowser: shows HTML and does nothing else – it fetches nothing, reads no file and opens nothing by itself.

Qt's own loader falls back to opening a path when `loadResource` returns nothing, so every image that is not one of our
own becomes a placeholder. Addresses go through `open_address` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QMouseEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

ICON_SCHEME = "icon"
_IMAGE = QTextDocument.ResourceType.ImageResource.value
_STYLE = QTextDocument.ResourceType.StyleSheetResource.value


def is_openable(address: str) -> bool:
    """Whether an address may be given to the system: http or https, a host, no user name and no control characters."""
    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    is_plain = address.isprintable() and "\\" not in address and not address.startswith("-")
    return parts.scheme in {"http", "https"} and bool(host) and user is None and is_plain


def open_address(address: str) -> bool:
    """Ask the system to open a web address; anything else is refused. The only door to the outside."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not is_openable(address) or not url.isValid() or not url.host():
        return False
    return bool(QDesktopServices.openUrl(url))


def open_folder(path: Path) -> bool:
    """Show a folder in the file manager of the system; what is no folder is refused, and never opened or run."""
    return path.is_dir() and bool(QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.resolve()))))


def placeholder() -> QImage:
    """One transparent pixel: stands for every image that a text asks for."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


class SafeBrowser(QTextBrowser):
    """A read-only page. `icons` paints our own images by name; `asked` tells which link was activated."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None, icons: Callable[[str], QImage] | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.anchorClicked.connect(lambda url: self.asked.emit(url.toString()))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Our own icons; for everything else something harmless that is not nothing."""
        number = int(getattr(kind, "value", kind))
        if number == _IMAGE:
            url = QUrl(name)
            is_ours = url.scheme() == ICON_SCHEME and self._icons is not None
            return (
                self._icons(url.path(QUrl.ComponentFormattingOption.FullyDecoded))
                if is_ours and self._icons
                else placeholder()
            )
        return QByteArray(b" ") if number == _STYLE else QByteArray()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A middle click would paste or open elsewhere; the page knows neither."""
        if event.button() != Qt.MouseButton.MiddleButton:
            super().mouseReleaseEvent(event)
