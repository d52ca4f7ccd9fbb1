"""The export dialog: papers, format and destination, the preview, and the export itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    def wait(window: Any) -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)

    return wait


@pytest.fixture
def dialog(main_window: MainWindow, wait_idle: Any, qtbot: Any, tmp_path: Path) -> Any:
    """The dialog, opened by its key, with a folder typed into it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    main_window.papers.setFocus()
    QTest.keyClick(main_window.papers, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: main_window.exports.dialog is not None)
    opened = main_window.exports.dialog
    qtbot.waitUntil(opened.isActiveWindow)
    opened.destination.selectAll()
    QTest.keyClicks(opened.destination, str(tmp_path / "out"))
    return opened


def press_enter(widget: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(widget, Qt.Key.Key_Return)


def wait_for_effect(dialog: Any, qtbot: Any, main_window: Any) -> str:
    qtbot.waitUntil(lambda: not dialog._preview_timer.isActive(), timeout=5_000)
    qtbot.waitUntil(lambda: main_window.operations.is_idle, timeout=20_000)
    effect: str = dialog.effect.text()
    return effect


def test_the_preview_shows_first_file_and_effect_and_writes_nothing(
    main_window: MainWindow, dialog: Any, qtbot: Any, tmp_path: Path
) -> None:
    papers = len(main_window.papers.ids)
    assert wait_for_effect(dialog, qtbot, main_window) == f"Files: {papers} new."
    first = main_window.library.show(main_window.papers.ids[0])
    assert f"# {first.title}" in dialog.preview.toPlainText()
    assert not (tmp_path / "out").exists()
    dialog.reject()
    assert main_window.exports.dialog is None


def test_enter_exports_and_a_second_preview_says_what_changed(
    main_window: MainWindow, dialog: Any, qtbot: Any, wait_idle: Any, tmp_path: Path
) -> None:
    papers = len(main_window.papers.ids)
    press_enter(dialog.destination)
    wait_idle(main_window)
    written = sorted((tmp_path / "out").glob("*.md"))
    assert len(written) == papers
    assert f"{papers} files written" in main_window.toast.text
    written[0].write_text("changed by hand")
    main_window.exports.export()
    wait_idle(main_window)
    again = main_window.exports.dialog
    assert again is not None
    assert again.destination.text() == str(tmp_path / "out")
    effect = wait_for_effect(again, qtbot, main_window)
    assert f"{papers - 1} unchanged" in effect
    assert f"{written[0].name} was changed by hand and is kept" in effect


def test_one_file_with_all_papers(
    main_window: MainWindow, dialog: Any, qtbot: Any, wait_idle: Any, tmp_path: Path
) -> None:
    dialog.shape.button(1).click()
    assert dialog.destination.text() == str(tmp_path / "out.md")
    assert wait_for_effect(dialog, qtbot, main_window) == "Files: 1 new."
    dialog.export_button.click()
    wait_idle(main_window)
    text = (tmp_path / "out.md").read_text()
    assert text.count('<a id="paper-') == len(main_window.papers.ids)


def test_only_the_selected_papers(main_window: MainWindow, wait_idle: Any, qtbot: Any, tmp_path: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    main_window.papers.setFocus()
    QTest.keyClick(main_window.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    chosen = main_window.papers.selected_ids()
    main_window.exports.export()
    wait_idle(main_window)
    dialog = main_window.exports.dialog
    assert dialog is not None
    assert dialog.request.scope.ids == tuple(chosen)
    assert dialog.export_button.text() == "Export 2 papers"
    dialog.destination.setText(str(tmp_path / "two"))
    dialog.export_button.click()
    wait_idle(main_window)
    assert len(list((tmp_path / "two").glob("*.md"))) == 2


def test_a_stopped_export_says_so_and_can_be_finished(main_window: MainWindow, wait_idle: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    main_window.exports.export_to(out)
    job = main_window.job_bar.job
    assert job is not None
    job.cancel()
    wait_idle(main_window)
    assert "Stopped" in main_window.toast.text
    assert main_window.job_bar.job is None
    main_window.exports.export_to(out)
    wait_idle(main_window)
    assert len(list(out.glob("*.md"))) == len(main_window.papers.ids)


def test_an_unwritable_destination_is_reported(main_window: MainWindow, wait_idle: Any, tmp_path: Path) -> None:
    existing_file = tmp_path / "file"
    existing_file.write_text("mine")
    main_window.exports.export_to(existing_file)
    wait_idle(main_window)
    assert str(existing_file) in main_window.toast.accessibleName()
    assert existing_file.read_text() == "mine"
    assert main_window.job_bar.job is None


def test_only_folders_are_opened_with_the_system(
    main_window: MainWindow, wait_idle: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtGui import QDesktopServices

    from ui.paper_page.safe_browser import open_folder

    opened: list[Any] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    main_window.exports.export_to(tmp_path / "out")
    wait_idle(main_window)
    main_window.toast._action.click()
    assert opened == [str((tmp_path / "out").resolve())]
    program = tmp_path / "program.sh"
    program.write_text("#!/bin/sh\n")
    assert not open_folder(program)
    assert len(opened) == 1


def break_down(*_arguments: object) -> None:
    raise RuntimeError("a bug")


def test_a_bug_in_the_export_ends_its_progress_bar(
    main_window: MainWindow, wait_idle: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main_window.operations.crashed.disconnect()  # the fixture fails for an unexpected error
    monkeypatch.setattr("ui.export.workflow.run_export", break_down)
    main_window.exports.export_to(tmp_path / "out")
    assert main_window.job_bar.job is not None
    wait_idle(main_window)
    assert main_window.job_bar.job is None
    assert "unexpected error" in main_window.toast.text


def test_a_bug_in_the_preview_is_told_in_the_dialog(
    main_window: MainWindow, dialog: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    main_window.operations.crashed.disconnect()  # as above
    monkeypatch.setattr("ui.export.workflow.preview_effect", break_down)
    assert "unexpected error" in wait_for_effect(dialog, qtbot, main_window)


def test_the_command_given_twice_opens_one_dialog_that_can_be_closed(main_window: MainWindow, wait_idle: Any) -> None:
    from ui.export.dialog import ExportDialog

    main_window.exports.export()
    main_window.exports.export()
    wait_idle(main_window)
    opened = main_window.findChildren(ExportDialog)
    assert len(opened) == 1
    opened[0].reject()
    assert main_window.exports.dialog is None


def test_the_dialog_can_be_closed_before_the_preview_is_made(main_window: MainWindow, dialog: Any, qtbot: Any) -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    dialog.preview_requested.emit(dialog.request)
    dialog.reject()
    QCoreApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: main_window.operations.is_idle, timeout=20_000)  # the fixture fails for an error
