"""The facet strip: counts, narrowing, and when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.ui.search.conftest import wait_for_results

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def test_a_facet_narrows_the_search_to_as_many_papers_as_it_says(
    main_window: MainWindow, type_in: Any, press_in_field: Any, qtbot: Any
) -> None:
    type_in("published:>2000 OR has:note ")
    press_in_field("Return")
    qtbot.waitUntil(main_window.search.strip.isVisible, timeout=5000)
    facet = next(facet for facet in main_window.search._facets if facet.field == "tag")
    value = facet.values[0]
    button = next(one for one in main_window.search.strip._buttons if one.text().startswith(facet.title))
    action = next(one for one in button.menu().actions() if one.text().startswith(value.value))
    assert action.text().endswith(f"\t{value.count}")
    action.trigger()
    wait_for_results(main_window, qtbot)
    assert main_window.top_bar.field.text() == f"(published:>2000 OR has:note) {value.clause}"
    assert len(main_window.papers.ids) == value.count


def test_f_narrows_by_a_facet_value_found_by_name(
    main_window: MainWindow, type_in: Any, press_in_field: Any, press: Press, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    type_in("published:>2000 ")
    press_in_field("Return")
    qtbot.waitUntil(main_window.search.strip.isVisible, timeout=5000)
    main_window.papers.setFocus()
    press("f")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "classic")
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_for_results(main_window, qtbot)
    assert main_window.listing.query == "published:>2000 tag:classic"


def test_leaving_the_search_hides_the_facets(
    main_window: MainWindow, type_in: Any, press_in_field: Any, qtbot: Any
) -> None:
    type_in("published:>2000 ")
    press_in_field("Return")
    qtbot.waitUntil(main_window.search.strip.isVisible, timeout=5000)
    main_window.navigation.go_back()
    wait_for_results(main_window, qtbot)
    assert not main_window.search.strip.isVisible()
