"""Deciding which papers are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.domain.changes import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.paper_actions.duplicates import DuplicatesDialog
    from ui.window.main_window import MainWindow


@pytest.fixture
def twins(main_window: MainWindow) -> tuple[int, int]:
    """A sample paper, and one with the same title and another date from another page."""
    first = main_window.library.find(sort="id")[0]
    return first, show_again(main_window, first, "Jan 1, 1999")


def show_again(main_window: MainWindow, paper_id: int, day: str) -> int:
    """Import a page that has the title of a paper with this date; returns the id of the new paper."""
    from app.importer.source import decode_source
    from app.library import Library

    title = main_window.library.show(paper_id).title
    text = (
        f"new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK\n\nJan 2\n\n"
        f"{title}\n\nSomebody else wrote this one.\n\n  • 1 authors\n·\n{day} 3\n\n"
    )
    with Library(main_window.library.folder) as library:
        library.import_source(decode_source(text.encode(), f"{day}.txt"))
    main_window.operations.changed.emit(EVERYTHING)
    return max(main_window.library.find())


@pytest.fixture
def dialog(main_window: MainWindow, twins: tuple[int, int], press: Callable[..., None]) -> DuplicatesDialog:
    press("g=")
    assert main_window.duplicates.dialog is not None
    main_window.duplicates.dialog.pairs.setFocus()
    return main_window.duplicates.dialog


def test_a_key_merges_a_pair_and_z_undoes_it(
    main_window: MainWindow, dialog: DuplicatesDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    assert dialog.pairs.count() == 1
    assert "1 Jan 1999" in dialog.fields.toPlainText()
    press("=")
    assert main_window.library.show(twins[1]).id == twins[0]
    assert dialog.stack.currentWidget() is dialog.empty_page
    assert "Merged" in dialog.toast.text
    dialog.setFocus()
    press("z")
    assert main_window.library.show(twins[1]).id == twins[1]
    assert dialog.pairs.count() == 1


def test_a_pair_that_is_not_the_same_is_not_shown_again(
    main_window: MainWindow, dialog: DuplicatesDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    press("x")
    assert dialog.pairs.count() == 0
    dialog.reject()
    main_window.actions_by_id["same_papers"].trigger()
    press("")
    assert main_window.duplicates.dialog is not None
    assert main_window.duplicates.dialog.pairs.count() == 0
    assert main_window.library.show(twins[1]).id == twins[1]


def test_two_marked_papers_are_merged_and_undo_separates_them(
    main_window: MainWindow, press: Callable[..., None]
) -> None:
    before = main_window.library.find()
    press("=")
    assert main_window.library.find() == before
    press("xjx=")
    assert len(main_window.library.find()) == len(before) - 1
    press("z")
    assert main_window.library.find() == before


def test_enter_in_the_list_merges_and_the_decision_is_stored_although_the_dialog_closes(
    main_window: MainWindow, dialog: DuplicatesDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(dialog.pairs, Qt.Key.Key_Return)
    dialog.reject()
    press("")
    assert main_window.library.show(twins[1]).id == twins[0]
    assert main_window.duplicates.dialog is None


def test_j_and_k_move_between_pairs_and_n_decides_the_current_one(
    main_window: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    show_again(main_window, main_window.library.find(sort="id")[1], "Jan 1, 1998")
    press("g=")
    dialog = main_window.duplicates.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("jkj")
    assert dialog.pairs.currentRow() == 1
    assert "1 Jan 1998" in dialog.fields.toPlainText()
    press("n")
    assert dialog.pairs.count() == 1
    assert "1 Jan 1999" in dialog.fields.toPlainText()


def test_the_keys_of_the_dialog_can_be_changed_and_the_buttons_show_them(
    main_window: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    main_window.preferences.set_keys({"pair_same": ("a",)})
    press("g=")
    dialog = main_window.duplicates.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    assert dialog.same_button.text().split() == ["Same", "paper", "a"]
    press("=")
    assert dialog.pairs.count() == 1
    press("a")
    assert main_window.library.show(twins[1]).id == twins[0]


def test_the_safe_profile_decides_pairs_without_single_letter_keys(
    main_window: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    main_window.preferences.set_value("profile", "safe")
    main_window.actions_by_id["same_papers"].trigger()
    press("")
    dialog = main_window.duplicates.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("x")
    assert dialog.pairs.count() == 1
    QTest.keyClick(dialog.pairs, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    press("")
    assert dialog.pairs.count() == 0
    assert main_window.library.show(twins[1]).id == twins[1]


def test_keys_can_be_changed_after_the_dialog_was_closed(
    main_window: MainWindow, dialog: DuplicatesDialog, press: Callable[..., None], qtbot: Any
) -> None:
    from shiboken6 import isValid

    dialog.reject()
    press("")
    qtbot.waitUntil(lambda: not isValid(dialog))
    main_window.activateWindow()
    qtbot.waitUntil(main_window.papers.hasFocus)
    main_window.preferences.set_keys({"pair_next": ("g, j",)})
    paper = main_window.papers.current_id
    assert paper is not None
    press("e")
    assert main_window.library.show(paper).status == "done"
    press("g=")
    assert main_window.duplicates.dialog is not None
    assert main_window.duplicates.dialog.pairs.count() == 1


def test_the_key_sheet_and_the_keys_page_have_the_keys_of_the_dialog(main_window: MainWindow) -> None:
    from ui.commands.table import COMMANDS, CONTEXTS, PAIRS
    from ui.help.key_sheet import KeySheet
    from ui.tools.reference import keys_page

    own = [one for one in COMMANDS if one.context == PAIRS]
    assert {one.id for one in own} <= set(KeySheet(main_window, main_window.keyboard.keymap, CONTEXTS).shown)
    section = keys_page().partition(f"## {CONTEXTS[PAIRS]}")[2].partition("##")[0]
    assert all(f"| {one.title} |" in section for one in own)


def test_the_list_goes_to_the_merged_paper(main_window: MainWindow, press: Callable[..., None]) -> None:
    ids = list(main_window.papers.ids)
    row = next(row for row in range(2, len(ids)) if ids[row] < ids[row + 1])  # the second one goes, it has the newer id
    press("j" * row + "xjx=")
    assert main_window.library.show(ids[row + 1]).id == ids[row]
    assert main_window.papers.current_id == ids[row]
    assert not main_window.papers.is_marking


@pytest.mark.parametrize("word", ["merge", "duplicates"])
def test_common_search_words_find_the_commands(word: str) -> None:
    from ui.commands.table import COMMANDS
    from ui.help.pages import read_pages, search_pages

    titles = {command.id: command.title.casefold() for command in COMMANDS}
    assert word in titles["same_papers"]
    assert "merge" in titles["join_marked"]
    assert any("import" in str(page.name) for page in search_pages(read_pages(), word))


def test_requested_twice_there_is_one_dialog_and_its_keys_work_until_it_closes(
    main_window: MainWindow, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from ui.paper_actions.duplicates import DuplicatesDialog

    main_window.duplicates.show()
    main_window.duplicates.show()
    press("")
    assert len(main_window.findChildren(DuplicatesDialog)) == 1
    dialog = main_window.duplicates.dialog
    assert dialog is not None
    dialog.pairs.setFocus()
    press("x")
    assert dialog.pairs.count() == 0
    dialog.reject()
    assert main_window.duplicates.dialog is None


def test_the_undo_button_of_a_decision_undoes_that_decision(
    main_window: MainWindow, dialog: DuplicatesDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    from app.library import Library

    press("=")
    with Library(main_window.library.folder) as library:
        library.editing.create_collection("Mine")
    dialog.toast._undo.click()
    press("")
    assert main_window.library.show(twins[1]).id == twins[1]
    assert "Mine" in dict(main_window.library.collections())


def test_a_pair_that_could_not_be_decided_is_shown_again(
    main_window: MainWindow, dialog: DuplicatesDialog, twins: tuple[int, int], press: Callable[..., None]
) -> None:
    main_window.operations.crashed.disconnect()
    main_window.operations.write(lambda library: setattr(library, "editing", None))
    press("=")
    assert "unexpected error" in dialog.toast.text
    assert dialog.pairs.count() == 1
    assert main_window.library.show(twins[1]).id == twins[1]
