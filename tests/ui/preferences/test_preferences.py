"""Preferences take effect and are saved at once; shortcuts are assigned by pressing them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.config.settings import SETTINGS, Settings
from tests.paths import ROOT

if TYPE_CHECKING:
    from ui.preferences.dialog import PreferencesDialog
    from ui.window.main_window import MainWindow


@pytest.fixture
def dialog(main_window: MainWindow) -> PreferencesDialog:
    from ui.preferences.dialog import PreferencesDialog

    made = PreferencesDialog(main_window, main_window.preferences)
    made.show()
    return made


def press_into(field: Any, *keys: str) -> None:
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest

    for key in keys:
        combination = QKeySequence(key)[0]
        QTest.keyClick(field, combination.key(), combination.keyboardModifiers())


def choose(box: Any, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def test_every_setting_has_an_accessible_control(dialog: PreferencesDialog) -> None:
    assert set(dialog.controls) == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        assert dialog.controls[setting.name].accessibleName() == setting.title
        assert dialog.controls[setting.name].accessibleDescription() == setting.help


def test_a_theme_is_applied_and_saved_at_once(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    from ui.style.theme import CONTRAST

    choose(dialog.controls["theme"], "contrast")
    assert main_window.theme.tokens is CONTRAST
    assert Settings().text("theme") == "contrast"
    main_window.theme.choose("light")


def test_text_size_applies_to_page_and_note(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    before = main_window.page.document().size().height()
    choose(dialog.controls["zoom"], 200)
    assert main_window.page.document().size().height() > 1.5 * before
    assert main_window.note.editor.font().pixelSize() == 30
    choose(dialog.controls["zoom"], 100)
    assert main_window.page.document().size().height() == before


def test_ctrl_plus_minus_and_zero_change_the_size_of_text(main_window: MainWindow) -> None:
    press_into(main_window.papers, "Ctrl++", "Ctrl+=")
    assert main_window.settings.number("zoom") == 125
    press_into(main_window.papers, "Ctrl+-")
    assert main_window.settings.number("zoom") == 110
    press_into(main_window.note.editor, "Ctrl+0")
    assert main_window.settings.number("zoom") == 100


def test_compact_rows_show_more_papers(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    before = main_window.papers.rowHeight(0)
    choose(dialog.controls["density"], "compact")
    assert main_window.papers.rowHeight(0) < before


def test_reduced_motion_stops_cursor_and_menus(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    usual = QGuiApplication.styleHints().cursorFlashTime()
    dialog.controls["reduced_motion"].click()
    assert QGuiApplication.styleHints().cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    dialog.controls["reduced_motion"].click()
    assert QGuiApplication.styleHints().cursorFlashTime() == usual


def test_shortcut_hints_follow_the_profile_and_can_be_hidden(
    main_window: MainWindow, dialog: PreferencesDialog
) -> None:
    choose(dialog.controls["profile"], "safe")
    assert "Alt+E done" in main_window.status.hints
    dialog.controls["key_hints"].click()
    assert main_window.status.hints == ""


def test_pressed_keys_are_assigned_to_the_command(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    dialog.keys.select("star")
    press_into(dialog.keys.field, "Ctrl+Alt+B")
    assert dialog.keys.field.text() == "Ctrl+Alt+B"
    assert dialog.keys.conflict.text() == ""
    dialog.keys.assign.click()
    assert main_window.keyboard.keymap.keys_of("star") == ("Ctrl+Alt+B",)


def test_a_chord_can_be_assigned(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    dialog.keys.select("star")
    press_into(dialog.keys.field, "y", "s")
    dialog.keys.assign.click()
    assert main_window.keyboard.keymap.keys_of("star") == ("Y, S",)


def test_a_conflicting_command_is_named_before_it_loses_its_keys(
    main_window: MainWindow, dialog: PreferencesDialog
) -> None:
    dialog.keys.select("star")
    press_into(dialog.keys.field, "e")
    assert "“Done”" in dialog.keys.conflict.text()
    dialog.keys.assign.click()
    assert main_window.keyboard.keymap.keys_of("star") == ("E",)
    assert main_window.keyboard.keymap.keys_of("done") == ()
    assert main_window.keyboard.keymap.find_collisions() == []
    dialog.keys.select("done")
    dialog.keys.restore.click()
    assert main_window.keyboard.keymap.keys_of("done") == ("e",)
    assert main_window.keyboard.keymap.find_collisions() == []


def test_a_single_letter_is_refused_for_global_commands(dialog: PreferencesDialog) -> None:
    dialog.keys.select("import")
    press_into(dialog.keys.field, "q")
    assert "q types text" in dialog.keys.conflict.text()
    assert not dialog.keys.assign.isEnabled()


def test_the_shortcut_table_is_searched_by_word_and_by_key(dialog: PreferencesDialog) -> None:
    dialog.keys.search.setText("remove the star")
    assert dialog.keys.table.rowCount() == 1
    dialog.keys.search.setText("Ctrl+I")
    assert dialog.keys.table.item(0, 0).text() == "Import pages…"


def test_restore_defaults_resets_settings_and_shortcuts(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    from PySide6.QtWidgets import QPushButton

    main_window.preferences.set_keys({"star": ("Ctrl+B",)})
    choose(dialog.controls["density"], "compact")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Restore defaults").click()
    assert main_window.keyboard.keymap.keys_of("star") == ("s",)
    assert main_window.settings.text("density") == "comfortable"
    assert dialog.controls["density"].currentData() == "comfortable"


def test_unreadable_settings_are_reported_when_the_window_opens(
    open_window: Callable[[Path], MainWindow], sample_folder: Path
) -> None:
    config = Path(os.environ["PAPERDESK_CONFIG"])
    config.mkdir(parents=True, exist_ok=True)
    (config / "settings.toml").write_text("theme = ", "utf-8")
    assert "settings.toml cannot be read" in open_window(sample_folder).toast.text


# -- without a screen ---------------------------------------------------------------------------------------------


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, str(ROOT / "paperdesk.py"), *words]
    changed = {**os.environ, "QT_QPA_PLATFORM": "", **environment}
    return subprocess.run(program, env=changed, check=False, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no DISPLAY")
def test_a_display_that_does_not_answer_is_reported_without_a_crash(own_folders: Path) -> None:
    result = run("--library", str(own_folders), DISPLAY=":7654", WAYLAND_DISPLAY="")
    assert result.returncode == 2
    assert "“:7654”, but no screen answers there" in result.stderr
    assert "usage: paperdesk" in result.stderr


def test_the_command_line_makes_a_screenshot(program: Any, sample_folder: Path, tmp_path: Path) -> None:
    from PySide6.QtGui import QImage

    out = tmp_path / "a.png"
    words = ("screenshot", str(out), "--library", str(sample_folder), "--size", "900x600", "--scale", "1.5")
    result = run(*words, "--theme", "contrast", DISPLAY="", WAYLAND_DISPLAY="")
    assert result.returncode == 0, result.stderr
    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1350, 900)
    assert picture.pixelColor(700, 20).name() == "#000000"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--view", "nothing"), "The views are: main"),
        (("--size", "big"), "is not a size"),
        (("--scale", "90"), "is not a scale"),
        (("--theme", "pink"), "The themes are: light"),
    ],
)
def test_invalid_screenshot_options_are_refused(
    own_folders: Path, tmp_path: Path, words: tuple[str, str], sentence: str
) -> None:
    result = run("screenshot", str(tmp_path / "a.png"), "--library", str(own_folders), *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert not (tmp_path / "a.png").exists()


def test_the_help_of_the_command_line_has_the_window_commands() -> None:
    shown = run("--help").stdout
    assert "screenshot" in shown
    assert "--theme light|dark|contrast" in shown


def test_the_triage_rate_can_be_hidden(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtTest import QTest

    main_window.preferences.set_value("triage_rate", False)
    main_window.triage.start()
    for _paper in range(5):
        QTest.keyClick(main_window.page, "e")
        qtbot.waitUntil(lambda: main_window.operations.is_idle, timeout=10_000)
    assert main_window.triage.view.rate.text() == ""
    main_window.preferences.set_value("triage_rate", True)
    QTest.keyClick(main_window.page, "e")
    qtbot.waitUntil(lambda: main_window.triage.view.rate.text() != "", timeout=10_000)


def test_after_assigning_keys_the_table_has_the_focus(main_window: MainWindow, dialog: PreferencesDialog) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    dialog.show()
    dialog.groups.setCurrentRow(dialog.groups.count() - 1)
    dialog.keys.select("star")
    row = dialog.keys.table.currentRow()
    press_into(dialog.keys.field, "Ctrl+Alt+S")
    dialog.keys.assign.setFocus()
    QTest.keyClick(dialog.keys.assign, Qt.Key.Key_Space)
    assert main_window.keyboard.keymap.keys_of("star") == ("Ctrl+Alt+S",)
    assert dialog.focusWidget() is dialog.keys.table
    assert dialog.keys.table.currentRow() == row
    QTest.keyClick(QApplication.focusWidget() or dialog.focusWidget(), Qt.Key.Key_Space)
    assert main_window.keyboard.keymap.keys_of("star") == ("Ctrl+Alt+S",)
    dialog.reject()
