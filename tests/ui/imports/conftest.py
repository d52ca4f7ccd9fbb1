"""A window on a small library, and helpers that paste, drop and read the import dialog."""

from __future__ import annotations

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


TITLES = ["Plans that hold well", "Graphs that think ahead", "Trees that grow slowly"]


def page(titles: list[str], comments: int = 3, day: str = "Mar 9", date: str = "Jun 12, 2017") -> str:
    papers = [f"{title}\n\n{_ABSTRACT} This is {title}.\n\n  • 3 authors\n·\n{date} {comments}\n\n" for title in titles]
    return f"{_HEAD}{day}\n\n{''.join(papers)}"


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    def wait(window: Any) -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)
        dialog = window.imports.dialog
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
def paste(window: Any, wait_idle: Any) -> Callable[[str], ImportDialog]:
    """Copy a text and press Ctrl+V in the list."""

    def press(text: str) -> ImportDialog:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtTest import QTest

        QGuiApplication.clipboard().setText(text)
        window.papers.setFocus()
        QTest.keyClick(window.papers, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        wait_idle(window)
        dialog: ImportDialog = window.imports.dialog
        return dialog

    return press


def press_enter(widget: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(widget, Qt.Key.Key_Return)


def drop(widget: Any, *paths: Path, text: str = "") -> bool:
    """Drop something on a widget with the events that Qt sends; returns whether it was accepted."""
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
    """The texts of all rows of a tree."""
    from PySide6.QtWidgets import QTreeWidgetItemIterator

    found = []
    each = QTreeWidgetItemIterator(tree)
    while each.value():
        item = each.value()
        found.append([item.text(column) for column in range(tree.columnCount())])
        each += 1
    return found
