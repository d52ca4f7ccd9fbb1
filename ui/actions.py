"""Actions: what Qt makes of COMMANDS – menu entries, shortcuts and their contexts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenuBar, QWidget

from ui.commands import COMMANDS, MENUS, PAPER, Command

_CONTEXTS = {PAPER: Qt.ShortcutContext.WidgetWithChildrenShortcut}


def make_actions(
    owner: QObject, handlers: Mapping[str, Callable[[], object]], commands: Iterable[Command] = COMMANDS
) -> dict[str, QAction]:
    """An action for each command, by its id. Every command needs a handler: what does not work is not shown."""
    return {command.id: _make(owner, command, handlers[command.id]) for command in commands}


def _make(owner: QObject, command: Command, handler: Callable[[], object]) -> QAction:
    action = QAction(command.title, owner)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.setShortcutContext(_CONTEXTS.get(command.context, Qt.ShortcutContext.WindowShortcut))
    action.setStatusTip(command.help)
    action.triggered.connect(lambda _checked=False: handler())
    return action


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """The menus in the order of the table."""
    for title in MENUS:
        menu = bar.addMenu(title)
        menu.addActions([actions[command.id] for command in COMMANDS if command.menu == title])


def bind(window: QWidget, papers: Iterable[QWidget], actions: Mapping[str, QAction]) -> None:
    """Let each key act where its context says: in the whole window, or in the widgets that show papers."""
    places = list(papers)
    for command in COMMANDS:
        for widget in places if command.context == PAPER else [window]:
            widget.addAction(actions[command.id])
