"""Folding: which panels there is room for, and how the window looked when it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize, Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.config.paths import config_folder
from ui.widgets.fit_to_screen import room_for
from ui.widgets.toast import Room

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

WIDE, _ROOMY, NARROW = 1440, 1200, 900  # below WIDE a page beside the note would have lines too short to read well
_TINY, _LOW = 600, 430  # a screen of usual size, with everything three times as large
_USUAL, _LEAST = QSize(1280, 820), QSize(640, 480)
_LEAST_TOAST = 400
_LEAST_NOTE, _MOST_NOTE = 288, 560
_SIDEBAR, _MOST_LIST, _LIST_SHARE = 212, 520, 0.25  # the last one of the window

_GEOMETRY, _PUT_AWAY, _COLUMNS = "geometry", "layout/sidebar_put_away", "layout/columns"
_DESKS = {Qt.Orientation.Horizontal: "layout/page_beside_note", Qt.Orientation.Vertical: "layout/page_above_note"}
_LONGEST_SIZE = 6  # digits


class Folding:
    """Puts the note below the page when there is no room beside it, and the side bar into its button."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._settings = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
        self._is_put_away = self._settings.value(_PUT_AWAY) == "true"  # the side bar, by a person
        self._is_sidebar_wanted = True
        self._desks = {way: self._read_sizes(name, 2) for way, name in _DESKS.items()}  # as somebody left them
        self._columns = self._read_sizes(_COLUMNS, 3)

    def fit(self, before: QSize) -> None:
        """The window has another size than `before`, which is invalid at the first time."""
        window, width = self._window, self._window.width()
        is_wide = width >= WIDE
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        is_other = window.desk.orientation() != wanted
        if is_other:
            window.desk.setOrientation(wanted)
            window.desk.setSizes([640, 240] if is_wide else [520, 240])
        window.list_panel.setMinimumWidth(260 if width >= _TINY else 180)
        if not self._columns or width < _TINY or not before.isValid():
            QTimer.singleShot(0, window, self._share_columns)
        if is_other or not before.isValid() or (is_wide and not self._desks[wanted]):
            QTimer.singleShot(0, window, self._share_desk)
        if not before.isValid() or (before.width() < NARROW) != (width < NARROW):
            self._is_sidebar_wanted = width >= NARROW and not self._is_put_away
        self._fold()
        self._turn_to(is_note=window.note.isAncestorOf(window.focusWidget() or window))

    def _turn_to(self, *, is_note: bool) -> None:
        """In a low window page and note take turns; else both are there."""
        window = self._window
        if window.note.parent() is window.desk:
            is_low = window.height() < _LOW and window.desk.orientation() == Qt.Orientation.Vertical
            (window.note if is_note else window.page).show()  # before the other goes, which may have the focus
            (window.page if is_note else window.note).setVisible(not is_low)

    def show_note(self) -> None:
        """Somebody goes to the note."""
        self._unfold_desk()
        self._turn_to(is_note=True)

    def show_page(self) -> None:
        """Somebody left the note, or goes to the page."""
        self._unfold_desk()
        self._turn_to(is_note=False)

    def _unfold_desk(self) -> None:
        if self._window.desk.isHidden():
            self.make_room()

    def _share_desk(self) -> None:
        """Give the page the width its lines need, and the note the rest; or what somebody gave them."""
        desk, page = self._window.desk, self._window.page
        if page.parent() is not desk:
            return
        if own := self._desks[desk.orientation()]:
            desk.setSizes(own)
        elif desk.orientation() == Qt.Orientation.Horizontal:
            note = min(max(desk.width() - page.wanted_width(), _LEAST_NOTE), _MOST_NOTE)
            desk.setSizes([desk.width() - note, note])

    def _share_columns(self) -> None:
        """Let the list grow with the window, within reason; or give it what somebody gave it."""
        width = self._window.width()
        if self._columns and width >= _TINY:
            self._window.columns.setSizes(self._columns)
            self.align_search()
            return
        least = 350 if width >= _ROOMY else 264 if width >= _TINY else width * 4 // 10
        wide = min(max(int(width * _LIST_SHARE), least), _MOST_LIST)
        beside = _SIDEBAR if self._is_sidebar_wanted else 0
        self._window.columns.setSizes([_SIDEBAR, wide, max(width - beside - wide, 1)])
        self.align_search()

    def keep_columns(self) -> None:
        """Somebody moved a border of the list."""
        sidebar, *others = self._window.columns.sizes()
        self._columns = [sidebar or (self._columns or [_SIDEBAR])[0], *others]  # 0 while it is put away
        self.align_search()

    def keep_desk(self) -> None:
        """Somebody moved the border between page and note."""
        desk = self._window.desk
        self._desks[desk.orientation()] = desk.sizes()

    def make_room(self) -> None:
        """A place was chosen: in a narrow window the side bar goes away again."""
        if self._window.width() < NARROW:
            self._is_sidebar_wanted = False
            self._fold()

    def toggle_sidebar(self) -> None:
        """Show the side bar, or put it away."""
        self._is_sidebar_wanted = not self._is_sidebar_wanted
        if self._window.width() >= NARROW:  # below it goes and comes as there is room
            self._is_put_away = not self._is_sidebar_wanted
        self._fold()

    def _fold(self) -> None:
        self._window.sidebar.setVisible(self._is_sidebar_wanted)
        self._window.desk.setHidden(self._is_sidebar_wanted and self._window.width() < _TINY)
        QTimer.singleShot(0, self.align_search)  # when the columns have their new widths

    def align_search(self) -> None:
        """Let the search field begin where the list begins."""
        is_beside = self._is_sidebar_wanted and not self._window.desk.isHidden()
        self._window.top.align(self._window.columns.sizes()[0] if is_beside else 0)

    def restore(self) -> None:
        """As it was left; else a size that suits most screens."""
        window = self._window
        room = room_for(window)
        window.setMinimumSize(_LEAST.boundedTo(room))
        window.resize(_USUAL.boundedTo(room))
        window.columns.setSizes([212, 350, 718])
        geometry = self._settings.value(_GEOMETRY)
        is_back = isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)
        if is_back and not window.isMaximized() and not window.isFullScreen():
            self._come_onto_screen()
        self._is_sidebar_wanted = window.width() >= NARROW and not self._is_put_away

    def _come_onto_screen(self) -> None:
        """The screen may be another one than it was, or everything may be larger on it."""
        window = self._window
        window.resize(window.size().boundedTo(room_for(window)))
        free = window.screen().availableGeometry()
        last = QPoint(free.right() + 1 - window.width(), free.bottom() + 1 - window.height())
        at = window.pos()
        window.move(max(min(at.x(), last.x()), free.left()), max(min(at.y(), last.y()), free.top()))

    def toast_room(self) -> Room:
        """Below the places and the list, where nothing is read or written; in a narrow window below the page, in triage
        below the card."""
        window = self._window
        view = window.triage.view
        if window.triage.is_on and view is not None:
            return Room(self._box_of(view.middle))
        if not window.list_panel.isVisible():
            return Room(window.rect().adjusted(0, 0, 0, -window.status.height()))
        side = self._box_of(window.list_panel)
        side.setLeft(0)
        page = self._box_of(window.page)
        is_side = side.width() >= min(_LEAST_TOAST, page.width()) or not window.page.isVisible()
        return Room(side, is_centred=False) if is_side else Room(page)

    def _box_of(self, part: QWidget) -> QRect:
        """Where a part of the window lies in it."""
        return QRect(part.mapTo(self._window, QPoint(0, 0)), part.size())

    def keep(self) -> None:
        """Write down how the window looks."""
        settings = self._settings
        settings.setValue(_GEOMETRY, self._window.saveGeometry())
        settings.setValue(_PUT_AWAY, "true" if self._is_put_away else "false")
        for name, sizes in ((_COLUMNS, self._columns), *((_DESKS[way], sizes) for way, sizes in self._desks.items())):
            if sizes:
                settings.setValue(name, " ".join(map(str, sizes)))
        settings.sync()

    def _read_sizes(self, name: str, number: int) -> list[int]:
        """The sizes that somebody gave to so many parts; none when nobody did, or when they cannot be read."""
        words = str(self._settings.value(name, "")).split()
        sizes = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < _LONGEST_SIZE]
        return sizes if len(sizes) == number and all(sizes) else []
