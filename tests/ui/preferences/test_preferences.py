"""Preferences: what is chosen acts at once and stays; keys are given by pressing them."""

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
    from ui.preferences.dialog import Preferences
    from ui.window.main_window import MainWindow


@pytest.fixture
def dialog(desk: MainWindow) -> Preferences:
    from ui.preferences.dialog import Preferences

    made = Preferences(desk, desk.preferring)
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


def test_every_setting_stands_in_the_preferences_and_can_be_named_by_a_screen_reader(dialog: Preferences) -> None:
    assert set(dialog.controls) == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        assert dialog.controls[setting.name].accessibleName() == setting.title
        assert dialog.controls[setting.name].accessibleDescription() == setting.help


def test_a_theme_is_put_on_at_once_and_written_down(desk: MainWindow, dialog: Preferences) -> None:
    from ui.style.theme import CONTRAST

    choose(dialog.controls["theme"], "contrast")
    assert desk.look.tokens is CONTRAST
    assert Settings().text("theme") == "contrast"
    desk.look.choose("light")


def test_larger_text_is_larger_on_the_page_and_in_the_note(desk: MainWindow, dialog: Preferences) -> None:
    before = desk.page.document().size().height()
    choose(dialog.controls["zoom"], 200)
    assert desk.page.document().size().height() > 1.5 * before
    assert desk.note.editor.font().pixelSize() == 30
    choose(dialog.controls["zoom"], 100)
    assert desk.page.document().size().height() == before


def test_ctrl_plus_minus_and_zero_change_the_size_of_text(desk: MainWindow) -> None:
    press_into(desk.papers, "Ctrl++", "Ctrl+=")
    assert desk.settings.number("zoom") == 125
    press_into(desk.papers, "Ctrl+-")
    assert desk.settings.number("zoom") == 110
    press_into(desk.note.editor, "Ctrl+0")
    assert desk.settings.number("zoom") == 100


def test_compact_rows_show_more_papers(desk: MainWindow, dialog: Preferences) -> None:
    before = desk.papers.rowHeight(0)
    choose(dialog.controls["density"], "compact")
    assert desk.papers.rowHeight(0) < before


def test_less_motion_stops_the_cursor_and_the_menus(desk: MainWindow, dialog: Preferences) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    usual = QGuiApplication.styleHints().cursorFlashTime()
    dialog.controls["reduced_motion"].click()
    assert QGuiApplication.styleHints().cursorFlashTime() == 0
    assert not QApplication.isEffectEnabled(Qt.UIEffect.UI_AnimateMenu)
    dialog.controls["reduced_motion"].click()
    assert QGuiApplication.styleHints().cursorFlashTime() == usual


def test_the_hints_of_the_status_line_follow_the_profile_and_can_be_hidden(
    desk: MainWindow, dialog: Preferences
) -> None:
    choose(dialog.controls["profile"], "safe")
    assert "Alt+E done" in desk.status.hints
    dialog.controls["key_hints"].click()
    assert desk.status.hints == ""


def test_a_command_gets_the_keys_that_are_pressed(desk: MainWindow, dialog: Preferences) -> None:
    dialog.keys.choose("star")
    press_into(dialog.keys.field, "Ctrl+Alt+B")
    assert dialog.keys.field.text() == "Ctrl+Alt+B"
    assert dialog.keys.conflict.text() == ""
    dialog.keys.give.click()
    assert desk.keyboard.keymap.keys_of("star") == ("Ctrl+Alt+B",)


def test_a_chord_can_be_pressed_too(desk: MainWindow, dialog: Preferences) -> None:
    dialog.keys.choose("star")
    press_into(dialog.keys.field, "y", "s")
    dialog.keys.give.click()
    assert desk.keyboard.keymap.keys_of("star") == ("Y, S",)


def test_who_has_the_keys_is_named_before_they_are_taken(desk: MainWindow, dialog: Preferences) -> None:
    dialog.keys.choose("star")
    press_into(dialog.keys.field, "e")
    assert "“Done”" in dialog.keys.conflict.text()
    dialog.keys.give.click()
    assert desk.keyboard.keymap.keys_of("star") == ("E",)
    assert desk.keyboard.keymap.keys_of("done") == ()
    assert desk.keyboard.keymap.collisions() == []
    dialog.keys.choose("done")
    dialog.keys.usual.click()
    assert desk.keyboard.keymap.keys_of("done") == ("e",)
    assert desk.keyboard.keymap.collisions() == []


