"""Renaming and removing tags, collections and saved searches in the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.conftest import wait_idle
from tests.ui.sidebar.conftest import find_place, focus_entry, keys_of, press_key

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def shown_tags(main_window: MainWindow, paper: int) -> tuple[str, ...]:
    row = main_window.papers.paper_model.row_of(paper)
    assert row is not None
    view = main_window.papers.paper_model.row_view(row)
    assert view is not None
    return tuple(view.tags)


def test_f2_renames_a_tag_and_its_nested_tags_and_keeps_the_tag_listed(
    main_window: MainWindow, edit: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QLineEdit

    ids = main_window.library.find()[:2]
    edit(lambda editing: editing.tag("rl/offline", ids))
    main_window.navigation.go_to(find_place(main_window, "tag", "rl/offline"))
    wait_idle(main_window, qtbot)
    focus_entry(main_window, "tag", "rl")
    press_key(main_window, Qt.Key.Key_F2)
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.selectAll()
    QTest.keyClicks(field, "learning")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: main_window.listing.place.key == "learning/offline", timeout=5000)
    wait_idle(main_window, qtbot)
    assert keys_of(main_window, "tag").count("learning/offline") == 1
    assert "rl" not in keys_of(main_window, "tag")
    assert main_window.papers.ids == ids
    assert "Undo" in main_window.toast._undo.text()


@pytest.mark.parametrize("kind", ["tag", "collection", "saved"])
def test_delete_removes_a_place_but_no_papers_and_undo_restores_it(
    main_window: MainWindow, edit: Any, qtbot: Any, kind: str
) -> None:
    from PySide6.QtCore import Qt

    edit(lambda editing: editing.create_collection("x"))
    edit(lambda editing: editing.save_search("x", "models"))
    edit(lambda editing: editing.tag("x", main_window.library.find()[:1]))
    papers = main_window.library.find()
    focus_entry(main_window, kind, "x")
    press_key(main_window, Qt.Key.Key_Delete)
    wait_idle(main_window, qtbot)
    assert "x" not in keys_of(main_window, kind)
    assert main_window.library.find() == papers
    main_window.paper_actions.undo()
    wait_idle(main_window, qtbot)
    assert "x" in keys_of(main_window, kind)


def test_built_in_places_can_be_neither_renamed_nor_removed(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtCore import Qt

    before = main_window.library.history()
    focus_entry(main_window, "inbox", "")
    for key in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
        press_key(main_window, key)
    wait_idle(main_window, qtbot)
    assert main_window.library.history() == before
    assert main_window.sidebar.hasFocus()
    assert not main_window.actions_by_id["remove_place"].isEnabled()


def test_rows_show_the_new_name_of_a_tag_at_once_and_the_old_one_after_undo(main_window: MainWindow, edit: Any) -> None:
    one, other = main_window.papers.ids[:2]
    edit(lambda editing: editing.tag("rlx/gui", [one]))
    edit(lambda editing: editing.tag("seen", [other]))
    before = shown_tags(main_window, one), shown_tags(main_window, other)
    assert "rlx/gui" in before[0]
    edit(lambda editing: editing.rename_tag("rlx", "reinforcement"))
    assert "reinforcement/gui" in shown_tags(main_window, one)
    assert "rlx/gui" not in shown_tags(main_window, one)
    main_window.paper_actions.undo()
    edit(lambda editing: editing.star([other], False))
    assert shown_tags(main_window, one) == before[0]
    edit(lambda editing: editing.rename_tag("seen", "rlx/gui"))
    assert "rlx/gui" in shown_tags(main_window, other)
    assert "seen" not in shown_tags(main_window, other)
    main_window.paper_actions.undo()
    edit(lambda editing: editing.star([other], True))
    assert (shown_tags(main_window, one), shown_tags(main_window, other)) == before
    edit(lambda editing: editing.delete_tag("rlx"))
    assert "rlx/gui" not in shown_tags(main_window, one)


def test_the_row_of_a_merged_paper_shows_the_renamed_tag_of_either_paper(main_window: MainWindow, edit: Any) -> None:
    one, other = sorted(main_window.papers.ids[:2])
    edit(lambda editing: editing.tag("half", [other]))
    edit(lambda editing: editing.judge(one, other, "same"))
    assert "half" in shown_tags(main_window, one)
    edit(lambda editing: editing.rename_tag("half", "whole"))
    assert "whole" in shown_tags(main_window, one)
    edit(lambda editing: editing.delete_tag("whole"))
    assert "whole" not in shown_tags(main_window, one)


def test_undoing_a_renamed_tag_keeps_the_current_paper(main_window: MainWindow, edit: Any, qtbot: Any) -> None:
    first, _second, third = main_window.papers.ids[:3]
    edit(lambda editing: editing.tag("somewhere", [first]))
    main_window.papers.go_to(third)
    edit(lambda editing: editing.rename_tag("somewhere", "elsewhere"))
    main_window.paper_actions.undo()
    wait_idle(main_window, qtbot)
    assert main_window.papers.current_id == third
