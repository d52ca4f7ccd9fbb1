"""Highlighted search words, going from match to match, and the explanation of a result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.search.conftest import wait_for_results

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def test_search_words_are_highlighted_on_the_page(main_window: MainWindow, type_in: Any, qtbot: Any) -> None:
    type_in("attent")
    qtbot.waitUntil(lambda: bool(main_window.page.extraSelections()) and main_window.operations.is_idle, timeout=10_000)
    highlighted = {selection.cursor.selectedText().casefold() for selection in main_window.page.extraSelections()}
    assert all(word.startswith("attent") for word in highlighted)
    main_window.navigation.go_back()
    main_window.navigation.go_back()
    qtbot.waitUntil(lambda: not main_window.listing.query and not main_window.page.extraSelections(), timeout=10_000)


def test_w_explains_which_clauses_a_paper_meets(
    main_window: MainWindow, type_in: Any, press: Press, qtbot: Any
) -> None:
    from PySide6.QtWidgets import QLabel

    type_in("attention -tag:nothing")
    main_window.papers.setFocus()
    press("w")
    qtbot.waitUntil(lambda: main_window.explainer.dialog is not None, timeout=10_000)
    dialog = main_window.explainer.dialog
    assert dialog is not None
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("“attention” in the" in line.casefold() for line in texts)
    assert texts.count("✓") == 2
    dialog.accept()


@pytest.fixture
def press_f3(main_window: MainWindow, qtbot: Any) -> Callable[..., None]:
    """F3 where the focus is."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(*, with_shift: bool = False) -> None:
        held = Qt.KeyboardModifier.ShiftModifier if with_shift else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget() or main_window.papers, Qt.Key.Key_F3, held)
        wait_for_results(main_window, qtbot)

    return send


def test_f3_goes_from_match_to_match_and_wraps_around(
    main_window: MainWindow, type_in: Any, press_f3: Any, qtbot: Any
) -> None:
    main_window.resize(900, 480)  # so that the page must be scrolled
    type_in("the")
    qtbot.waitUntil(lambda: len(main_window.explainer.matches) > 3 and main_window.operations.is_idle, timeout=10_000)
    paper, places = main_window.papers.current_id, [one.selectionStart() for one in main_window.explainer.matches]
    assert places == sorted(places)
    seen = []
    for number in range(len(places)):
        press_f3()
        assert main_window.explainer.current_match == number
        box = main_window.page.cursorRect(main_window.explainer.matches[number])
        seen.append(box.top() >= 0 and box.bottom() <= main_window.page.viewport().height())
    assert all(seen)
    press_f3()
    assert main_window.explainer.current_match == 0
    press_f3(with_shift=True)
    assert main_window.explainer.current_match == len(places) - 1
    assert f"{len(places)} of {len(places)}" in main_window.status._counts.text()
    backgrounds = {one.format.background().color().name() for one in main_window.page.extraSelections()}
    assert len(backgrounds) == 2
    assert (main_window.papers.current_id, main_window.listing.query) == (paper, "the")


def test_f3_starts_over_on_another_paper_and_says_when_there_is_no_search(
    main_window: MainWindow, type_in: Any, press_f3: Any, press: Press, qtbot: Any
) -> None:
    press_f3()
    assert "no search" in main_window.toast.text
    type_in("attention")
    qtbot.waitUntil(lambda: bool(main_window.explainer.matches) and main_window.operations.is_idle, timeout=10_000)
    main_window.papers.setFocus()
    press("gg")
    press_f3()
    assert main_window.explainer.current_match == 0
    press("j")
    assert main_window.explainer.current_match == -1
    assert "of" not in main_window.status._counts.text()


def test_an_action_on_the_paper_keeps_the_current_match(
    main_window: MainWindow, type_in: Any, press_f3: Any, press: Press, qtbot: Any
) -> None:
    type_in("attention")
    qtbot.waitUntil(lambda: len(main_window.explainer.matches) > 1 and main_window.operations.is_idle, timeout=10_000)
    main_window.papers.setFocus()
    press_f3()
    press_f3()
    press("s")
    assert main_window.explainer.current_match == 1
    assert len(main_window.page.extraSelections()) == len(main_window.explainer.matches)
