"""SafeBrowser: shows HTML without fetching anything, reading files or opening links.

QTextBrowser opens the path of an image when `loadResource` returns nothing, so every image except our own icons becomes
a placeholder. Web addresses are opened only by `open_address`.
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
    """Whether an address may be opened: http or https, with a host, without a user name and control characters."""
    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    is_plain = address.isprintable() and "\\" not in address and not address.startswith("-")
    return parts.scheme in {"http", "https"} and bool(host) and user is None and is_plain


def open_address(address: str) -> bool:
    """Open a web address in the web browser of the system; returns False when it is refused or fails.

    This is the only function that opens addresses.
    """
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    if not is_openable(address) or not url.isValid() or not url.host():
        return False
    return bool(QDesktopServices.openUrl(url))


def open_folder(path: Path) -> bool:
    """Show a folder in the file manager of the system; anything that is not a folder is refused."""
    return path.is_dir() and bool(QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.resolve()))))


def placeholder_image() -> QImage:
    """One transparent pixel, shown in place of the images of a text."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    return image


class SafeBrowser(QTextBrowser):
    """A read-only HTML view. `icons` makes Paperdesk's own images by name; `link_activated` carries the address."""

    link_activated = Signal(str)

    def __init__(self, parent: QWidget | None = None, icons: Callable[[str], QImage] | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.anchorClicked.connect(lambda url: self.link_activated.emit(url.toString()))

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802 - Qt's name
        """Our own icons; for everything else something harmless that is not nothing."""
        number = int(getattr(kind, "value", kind))
        if number == _IMAGE:
            url = QUrl(name)
            is_ours = url.scheme() == ICON_SCHEME and self._icons is not None
            return (
                self._icons(url.path(QUrl.ComponentFormattingOption.FullyDecoded))
                if is_ours and self._icons
                else placeholder_image()
            )
        return QByteArray(b" ") if number == _STYLE else QByteArray()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Ignore middle clicks, which Qt may use to paste or to open a link."""
        if event.button() != Qt.MouseButton.MiddleButton:
            super().mouseReleaseEvent(event)
