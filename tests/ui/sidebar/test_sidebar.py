"""The side bar: a tree of tags, names that can be changed, papers that can be dropped, keys that lead everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.places import Place
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def do(desk: MainWindow, qtbot: Any) -> Callable[..., None]:
    """`do(lambda editing: …)` changes the library as the window does, and waits until it shows that."""

    def act(change: Callable[[Any], Any]) -> None:
        desk.operations.act(lambda library: change(library.editing))
        qtbot.waitUntil(lambda: desk.operations.is_idle, timeout=10_000)

    return act


def line(desk: MainWindow, kind: str, key: str) -> Place:
    return next(place for place in desk.sidebar.places if place.identity == (kind, key))


def keys_of(desk: MainWindow, kind: str) -> list[str]:
    return [place.key for place in desk.sidebar.places if place.kind == kind]


def focus(desk: MainWindow, kind: str, key: str) -> None:
    """Give the side bar the focus, at a line."""
    row = [place.identity for place in desk.sidebar.places].index((kind, key))
    desk.sidebar.setFocus()
    desk.sidebar.setCurrentIndex(desk.sidebar.model().index(row, 0))


def type_key(desk: MainWindow, key: Any, modifiers: Any = None) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.keyClick(QApplication.focusWidget() or desk.sidebar, key, modifiers or Qt.KeyboardModifier.NoModifier)


def drag(desk: MainWindow, place: Place, ids: list[int], *, lets_go: bool = True) -> bool:
    """Carry papers over a place by real drag events; returns whether the place takes them."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    from ui.paper_list.drag_and_drop import mime_for

    sidebar = desk.sidebar
    index = sidebar.model().index(sidebar.places.index(place), 0)
    sidebar.scrollTo(index)
    point = sidebar.visualRect(index).center()
    mime = mime_for(ids, desk.library)
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(sidebar.viewport(), QDragEnterEvent(point, *rest))
    move = QDragMoveEvent(point, *rest)
    QApplication.sendEvent(sidebar.viewport(), move)
    if lets_go:
        QApplication.sendEvent(sidebar.viewport(), QDropEvent(QPointF(point), *rest))
    return move.isAccepted()


def settle(desk: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: desk.operations.is_idle, timeout=10_000)


def test_nested_tags_stand_below_their_parent_which_counts_them(desk: MainWindow, do: Any) -> None:
    ids = desk.library.find()
    do(lambda editing: editing.tag("rl/offline", ids[:2]))
    do(lambda editing: editing.tag("rl/online", ids[1:3]))
    tags = {place.key: place for place in desk.sidebar.places if place.kind == "tag"}
    assert (tags["rl"].papers, tags["rl"].is_parent, tags["rl"].depth) == (3, True, 0)
    assert (tags["rl/offline"].papers, tags["rl/offline"].depth, tags["rl/offline"].shown) == (2, 1, "offline")


def test_left_and_right_fold_and_the_window_remembers_it(
    desk: MainWindow, do: Any, open_window: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt

    do(lambda editing: editing.tag("rl/offline", desk.library.find()[:1]))
    focus(desk, "tag", "rl/offline")
    type_key(desk, Qt.Key.Key_Left)
    assert desk.sidebar.current == line(desk, "tag", "rl")
    type_key(desk, Qt.Key.Key_Left)
    assert "rl/offline" not in keys_of(desk, "tag")
    assert line(desk, "tag", "rl").is_folded
    other = open_window(desk.library.folder)
    assert "rl/offline" not in keys_of(other, "tag")
    other.close()
    desk.activateWindow()
    focus(desk, "tag", "rl")
    type_key(desk, Qt.Key.Key_Right)
    assert "rl/offline" in keys_of(desk, "tag")


def test_a_section_is_folded_by_a_click_on_its_heading(desk: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert keys_of(desk, "tag")
    index = desk.sidebar.model().index(desk.sidebar.places.index(line(desk, "heading", "Tags")), 0)
    desk.sidebar.scrollTo(index)
    QTest.mouseClick(desk.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=desk.sidebar.visualRect(index).center())
    assert keys_of(desk, "tag") == []
    assert line(desk, "heading", "Tags").is_folded


def test_enter_lists_a_place_and_letters_find_its_line(desk: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    desk.sidebar.setFocus()
    QTest.keyClicks(desk.sidebar, "star")
    assert desk.sidebar.current == line(desk, "starred", "")
    type_key(desk, Qt.Key.Key_Return)
    settle(desk, qtbot)
    assert desk.listing.place.kind == "starred"
    assert desk.papers.hasFocus()


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
            "Put 2 papers into “Reading group”",
            lambda view: "Reading group" in view.collections,
        ),
    ],
)
def test_papers_dropped_on_a_place_go_where_the_status_line_said(
    desk: MainWindow, do: Any, qtbot: Any, kind: str, key: str, sentence: str, holds: Callable[[Any], bool]
) -> None:
    do(lambda editing: editing.create_collection("Reading group"))
    ids = [view.id for view in desk.library.views(desk.library.find("status:inbox")) if not holds(view)][:2]
    said: list[str] = []
    desk.sidebar.offered.connect(said.append)
    assert drag(desk, line(desk, kind, key), ids)
    settle(desk, qtbot)
    assert said == [sentence, ""]
    assert [holds(view) for view in desk.library.views(ids)] == [True, True]
    desk.deeds.undo()
    settle(desk, qtbot)
    assert [holds(view) for view in desk.library.views(ids)] == [False, False]


