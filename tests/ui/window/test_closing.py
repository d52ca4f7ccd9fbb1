"""Leaving the window while something takes long: it asks once, never stands still, and what was begun is taken out."""

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
    """A window in which a small page was imported and a large one is just being imported."""
    with Library(own_folders) as library:
        small = tmp_path / "small.txt"
        small.write_text(page("small", 3))
        library.import_paths([small])
    made = open_window(own_folders)
    large = tmp_path / "large.txt"
    large.write_text(page("large", _MANY))
    made.importing.import_files([large])
    with Library(own_folders) as library:  # some of it is written, and not all of it
        qtbot.waitUntil(lambda: len(library.find()) > 3, timeout=60_000)
    assert made.job_bar.is_busy
    return made


@pytest.fixture
def press_here(qtbot: Any) -> Callable[..., None]:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(key: Any, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget(), key, held)

    return send


def titles(folder: Path) -> int:
    with Library(folder) as library:
        return len(library.find())


def quit_by_key(window: Any, press_here: Any) -> None:
    from PySide6.QtCore import Qt

    window.papers.setFocus()
    press_here(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_quitting_during_an_import_asks_and_nothing_is_stopped_before_the_answer(
    window: Any, press_here: Any, qtbot: Any
) -> None:
    quit_by_key(window, press_here)
    assert not window.operations.is_idle  # it did not wait for the import
    assert window.isVisible()
    assert "Importing" in window.leaving.finder.question.name
    assert window.job_bar.is_busy
    press_here("w")
    assert not window.leaving.finder.is_open
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=120_000)
    assert window.isVisible()
    assert titles(window.library.folder) == _MANY + 3


def test_stop_and_close_takes_out_what_was_begun(window: Any, press_here: Any, qtbot: Any) -> None:
    quit_by_key(window, press_here)
    press_here("s")
    assert not window.job_bar.is_busy
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=120_000)
    assert titles(window.library.folder) == 3
    with Library(window.library.folder) as library:
        assert [Path(view.path).name for view in library.imports()] == ["small.txt"]


def test_closing_again_means_it(window: Any, press_here: Any, qtbot: Any) -> None:
    window.close()
    assert window.isVisible()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=120_000)
    assert titles(window.library.folder) == 3


def test_a_note_typed_during_an_import_is_stored_when_the_window_closes(
    window: Any, press_here: Any, qtbot: Any
) -> None:
    from PySide6.QtTest import QTest

    window.note.enter()
    paper = window.papers.current_id
    QTest.keyClicks(window.note.editor, "kept")
    window.close()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=120_000)
    with Library(window.library.folder) as library:
        assert library.show(paper).note == "kept"


def test_the_window_stays_alive_until_the_last_change_is_stored_and_closes_then(
    open_window: Any, sample_folder: Path, qtbot: Any
) -> None:
    window = open_window(sample_folder)
    gate = Event()
    window.operations.act(lambda _library: gate.wait(30))
    window.close()
    assert not gate.is_set()
    assert window.isVisible()
    assert "Closing as soon as everything is stored" in window.status._counts.text()
    gate.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=10_000)


def test_a_window_that_has_nothing_to_wait_for_closes_at_once(open_window: Any, sample_folder: Path) -> None:
    window = open_window(sample_folder)
    window.close()
    assert not window.isVisible()
    assert window.leaving.finder is None
