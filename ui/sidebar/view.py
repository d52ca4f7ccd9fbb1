"""Sidebar: the list of places with their counts; papers can be dropped on many of them."""

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

from ui.paper_list.drag_and_drop import DraggedPapers
from ui.places import Identity, Overview, Place, list_places
from ui.sidebar.rows import PLACE_ROLE, RENAMABLE_KINDS, PlacesDelegate, PlacesModel, indent_of
from ui.style.theme import ThemeManager
from ui.widgets.overlay_scroll_bar import OverlayScrollBar
from ui.widgets.paper_text import pluralize, single_line
from ui.window_settings import open_window_settings

_EXPAND_DELAY_MS = 600  # a drag that rests this long on a collapsed entry expands it
_SCROLL_EDGE = 24  # pixels; a drag this close to the upper or lower edge scrolls

_DROP_HINTS: Mapping[str, str] = {
    "inbox": "Move {papers} back to the inbox",
    "later": "Keep {papers} for later",
    "reading": "Move {papers} to Reading",
    "done": "Move {papers} to Done",
    "dropped": "Move {papers} to Dropped",
    "trash": "Move {papers} to the trash",
    "starred": "Star {papers}",
    "collection": "Add {papers} to “{title}”",
    "tag": "Tag {papers} “{title}”",
}
"""What a drop does, by kind of place; other kinds accept no drops."""


