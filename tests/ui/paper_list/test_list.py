"""The list as a person uses it: what stays in its place, the order, several papers at once, the mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.views import RowView
from app.library import Library
from ui.sort_orders import ORDERS, orders_of, usual_order

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def place_on_screen(window: MainWindow, paper: int) -> int:
    row = window.papers.papers.row_of(paper)
    assert row is not None
    return window.papers.rowViewportPosition(row)


def order(window: MainWindow, title: str) -> None:
    """Choose an order as a person does: the menu of the head, and the line with that title."""
    window.list_panel.show_orders()
    next(entry for entry in window.list_panel.orders.actions() if entry.text() == title).trigger()
    window.list_panel.orders.hide()


@pytest.mark.parametrize("name", ORDERS)
def test_the_list_stands_in_the_chosen_order_and_the_head_says_so(desk: MainWindow, settle: Any, name: str) -> None:
    order(desk, ORDERS[name])
    settle(desk)
    wanted = [one for one in desk.library.find(sort=name) if one in set(desk.library.shelf("inbox"))]
    assert desk.papers.papers.ids == wanted
    assert desk.list_panel.order.text().startswith(ORDERS[name])


def test_an_order_is_remembered_for_its_kind_of_place_only(
    desk: MainWindow, settle: Any, open_window: Callable[..., MainWindow]
) -> None:
    from ui.places import ALL

    order(desk, "Title, A to Z")
    settle(desk)
    by_title = list(desk.papers.papers.ids)
    desk.going.go_to(ALL)
    settle(desk)
    assert desk.papers.papers.ids == desk.library.shelf("all", "date")
    desk.close()
    assert open_window(desk.library.folder).papers.papers.ids == by_title


def test_a_search_begins_with_the_best_match_and_can_be_ordered(desk: MainWindow, settle: Any) -> None:
    desk.listing.search("learning")
    settle(desk)
    assert desk.list_panel.order.text().startswith("Best match")
    found = set(desk.papers.papers.ids)
    order(desk, "Title, A to Z")
    settle(desk)
    assert desk.papers.papers.ids == desk.library.in_order(found, "title")


def test_o_opens_the_menu_of_orders(desk: MainWindow, press: Press) -> None:
    press("o")
    assert desk.list_panel.orders.isVisible()
    checked = [entry.text() for entry in desk.list_panel.orders.actions() if entry.isChecked()]
    desk.list_panel.orders.hide()
    assert checked == ["Newest first"]


def test_every_kind_of_place_has_an_order_of_its_own_or_the_newest_first() -> None:
    assert usual_order("inbox") == "date"
    assert [orders_of(kind)[usual_order(kind)] for kind in ("search", "import")] == ["Best match", "As on the page"]


def test_another_order_keeps_the_paper_one_reads_and_its_place(desk: MainWindow, press: Press, settle: Any) -> None:
    press("jjjjjjjj")
    paper = desk.papers.current_id
    assert paper is not None
    order(desk, "Title, A to Z")
    settle(desk)
    assert desk.papers.current_id == paper
    assert 0 <= place_on_screen(desk, paper) < desk.papers.viewport().height()


def test_what_one_sees_stays_when_papers_come_in_above(desk: MainWindow, press: Press, settle: Any) -> None:
    desk.resize(1280, 500)
    press("G")
    paper = desk.papers.current_id
    assert paper is not None
    before = place_on_screen(desk, paper)
    with Library(desk.library.folder) as library:
        gone = desk.papers.papers.ids[0]
        library.editing.set_status("later", [gone])
    desk.refresh()
    settle(desk)
    assert gone not in desk.papers.papers.ids
    assert (desk.papers.current_id, place_on_screen(desk, paper)) == (paper, before)
    with Library(desk.library.folder) as library:
        library.editing.set_status("inbox", [gone])
    desk.refresh()
    settle(desk)
    assert gone in desk.papers.papers.ids
    assert (desk.papers.current_id, place_on_screen(desk, paper)) == (paper, before)


def test_after_a_decision_the_next_paper_moves_up_and_the_list_does_not_jump(desk: MainWindow, press: Press) -> None:
    press("jjjj")
    ids = list(desk.papers.papers.ids)
    before = {one: place_on_screen(desk, one) for one in ids[2:5]}
    press("e")
    assert desk.papers.current_id == ids[5]
    after = [place_on_screen(desk, one) for one in (ids[2], ids[3], ids[5])]
    assert after == [before[ids[2]], before[ids[3]], before[ids[4]]]


def test_a_decision_at_the_lower_edge_does_not_scroll_what_one_sees(desk: MainWindow, press: Press) -> None:
    desk.resize(1280, 500)
    view = desk.papers.viewport().height()
    whole = view // desk.papers.rowHeight(0)  # rows that are in sight from top to bottom
    assert whole + 1 < len(desk.papers.papers.ids), "every paper is in sight: nothing could scroll"
    press("j" * (whole - 1))
    ids, scrolled = list(desk.papers.papers.ids), desk.papers.verticalScrollBar().value()
    before = {one: place_on_screen(desk, one) for one in ids[:whole]}
    press("e")
    assert desk.papers.current_id == ids[whole]
    assert desk.papers.verticalScrollBar().value() == scrolled
    assert place_on_screen(desk, ids[whole]) == before[ids[whole - 1]]


def test_at_the_end_of_the_list_quick_keys_decide_about_one_paper_each(desk: MainWindow, press: Press) -> None:
    third, second, last = desk.papers.papers.ids[-3:]
    press("Gk")
    press("eld", settled=False)  # the list has not heard of any of them
    press("")
    views = [desk.library.show(paper).status for paper in (second, last, third)]
    assert views == ["done", "later", "dropped"]


def test_a_decision_scrolls_where_the_paper_stays_listed(desk: MainWindow, press: Press) -> None:
    desk.resize(1280, 500)
    press("ga")
    view = desk.papers.viewport().height()
    whole = view // desk.papers.rowHeight(0)
    press("j" * (whole - 1))
    ids = list(desk.papers.papers.ids)
    press("e")
    assert desk.papers.current_id == ids[whole]
    assert 0 <= place_on_screen(desk, ids[whole]) <= view - desk.papers.rowHeight(0)


def test_marked_papers_are_the_ones_a_command_acts_on(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("xjjx")
    assert desk.papers.chosen_ids() == [ids[0], ids[2]]
    press("l")
    with Library(desk.library.folder) as library:
        assert [library.show(one).status for one in ids[:4]] == ["later", "inbox", "later", "inbox"]


def test_all_and_none_are_counted_in_the_status_line(desk: MainWindow, press: Press) -> None:
    press("*a")
    assert desk.papers.chosen_ids() == desk.papers.papers.ids
    assert desk.papers.count_chosen() == len(desk.papers.papers.ids)
    press("*n")
    assert desk.papers.chosen_ids() == [desk.papers.current_id]


def test_shift_j_and_shift_k_grow_and_shrink_the_selection(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("JJ")
    assert desk.papers.chosen_ids() == ids[:3]
    press("K")
    assert desk.papers.chosen_ids() == ids[:2]


def test_a_selection_survives_an_edit_from_outside(desk: MainWindow, press: Press, settle: Any) -> None:
    ids = list(desk.papers.papers.ids)
    press("jJJ")
    with Library(desk.library.folder) as library:
        library.editing.set_status("later", [ids[0]])
    desk.refresh()
    settle(desk)
    assert desk.papers.chosen_ids() == ids[1:4]


def test_the_menu_of_the_right_button_holds_the_commands_of_papers(desk: MainWindow) -> None:
    titles = [action.text().partition("\t")[0] for action in desk.ordering.make_menu().actions()]
    assert {"Done", "Tag…", "Star"} <= set(titles)
    assert "Quit" not in titles


def drop(window: MainWindow, dragged: list[int], target: int) -> Any:
    """A real drop on the row of a paper; returns the event."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from ui.paper_list.drag_and_drop import mime_for

    row = window.papers.papers.row_of(target)
    assert row is not None
    at = QPointF(window.papers.visualRect(window.papers.papers.index(row)).center())
    mime = mime_for(dragged, window.library)
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.papers.dragEnterEvent(QDragEnterEvent(at.toPoint(), *rest))
    window.papers.dropEvent(QDropEvent(at, *rest))
    return mime


