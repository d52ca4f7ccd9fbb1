"""Actions: the QActions of COMMANDS, with their menus, shortcuts and shortcut contexts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from ui.commands.chords import Chords
from ui.commands.key_names import us_layout_key
from ui.commands.keymap import Keymap, split_key
from ui.commands.table import BY_ID, COMMANDS, CONTEXTS, MENUS, PAPER, SIDEBAR, WINDOW, Command, format_key

Handler = Callable[[], object]


def make_actions(
    owner: QObject, handlers: Mapping[str, Handler], commands: Iterable[Command] = COMMANDS
) -> dict[str, QAction]:
    """Return an action for each command, by id. Raises KeyError for a command without a handler."""
    return {command.id: _make(owner, command, handlers[command.alias_of or command.id]) for command in commands}


def _make(owner: QObject, command: Command, handler: Handler) -> QAction:
    action = QAction(command.title, owner)
    is_window = command.context == WINDOW
    scope = Qt.ShortcutContext
    action.setShortcutContext(scope.WindowShortcut if is_window else scope.WidgetWithChildrenShortcut)
    action.setStatusTip(command.help)
    action.triggered.connect(lambda _checked=False: handler())
    return action


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """Add the menus, with commands in the order of the table."""
    for title in MENUS:
        listed = [command for command in COMMANDS if command.menu == title]
        if listed:
            _fill(bar.addMenu(title), listed, actions)


def _fill(menu: QMenu, commands: Iterable[Command], actions: Mapping[str, QAction]) -> None:
    """Add commands to a menu; a group becomes a submenu at the position of its first command."""
    groups: dict[str, QMenu] = {"": menu}
    for command in commands:
        if command.group not in groups:
            groups[command.group] = menu.addMenu(command.group)
        groups[command.group].addAction(actions[command.id])


_IN_CONTEXT_MENU: Mapping[str, Callable[[Command], bool]] = {
    PAPER: lambda command: command.menu == "Paper",
    SIDEBAR: lambda command: command.context == SIDEBAR and not command.alias_of,
}
"""Which commands the context menu of a context has."""


class Keyboard(QObject):
    """The actions of a window with their present shortcuts; `changed` is emitted when these change."""

    changed = Signal()

    def __init__(self, window: QWidget, handlers: Mapping[str, Handler], keymap: Keymap) -> None:
        super().__init__(window)
        self._window = window
        self.actions = make_actions(window, handlers)
        self.keymap = keymap
        self.chords = Chords(window)
        self.chords.matched.connect(lambda command_id: self.actions[command_id].trigger())
        self._widgets: Mapping[str, Sequence[QWidget]] = {}
        self._digit_actions: dict[str, QAction] = {}
        self.set_keymap(keymap)

    def bind(self, widgets: Mapping[str, Sequence[QWidget]]) -> None:
        """Set the widgets in which the shortcuts of each context work."""
        self._widgets = widgets
        for command in COMMANDS:
            for widget in widgets.get(command.context, ()):
                widget.addAction(self.actions[command.id])
        for widget in widgets.get(PAPER, ()):
            widget.installEventFilter(self)
        self.chords.set_keymap(self.keymap, widgets)

    def add_widget(self, context: str, widget: QWidget) -> None:
        """Let the shortcuts of a context work in one more widget, created later."""
        self.bind({**self._widgets, context: (*self._widgets.get(context, ()), widget)})

    def remove_widget(self, context: str, widget: QWidget) -> None:
        """Remove a widget added by `add_widget`; the shortcuts of the context no longer work in it."""
        remaining = tuple(one for one in self._widgets.get(context, ()) if one is not widget)
        for command in COMMANDS:
            if command.context == context:
                widget.removeAction(self.actions[command.id])
        self.bind({**self._widgets, context: remaining})

    def set_keymap(self, keymap: Keymap) -> None:
        """Give every command the keys it has in this keymap."""
        self.keymap = keymap
        self._digit_actions = {}
        for command in COMMANDS:
            action, keys = self.actions[command.id], keymap.keys_of(command.id)
            single = [key for key in keys if len(split_key(key)) == 1]
            action.setShortcuts([QKeySequence(key) for key in single])
            label = keymap.key_label(command.id)
            action.setText(f"{command.title}\t{label}" if label else command.title)
            if command.context == PAPER:
                self._digit_actions.update((key, action) for key in single if key in "0123456789")
        self.chords.set_keymap(keymap, self._widgets)
        self.changed.emit()

    def active_contexts(self) -> list[str]:
        """Return the contexts whose shortcuts work where the focus is; all of them without a focus."""
        active = self._contexts_of(QApplication.focusWidget())
        return [context for context in CONTEXTS if context in active] or list(CONTEXTS)

    def is_active(self, command_id: str) -> bool:
        """Whether the shortcuts of a command work where the focus is."""
        focus = QApplication.focusWidget() or self._window.focusWidget()
        return BY_ID[command_id].context in self._contexts_of(focus)

    def _contexts_of(self, focus: QWidget | None) -> set[str]:
        ancestors = [focus] if focus is not None else []
        while ancestors and (parent := ancestors[-1].parentWidget()) is not None:
            ancestors.append(parent)
        return {context for context, widgets in self._widgets.items() if any(one in ancestors for one in widgets)}

    def make_context_menu(self, context: str, parent: QWidget) -> QMenu:
        """Return a new context menu for the widgets of a context."""
        menu = QMenu(parent)
        _fill(menu, filter(_IN_CONTEXT_MENU[context], COMMANDS), self.actions)
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """Treat a key of the top row that types a symbol (`&` on a French keyboard) as the digit at its position."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers():
            action = self._digit_actions.get(us_layout_key(event))
            if action is not None:
                action.trigger()
                return True
        return False


def format_keys(keys: Iterable[str]) -> str:
    """Return several shortcuts as shown to the user."""
    return "   ".join(map(format_key, keys))
