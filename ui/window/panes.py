"""Panes: commands that move the focus between panes in reading order, and the context menus of panes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from ui.commands.table import PAPER, SIDEBAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from ui.window.layout import WindowLayout
    from ui.window.panels import Panels

PANES = ("places", "list", "page", "note", "search")
"""The panes in the order of Alt+1 to Alt+5 and of F6; part of the command ids."""


class Panes:
    """The commands that focus a pane, and the context menus of the paper page and the sidebar.

    `make_menu` makes the menu of a keyboard context; `is_triage_on` tells whether the sidebar can be shown.
    """

    def __init__(
        self,
        panels: Panels,
        layout: WindowLayout,
        make_menu: Callable[[str, QWidget], QMenu],
        is_triage_on: Callable[[], bool],
    ) -> None:
        self._panels, self._layout = panels, layout
        self._make_menu, self._is_triage_on = make_menu, is_triage_on
        for widget, context in ((panels.page, PAPER), (panels.sidebar, SIDEBAR)):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(partial(self._request_menu, widget, context))

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return one command for each pane, and those for the next and the previous one."""
        return {
            **{f"pane_{name}": partial(self.go_to, name) for name in PANES},
            "pane_next": partial(self.step, 1),
            "pane_previous": partial(self.step, -1),
        }

    def _widgets(self) -> dict[str, QWidget]:
        """Return the widget of each pane that takes the focus."""
        panels = self._panels
        note, papers = panels.note.active_view, panels.list_panel.focus_target
        return dict(zip(PANES, (panels.sidebar, papers, panels.page, note, panels.top_bar.field), strict=True))

    def go_to(self, name: str) -> None:
        """Focus a pane; the sidebar is shown for it if it is hidden."""
        if name == "places" and not self._panels.sidebar.isVisible() and not self._is_triage_on():
            self._layout.toggle_sidebar()
        if name in ("page", "note"):
            (self._layout.show_note if name == "note" else self._layout.show_page)()
        widget = self._widgets()[name]
        if widget.isVisible():
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def step(self, by: int) -> None:
        """Focus the next or previous visible pane."""
        shown = [widget for widget in self._widgets().values() if widget.isVisible() and widget.isEnabled()]
        focus = QApplication.focusWidget()
        at = next((number for number, widget in enumerate(shown) if widget is focus), -1 if by > 0 else 0)
        if shown:
            shown[(at + by) % len(shown)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _request_menu(self, widget: QAbstractScrollArea, context: str, at: QPoint) -> None:
        self._show_menu(widget, context, widget.viewport().mapToGlobal(at))

    def _show_menu(self, widget: QWidget, context: str, at: QPoint) -> None:
        """Show the context menu of a context at a screen position; the page adds its text actions."""
        menu = self._make_menu(context, widget)
        if widget is self._panels.page:
            standard = self._panels.page.createStandardContextMenu(self._panels.page.mapFromGlobal(at))
            menu.addSeparator()
            menu.addActions(standard.actions())
            standard.setParent(menu)  # keeps its actions alive as long as the menu that shows them
        if not menu.isEmpty():
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)
