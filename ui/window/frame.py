"""The frame of the main window: the panels that are painted first, and the controllers that are added later."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.config.settings import Settings
from app.library import Library
from ui.listing import Listing
from ui.operations import Operations
from ui.paper_list.drag_and_drop import DraggedPapers, make_mime_data
from ui.paper_list.panel import EmptyLibrary, ListPanel, StatusLine
from ui.paper_list.view import PaperList
from ui.style.theme import ThemeManager
from ui.widgets.paper_text import pluralize, single_line
from ui.widgets.progress import JobBar
from ui.window.layout import WindowLayout
from ui.window.top_bar import TopBar

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ui.commands.actions import Keyboard
    from ui.context import Context
    from ui.export.controller import ExportController
    from ui.history.dialog import HistoryController
    from ui.imports.controller import ImportController
    from ui.note.controller import NoteController
    from ui.note.panel import NotePanel
    from ui.paper_actions.decisions import PaperActions
    from ui.paper_actions.duplicates import DuplicatesController
    from ui.paper_actions.fields import FieldsController
    from ui.paper_actions.links import LinkController
    from ui.paper_actions.provenance import ProvenanceController
    from ui.paper_actions.quick_tags import QuickTagController
    from ui.paper_actions.snooze import SnoozeController
    from ui.paper_actions.tags import TagController
    from ui.paper_list.controller import ListController
    from ui.paper_list.excerpts import ExcerptLoader
    from ui.paper_list.prefetch import Prefetcher
    from ui.paper_page.view import PaperPage
    from ui.paper_page.web_links import WebLinksController
    from ui.preferences.controller import PreferencesController
    from ui.search.controller import SearchController
    from ui.search.explain import ExplainController
    from ui.sidebar.controller import SidebarController
    from ui.sidebar.view import Sidebar
    from ui.triage.controller import TriageController
    from ui.widgets.toast import Toast
    from ui.window.closing import CloseGuard
    from ui.window.contents import Contents
    from ui.window.navigation import Navigation
    from ui.window.page_links import PageLinks
    from ui.window.palette import Palette
    from ui.window.panels import Panels


_MAX_TITLE_CHARS = 80  # of the list's title in the window title


class WindowFrame(QMainWindow):
    """The panels of the window on one library folder, with the papers of the inbox in the list.

    Its own `library` is for quick reads; all else goes through `operations`.
    """

    # created by ui.window.features
    sidebar: Sidebar
    page: PaperPage
    note: NotePanel
    panels: Panels
    prefetcher: Prefetcher
    contents: Contents
    context: Context
    page_links: PageLinks
    toast: Toast
    note_controller: NoteController
    paper_actions: PaperActions
    imports: ImportController
    exports: ExportController
    navigation: Navigation
    triage: TriageController
    quick_tags: QuickTagController
    snooze: SnoozeController
    preferences: PreferencesController
    sidebar_controller: SidebarController
    search: SearchController
    explainer: ExplainController
    tags: TagController
    links: LinkController
    close_guard: CloseGuard
    web_links: WebLinksController
    duplicates: DuplicatesController
    provenance: ProvenanceController
    history: HistoryController
    fields: FieldsController
    command_palette: Palette
    list_controller: ListController
    excerpts: ExcerptLoader
    keyboard: Keyboard
    actions_by_id: Mapping[str, QAction]

    def __init__(self, folder: Path, theme: ThemeManager) -> None:
        super().__init__()
        self.theme = theme
        self.settings = Settings()
        theme.apply_settings(self.settings)
        self.library = Library(folder)
        self.operations = Operations(folder)
        self.listing = Listing(self.operations)
        self.dragged = DraggedPapers(self.library)
        self.papers = PaperList(theme, self.library.rows, lambda ids: make_mime_data(ids, self.library), self.dragged)
        self.top_bar = TopBar(theme)
        self.status = StatusLine()
        self.job_bar = JobBar()
        self.list_panel = ListPanel(self.papers)
        self.empty = EmptyLibrary()
        self._is_closed = False
        self._lay_out()
        self.window_layout = WindowLayout(self, self.columns, self.sidebar_place)
        self.window_layout.restore()
        self.papers.setFocus()
        self._list_first_place()

    def _list_first_place(self) -> None:
        """List the papers of the first place in this thread, which takes milliseconds."""
        ids = self.listing.list_first_place(self.library)
        self.show_title(len(ids))
        self.papers.show_papers(ids)
        self.papers.go_to_row(0)

    def show_title(self, papers: int) -> None:
        """Show above the list, and as the title of the window, what is listed, and how many papers there are."""
        title = self.listing.title
        self.list_panel.show_listing(title, self.listing.kind, papers, self.listing.order)
        self.setWindowTitle(f"{single_line(title)[:_MAX_TITLE_CHARS]}, {pluralize(papers, 'paper')} – Paperdesk")

    def warm_up(self) -> None:
        """Load the editing code (0.5 s) in advance, so that the first action or note does not wait for it."""
        self.operations.write(lambda library: library.editing, lambda _editing: None)

    def _lay_out(self) -> None:
        self.setWindowTitle("Paperdesk")
        self.reading_pane = QSplitter(Qt.Orientation.Horizontal)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        for splitter in (self.reading_pane, self.columns):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.sidebar_place = QWidget()  # gives its place to the sidebar
        for part in (self.sidebar_place, self.list_panel, self.reading_pane):
            self.columns.addWidget(part)
        self._set_stretch()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.columns)
        self.stack.addWidget(self.empty)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top_bar, self.stack, self.job_bar, self.status):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        self.setCentralWidget(content)

    def _set_stretch(self) -> None:
        for index, stretch in enumerate((0, 1, 6)):
            self.columns.setStretchFactor(index, stretch)

    def add_panels(self, sidebar: Sidebar, page: PaperPage, note: NotePanel) -> None:
        """Put the panels into their places that the first paint does without."""
        self.sidebar, self.page, self.note = sidebar, page, note
        page.setMinimumSize(220, 120)
        sizes = self.columns.sizes()
        self.columns.replaceWidget(0, sidebar)
        sidebar.setVisible(self.sidebar_place.isVisible())
        self.sidebar_place.deleteLater()
        for index, panel in enumerate((page, note)):
            self.reading_pane.addWidget(panel)
            self.reading_pane.setStretchFactor(index, 3 - index)
        self._set_stretch()
        self.columns.setSizes(sizes)
