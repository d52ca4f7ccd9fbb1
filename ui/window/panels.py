"""Panels: the widgets of the main window that are there from the first paint on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSplitter, QStackedWidget

    from ui.note.panel import NotePanel
    from ui.paper_list.panel import EmptyLibrary, ListPanel, StatusLine
    from ui.paper_list.view import PaperList
    from ui.paper_page.view import PaperPage
    from ui.sidebar.view import Sidebar
    from ui.widgets.progress import JobBar
    from ui.window.top_bar import TopBar


@dataclass(frozen=True, slots=True)
class Panels:
    """From left to right, and what holds them: `columns` has sidebar, list and `reading_pane`, which has page and note.

    `stack` shows `columns`, or `empty` while the library has no papers, or the card of triage.
    """

    sidebar: Sidebar
    list_panel: ListPanel
    papers: PaperList
    page: PaperPage
    note: NotePanel
    top_bar: TopBar
    status: StatusLine
    job_bar: JobBar
    empty: EmptyLibrary
    columns: QSplitter
    reading_pane: QSplitter
    stack: QStackedWidget
