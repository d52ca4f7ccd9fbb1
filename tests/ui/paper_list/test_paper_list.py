"""The list in use: keeping papers in place, sort orders, several papers at once, the mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.changes import EVERYTHING
from app.domain.views import RowView
from app.library import Library
from ui.sort_orders import SORT_ORDERS, default_order, sort_orders_for

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def place_on_screen(window: MainWindow, paper: int) -> int:
    row = window.papers.paper_model.row_of(paper)
    assert row is not None
    return window.papers.rowViewportPosition(row)


def order(window: MainWindow, title: str) -> None:
    """Choose a sort order in the menu of the header by its title."""
    window.list_panel.open_order_menu()
    next(entry for entry in window.list_panel.order_menu.actions() if entry.text() == title).trigger()
    window.list_panel.order_menu.hide()


@pytest.mark.parametrize("name", SORT_ORDERS)
def test_the_list_is_in_the_chosen_order_which_the_header_names(
    main_window: MainWindow, wait_idle: Any, name: str
) -> None:
    order(main_window, SORT_ORDERS[name])
    wait_idle(main_window)
    wanted = [
        one for one in main_window.library.find(sort=name) if one in set(main_window.library.list_by_status("inbox"))
    ]
    assert main_window.papers.ids == wanted
    assert main_window.list_panel.order_button.text().startswith(SORT_ORDERS[name])


def test_an_order_is_remembered_for_its_kind_of_place_only(
    main_window: MainWindow, wait_idle: Any, open_window: Callable[..., MainWindow]
) -> None:
    from ui.places import ALL

    order(main_window, "Title, A to Z")
    wait_idle(main_window)
    by_title = list(main_window.papers.ids)
    main_window.navigation.go_to(ALL)
    wait_idle(main_window)
    assert main_window.papers.ids == main_window.library.list_by_status("all", "date")
    main_window.close()
    assert open_window(main_window.library.folder).papers.ids == by_title


def test_a_search_lists_the_best_match_first_and_can_be_sorted(main_window: MainWindow, wait_idle: Any) -> None:
    main_window.listing.search("learning")
    wait_idle(main_window)
    assert main_window.list_panel.order_button.text().startswith("Best match")
    found = set(main_window.papers.ids)
    order(main_window, "Title, A to Z")
    wait_idle(main_window)
    assert main_window.papers.ids == main_window.library.sort_ids(found, "title")


def test_o_opens_the_menu_of_sort_orders(main_window: MainWindow, press: Press) -> None:
    press("o")
    assert main_window.list_panel.order_menu.isVisible()
    checked = [entry.text() for entry in main_window.list_panel.order_menu.actions() if entry.isChecked()]
    main_window.list_panel.order_menu.hide()
    assert checked == ["Newest first"]


def test_every_kind_of_place_has_a_default_order() -> None:
    assert default_order("inbox") == "date"
    assert [sort_orders_for(kind)[default_order(kind)] for kind in ("search", "import")] == [
        "Best match",
        "As on the imported page",
    ]


def test_another_order_keeps_the_current_paper_in_view(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    press("jjjjjjjj")
    paper = main_window.papers.current_id
    assert paper is not None
    order(main_window, "Title, A to Z")
    wait_idle(main_window)
    assert main_window.papers.current_id == paper
    assert 0 <= place_on_screen(main_window, paper) < main_window.papers.viewport().height()


def test_visible_papers_stay_in_place_when_papers_are_added_above(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    main_window.resize(1280, 500)
    press("G")
    paper = main_window.papers.current_id
    assert paper is not None
    before = place_on_screen(main_window, paper)
    with Library(main_window.library.folder) as library:
        gone = main_window.papers.ids[0]
        library.editing.set_status("later", [gone])
    main_window.operations.changed.emit(EVERYTHING)
    wait_idle(main_window)
    assert gone not in main_window.papers.ids
    assert (main_window.papers.current_id, place_on_screen(main_window, paper)) == (paper, before)
    with Library(main_window.library.folder) as library:
        library.editing.set_status("inbox", [gone])
    main_window.operations.changed.emit(EVERYTHING)
    wait_idle(main_window)
    assert gone in main_window.papers.ids
    assert (main_window.papers.current_id, place_on_screen(main_window, paper)) == (paper, before)


def test_after_a_decision_the_next_paper_moves_up_without_scrolling(main_window: MainWindow, press: Press) -> None:
    press("jjjj")
    ids = list(main_window.papers.ids)
    before = {one: place_on_screen(main_window, one) for one in ids[2:5]}
    press("e")
    assert main_window.papers.current_id == ids[5]
    after = [place_on_screen(main_window, one) for one in (ids[2], ids[3], ids[5])]
    assert after == [before[ids[2]], before[ids[3]], before[ids[4]]]


def test_a_decision_at_the_lower_edge_does_not_scroll_the_list(main_window: MainWindow, press: Press) -> None:
    main_window.resize(1280, 500)
    main_window.papers._delayed_scroll.setInterval(10_000)  # a slow machine may need longer than usual for a decision
    view = main_window.papers.viewport().height()
    whole = view // main_window.papers.rowHeight(0)  # fully visible rows
    assert whole + 1 < len(main_window.papers.ids), "every paper is visible: nothing could scroll"
    press("j" * (whole - 1))
    ids, scrolled = list(main_window.papers.ids), main_window.papers.verticalScrollBar().value()
    before = {one: place_on_screen(main_window, one) for one in ids[:whole]}
    press("e")
    assert main_window.papers.current_id == ids[whole]
    assert main_window.papers.verticalScrollBar().value() == scrolled
    assert place_on_screen(main_window, ids[whole]) == before[ids[whole - 1]]


def test_at_the_end_of_the_list_fast_keys_decide_on_one_paper_each(main_window: MainWindow, press: Press) -> None:
    third, second, last = main_window.papers.ids[-3:]
    press("Gk")
    press("eld", wait=False)  # the list has not heard of any of them
    press("")
    views = [main_window.library.show(paper).status for paper in (second, last, third)]
    assert views == ["done", "later", "dropped"]


def test_a_decision_scrolls_when_the_paper_stays_listed(main_window: MainWindow, press: Press) -> None:
    main_window.resize(1280, 500)
    press("ga")
    view = main_window.papers.viewport().height()
    whole = view // main_window.papers.rowHeight(0)
    press("j" * (whole - 1))
    ids = list(main_window.papers.ids)
    press("e")
    assert main_window.papers.current_id == ids[whole]
    assert 0 <= place_on_screen(main_window, ids[whole]) <= view - main_window.papers.rowHeight(0)


def test_a_command_acts_on_the_marked_papers(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("xjjx")
    assert main_window.papers.selected_ids() == [ids[0], ids[2]]
    press("l")
    with Library(main_window.library.folder) as library:
        assert [library.show(one).status for one in ids[:4]] == ["later", "inbox", "later", "inbox"]


def test_all_papers_can_be_marked_and_unmarked(main_window: MainWindow, press: Press) -> None:
    press("*a")
    assert main_window.papers.selected_ids() == main_window.papers.ids
    assert main_window.papers.count_selected() == len(main_window.papers.ids)
    press("*n")
    assert main_window.papers.selected_ids() == [main_window.papers.current_id]


def test_shift_j_and_shift_k_extend_and_shrink_the_selection(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("JJ")
    assert main_window.papers.selected_ids() == ids[:3]
    press("K")
    assert main_window.papers.selected_ids() == ids[:2]


def test_a_selection_survives_an_edit_from_outside(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    ids = list(main_window.papers.ids)
    press("jJJ")
    with Library(main_window.library.folder) as library:
        library.editing.set_status("later", [ids[0]])
    main_window.operations.changed.emit(EVERYTHING)
    wait_idle(main_window)
    assert main_window.papers.selected_ids() == ids[1:4]


def test_the_context_menu_has_the_commands_of_papers(main_window: MainWindow) -> None:
    titles = [action.text().partition("\t")[0] for action in main_window.list_controller.make_menu().actions()]
    assert {"Done", "Tag…", "Star"} <= set(titles)
    assert "Quit" not in titles


def drop(window: MainWindow, dragged: list[int], target: int) -> Any:
    """Drop papers on the row of a paper with real events; returns the mime data."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from ui.paper_list.drag_and_drop import make_mime_data

    row = window.papers.paper_model.row_of(target)
    assert row is not None
    at = QPointF(window.papers.visualRect(window.papers.paper_model.index(row)).center())
    mime = make_mime_data(dragged, window.library)
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.papers.dragEnterEvent(QDragEnterEvent(at.toPoint(), *rest))
    window.papers.dropEvent(QDropEvent(at, *rest))
    return mime


