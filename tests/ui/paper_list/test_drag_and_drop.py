"""Drags over the list accept papers of the same library only, and are parsed once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from ui.window.main_window import MainWindow


def drag_over(main_window: MainWindow, mime: QMimeData, row: int, *, moves: int = 1) -> Any:
    """Drag data over the list and drop it on a row with real events; returns the last event before the drop."""
    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    point = main_window.papers.visualRect(main_window.papers.paper_model.index(row)).center()
    rest = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    last: Any = QDragEnterEvent(point, *rest)
    QApplication.sendEvent(main_window.papers.viewport(), last)
    for _ in range(moves):
        last = QDragMoveEvent(point, *rest)
        QApplication.sendEvent(main_window.papers.viewport(), last)
    QApplication.sendEvent(main_window.papers.viewport(), QDropEvent(QPointF(point), *rest))
    return last


@pytest.fixture
def drops(main_window: MainWindow) -> list[tuple[list[int], int]]:
    """The drops on papers: the dragged ids and the target."""
    found: list[tuple[list[int], int]] = []
    main_window.papers.papers_dropped.disconnect()
    main_window.papers.papers_dropped.connect(lambda sources, target: found.append((sources, target)))
    return found


def test_papers_of_another_library_are_not_accepted(
    main_window: MainWindow, drops: list[tuple[list[int], int]], tmp_path: Path
) -> None:
    from ui.paper_list.drag_and_drop import make_mime_data

    ids = main_window.papers.ids
    with Library(tmp_path / "other") as other:
        assert not drag_over(main_window, make_mime_data(ids[:1], other), 2).isAccepted()
    assert drops == []
    assert drag_over(main_window, make_mime_data(ids[:1], main_window.library), 2).isAccepted()
    assert drops == [(ids[:1], ids[2])]


def test_papers_of_another_window_on_the_same_library_are_accepted(
    main_window: MainWindow, drops: list[tuple[list[int], int]]
) -> None:
    from ui.paper_list.drag_and_drop import make_mime_data

    ids = main_window.papers.ids
    with Library(main_window.library.folder) as same:
        drag_over(main_window, make_mime_data(ids[:2], same), 3)
    assert drops == [(ids[:2], ids[3])]


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
def test_an_invalid_list_of_papers_is_rejected(
    main_window: MainWindow, drops: list[tuple[list[int], int]], papers: str
) -> None:
    from PySide6.QtCore import QMimeData

    from ui.paper_list.drag_and_drop import PAPER_IDS_MIME, library_key

    mime = QMimeData()
    mime.setData(
        PAPER_IDS_MIME, f'{{"library": {json.dumps(library_key(main_window.library))}, "papers": {papers}}}'.encode()
    )
    assert not drag_over(main_window, mime, 2).isAccepted()
    assert drops == []


@pytest.mark.parametrize("data", [b"", b"[1, 2]", b"1234567890123456789", b"\xff", b"null", b"[" * 100_000, b"{}"])
def test_invalid_data_of_another_program_is_rejected(
    main_window: MainWindow, drops: list[tuple[list[int], int]], data: bytes
) -> None:
    from PySide6.QtCore import QMimeData

    from ui.paper_list.drag_and_drop import PAPER_IDS_MIME

    mime = QMimeData()
    mime.setData(PAPER_IDS_MIME, data)
    assert not drag_over(main_window, mime, 2).isAccepted()
    assert drops == []


def test_a_drag_is_parsed_once_however_far_it_moves(
    main_window: MainWindow, drops: list[tuple[list[int], int]]
) -> None:
    from ui.paper_list.drag_and_drop import PAPER_IDS_MIME, PaperMimeData

    class Counting(PaperMimeData):
        """Mime data that counts how often the ids are read."""

        times = 0

        def retrieveData(self, mimetype: str, preferred: Any) -> Any:  # noqa: N802 - Qt's name
            self.times += mimetype == PAPER_IDS_MIME
            return super().retrieveData(mimetype, preferred)

    ids = main_window.papers.ids
    mime = Counting(ids[:1], main_window.library)
    assert drag_over(main_window, mime, 2, moves=50).isAccepted()
    assert (mime.times, drops) == (1, [(ids[:1], ids[2])])