def test_places_that_hold_what_they_find_take_no_papers(desk: MainWindow, do: Any, qtbot: Any) -> None:
    do(lambda editing: editing.save_search("Models", "models"))
    before = desk.library.history()
    for place in [one for one in desk.sidebar.places if one.kind in ("all", "import", "saved", "heading")]:
        assert not drag(desk, place, desk.library.find()[:1])
    settle(desk, qtbot)
    assert desk.library.history() == before


def test_f2_renames_a_tag_with_its_nested_ones_and_the_list_follows(desk: MainWindow, do: Any, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    ids = desk.library.find()[:2]
    do(lambda editing: editing.tag("rl/offline", ids))
    desk.going.go_to(line(desk, "tag", "rl/offline"))
    settle(desk, qtbot)
    focus(desk, "tag", "rl")
    type_key(desk, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "learning")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.listing.place.key == "learning/offline", timeout=5000)
    settle(desk, qtbot)
    assert keys_of(desk, "tag").count("learning/offline") == 1
    assert "rl" not in keys_of(desk, "tag")
    assert desk.papers.papers.ids == ids
    assert "Undo" in desk.toast._undo.text()


@pytest.mark.parametrize("kind", ["tag", "collection", "saved"])
def test_del_removes_a_place_and_undo_brings_it_back(desk: MainWindow, do: Any, qtbot: Any, kind: str) -> None:
    from PySide6.QtCore import Qt

    do(lambda editing: editing.create_collection("x"))
    do(lambda editing: editing.save_search("x", "models"))
    do(lambda editing: editing.tag("x", desk.library.find()[:1]))
    papers = desk.library.find()
    focus(desk, kind, "x")
    type_key(desk, Qt.Key.Key_Delete)
    settle(desk, qtbot)
    assert "x" not in keys_of(desk, kind)
    assert desk.library.find() == papers
    desk.deeds.undo()
    settle(desk, qtbot)
    assert "x" in keys_of(desk, kind)


