"""The papers that pickers offer: also those that came in after a picker was first used, from wherever they came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library
from tests.ui.conftest import wait_idle
from tests.ui.imports.conftest import page

if TYPE_CHECKING:
    from ui.finder.finder import Finder
    from ui.window.main_window import MainWindow

_NEW = "A paper that came in later"

OpenPicker = Callable[["MainWindow"], "Finder"]


def open_link_finder(window: MainWindow) -> Finder:
    window.links.link()
    assert window.links.finder is not None
    return window.links.finder


def open_completion(window: MainWindow) -> Finder:
    window.links.complete_title()
    assert window.links.finder is not None
    return window.links.finder


def open_palette(window: MainWindow) -> Finder:
    window.command_palette.show()
    assert window.command_palette.finder is not None
    return window.command_palette.finder


PICKERS = pytest.mark.parametrize("open_picker", [open_link_finder, open_completion, open_palette])


def offered(open_picker: OpenPicker, window: MainWindow, qtbot: Any) -> bool:
    """Whether a picker finds the new paper."""
    finder = open_picker(window)
    wait_idle(window, qtbot)
    finder.field.setText(_NEW)
    titles = [choice.title for choice in finder.model.choices if choice.kind == "paper"]
    finder.field.clear()  # else its text would go into the note
    finder.cancel()
    return _NEW in titles


@PICKERS
def test_a_paper_imported_after_the_first_use_is_offered(
    main_window: MainWindow, qtbot: Any, tmp_path: Path, open_picker: OpenPicker
) -> None:
    assert not offered(open_picker, main_window, qtbot)
    file = tmp_path / "later.txt"
    file.write_text(page([_NEW]))
    main_window.imports.import_files([file])
    wait_idle(main_window, qtbot)
    assert offered(open_picker, main_window, qtbot)


@PICKERS
def test_a_paper_added_by_another_program_is_offered(
    main_window: MainWindow, qtbot: Any, tmp_path: Path, open_picker: OpenPicker
) -> None:
    assert not offered(open_picker, main_window, qtbot)
    announced: list[object] = []
    main_window.operations.changed.connect(announced.append)
    file = tmp_path / "later.txt"
    file.write_text(page([_NEW]))
    with Library(main_window.library.folder) as library:
        library.import_paths([file])
    qtbot.waitUntil(lambda: bool(announced), timeout=10_000)
    wait_idle(main_window, qtbot)
    assert offered(open_picker, main_window, qtbot)


@PICKERS
def test_a_picker_reopened_before_the_papers_were_read_gets_them_too(
    main_window: MainWindow, qtbot: Any, open_picker: OpenPicker
) -> None:
    open_picker(main_window).cancel()
    finder = open_picker(main_window)
    wait_idle(main_window, qtbot)
    finder.field.setText("Attention Is All You Need")
    assert "Attention Is All You Need" in [choice.title for choice in finder.model.choices if choice.kind == "paper"]