def test_a_letter_alone_is_refused_for_what_acts_everywhere(dialog: Preferences) -> None:
    dialog.keys.choose("import")
    press_into(dialog.keys.field, "q")
    assert "alone" in dialog.keys.conflict.text()
    assert not dialog.keys.give.isEnabled()


def test_the_table_of_keys_is_searched_by_word_and_by_key(dialog: Preferences) -> None:
    dialog.keys.search.setText("take the star off")
    assert dialog.keys.table.rowCount() == 1
    dialog.keys.search.setText("Ctrl+I")
    assert dialog.keys.table.item(0, 0).text() == "Import pages…"


def test_everything_goes_back_to_how_it_came(desk: MainWindow, dialog: Preferences) -> None:
    from PySide6.QtWidgets import QPushButton

    desk.preferring.give_keys({"star": ("Ctrl+B",)})
    choose(dialog.controls["density"], "compact")
    next(one for one in dialog.findChildren(QPushButton) if one.text() == "Everything as it came").click()
    assert desk.keyboard.keymap.keys_of("star") == ("s",)
    assert desk.settings.text("density") == "comfortable"
    assert dialog.controls["density"].currentData() == "comfortable"


def test_settings_that_cannot_be_read_are_told_when_the_window_opens(
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
def test_a_display_that_does_not_answer_is_a_sentence_and_not_a_crash(own_folders: Path) -> None:
    result = run("--library", str(own_folders), DISPLAY=":7654", WAYLAND_DISPLAY="")
    assert result.returncode == 2
    assert "“:7654”, but no screen answers there" in result.stderr
    assert "usage: paperdesk" in result.stderr


def test_a_picture_is_drawn_by_the_command_line(program: Any, sample_folder: Path, tmp_path: Path) -> None:
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
def test_a_picture_that_cannot_be_meant_is_refused(
    own_folders: Path, tmp_path: Path, words: tuple[str, str], sentence: str
) -> None:
    result = run("screenshot", str(tmp_path / "a.png"), "--library", str(own_folders), *words)
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert not (tmp_path / "a.png").exists()


def test_the_commands_of_the_window_stand_in_the_help_of_the_command_line() -> None:
    shown = run("--help").stdout
    assert "screenshot" in shown
    assert "--theme light|dark|contrast" in shown


def test_the_rate_of_triage_can_be_hidden(desk: MainWindow, qtbot: Any) -> None:
    from PySide6.QtTest import QTest

    desk.preferring.put("triage_rate", False)
    desk.triage.start()
    for _paper in range(5):
        QTest.keyClick(desk.page, "e")
        qtbot.waitUntil(lambda: desk.operations.is_idle, timeout=10_000)
    assert desk.triage.view.rate.text() == ""
    desk.preferring.put("triage_rate", True)
    QTest.keyClick(desk.page, "e")
    qtbot.waitUntil(lambda: desk.triage.view.rate.text() != "", timeout=10_000)


def test_after_new_keys_were_given_the_focus_is_on_the_table_and_space_takes_nothing(
    desk: MainWindow, dialog: Preferences
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    dialog.show()
    dialog.groups.setCurrentRow(dialog.groups.count() - 1)
    dialog.keys.choose("star")
    row = dialog.keys.table.currentRow()
    press_into(dialog.keys.field, "Ctrl+Alt+S")
    dialog.keys.give.setFocus()
    QTest.keyClick(dialog.keys.give, Qt.Key.Key_Space)
    assert desk.keyboard.keymap.keys_of("star") == ("Ctrl+Alt+S",)
    assert dialog.focusWidget() is dialog.keys.table
    assert dialog.keys.table.currentRow() == row
    QTest.keyClick(QApplication.focusWidget() or dialog.focusWidget(), Qt.Key.Key_Space)
    assert desk.keyboard.keymap.keys_of("star") == ("Ctrl+Alt+S",)
    dialog.reject()
