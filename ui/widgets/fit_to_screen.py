"""Keep the window and its dialogs no larger than the screen, however large the text is."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.labels import named
from ui.widgets.screen_size import available_size

_SIDE_SHARE = 0.28


def limit_width(widget: QWidget, pixels: int, minimum: int = 0) -> int:
    """Limit the width of a side column to a share of the screen, but not below `minimum`; all in logical pixels."""
    return min(pixels, max(int(available_size(widget).width() * _SIDE_SHARE), minimum))


_IS_KEPT = "isKeptOnScreen"


def keep_dialogs_on_screen(window: QWidget) -> None:
    """Keep this dialog, and all dialogs of this window, within the screen; what does not fit can be scrolled."""
    if window.property(_IS_KEPT) is None:
        window.setProperty(_IS_KEPT, True)
        window.installEventFilter(_ScreenFitter(window))


class _ScreenFitter(QObject):
    """Event filter that keeps the dialogs of a window, and itself if it is one, on the screen."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kind = event.type()
        if isinstance(event, QChildEvent):
            child = event.child()
            if kind == QEvent.Type.ChildPolished and isinstance(child, QDialog):
                keep_dialogs_on_screen(child)
        elif kind in (QEvent.Type.Show, QEvent.Type.Resize) and isinstance(watched, QDialog):
            _fit(watched, is_new=kind == QEvent.Type.Show)
        return False


def _fit(dialog: QDialog, *, is_new: bool) -> None:
    available = available_size(dialog)
    layout = dialog.layout()
    is_ours = layout is not None and not isinstance(dialog, (QMessageBox, QFileDialog))
    if is_new and is_ours and layout is not None and _exceeds(layout.totalMinimumSize(), available):
        _make_scrollable(dialog)
    dialog.setMinimumSize(dialog.minimumSize().boundedTo(available))
    wanted = dialog.size().boundedTo(available)
    layout = dialog.layout()
    if wanted.width() < dialog.width() and layout is not None and layout.hasHeightForWidth():
        taller = max(wanted.height(), layout.totalHeightForWidth(wanted.width()))  # narrower text takes more lines
        wanted = QSize(wanted.width(), taller).boundedTo(available)
    if wanted != dialog.size():
        dialog.resize(wanted)


def _exceeds(size: QSize, available: QSize) -> bool:
    return size.width() > available.width() or size.height() > available.height()


def _make_scrollable(dialog: QDialog) -> None:
    """Move the contents of the dialog into a scroll area."""
    inside, focused = QWidget(), dialog.focusWidget()
    layout = dialog.layout()
    assert layout is not None
    inside.setLayout(layout)  # Qt moves the layout with its widgets out of the dialog
    area = named(QScrollArea(widgetResizable=True), "bareArea")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(area)
    if focused is not None:
        focused.setFocus()
