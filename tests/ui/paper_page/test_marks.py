"""Marks stay while one moves, whatever moves: a deed is about the papers that were marked, and about no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]
MOVES = ("PageDown", "PageUp", "Home", "End", "Down", "Up", "]", "[", "gg", "G", "j", "k")


@pytest.fixture
def move(desk: MainWindow, press: Press) -> Callable[[str], None]:
    """Sends letters, or one key by its name."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(keys: str) -> None:
        if hasattr(Qt.Key, f"Key_{keys}") and len(keys) > 1:
            QTest.keyClick(QApplication.focusWidget() or desk.papers, getattr(Qt.Key, f"Key_{keys}"))
            press("")
        else:
            press(keys)

    return send


@pytest.mark.parametrize("keys", MOVES)
def test_no_movement_takes_a_mark_off_or_puts_one_on(
    desk: MainWindow, press: Press, move: Callable[[str], None], keys: str
) -> None:
    ids = list(desk.papers.papers.ids)
    press("jxjjx")
    before = desk.papers.current_id
    move(keys)
    assert desk.papers.chosen_ids() == [ids[1], ids[3]]
    assert desk.papers.is_marking
    assert desk.papers.current_id != before


def test_after_a_page_down_with_marks_the_next_decision_is_about_the_marks(
    desk: MainWindow, press: Press, move: Callable[[str], None]
) -> None:
    ids = list(desk.papers.papers.ids)
    press("xjx")
    move("PageDown")
    press("e")
    assert set(ids) - set(desk.papers.papers.ids) == set(ids[:2])
    assert not desk.papers.is_marking


def test_marks_outlive_the_current_paper_when_the_command_line_takes_it_away(
    desk: MainWindow, press: Press, qtbot: Any
) -> None:
    ids = list(desk.papers.papers.ids)
    press("xjjxj")
    with Library(desk.library.folder) as other:
        other.editing.set_status("trash", [ids[3]])
    qtbot.waitUntil(lambda: ids[3] not in desk.papers.papers.ids, timeout=10_000)
    assert desk.papers.chosen_ids() == [ids[0], ids[2]]
    assert (desk.papers.is_marking, desk.papers.current_id) == (True, ids[4])
    press("e")
    assert set(ids) - set(desk.papers.papers.ids) == {ids[0], ids[2], ids[3]}


def test_when_every_marked_paper_is_gone_marking_is_over(desk: MainWindow, press: Press, qtbot: Any) -> None:
    ids = list(desk.papers.papers.ids)
    press("xj")
    with Library(desk.library.folder) as other:
        other.editing.set_status("trash", [ids[0]])
    qtbot.waitUntil(lambda: ids[0] not in desk.papers.papers.ids, timeout=10_000)
    assert (desk.papers.is_marking, desk.papers.chosen_ids()) == (False, [ids[1]])


@pytest.mark.parametrize("keys", ["ga", "*n", "e"])
def test_marking_ends_with_another_list_with_its_key_or_with_a_decision(
    desk: MainWindow, press: Press, keys: str
) -> None:
    press("xjjx")
    press(keys)
    assert (desk.papers.is_marking, desk.papers.count_chosen()) == (False, 1)


@pytest.mark.parametrize(("keys", "rows"), [("xjjJ", (0, 2, 3)), ("xjjxjJK", (0, 2, 3, 4)), ("jjjxkkK", (0, 1, 3))])
def test_extending_the_selection_adds_to_the_marks(
    desk: MainWindow, press: Press, keys: str, rows: tuple[int, ...]
) -> None:
    ids = list(desk.papers.papers.ids)
    press(keys)
    assert desk.papers.chosen_ids() == [ids[row] for row in rows]


def test_a_click_with_shift_adds_to_the_marks(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt

    ids = list(desk.papers.papers.ids)
    press("xjj")
    click(desk, 4, Qt.KeyboardModifier.ShiftModifier)
    assert desk.papers.chosen_ids() == [ids[0], *ids[2:5]]


def test_a_new_range_begins_where_one_is_not_where_the_last_one_began(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("JjjJ")
    assert desk.papers.chosen_ids() == ids[3:5]
    press("K")
    assert desk.papers.chosen_ids() == [ids[3]]


def test_narrowing_the_search_ends_marking(desk: MainWindow, press: Press) -> None:
    desk.top.field.setText("status:inbox")
    desk.top.commit()
    press("jxj")
    desk.searching.narrow("has:abstract")
    press("")
    assert (desk.papers.is_marking, desk.papers.count_chosen()) == (False, 1)


def click(desk: MainWindow, row: int, modifier: Any = None) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    point = desk.papers.visualRect(desk.papers.papers.index(row)).center()
    held = Qt.KeyboardModifier.NoModifier if modifier is None else modifier
    QTest.mouseClick(desk.papers.viewport(), Qt.MouseButton.LeftButton, held, point)


def test_a_click_goes_to_a_paper_and_keeps_the_marks_and_one_with_ctrl_marks_it(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt

    ids = list(desk.papers.papers.ids)
    press("xjjx")
    click(desk, 4)
    assert (desk.papers.current_id, desk.papers.chosen_ids()) == (ids[4], [ids[0], ids[2]])
    click(desk, 4, Qt.KeyboardModifier.ControlModifier)
    assert desk.papers.chosen_ids() == [ids[0], ids[2], ids[4]]


def test_without_marks_a_click_chooses_its_paper_alone(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("JJ")
    click(desk, 4)
    assert desk.papers.chosen_ids() == [ids[4]]


def test_a_paper_that_is_not_marked_is_dragged_alone(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("xjjx")
    assert desk.papers.dragged_ids() == [ids[0], ids[2]]
    click(desk, 4)
    assert desk.papers.dragged_ids() == [ids[4]]
