"""Preferences: the settings and shortcuts in force, and changing them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.config.settings import Value
from app.domain.errors import PaperdeskError
from ui.commands.keymap import CustomKeys, Keymap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.config.settings import Settings
    from ui.context import Notifier
    from ui.style.theme import ThemeManager


class Preferences(QObject):
    """Holds settings and shortcuts; every change takes effect and is saved at once. `keymap_changed` carries the new
    keymap."""

    keymap_changed = Signal(object)

    def __init__(self, settings: Settings, theme: ThemeManager, notifier: Notifier) -> None:
        super().__init__()
        self._theme, self._notifier = theme, notifier
        self.settings = settings
        self.custom_keys = CustomKeys()
        self.keymap: Keymap = self.custom_keys.keymap(self.settings.text("profile"))

    def report_problems(self) -> None:
        """Say which files of settings or shortcuts could not be read."""
        problem = self.settings.problem or self.custom_keys.problem
        if problem:
            self._notifier.show_message(problem)

    def set_value(self, name: str, value: Value) -> None:
        """Set a setting."""
        self._write(partial(self.settings.set_value, name, value))
        self._apply()

    def reset_settings(self) -> None:
        """Restore the defaults of all settings."""
        self._write(self.settings.reset)
        self._apply()

    def set_keys(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Set the shortcuts of commands in the present profile."""
        self._write(partial(self.custom_keys.set_keys, self.keymap.profile, changed))
        self._apply()

    def reset_keys(self) -> None:
        """Restore the default shortcuts of the present profile."""
        self._write(partial(self.custom_keys.reset, self.keymap.profile))
        self._apply()

    def _write(self, write: Callable[[], object]) -> None:
        try:
            write()
        except PaperdeskError as error:  # the change is active, but only until the window is closed
            self._notifier.show_message(str(error))

    def _apply(self) -> None:
        self.keymap = self.custom_keys.keymap(self.settings.text("profile"))
        self._theme.apply_settings(self.settings)
        self.keymap_changed.emit(self.keymap)
