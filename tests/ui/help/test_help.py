"""The help: its pages are true and fresh, its window finds and goes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from app.markup.notes import note_html
from ui.commands.table import COMMANDS, show_key
from ui.help.pages import FOLDER, ORDER, read_pages, search_pages
from ui.tools.reference import PAGES

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

PAGES_READ = read_pages()


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_fresh(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == PAGES[name](), "run: python -m ui.tools.reference"


def test_every_page_of_the_contents_is_there_with_a_title() -> None:
    assert [page.name for page in PAGES_READ][: len(ORDER)] == list(ORDER)
    assert all(page.source.startswith("# ") for page in PAGES_READ)


@pytest.mark.parametrize("page", PAGES_READ, ids=lambda page: page.name)
def test_every_page_can_be_shown_and_its_links_lead_somewhere(page: Any) -> None:
    shown = note_html(page.source)
    assert shown.notice is None
    assert "<h1>" in page.html()
    assert {*page.links()} <= {other.name for other in PAGES_READ}


@pytest.mark.parametrize("page", PAGES_READ, ids=lambda page: page.name)
def test_every_key_that_a_page_tells_to_press_is_a_key(page: Any) -> None:
    known = {show_key(key) for command in COMMANDS for key in command.keys}
    told = re.findall(r"[Pp]ress `([^`]+)`", page.source)
    assert [key for key in told if key not in known] == []


def test_a_search_finds_pages_by_their_words_titles_first() -> None:
    assert search_pages(PAGES_READ, "backups")[0].name == "data"
    assert search_pages(PAGES_READ, "zzqqy") == []
    assert search_pages(PAGES_READ, "") == PAGES_READ


def test_f1_opens_the_help_links_lead_on_and_back_comes_back(desk: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.help.window import HelpWindow

    QTest.keyClick(desk.papers, Qt.Key.Key_F1)
    window = desk.findChild(HelpWindow)
    assert window is not None
    assert not window.isModal()
    qtbot.waitUntil(window.isActiveWindow, timeout=3_000)
    window.page.asked.emit("paper:keys")
    assert "Move the papers to Done" in window.page.toPlainText()
    assert "Alt+E" in window.page.toPlainText()
    QTest.keyClick(window.page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.shown is not None
    assert window.shown.name == "start"
    window.close()


def test_the_search_of_the_help_opens_the_page_and_marks_the_words(desk: MainWindow) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.help.window import HelpWindow

    window = HelpWindow(desk, desk.look)
    window.show()
    QTest.keyClicks(window.search, "backups")
    assert window.contents.count() < len(PAGES_READ)
    QTest.keyClick(window.search, Qt.Key.Key_Return)
    assert window.shown is not None
    assert window.shown.name == "data"
    assert {mark.cursor.selectedText().casefold() for mark in window.page.extraSelections()} == {"backups"}
    window.close()
