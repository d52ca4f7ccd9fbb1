"""Exporting as a person does it: what, as what and where, with the first file and the effect shown before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    def wait(window: Any) -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def dialog(desk: MainWindow, settle: Any, qtbot: Any, tmp_path: Path) -> Any:
    """The dialog, opened by its key, with a folder typed into it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    desk.papers.setFocus()
    QTest.keyClick(desk.papers, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.exporting.dialog is not None)
    opened = desk.exporting.dialog
    qtbot.waitUntil(opened.isActiveWindow)
    opened.where.selectAll()
    QTest.keyClicks(opened.where, str(tmp_path / "out"))
    return opened


def press_enter(widget: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(widget, Qt.Key.Key_Return)


def say_effect(dialog: Any, qtbot: Any, desk: Any) -> str:
    qtbot.waitUntil(lambda: not dialog._timer.isActive(), timeout=5_000)
    qtbot.waitUntil(lambda: desk.operations.is_idle, timeout=20_000)
    effect: str = dialog.effect.text()
    return effect


def test_the_first_file_and_the_effect_are_shown_and_nothing_is_written(
    desk: MainWindow, dialog: Any, qtbot: Any, tmp_path: Path
) -> None:
    papers = len(desk.papers.papers.ids)
    assert say_effect(dialog, qtbot, desk) == f"Files: {papers} new."
    first = desk.library.show(desk.papers.papers.ids[0])
    assert f"# {first.title}" in dialog.preview.toPlainText()
    assert not (tmp_path / "out").exists()
    dialog.reject()
    assert desk.exporting.dialog is None


def test_enter_exports_and_a_second_look_says_what_would_differ(
    desk: MainWindow, dialog: Any, qtbot: Any, settle: Any, tmp_path: Path
) -> None:
    papers = len(desk.papers.papers.ids)
    press_enter(dialog.where)
    settle(desk)
    written = sorted((tmp_path / "out").glob("*.md"))
    assert len(written) == papers
    assert f"{papers} files written" in desk.toast.text
    written[0].write_text("changed by hand")
    desk.exporting.export()
    settle(desk)
    again = desk.exporting.dialog
    assert again is not None
    assert again.where.text() == str(tmp_path / "out")
    effect = say_effect(again, qtbot, desk)
    assert f"{papers - 1} unchanged" in effect
    assert f"{written[0].name} was changed by hand and is kept" in effect


def test_one_file_with_all_papers(desk: MainWindow, dialog: Any, qtbot: Any, settle: Any, tmp_path: Path) -> None:
    dialog.shape.button(1).click()
    assert dialog.where.text() == str(tmp_path / "out.md")
    assert say_effect(dialog, qtbot, desk) == "Files: 1 new."
    dialog.go.click()
    settle(desk)
    text = (tmp_path / "out.md").read_text()
    assert text.count('<a id="paper-') == len(desk.papers.papers.ids)


def test_only_the_selected_papers(desk: MainWindow, settle: Any, qtbot: Any, tmp_path: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    desk.papers.setFocus()
    QTest.keyClick(desk.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen = desk.papers.chosen_ids()
    desk.exporting.export()
    settle(desk)
    dialog = desk.exporting.dialog
    assert dialog is not None
    assert dialog.wish.choice.ids == tuple(chosen)
    assert dialog.go.text() == "Export 2 papers"
    dialog.where.setText(str(tmp_path / "two"))
    dialog.go.click()
    settle(desk)
    assert len(list((tmp_path / "two").glob("*.md"))) == 2


def test_a_stopped_export_says_so_and_the_next_finishes_it(desk: MainWindow, settle: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    desk.exporting.export_to(out)
    job = desk.job_bar.job
    assert job is not None
    job.cancel()
    settle(desk)
    assert "Stopped" in desk.toast.text
    assert desk.job_bar.job is None
    desk.exporting.export_to(out)
    settle(desk)
    assert len(list(out.glob("*.md"))) == len(desk.papers.papers.ids)


def test_a_place_that_cannot_be_written_gets_a_sentence(desk: MainWindow, settle: Any, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("mine")
    desk.exporting.export_to(in_the_way)
    settle(desk)
    assert str(in_the_way) in desk.toast.accessibleName()
    assert in_the_way.read_text() == "mine"
    assert desk.job_bar.job is None


def test_the_folder_is_opened_by_the_system_and_only_a_folder(
    desk: MainWindow, settle: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QDesktopServices

    from ui.paper_page.safe_browser import open_folder

    opened: list[Any] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    desk.exporting.export_to(tmp_path / "out")
    settle(desk)
    desk.toast._deed.click()
    assert opened == [str((tmp_path / "out").resolve())]
    program = tmp_path / "program.sh"
    program.write_text("#!/bin/sh\n")
    assert not open_folder(program)
    assert len(opened) == 1
