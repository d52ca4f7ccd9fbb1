"""Going: from paper to paper, from place to place, into the panels and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from PySide6.QtWidgets import QApplication

from ui.key_sheet import KeySheet
from ui.page import SHOW_SCHEME
from ui.places import ALL, Place
from ui.safe_browser import open_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.main_window import MainWindow


class Going:
    """The moving commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Every command that moves, and changes nothing."""
        window = self._window
        return {
            "quit": window.close,
            "note": self._go_to_note,
            "preview": window.note.toggle_preview,
            "search": self._go_to_search,
            "find": self._go_to_search,
            "next": lambda: window.papers.move_by(1),
            "previous": lambda: window.papers.move_by(-1),
            "first": lambda: window.papers.go_to_row(0),
            "last": lambda: window.papers.go_to_row(len(window.papers.papers.ids) - 1),
            "scroll": self._scroll_on,
            "back": self.go_back,
            "sidebar": window.folding.toggle_sidebar,
            "keys": self._show_keys,
            "key_sheet": self._show_keys,
        }

    def go_to(self, place: Place) -> None:
        """List the papers of a place."""
        self._window.top.clear()
        self._window.sidebar.mark(place)
        self._window.listing.go_to(place)
        self._window.folding.make_room()

    def go_to_paper(self, paper_id: int) -> None:
        """Show a paper, in the list of all papers when the present one does not have it."""
        if not self._window.papers.go_to(paper_id):
            self._window.wanted_id = paper_id
            self.go_to(ALL)

    def go_back(self) -> None:
        """One level up: out of the note or the search field, then out of the search. Nothing is lost."""
        is_inside = self._window.note.isAncestorOf(QApplication.focusWidget() or self._window)
        if (self._window.listing.query and not is_inside) or self._window.top.field.text():
            self._window.wanted_id = self._window.papers.current_id
            self.go_to(self._window.listing.place)
        self._window.papers.setFocus()

    def _scroll_on(self) -> None:
        if not self._window.page.scroll_on():
            self._window.papers.move_by(1)

    def _go_to_note(self) -> None:
        if self._window.note.paper_id is not None:
            self._window.note.editor.setFocus()

    def _go_to_search(self) -> None:
        self._window.top.field.setFocus()
        self._window.top.field.selectAll()

    def _show_keys(self) -> None:
        KeySheet(self._window).exec()

    def follow_note(self, address: str) -> None:
        """A link of a note: `[[Title]]` is searched for, a web address is opened."""
        if address.startswith("paper:"):
            self._window.top.field.setText(f'title:"{unquote(address.removeprefix("paper:"))}"')
        else:
            self.follow(address)

    def follow(self, address: str) -> None:
        """A link of the page was activated."""
        if address.startswith(SHOW_SCHEME) and address[len(SHOW_SCHEME) :].isdecimal():
            self.go_to_paper(int(address[len(SHOW_SCHEME) :]))
        elif not open_address(address):
            self._window.toast.say(f"This address is shown, not opened: {address}")

    @staticmethod
    def describe(address: str) -> str:
        return "" if address.startswith(SHOW_SCHEME) else address[:160]
