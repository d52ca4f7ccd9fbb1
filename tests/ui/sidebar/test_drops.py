"""Papers dropped on the places of the sidebar."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import wait_idle
from tests.ui.sidebar.conftest import find_place

if TYPE_CHECKING:
    from ui.places import Place
    from ui.window.main_window import MainWindow


def drag(main_window: MainWindow, place: Place, ids: list[int], *, is_dropped: bool = True) -> bool:
    """Drag papers over a place and drop them with real events; returns whether the place accepts them."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    from ui.paper_list.drag_and_drop import make_mime_data

    sidebar = main_window.sidebar
    index = sidebar.model().index(sidebar.places.index(place), 0)
    sidebar.scrollTo(index)
    point = sidebar.visualRect(index).center()
    mime = make_mime_data(ids, main_window.library)
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(sidebar.viewport(), QDragEnterEvent(point, *rest))
    move = QDragMoveEvent(point, *rest)
    QApplication.sendEvent(sidebar.viewport(), move)
    if is_dropped:
        QApplication.sendEvent(sidebar.viewport(), QDropEvent(QPointF(point), *rest))
    return move.isAccepted()


@pytest.mark.parametrize(
    ("kind", "key", "sentence", "holds"),
    [
        ("tag", "classic", "Tag 2 papers “classic”", lambda view: "classic" in view.tags),
        ("later", "", "Keep 2 papers for later", lambda view: view.status == "later"),
        ("done", "", "Move 2 papers to Done", lambda view: view.status == "done"),
        ("starred", "", "Star 2 papers", lambda view: view.starred),
        ("trash", "", "Move 2 papers to the trash", lambda view: view.status == "trash"),
        (
            "collection",
            "Reading group",
            "Add 2 papers to “Reading group”",
            lambda view: "Reading group" in view.collections,
        ),
    ],
)
def test_papers_dropped_on_a_place_are_changed_as_the_status_line_announced(
    main_window: MainWindow, edit: Any, qtbot: Any, kind: str, key: str, sentence: str, holds: Callable[[Any], bool]
) -> None:
    edit(lambda editing: editing.create_collection("Reading group"))
    ids = [view.id for view in main_window.library.views(main_window.library.find("status:inbox")) if not holds(view)][
        :2
    ]
    hints: list[str] = []
    main_window.sidebar.drop_hint_changed.connect(hints.append)
    assert drag(main_window, find_place(main_window, kind, key), ids)
    wait_idle(main_window, qtbot)
    assert hints == [sentence, ""]
    assert [holds(view) for view in main_window.library.views(ids)] == [True, True]
    main_window.paper_actions.undo()
    wait_idle(main_window, qtbot)
    assert [holds(view) for view in main_window.library.views(ids)] == [False, False]


def test_places_without_members_of_their_own_accept_no_drops(main_window: MainWindow, edit: Any, qtbot: Any) -> None:
    edit(lambda editing: editing.save_search("Models", "models"))
    before = main_window.library.history()
    for place in [one for one in main_window.sidebar.places if one.kind in ("all", "import", "saved", "heading")]:
        assert not drag(main_window, place, main_window.library.find()[:1])
    wait_idle(main_window, qtbot)
    assert main_window.library.history() == before


def test_papers_of_the_list_can_be_dragged(main_window: MainWindow) -> None:
    from PySide6.QtCore import Qt

    assert main_window.papers.model().flags(main_window.papers.model().index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled
