"""Menus: everything that can be done stands in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.commands import COMMANDS, PAPER

if TYPE_CHECKING:
    from ui.main_window import MainWindow


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
