"""The dialog of past imports: what each brought, removing and restoring one, and listing its papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.library import Library
from tests.ui.imports.conftest import page


def find_dialog(window: Any) -> Any:
    from ui.imports.imports_dialog import ImportsDialog

    return window.findChild(ImportsDialog)


@pytest.fixture
def imports(window: Any, wait_idle: Any, qtbot: Any, tmp_path: Path) -> Any:
    """The dialog of past imports, with two of them."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    second = tmp_path / "second.txt"
    second.write_text(page([f"Second study {number}" for number in range(4)], day="Mar 10") + "Orphan of the page\n")
    window.imports.import_files([second])
    wait_idle(window)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.papers, Qt.Key.Key_I, both)
    qtbot.waitUntil(lambda: find_dialog(window) is not None)
    qtbot.waitUntil(find_dialog(window).isActiveWindow)
    wait_idle(window)
    qtbot.waitUntil(lambda: bool(find_dialog(window).effect.text()))
    return find_dialog(window)


def test_imports_are_listed_newest_first_with_unread_text(imports: Any) -> None:
    rows = [imports.list.topLevelItem(at) for at in range(imports.list.topLevelItemCount())]
    assert [row.text(1) for row in rows] == ["second.txt", "first.txt"]
    assert [rows[0].text(column) for column in (2, 3, 4, 5, 6)] == ["Daily Papers page", "10 Mar 2018", "4", "4", "0"]
    assert "Orphan of the page" in imports.unread.topLevelItem(0).child(0).text(0)
    assert "4 papers that no other import has will be removed" in imports.effect.text()


def test_del_removes_an_import_and_restores_it(window: Any, wait_idle: Any, qtbot: Any, imports: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(imports.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: imports.list.topLevelItem(0).text(7) == "removed")
    wait_idle(window)
    assert len(window.library.find()) == 3
    assert "Removed import" in window.toast.text
    QTest.keyClick(imports.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: imports.list.topLevelItem(0).text(7) == "")
    wait_idle(window)
    assert len(window.library.find()) == 7
    with Library(window.library.folder) as library:
        library.undo()
        assert len(library.find()) == 3


def test_enter_lists_the_papers_of_an_import(window: Any, wait_idle: Any, imports: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    imports.list.setCurrentItem(imports.list.topLevelItem(1))
    QTest.keyClick(imports.list, Qt.Key.Key_Return)
    wait_idle(window)
    assert not imports.isVisible()
    assert window.listing.place.kind == "import"
    assert len(window.papers.ids) == 3


def test_removing_an_import_says_that_a_tagged_paper_stays(window: Any, qtbot: Any, imports: Any) -> None:
    with Library(window.library.folder) as library:
        tagged = library.find()[:1]
        library.editing.tag("keep", tagged)
    texts = []
    for row in (1, 0):
        imports.list.setCurrentItem(imports.list.topLevelItem(row))
        qtbot.waitUntil(lambda: bool(imports.effect.text()))
        texts.append(imports.effect.text())
    assert sum("of yours stays" in text for text in texts) == 1
