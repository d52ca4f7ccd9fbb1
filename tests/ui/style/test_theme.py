"""Parts of the look that do something: the bars over the lists, the keys that are shown, titles of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def test_the_bar_over_the_list_scrolls_it_and_takes_no_room_from_the_rows(desk: MainWindow) -> None:
    from ui.widgets.overlay_scroll_bar import OverlayBar

    bar = desk.papers.findChild(OverlayBar)
    assert bar is not None
    assert bar.isVisible()
    assert desk.papers.viewport().width() == desk.papers.contentsRect().width()
    bar.setValue(bar.maximum())
    assert desk.papers.verticalScrollBar().value() == desk.papers.verticalScrollBar().maximum() > 0
    desk.papers.scrollToTop()
    assert bar.value() == 0


def test_the_key_in_the_search_field_makes_way_for_what_is_typed(desk: MainWindow) -> None:
    from PySide6.QtWidgets import QLabel

    key = desk.top.field.findChild(QLabel, "keycap")
    assert (key.text(), key.isVisible()) == ("/", True)
    desk.top.field.setText("protein")
    assert not key.isVisible()


def test_the_key_cap_of_the_palette_opens_it_by_mouse(desk: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt

    qtbot.mouseClick(desk.top.palette_key, Qt.MouseButton.LeftButton)
    assert desk.finding.finder is not None
    assert desk.finding.finder.is_open


def test_a_very_long_title_is_set_smaller_than_a_usual_one(desk: MainWindow) -> None:
    from dataclasses import replace

    from ui.paper_page.html import page_html

    view = desk.page.view
    assert view is not None
    assert '<p class="title"' in page_html(view)
    assert '<p class="long"' in page_html(replace(view, title="word " * 60))
