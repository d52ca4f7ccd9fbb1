"""Contents: what list, page, note and counts show, and how they follow the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.changes import EVERYTHING, Changes
from ui.places import Overview, read_overview

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow

    from app.domain.views import PaperView
    from app.library import Library
    from ui.listing import Listing
    from ui.operations import Operations
    from ui.paper_list.prefetch import Prefetcher
    from ui.paper_page.html import Reasons
    from ui.window.panels import Panels

_POLL_MS = 1000


class TriageState(Protocol):
    """What triage, which is created later, adds to the contents."""

    is_on: bool

    def update_count(self, remaining: int | None) -> None:
        """Show how many papers are left."""

    def find_reasons(self, view: PaperView | None) -> Reasons:
        """Say why the paper is on the card; empty outside triage."""


class Contents(QObject):
    """Shows the listed papers and the current one. Refreshes when `Operations.changed` says so, and then only.

    `show_title` shows what is listed, given the number of papers. `overview_read` carries the sidebar's counts each
    time they were read.
    """

    overview_read = Signal(object)

    def __init__(
        self,
        window: QMainWindow,
        show_title: Callable[[int], object],
        panels: Panels,
        library: Library,
        operations: Operations,
        listing: Listing,
        prefetcher: Prefetcher,
    ) -> None:
        super().__init__(window)
        self._show_title = show_title
        self._window, self._panels, self._library = window, panels, library
        self._operations, self._listing, self._prefetcher = operations, listing, prefetcher
        self.triage: TriageState | None = None
        self.is_empty = False
        self._is_relisting = False
        self._seen_version = library.data_version()
        self._prefetch_timer = QTimer(self, singleShot=True, interval=0)  # after the paper was painted
        self._prefetch_timer.timeout.connect(prefetcher.read_ahead)
        self._poll_timer = QTimer(self, interval=_POLL_MS)
        self._poll_timer.timeout.connect(self._check_library)

    def start(self) -> None:
        """Follow the library and the list from now on, and show the present state of both."""
        self._operations.changed.connect(self._on_changed)
        self._operations.indexed.connect(self._relist)
        self._listing.listed.connect(self._show_papers)
        self._listing.list_unchanged.connect(lambda: self._show_title(len(self._panels.papers.ids)))
        self._panels.papers.current_paper_changed.connect(self._show_paper)
        self._panels.papers.selectionModel().selectionChanged.connect(self._show_selection_count)
        self._panels.note.editor.focus_left.connect(self._on_note_left)
        self._poll_timer.start()
        self._on_changed(EVERYTHING)

    def stop(self) -> None:
        """Follow nothing any more: the window closes."""
        self._poll_timer.stop()
        self._prefetch_timer.stop()

    @property
    def _is_triage_on(self) -> bool:
        return self.triage is not None and self.triage.is_on

    # -- following the library ----------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        self._panels.papers.paper_model.invalidate(None if changes.is_everything else changes.paper_ids)
        self._relist()
        self._show_paper(self._paper_to_show())

    def _relist(self) -> None:
        """List the papers and count the sidebar entries again."""
        self._listing.refresh()
        self._operations.read(read_overview, self._show_overview)

    def _check_library(self) -> None:
        """Announce what another process, such as the command line, has changed.

        Our own changes are announced once more: which of them the new version includes cannot be told, and a change of
        another process right after one of ours must not be missed.
        """
        version = self._library.data_version()
        if version != self._seen_version:
            self._seen_version = version
            self._operations.changed.emit(EVERYTHING)

    def _show_overview(self, overview: Overview) -> None:
        panels = self._panels
        panels.sidebar.show_overview(overview, None if self._listing.query else self._listing.place)
        self.overview_read.emit(overview)
        panels.status.update_status(total=overview.counts.total)
        focus = self._window.focusWidget()
        was_on_empty = focus is None or focus is panels.empty or panels.empty.isAncestorOf(focus)
        self.is_empty = overview.is_empty
        if not self._is_triage_on:
            self.show_columns()
        panels.top_bar.setEnabled(not overview.is_empty)
        if not overview.is_empty and was_on_empty:  # read before `show_columns`, which lets Qt move the focus
            panels.papers.setFocus()

    # -- the list -----------------------------------------------------------------------------------------------

    def _show_papers(self, ids: list[int], is_new_list: bool) -> None:
        papers = self._panels.papers
        self._panels.sidebar.mark_listed(None if self._listing.query else self._listing.place)
        self._show_title(len(ids))
        is_new = is_new_list and papers.select_after_refresh is None
        if is_new_list:
            papers.end_marking()
        self._is_relisting = True
        papers.show_papers(ids, is_reordered=self._listing.was_reordered, is_new_list=is_new)
        self._is_relisting = False
        if not papers.go_to(papers.select_after_refresh) and is_new_list and not is_new:
            papers.go_to_row(0)
        papers.select_after_refresh = None
        self._show_selection_count()
        if self.triage is not None:
            self.triage.update_count(len(ids))

    def _show_selection_count(self) -> None:
        self._panels.status.update_status(selected=self._panels.papers.count_selected())

    # -- the current paper --------------------------------------------------------------------------------------

    def _paper_to_show(self) -> int | None:
        """Return the current paper of the list, or the paper of a note being written, even if the list has lost it."""
        note = self._panels.note
        return note.paper_id if note.is_editing else self._panels.papers.current_id

    def _show_paper(self, paper_id: int | None) -> None:
        if self._is_relisting and self._panels.note.is_editing:
            return
        view = None if paper_id is None else self._prefetcher.view(paper_id)
        self._panels.page.show_paper(view, () if self.triage is None else self.triage.find_reasons(view))
        self._panels.note.show_note(view)
        self._prefetch_timer.start()

    def _on_note_left(self) -> None:
        """Show the current paper if the list has lost the paper of the note."""
        if not self._panels.note.is_editing and self._panels.note.paper_id != self._panels.papers.current_id:
            self.show_current()

    def show_current(self) -> None:
        """Show the current paper of the list."""
        self._show_paper(self._panels.papers.current_id)

    # -- the frame ----------------------------------------------------------------------------------------------

    def show_columns(self) -> None:
        """Show the columns, or the start page of an empty library."""
        self._panels.stack.setCurrentWidget(self._panels.empty if self.is_empty else self._panels.columns)

    def focus_papers(self) -> None:
        """Focus the list, the card during triage, or the first button of an empty library."""
        panels = self._panels
        target = panels.empty.import_pages if self.is_empty else panels.list_panel.focus_target
        (panels.page if self._is_triage_on else target).setFocus()
