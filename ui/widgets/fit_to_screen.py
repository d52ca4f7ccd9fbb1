"""Fitting: nothing is larger than its screen, neither the window nor a dialog over it, however large the type is."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QFrame, QMessageBox, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.labels import named

_SIDE_SHARE = 0.28
_FRAME = QSize(4, 40)  # pixels of the screen that the system's title bar and borders take


def room_for(widget: QWidget) -> QSize:
    """The largest size a window may have on its screen, in logical pixels, without its frame."""
    screen = widget.screen() or QGuiApplication.primaryScreen()
    return screen.availableGeometry().size() - _FRAME / max(screen.devicePixelRatio(), 1.0)


def share_of(widget: QWidget, pixels: int, least: int = 0) -> int:
    """As wide as this, but on a small screen only the share of it that leaves room for the rest, or the least."""
    return min(pixels, max(int(room_for(widget).width() * _SIDE_SHARE), least))


def keep_on_screen(dialog: QDialog) -> None:
    """Let this dialog, and those over it, never be larger than the screen; what it has no room for is scrolled to."""
    if dialog.property(_IS_KEPT) is None:
        dialog.setProperty(_IS_KEPT, True)
        dialog.installEventFilter(_Keeper(dialog))


_IS_KEPT = "isKeptOnScreen"


def take_in(event: QChildEvent) -> None:
    """Something was put over a window: when it is a dialog it is kept on the screen."""
    child = event.child()
    if event.type() == QEvent.Type.ChildPolished and isinstance(child, QDialog):
        keep_on_screen(child)


class _Keeper(QObject):
    """Looks after one dialog."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        kind = event.type()
        if isinstance(event, QChildEvent):
            take_in(event)
        elif kind in (QEvent.Type.Show, QEvent.Type.Resize) and isinstance(watched, QDialog):
            _fit(watched, is_new=kind == QEvent.Type.Show)
        return False


def _fit(dialog: QDialog, *, is_new: bool) -> None:
    room = room_for(dialog)
    layout = dialog.layout()
    is_own = layout is not None and not isinstance(dialog, (QMessageBox, QFileDialog))
    if is_new and is_own and layout is not None and _is_beyond(layout.totalMinimumSize(), room):
        _let_scroll(dialog)
    dialog.setMinimumSize(dialog.minimumSize().boundedTo(room))
    wanted = dialog.size().boundedTo(room)
    layout = dialog.layout()
    if wanted.width() < dialog.width() and layout is not None and layout.hasHeightForWidth():
        higher = max(wanted.height(), layout.totalHeightForWidth(wanted.width()))  # the words take more lines
        wanted = QSize(wanted.width(), higher).boundedTo(room)
    if wanted != dialog.size():
        dialog.resize(wanted)


def _is_beyond(size: QSize, room: QSize) -> bool:
    return size.width() > room.width() or size.height() > room.height()


def _let_scroll(dialog: QDialog) -> None:
    """Put what the dialog holds into an area that scrolls."""
    inside, held = QWidget(), dialog.focusWidget()
    layout = dialog.layout()
    assert layout is not None
    inside.setLayout(layout)  # Qt takes it, and the widgets in it, from the dialog
    area = named(QScrollArea(widgetResizable=True), "bareArea")
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(area)
    if held is not None:
        held.setFocus()
