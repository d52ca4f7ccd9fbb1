"""Drag and drop: files, folders and texts dropped on the window are previewed for import."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.paper_list.drag_and_drop import PAPER_IDS_MIME
from ui.widgets.labels import named, plain_label


def paths_in(mime: QMimeData) -> list[Path]:
    """The local files and folders among its URLs."""
    urls = mime.urls() if mime.hasUrls() else []
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def text_in(mime: QMimeData) -> str:
    """Its text; empty when it is blank or names files instead."""
    if paths_in(mime) or not mime.hasText() or not mime.text().strip():
        return ""
    return mime.text()


def describe(mime: QMimeData) -> str:
    """What dropping it would do; empty when it cannot be imported, as papers dragged within the window."""
    if mime.hasFormat(PAPER_IDS_MIME):
        return ""
    paths = paths_in(mime)
    if paths:
        return f"Drop to preview {'1 file or folder' if len(paths) == 1 else f'{len(paths)} files'}"
    return "Drop to preview this text" if text_in(mime) else ""


class DropHint(QFrame):
    """Overlay of the window during a drag that says what a drop will do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        named(self, "dropHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = plain_label(name="emptyTitle")
        details = plain_label("Nothing is imported until you confirm the preview.", "heading")
        column = QVBoxLayout(self)
        column.addStretch()
        for label in (self.text, details):
            column.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.hide()

    def show_text(self, sentence: str) -> None:
        """Cover the window with a sentence."""
        self.text.setText(sentence)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()


class DropTarget(QObject):
    """Accepts drops on a window that none of its widgets accepts; `dropped` carries the data.

    `fields` are its text fields: they keep dropped texts, but files dropped on them are accepted here.
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
        """Show the hint while something is dragged over the window, and accept the drop."""
        if isinstance(event, QDropEvent):  # the base class of drag enter and drag move events, too
            return self._handle(event) if watched is self._window or paths_in(event.mimeData()) else False
        if event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
        return super().eventFilter(watched, event)

    def _handle(self, event: QDropEvent) -> bool:
        sentence = describe(event.mimeData())
        if not sentence:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if isinstance(event, QDragEnterEvent | QDragMoveEvent):
            self.hint.show_text(sentence)
        else:
            self.hint.hide()
            self.dropped.emit(event.mimeData())
        return True
