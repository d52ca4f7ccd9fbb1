"""The preview of an import: several files, page dates, unreadable files and text, and what is imported."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from app.library import Library
from tests.ui.imports.conftest import TITLES, all_titles, lines_of, page, press_enter


def test_several_files_are_previewed_in_order(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(page(["Same paper twice", "Only in one"]))
    two.write_text(page(["Same paper twice"], comments=9))
    window.imports.preview([one, two])
    wait_idle(window)
    dialog = window.imports.dialog
    assert [(result.new, result.changed) for result in dialog.results] == [(2, 0), (0, 1)]
    assert "2 new, 1 changed" in dialog.summary.text()
    dialog.page.list.setCurrentRow(1)
    assert ["comments", "3", "9"] in lines_of(dialog.page.preview.tree)
    press_enter(dialog.page.list)
    wait_idle(window)
    assert len(all_titles(window)) == 5
    assert "Imported 2 pages: 2 new, 1 seen again" in window.toast.text


def test_undo_in_the_toast_undoes_every_file_of_one_import(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for number, file in enumerate(files):
        file.write_text(page([f"Paper of file {number}"]))
    window.imports.preview(files)
    wait_idle(window)
    window.imports.dialog.import_button.click()
    wait_idle(window)
    assert len(all_titles(window)) == 6
    window.toast._undo.click()
    wait_idle(window)
    assert all_titles(window) == set(TITLES)


def test_d_uses_the_file_date_when_the_page_states_no_year(
    window: Any, wait_idle: Any, qtbot: Any, tmp_path: Path
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    file = tmp_path / "undated.txt"
    file.write_text(page(["A paper without a year"], day="Mar 9", date="Mar 2"))
    os.utime(file, (1_584_000_000, 1_584_000_000))  # 12 March 2020
    window.imports.preview([file])
    wait_idle(window)
    dialog = window.imports.dialog
    days = dialog.page.preview.page_date
    assert days.isVisible()
    assert "9 Mar 2020" in days.use_button.text()
    dialog.page.preview.tree.setFocus()
    QTest.keyClick(dialog.page.preview.tree, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: dialog.results[0].feed.dump_date is not None)
    assert dialog.results[0].feed.dump_date.isoformat() == "2020-03-09"
    dialog.import_button.click()
    wait_idle(window)
    with Library(window.library.folder) as library:
        view = next(one for one in library.views(library.find()) if one.title == "A paper without a year")
    assert view.published == "2020-03-02"


def test_a_date_can_be_typed_and_a_wrong_one_is_explained(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    from PySide6.QtTest import QTest

    file = tmp_path / "undated.txt"
    file.write_text(page(["A paper without a year"], day="Mar 9", date="Mar 2"))
    window.imports.preview([file])
    wait_idle(window)
    dialog = window.imports.dialog
    days = dialog.page.preview.page_date
    days.field.setFocus()
    QTest.keyClicks(days.field, "some day")
    press_enter(days.field)
    assert days.problem.isVisible()
    assert dialog.isVisible()
    days.field.clear()
    QTest.keyClicks(days.field, "2019-03-09")
    press_enter(days.field)
    wait_idle(window)
    assert dialog.isVisible()
    assert dialog.results[0].feed.dump_date.isoformat() == "2019-03-09"
    assert "A paper without a year" not in all_titles(window)


def test_shift_d_uses_the_date_of_each_file(window: Any, wait_idle: Any, qtbot: Any, tmp_path: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    files = [tmp_path / f"{number}.txt" for number in range(2)]
    for number, file in enumerate(files):
        file.write_text(page([f"Undated paper {number}"], day="Mar 9", date="Mar 2"))
        year = 365 * 86_400 * number
        os.utime(file, (1_584_000_000 + year, 1_584_000_000 + year))
    window.imports.preview(files)
    wait_idle(window)
    dialog = window.imports.dialog
    QTest.keyClick(dialog.page.list, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: all(result.feed.dump_date is not None for result in dialog.results))
    assert [result.feed.dump_date.year for result in dialog.results] == [2020, 2021]
    assert not dialog.all_dates_button.isVisible()


def test_unreadable_files_are_named_and_the_others_imported(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(page(["A good paper"]))
    bad.write_bytes(b"\x89PNG and so on")
    window.imports.preview([bad, good, tmp_path / "none.txt"])
    wait_idle(window)
    dialog = window.imports.dialog
    assert "2 files cannot be read" in dialog.summary.text()
    assert "picture" in dialog.page.preview.sentence.text()
    assert str(tmp_path) not in dialog.page.preview.sentence.text()
    dialog.import_button.click()
    wait_idle(window)
    assert "A good paper" in all_titles(window)
    assert "Imported 1 page" in window.toast.text


def test_a_page_in_the_library_cannot_be_imported_again(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    again = tmp_path / "again.txt"
    again.write_text(page(TITLES))
    window.imports.preview([again])
    wait_idle(window)
    dialog = window.imports.dialog
    assert not dialog.import_button.isEnabled()
    assert "in the library already" in dialog.page.preview.sentence.text()


def test_unread_text_is_listed_with_its_reason_and_can_be_copied(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    from PySide6.QtGui import QGuiApplication

    file = tmp_path / "torn.txt"
    file.write_text(page(["A whole paper"]) + "Orphan of the page\n")
    window.imports.preview([file])
    wait_idle(window)
    dialog = window.imports.dialog
    unread = dialog.results[0].feed.unread
    assert unread
    lines = [line[0] for line in lines_of(dialog.page.preview.tree)]
    assert any(f"line {unread[0].line}: “Orphan of the page”" in line and unread[0].why in line for line in lines)
    dialog.copy.click()
    report = QGuiApplication.clipboard().text()
    assert "Orphan of the page" in report
    assert str(tmp_path) not in report


def test_a_long_list_of_changes_is_cut_and_counted(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    many = [f"Study number {number} of a long series" for number in range(300)]
    first, second = tmp_path / "many.txt", tmp_path / "more.txt"
    first.write_text(page(many, comments=1))
    second.write_text(page(many, comments=2, day="Mar 10"))
    window.imports.import_files([first])
    wait_idle(window)
    window.imports.preview([second])
    wait_idle(window)
    lines = [line[0] for line in lines_of(window.imports.dialog.page.preview.tree)]
    assert "Changes  ·  300" in lines
    assert "and 100 more" in lines


def test_every_widget_of_the_dialog_is_named_for_screen_readers(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit

    file = tmp_path / "undated.txt"
    file.write_text(page(["A paper"], day="Mar 9", date="Mar 2"))
    window.imports.preview([file, file.with_name("none.txt")])
    wait_idle(window)
    dialog = window.imports.dialog
    named = [*dialog.findChildren(QAbstractItemView), *dialog.findChildren(QLineEdit)]
    assert len(named) >= 3
    assert [one for one in named if not one.accessibleName() and one.focusPolicy().value] == []
    assert all(one.text() or one.accessibleName() for one in dialog.findChildren(QAbstractButton))
