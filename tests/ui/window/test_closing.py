"""Closing the window during long work: it asks once, stays responsive, and rolls back what was begun."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from app.library import Library

_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"
_MANY = 12_000


def page(name: str, papers: int) -> str:
    parts = [
        f"Study {number} of {name}\n\nCase {number} of {name} is told here in a few plain words for once, and no more."
        f"\n\n  • 3 authors\n·\nJun 12, 2017 {number + 1}\n\n"
        for number in range(papers)
    ]
    return f"{_HEAD}Mar 9\n\n{''.join(parts)}"


@pytest.fixture
def window(open_window: Any, own_folders: Path, tmp_path: Path, qtbot: Any) -> Any:
    """A window with a small imported page and a large one that is being imported."""
    with Library(own_folders) as library:
        small = tmp_path / "small.txt"
        small.write_text(page("small", 3))
        library.import_paths([small])
    made = open_window(own_folders)
    large = tmp_path / "large.txt"
    large.write_text(page("large", _MANY))
    made.imports.import_files([large])
    with Library(own_folders) as library:  # until a part of it is written
        qtbot.waitUntil(lambda: len(library.find()) > 3, timeout=60_000)
    assert made.job_bar.is_busy
    return made


@pytest.fixture
def press_key(qtbot: Any) -> Callable[..., None]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(key: Any, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, held)

    return send


def count_papers(folder: Path) -> int:
    with Library(folder) as library:
        return len(library.find())


def quit_by_key(window: Any, press_key: Any) -> None:
    from PySide6.QtCore import Qt

    window.papers.setFocus()
    press_key(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_quitting_during_an_import_asks_first_and_stops_nothing(window: Any, press_key: Any, qtbot: Any) -> None:
    quit_by_key(window, press_key)
    assert not window.operations.is_idle  # it does not wait for the import
    assert window.isVisible()
    assert "Importing" in window.close_guard.finder.request.name
    assert window.job_bar.is_busy
    press_key("w")
    assert not window.close_guard.finder.is_open
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=120_000)
    assert window.isVisible()
    assert count_papers(window.library.folder) == _MANY + 3


def test_stop_and_close_rolls_the_import_back(window: Any, press_key: Any, qtbot: Any) -> None:
    quit_by_key(window, press_key)
    press_key("s")
    assert not window.job_bar.is_busy
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=120_000)
    assert count_papers(window.library.folder) == 3
    with Library(window.library.folder) as library:
        assert [Path(view.path).name for view in library.imports()] == ["small.txt"]


def test_closing_a_second_time_stops_the_import(window: Any, press_key: Any, qtbot: Any) -> None:
    window.close()
    assert window.isVisible()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=120_000)
    assert count_papers(window.library.folder) == 3


def test_a_note_typed_during_an_import_is_saved_when_the_window_closes(window: Any, press_key: Any, qtbot: Any) -> None:
    from PySide6.QtTest import QTest

    window.note.start_editing()
    paper = window.papers.current_id
    QTest.keyClicks(window.note.editor, "kept")
    window.close()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=120_000)
    with Library(window.library.folder) as library:
        assert library.show(paper).note == "kept"


def test_the_window_closes_when_the_last_change_is_saved(open_window: Any, sample_folder: Path, qtbot: Any) -> None:
    window = open_window(sample_folder)
    gate = Event()
    window.operations.write(lambda _library: gate.wait(30))
    window.close()
    assert not gate.is_set()
    assert window.isVisible()
    assert "Closing as soon as everything is saved" in window.status._counts.text()
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)


def test_an_idle_window_closes_at_once(open_window: Any, sample_folder: Path) -> None:
    window = open_window(sample_folder)
    window.close()
    assert not window.isVisible()
    assert window.close_guard.finder is None
