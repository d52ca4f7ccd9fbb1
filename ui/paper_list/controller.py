"""Ordering: in what order the list stands, the menu of its papers, and what is dropped on them."""

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
"""Commands that are for the keyboard and would only make the menu of the right button long."""


class Ordering:
    """The command that chooses the order, and the menu one gets with the right button."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        window.list_panel.ordered.connect(self.order_by)
        window.papers.menu_asked.connect(self.show_menu)
        window.papers.linked_by_drop.connect(window.linking.linked_by_drop)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Choosing an order."""
        return {"order": self._window.list_panel.show_orders}

    def order_by(self, order: str) -> None:
        """List the same papers in another order, and this kind of place from now on."""
        self._window.listing.order_by(order)
        self._window.focus_papers()

    def show_menu(self, at: QPoint) -> None:
        """Show what can be done with the selected papers, at a point of the screen."""
        self.make_menu().popup(at)

    def make_menu(self) -> QMenu:
        """The commands of the menu `Paper` that act on papers."""
        menu = QMenu(self._window)
        menu.setAccessibleName("What can be done with the papers")
        menu.aboutToHide.connect(menu.deleteLater)
        for command in COMMANDS:
            if command.context == PAPER and command.menu == "Paper" and command.id not in _KEYS_ONLY:
                menu.addAction(self._window.actions_by_id[command.id])
        return menu
