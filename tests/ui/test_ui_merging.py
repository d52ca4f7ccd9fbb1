"""Deciding in the window which papers are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow
    from ui.merging import MergingDialog


@pytest.fixture
def twins(desk: MainWindow) -> tuple[int, int]:
    """A sample paper, and one added by hand with its title."""
    from app.library import Library

    first = desk.library.find(sort="id")[0]
    title = desk.library.show(first).title
    with Library(desk.library.folder) as library:
        by_hand, _ = library.editing.add({"title": title, "published": "1999-01-01"})
    desk.refresh()
    return first, by_hand


@pytest.fixture
def dialog(desk: MainWindow, twins: tuple[int, int], press: Callable[..., None]) -> MergingDialog:
    press("g=")
    assert desk.merging.dialog is not None
    desk.merging.dialog.pairs.setFocus()
    return desk.merging.dialog


def test_a_key_joins_a_pair_and_z_takes_it_back(
    desk: MainWindow, dialog: MergingDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    assert dialog.pairs.count() == 1
    assert "1999-01-01" in dialog.fields.toPlainText()
    press("=")
    assert desk.library.show(twins[1]).id == twins[0]
    assert dialog.stack.currentWidget() is dialog.nothing
    assert "Joined" in dialog.toast.text
    dialog.setFocus()
    press("z")
    assert desk.library.show(twins[1]).id == twins[1]
    assert dialog.pairs.count() == 1


def test_a_pair_that_is_not_the_same_is_not_shown_again(
    desk: MainWindow, dialog: MergingDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    press("x")
    assert dialog.pairs.count() == 0
    dialog.reject()
    desk.actions_by_id["same_papers"].trigger()
    press("")
    assert desk.merging.dialog is not None
    assert desk.merging.dialog.pairs.count() == 0
    assert desk.library.show(twins[1]).id == twins[1]


def test_two_marked_papers_become_one_and_undo_parts_them(desk: MainWindow, press: Callable[..., None]) -> None:
    before = desk.library.find()
    press("=")
    assert desk.library.find() == before
    press("xjx=")
    assert len(desk.library.find()) == len(before) - 1
    press("z")
    assert desk.library.find() == before


def test_enter_in_the_list_joins_and_a_decision_outlives_the_closing_of_the_dialog(
    desk: MainWindow, dialog: MergingDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(dialog.pairs, Qt.Key.Key_Return)
    dialog.reject()
    press("")
    assert desk.library.show(twins[1]).id == twins[0]
    assert desk.merging.dialog is None


def test_j_and_k_go_through_the_pairs_and_n_decides_the_one_that_is_shown(
    desk: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from app.library import Library

    title = desk.library.show(desk.library.find(sort="id")[1]).title
    with Library(desk.library.folder) as library:
        library.editing.add({"title": title, "published": "1998-01-01"})
    press("g=")
    dialog = desk.merging.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("jkj")
    assert dialog.pairs.currentRow() == 1
    assert "1998-01-01" in dialog.fields.toPlainText()
    press("n")
    assert dialog.pairs.count() == 1
    assert "1999-01-01" in dialog.fields.toPlainText()


def test_the_keys_of_the_dialog_can_be_changed_and_the_buttons_show_them(
    desk: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    desk.preferring.give_keys({"pair_same": ("a",)})
    press("g=")
    dialog = desk.merging.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    assert dialog.same.text().split() == ["Same", "paper", "a"]
    press("=")
    assert dialog.pairs.count() == 1
    press("a")
    assert desk.library.show(twins[1]).id == twins[0]


def test_the_safe_profile_decides_pairs_without_a_letter_alone(
    desk: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    desk.preferring.put("profile", "safe")
    desk.actions_by_id["same_papers"].trigger()
    press("")
    dialog = desk.merging.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("x")
    assert dialog.pairs.count() == 1
    QTest.keyClick(dialog.pairs, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    press("")
    assert dialog.pairs.count() == 0
    assert desk.library.show(twins[1]).id == twins[1]


def test_keys_can_be_changed_after_the_dialog_is_gone(
    desk: MainWindow, dialog: MergingDialog, press: Callable[..., None], qtbot: Any
) -> None:
    from shiboken6 import isValid

    dialog.reject()
    press("")
    qtbot.waitUntil(lambda: not isValid(dialog))
    desk.activateWindow()
    qtbot.waitUntil(desk.papers.hasFocus)
    desk.preferring.give_keys({"pair_next": ("g, j",)})
    paper = desk.papers.current_id
    assert paper is not None
    press("e")
    assert desk.library.show(paper).status == "done"
    press("g=")
    assert desk.merging.dialog is not None
    assert desk.merging.dialog.pairs.count() == 1


def test_the_key_sheet_and_the_keys_page_have_the_keys_of_the_dialog(desk: MainWindow) -> None:
    from ui.commands import COMMANDS, CONTEXTS, PAIRS
    from ui.key_sheet import KeySheet
    from ui.reference import keys_page

    own = [one for one in COMMANDS if one.context == PAIRS]
    assert {one.id for one in own} <= set(KeySheet(desk, desk.keyboard.keymap, CONTEXTS).shown)
    section = keys_page().partition(f"## {CONTEXTS[PAIRS]}")[2].partition("##")[0]
    assert all(f"| {one.title} |" in section for one in own)
