"""The side bar: the places of the library with their counts; papers can be dropped on many of them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QListView, QWidget

from app.config.paths import config_folder
from ui.paper_list.drag_and_drop import Dragged
from ui.places import Identity, Overview, Place, list_places
from ui.sidebar.rows import NAMED_BY_HAND, PLACE, PlacesDelegate, PlacesModel, indent_of
from ui.style.theme import Look
from ui.widgets.overlay_scroll_bar import OverlayBar
from ui.widgets.paper_text import count, on_one_line

_OPENS_AFTER_MS = 600  # how long a drag rests on a folded tag before it opens
_EDGE = 24  # near the upper and lower edge a drag scrolls

DROPS: Mapping[str, str] = {
    "inbox": "Put {papers} back into the inbox",
    "later": "Keep {papers} for later",
    "reading": "Move {papers} to Reading",
    "done": "Move {papers} to Done",
    "dropped": "Decide against {papers}",
    "trash": "Move {papers} to the trash",
    "starred": "Star {papers}",
    "collection": "Put {papers} into “{title}”",
    "tag": "Tag {papers} “{title}”",
}
"""What a drop on a place of a kind does; the other kinds take nothing."""


class Sidebar(QListView):
    """The list of places.

    `chosen` tells which one a person went to, `entered` that the keyboard did and goes on to the papers, `renamed`
    carries a new name, `dropped` papers that were let go over a place, `offered` what letting go would do (empty when
    the drag is gone), `current_changed` that the keys act on another line.
    """

    chosen = Signal(Place)
    entered = Signal()
    renamed = Signal(Place, str)
    dropped = Signal(Place, list)
    offered = Signal(str)
    current_changed = Signal()

    def __init__(self, look: Look, dragged: Dragged) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAccessibleName("Places of the library")
        self._dragged = dragged
        self._model = PlacesModel()
        self._delegate = PlacesDelegate(look, self)
        self._overview: Overview | None = None
        self._saved_counts: Mapping[str, int] = {}
        self._settings = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
        self._folded = _read_folded(self._settings)
        self._resting = QTimer(self, singleShot=True, interval=_OPENS_AFTER_MS)
        self._resting.timeout.connect(self._open_target)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)  # what the list shows is marked, not what is current
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        OverlayBar(self)
        self.setMinimumWidth(168)
        self.setMaximumWidth(340)
        self._model.renamed.connect(self.renamed)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.current_changed.emit())
        look.changed.connect(self.viewport().update)

    # -- showing ------------------------------------------------------------------------------------------------

    @property
    def places(self) -> list[Place]:
        """The lines that are shown now."""
        return self._model.places

    @property
    def current(self) -> Place | None:
        """The line the keys act on: the one with the focus ring, else the place the list shows."""
        index = self.currentIndex()
        if not index.isValid():
            row = None if self._delegate.shown is None else self._model.row_of(self._delegate.shown)
            index = QModelIndex() if row is None else self._model.index(row)
        return index.data(PLACE) if index.isValid() else None

    def show_overview(self, overview: Overview, current: Place | None) -> None:
        """Show the places; `current` stays marked."""
        self._overview = overview
        self._delegate.shown = None if current is None else current.identity
        self._list()

    def show_saved_counts(self, counts: Mapping[str, int]) -> None:
        """Show how many papers each query of a saved search finds."""
        self._saved_counts = counts
        self._list()

    def _list(self) -> None:
        if self._overview is None or self.state() == QListView.State.EditingState:
            return  # a new name is being typed; the lines follow when it is done
        position = self.verticalScrollBar().value()
        current = self.currentIndex().data(PLACE)
        self._model.show(list_places(self._overview, self._folded, self._saved_counts))
        row = None if current is None else self._model.row_of(current.identity)
        if row is not None:
            self.setCurrentIndex(self._model.index(row))
        self.verticalScrollBar().setValue(position)
        self.viewport().update()

    def mark(self, current: Place | None) -> None:
        """Mark the place the list shows; None while it shows a search."""
        self._delegate.shown = None if current is None else current.identity
        row = None if current is None else self._model.row_of(current.identity)
        is_in_use = self.hasFocus() or self.state() == QListView.State.EditingState
        if row is not None and not is_in_use:
            self.setCurrentIndex(self._model.index(row))
        self.viewport().update()

    def go_to_first(self, kind: str) -> bool:
        """Make the first line of a kind current, and take the focus; returns whether there is one."""
        row = next((row for row, place in enumerate(self.places) if place.kind == kind), None)
        if row is not None:
            self.setFocus()
            self.setCurrentIndex(self._model.index(row))
        return row is not None

    # -- folding ------------------------------------------------------------------------------------------------

    def fold(self, place: Place, is_folded: bool) -> None:
        """Fold away what lies within a place, or show it."""
        if not place.is_parent or place.is_folded == is_folded:
            return
        self._folded = self._folded | {place.identity} if is_folded else self._folded - {place.identity}
        self._settings.setValue("folded", [f"{kind}:{key}" for kind, key in sorted(self._folded)])
        self._list()

    def _open_target(self) -> None:
        row = None if self._delegate.target is None else self._model.row_of(self._delegate.target)
        if row is not None:
            self.fold(self.places[row], False)

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes to a place, Left and Right fold; letters look for a line."""
        place = self.current
        if self.state() == QListView.State.EditingState:
            return  # the field of the new name has let Enter through, after it was done with it
        if place is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(place)
        elif event.key() == Qt.Key.Key_Left:
            self._go_out(place)
        elif event.key() == Qt.Key.Key_Right:
            self._go_in(place)
        else:
            super().keyPressEvent(event)

    def _enter(self, place: Place) -> None:
        if place.heading:
            self.fold(place, not place.is_folded)
        else:
            self.chosen.emit(place)
            self.entered.emit()

    def _go_out(self, place: Place) -> None:
        """Fold; what is folded or has nothing within goes to the line it lies within."""
        if place.is_parent and not place.is_folded:
            self.fold(place, True)
            return
        row = self._model.row_of(place.identity) or 0
        outer = (at for at in range(row - 1, -1, -1) if _is_within(place, self.places[at]))
        at = next(outer, None)
        if at is not None and not place.heading:
            self.setCurrentIndex(self._model.index(at))

    def _go_in(self, place: Place) -> None:
        """Open; what is open goes to the first line within."""
        if place.is_parent and place.is_folded:
            self.fold(place, False)
        elif place.is_parent:
            self.setCurrentIndex(self._model.index((self._model.row_of(place.identity) or 0) + 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A press on a line goes there; on a heading, or on the arrow before a tag, it folds."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        place: Place = index.data(PLACE)
        if place.is_parent and (place.heading or event.position().x() < indent_of(place)):
            self.fold(place, not place.is_folded)
        elif not place.heading:
            self.chosen.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The focus begins at the place the list shows."""
        row = None if self._delegate.shown is None else self._model.row_of(self._delegate.shown)
        if not self.currentIndex().isValid() and row is not None:
            self.setCurrentIndex(self._model.index(row))
        super().focusInEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self.viewport().update()

    # -- new names ----------------------------------------------------------------------------------------------

    def edit_name(self) -> bool:
        """Let a person type a new name for the current line; False when its name is not theirs to give."""
        place = self.current
        row = None if place is None or place.kind not in NAMED_BY_HAND else self._model.row_of(place.identity)
        if row is None:
            return False
        self.setCurrentIndex(self._model.index(row))
        self.edit(self._model.index(row))
        return True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        super().closeEditor(editor, hint)
        self._list()

    # -- drops --------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragged.enter(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Say what letting go here would do, and mark where."""
        point = event.position().toPoint()
        place = self._target_at(point)
        papers = len(self._dragged.ids)
        self._scroll_towards(point)
        if place is None or not papers:
            self._aim(None)
            event.ignore()
            return
        self._aim(place, papers)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._aim(None)
        self._dragged.leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        place, ids = self._target_at(event.position().toPoint()), self._dragged.leave()
        self._aim(None)
        if place is None or not ids:
            event.ignore()
            return
        event.acceptProposedAction()
        self.dropped.emit(place, ids)

    def _target_at(self, point: QPoint) -> Place | None:
        place: Place | None = self.indexAt(point).data(PLACE)
        return place if place is not None and place.kind in DROPS else None

    def _aim(self, place: Place | None, papers: int = 0) -> None:
        identity = None if place is None else place.identity
        if identity == self._delegate.target:
            return
        self._delegate.target = identity
        self.viewport().update()
        self._resting.stop()
        if place is not None and place.is_folded:
            self._resting.start()
        words = {} if place is None else {"papers": count(papers, "paper"), "title": on_one_line(place.title)}
        self.offered.emit("" if place is None else DROPS[place.kind].format(**words))

    def _scroll_towards(self, point: QPoint) -> None:
        """Near an edge the lines move, so that a drag reaches all of them."""
        step = -1 if point.y() < _EDGE else 1 if point.y() > self.viewport().height() - _EDGE else 0
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step * _EDGE // 3)


def _is_within(place: Place, outer: Place) -> bool:
    """Whether `outer` is the line that a place lies within: the tag it is nested in, else the heading above."""
    if place.kind == "tag" and outer.kind == "tag":
        return place.key.casefold().startswith(f"{outer.key.casefold()}/")
    return outer.heading


def _read_folded(settings: QSettings) -> frozenset[Identity]:
    """What was folded away when the window was left."""
    stored = settings.value("folded")
    lines = stored if isinstance(stored, list) else [stored]  # Qt keeps a list of one as a text
    pairs = (str(line).partition(":") for line in lines)
    return frozenset((kind, key) for kind, colon, key in pairs if colon)
