"""Preferring: the settings and keys a person chose, put to work in the window, and the commands that change them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.config.settings import ZOOMS, Value
from app.domain.errors import PaperdeskError
from ui.commands.keymap import Keymap, OwnKeys, split_key
from ui.commands.table import show_key
from ui.style.theme import LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ui.window.main_window import MainWindow


class Preferring:
    """Holds what was chosen; every change acts at once and is written down."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.settings = window.settings
        self.own_keys = OwnKeys()
        self.keymap: Keymap = self.own_keys.keymap(self.settings.text("profile"))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Preferences, zoom and full screen."""
        return {
            "preferences": self.show_preferences,
            "zoom_in": partial(self.zoom, 1),
            "zoom_out": partial(self.zoom, -1),
            "zoom_reset": self.reset_zoom,
            "full_screen": self.toggle_full_screen,
        }

    def start(self) -> None:
        """The window is complete: show what depends on the keys, and say what could not be read."""
        self._window.keyboard.chords.missed.connect(self._say_missed)
        self._window.keyboard.changed.connect(self._show_keys)
        self._window.look.changed.connect(self._size_note)
        self._show_keys()
        self._size_note()
        problem = self.settings.problem or self.own_keys.problem
        if problem:
            self._window.toast.say(problem)

    def put(self, name: str, value: Value) -> None:
        """Choose a value of a setting; it acts at once."""
        self._write(partial(self.settings.put, name, value))
        self._use()

    def reset_settings(self) -> None:
        """All settings as they come with Paperdesk."""
        self._write(self.settings.reset)
        self._use()

    def give_keys(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Give commands other keys in the present profile; they act at once."""
        self._write(partial(self.own_keys.choose, self.keymap.profile, changed))
        self._use()

    def reset_keys(self) -> None:
        """All keys as the present profile has them."""
        self._write(partial(self.own_keys.reset, self.keymap.profile))
        self._use()

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
        except PaperdeskError as error:  # what was chosen is in force, but only until the window is closed
            self._window.toast.say(str(error))

    def _use(self) -> None:
        self.keymap = self.own_keys.keymap(self.settings.text("profile"))
        self._window.look.follow(self.settings)
        self._window.keyboard.use(self.keymap)

    def _show_keys(self) -> None:
        window = self._window
        window.status.show_hints(self.keymap.hints() if self.settings.is_on("key_hints") else "")
        window.list_panel.show_keys(self.keymap)
        window.empty.show_keys(self.keymap)
        window.toast.show_undo_key(self.keymap.shown("undo"))
        window.note.show_key(self.keymap.shown("note"))
        window.top.show_keys(*(self.keymap.shown(name) for name in ("search", "sidebar", "palette")))

    def _size_note(self) -> None:
        self._window.note.set_size(self._window.look.zoomed(LARGE))

    def _say_missed(self, pressed: str) -> None:
        first = show_key(split_key(pressed)[0])
        self._window.toast.say(f"“{show_key(pressed)}” is no command. Wait after {first} to see what may follow.")

    def zoom(self, by: int) -> None:
        """Make the type of abstracts and notes larger or smaller by one step."""
        at = ZOOMS.index(self.settings.number("zoom"))
        self._zoom_to(ZOOMS[min(max(at + by, 0), len(ZOOMS) - 1)])

    def reset_zoom(self) -> None:
        """Show abstracts and notes in their usual size."""
        self._zoom_to(100)

    def _zoom_to(self, percent: int) -> None:
        self.put("zoom", percent)
        self._window.toast.say(f"Text at {percent} %.")

    def toggle_full_screen(self) -> None:
        """Fill the screen, or be a window again."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def show_preferences(self) -> None:
        """Open the preferences."""
        from ui.preferences.dialog import Preferences  # noqa: PLC0415 - when it is asked for

        Preferences(self._window, self).exec()
