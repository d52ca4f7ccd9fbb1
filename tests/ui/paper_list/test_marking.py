"""Marks stay while the user moves in the list, and actions apply to the marked papers only."""

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
def move(main_window: MainWindow, press: Press) -> Callable[[str], None]:
    """Sends letters, or one key by its name."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(keys: str) -> None:
        if hasattr(Qt.Key, f"Key_{keys}") and len(keys) > 1:
            QTest.keyClick(QApplication.focusWidget() or main_window.papers, getattr(Qt.Key, f"Key_{keys}"))
            press("")
        else:
            press(keys)

    return send


@pytest.mark.parametrize("keys", MOVES)
def test_moving_never_changes_a_mark(
    main_window: MainWindow, press: Press, move: Callable[[str], None], keys: str
) -> None:
    ids = list(main_window.papers.ids)
    press("jxjjx")
    before = main_window.papers.current_id
    move(keys)
    assert main_window.papers.selected_ids() == [ids[1], ids[3]]
    assert main_window.papers.is_marking
    assert main_window.papers.current_id != before


def test_after_page_down_a_decision_still_applies_to_the_marked_papers(
    main_window: MainWindow, press: Press, move: Callable[[str], None]
) -> None:
    ids = list(main_window.papers.ids)
    press("xjx")
    move("PageDown")
    press("e")
    assert set(ids) - set(main_window.papers.ids) == set(ids[:2])
    assert not main_window.papers.is_marking


def test_marks_remain_when_the_command_line_removes_the_current_paper_from_the_list(
    main_window: MainWindow, press: Press, qtbot: Any
) -> None:
    ids = list(main_window.papers.ids)
    press("xjjxj")
    with Library(main_window.library.folder) as other:
        other.editing.set_status("trash", [ids[3]])
    qtbot.waitUntil(lambda: ids[3] not in main_window.papers.ids, timeout=10_000)
    assert main_window.papers.selected_ids() == [ids[0], ids[2]]
    assert (main_window.papers.is_marking, main_window.papers.current_id) == (True, ids[4])
    press("e")
    assert set(ids) - set(main_window.papers.ids) == {ids[0], ids[2], ids[3]}


def test_marking_ends_when_every_marked_paper_has_left_the_list(
    main_window: MainWindow, press: Press, qtbot: Any
) -> None:
    ids = list(main_window.papers.ids)
    press("xj")
    with Library(main_window.library.folder) as other:
        other.editing.set_status("trash", [ids[0]])
    qtbot.waitUntil(lambda: ids[0] not in main_window.papers.ids, timeout=10_000)
    assert (main_window.papers.is_marking, main_window.papers.selected_ids()) == (False, [ids[1]])


@pytest.mark.parametrize("keys", ["ga", "*n", "e"])
def test_marking_ends_with_another_list_its_key_or_a_decision(main_window: MainWindow, press: Press, keys: str) -> None:
    press("xjjx")
    press(keys)
    assert (main_window.papers.is_marking, main_window.papers.count_selected()) == (False, 1)


@pytest.mark.parametrize(("keys", "rows"), [("xjjJ", (0, 2, 3)), ("xjjxjJK", (0, 2, 3, 4)), ("jjjxkkK", (0, 1, 3))])
def test_extending_the_selection_adds_to_the_marks(
    main_window: MainWindow, press: Press, keys: str, rows: tuple[int, ...]
) -> None:
    ids = list(main_window.papers.ids)
    press(keys)
    assert main_window.papers.selected_ids() == [ids[row] for row in rows]


def test_a_click_with_shift_adds_to_the_marks(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt

    ids = list(main_window.papers.ids)
    press("xjj")
    click(main_window, 4, Qt.KeyboardModifier.ShiftModifier)
    assert main_window.papers.selected_ids() == [ids[0], *ids[2:5]]


def test_a_new_range_starts_at_the_current_paper(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("JjjJ")
    assert main_window.papers.selected_ids() == ids[3:5]
    press("K")
    assert main_window.papers.selected_ids() == [ids[3]]


def test_narrowing_the_search_ends_marking(main_window: MainWindow, press: Press) -> None:
    main_window.top_bar.field.setText("status:inbox")
    main_window.top_bar.commit()
    press("jxj")
    main_window.search.narrow("has:abstract")
    press("")
    assert (main_window.papers.is_marking, main_window.papers.count_selected()) == (False, 1)


def click(main_window: MainWindow, row: int, modifier: Any = None) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    point = main_window.papers.visualRect(main_window.papers.paper_model.index(row)).center()
    held = Qt.KeyboardModifier.NoModifier if modifier is None else modifier
    QTest.mouseClick(main_window.papers.viewport(), Qt.MouseButton.LeftButton, held, point)


def test_a_click_keeps_the_marks_and_a_ctrl_click_marks_the_paper(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt

    ids = list(main_window.papers.ids)
    press("xjjx")
    click(main_window, 4)
    assert (main_window.papers.current_id, main_window.papers.selected_ids()) == (ids[4], [ids[0], ids[2]])
    click(main_window, 4, Qt.KeyboardModifier.ControlModifier)
    assert main_window.papers.selected_ids() == [ids[0], ids[2], ids[4]]


def test_without_marks_a_click_selects_only_its_paper(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("JJ")
    click(main_window, 4)
    assert main_window.papers.selected_ids() == [ids[4]]


def test_a_paper_that_is_not_marked_is_dragged_alone(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("xjjx")
    assert main_window.papers.dragged_ids() == [ids[0], ids[2]]
    click(main_window, 4)
    assert main_window.papers.dragged_ids() == [ids[4]]
