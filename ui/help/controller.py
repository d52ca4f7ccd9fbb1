"""HelpController: the command that opens the help window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.help.key_sheet import KeySheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from ui.commands.actions import Keyboard
    from ui.help.window import HelpWindow
    from ui.style.theme import ThemeManager


class HelpController:
    """Opens the help window, which is created once and kept, and the list of shortcuts.

    `keyboard` returns the shortcuts in force, `describe_keys` what the quick-tag keys stand for at present.
    """

    def __init__(
        self,
        window: QWidget,
        theme: ThemeManager,
        keyboard: Callable[[], Keyboard],
        describe_keys: Callable[[], Mapping[str, str]],
    ) -> None:
        self._window, self._theme = window, theme
        self._keyboard, self._describe_keys = keyboard, describe_keys
        self._help: HelpWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return the commands that open the help and the list of shortcuts."""
        return {"help": self.show, "keys": self.show_keys}

    def show_keys(self) -> None:
        """Show the shortcuts that work where the focus is first."""
        keyboard = self._keyboard()
        KeySheet(self._window, keyboard.keymap, keyboard.active_contexts(), self._describe_keys()).exec()

    def show(self) -> HelpWindow:
        """Open the help window, or bring it to the front."""
        from ui.help.window import HelpWindow  # noqa: PLC0415 - loads `markdown`

        if self._help is None:
            self._help = HelpWindow(self._window, self._theme)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()
        self._help.contents.setFocus()
        return self._help
