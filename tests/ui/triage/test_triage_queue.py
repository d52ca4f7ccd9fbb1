"""The queue of triage and its end: only undecided papers of any search, and the summary by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.changes import EVERYTHING
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
        assert focus.isVisible(), "The focus is on an invisible widget."
        QTest.keyClick(focus, getattr(Qt.Key, f"Key_{name}"), getattr(Qt.KeyboardModifier, f"{modifier}Modifier"))
        press("")

    return send


def search(press: Press, key: Callable[..., None], query: str, *, committed: bool = True) -> None:
    press("/")
    press(query, wait=False)
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
def test_decided_papers_are_not_shown_again_whatever_the_search(
    main_window: MainWindow, press: Press, key: Callable[..., None], query: str, is_committed: bool
) -> None:
    press("el")
    search(press, key, query, committed=is_committed)
    key("T", "Control")
    with Library(main_window.library.folder) as library:
        wanted = set(library.find(query)) & set(library.find("status:inbox"))
    assert main_window.triage.is_on
    assert set(main_window.papers.ids) == wanted
    assert main_window.triage.view.counter.text() == f"0 of {len(wanted)}"
    assert not main_window.search.panel.isVisible()
    key("Escape")
    assert (main_window.triage.is_on, main_window.listing.query) == (False, query)


def test_a_search_being_typed_does_not_replace_the_queue(
    main_window: MainWindow, press: Press, key: Callable[..., None], qtbot: Any
) -> None:
    press("e")
    search(press, key, "language", committed=False)
    with qtbot.assertNotEmitted(main_window.top_bar.searched, wait=400):
        key("T", "Control")
    with Library(main_window.library.folder) as library:
        assert set(main_window.papers.ids) == set(library.find("language status:inbox"))


@pytest.mark.parametrize("query", ["(language", "sort:nothing language", "tag:"])
def test_an_unreadable_search_does_not_start_triage_and_says_so(
    main_window: MainWindow, press: Press, key: Callable[..., None], query: str
) -> None:
    search(press, key, query)
    listed = list(main_window.papers.ids)
    key("T", "Control")
    assert not main_window.triage.is_on
    assert "triage" in main_window.toast.text.lower()
    assert (main_window.papers.ids, main_window.columns.isVisible()) == (listed, True)
    assert main_window.top_bar.field.text() == query


def test_a_saved_search_of_the_palette_leaves_triage(
    main_window: MainWindow, press: Press, key: Callable[..., None]
) -> None:
    main_window.operations.write(lambda library: library.editing.save_search("Zebra", "language"))
    press("")
    key("T", "Control")
    key("K", "Control")
    press("zebra")
    key("Return")
    assert (main_window.triage.is_on, main_window.top_bar.field.text()) == (False, "language")
    assert main_window.top_bar.field.hasFocus()


def test_narrowing_a_search_leaves_triage_and_lists_the_results(
    main_window: MainWindow, press: Press, key: Callable[..., None], qtbot: Any
) -> None:
    search(press, key, "language")
    key("T", "Control")
    qtbot.waitUntil(lambda: not main_window.search.strip.isHidden(), timeout=5_000)
    press("f")
    key("Return")
    assert not main_window.triage.is_on
    assert main_window.top_bar.field.text().startswith("language ")
    with Library(main_window.library.folder) as library:
        assert set(main_window.papers.ids) == set(library.find(main_window.top_bar.field.text()))


def test_fast_keys_decide_every_paper_once_when_started_in_the_middle(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("j" * 11)
    press("e" * len(ids))
    assert main_window.papers.ids == []
    with Library(main_window.library.folder) as library:
        assert {library.show(one).status for one in ids} == {"done"}


@pytest.fixture
def at_end(main_window: MainWindow, press: Press, key: Callable[..., None]) -> MainWindow:
    """Triage after its last paper."""
    key("T", "Control")
    press("l" + "e" * (len(main_window.papers.ids) - 1))
    assert main_window.triage.view.middle.currentWidget() is main_window.triage.view.summary
    return main_window


@pytest.mark.parametrize("name", ["Return", "Enter", "Space"])
def test_enter_and_space_leave_the_summary(at_end: MainWindow, key: Callable[..., None], name: str) -> None:
    key(name)
    assert (at_end.triage.is_on, at_end.columns.isVisible()) == (False, True)
    assert at_end.list_panel.focus_target.hasFocus()


@pytest.mark.parametrize("name", ["Return", "Enter", "Space"])
def test_a_summary_line_lists_its_papers_by_keys(
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
    assert (at_end.triage.is_on, len(at_end.papers.ids)) == (False, 1)


@pytest.mark.parametrize("is_decided_elsewhere", [False, True])
def test_the_summary_keeps_the_keyboard_when_the_list_is_read_again(
    at_end: MainWindow, press: Press, key: Callable[..., None], is_decided_elsewhere: bool
) -> None:
    from PySide6.QtWidgets import QApplication

    key("Backtab", "Shift")
    line = QApplication.focusWidget()
    assert line is not None
    if is_decided_elsewhere:
        later = at_end.library.find("status:later")
        with Library(at_end.library.folder) as library:
            library.editing.set_status("dropped", later)
    at_end.operations.changed.emit(EVERYTHING)
    press("")
    focus = QApplication.focusWidget()
    assert focus is not None
    assert at_end.triage.view.summary.isAncestorOf(focus)
    assert is_decided_elsewhere or focus is line


def test_the_summary_has_the_focus_again_after_an_undo(
    at_end: MainWindow, press: Press, key: Callable[..., None]
) -> None:
    press("z")
    assert at_end.triage.view.middle.currentWidget() is at_end.triage.view.card
    press("e")
    key("Return")
    assert (at_end.triage.is_on, at_end.columns.isVisible()) == (False, True)


def test_the_summary_has_the_focus_after_the_last_paper_was_snoozed(
    main_window: MainWindow, press: Press, key: Callable[..., None]
) -> None:
    key("T", "Control")
    press("e" * (len(main_window.papers.ids) - 1))
    press("b", wait=False)
    press("in four weeks", wait=False)
    key("Return")
    assert main_window.triage.view.middle.currentWidget() is main_window.triage.view.summary
    key("Enter")
    assert (main_window.triage.is_on, main_window.columns.isVisible()) == (False, True)


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


def test_leaving_triage_of_an_empty_library_shows_its_start_page(empty: MainWindow, qtbot: Any) -> None:
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
