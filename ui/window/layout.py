"""WindowLayout: which panels are visible at a window size, and the sizes and geometry kept between sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QWidget

from ui.widgets.screen_size import available_size
from ui.widgets.toast_area import ToastArea
from ui.window_settings import open_window_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QSplitter

    from ui.window.panels import Panels

# Widths and heights in logical pixels. Below WIDE the lines of a page beside the note would be too short; _TINY and
# _LOW are a common screen at an interface scale of 300 %.
WIDE, _MEDIUM, NARROW = 1440, 1200, 900
_TINY, _LOW = 600, 430
_DEFAULT_SIZE, _MIN_SIZE = QSize(1280, 820), QSize(640, 480)
_MIN_TOAST_WIDTH = 400
_MIN_NOTE_WIDTH, _MAX_NOTE_WIDTH = 288, 560
_SIDEBAR_WIDTH, _MAX_LIST_WIDTH = 212, 520
_LIST_SHARE = 0.25  # of the window's width

_GEOMETRY, _SIDEBAR_HIDDEN, _COLUMNS = "geometry", "layout/sidebar_put_away", "layout/columns"
_PANES = {Qt.Orientation.Horizontal: "layout/page_beside_note", Qt.Orientation.Vertical: "layout/page_above_note"}
_MAX_SIZE_DIGITS = 6


class WindowLayout:
    """Puts the note below the page when there is no room beside it, and hides the sidebar in narrow windows.

    `card_area` returns the widget that toasts must stay within, or None: the middle of triage, while it is shown.
    """

    _panels: Panels

    def __init__(self, window: QMainWindow, columns: QSplitter, sidebar_place: QWidget) -> None:
        self._window, self._columns_splitter, self._sidebar_place = window, columns, sidebar_place
        self._has_panels = False
        self.card_area: Callable[[], QWidget | None] = lambda: None
        self._settings = open_window_settings()
        self._is_sidebar_hidden = self._settings.value(_SIDEBAR_HIDDEN) == "true"  # by the user
        self._is_sidebar_shown = True
        self._pane_sizes = {orientation: self._read_sizes(name, 2) for orientation, name in _PANES.items()}
        self._columns = self._read_sizes(_COLUMNS, 3)

    def set_panels(self, panels: Panels) -> None:
        """Lay out these panels from now on; before that, only geometry and columns are restored."""
        self._panels, self._has_panels = panels, True
        self.adapt(QSize())

    def adapt(self, before: QSize) -> None:
        """Adapt to the size of the window, which was `before`; that is invalid the first time."""
        if not self._has_panels:
            return
        window, panels, width = self._window, self._panels, self._window.width()
        is_wide = width >= WIDE
        orientation = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        is_turned = panels.reading_pane.orientation() != orientation
        if is_turned:
            panels.reading_pane.setOrientation(orientation)
            panels.reading_pane.setSizes([640, 240] if is_wide else [520, 240])
        panels.list_panel.setMinimumWidth(260 if width >= _TINY else 180)
        if not self._columns or width < _TINY or not before.isValid():
            QTimer.singleShot(0, window, self._resize_columns)
        if is_turned or not before.isValid() or (is_wide and not self._pane_sizes[orientation]):
            QTimer.singleShot(0, window, self._resize_reading_pane)
        if not before.isValid() or (before.width() < NARROW) != (width < NARROW):
            self._is_sidebar_shown = width >= NARROW and not self._is_sidebar_hidden
        self._update_visibility()
        self._show_note_or_page(is_note=panels.note.isAncestorOf(window.focusWidget() or window))

    def _show_note_or_page(self, *, is_note: bool) -> None:
        """Show only the note or only the page in a low window, else both."""
        panels = self._panels
        if panels.note.parent() is panels.reading_pane:
            is_low = self._window.height() < _LOW and panels.reading_pane.orientation() == Qt.Orientation.Vertical
            (panels.note if is_note else panels.page).show()  # before the other is hidden, which may have the focus
            (panels.page if is_note else panels.note).setVisible(not is_low)

    def show_note(self) -> None:
        """Make the note visible, which is about to get the focus."""
        self._show_reading_pane()
        self._show_note_or_page(is_note=True)

    def show_page(self) -> None:
        """Make the page visible."""
        self._show_reading_pane()
        self._show_note_or_page(is_note=False)

    def _show_reading_pane(self) -> None:
        if self._panels.reading_pane.isHidden():
            self.hide_sidebar_if_narrow()

    def _resize_reading_pane(self) -> None:
        """Give the page the width its lines need and the note the rest, unless the user has moved the border."""
        pane, page = self._panels.reading_pane, self._panels.page
        if page.parent() is not pane:
            return
        if sizes := self._pane_sizes[pane.orientation()]:
            pane.setSizes(sizes)
        elif pane.orientation() == Qt.Orientation.Horizontal:
            note_width = min(max(pane.width() - page.preferred_width(), _MIN_NOTE_WIDTH), _MAX_NOTE_WIDTH)
            pane.setSizes([pane.width() - note_width, note_width])

    def _resize_columns(self) -> None:
        """Let the list grow with the window, within limits, unless the user has moved a border."""
        width = self._window.width()
        if self._columns and width >= _TINY:
            self._panels.columns.setSizes(self._columns)
            self.align_search()
            return
        self._panels.columns.setSizes(self._default_columns(width))
        self.align_search()

    def _default_columns(self, width: int) -> list[int]:
        min_width = 350 if width >= _MEDIUM else 264 if width >= _TINY else width * 4 // 10
        list_width = min(max(int(width * _LIST_SHARE), min_width), _MAX_LIST_WIDTH)
        sidebar_width = _SIDEBAR_WIDTH if self._is_sidebar_shown else 0
        return [_SIDEBAR_WIDTH, list_width, max(width - sidebar_width - list_width, 1)]

    def remember_columns(self) -> None:
        """Remember the column widths, after the user moved a border."""
        sidebar, *others = self._panels.columns.sizes()
        self._columns = [sidebar or (self._columns or [_SIDEBAR_WIDTH])[0], *others]  # 0 while it is hidden
        self.align_search()

    def remember_pane_sizes(self) -> None:
        """Remember the sizes of page and note, after the user moved the border between them."""
        pane = self._panels.reading_pane
        self._pane_sizes[pane.orientation()] = pane.sizes()

    def hide_sidebar_if_narrow(self) -> None:
        """Hide the sidebar of a narrow window, after a place was chosen."""
        if self._window.width() < NARROW:
            self._is_sidebar_shown = False
            self._update_visibility()

    def toggle_sidebar(self) -> None:
        """Show or hide the sidebar."""
        self._is_sidebar_shown = not self._is_sidebar_shown
        if self._window.width() >= NARROW:  # in narrow windows it is hidden automatically
            self._is_sidebar_hidden = not self._is_sidebar_shown
        self._update_visibility()

    def _update_visibility(self) -> None:
        self._panels.sidebar.setVisible(self._is_sidebar_shown)
        self._panels.reading_pane.setHidden(self._is_sidebar_shown and self._window.width() < _TINY)
        QTimer.singleShot(0, self.align_search)  # after the columns have been laid out

    def align_search(self) -> None:
        """Align the search field with the left edge of the list."""
        if not self._has_panels:
            return
        has_both = self._is_sidebar_shown and not self._panels.reading_pane.isHidden()
        self._panels.top_bar.align(self._panels.columns.sizes()[0] if has_both else 0)

    def restore(self) -> None:
        """Restore the geometry of the last session, or use the default size."""
        window = self._window
        available = available_size(window)
        window.setMinimumSize(_MIN_SIZE.boundedTo(available))
        window.resize(_DEFAULT_SIZE.boundedTo(available))
        geometry = self._settings.value(_GEOMETRY)
        is_restored = isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)
        if is_restored and not window.isMaximized() and not window.isFullScreen():
            self._move_onto_screen()
        self._is_sidebar_shown = window.width() >= NARROW and not self._is_sidebar_hidden
        if not self._has_panels:
            self._sidebar_place.setVisible(self._is_sidebar_shown)
        self._columns_splitter.setSizes(self._columns or self._default_columns(window.width()))

    def _move_onto_screen(self) -> None:
        """Fit the restored geometry to the screen, which may be another one or have another scale."""
        window = self._window
        window.resize(window.size().boundedTo(available_size(window)))
        available = window.screen().availableGeometry()
        last = QPoint(available.right() + 1 - window.width(), available.bottom() + 1 - window.height())
        at = window.pos()
        window.move(max(min(at.x(), last.x()), available.left()), max(min(at.y(), last.y()), available.top()))

    def toast_area(self) -> ToastArea:
        """Return the area for toasts: over sidebar and list, in a narrow window over the page, in triage over the
        card."""
        window, panels = self._window, self._panels
        card_area = self.card_area()
        if card_area is not None:
            return ToastArea(self._geometry_of(card_area))
        if not panels.list_panel.isVisible():
            return ToastArea(window.rect().adjusted(0, 0, 0, -panels.status.height()))
        side = self._geometry_of(panels.list_panel)
        side.setLeft(0)
        page = self._geometry_of(panels.page)
        is_side = side.width() >= min(_MIN_TOAST_WIDTH, page.width()) or not panels.page.isVisible()
        return ToastArea(side, is_centred=False) if is_side else ToastArea(page)

    def _geometry_of(self, panel: QWidget) -> QRect:
        """Return the geometry of a panel in coordinates of the window."""
        return QRect(panel.mapTo(self._window, QPoint(0, 0)), panel.size())

    def save(self) -> None:
        """Save geometry and sizes for the next session."""
        settings = self._settings
        settings.setValue(_GEOMETRY, self._window.saveGeometry())
        settings.setValue(_SIDEBAR_HIDDEN, "true" if self._is_sidebar_hidden else "false")
        for name, sizes in (
            (_COLUMNS, self._columns),
            *((_PANES[orientation], sizes) for orientation, sizes in self._pane_sizes.items()),
        ):
            if sizes:
                settings.setValue(name, " ".join(map(str, sizes)))
        settings.sync()

    def _read_sizes(self, name: str, number: int) -> list[int]:
        """Return the saved sizes of `number` panels; empty when there are none or they cannot be read."""
        words = str(self._settings.value(name, "")).split()
        sizes = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < _MAX_SIZE_DIGITS]
        return sizes if len(sizes) == number and all(sizes) else []
