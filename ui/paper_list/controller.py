"""ListController: the sort order of the list, its context menu, and papers dropped on other papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ui.commands.table import COMMANDS, PAPER

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow

_KEYS_ONLY = frozenset(
    {"repeat", "mark", "mark_all", "unmark", "extend_down", "extend_up", "collection_up", "collection_down", "redo"}
)
"""Commands that make sense only by keyboard and are left out of the context menu."""


class ListController:
    """Handles the command that chooses the sort order, and shows the context menu of the papers."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.list_panel.order_chosen.connect(self.order_by)
        window.papers.menu_requested.connect(self.show_menu)
        window.papers.papers_dropped.connect(window.links.ask_type_for_drop)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The command that opens the menu of sort orders."""
        return {"order": self._window.list_panel.open_order_menu}

    def order_by(self, order: str) -> None:
        """Sort the list, and remember the order for this kind of place."""
        self._window.listing.set_order(order)
        self._window.focus_papers()

    def show_menu(self, at: QPoint) -> None:
        """Open the context menu of the selected papers at a point of the screen."""
        self.make_menu().popup(at)

    def make_menu(self) -> QMenu:
        """A menu with the commands of the menu `Paper` that act on papers."""
        menu = QMenu(self._window)
        menu.setAccessibleName("Paper actions")
        menu.aboutToHide.connect(menu.deleteLater)
        for command in COMMANDS:
            if command.context == PAPER and command.menu == "Paper" and command.id not in _KEYS_ONLY:
                menu.addAction(self._window.actions_by_id[command.id])
        return menu
