"""PreferencesController: the commands that change settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.config.settings import ZOOMS
from ui.commands.keymap import split_key
from ui.commands.table import format_key
from ui.preferences.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.config.settings import Settings
    from ui.context import Notifier
    from ui.style.theme import ThemeManager


class PreferencesController(Preferences):
    """The preferences with their commands."""

    def __init__(self, window: QWidget, settings: Settings, theme: ThemeManager, notifier: Notifier) -> None:
        super().__init__(settings, theme, notifier)
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return the commands for preferences, text size and full screen."""
        return {
            "preferences": self.show_preferences,
            "zoom_in": partial(self.zoom, 1),
            "zoom_out": partial(self.zoom, -1),
            "zoom_reset": self.reset_zoom,
            "full_screen": self.toggle_full_screen,
        }

    def show_unmatched(self, pressed: str) -> None:
        """Say that these keys are no shortcut, and how to see which are."""
        first = format_key(split_key(pressed)[0])
        self._notifier.show_message(
            f"“{format_key(pressed)}” is not a shortcut. Pause after {first} to see which keys can follow."
        )

    def zoom(self, by: int) -> None:
        """Increase or decrease the size of reading text by one step."""
        index = ZOOMS.index(self.settings.number("zoom"))
        self._zoom_to(ZOOMS[min(max(index + by, 0), len(ZOOMS) - 1)])

    def reset_zoom(self) -> None:
        """Reset the size of reading text."""
        self._zoom_to(100)

    def _zoom_to(self, percent: int) -> None:
        self.set_value("zoom", percent)
        self._notifier.show_message(f"Text size: {percent} %")

    def toggle_full_screen(self) -> None:
        """Enter or leave full screen."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def show_preferences(self) -> None:
        """Open the preferences."""
        from ui.preferences.dialog import PreferencesDialog  # noqa: PLC0415 - loaded when needed

        PreferencesDialog(self._window, self).exec()
