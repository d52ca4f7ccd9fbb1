"""Every command can be reached by menu, command palette and shortcut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ui.commands.keymap import PROFILES, split_key
from ui.commands.table import COMMANDS, PAIRS, PAPER, SIDEBAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow


def entries_of(menu: Any) -> dict[str, Any]:
    """The entries of a menu by title."""
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def test_every_command_is_in_its_menu(main_window: MainWindow) -> None:
    menus = {action.text(): entries_of(action.menu()) for action in main_window.menuBar().actions()}
    for command in COMMANDS:
        if command.menu:
            listed = menus[command.menu]
            titles = entries_of(listed[command.group].menu()) if command.group else listed
            assert command.title in titles


def test_context_menus_are_made_from_the_table(main_window: MainWindow) -> None:
    menu = main_window.keyboard.make_context_menu(PAPER, main_window.papers)
    wanted = [one for one in COMMANDS if one.menu == "Paper"]
    assert list(entries_of(menu)) == list(dict.fromkeys(one.group or one.title for one in wanted))
    inner = entries_of(entries_of(menu)["Priority"].menu())
    assert list(inner) == [one.title for one in wanted if one.group == "Priority"]


def test_every_command_is_reached_by_the_palette(main_window: MainWindow, press: Callable[..., None]) -> None:
    main_window.command_palette.show()
    press("")
    finder = main_window.command_palette.finder
    assert finder is not None
    in_dialog = {one.id for one in COMMANDS if one.context == PAIRS}
    wanted = {one.id for one in COMMANDS if not one.alias_of} - in_dialog - {"palette"}  # it is open
    assert {one.key for one in finder._choices if one.kind == "command"} == wanted
    finder.cancel()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_every_key_of_every_command_reaches_it_when_it_is_pressed(main_window: MainWindow, profile: Any) -> None:
    """Press every shortcut with real key events; the commands only record that they were triggered."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    main_window.preferences.set_value("profile", profile.id)
    reached: list[str] = []
    for name, action in main_window.actions_by_id.items():
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked=False, name=name: reached.append(name))
    failures = []
    for command in COMMANDS:
        for key in () if command.context == PAIRS else main_window.keyboard.keymap.keys_of(command.id):
            place = main_window.sidebar if command.context == SIDEBAR else main_window.papers
            place.setFocus()
            main_window.actions_by_id[command.id].setEnabled(True)  # sidebar commands apply to some places only
            reached.clear()
            for part in split_key(key):
                one = QKeySequence(part)[0]
                QTest.keyClick(QApplication.focusWidget(), one.key(), one.keyboardModifiers())
            if reached != [command.id]:
                failures.append((command.id, key, list(reached)))
    assert failures == []
