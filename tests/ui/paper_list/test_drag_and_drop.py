"""Dragged papers are those of this library and no others, and are read once however far they are dragged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from ui.window.main_window import MainWindow


def over(desk: MainWindow, mime: QMimeData, row: int, *, moves: int = 1) -> Any:
    """Carry this over the list by real drag events and let it go on a row; returns the last event but the drop."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    point = desk.papers.visualRect(desk.papers.papers.index(row)).center()
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    last: Any = QDragEnterEvent(point, *rest)
    QApplication.sendEvent(desk.papers.viewport(), last)
    for _ in range(moves):
        last = QDragMoveEvent(point, *rest)
        QApplication.sendEvent(desk.papers.viewport(), last)
    QApplication.sendEvent(desk.papers.viewport(), QDropEvent(QPointF(point), *rest))
    return last


@pytest.fixture
def linked(desk: MainWindow) -> list[tuple[list[int], int]]:
    """What was dropped on a paper."""
    found: list[tuple[list[int], int]] = []
    desk.papers.linked_by_drop.disconnect()
    desk.papers.linked_by_drop.connect(lambda sources, target: found.append((sources, target)))
    return found


def test_papers_of_another_library_are_not_taken(
    desk: MainWindow, linked: list[tuple[list[int], int]], tmp_path: Path
) -> None:
    from ui.paper_list.drag_and_drop import mime_for

    ids = desk.papers.papers.ids
    with Library(tmp_path / "other") as other:
        assert not over(desk, mime_for(ids[:1], other), 2).isAccepted()
    assert linked == []
    assert over(desk, mime_for(ids[:1], desk.library), 2).isAccepted()
    assert linked == [(ids[:1], ids[2])]


def test_papers_of_another_window_on_the_same_library_are_taken(
    desk: MainWindow, linked: list[tuple[list[int], int]]
) -> None:
    from ui.paper_list.drag_and_drop import mime_for

    ids = desk.papers.papers.ids
    with Library(desk.library.folder) as same:
        over(desk, mime_for(ids[:2], same), 3)
    assert linked == [(ids[:2], ids[3])]


@pytest.mark.parametrize(
    "papers",
    [
        "[]",
        "1",
        '"1"',
        "[-5]",
        "[0]",
        "[1.5]",
        '["7"]',
        "[true]",
        "[null]",
        "[[1]]",
        "[1, -1]",
        "[9223372036854775808]",
    ],
)
def test_what_is_no_list_of_papers_is_not_guessed_at(
    desk: MainWindow, linked: list[tuple[list[int], int]], papers: str
) -> None:
    from PySide6.QtCore import QMimeData

    from ui.paper_list.drag_and_drop import PAPER_IDS_MIME, mark_of

    mime = QMimeData()
    mime.setData(PAPER_IDS_MIME, f'{{"library": {json.dumps(mark_of(desk.library))}, "papers": {papers}}}'.encode())
    assert not over(desk, mime, 2).isAccepted()
    assert linked == []


@pytest.mark.parametrize("data", [b"", b"[1, 2]", b"1234567890123456789", b"\xff", b"null", b"[" * 100_000, b"{}"])
def test_what_another_program_calls_papers_does_no_harm(
    desk: MainWindow, linked: list[tuple[list[int], int]], data: bytes
) -> None:
    from PySide6.QtCore import QMimeData

    from ui.paper_list.drag_and_drop import PAPER_IDS_MIME

    mime = QMimeData()
    mime.setData(PAPER_IDS_MIME, data)
    assert not over(desk, mime, 2).isAccepted()
    assert linked == []


def test_a_drag_is_read_once_however_far_it_goes(desk: MainWindow, linked: list[tuple[list[int], int]]) -> None:
    from ui.paper_list.drag_and_drop import PAPER_IDS_MIME, PapersMime

    class Counting(PapersMime):
        """Papers that count how often somebody reads which they are."""

        times = 0

        def retrieveData(self, mimetype: str, preferred: Any) -> Any:  # noqa: N802 - Qt's name
            self.times += mimetype == PAPER_IDS_MIME
            return super().retrieveData(mimetype, preferred)

    ids = desk.papers.papers.ids
    mime = Counting(ids[:1], desk.library)
    assert over(desk, mime, 2, moves=50).isAccepted()
    assert (mime.times, linked) == (1, [(ids[:1], ids[2])])