def test_papers_dropped_on_another_one_ask_for_a_link_and_never_with_themselves(desk: MainWindow, qtbot: Any) -> None:
    ids = desk.papers.papers.ids
    desk.papers.linked_by_drop.disconnect()
    asked: list[tuple[list[int], int]] = []
    desk.papers.linked_by_drop.connect(lambda sources, target: asked.append((sources, target)))
    drop(desk, [ids[0], ids[1]], ids[2])
    drop(desk, [ids[0], ids[1]], ids[1])
    assert asked == [([ids[0], ids[1]], ids[2])]


def test_a_drag_carries_numbers_for_us_and_a_file_for_others(desk: MainWindow) -> None:
    from ui.paper_list.drag_and_drop import Dragged, mime_for

    ids = desk.papers.papers.ids[:2]
    mime = mime_for(ids, desk.library)
    dragged = Dragged(desk.library)
    assert dragged.enter(mime)
    assert dragged.ids == ids
    title = desk.library.show(ids[0]).title
    assert title in mime.text()
    assert title in Path(mime.urls()[0].toLocalFile()).read_text("utf-8")


def test_folders_of_earlier_drags_go_after_a_day_and_nothing_else(
    desk: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import tempfile
    import time

    from ui.paper_list.drag_and_drop import mime_for

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    place = tmp_path / "temporary"
    (tmp_path / "mine").mkdir()
    place.mkdir()
    (place / "paperdesk-drag-link").symlink_to(tmp_path / "mine")
    day_ago = time.time() - 25 * 3600
    for name, when in (("paperdesk-drag-old", day_ago), ("paperdesk-drag-new", time.time()), ("other", day_ago)):
        (place / name).mkdir()
        (place / name / "paper.md").write_text("x")
        os.utime(place / name, (when, when))
    os.utime(tmp_path / "mine", (day_ago, day_ago))
    file = Path(mime_for(desk.papers.papers.ids[:1], desk.library).urls()[0].toLocalFile())
    assert file.parent.parent == place
    left = {one.name for one in place.iterdir()}
    assert left == {"paperdesk-drag-new", "paperdesk-drag-link", "other", file.parent.name}
    assert (tmp_path / "mine").is_dir()


@pytest.mark.parametrize("room", [60, 90, 140, 200, 320])
def test_a_date_is_never_cut_for_the_facts_around_it(program: Any, room: int) -> None:
    from PySide6.QtGui import QFont, QFontMetricsF

    from ui.paper_list.delegate import facts_that_fit

    view = RowView(
        id=1, title="T", organization="An Institute with a Very Long Name", authors=(), author_count=3,
        published="2025-02-28", comments=4, tags=(), status="inbox", starred=False, has_note=True,
    )  # fmt: skip
    font = QFont()
    font.setPixelSize(9)
    metrics = QFontMetricsF(font)
    text = facts_that_fit(view, room, metrics)
    assert "28 Feb 2025" in text
    assert metrics.horizontalAdvance(text) <= room + 1
