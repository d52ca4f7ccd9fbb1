"""ListController: the sort order of the list, and its context menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from ui.commands.table import COMMANDS, PAPER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from ui.context import Context
    from ui.paper_list.panel import ListPanel
    from ui.paper_list.view import PaperList

_KEYS_ONLY = frozenset(
    {"repeat", "mark", "mark_all", "unmark", "extend_down", "extend_up", "collection_up", "collection_down", "redo"}
)
"""Commands that make sense only by keyboard and are left out of the context menu."""


class ListController:
    """Handles the command that chooses the sort order, and shows the context menu of the papers."""

    def __init__(
        self,
        context: Context,
        panel: ListPanel,
        papers: PaperList,
        set_order: Callable[[str], object],
        actions: Callable[[], Mapping[str, QAction]],
    ) -> None:
        """`set_order` sorts the list, `actions` returns those of all commands."""
        self._context, self._panel = context, panel
        self._set_order, self._actions = set_order, actions
        panel.order_chosen.connect(self.order_by)
        papers.menu_requested.connect(self.show_menu)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The command that opens the menu of sort orders."""
        return {"order": self._panel.open_order_menu}

    def order_by(self, order: str) -> None:
        """Sort the list, and remember the order for this kind of place."""
        self._set_order(order)
        self._context.navigator.focus_papers()

    def show_menu(self, at: QPoint) -> None:
        """Open the context menu of the selected papers at a point of the screen."""
        self.make_menu().popup(at)

    def make_menu(self) -> QMenu:
        """A menu with the commands of the menu `Paper` that act on papers."""
        menu = QMenu(self._context.window)
        menu.setAccessibleName("Paper actions")
        menu.aboutToHide.connect(menu.deleteLater)
        for command in COMMANDS:
            if command.context == PAPER and command.menu == "Paper" and command.id not in _KEYS_ONLY:
                menu.addAction(self._actions()[command.id])
        return menu
