"""Deciding in the window which papers are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.paper_actions.duplicates import MergingDialog
    from ui.window.main_window import MainWindow


@pytest.fixture
def twins(desk: MainWindow) -> tuple[int, int]:
    """A sample paper, and one that another page shows under its title with another date."""
    first = desk.library.find(sort="id")[0]
    return first, show_again(desk, first, "Jan 1, 1999")


def show_again(desk: MainWindow, paper_id: int, day: str) -> int:
    """Import a page that shows the title of a paper with this date; returns the other paper."""
    from app.importer.source import decode_source
    from app.library import Library

    title = desk.library.show(paper_id).title
    text = (
        f"new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK\n\nJan 2\n\n"
        f"{title}\n\nSomebody else wrote this one.\n\n  • 1 authors\n·\n{day} 3\n\n"
    )
    with Library(desk.library.folder) as library:
        library.import_source(decode_source(text.encode(), f"{day}.txt"))
    desk.refresh()
    return max(desk.library.find())


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
    assert "1 Jan 1999" in dialog.fields.toPlainText()
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
    show_again(desk, desk.library.find(sort="id")[1], "Jan 1, 1998")
    press("g=")
    dialog = desk.merging.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("jkj")
    assert dialog.pairs.currentRow() == 1
    assert "1 Jan 1998" in dialog.fields.toPlainText()
    press("n")
    assert dialog.pairs.count() == 1
    assert "1 Jan 1999" in dialog.fields.toPlainText()


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
    from ui.commands.table import COMMANDS, CONTEXTS, PAIRS
    from ui.help.key_sheet import KeySheet
    from ui.tools.reference import keys_page

    own = [one for one in COMMANDS if one.context == PAIRS]
    assert {one.id for one in own} <= set(KeySheet(desk, desk.keyboard.keymap, CONTEXTS).shown)
    section = keys_page().partition(f"## {CONTEXTS[PAIRS]}")[2].partition("##")[0]
    assert all(f"| {one.title} |" in section for one in own)


def test_the_list_goes_to_the_joined_paper(desk: MainWindow, press: Callable[..., None]) -> None:
    ids = list(desk.papers.papers.ids)
    row = next(row for row in range(2, len(ids)) if ids[row] < ids[row + 1])  # the second one goes, it has the newer id
    press("j" * row + "xjx=")
    assert desk.library.show(ids[row + 1]).id == ids[row]
    assert desk.papers.current_id == ids[row]
    assert not desk.papers.is_marking


@pytest.mark.parametrize("word", ["merge", "duplicates"])
def test_the_words_people_look_for_lead_to_the_commands(word: str) -> None:
    from ui.commands.table import COMMANDS
    from ui.help.pages import read_pages, search_pages

    titles = {command.id: command.title.casefold() for command in COMMANDS}
    assert word in titles["same_papers"]
    assert "merge" in titles["join_marked"]
    assert any("import" in str(page.name) for page in search_pages(read_pages(), word))


def test_asked_for_twice_it_is_one_dialog_and_its_keys_act_until_it_is_left(
    desk: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from ui.paper_actions.duplicates import MergingDialog

    desk.merging.show()
    desk.merging.show()
    press("")
    assert len(desk.findChildren(MergingDialog)) == 1
    dialog = desk.merging.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("x")
    assert dialog.pairs.count() == 0
    dialog.reject()
    assert desk.merging.dialog is None


def test_undo_beside_a_decision_takes_back_that_one(
    desk: MainWindow, dialog: MergingDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from app.library import Library

    press("=")
    with Library(desk.library.folder) as library:
        library.editing.create_collection("Mine")
    dialog.toast._undo.click()
    press("")
    assert desk.library.show(twins[1]).id == twins[1]
    assert "Mine" in dict(desk.library.collections())
