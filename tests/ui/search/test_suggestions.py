"""Suggestions below the search field: completions, corrections, recent and saved searches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.ui.search.conftest import wait_for_results

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def test_tab_accepts_the_proposed_correction(main_window: MainWindow, type_in: Any, press_in_field: Any) -> None:
    type_in("colour:red")
    press_in_field("Return")
    press_in_field("Tab")
    assert main_window.top_bar.field.text() == '"colour:red"'
    assert main_window.top_bar.problem.text() == ""


def test_tab_completes_a_tag_and_the_results_follow(main_window: MainWindow, type_in: Any, press_in_field: Any) -> None:
    type_in("tag:cl")
    assert [choice.title for choice in main_window.search.panel.choices] == ["classic"]
    press_in_field("Tab")
    assert main_window.top_bar.field.text() == "tag:classic "
    assert main_window.top_bar.field.hasFocus()
    assert (
        main_window.papers.ids == main_window.library.answer("tag:classic", None, "relevance", include_trash=False).ids
    )


def test_alt_down_selects_another_completion(main_window: MainWindow, type_in: Any, press_in_field: Any) -> None:
    type_in("tag:")
    first, second = (choice.title for choice in main_window.search.panel.choices[:2])
    press_in_field("Down", with_alt=True)
    press_in_field("Tab")
    assert main_window.top_bar.field.text() == f"tag:{second} "
    assert first != second


def test_an_empty_field_offers_recent_and_saved_searches_after_a_restart(
    main_window: MainWindow, type_in: Any, press_in_field: Any, open_window: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    type_in("protein ")
    press_in_field("Return")
    main_window.operations.write(lambda library: library.editing.save_search("Noted", "has:note"))
    wait_for_results(main_window, qtbot)
    main_window.close()
    other = open_window(main_window.library.folder)
    other.top_bar.field.setFocus()
    qtbot.waitUntil(lambda: len(other.search.panel.choices) == 2, timeout=5000)
    assert [choice.title for choice in other.search.panel.choices] == ["protein", "Noted"]
    QTest.keyClick(other.top_bar.field, Qt.Key.Key_Down)
    QTest.keyClick(other.top_bar.field, Qt.Key.Key_Down)
    QTest.keyClick(other.top_bar.field, Qt.Key.Key_Return)
    wait_for_results(other, qtbot)
    assert other.listing.query == "has:note"
    assert other.papers.hasFocus()


def test_only_the_last_twenty_searches_are_kept_each_once(tmp_path: Any) -> None:
    from ui.search.controller import RecentSearches

    recent = RecentSearches(tmp_path / "config" / "searches.json")
    for number in range(25):
        recent.add(f"query {number}")
    recent.add("query 10")
    again = RecentSearches(tmp_path / "config" / "searches.json").queries
    assert again == ["query 10", *(f"query {number}" for number in range(24, 5, -1) if number != 10), "query 5"][:20]
    assert len(set(again)) == 20


def test_a_damaged_file_of_recent_searches_is_ignored(tmp_path: Any) -> None:
    from ui.search.controller import RecentSearches

    (tmp_path / "searches.json").write_text('{"a": [1, 2', "utf-8")
    assert RecentSearches(tmp_path / "searches.json").queries == []
