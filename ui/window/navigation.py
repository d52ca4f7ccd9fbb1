"""Going: from paper to paper, from place to place, into the panels and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from PySide6.QtWidgets import QApplication

from ui.help.key_sheet import KeySheet
from ui.paper_page.html import DO_SCHEME, SHOW_SCHEME
from ui.paper_page.links import describe_deed, follow_deed
from ui.places import ALL, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow


class Going:
    """The moving commands of the window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Every command that moves, and changes nothing."""
        window = self._window
        return {
            "go_trash": self._go_to_trash,
            "mark": window.papers.mark,
            "mark_all": window.papers.mark_all,
            "unmark": window.papers.unmark,
            "extend_down": lambda: window.papers.extend(1),
            "extend_up": lambda: window.papers.extend(-1),
            "next_undecided": lambda: self._go_to_undecided(1),
            "previous_undecided": lambda: self._go_to_undecided(-1),
            "quit": window.close,
            "note": self._go_to_note,
            "preview": window.note.cycle_view,
            "search": self._go_to_search,
            "next": lambda: window.papers.move_by(1),
            "previous": lambda: window.papers.move_by(-1),
            "first": lambda: window.papers.go_to_row(0),
            "last": lambda: window.papers.go_to_row(len(window.papers.papers.ids) - 1),
            "scroll": self._scroll_on,
            "scroll_back": self._scroll_back,
            "back": self.go_back,
            "sidebar": window.folding.toggle_sidebar,
            "keys": self._show_keys,
        }

    def go_to(self, place: Place) -> None:
        """List the papers of a place; that ends triage."""
        self._window.triage.leave()
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
        """One level up: out of the note or the search field, the marks, then the search. Nothing is lost."""
        if self._window.triage.go_back():
            return
        if self._window.papers.hasFocus() and self._window.papers.is_marking:
            self._window.papers.unmark()
            return
        is_inside = self._window.note.isAncestorOf(QApplication.focusWidget() or self._window)
        if not is_inside:
            self._window.searching.leave()
        self._window.folding.show_page()
        self._window.focus_papers()

    def _go_to_trash(self) -> None:
        self.go_to(Place("trash", "", "Trash"))
        self._window.focus_papers()

    def _go_to_undecided(self, by: int) -> None:
        """Go to the next paper of the list that is still in the inbox, or to the one before."""
        papers = self._window.papers
        undecided = set(self._window.library.find("status:inbox"))
        rows = range(papers.currentIndex().row() + by, len(papers.papers.ids) if by > 0 else -1, by)
        found = next((row for row in rows if papers.papers.ids[row] in undecided), None)
        if found is None:
            self._window.toast.say(f"No paper {'below' if by > 0 else 'above'} is undecided.")
        else:
            papers.go_to_row(found)

    def _scroll_on(self) -> None:
        if not self._window.page.scroll_on():
            self._window.papers.move_by(1)

    def _scroll_back(self) -> None:
        bar = self._window.page.verticalScrollBar()
        bar.setValue(bar.value() - max(bar.pageStep() - 48, 24))

    def _go_to_note(self) -> None:
        if self._window.triage.is_on:
            self._window.triage.show_note()
        elif self._window.note.paper_id is not None:
            self._window.folding.show_note()
            self._window.note.enter()

    def _go_to_search(self) -> None:
        self._window.triage.leave()
        self._window.top.field.setFocus()
        self._window.top.field.selectAll()

    def _show_keys(self) -> None:
        keyboard = self._window.keyboard
        explained = self._window.quick_tags.explain()
        KeySheet(self._window, keyboard.keymap, keyboard.contexts_here(), explained).exec()

    def follow_note(self, address: str) -> None:
        """A link of a note: `[[Title]]` leads to the paper, or is searched for; a web address is opened."""
        if not address.startswith("paper:"):
            self._window.opening.open(address)
            return
        title = unquote(address.removeprefix("paper:"))
        found = self._window.library.find_titled(title)
        if found is not None:
            self.go_to_paper(found)
        else:
            self._window.searching.show(f'title:"{title}"')

    def follow(self, address: str) -> None:
        """A link of the page was activated."""
        if address.startswith(SHOW_SCHEME) and address[len(SHOW_SCHEME) :].isdecimal():
            self.go_to_paper(int(address[len(SHOW_SCHEME) :]))
        elif address.startswith(DO_SCHEME):
            follow_deed(self._window, self._window.page.view, address)
        else:
            self._window.opening.open(address)

    def describe(self, address: str) -> str:
        """What the status line says of a link of the page."""
        if address.startswith(DO_SCHEME):
            return describe_deed(self._window.page.view, address)
        return "" if address.startswith(SHOW_SCHEME) else address[:160]