def test_papers_dropped_on_another_paper_are_to_be_linked_but_never_to_themselves(
    main_window: MainWindow, qtbot: Any
) -> None:
    ids = main_window.papers.ids
    main_window.papers.papers_dropped.disconnect()
    asked: list[tuple[list[int], int]] = []
    main_window.papers.papers_dropped.connect(lambda sources, target: asked.append((sources, target)))
    drop(main_window, [ids[0], ids[1]], ids[2])
    drop(main_window, [ids[0], ids[1]], ids[1])
    assert asked == [([ids[0], ids[1]], ids[2])]


def test_a_drag_carries_ids_for_paperdesk_and_a_file_for_other_programs(main_window: MainWindow) -> None:
    from ui.paper_list.drag_and_drop import DraggedPapers, make_mime_data

    ids = main_window.papers.ids[:2]
    mime = make_mime_data(ids, main_window.library)
    dragged = DraggedPapers(main_window.library)
    assert dragged.enter(mime)
    assert dragged.ids == ids
    title = main_window.library.show(ids[0]).title
    assert title in mime.text()
    assert title in Path(mime.urls()[0].toLocalFile()).read_text("utf-8")


def test_only_folders_of_earlier_drags_are_removed_after_a_day(
    main_window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import tempfile
    import time

    from ui.paper_list.drag_and_drop import make_mime_data

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    place = tmp_path / "temporary"
    (tmp_path / "mine").mkdir()
    place.mkdir()
    (place / "paperdesk-drag-link").symlink_to(tmp_path / "mine")
    day_ago = time.time() - 25 * 3600
    for name, when in (
        ("paperdesk-drag-0123abcd", day_ago),
        ("paperdesk-drag-4567efgh", time.time()),
        ("other", day_ago),
    ):
        (place / name).mkdir(mode=0o700)
        (place / name / "paper.md").write_text("x")
        os.utime(place / name, (when, when))
    os.utime(tmp_path / "mine", (day_ago, day_ago))
    file = Path(make_mime_data(main_window.papers.ids[:1], main_window.library).urls()[0].toLocalFile())
    assert file.parent.parent == place
    left = {one.name for one in place.iterdir()}
    assert left == {"paperdesk-drag-4567efgh", "paperdesk-drag-link", "other", file.parent.name}
    assert (tmp_path / "mine").is_dir()


@pytest.mark.parametrize("room", [60, 90, 140, 200, 320])
def test_the_date_is_never_shortened_for_other_facts(program: Any, room: int) -> None:
    from PySide6.QtGui import QFont, QFontMetricsF

    from ui.paper_list.delegate import fit_facts

    view = RowView(
        id=1, title="T", organization="An Institute with a Very Long Name", authors=(), author_count=3,
        published="2025-02-28", comments=4, tags=(), status="inbox", starred=False, has_note=True,
    )  # fmt: skip
    font = QFont()
    font.setPixelSize(9)
    metrics = QFontMetricsF(font)
    text = fit_facts(view, room, metrics)
    assert "28 Feb 2025" in text
    assert metrics.horizontalAdvance(text) <= room + 1
