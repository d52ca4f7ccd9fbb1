"""Priorities by key: what one gives, sees and takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.commands.keymap import PROFILES, Keymap
from ui.commands.table import PAPER

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def strike(window: MainWindow, press: Press, *keys: str) -> None:
    """Press keys with what is held, one after the other."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    for key in keys:
        combination = QKeySequence(key)[0]
        QTest.keyClick(QApplication.focusWidget() or window.papers, combination.key(), combination.keyboardModifiers())
    press("")


def test_p_and_a_digit_gives_a_priority_which_z_takes_back(desk: MainWindow, press: Press) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    press("p4")
    assert desk.library.show(paper).priority == 4
    assert "priority 4" in desk.page.toPlainText().replace("\xa0", " ")
    assert "Set priority 4" in desk.toast.text
    assert desk.papers.current_id == paper
    press("z")
    assert desk.library.show(paper).priority == 0
    assert "priority" not in desk.page.toPlainText()


def test_p_0_takes_the_priority_off_and_says_so(desk: MainWindow, press: Press) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    press("p5")
    press("p0")
    assert desk.library.show(paper).priority == 0
    assert "Took the priority off 1 paper" in desk.toast.text


def test_a_priority_is_given_to_all_marked_papers_in_one_step_and_again_by_a_full_stop(
    desk: MainWindow, press: Press
) -> None:
    first, second, third = desk.papers.papers.ids[:3]
    steps = len(desk.library.history())
    press("xj")
    press("xp2")
    assert [desk.library.show(one).priority for one in (first, second)] == [2, 2]
    assert len(desk.library.history()) == steps + 1
    press("*n")
    desk.papers.go_to(third)
    press(".")
    assert desk.library.show(third).priority == 2


def test_the_digits_after_p_are_no_quick_tags(desk: MainWindow, press: Press) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    tags = desk.library.show(paper).tags
    press("p1")
    assert (desk.library.show(paper).tags, desk.library.show(paper).priority) == (tags, 1)


def test_in_triage_a_priority_is_given_and_the_paper_stays(desk: MainWindow, press: Press) -> None:
    strike(desk, press, "Ctrl+T")
    paper = desk.papers.current_id
    assert desk.triage.is_on
    assert paper is not None
    press("p3")
    assert desk.library.show(paper).priority == 3
    assert desk.papers.current_id == paper


def test_the_safe_profile_gives_priorities_without_a_letter_alone(desk: MainWindow, press: Press) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    desk.preferring.put("profile", "safe")
    strike(desk, press, "Alt+P", "Ctrl+5")
    assert desk.library.show(paper).priority == 5
    strike(desk, press, "Alt+P", "Alt+0")
    assert desk.library.show(paper).priority == 0
    assert Keymap(PROFILES[1]).followers(("Alt+P",), [PAPER]).keys() == {"Alt+0", *(f"Ctrl+{n}" for n in range(1, 6))}


def test_a_row_shows_the_priority_and_a_screen_reader_says_it(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt

    press("j")
    index = desk.papers.papers.index(0)
    before = desk.papers.viewport().grab(desk.papers.visualRect(index)).toImage()
    press("kp3")
    press("j")
    after = desk.papers.viewport().grab(desk.papers.visualRect(index)).toImage()
    assert before != after
    assert "priority 3" in index.data(Qt.ItemDataRole.AccessibleTextRole)
