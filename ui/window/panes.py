"""Panes: going from pane to pane in the order one reads them, and what their context menus hold."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from ui.commands.table import PAPER, SIDEBAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow

PANES = ("places", "list", "page", "note", "search")
"""Alt and 1 to 5, and the order of F6."""


class Panes:
    """The commands that go to a pane, and the context menus of those that show papers and places."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        for widget, context in ((window.page, PAPER), (window.sidebar, SIDEBAR)):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(partial(self._ask_for_menu, widget, context))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """One command for each pane, the next one and the one before."""
        return {
            **{f"pane_{name}": partial(self.go_to, name) for name in PANES},
            "pane_next": partial(self.step, 1),
            "pane_previous": partial(self.step, -1),
        }

    def _widgets(self) -> dict[str, QWidget]:
        """The widget of each pane that takes the keys."""
        window = self._window
        note = window.note.shown
        papers = window.list_panel.with_keys
        return dict(zip(PANES, (window.sidebar, papers, window.page, note, window.top.field), strict=True))

    def go_to(self, name: str) -> None:
        """Give a pane the keyboard; the places are folded out for it."""
        if name == "places" and not self._window.sidebar.isVisible() and not self._window.triage.is_on:
            self._window.folding.toggle_sidebar()
        if name in ("page", "note"):
            (self._window.folding.show_note if name == "note" else self._window.folding.show_page)()
        widget = self._widgets()[name]
        if widget.isVisible():
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, by: int) -> None:
        """Go to the next pane that is shown, or to the one before."""
        shown = [widget for widget in self._widgets().values() if widget.isVisible() and widget.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, widget in enumerate(shown) if widget is focus), -1 if by > 0 else 0)
        if shown:
            shown[(at + by) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _ask_for_menu(self, widget: QAbstractScrollArea, context: str, at: QPoint) -> None:
        self._pop_up(widget, context, widget.viewport().mapToGlobal(at))

    def _pop_up(self, widget: QWidget, context: str, at: QPoint) -> None:
        """Show the menu of a context at a point of the screen; the page adds what can be done with its text."""
        menu = self._window.keyboard.menu_for(context, widget)
        if widget is self._window.page:
            standard = self._window.page.createStandardContextMenu(self._window.page.mapFromGlobal(at))
            menu.addSeparator()
            menu.addActions(standard.actions())
            standard.setParent(menu)  # its actions live as long as the menu that shows them
        if not menu.isEmpty():
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)
