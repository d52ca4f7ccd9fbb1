"""TriageLayout: lends the paper page and the note to the triage view, and takes them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

if TYPE_CHECKING:
    from ui.note.panel import NotePanel
    from ui.paper_page.view import PaperPage
    from ui.triage.view import TriageView


class TriageLayout:
    """Shows `view` in `stack` in place of everything else; the widgets `around` the stack are hidden meanwhile.

    Outside triage, page and note are in `reading_pane`.
    """

    def __init__(
        self,
        view: TriageView,
        stack: QStackedWidget,
        reading_pane: QSplitter,
        page: PaperPage,
        note: NotePanel,
        around: Sequence[QWidget],
    ) -> None:
        self.view = view
        self._stack, self._reading_pane, self._page, self._note, self._around = stack, reading_pane, page, note, around
        self._previous_sizes: list[int] = []

    def enter(self, title: str) -> None:
        """Show the page as a card, below the title of the queue."""
        self._previous_sizes = self._reading_pane.sizes()
        self.view.show_paper_page(self._page, self._note, title)
        if self._stack.indexOf(self.view) < 0:  # not before: it would limit the size of the window
            self._stack.addWidget(self.view)
        self._stack.setCurrentWidget(self.view)
        for widget in self._around:
            widget.hide()

    def leave(self) -> None:
        """Put page and note back, and show the widgets around."""
        self.view.release()
        for place, part in enumerate((self._page, self._note)):
            self._reading_pane.insertWidget(place, part)
            part.show()
        self._reading_pane.setSizes(self._previous_sizes)
        for widget in self._around:
            widget.show()

    def show_note(self) -> None:
        """Show the note beside the card and focus it, when there is a paper."""
        if self._note.paper_id is not None:
            self.view.show_note()
