"""Setting, showing and undoing priorities by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.commands.keymap import PROFILES, Keymap
from ui.commands.table import PAPER

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def press_keys(window: MainWindow, press: Press, *keys: str) -> None:
    """Press keys with their modifiers, one after the other."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    for key in keys:
        combination = QKeySequence(key)[0]
        QTest.keyClick(QApplication.focusWidget() or window.papers, combination.key(), combination.keyboardModifiers())
    press("")


def test_p_and_a_digit_sets_a_priority_which_z_undoes(main_window: MainWindow, press: Press) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    press("p4")
    assert main_window.library.show(paper).priority == 4
    assert "priority 4" in main_window.page.toPlainText().replace("\xa0", " ")
    assert "Set priority 4" in main_window.toast.text
    assert main_window.papers.current_id == paper
    press("z")
    assert main_window.library.show(paper).priority == 0
    assert "priority" not in main_window.page.toPlainText()


def test_p_0_removes_the_priority_and_confirms_it(main_window: MainWindow, press: Press) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    press("p5")
    press("p0")
    assert main_window.library.show(paper).priority == 0
    assert "Removed the priority from 1 paper" in main_window.toast.text


def test_marked_papers_get_a_priority_in_one_step_which_a_full_stop_repeats(
    main_window: MainWindow, press: Press
) -> None:
    first, second, third = main_window.papers.ids[:3]
    steps = len(main_window.library.history())
    press("xj")
    press("xp2")
    assert [main_window.library.show(one).priority for one in (first, second)] == [2, 2]
    assert len(main_window.library.history()) == steps + 1
    press("*n")
    main_window.papers.go_to(third)
    press(".")
    assert main_window.library.show(third).priority == 2


def test_the_digits_after_p_are_not_quick_tags(main_window: MainWindow, press: Press) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    tags = main_window.library.show(paper).tags
    press("p1")
    assert (main_window.library.show(paper).tags, main_window.library.show(paper).priority) == (tags, 1)


def test_setting_a_priority_in_triage_keeps_the_current_paper(main_window: MainWindow, press: Press) -> None:
    press_keys(main_window, press, "Ctrl+T")
    paper = main_window.papers.current_id
    assert main_window.triage.is_on
    assert paper is not None
    press("p3")
    assert main_window.library.show(paper).priority == 3
    assert main_window.papers.current_id == paper


def test_the_safe_profile_sets_priorities_without_single_letter_keys(main_window: MainWindow, press: Press) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    main_window.preferences.set_value("profile", "safe")
    press_keys(main_window, press, "Alt+P", "Ctrl+5")
    assert main_window.library.show(paper).priority == 5
    press_keys(main_window, press, "Alt+P", "Alt+0")
    assert main_window.library.show(paper).priority == 0
    assert Keymap(PROFILES[1]).next_keys(("Alt+P",), [PAPER]).keys() == {"Alt+0", *(f"Ctrl+{n}" for n in range(1, 6))}


def test_a_row_shows_the_priority_and_screen_readers_read_it(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt

    press("j")
    index = main_window.papers.paper_model.index(0)
    before = main_window.papers.viewport().grab(main_window.papers.visualRect(index)).toImage()
    press("kp3")
    press("j")
    after = main_window.papers.viewport().grab(main_window.papers.visualRect(index)).toImage()
    assert before != after
    assert "priority 3" in index.data(Qt.ItemDataRole.AccessibleTextRole)
