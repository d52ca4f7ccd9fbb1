"""Dropping: files, folders and texts let go over the window are offered for import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.paper_list.drag_and_drop import PAPER_IDS_MIME
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from ui.imports.sources import Offers


def paths_in(mime: QMimeData) -> list[Path]:
    """The local files and folders it names; web addresses do not count."""
    urls = mime.urls() if mime.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def text_in(mime: QMimeData) -> Offers | None:
    """The text it carries, unless it names files."""
    from ui.imports.sources import offer_text  # noqa: PLC0415 - the importer, not before it is needed

    if paths_in(mime) or not mime.hasText() or not mime.text().strip():
        return None
    return offer_text(mime.text())


def describe(mime: QMimeData) -> str:
    """What letting it go would do; empty when it is nothing for us. Papers of our own are no import."""
    if mime.hasFormat(PAPER_IDS_MIME):
        return ""
    paths = paths_in(mime)
    if paths:
        return f"Drop to look at {count(len(paths), 'file or folder') if len(paths) == 1 else f'{len(paths)} files'}"
    return "Drop to look at this text" if mime.hasText() and mime.text().strip() else ""


class DropHint(QFrame):
    """Lies over the window while something hangs above it, and says what will happen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        named(self, "dropHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = plain_label(name="emptyTitle")
        more = plain_label("Nothing is stored before you have seen what it would bring.", "heading")
        column = QVBoxLayout(self)
        column.addStretch()
        for label in (self.text, more):
            column.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    def say(self, sentence: str) -> None:
        """Cover the window and say this."""
        self.text.setText(sentence)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()


class DropDoor(QObject):
    """Takes what is dropped on a window where nothing in it wants it; `dropped` carries the data.

    `fields` are text fields in it: a text let go there is theirs, but a file is no text to them.
    """

    dropped = Signal(QMimeData)

    def __init__(self, window: QWidget, fields: Iterable[QWidget] = ()) -> None:
        super().__init__(window)
        self._window = window
        self.hint = DropHint(window)
        window.setAcceptDrops(True)
        for widget in (window, *fields):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at what hangs over the window, and take it when it is let go."""
        if isinstance(event, QDropEvent):  # those of entering and moving are drops to Qt as well
            return self._meet(event) if watched is self._window or paths_in(event.mimeData()) else False
        if event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
        return super().eventFilter(watched, event)

    def _meet(self, event: QDropEvent) -> bool:
        sentence = describe(event.mimeData())
        if not sentence:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            self.hint.say(sentence)
        else:
            self.hint.hide()
            self.dropped.emit(event.mimeData())
        return True
