"""Helping: the command that opens the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.help.window import HelpWindow
    from ui.window.main_window import MainWindow


class Helping:
    """The command that opens the help; the window is made once and kept."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._help: HelpWindow | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The help."""
        return {"help": self.show}

    def show(self) -> HelpWindow:
        """Open the help, or bring it to the front."""
        from ui.help.window import HelpWindow  # noqa: PLC0415 - not before it is asked for: it loads `markdown`

        if self._help is None:
            self._help = HelpWindow(self._window, self._window.look)
        self._help.show()
        self._help.raise_()
        self._help.activateWindow()
        self._help.contents.setFocus()
        return self._help
