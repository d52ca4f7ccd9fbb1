"""Pasting and dropping pages: they are previewed, and nothing is stored before the user agrees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.imports.conftest import TITLES, all_titles, drop, lines_of, page, press_enter


def test_ctrl_i_opens_the_dialog_and_imports_a_pasted_page(window: Any, wait_idle: Any, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    QTest.keyClick(window.papers, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    wait_idle(window)
    dialog = window.imports.dialog
    assert dialog.isVisible()
    assert not dialog.import_button.isVisible()
    QGuiApplication.clipboard().setText(page(["A paper that was pasted"]))
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(dialog.results))
    assert dialog.import_button.text() == "Import 1 paper"
    press_enter(dialog.page.preview.tree)
    wait_idle(window)
    assert "A paper that was pasted" in all_titles(window)
    assert "Imported 1 page: 1 new" in window.toast.text


def test_a_pasted_page_is_previewed_field_by_field_and_not_stored_when_canceled(
    window: Any, wait_idle: Any, paste: Any
) -> None:
    dialog = paste(page([*TITLES[:2], "One more paper"], comments=40, day="Mar 10"))
    assert all_titles(window) == set(TITLES)
    lines = lines_of(dialog.page.preview.tree)
    assert ["Changes  ·  2", "", ""] in lines
    assert ["comments", "3", "40"] in lines
    assert ["New papers  ·  1", "", ""] in lines
    assert dialog.page.preview.figures.isVisible()
    dialog.reject()
    wait_idle(window)
    assert all_titles(window) == set(TITLES)
    assert window.imports.dialog is None


def test_ctrl_v_in_a_text_field_pastes_text_and_imports_nothing(window: Any, wait_idle: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    QGuiApplication.clipboard().setText("some words")
    window.note.editor.setFocus()
    QTest.keyClick(window.note.editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_idle(window)
    assert window.imports.dialog is None
    assert "some words" in window.note.editor.toPlainText()


def test_an_empty_clipboard_says_so(window: Any) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().clear()
    window.imports.paste()
    assert "clipboard" in window.toast.text
    assert window.imports.dialog is None


@pytest.mark.parametrize("over", ["list", "page", "window", "note"])
def test_files_dropped_on_the_window_are_previewed(window: Any, wait_idle: Any, tmp_path: Path, over: str) -> None:
    new = tmp_path / "new.txt"
    new.write_text(page(["A dropped paper"]))
    places = {
        "list": window.papers.viewport(),
        "page": window.page.viewport(),
        "window": window,
        "note": window.note.editor.viewport(),
    }
    assert drop(places[over], new)
    wait_idle(window)
    assert window.imports.dialog.import_button.text() == "Import 1 paper"
    assert "A dropped paper" not in all_titles(window)


def test_text_files_of_a_folder_are_previewed_and_the_others_counted(
    window: Any, wait_idle: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "dumps"
    (folder / "inner").mkdir(parents=True)
    (folder / "b.txt").write_text(page(["Second paper"]))
    (folder / "a.txt").write_text(page(["First paper"]))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text(page(["Hidden paper"]))
    (folder / "inner" / "c.txt").write_text(page(["Inner paper"]))
    assert drop(window, folder)
    wait_idle(window)
    dialog = window.imports.dialog
    assert [Path(result.path).name for result in dialog.results] == ["a.txt", "b.txt"]
    assert "1 file is not plain text and left out" in dialog.summary.text()
    assert dialog.import_button.text() == "Import 2 papers"


def test_a_dropped_text_is_previewed(window: Any, wait_idle: Any) -> None:
    assert drop(window, text=page(["A dropped text"]))
    wait_idle(window)
    assert window.imports.dialog.results[0].new == 1


def test_a_text_dropped_on_the_note_goes_into_the_note(window: Any, wait_idle: Any) -> None:
    assert drop(window.note.editor.viewport(), text="a dropped sentence")
    wait_idle(window)
    assert window.imports.dialog is None
    assert "a dropped sentence" in window.note.editor.toPlainText()


def test_more_files_can_be_dropped_on_the_dialog(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text(page(["A dropped paper"]))
    window.imports.import_pages()
    wait_idle(window)
    assert drop(window.imports.dialog, new)
    wait_idle(window)
    assert window.imports.dialog.import_button.text() == "Import 1 paper"


def test_the_first_page_can_be_pasted_into_an_empty_library(
    open_window: Any, own_folders: Path, wait_idle: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    empty = open_window(own_folders)
    QGuiApplication.clipboard().setText(page(TITLES))
    QTest.keyClick(empty.empty.import_pages, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_idle(empty)
    assert empty.imports.dialog.import_button.text() == "Import 3 papers"
    empty.imports.dialog.import_button.click()
    wait_idle(empty)
    assert all_titles(empty) == set(TITLES)
    assert empty.stack.currentWidget() is empty.columns


def test_papers_dragged_within_the_window_are_not_imported(window: Any) -> None:
    from ui.imports.drop_target import describe
    from ui.paper_list.drag_and_drop import make_mime_data

    assert describe(make_mime_data([1], window.library)) == ""
