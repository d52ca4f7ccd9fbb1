"""Navigation: commands that move between papers, places and panels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QApplication

from app.library import Library
from ui.places import ALL, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtWidgets import QMainWindow

    from ui.listing import Listing
    from ui.operations import Operations
    from ui.window.contents import Contents
    from ui.window.layout import WindowLayout
    from ui.window.panels import Panels


class TriageMode(Protocol):
    """Triage as navigation sees it: going elsewhere leaves it, and its card has a note of its own."""

    is_on: bool

    def leave(self) -> None:
        """End triage, if it is on."""

    def go_back(self) -> bool:
        """Go one level up inside triage; returns whether there was one."""

    def show_note(self) -> None:
        """Show the note of the card."""


class Navigation:
    """The navigation commands of the window.

    `triage` returns the triage controller, which is created later; `leave_search` leaves the search field, and
    `show_message` tells that there is nowhere to go.
    """

    def __init__(
        self,
        window: QMainWindow,
        panels: Panels,
        contents: Contents,
        layout: WindowLayout,
        listing: Listing,
        operations: Operations,
        triage: Callable[[], TriageMode],
    ) -> None:
        self._window, self._panels, self._contents, self._layout = window, panels, contents, layout
        self._listing, self._operations, self._triage = listing, operations, triage
        self.leave_search: Callable[[], object] = lambda: None
        self.show_message: Callable[[str], object] = lambda _sentence: None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return the commands that move the selection or the focus."""
        papers = self._panels.papers
        return {
            "go_trash": self._go_to_trash,
            "mark": papers.mark,
            "mark_all": papers.mark_all,
            "unmark": papers.unmark,
            "extend_down": lambda: papers.extend(1),
            "extend_up": lambda: papers.extend(-1),
            "next_undecided": lambda: self._go_to_undecided(1),
            "previous_undecided": lambda: self._go_to_undecided(-1),
            "quit": self._window.close,
            "note": self._go_to_note,
            "preview": self._panels.note.cycle_view,
            "search": self._go_to_search,
            "next": lambda: papers.move_by(1),
            "previous": lambda: papers.move_by(-1),
            "first": lambda: papers.go_to_row(0),
            "last": lambda: papers.go_to_row(len(papers.ids) - 1),
            "scroll": self._scroll_on,
            "scroll_back": self._scroll_back,
            "back": self.go_back,
            "sidebar": self._layout.toggle_sidebar,
        }

    def go_to(self, place: Place) -> None:
        """List the papers of a place; this ends triage."""
        self._triage().leave()
        self._panels.top_bar.clear()
        self._panels.sidebar.mark_listed(place)
        self._listing.go_to(place)
        self._layout.hide_sidebar_if_narrow()

    def go_to_paper(self, paper_id: int) -> None:
        """Select a paper in the list, or in the list of all papers when the present list does not have it."""
        if not self._panels.papers.go_to(paper_id):
            self.select_after_refresh(paper_id)
            self.go_to(ALL)

    def select_after_refresh(self, paper_id: int) -> None:
        """Select this paper when the list is shown next."""
        self._panels.papers.select_after_refresh = paper_id

    def focus_papers(self) -> None:
        """Give the keyboard back to the list, or to the card during triage."""
        self._contents.focus_papers()

    def go_back(self) -> None:
        """Go one level up: leave the note or the search field, clear the marks, then the search. Nothing is lost."""
        papers = self._panels.papers
        if self._triage().go_back():
            return
        if papers.hasFocus() and papers.is_marking:
            papers.unmark()
            return
        is_in_note = self._panels.note.isAncestorOf(QApplication.focusWidget() or self._window)
        if not is_in_note:
            self.leave_search()
        self._layout.show_page()
        self.focus_papers()

    def _go_to_trash(self) -> None:
        self.go_to(Place("trash", "", "Trash"))
        self.focus_papers()

    def _go_to_undecided(self, by: int) -> None:
        """Go to the next or previous paper of the list that is in the inbox."""
        self._operations.read(_find_undecided, lambda found: self._step_to(set(found), by))

    def _step_to(self, wanted: set[int], by: int) -> None:
        papers = self._panels.papers
        rows: Iterable[int] = range(papers.currentIndex().row() + by, len(papers.ids) if by > 0 else -1, by)
        found = next((row for row in rows if papers.ids[row] in wanted), None)
        if found is None:
            self.show_message(f"No inbox papers {'below' if by > 0 else 'above'}.")
        else:
            papers.go_to_row(found)

    def _scroll_on(self) -> None:
        if not self._panels.page.scroll_page_down():
            self._panels.papers.move_by(1)

    def _scroll_back(self) -> None:
        bar = self._panels.page.verticalScrollBar()
        bar.setValue(bar.value() - max(bar.pageStep() - 48, 24))

    def _go_to_note(self) -> None:
        if self._triage().is_on:
            self._triage().show_note()
        elif self._panels.note.paper_id is not None:
            self._layout.show_note()
            self._panels.note.start_editing()

    def _go_to_search(self) -> None:
        self._triage().leave()
        self._panels.top_bar.field.setFocus()
        self._panels.top_bar.field.selectAll()


def _find_undecided(library: Library) -> list[int]:
    return library.find("status:inbox")
