"""Collections and saved searches: creating, filling, ordering and counting them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.ui.conftest import wait_idle
from tests.ui.sidebar.conftest import find_place, keys_of

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def test_a_saved_search_lists_its_matches_and_updates_their_number(
    main_window: MainWindow, edit: Any, qtbot: Any
) -> None:
    edit(lambda editing: editing.save_search("Classics", "tag:classic"))
    found = main_window.library.find("tag:classic -status:trash")
    qtbot.waitUntil(lambda: find_place(main_window, "saved", "Classics").papers == len(found), timeout=5000)
    main_window.navigation.go_to(find_place(main_window, "saved", "Classics"))
    wait_idle(main_window, qtbot)
    assert main_window.papers.ids == found
    edit(lambda editing: editing.untag("classic", found[:1]))
    qtbot.waitUntil(lambda: find_place(main_window, "saved", "Classics").papers == len(found) - 1, timeout=5000)


def test_saved_searches_are_not_counted_again_while_the_library_is_unchanged(
    main_window: MainWindow, edit: Any, qtbot: Any
) -> None:
    edit(lambda editing: editing.save_search("Classics", "tag:classic"))
    qtbot.waitUntil(lambda: bool(find_place(main_window, "saved", "Classics").papers), timeout=5000)
    wait_idle(main_window, qtbot)
    main_window.sidebar_controller.count_saved_searches(main_window.library.saved_searches())
    assert not main_window.sidebar_controller.counts.is_due


def test_ctrl_s_saves_the_search_under_the_typed_name(main_window: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    press("/")
    QTest.keyClicks(main_window.top_bar.field, "tag:classic")
    QTest.keyClick(main_window.top_bar.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Old ones")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys_of(main_window, "saved") == ["Old ones"], timeout=5000)
    assert [(search.name, search.query) for search in main_window.library.saved_searches()] == [
        ("Old ones", "tag:classic")
    ]


def test_m_adds_papers_to_a_new_collection_in_one_step(main_window: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    chosen = main_window.papers.current_id
    press("m")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Reading group")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys_of(main_window, "collection") == ["Reading group"], timeout=5000)
    assert main_window.library.collection("Reading group") == [chosen]
    main_window.paper_actions.undo()
    wait_idle(main_window, qtbot)
    assert keys_of(main_window, "collection") == []


def test_papers_can_be_reordered_in_a_collection_and_removed_from_it(
    main_window: MainWindow, press: Press, edit: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    first, second, third = main_window.library.find()[:3]
    edit(lambda editing: editing.add_to_collection("list", [first, second, third], create_missing=True))
    main_window.navigation.go_to(find_place(main_window, "collection", "list"))
    wait_idle(main_window, qtbot)
    main_window.papers.setFocus()
    QTest.keyClick(main_window.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wait_idle(main_window, qtbot)
    assert (main_window.papers.ids, main_window.papers.current_id) == ([second, first, third], first)
    press("M")
    assert main_window.library.collection("list") == [second, third]
    assert first in main_window.library.find()


def test_a_search_is_saved_with_its_sort_order(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    main_window.listing.search("has:date")
    main_window.listing.set_order("title")
    wait_idle(main_window, qtbot)
    shown = list(main_window.papers.ids)
    main_window.sidebar_controller.save_search()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: keys_of(main_window, "saved") == ["has:date"], timeout=5000)
    assert [search.sort for search in main_window.library.saved_searches()] == ["title"]
    main_window.navigation.go_to(find_place(main_window, "saved", "has:date"))
    wait_idle(main_window, qtbot)
    assert main_window.papers.ids == shown
