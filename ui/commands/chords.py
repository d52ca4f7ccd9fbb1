"""Chords: keys that are pressed one after the other, and the hint that shows what may follow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QWidget

from ui.commands.key_names import name_parts
from ui.commands.keymap import Keymap, split_key
from ui.commands.table import CONTEXTS, WINDOW, Command, show_key
from ui.widgets.announce import announce
from ui.widgets.labels import named, plain_label

HINT_AFTER_MS = 400
_COLUMN = 9  # lines of the hint before another column begins
_LEAVING = (QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate, QEvent.Type.Wheel)


class ChordHint(QFrame):
    """What may follow the keys that were pressed, at the lower edge of the window."""

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        named(self, "chordHint")
        self._place = place
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 14, 20, 14)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self.hide()

    def tell(self, begun: str, followers: Mapping[str, Command]) -> None:
        """Show the keys and where they lead."""
        while (entry := self._grid.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.deleteLater()
        for at, (key, command) in enumerate(followers.items()):
            row, column = at % _COLUMN, at // _COLUMN * 2
            keycap = plain_label(show_key(key), "keycap")
            keycap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(keycap, row, column)
            self._grid.addWidget(plain_label(command.title), row, column + 1)
        named_keys = ", ".join(f"{show_key(key)} {command.title}" for key, command in followers.items())
        self.setAccessibleName(f"After {begun}: {named_keys}. Escape leaves.")
        self.adjustSize()
        size = self.sizeHint()
        self.move((self._place.width() - size.width()) // 2, self._place.height() - size.height() - 48)
        self.show()
        self.raise_()
        announce(self, self.accessibleName())


class Chords(QObject):
    """Waits for the keys after the first one. `reached` carries the id of a command, `missed` keys without one."""

    reached = Signal(str)
    missed = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hint = ChordHint(window)
        self._window = window
        self._shortcuts: list[QShortcut] = []
        self._keymap = Keymap()
        self._begun: tuple[str, ...] = ()
        self._contexts: tuple[str, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=HINT_AFTER_MS)
        self._timer.timeout.connect(self.show_hint)

    @property
    def is_waiting(self) -> bool:
        """Whether a first key was pressed and the next one is to come."""
        return bool(self._begun)

    def listen(self, keymap: Keymap, places: Mapping[str, Sequence[QWidget]]) -> None:
        """From now on the first keys of this keymap's chords begin one, each in the widgets of its context."""
        self.leave()
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self._keymap = keymap
        self._shortcuts = [
            self._make_shortcut(first, context, widget)
            for context in CONTEXTS
            for first in _first_keys(keymap, context)
            for widget in places.get(context, ())
        ]

    def _make_shortcut(self, first: str, context: str, widget: QWidget) -> QShortcut:
        reach = Qt.ShortcutContext
        shortcut = QShortcut(QKeySequence(first), widget)
        shortcut.setContext(reach.WindowShortcut if context == WINDOW else reach.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        begin: Callable[[], None] = lambda: self.begin(first, (context, WINDOW))  # noqa: E731 - for two signals
        shortcut.activated.connect(begin)
        shortcut.activatedAmbiguously.connect(begin)
        return shortcut

    def begin(self, first: str, contexts: Iterable[str]) -> None:
        """The first key was pressed."""
        self._begun, self._contexts = (first,), tuple(contexts)
        program = QApplication.instance()
        assert program is not None
        program.installEventFilter(self)
        self._timer.start()

    def leave(self) -> None:
        """Forget the keys that were pressed."""
        program = QApplication.instance()
        if program is not None:
            program.removeEventFilter(self)
        self._begun = ()
        self._timer.stop()
        self.hint.hide()

    def show_hint(self) -> None:
        """Show what may follow, now."""
        if self._begun:
            begun = " ".join(map(show_key, self._begun))
            self.hint.tell(begun, self._keymap.followers(self._begun, self._contexts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """While a chord waits, every key is its own; a click, the wheel or another window ends it."""
        kind = event.type()
        if kind in _LEAVING:
            self.leave()
        elif kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._take(event)
            return True
        return False

    def _take(self, event: QKeyEvent) -> None:
        spelled = name_parts(event)
        if not spelled or event.isAutoRepeat():
            return
        if spelled[0] == "Esc":
            self.leave()
            return
        followers = self._keymap.followers(self._begun, self._contexts)
        part = next((one for one in spelled if one in followers), None)
        pressed = (*self._begun, part or spelled[-1])
        if part is None:
            self.leave()
            self.missed.emit(", ".join(pressed))
        elif any(split_key(key) == pressed for key in self._keymap.keys_of(followers[part].id)):
            self.leave()
            self.reached.emit(followers[part].id)
        else:
            self._begun = pressed
            self.show_hint() if self.hint.isVisible() else self._timer.start()


def _first_keys(keymap: Keymap, context: str) -> list[str]:
    """The keys that begin a chord in a context."""
    rows = (command for command in keymap.commands if command.context == context)
    parts = (split_key(key) for command in rows for key in keymap.keys_of(command.id))
    return list(dict.fromkeys(one[0] for one in parts if len(one) > 1))
