"""The main window: places, list, page and note, and how they hear of each other."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QChildEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.config.settings import Settings
from app.domain.changes import Changes
from app.library import Library
from ui.commands.feature import Feature, all_handlers
from ui.listing import Listing
from ui.note.panel import NotePanel
from ui.operations import Operations
from ui.paper_actions.decisions import Deeds
from ui.paper_list.drag_and_drop import Dragged, mime_for
from ui.paper_list.panel import EmptyPlace, ListPanel, StatusLine
from ui.paper_list.prefetch import ReadingAhead
from ui.paper_list.view import PaperList
from ui.paper_page.view import Page
from ui.places import Overview, read_overview
from ui.sidebar.view import Sidebar
from ui.style.theme import Look
from ui.widgets.enter_presses import Pressing
from ui.widgets.fit_to_screen import take_in
from ui.widgets.paper_text import count, on_one_line
from ui.widgets.progress import JobBar
from ui.widgets.toast import Toast
from ui.window.layout import Folding
from ui.window.top_bar import TopBar

_LOOK_EVERY_MS = 1000
_COLLIDED = "This note was changed elsewhere, too. What you write takes its place; the history keeps the other text."
_READY_TO_ACT_MS = 1500  # after the first picture; by then what a person looks at first is there
_LONGEST_TITLE = 80  # characters of the place in the title of the window


class MainWindow(QMainWindow):
    """The window on one library folder. Its own `library` only reads; all else goes through `operations`.

    It is made in two stages, so that the list is on the screen before the rest is loaded: the panels with the papers of
    the inbox, and, by `complete`, the features with their menus and keys. With `is_staged` the caller completes it.
    """

    def __init__(self, folder: Path, look: Look, *, is_staged: bool = False) -> None:
        super().__init__()
        self.look = look
        self.settings = Settings()
        look.follow(self.settings)
        self.library = Library(folder)
        self.operations = Operations(folder)
        self.listing = Listing(self.operations)
        dragged = Dragged(self.library)
        self.papers = PaperList(look, self.library.rows, lambda ids: mime_for(ids, self.library), dragged)
        self.page = Page(look)
        self.deeds = Deeds(self)
        self.note = NotePanel(self.deeds.store_note, look, lambda title: self.library.find_titled(title) is not None)
        self.sidebar = Sidebar(look, dragged)
        self.top = TopBar(look)
        self.status = StatusLine()
        self.job_bar = JobBar()
        self.list_panel = ListPanel(self.papers)
        self.empty = EmptyPlace()
        self.wanted_id: int | None = None
        self._is_empty = False
        self._is_closed = self._is_relisting = False
        self._seen_version = self.library.data_version()
        self.folding = Folding(self)
        self._watch = QTimer(self, interval=_LOOK_EVERY_MS)
        self.ahead = ReadingAhead(self)
        self._reading_on = QTimer(self, singleShot=True, interval=0)  # when what is shown was painted
        self._reading_on.timeout.connect(self.ahead.read_on)
        self._lay_out()
        self.folding.restore()
        self.papers.setFocus()
        self._list_at_once()
        if not is_staged:
            self.complete()

    def complete(self) -> None:
        """Make what the first picture does without: the features, their menus and keys, the counts, the page."""
        self.features = self._make_features()
        self.toast = Toast(self, self.folding.toast_room, lambda: self.keyboard.acts_here("undo"))
        self._connect()
        self._watch.timeout.connect(self._look_outside)
        self._watch.start()
        self.refresh()
        self.snoozing.wake()
        QTimer.singleShot(_READY_TO_ACT_MS, self, self._get_ready_to_act)
        QTimer.singleShot(_READY_TO_ACT_MS, self, lambda: self.operations.act(Library.compact_history))

    def _get_ready_to_act(self) -> None:
        """Load what changing takes (half a second), so that the first decision, or a note, does not wait for it."""
        self.operations.act(lambda library: library.editing, lambda _editing: None)

    def _make_features(self) -> tuple[Feature, ...]:
        """The rooms in which commands are carried out. Their modules are loaded here, after the first picture."""
        from ui.export.controller import Exporting  # noqa: PLC0415 - after the first picture
        from ui.help.controller import Helping  # noqa: PLC0415 - after the first picture
        from ui.history.dialog import History  # noqa: PLC0415 - after the first picture
        from ui.imports.controller import Importing  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.clipboard import Copying  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.duplicates import Merging  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.fields import Fields  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.links import Linking  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.provenance import Sightings  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.quick_tags import QuickTags  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.snooze import Snoozing  # noqa: PLC0415 - after the first picture
        from ui.paper_actions.tags import Tagging  # noqa: PLC0415 - after the first picture
        from ui.paper_list.controller import Ordering  # noqa: PLC0415 - after the first picture
        from ui.paper_page.web_links import Opening  # noqa: PLC0415 - after the first picture
        from ui.preferences.controller import Preferring  # noqa: PLC0415 - after the first picture
        from ui.search.controller import Searching  # noqa: PLC0415 - after the first picture
        from ui.search.explain import Explaining  # noqa: PLC0415 - after the first picture
        from ui.sidebar.controller import Organizing  # noqa: PLC0415 - after the first picture
        from ui.triage.controller import Triage  # noqa: PLC0415 - after the first picture
        from ui.window.closing import Leaving  # noqa: PLC0415 - after the first picture
        from ui.window.navigation import Going  # noqa: PLC0415 - after the first picture
        from ui.window.palette import Palette  # noqa: PLC0415 - after the first picture
        from ui.window.panes import Panes  # noqa: PLC0415 - after the first picture

        self.importing = Importing(self)
        self.exporting = Exporting(self)
        self.going = Going(self)
        self.triage, self.quick_tags = Triage(self), QuickTags(self)
        self.snoozing = Snoozing(self)
        self.preferring = Preferring(self)
        self.organizing = Organizing(self)
        self.searching, self.explaining = Searching(self), Explaining(self)
        self.tagging = Tagging(self)
        self.linking, self.leaving = Linking(self), Leaving(self)
        self.opening = Opening(self)
        self.merging = Merging(self)
        self.sightings, self.history = Sightings(self), History(self)
        self.fields = Fields(self)
        self.finding, self.ordering = Palette(self), Ordering(self)
        panes = Panes(self)
        own = (self.deeds, self.importing, self.exporting, self.going)
        found = (self.tagging, self.linking, self.opening, self.sightings, self.fields, self.finding, self.ordering)
        return (
            *own,
            *found,
            self.merging,
            self.triage,
            self.quick_tags,
            self.snoozing,
            self.preferring,
            self.organizing,
            self.searching,
            self.explaining,
            self.history,
            panes,
            Copying(self),
            Helping(self),
        )

    # -- what it is made of -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle("Paperdesk")
        self.desk = QSplitter(Qt.Orientation.Horizontal)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        for splitter, parts in ((self.desk, (self.page, self.note)), (self.columns, (self.sidebar, self.list_panel))):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            for part in parts:
                splitter.addWidget(part)
        self.columns.addWidget(self.desk)
        for place, stretch in enumerate((0, 1, 6)):
            self.columns.setStretchFactor(place, stretch)
        self.desk.setStretchFactor(0, 3)
        self.desk.setStretchFactor(1, 2)
        self.page.setMinimumSize(220, 120)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.columns)
        self.stack.addWidget(self.empty)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top, self.stack, self.job_bar, self.status):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        self.setCentralWidget(inside)

    def _connect(self) -> None:
        from ui.commands.actions import Keyboard, fill_menus  # noqa: PLC0415 - after the first picture
        from ui.commands.table import PAPER, SIDEBAR, WINDOW  # noqa: PLC0415 - after the first picture
        from ui.paper_list.excerpts import Excerpts  # noqa: PLC0415 - after the first picture
        from ui.widgets.bug_dialog import BugDialog  # noqa: PLC0415 - after the first picture

        self.keyboard = Keyboard(self, all_handlers(self.features), self.preferring.keymap)
        self.actions_by_id = self.keyboard.actions
        fill_menus(self.menuBar(), self.actions_by_id)
        with_papers = (self.papers, self.page, self.list_panel.nothing)
        self.keyboard.bind({WINDOW: (self,), PAPER: with_papers, SIDEBAR: (self.sidebar,)})
        self.preferring.start()
        self.quick_tags.start()
        self.organizing.show_what_is_possible()
        self.top.tie(self.actions_by_id["sidebar"], self.actions_by_id["palette"])
        self.top.searched.connect(self.listing.search)
        self.top.left_down.connect(self.focus_papers)
        self.top.left_down.connect(self.listing.stay)
        self.listing.listed.connect(self._show_papers)
        self.listing.kept.connect(lambda: self._tell_list(len(self.papers.papers.ids)))
        self.sidebar.chosen.connect(self.going.go_to)
        self.papers.went_to.connect(self._show_paper)
        self.papers.selectionModel().selectionChanged.connect(self._count_selected)
        self.page.asked.connect(self.going.follow)
        self.page.highlighted.connect(lambda url: self.status.tell(passing=self.going.describe(url.toString())))
        self.note.editor.entered.connect(self._get_ready_to_act)
        self.note.editor.left.connect(self.deeds.end_note)
        self.note.editor.saving_wanted.connect(self.deeds.save_note)
        self.note.editor.left.connect(self._leave_note)
        self.note.collided.connect(lambda: self.toast.say(_COLLIDED))
        self.note.editor.left.connect(self.folding.show_page)
        self.note.preview.asked.connect(self.going.follow_note)
        self.note.editor.title_wanted.connect(self.linking.complete_title)
        self.note.preview.addActions([self.actions_by_id[name] for name in ("note", "key_sheet")])
        self.job_bar.cancel.clicked.connect(self.focus_papers)  # the button is disabled now
        self.toast.undo_asked.connect(self.deeds.take_back)
        self.empty.import_pages.clicked.connect(self.importing.import_pages)
        self.empty.load_samples.clicked.connect(self.importing.load_samples)
        Pressing(self)
        self.operations.changed.connect(self._after)
        self.operations.indexed.connect(self._search_again)
        self.operations.failed.connect(self.toast.say)
        self.operations.noticed.connect(self.toast.say)
        self.operations.broke.connect(lambda details: BugDialog(self, details).exec())
        self.desk.splitterMoved.connect(lambda _at, _index: self.folding.keep_desk())
        self.columns.splitterMoved.connect(lambda _at, _index: self.folding.keep_columns())
        self.excerpts = Excerpts(self)
        self.searching.start()
        self.explaining.start()

    # -- showing ------------------------------------------------------------------------------------------------

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Show the library as it is now; only these papers (None: any) have changed."""
        self._seen_version = self.library.data_version()
        self.papers.papers.forget(ids)
        self.ahead.forget()
        self._search_again()
        self._show_paper(self._paper_to_show())

    def _search_again(self) -> None:
        """List and count the papers as the library and its index are now."""
        self.listing.refresh()
        self.operations.ask(read_overview, self._show_overview)

    def _after(self, changes: Changes) -> None:
        self.refresh(changes.paper_ids)
        can_undo = changes.step is not None and not changes.is_flip
        self.toast.say(changes.label, [changes.step] if can_undo else ())

    def _look_outside(self) -> None:
        """The command line may have changed the library meanwhile."""
        if self.library.data_version() != self._seen_version:
            self.refresh()

    def _show_overview(self, overview: Overview) -> None:
        self.sidebar.show_overview(overview, None if self.listing.query else self.listing.place)
        self.organizing.count_saved(overview.saved)
        self.status.tell(total=overview.counts.total)
        held = self.focusWidget()
        is_at_empty = held is None or held is self.empty or self.empty.isAncestorOf(held)
        self._is_empty = overview.is_empty
        if not self.triage.is_on:
            self.show_desk()
        self.top.setEnabled(not overview.is_empty)
        if not overview.is_empty and is_at_empty:  # asked before: Qt gives the focus of what it hides to a neighbour
            self.papers.setFocus()

    def _list_at_once(self) -> None:
        """List the papers of the first place, in this thread: the index of the library gives them in milliseconds."""
        ids = self.listing.begin(self.library)
        self._tell_list(len(ids))
        self.papers.show_papers(ids)
        self.papers.go_to_row(0)

    def _tell_list(self, papers: int) -> None:
        title = self.listing.title
        self.list_panel.tell(title, self.listing.kind, papers, self.listing.order)
        self.setWindowTitle(f"{on_one_line(title)[:_LONGEST_TITLE]}, {count(papers, 'paper')} – Paperdesk")

    def _show_papers(self, ids: list[int], is_other: bool) -> None:
        self.sidebar.mark(None if self.listing.query else self.listing.place)
        self._tell_list(len(ids))
        is_from_top = is_other and self.wanted_id is None
        if is_other:
            self.papers.end_marking()
        self._is_relisting = True
        self.papers.show_papers(ids, is_reordered=self.listing.was_reordered, is_other=is_from_top)
        self._is_relisting = False
        if not self.papers.go_to(self.wanted_id) and is_other and not is_from_top:
            self.papers.go_to_row(0)
        self.wanted_id = None
        self._count_selected()
        self.triage.count_papers(len(ids))

    def _paper_to_show(self) -> int | None:
        """The paper the list is at; while a note is written, the paper of the note, also when the list has lost it."""
        return self.note.paper_id if self.note.is_held else self.papers.current_id

    def _show_paper(self, paper_id: int | None) -> None:
        if self._is_relisting and self.note.is_held:
            return
        view = None if paper_id is None else self.ahead.view(paper_id)
        self.page.show_paper(view, self.triage.reasons_for(view))
        self.note.show_note(view)
        self._reading_on.start()

    def _leave_note(self) -> None:
        """The list may have lost the paper while its note was written."""
        if not self.note.is_held and self.note.paper_id != self.papers.current_id:
            self.show_current()

    def show_current(self) -> None:
        """Show the paper the list is at."""
        self._show_paper(self.papers.current_id)

    def show_desk(self) -> None:
        """Show the places, the list and the page, or what an empty library says in their place."""
        self.stack.setCurrentWidget(self.empty if self._is_empty else self.columns)

    def focus_papers(self) -> None:
        """Where the keys of papers act: the list, or the card while triage is on; else the first step there is."""
        at_desk = self.empty.import_pages if self._is_empty else self.list_panel.with_keys
        (self.page if self.triage.is_on else at_desk).setFocus()

    def _count_selected(self) -> None:
        self.status.tell(selected=self.papers.count_chosen())

    # -- Qt's events --------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self.folding.fit(event.oldSize())

    def childEvent(self, event: QChildEvent) -> None:  # noqa: N802 - Qt's name
        take_in(event)
        super().childEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        QTimer.singleShot(0, self.folding.align_search)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close when everything is on the disk, see ui.window.closing."""
        if self._is_closed:
            return
        if not self.leaving.may_leave():
            event.ignore()
            return
        self._is_closed = True
        self.note.rest()
        self._watch.stop()
        self._reading_on.stop()
        self.folding.keep()
        self.operations.close()
        self.library.close()
        super().closeEvent(event)
