"""What triage goes through, and where it ends: only undecided papers of a search, whatever its shape, and by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def key(press: Press) -> Callable[..., None]:
    """Sends one key by its name to what has the focus."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(name: str, modifier: str = "No") -> None:
        focus = QApplication.focusWidget()
        assert focus is not None
        assert focus.isVisible(), "The keys go to something that nobody sees."
        QTest.keyClick(focus, getattr(Qt.Key, f"Key_{name}"), getattr(Qt.KeyboardModifier, f"{modifier}Modifier"))
        press("")

    return send


def search(press: Press, key: Callable[..., None], query: str, *, committed: bool = True) -> None:
    press("/")
    press(query, settled=False)
    if committed:
        key("Return")


QUERIES = (
    "-status:inbox",
    "status:inbox OR learning",
    "learning sort:comments",
    "learning OR language sort:title",
    "status:inbox language",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("is_committed", [True, False])
def test_no_decided_paper_comes_again_whatever_was_searched_for(
    desk: MainWindow, press: Press, key: Callable[..., None], query: str, is_committed: bool
) -> None:
    press("el")
    search(press, key, query, committed=is_committed)
    key("T", "Control")
    with Library(desk.library.folder) as library:
        wanted = set(library.find(query)) & set(library.find("status:inbox"))
    assert desk.triage.is_on
    assert set(desk.papers.papers.ids) == wanted
    assert desk.triage.view.counter.text() == f"0 of {len(wanted)}"
    assert not desk.searching.panel.isVisible()
    key("Escape")
    assert (desk.triage.is_on, desk.listing.query) == (False, query)


def test_a_search_being_typed_does_not_come_back_into_the_queue(
    desk: MainWindow, press: Press, key: Callable[..., None], qtbot: Any
) -> None:
    press("e")
    search(press, key, "language", committed=False)
    with qtbot.assertNotEmitted(desk.top.searched, wait=400):
        key("T", "Control")
    with Library(desk.library.folder) as library:
        assert set(desk.papers.papers.ids) == set(library.find("language status:inbox"))


@pytest.mark.parametrize("query", ["(language", "sort:nothing language", "tag:"])
def test_a_search_that_cannot_be_read_does_not_begin_triage_and_says_so(
    desk: MainWindow, press: Press, key: Callable[..., None], query: str
) -> None:
    search(press, key, query)
    listed = list(desk.papers.papers.ids)
    key("T", "Control")
    assert not desk.triage.is_on
    assert "triage" in desk.toast.text.lower()
    assert (desk.papers.papers.ids, desk.columns.isVisible()) == (listed, True)
    assert desk.top.field.text() == query


def test_a_saved_search_of_the_palette_leaves_triage_for_the_field_that_is_seen(
    desk: MainWindow, press: Press, key: Callable[..., None]
) -> None:
    desk.operations.act(lambda library: library.editing.save_search("Zebra", "language"))
    press("")
    key("T", "Control")
    key("K", "Control")
    press("zebra")
    key("Return")
    assert (desk.triage.is_on, desk.top.field.text()) == (False, "language")
    assert desk.top.field.hasFocus()


def test_narrowing_a_search_in_triage_shows_what_it_finds_at_the_desk(
    desk: MainWindow, press: Press, key: Callable[..., None], qtbot: Any
) -> None:
    search(press, key, "language")
    key("T", "Control")
    qtbot.waitUntil(lambda: not desk.searching.strip.isHidden(), timeout=5_000)
    press("f")
    key("Return")
    assert not desk.triage.is_on
    assert desk.top.field.text().startswith("language ")
    with Library(desk.library.folder) as library:
        assert set(desk.papers.papers.ids) == set(library.find(desk.top.field.text()))


def test_from_the_middle_every_paper_gets_its_own_key_also_when_keys_come_fast(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("j" * 11)
    press("e" * len(ids))
    assert desk.papers.papers.ids == []
    with Library(desk.library.folder) as library:
        assert {library.show(one).status for one in ids} == {"done"}


@pytest.fixture
def at_end(desk: MainWindow, press: Press, key: Callable[..., None]) -> MainWindow:
    """Triage after its last paper."""
    key("T", "Control")
    press("l" + "e" * (len(desk.papers.papers.ids) - 1))
    assert desk.triage.view.middle.currentWidget() is desk.triage.view.summary
    return desk


@pytest.mark.parametrize("name", ["Return", "Enter", "Space"])
def test_the_summary_is_left_by_the_keys_that_press_a_button(
    at_end: MainWindow, key: Callable[..., None], name: str
) -> None:
    key(name)
    assert (at_end.triage.is_on, at_end.columns.isVisible()) == (False, True)
    assert at_end.list_panel.with_keys.hasFocus()


@pytest.mark.parametrize("name", ["Return", "Enter", "Space"])
def test_a_line_of_the_summary_lists_its_papers_by_keys(
    at_end: MainWindow, press: Press, key: Callable[..., None], name: str, qtbot: Any
) -> None:
    from PySide6.QtWidgets import QApplication

    key("Backtab", "Shift")
    key("Backtab", "Shift")
    line = QApplication.focusWidget()
    assert line is not None
    assert line.accessibleName() == "Later: 1"
    key(name)
    qtbot.waitUntil(lambda: at_end.listing.query == "status:later decided:today", timeout=5_000)
    press("")
    assert (at_end.triage.is_on, len(at_end.papers.papers.ids)) == (False, 1)


def test_the_summary_comes_with_its_keys_again_after_taking_back(
    at_end: MainWindow, press: Press, key: Callable[..., None]
) -> None:
    press("z")
    assert at_end.triage.view.middle.currentWidget() is at_end.triage.view.card
    press("e")
    key("Return")
    assert (at_end.triage.is_on, at_end.columns.isVisible()) == (False, True)


def test_the_summary_has_the_keys_also_when_a_day_was_typed_for_the_last_paper(
    desk: MainWindow, press: Press, key: Callable[..., None]
) -> None:
    key("T", "Control")
    press("e" * (len(desk.papers.papers.ids) - 1))
    press("b", settled=False)
    press("in four weeks", settled=False)
    key("Return")
    assert desk.triage.view.middle.currentWidget() is desk.triage.view.summary
    key("Enter")
    assert (desk.triage.is_on, desk.columns.isVisible()) == (False, True)


@pytest.fixture
def empty(open_window: Callable[[Path], MainWindow], own_folders: Path) -> MainWindow:
    """A window on a library without papers."""
    return open_window(own_folders)


@pytest.mark.parametrize("name", ["Return", "Enter"])
def test_enter_presses_the_button_of_an_empty_library(
    empty: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    pressed: list[bool] = []
    empty.empty.load_samples.clicked.disconnect()
    empty.empty.load_samples.clicked.connect(lambda: pressed.append(True))
    empty.empty.load_samples.setFocus()
    QTest.keyClick(empty.empty.load_samples, getattr(Qt.Key, f"Key_{name}"))
    assert pressed == [True]


def test_triage_of_an_empty_library_is_left_for_its_first_steps(empty: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(name: str, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), getattr(Qt.Key, f"Key_{name}"), modifier)
        qtbot.waitUntil(lambda: empty.operations.is_idle, timeout=10_000)

    send("T", Qt.KeyboardModifier.ControlModifier)
    send("Escape")
    assert (empty.triage.is_on, empty.empty.isVisible()) == (False, True)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.isVisible()
    send("T", Qt.KeyboardModifier.ControlModifier)
    send("T", Qt.KeyboardModifier.ControlModifier)
    assert (empty.triage.is_on, empty.empty.isVisible()) == (False, True)
