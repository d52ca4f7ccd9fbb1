"""Actions: what Qt makes of COMMANDS – menu entries, shortcuts and their contexts – and the keys they have now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QMenuBar, QWidget

from ui.commands.chords import Chords
from ui.commands.key_names import place_of
from ui.commands.keymap import Keymap, split_key
from ui.commands.table import BY_ID, COMMANDS, CONTEXTS, MENUS, PAPER, SIDEBAR, WINDOW, Command, show_key

Handler = Callable[[], object]


def make_actions(
    owner: QObject, handlers: Mapping[str, Handler], commands: Iterable[Command] = COMMANDS
) -> dict[str, QAction]:
    """An action for each command, by its id. Every command needs a handler: what does not work is not shown."""
    return {command.id: _make(owner, command, handlers[command.alias_of or command.id]) for command in commands}


def _make(owner: QObject, command: Command, handler: Handler) -> QAction:
    action = QAction(command.title, owner)
    is_window = command.context == WINDOW
    reach = Qt.ShortcutContext
    action.setShortcutContext(reach.WindowShortcut if is_window else reach.WidgetWithChildrenShortcut)
    action.setStatusTip(command.help)
    action.triggered.connect(lambda _checked=False: handler())
    return action


def fill_menus(bar: QMenuBar, actions: Mapping[str, QAction]) -> None:
    """The menus in the order of the table."""
    for title in MENUS:
        listed = [command for command in COMMANDS if command.menu == title]
        if listed:
            _fill(bar.addMenu(title), listed, actions)


def _fill(menu: QMenu, commands: Iterable[Command], actions: Mapping[str, QAction]) -> None:
    """Add commands to a menu; those of one group stand in a menu of their own, where the first of them would."""
    groups: dict[str, QMenu] = {"": menu}
    for command in commands:
        if command.group not in groups:
            groups[command.group] = menu.addMenu(command.group)
        groups[command.group].addAction(actions[command.id])


_POPPING: Mapping[str, Callable[[Command], bool]] = {
    PAPER: lambda command: command.menu == "Paper",
    SIDEBAR: lambda command: command.context == SIDEBAR and not command.alias_of,
}
"""Which commands stand in the context menu of a context's widgets."""


class Keyboard(QObject):
    """The actions of a window with the keys they have now; `changed` when they have others."""

    changed = Signal()

    def __init__(self, window: QWidget, handlers: Mapping[str, Handler], keymap: Keymap) -> None:
        super().__init__(window)
        self._window = window
        self.actions = make_actions(window, handlers)
        self.keymap = keymap
        self.chords = Chords(window)
        self.chords.reached.connect(lambda command_id: self.actions[command_id].trigger())
        self._places: Mapping[str, Sequence[QWidget]] = {}
        self._digits: dict[str, QAction] = {}
        self.use(keymap)

    def bind(self, places: Mapping[str, Sequence[QWidget]]) -> None:
        """Let the keys of each context act in these widgets."""
        self._places = places
        for command in COMMANDS:
            for widget in places.get(command.context, ()):
                widget.addAction(self.actions[command.id])
        for widget in places.get(PAPER, ()):
            widget.installEventFilter(self)
        self.chords.listen(self.keymap, places)

    def join(self, context: str, widget: QWidget) -> None:
        """Let the keys of a context act in one more widget, which was made later."""
        self.bind({**self._places, context: (*self._places.get(context, ()), widget)})

    def part(self, context: str, widget: QWidget) -> None:
        """A widget that joined goes: the keys of the context act there no more."""
        left = tuple(one for one in self._places.get(context, ()) if one is not widget)
        for command in COMMANDS:
            if command.context == context:
                widget.removeAction(self.actions[command.id])
        self.bind({**self._places, context: left})

    def use(self, keymap: Keymap) -> None:
        """Give every command its keys of this keymap, at once."""
        self.keymap = keymap
        self._digits = {}
        for command in COMMANDS:
            action, keys = self.actions[command.id], keymap.keys_of(command.id)
            single = [key for key in keys if len(split_key(key)) == 1]
            action.setShortcuts([QKeySequence(key) for key in single])
            shown = keymap.shown(command.id)
            action.setText(f"{command.title}\t{shown}" if shown else command.title)
            if command.context == PAPER:
                self._digits.update((key, action) for key in single if key in "0123456789")
        self.chords.listen(keymap, self._places)
        self.changed.emit()

    def contexts_here(self) -> list[str]:
        """The contexts whose keys act where the focus is; all of them when it is nowhere."""
        is_here = self._held_contexts(QApplication.focusWidget())
        return [context for context in CONTEXTS if context in is_here] or list(CONTEXTS)

    def acts_here(self, command_id: str) -> bool:
        """Whether the keys of a command act where the focus is."""
        focus = QApplication.focusWidget() or self._window.focusWidget()
        return BY_ID[command_id].context in self._held_contexts(focus)

    def _held_contexts(self, focus: QWidget | None) -> set[str]:
        held = [focus] if focus is not None else []
        while held and (parent := held[-1].parentWidget()) is not None:
            held.append(parent)
        return {context for context, widgets in self._places.items() if any(one in held for one in widgets)}

    def menu_for(self, context: str, parent: QWidget) -> QMenu:
        """The context menu of the widgets of a context."""
        menu = QMenu(parent)
        is_wanted = _POPPING[context]
        _fill(menu, filter(is_wanted, COMMANDS), self.actions)
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """A key of the upper row that types a sign alone (`&` on a French keyboard) is the digit it stands for."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not event.modifiers():
            action = self._digits.get(place_of(event))
            if action is not None:
                action.trigger()
                return True
        return False


def tip(keymap: Keymap, command_id: str, text: str = "") -> str:
    """The text of a tooltip with the key of the command behind it."""
    shown = keymap.shown(command_id)
    title = text or BY_ID[command_id].title
    return f"{title} ({shown})" if shown else title


def show_keys(keys: Iterable[str]) -> str:
    """Several keys as a person reads them."""
    return "   ".join(map(show_key, keys))
