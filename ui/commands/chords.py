"""Chords: shortcuts of several keys pressed one after the other, and the hint that shows the possible next keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QWidget

from ui.commands.key_names import spell_key_event
from ui.commands.keymap import Keymap, split_key
from ui.commands.table import CONTEXTS, WINDOW, Command, format_key
from ui.widgets.announce import announce
from ui.widgets.labels import named, plain_label

HINT_DELAY_MS = 400
_MAX_ROWS = 9  # of a column of the hint
_CANCELLING_EVENTS = (QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate, QEvent.Type.Wheel)


class ChordHint(QFrame):
    """Shows the possible next keys at the bottom of the window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        named(self, "chordHint")
        self._window = window
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 14, 20, 14)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self.hide()

    def show_next_keys(self, pressed: str, next_keys: Mapping[str, Command]) -> None:
        """Show the next keys with the titles of their commands."""
        while (entry := self._grid.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.deleteLater()
        for at, (key, command) in enumerate(next_keys.items()):
            row, column = at % _MAX_ROWS, at // _MAX_ROWS * 2
            keycap = plain_label(format_key(key), "keycap")
            keycap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(keycap, row, column)
            self._grid.addWidget(plain_label(command.title), row, column + 1)
        key_list = ", ".join(f"{format_key(key)} {command.title}" for key, command in next_keys.items())
        self.setAccessibleName(f"After {pressed}: {key_list}. Escape cancels.")
        self.adjustSize()
        size = self.sizeHint()
        self.move((self._window.width() - size.width()) // 2, self._window.height() - size.height() - 48)
        self.show()
        self.raise_()
        announce(self, self.accessibleName())


class Chords(QObject):
    """Handles the keys after the first of a chord.

    `matched` carries the id of the command that was reached, `unmatched` the keys pressed when there is none.
    """

    matched = Signal(str)
    unmatched = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.hint = ChordHint(window)
        self._window = window
        self._shortcuts: list[QShortcut] = []
        self._keymap = Keymap()
        self._pressed: tuple[str, ...] = ()
        self._contexts: tuple[str, ...] = ()
        self._timer = QTimer(self, singleShot=True, interval=HINT_DELAY_MS)
        self._timer.timeout.connect(self.show_hint)

    @property
    def is_waiting(self) -> bool:
        """Whether a chord was begun and its next key is awaited."""
        return bool(self._pressed)

    def set_keymap(self, keymap: Keymap, widgets: Mapping[str, Sequence[QWidget]]) -> None:
        """Listen for the first keys of this keymap's chords in the widgets of each context."""
        self.cancel()
        for old in self._shortcuts:
            old.setEnabled(False)
            old.deleteLater()
        self._keymap = keymap
        self._shortcuts = [
            self._make_shortcut(first, context, widget)
            for context in CONTEXTS
            for first in _first_keys(keymap, context)
            for widget in widgets.get(context, ())
        ]

    def _make_shortcut(self, first: str, context: str, widget: QWidget) -> QShortcut:
        scope = Qt.ShortcutContext
        shortcut = QShortcut(QKeySequence(first), widget)
        shortcut.setContext(scope.WindowShortcut if context == WINDOW else scope.WidgetWithChildrenShortcut)
        shortcut.setAutoRepeat(False)
        begin: Callable[[], None] = lambda: self.begin(first, (context, WINDOW))  # noqa: E731 - for two signals
        shortcut.activated.connect(begin)
        shortcut.activatedAmbiguously.connect(begin)
        return shortcut

    def begin(self, first: str, contexts: Iterable[str]) -> None:
        """Begin a chord with its first key."""
        self._pressed, self._contexts = (first,), tuple(contexts)
        application = QApplication.instance()
        assert application is not None
        application.installEventFilter(self)
        self._timer.start()

    def cancel(self) -> None:
        """Cancel the chord."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._pressed = ()
        self._timer.stop()
        self.hint.hide()

    def show_hint(self) -> None:
        """Show the possible next keys."""
        if self._pressed:
            pressed = " ".join(map(format_key, self._pressed))
            self.hint.show_next_keys(pressed, self._keymap.next_keys(self._pressed, self._contexts))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """During a chord, take every key; a click, the wheel or another window cancels it."""
        kind = event.type()
        if kind in _CANCELLING_EVENTS:
            self.cancel()
        elif kind == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._handle_key(event)
            return True
        return False

    def _handle_key(self, event: QKeyEvent) -> None:
        spellings = spell_key_event(event)
        if not spellings or event.isAutoRepeat():
            return
        if spellings[0] == "Esc":
            self.cancel()
            return
        next_keys = self._keymap.next_keys(self._pressed, self._contexts)
        part = next((one for one in spellings if one in next_keys), None)
        pressed = (*self._pressed, part or spellings[-1])
        if part is None:
            self.cancel()
            self.unmatched.emit(", ".join(pressed))
        elif any(split_key(key) == pressed for key in self._keymap.keys_of(next_keys[part].id)):
            self.cancel()
            self.matched.emit(next_keys[part].id)
        else:
            self._pressed = pressed
            self.show_hint() if self.hint.isVisible() else self._timer.start()


def _first_keys(keymap: Keymap, context: str) -> list[str]:
    """Return the keys that begin a chord in a context."""
    rows = (command for command in keymap.commands if command.context == context)
    parts = (split_key(key) for command in rows for key in keymap.keys_of(command.id))
    return list(dict.fromkeys(one[0] for one in parts if len(one) > 1))
