"""The help: pages are valid and up to date, the window has search and back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from app.markup.notes import note_html
from ui.commands.table import COMMANDS, format_key
from ui.help.pages import FOLDER, ORDER, read_pages, search_pages
from ui.tools.reference import PAGES

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

PAGES_READ = read_pages()


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == PAGES[name](), "run: python -m ui.tools.reference"


def test_every_page_of_the_contents_exists_with_a_title() -> None:
    assert [page.name for page in PAGES_READ][: len(ORDER)] == list(ORDER)
    assert all(page.source.startswith("# ") for page in PAGES_READ)


@pytest.mark.parametrize("page", PAGES_READ, ids=lambda page: page.name)
def test_every_page_can_be_shown_and_its_links_exist(page: Any) -> None:
    shown = note_html(page.source)
    assert shown.notice is None
    assert "<h1>" in page.html()
    assert {*page.links()} <= {other.name for other in PAGES_READ}


@pytest.mark.parametrize("page", PAGES_READ, ids=lambda page: page.name)
def test_every_key_that_a_page_mentions_is_a_shortcut(page: Any) -> None:
    known = {format_key(key) for command in COMMANDS for key in command.keys}
    mentioned = re.findall(r"[Pp]ress `([^`]+)`", page.source)
    assert [key for key in mentioned if key not in known] == []


def test_a_search_finds_pages_by_their_words_titles_first() -> None:
    assert search_pages(PAGES_READ, "backups")[0].name == "data"
    assert search_pages(PAGES_READ, "zzqqy") == []
    assert search_pages(PAGES_READ, "") == PAGES_READ


def test_f1_opens_the_help_with_working_links_and_back_button(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.help.window import HelpWindow

    QTest.keyClick(main_window.papers, Qt.Key.Key_F1)
    window = main_window.findChild(HelpWindow)
    assert window is not None
    assert not window.isModal()
    qtbot.waitUntil(window.isActiveWindow, timeout=3_000)
    window.page.link_activated.emit("paper:keys")
    assert "Move the papers to Done" in window.page.toPlainText()
    assert "Alt+E" in window.page.toPlainText()
    QTest.keyClick(window.page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.shown is not None
    assert window.shown.name == "start"
    window.close()


def test_searching_the_help_opens_the_page_and_highlights_the_words(main_window: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.help.window import HelpWindow

    window = HelpWindow(main_window, main_window.theme)
    window.show()
    QTest.keyClicks(window.search, "backups")
    assert window.contents.count() < len(PAGES_READ)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.shown is not None
    assert window.shown.name == "data"
    assert {mark.cursor.selectedText().casefold() for mark in window.page.extraSelections()} == {"backups"}
    window.close()