def test_what_is_not_named_by_hand_can_be_neither_renamed_nor_removed(desk: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt

    before = desk.library.history()
    focus(desk, "inbox", "")
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
        type_key(desk, key)
    settle(desk, qtbot)
    assert desk.library.history() == before
    assert desk.sidebar.hasFocus()
    assert not desk.actions_by_id["remove_place"].isEnabled()


def test_a_saved_search_lists_what_it_finds_and_counts_it_apart(desk: MainWindow, do: Any, qtbot: Any) -> None:
    do(lambda editing: editing.save_search("Classics", "tag:classic"))
    found = desk.library.find("tag:classic -status:trash")
    qtbot.waitUntil(lambda: line(desk, "saved", "Classics").papers == len(found), timeout=5000)
    desk.going.go_to(line(desk, "saved", "Classics"))
    settle(desk, qtbot)
    assert desk.papers.papers.ids == found
    do(lambda editing: editing.untag("classic", found[:1]))
    qtbot.waitUntil(lambda: line(desk, "saved", "Classics").papers == len(found) - 1, timeout=5000)


def test_nothing_is_counted_again_while_nothing_changes(desk: MainWindow, do: Any, qtbot: Any) -> None:
    do(lambda editing: editing.save_search("Classics", "tag:classic"))
    qtbot.waitUntil(lambda: bool(line(desk, "saved", "Classics").papers), timeout=5000)
    settle(desk, qtbot)
    desk.organizing.count_saved(desk.library.saved_searches())
    assert not desk.organizing._timer.isActive()


def test_ctrl_s_saves_the_search_under_the_name_that_is_typed(desk: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    press("/")
    QTest.keyClicks(desk.top.field, "tag:classic")
    QTest.keyClick(desk.top.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Old ones")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys_of(desk, "saved") == ["Old ones"], timeout=5000)
    assert [(one.name, one.query) for one in desk.library.saved_searches()] == [("Old ones", "tag:classic")]


def test_m_puts_papers_into_a_new_collection_in_one_step(desk: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    chosen = desk.papers.current_id
    press("m")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Reading group")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys_of(desk, "collection") == ["Reading group"], timeout=5000)
    assert desk.library.collection("Reading group") == [chosen]
    desk.deeds.undo()
    settle(desk, qtbot)
    assert keys_of(desk, "collection") == []


def test_papers_change_places_in_a_collection_and_are_taken_out(
    desk: MainWindow, press: Press, do: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    first, second, third = desk.library.find()[:3]
    do(lambda editing: editing.collect("list", [first, second, third], can_make=True))
    desk.going.go_to(line(desk, "collection", "list"))
    settle(desk, qtbot)
    desk.papers.setFocus()
    QTest.keyClick(desk.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settle(desk, qtbot)
    assert (desk.papers.papers.ids, desk.papers.current_id) == ([second, first, third], first)
    press("M")
    assert desk.library.collection("list") == [second, third]
    assert first in desk.library.find()


@pytest.mark.parametrize(
    ("keys", "kind"),
    [("gi", "inbox"), ("gl", "later"), ("gr", "reading"), ("gd", "done"), ("gs", "starred"), ("ga", "all")],
)
def test_two_letters_lead_to_each_place(desk: MainWindow, press: Press, keys: str, kind: str) -> None:
    press("gx")
    assert desk.listing.place.kind == "dropped"
    desk.papers.setFocus()
    press(keys)
    assert desk.listing.place.kind == kind


def test_g_t_asks_for_a_tag_and_lists_it(desk: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    press("gt")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "classic")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(desk, qtbot)
    assert desk.listing.place.identity == ("tag", "classic")
    assert desk.focusWidget() is desk.papers


def test_g_m_leads_to_the_imports(desk: MainWindow, press: Press) -> None:
    press("gm")
    assert desk.sidebar.current is not None
    assert desk.sidebar.current.kind == "import"


def test_a_name_with_html_in_it_is_shown_letter_by_letter(desk: MainWindow, do: Any) -> None:
    from PySide6.QtCore import Qt

    name = '<img src="x"> & <b>bold<'
    do(lambda editing: editing.tag(name, desk.library.find()[:1]))
    row = keys_of(desk, "tag").index(name)
    place = [one for one in desk.sidebar.places if one.kind == "tag"][row]
    index = desk.sidebar.model().index(desk.sidebar.places.index(place), 0)
    assert "<" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert name in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_papers_of_the_list_can_be_taken_up_by_the_mouse(desk: MainWindow) -> None:
    from PySide6.QtCore import Qt

    assert desk.papers.model().flags(desk.papers.model().index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_a_search_is_saved_with_the_order_of_its_list(desk: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    desk.listing.search("has:date")
    desk.listing.order_by("title")
    settle(desk, qtbot)
    shown = list(desk.papers.papers.ids)
    desk.organizing.save_search()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys_of(desk, "saved") == ["has:date"], timeout=5000)
    assert [one.sort for one in desk.library.saved_searches()] == ["title"]
    desk.going.go_to(line(desk, "saved", "has:date"))
    settle(desk, qtbot)
    assert desk.papers.papers.ids == shown


def shown_tags(desk: MainWindow, paper: int) -> tuple[str, ...]:
    row = desk.papers.papers.row_of(paper)
    assert row is not None
    view = desk.papers.papers.row_view(row)
    assert view is not None
    return tuple(view.tags)


def test_rows_show_the_new_name_of_a_tag_at_once_and_the_old_one_after_undo(desk: MainWindow, do: Any) -> None:
    one, other = desk.papers.papers.ids[:2]
    do(lambda editing: editing.tag("rlx/gui", [one]))
    do(lambda editing: editing.tag("seen", [other]))
    before = shown_tags(desk, one), shown_tags(desk, other)
    assert "rlx/gui" in before[0]
    do(lambda editing: editing.rename_tag("rlx", "reinforcement"))
    assert "reinforcement/gui" in shown_tags(desk, one)
    assert "rlx/gui" not in shown_tags(desk, one)
    desk.deeds.undo()
    do(lambda editing: editing.star([other], False))
    assert shown_tags(desk, one) == before[0]
    do(lambda editing: editing.rename_tag("seen", "rlx/gui"))
    assert "rlx/gui" in shown_tags(desk, other)
    assert "seen" not in shown_tags(desk, other)
    desk.deeds.undo()
    do(lambda editing: editing.star([other], True))
    assert (shown_tags(desk, one), shown_tags(desk, other)) == before
    do(lambda editing: editing.delete_tag("rlx"))
    assert "rlx/gui" not in shown_tags(desk, one)


def test_the_row_of_a_joined_paper_follows_a_tag_that_hung_on_its_other_half(desk: MainWindow, do: Any) -> None:
    one, other = sorted(desk.papers.papers.ids[:2])
    do(lambda editing: editing.tag("half", [other]))
    do(lambda editing: editing.judge(one, other, "same"))
    assert "half" in shown_tags(desk, one)
    do(lambda editing: editing.rename_tag("half", "whole"))
    assert "whole" in shown_tags(desk, one)
    do(lambda editing: editing.delete_tag("whole"))
    assert "whole" not in shown_tags(desk, one)


def test_undoing_the_new_name_of_a_tag_leaves_the_paper_that_is_shown(desk: MainWindow, do: Any, qtbot: Any) -> None:
    one, _other, third = desk.papers.papers.ids[:3]
    do(lambda editing: editing.tag("somewhere", [one]))
    desk.papers.go_to(third)
    do(lambda editing: editing.rename_tag("somewhere", "elsewhere"))
    desk.deeds.undo()
    settle(desk, qtbot)
    assert desk.papers.current_id == third
