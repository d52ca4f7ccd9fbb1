"""Styled widgets: overlay scroll bars, shortcut labels, titles of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def test_the_overlay_scroll_bar_scrolls_the_list_and_leaves_rows_their_width(main_window: MainWindow) -> None:
    from ui.widgets.overlay_scroll_bar import OverlayScrollBar

    bar = main_window.papers.findChild(OverlayScrollBar)
    assert bar is not None
    assert bar.isVisible()
    assert main_window.papers.viewport().width() == main_window.papers.contentsRect().width()
    bar.setValue(bar.maximum())
    assert main_window.papers.verticalScrollBar().value() == main_window.papers.verticalScrollBar().maximum() > 0
    main_window.papers.scrollToTop()
    assert bar.value() == 0


def test_the_shortcut_in_the_search_field_is_hidden_by_typing(main_window: MainWindow) -> None:
    from PySide6.QtWidgets import QLabel

    key = main_window.top_bar.field.findChild(QLabel, "keycap")
    assert (key.text(), key.isVisible()) == ("/", True)
    main_window.top_bar.field.setText("protein")
    assert not key.isVisible()


def test_the_palette_button_opens_the_palette(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt

    qtbot.mouseClick(main_window.top_bar.palette_button, Qt.MouseButton.LeftButton)
    assert main_window.command_palette.finder is not None
    assert main_window.command_palette.finder.is_open


def test_a_very_long_title_has_a_smaller_font(main_window: MainWindow) -> None:
    from dataclasses import replace

    from ui.paper_page.html import page_html

    view = main_window.page.view
    assert view is not None
    assert '<p class="title"' in page_html(view)
    assert '<p class="long"' in page_html(replace(view, title="word " * 60))
