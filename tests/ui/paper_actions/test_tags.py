"""Pickers of tags and collections: they open at once, whatever is being read, and no key is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def gate(main_window: MainWindow) -> Iterator[Event]:
    """Keeps the reader thread busy until it is set, at the latest when the test ends."""
    gate = Event()
    main_window.operations.read(lambda _library: gate.wait(), lambda _done: None)
    yield gate
    gate.set()


@pytest.mark.parametrize("keys", ["t", "T", "gt", "m", "1", "0", "Q9"])
def test_a_large_library_does_not_hold_up_the_window_when_a_key_asks_for_tags(
    main_window: MainWindow, press: Press, keys: str
) -> None:
    press("1A")
    statements: list[str] = []
    main_window.library.database.reader.set_trace_callback(statements.append)
    press(keys, wait=False)
    main_window.library.database.reader.set_trace_callback(None)
    assert statements == []


def test_keys_typed_before_the_tags_were_read_choose_an_existing_tag(
    main_window: MainWindow, press: Press, gate: Event
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    paper = main_window.papers.current_id
    assert paper is not None
    assert "classic" not in main_window.library.show(paper).tags
    press("tclass", wait=False)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    gate.set()
    press("")
    assert "classic" in main_window.library.show(paper).tags
    assert "class" not in main_window.library.show(paper).tags
    assert main_window.library.show(paper).status == "inbox"


def test_a_tag_that_all_papers_have_is_removed_by_enter_even_before_the_tags_were_read(
    main_window: MainWindow, press: Press, gate: Event
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    paper = main_window.papers.current_id
    assert paper is not None
    main_window.tags.change([paper], ["mine"], [])
    main_window.operations.wait_until_written()
    press("tmine", wait=False)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    gate.set()
    press("")
    assert "mine" not in main_window.library.show(paper).tags


def test_where_there_is_no_tag_to_remove_a_message_says_so_and_the_list_has_the_keys(
    main_window: MainWindow, press: Press
) -> None:
    paper = next(row.id for row in main_window.library.rows(main_window.papers.ids) if not row.tags)
    main_window.papers.go_to(paper)
    press("T")
    assert "no tag to remove" in main_window.toast.text
    assert main_window.papers.hasFocus()
