"""The main window: places, list, page and note, and how they hear of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.changes import Changes
from app.library import Library
from app.paths import config_folder
from ui.actions import bind, fill_menus, make_actions
from ui.bug_dialog import BugDialog
from ui.deeds import Deeds
from ui.key_sheet import KeySheet
from ui.listing import Listing
from ui.note import NotePanel
from ui.operations import Operations
from ui.page import SHOW_SCHEME, Page
from ui.panels import EmptyPlace, ListPanel, StatusLine
from ui.paper_list import PaperList
from ui.places import ALL, Overview, Place, read_overview
from ui.safe_browser import open_address
from ui.sidebar import Sidebar
from ui.theme import Look
from ui.toast import Toast
from ui.top_bar import TopBar

WIDE, NARROW = 1200, 900
_LOOK_EVERY_MS = 1000


class MainWindow(QMainWindow):
    """The window on one library folder. Its own `library` only reads; all else goes through `operations`."""

    def __init__(self, folder: Path, look: Look) -> None:
        super().__init__()
        self.look = look
        self.library = Library(folder)
        self.operations = Operations(folder)
        self.listing = Listing(self.operations)
        self.papers = PaperList(look, self.library.rows)
        self.page = Page(look)
        self.deeds = Deeds(self)
        self.note = NotePanel(self.deeds.store_note)
        self.sidebar = Sidebar(look)
        self.top = TopBar(look)
        self.status = StatusLine()
        self.list_panel = ListPanel(self.papers)
        self.empty = EmptyPlace()
        self._wanted_id: int | None = None
        self._is_sidebar_wanted = True
        self._is_closed = self._was_warned = False
        self._seen_version = self.library.data_version()
        self._settings = QSettings(str(config_folder() / "window.ini"), QSettings.Format.IniFormat)
        self._lay_out()
        self.toast = Toast(self)
        self._connect()
        self._restore()
        self._watch = QTimer(self, interval=_LOOK_EVERY_MS)
        self._watch.timeout.connect(self._look_outside)
        self._watch.start()
        self.refresh()

    # -- what it is made of -------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.setWindowTitle("Paperdesk")
        self.setMinimumSize(640, 480)
        self.desk = QSplitter(Qt.Orientation.Horizontal)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        for splitter, parts in ((self.desk, (self.page, self.note)), (self.columns, (self.sidebar, self.list_panel))):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            for part in parts:
                splitter.addWidget(part)
        self.columns.addWidget(self.desk)
        for place, stretch in enumerate((0, 1, 4)):
            self.columns.setStretchFactor(place, stretch)
        self.desk.setStretchFactor(0, 3)
        self.desk.setStretchFactor(1, 2)
        self.page.setMinimumSize(280, 160)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.columns)
        self.stack.addWidget(self.empty)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.top, self.stack, self.status):
            column.addWidget(widget, 1 if widget is self.stack else 0)
        self.setCentralWidget(inside)

    def _connect(self) -> None:
        self.actions_by_id = make_actions(self, self._handlers())
        fill_menus(self.menuBar(), self.actions_by_id)
        bind(self, (self.papers, self.page), self.actions_by_id)
        self.top.tie(self.actions_by_id["sidebar"])
        self.top.searched.connect(self.listing.search)
        self.top.left_down.connect(self.papers.setFocus)
        self.listing.problem.connect(self.top.problem.setText)
        self.listing.listed.connect(self._show_papers)
        self.sidebar.chosen.connect(self.go_to)
        self.papers.went_to.connect(self._show_paper)
        self.papers.selectionModel().selectionChanged.connect(self._count_selected)
        self.page.asked.connect(self._follow)
        self.page.highlighted.connect(lambda url: self.status.tell(passing=self._describe(url.toString())))
        self.note.editor.left.connect(self.deeds.end_note)
        self.note.preview.asked.connect(self._follow_note)
        self.toast.undo_asked.connect(self.deeds.undo)
        self.empty.import_pages.clicked.connect(self.deeds.import_pages)
        self.empty.load_samples.clicked.connect(self.deeds.load_samples)
        self.operations.changed.connect(self._after)
        self.operations.failed.connect(self.toast.say)
        self.operations.noticed.connect(self.toast.say)
        self.operations.broke.connect(lambda details: BugDialog(self, details).exec())
        self.columns.splitterMoved.connect(lambda _at, _index: self._align_search())

    def _handlers(self) -> dict[str, Callable[[], object]]:
        deeds = self.deeds
        statuses = {
            "done": "done",
            "later": "later",
            "reading": "reading",
            "drop": "dropped",
            "inbox": "inbox",
            "trash": "trash",
        }
        return {
            **{name: partial(deeds.decide, status) for name, status in statuses.items()},
            "import": deeds.import_pages,
            "export": deeds.export,
            "quit": self.close,
            "star": deeds.star,
            "tag": deeds.tag,
            "note": self._go_to_note,
            "preview": self.note.toggle_preview,
            "undo": deeds.undo,
            "redo": deeds.redo,
            "search": self._go_to_search,
            "find": self._go_to_search,
            "next": lambda: self.papers.move_by(1),
            "previous": lambda: self.papers.move_by(-1),
            "first": lambda: self.papers.go_to_row(0),
            "last": lambda: self.papers.go_to_row(len(self.papers.papers.ids) - 1),
            "scroll": self._scroll_on,
            "back": self.go_back,
            "sidebar": self._toggle_sidebar,
            "keys": self._show_keys,
            "key_sheet": self._show_keys,
        }

    # -- showing ------------------------------------------------------------------------------------------------

    def refresh(self, ids: Iterable[int] | None = None) -> None:
        """Show the library as it is now; only these papers (None: any) have changed."""
        self._seen_version = self.library.data_version()
        self.papers.papers.forget(ids)
        self.listing.refresh()
        self.operations.ask(read_overview, self._show_overview)
        self._show_paper(self.papers.current_id)

    def _after(self, changes: Changes) -> None:
        self.refresh(changes.paper_ids)
        can_undo = changes.step is not None and not changes.label.startswith(("Undid", "Redid"))
        self.toast.say(changes.label, can_undo)

    def _look_outside(self) -> None:
        """The command line may have changed the library meanwhile."""
        if self.library.data_version() != self._seen_version:
            self.refresh()

    def _show_overview(self, overview: Overview) -> None:
        self.sidebar.show_overview(overview, None if self.listing.query else self.listing.place)
        self.status.tell(total=overview.counts.total)
        self.stack.setCurrentWidget(self.empty if overview.is_empty else self.columns)
        self.top.setEnabled(not overview.is_empty)
        if not overview.is_empty and QApplication.focusWidget() in (
            None,
            self.empty,
            self.empty.load_samples,
            self.empty.import_pages,
        ):
            self.papers.setFocus()

    def _show_papers(self, ids: list[int], is_other: bool) -> None:
        kind = "search" if self.listing.query else self.listing.place.kind
        self.sidebar.mark(None if self.listing.query else self.listing.place)
        self.list_panel.tell("Search" if self.listing.query else self.listing.place.title, kind, len(ids))
        self.papers.show_papers(ids)
        if is_other and not self.papers.go_to(self._wanted_id):
            self.papers.go_to_row(0)
        self._wanted_id = None
        self._count_selected()

    def _show_paper(self, paper_id: int | None) -> None:
        views = [] if paper_id is None else self.library.views([paper_id])
        view = views[0] if views else None
        self.page.show_paper(view)
        self.note.show_note(view)

    def _count_selected(self) -> None:
        self.status.tell(selected=len(self.papers.selectionModel().selectedRows()))

    # -- going --------------------------------------------------------------------------------------------------

    def go_to(self, place: Place) -> None:
        """List the papers of a place."""
        self.top.clear()
        self.sidebar.mark(place)
        self.listing.go_to(place)
        if self.width() < NARROW:
            self._is_sidebar_wanted = False
            self._fold()

    def go_to_paper(self, paper_id: int) -> None:
        """Show a paper, in the list of all papers when the present one does not have it."""
        if not self.papers.go_to(paper_id):
            self._wanted_id = paper_id
            self.go_to(ALL)

    def go_back(self) -> None:
        """One level up: out of the note or the search field, then out of the search. Nothing is lost."""
        is_inside = self.note.isAncestorOf(QApplication.focusWidget() or self)
        if (self.listing.query and not is_inside) or self.top.field.text():
            self._wanted_id = self.papers.current_id
            self.go_to(self.listing.place)
        self.papers.setFocus()

    def _scroll_on(self) -> None:
        if not self.page.scroll_on():
            self.papers.move_by(1)

    def _go_to_note(self) -> None:
        if self.note.paper_id is not None:
            self.note.editor.setFocus()

    def _go_to_search(self) -> None:
        self.top.field.setFocus()
        self.top.field.selectAll()

    def _show_keys(self) -> None:
        KeySheet(self).exec()

    def _follow_note(self, address: str) -> None:
        """A link of a note: `[[Title]]` is searched for, a web address is opened."""
        if address.startswith("paper:"):
            self.top.field.setText(f'title:"{unquote(address.removeprefix("paper:"))}"')
        else:
            self._follow(address)

    def _follow(self, address: str) -> None:
        """A link of the page was activated."""
        if address.startswith(SHOW_SCHEME) and address[len(SHOW_SCHEME) :].isdecimal():
            self.go_to_paper(int(address[len(SHOW_SCHEME) :]))
        elif not open_address(address):
            self.toast.say(f"This address is shown, not opened: {address}")

    @staticmethod
    def _describe(address: str) -> str:
        return "" if address.startswith(SHOW_SCHEME) else address[:160]

    # -- room ---------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the note below the page when there is no room beside it, and fold the side bar into its button."""
        super().resizeEvent(event)
        is_wide = self.width() >= WIDE
        wanted = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self.desk.orientation() != wanted:
            self.desk.setOrientation(wanted)
            self.desk.setSizes([600, 380] if is_wide else [520, 240])
        if event.oldSize().width() >= NARROW > self.width() or not event.oldSize().isValid():
            self._is_sidebar_wanted = self.width() >= NARROW
        elif event.oldSize().width() < NARROW <= self.width():
            self._is_sidebar_wanted = True
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        QTimer.singleShot(0, self._align_search)

    def _fold(self) -> None:
        self.sidebar.setVisible(self._is_sidebar_wanted)
        QTimer.singleShot(0, self._align_search)  # when the columns have their new widths

    def _toggle_sidebar(self) -> None:
        self._is_sidebar_wanted = not self._is_sidebar_wanted
        self._fold()

    def _align_search(self) -> None:
        self.top.align(self.columns.sizes()[0] if self._is_sidebar_wanted else 0)

    def _restore(self) -> None:
        """As it was left; else a size that suits most screens."""
        self.resize(1280, 820)
        self.columns.setSizes([212, 350, 718])
        geometry, columns = self._settings.value("geometry"), self._settings.value("columns")
        if geometry is not None and columns is not None:
            self.restoreGeometry(geometry)
            self.columns.restoreState(columns)
        self._is_sidebar_wanted = self.width() >= NARROW
        self.papers.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Store what was typed and close when it is on the disk; when it cannot be stored, ask once to think again."""
        if self._is_closed:
            return
        self.note.save()
        self.operations.finish()
        if self.note.has_unstored and not self._was_warned:
            self._was_warned = True
            self.toast.say("A note could not be stored. Copy it to be safe; closing again leaves without it.")
            event.ignore()
            return
        self._is_closed = True
        self._watch.stop()
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("columns", self.columns.saveState())
        self._settings.sync()
        self.operations.close()
        self.library.close()
        super().closeEvent(event)
