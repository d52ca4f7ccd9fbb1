"""Menus, palette and keys: everything that can be done is reached in these three ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ui.commands.keymap import PROFILES, split_key
from ui.commands.table import COMMANDS, PAIRS, PAPER, SIDEBAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow


def entries_of(menu: Any) -> dict[str, Any]:
    """The entries of a menu by their titles."""
    return {action.text().partition("\t")[0]: action for action in menu.actions()}


def test_every_command_stands_in_its_menu(desk: MainWindow) -> None:
    menus = {action.text(): entries_of(action.menu()) for action in desk.menuBar().actions()}
    for command in COMMANDS:
        if command.menu:
            listed = menus[command.menu]
            titles = entries_of(listed[command.group].menu()) if command.group else listed
            assert command.title in titles


def test_context_menus_are_made_from_the_table(desk: MainWindow) -> None:
    menu = desk.keyboard.menu_for(PAPER, desk.papers)
    wanted = [one for one in COMMANDS if one.menu == "Paper"]
    assert list(entries_of(menu)) == list(dict.fromkeys(one.group or one.title for one in wanted))
    inner = entries_of(entries_of(menu)["Priority"].menu())
    assert list(inner) == [one.title for one in wanted if one.group == "Priority"]


def test_every_command_is_reached_by_the_palette(desk: MainWindow, press: Callable[..., None]) -> None:
    desk.finding.show()
    press("")
    finder = desk.finding.finder
    assert finder is not None
    in_dialog = {one.id for one in COMMANDS if one.context == PAIRS}
    wanted = {one.id for one in COMMANDS if not one.alias_of} - in_dialog - {"palette"}  # it is open
    assert {one.key for one in finder._choices if one.kind == "command"} == wanted
    finder.leave()


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_every_key_of_every_command_reaches_it_when_it_is_pressed(desk: MainWindow, profile: Any) -> None:
    """Real key events where the keys are said to act; the commands only tell that they were reached."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    desk.preferring.put("profile", profile.id)
    reached: list[str] = []
    for name, action in desk.actions_by_id.items():
        action.triggered.disconnect()
        action.triggered.connect(lambda _checked=False, name=name: reached.append(name))
    lost = []
    for command in COMMANDS:
        for key in () if command.context == PAIRS else desk.keyboard.keymap.keys_of(command.id):
            place = desk.sidebar if command.context == SIDEBAR else desk.papers
            place.setFocus()
            desk.actions_by_id[command.id].setEnabled(True)  # those of places act on some only
            reached.clear()
            for part in split_key(key):
                one = QKeySequence(part)[0]
                QTest.keyClick(QApplication.focusWidget(), one.key(), one.keyboardModifiers())
            if reached != [command.id]:
                lost.append((command.id, key, list(reached)))
    assert lost == []