class Sidebar(QListView):
    """The list of places.

    Signals: `place_chosen(place)` by mouse or keyboard; `place_entered()` after that when Enter was pressed;
    `renamed(place, new name)`; `dropped(place, paper_ids)`; `drop_hint_changed(text)` with what a drop would do, empty
    when the drag has left; `current_changed()` when the keys act on another entry.
    """

    place_chosen = Signal(Place)
    place_entered = Signal()
    renamed = Signal(Place, str)
    dropped = Signal(Place, list)
    drop_hint_changed = Signal(str)
    current_changed = Signal()

    def __init__(self, theme: ThemeManager, dragged: DraggedPapers) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAccessibleName("Places of the library")
        self._dragged = dragged
        self._model = PlacesModel()
        self._delegate = PlacesDelegate(theme, self)
        self._overview: Overview | None = None
        self._saved_counts: Mapping[str, int] = {}
        self._settings = open_window_settings()
        self._collapsed = _read_collapsed(self._settings)
        self._expand_timer = QTimer(self, singleShot=True, interval=_EXPAND_DELAY_MS)
        self._expand_timer.timeout.connect(self._expand_target)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)  # the delegate highlights the listed place
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        OverlayScrollBar(self)
        self.setMinimumWidth(168)
        self.setMaximumWidth(340)
        self._model.renamed.connect(self.renamed)
        self.selectionModel().currentChanged.connect(lambda _now, _before: self.current_changed.emit())
        theme.changed.connect(self.viewport().update)

    # -- showing ------------------------------------------------------------------------------------------------

    @property
    def places(self) -> list[Place]:
        """The visible entries."""
        return self._model.places

    @property
    def current_place(self) -> Place | None:
        """The entry the keys act on: the one with the focus ring, else the listed place."""
        index = self.currentIndex()
        if not index.isValid():
            row = None if self._delegate.listed is None else self._model.row_of(self._delegate.listed)
            index = QModelIndex() if row is None else self._model.index(row)
        return index.data(PLACE_ROLE) if index.isValid() else None

    def show_overview(self, overview: Overview, listed: Place | None) -> None:
        """Show the places, with the listed one highlighted; None while a search is listed."""
        self._overview = overview
        self._delegate.listed = None if listed is None else listed.identity
        self._refresh()

    def show_saved_search_counts(self, counts: Mapping[str, int]) -> None:
        """Show the number of papers that each saved search finds, by its query."""
        self._saved_counts = counts
        self._refresh()

    def _refresh(self) -> None:
        if self._overview is None or self.state() == QListView.State.EditingState:
            return  # a name is being edited; `closeEditor` refreshes afterwards
        position = self.verticalScrollBar().value()
        current = self.currentIndex().data(PLACE_ROLE)
        self._model.show(list_places(self._overview, self._collapsed, self._saved_counts))
        row = None if current is None else self._model.row_of(current.identity)
        if row is not None:
            self.setCurrentIndex(self._model.index(row))
        self.verticalScrollBar().setValue(position)
        self.viewport().update()

    def mark_listed(self, listed: Place | None) -> None:
        """Highlight the listed place; None while a search is listed."""
        self._delegate.listed = None if listed is None else listed.identity
        row = None if listed is None else self._model.row_of(listed.identity)
        is_in_use = self.hasFocus() or self.state() == QListView.State.EditingState
        if row is not None and not is_in_use:
            self.setCurrentIndex(self._model.index(row))
        self.viewport().update()

    def go_to_first(self, kind: str) -> bool:
        """Make the first entry of a kind current and take the focus; returns whether there is one."""
        row = next((row for row, place in enumerate(self.places) if place.kind == kind), None)
        if row is not None:
            self.setFocus()
            self.setCurrentIndex(self._model.index(row))
        return row is not None

    # -- collapsing ---------------------------------------------------------------------------------------------

    def set_collapsed(self, place: Place, is_collapsed: bool) -> None:
        """Hide or show the entries within a place."""
        if not place.is_parent or place.is_collapsed == is_collapsed:
            return
        self._collapsed = self._collapsed | {place.identity} if is_collapsed else self._collapsed - {place.identity}
        self._settings.setValue("folded", [f"{kind}:{key}" for kind, key in sorted(self._collapsed)])
        self._refresh()

    def _expand_target(self) -> None:
        row = None if self._delegate.target is None else self._model.row_of(self._delegate.target)
        if row is not None:
            self.set_collapsed(self.places[row], False)

    # -- keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter goes to a place, Left and Right collapse and expand, letters search for an entry."""
        place = self.current_place
        if self.state() == QListView.State.EditingState:
            return  # the editor of the name has handled Enter, and passes it on
        if place is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(place)
        elif event.key() == Qt.Key.Key_Left:
            self._collapse_or_go_to_parent(place)
        elif event.key() == Qt.Key.Key_Right:
            self._expand_or_go_to_child(place)
        else:
            super().keyPressEvent(event)

    def _enter(self, place: Place) -> None:
        if place.is_heading:
            self.set_collapsed(place, not place.is_collapsed)
        else:
            self.place_chosen.emit(place)
            self.place_entered.emit()

    def _collapse_or_go_to_parent(self, place: Place) -> None:
        """Collapse the entry; go to its parent when it is collapsed already or has no entries within."""
        if place.is_parent and not place.is_collapsed:
            self.set_collapsed(place, True)
            return
        row = self._model.row_of(place.identity) or 0
        parents = (above for above in range(row - 1, -1, -1) if _is_within(place, self.places[above]))
        parent_row = next(parents, None)
        if parent_row is not None and not place.is_heading:
            self.setCurrentIndex(self._model.index(parent_row))

    def _expand_or_go_to_child(self, place: Place) -> None:
        """Expand the entry; go to the first entry within when it is expanded already."""
        if place.is_parent and place.is_collapsed:
            self.set_collapsed(place, False)
        elif place.is_parent:
            self.setCurrentIndex(self._model.index((self._model.row_of(place.identity) or 0) + 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A press on an entry goes there; on a heading or the arrow of a tag it collapses or expands."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        place: Place = index.data(PLACE_ROLE)
        if place.is_parent and (place.is_heading or event.position().x() < indent_of(place)):
            self.set_collapsed(place, not place.is_collapsed)
        elif not place.is_heading:
            self.place_chosen.emit(place)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Make the listed place current when the sidebar gets the focus."""
        row = None if self._delegate.listed is None else self._model.row_of(self._delegate.listed)
        if not self.currentIndex().isValid() and row is not None:
            self.setCurrentIndex(self._model.index(row))
        super().focusInEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().leaveEvent(event)
        self.viewport().update()

    # -- renaming -----------------------------------------------------------------------------------------------

    def edit_current_name(self) -> bool:
        """Edit the name of the current entry in place; returns False when it cannot be renamed."""
        place = self.current_place
        row = None if place is None or place.kind not in RENAMABLE_KINDS else self._model.row_of(place.identity)
        if row is None:
            return False
        self.setCurrentIndex(self._model.index(row))
        self.edit(self._model.index(row))
        return True

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802 - Qt's name
        super().closeEditor(editor, hint)
        self._refresh()

    # -- drops --------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if self._dragged.enter(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Tell what a drop here would do, and highlight the entry."""
        point = event.position().toPoint()
        place = self._target_at(point)
        papers = len(self._dragged.ids)
        self._scroll_towards(point)
        if place is None or not papers:
            self._set_drop_target(None)
            event.ignore()
            return
        self._set_drop_target(place, papers)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._set_drop_target(None)
        self._dragged.leave()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        place, ids = self._target_at(event.position().toPoint()), self._dragged.leave()
        self._set_drop_target(None)
        if place is None or not ids:
            event.ignore()
            return
        event.acceptProposedAction()
        self.dropped.emit(place, ids)

    def _target_at(self, point: QPoint) -> Place | None:
        place: Place | None = self.indexAt(point).data(PLACE_ROLE)
        return place if place is not None and place.kind in _DROP_HINTS else None

    def _set_drop_target(self, place: Place | None, papers: int = 0) -> None:
        identity = None if place is None else place.identity
        if identity == self._delegate.target:
            return
        self._delegate.target = identity
        self.viewport().update()
        self._expand_timer.stop()
        if place is not None and place.is_collapsed:
            self._expand_timer.start()
        hint = ""
        if place is not None:
            hint = _DROP_HINTS[place.kind].format(papers=pluralize(papers, "paper"), title=single_line(place.title))
        self.drop_hint_changed.emit(hint)

    def _scroll_towards(self, point: QPoint) -> None:
        """Scroll while a drag is near an edge, so that it can reach every entry."""
        step = -1 if point.y() < _SCROLL_EDGE else 1 if point.y() > self.viewport().height() - _SCROLL_EDGE else 0
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + step * _SCROLL_EDGE // 3)


def _is_within(place: Place, outer: Place) -> bool:
    """Whether `outer` is the parent of a place: the tag it is nested in, else the heading above."""
    if place.kind == "tag" and outer.kind == "tag":
        return place.key.casefold().startswith(f"{outer.key.casefold()}/")
    return outer.is_heading


def _read_collapsed(settings: QSettings) -> frozenset[Identity]:
    """The collapsed places that were stored by an earlier window."""
    stored = settings.value("folded")
    lines = stored if isinstance(stored, list) else [stored]  # QSettings returns a list of one item as a string
    pairs = (str(line).partition(":") for line in lines)
    return frozenset((kind, key) for kind, colon, key in pairs if colon)
