"""The sidebar: its tree of tags, its keys, and the keys that go to its places."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import wait_idle
from tests.ui.sidebar.conftest import find_place, focus_entry, keys_of, press_key

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def test_nested_tags_are_listed_below_their_parent_which_counts_their_papers(
    main_window: MainWindow, edit: Any
) -> None:
    ids = main_window.library.find()
    edit(lambda editing: editing.tag("rl/offline", ids[:2]))
    edit(lambda editing: editing.tag("rl/online", ids[1:3]))
    tags = {place.key: place for place in main_window.sidebar.places if place.kind == "tag"}
    assert (tags["rl"].papers, tags["rl"].is_parent, tags["rl"].depth) == (3, True, 0)
    assert (tags["rl/offline"].papers, tags["rl/offline"].depth, tags["rl/offline"].label) == (2, 1, "offline")


def test_left_and_right_collapse_and_expand_tags_and_the_next_window_remembers_it(
    main_window: MainWindow, edit: Any, open_window: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt

    edit(lambda editing: editing.tag("rl/offline", main_window.library.find()[:1]))
    focus_entry(main_window, "tag", "rl/offline")
    press_key(main_window, Qt.Key.Key_Left)
    assert main_window.sidebar.current_place == find_place(main_window, "tag", "rl")
    press_key(main_window, Qt.Key.Key_Left)
    assert "rl/offline" not in keys_of(main_window, "tag")
    assert find_place(main_window, "tag", "rl").is_collapsed
    other = open_window(main_window.library.folder)
    assert "rl/offline" not in keys_of(other, "tag")
    other.close()
    main_window.activateWindow()
    focus_entry(main_window, "tag", "rl")
    press_key(main_window, Qt.Key.Key_Right)
    assert "rl/offline" in keys_of(main_window, "tag")


def test_a_click_on_a_heading_collapses_its_section(main_window: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert keys_of(main_window, "tag")
    index = main_window.sidebar.model().index(
        main_window.sidebar.places.index(find_place(main_window, "heading", "Tags")), 0
    )
    main_window.sidebar.scrollTo(index)
    QTest.mouseClick(
        main_window.sidebar.viewport(), Qt.MouseButton.LeftButton, pos=main_window.sidebar.visualRect(index).center()
    )
    assert keys_of(main_window, "tag") == []
    assert find_place(main_window, "heading", "Tags").is_collapsed


def test_letters_find_an_entry_and_enter_lists_its_papers(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    main_window.sidebar.setFocus()
    QTest.keyClicks(main_window.sidebar, "star")
    assert main_window.sidebar.current_place == find_place(main_window, "starred", "")
    press_key(main_window, Qt.Key.Key_Return)
    wait_idle(main_window, qtbot)
    assert main_window.listing.place.kind == "starred"
    assert main_window.papers.hasFocus()


@pytest.mark.parametrize(
    ("keys", "kind"),
    [("gi", "inbox"), ("gl", "later"), ("gr", "reading"), ("gd", "done"), ("gs", "starred"), ("ga", "all")],
)
def test_two_letters_go_to_each_place(main_window: MainWindow, press: Press, keys: str, kind: str) -> None:
    press("gx")
    assert main_window.listing.place.kind == "dropped"
    main_window.papers.setFocus()
    press(keys)
    assert main_window.listing.place.kind == kind


def test_g_t_asks_for_a_tag_and_lists_its_papers(main_window: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    press("gt")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "classic")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_idle(main_window, qtbot)
    assert main_window.listing.place.identity == ("tag", "classic")
    assert main_window.focusWidget() is main_window.papers


def test_g_m_goes_to_the_imports(main_window: MainWindow, press: Press) -> None:
    press("gm")
    assert main_window.sidebar.current_place is not None
    assert main_window.sidebar.current_place.kind == "import"


def test_html_in_a_name_is_shown_as_plain_text(main_window: MainWindow, edit: Any) -> None:
    from PySide6.QtCore import Qt

    name = '<img src="x"> & <b>bold<'
    edit(lambda editing: editing.tag(name, main_window.library.find()[:1]))
    row = keys_of(main_window, "tag").index(name)
    place = [one for one in main_window.sidebar.places if one.kind == "tag"][row]
    index = main_window.sidebar.model().index(main_window.sidebar.places.index(place), 0)
    assert "<" not in index.data(Qt.ItemDataRole.ToolTipRole)
    assert name in index.data(Qt.ItemDataRole.AccessibleTextRole)
