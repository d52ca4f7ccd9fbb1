"""Importing as a person does it: real files, real drops, real keys; nothing is stored before it is agreed to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from ui.imports.dialog import ImportDialog
    from ui.window.main_window import MainWindow

_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
_ABSTRACT = "A planner proposes and a judge decides. The outcome is clear in most of the cases that we tried."


def page(titles: list[str], comments: int = 3, day: str = "Mar 9", date: str = "Jun 12, 2017") -> str:
    papers = [f"{title}\n\n{_ABSTRACT} This is {title}.\n\n  • 3 authors\n·\n{date} {comments}\n\n" for title in titles]
    return f"{_HEAD}{day}\n\n{''.join(papers)}"


TITLES = ["Plans that hold well", "Graphs that think ahead", "Trees that grow slowly"]


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    def wait(window: Any) -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)
        dialog = window.importing.dialog
        if dialog is not None:
            qtbot.waitUntil(dialog.isActiveWindow)

    return wait


@pytest.fixture
def window(open_window: Any, own_folders: Path) -> Any:
    """A window on a library of three papers."""
    own_folders.parent.mkdir(exist_ok=True)
    first = own_folders.parent / "first.txt"
    first.write_text(page(TITLES))
    with Library(own_folders) as library:
        library.import_paths([first])
    return open_window(own_folders)


@pytest.fixture
def paste(window: Any, settle: Any) -> Callable[[str], ImportDialog]:
    """Copy a text and press Ctrl+V in the list."""

    def press(text: str) -> ImportDialog:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtTest import QTest

        QGuiApplication.clipboard().setText(text)
        window.papers.setFocus()
        QTest.keyClick(window.papers, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        settle(window)
        dialog: ImportDialog = window.importing.dialog
        return dialog

    return press


def press_enter(widget: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(widget, Qt.Key.Key_Return)


def drop(widget: Any, *paths: Path, text: str = "") -> bool:
    """Drag something over a widget and let it go, as Qt delivers it; returns whether somebody took it."""
    from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    mime = QMimeData()
    if paths:
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    else:
        mime.setText(text)
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), copy, mime, left, none)
    QApplication.sendEvent(widget, enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(20, 20), copy, mime, left, none)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def all_titles(window: MainWindow) -> set[str]:
    with Library(window.library.folder) as library:
        return {view.title for view in library.views(library.find())}


def lines_of(tree: Any) -> list[list[str]]:
    """Every line of a tree, column by column."""
    from PySide6.QtWidgets import QTreeWidgetItemIterator

    found = []
    each = QTreeWidgetItemIterator(tree)
    while each.value():
        item = each.value()
        found.append([item.text(column) for column in range(tree.columnCount())])
        each += 1
    return found


def test_ctrl_i_asks_what_to_read_and_takes_a_pasted_page(window: Any, settle: Any, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    QTest.keyClick(window.papers, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    dialog = window.importing.dialog
    assert dialog.isVisible()
    assert not dialog.go.isVisible()
    QGuiApplication.clipboard().setText(page(["A paper that was pasted"]))
    QTest.keyClick(dialog, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: bool(dialog.results))
    assert dialog.go.text() == "Import 1 paper"
    press_enter(dialog.page.preview.tree)
    settle(window)
    assert "A paper that was pasted" in all_titles(window)
    assert "Imported 1 page: 1 new" in window.toast.text


def test_a_pasted_page_is_previewed_field_by_field_and_stored_only_when_agreed(
    window: Any, settle: Any, paste: Any
) -> None:
    dialog = paste(page([*TITLES[:2], "One more paper"], comments=40, day="Mar 10"))
    assert all_titles(window) == set(TITLES)
    lines = lines_of(dialog.page.preview.tree)
    assert ["Changes  ·  2", "", ""] in lines
    assert ["comments", "3", "40"] in lines
    assert ["New papers  ·  1", "", ""] in lines
    assert dialog.page.preview.figures.isVisible()
    dialog.reject()
    settle(window)
    assert all_titles(window) == set(TITLES)
    assert window.importing.dialog is None


def test_ctrl_v_in_a_text_field_pastes_text_and_imports_nothing(window: Any, settle: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    QGuiApplication.clipboard().setText("some words")
    window.note.editor.setFocus()
    QTest.keyClick(window.note.editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(window)
    assert window.importing.dialog is None
    assert "some words" in window.note.editor.toPlainText()


def test_an_empty_clipboard_says_so(window: Any) -> None:
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().clear()
    window.importing.paste()
    assert "clipboard" in window.toast.text
    assert window.importing.dialog is None


@pytest.mark.parametrize("over", ["list", "page", "window", "note"])
def test_files_let_go_over_the_window_are_previewed(window: Any, settle: Any, tmp_path: Path, over: str) -> None:
    new = tmp_path / "new.txt"
    new.write_text(page(["A dropped paper"]))
    places = {
        "list": window.papers.viewport(),
        "page": window.page.viewport(),
        "window": window,
        "note": window.note.editor.viewport(),
    }
    assert drop(places[over], new)
    settle(window)
    assert window.importing.dialog.go.text() == "Import 1 paper"
    assert "A dropped paper" not in all_titles(window)


def test_a_folder_brings_its_text_files_and_says_what_was_left_out(window: Any, settle: Any, tmp_path: Path) -> None:
    folder = tmp_path / "dumps"
    (folder / "inner").mkdir(parents=True)
    (folder / "b.txt").write_text(page(["Second paper"]))
    (folder / "a.txt").write_text(page(["First paper"]))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text(page(["Hidden paper"]))
    (folder / "inner" / "c.txt").write_text(page(["Inner paper"]))
    assert drop(window, folder)
    settle(window)
    dialog = window.importing.dialog
    assert [Path(result.path).name for result in dialog.results] == ["a.txt", "b.txt"]
    assert "1 file that is no plain text left out" in dialog.summary.text()
    assert dialog.go.text() == "Import 2 papers"


def test_a_dropped_text_is_previewed_too(window: Any, settle: Any) -> None:
    assert drop(window, text=page(["A dropped text"]))
    settle(window)
    assert window.importing.dialog.results[0].new == 1


def test_a_text_let_go_over_the_note_is_the_notes(window: Any, settle: Any) -> None:
    assert drop(window.note.editor.viewport(), text="a dropped sentence")
    settle(window)
    assert window.importing.dialog is None
    assert "a dropped sentence" in window.note.editor.toPlainText()


def test_more_files_can_be_dropped_on_the_dialog(window: Any, settle: Any, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    new.write_text(page(["A dropped paper"]))
    window.importing.import_pages()
    settle(window)
    assert drop(window.importing.dialog, new)
    settle(window)
    assert window.importing.dialog.go.text() == "Import 1 paper"


def test_the_first_page_can_be_pasted_into_an_empty_library(
    open_window: Any, own_folders: Path, settle: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtTest import QTest

    empty = open_window(own_folders)
    QGuiApplication.clipboard().setText(page(TITLES))
    QTest.keyClick(empty.empty.import_pages, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(empty)
    assert empty.importing.dialog.go.text() == "Import 3 papers"
    empty.importing.dialog.go.click()
    settle(empty)
    assert all_titles(empty) == set(TITLES)
    assert empty.stack.currentWidget() is empty.columns


def test_papers_of_our_own_are_no_import(window: Any) -> None:
    from ui.imports.drop_target import describe
    from ui.paper_list.drag_and_drop import mime_for

    assert describe(mime_for([1], window.library)) == ""


def test_several_files_are_foreseen_one_after_the_other(window: Any, settle: Any, tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    one.write_text(page(["Same paper twice", "Only in one"]))
    two.write_text(page(["Same paper twice"], comments=9))
    window.importing.preview([one, two])
    settle(window)
    dialog = window.importing.dialog
    assert [(result.new, result.changed) for result in dialog.results] == [(2, 0), (0, 1)]
    assert "2 new, 1 changes" in dialog.summary.text()
    dialog.page.list.setCurrentRow(1)
    assert ["comments", "3", "9"] in lines_of(dialog.page.preview.tree)
    press_enter(dialog.page.list)
    settle(window)
    assert len(all_titles(window)) == 5
    assert "Imported 2 pages: 2 new, 1 seen again" in window.toast.text


def test_undo_in_the_toast_takes_back_every_file_of_one_import(window: Any, settle: Any, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for number, file in enumerate(files):
        file.write_text(page([f"Paper of file {number}"]))
    window.importing.preview(files)
    settle(window)
    window.importing.dialog.go.click()
    settle(window)
    assert len(all_titles(window)) == 6
    window.toast._undo.click()
    settle(window)
    assert all_titles(window) == set(TITLES)


def test_d_takes_the_day_of_the_file_when_the_page_tells_no_year(
    window: Any, settle: Any, qtbot: Any, tmp_path: Path
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    file = tmp_path / "undated.txt"
    file.write_text(page(["A paper without a year"], day="Mar 9", date="Mar 2"))
    os.utime(file, (1_584_000_000, 1_584_000_000))  # 12 March 2020
    window.importing.preview([file])
    settle(window)
    dialog = window.importing.dialog
    days = dialog.page.preview.days
    assert days.isVisible()
    assert "9 Mar 2020" in days.take.text()
    dialog.page.preview.tree.setFocus()
    QTest.keyClick(dialog.page.preview.tree, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: dialog.results[0].feed.dump_date is not None)
    assert dialog.results[0].feed.dump_date.isoformat() == "2020-03-09"
    dialog.go.click()
    settle(window)
    with Library(window.library.folder) as library:
        view = next(one for one in library.views(library.find()) if one.title == "A paper without a year")
    assert view.published == "2020-03-02"


def test_another_day_is_typed_and_nonsense_gets_a_sentence(window: Any, settle: Any, tmp_path: Path) -> None:
    from PySide6.QtTest import QTest

    file = tmp_path / "undated.txt"
    file.write_text(page(["A paper without a year"], day="Mar 9", date="Mar 2"))
    window.importing.preview([file])
    settle(window)
    dialog = window.importing.dialog
    days = dialog.page.preview.days
    days.field.setFocus()
    QTest.keyClicks(days.field, "some day")
    press_enter(days.field)
    assert days.problem.isVisible()
    assert dialog.isVisible()
    days.field.clear()
    QTest.keyClicks(days.field, "2019-03-09")
    press_enter(days.field)
    settle(window)
    assert dialog.isVisible()
    assert dialog.results[0].feed.dump_date.isoformat() == "2019-03-09"
    assert "A paper without a year" not in all_titles(window)


def test_shift_d_takes_the_day_of_each_file(window: Any, settle: Any, qtbot: Any, tmp_path: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    files = [tmp_path / f"{number}.txt" for number in range(2)]
    for number, file in enumerate(files):
        file.write_text(page([f"Undated paper {number}"], day="Mar 9", date="Mar 2"))
        year = 365 * 86_400 * number
        os.utime(file, (1_584_000_000 + year, 1_584_000_000 + year))
    window.importing.preview(files)
    settle(window)
    dialog = window.importing.dialog
    QTest.keyClick(dialog.page.list, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: all(result.feed.dump_date is not None for result in dialog.results))
    assert [result.feed.dump_date.year for result in dialog.results] == [2020, 2021]
    assert not dialog.all_days.isVisible()


def test_what_cannot_be_read_is_named_and_the_rest_is_imported(window: Any, settle: Any, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(page(["A good paper"]))
    bad.write_bytes(b"\x89PNG and so on")
    window.importing.preview([bad, good, tmp_path / "none.txt"])
    settle(window)
    dialog = window.importing.dialog
    assert "2 files cannot be read" in dialog.summary.text()
    assert "picture" in dialog.page.preview.sentence.text()
    assert str(tmp_path) not in dialog.page.preview.sentence.text()
    dialog.go.click()
    settle(window)
    assert "A good paper" in all_titles(window)
    assert "Imported 1 page" in window.toast.text


def test_a_page_that_is_there_already_cannot_be_imported_again(window: Any, settle: Any, tmp_path: Path) -> None:
    again = tmp_path / "again.txt"
    again.write_text(page(TITLES))
    window.importing.preview([again])
    settle(window)
    dialog = window.importing.dialog
    assert not dialog.go.isEnabled()
    assert "in the library already" in dialog.page.preview.sentence.text()


def test_unread_pieces_have_their_line_and_why_and_can_be_copied(window: Any, settle: Any, tmp_path: Path) -> None:
    from PySide6.QtGui import QGuiApplication

    file = tmp_path / "torn.txt"
    file.write_text(page(["A whole paper"]) + "Orphan of the page\n")
    window.importing.preview([file])
    settle(window)
    dialog = window.importing.dialog
    unread = dialog.results[0].feed.unread
    assert unread
    lines = [line[0] for line in lines_of(dialog.page.preview.tree)]
    assert any(f"line {unread[0].line}: “Orphan of the page”" in line and unread[0].why in line for line in lines)
    dialog.copy.click()
    report = QGuiApplication.clipboard().text()
    assert "Orphan of the page" in report
    assert str(tmp_path) not in report


def test_three_hundred_changes_are_capped_and_counted(window: Any, settle: Any, tmp_path: Path) -> None:
    many = [f"Study number {number} of a long series" for number in range(300)]
    first, second = tmp_path / "many.txt", tmp_path / "more.txt"
    first.write_text(page(many, comments=1))
    second.write_text(page(many, comments=2, day="Mar 10"))
    window.importing.import_files([first])
    settle(window)
    window.importing.preview([second])
    settle(window)
    lines = [line[0] for line in lines_of(window.importing.dialog.page.preview.tree)]
    assert "Changes  ·  300" in lines
    assert "and 100 more" in lines


def test_every_part_of_the_dialog_is_named_for_screen_readers(window: Any, settle: Any, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLineEdit

    file = tmp_path / "undated.txt"
    file.write_text(page(["A paper"], day="Mar 9", date="Mar 2"))
    window.importing.preview([file, file.with_name("none.txt")])
    settle(window)
    dialog = window.importing.dialog
    named = [*dialog.findChildren(QAbstractItemView), *dialog.findChildren(QLineEdit)]
    assert len(named) >= 3
    assert [one for one in named if not one.accessibleName() and one.focusPolicy().value] == []
    assert all(one.text() or one.accessibleName() for one in dialog.findChildren(QAbstractButton))
