"""The imports there were: when, what and what came of each; a place to take one back, or to bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from app.domain.changes import Changes
from app.domain.views import ImportDetail, ImportView
from app.importer.formats import find_format
from app.ingest.preview import Ledger
from app.library import Library
from ui.imports.changes import ChangeTree
from ui.imports.preview import ElidedLabel
from ui.imports.summaries import file_name, kind_of, plain_name, say_taking_back, write_unread
from ui.places import Place
from ui.widgets.labels import named, plain_label
from ui.widgets.paper_text import read_date

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_HEADINGS = ("When", "File", "Kind", "Day of the page", "Papers", "New", "Seen again", "")
_WIDTHS = (130, 210, 170, 110, 60, 50, 80, 90)
_WAIT_MS = 150  # on a row, before it is reckoned what taking it back would do
_STATE = len(_HEADINGS) - 1  # the column without a heading
_ID, _SAID = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.AccessibleTextRole


def read_time(iso: str) -> str:
    """“21 Nov 2026, 05:12” in the time of this place, for an ISO time."""
    try:
        when = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    return f"{read_date(when.date().isoformat())}, {when:%H:%M}"


class ImportsDialog(QDialog):
    """Every import, newest first. Enter shows its papers in the list, Del takes it back."""

    def __init__(self, window: MainWindow, imports: Sequence[ImportView]) -> None:
        super().__init__(window)
        self._window = window
        self._detail: ImportDetail | None = None
        self._views: dict[int, ImportView] = {}
        self.setWindowTitle("Imports")
        self.resize(960, 600)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._foresee)
        self.list = self._make_list()
        fill = window.keyboard.keymap.fill
        self.empty = plain_label(fill("Nothing was imported yet. {import} reads a page."), "heading")
        self.path = ElidedLabel("muted")
        self.reason = plain_label(is_wrapped=True)
        self.foreseen = plain_label(name="muted", is_wrapped=True)
        self.unread = ChangeTree()
        self.unread.setAccessibleName("What was not understood")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(plain_label("Imports", "dialogTitle"))
        for widget, stretch in ((self.empty, 0), (self.list, 3), (self.path, 0), (self.reason, 0)):
            column.addWidget(widget, stretch)
        column.addWidget(self.foreseen)
        column.addWidget(self.unread, 2)
        column.addLayout(self._make_buttons())
        self.list.currentItemChanged.connect(lambda item, _before: self._ask(item))
        self.list.itemActivated.connect(lambda _item, _column: self._show_papers())
        window.operations.changed.connect(self._refresh)
        self.list.ensurePolished()  # or the height of its rows is reckoned without the style sheet
        self.show_imports(imports)

    def _make_list(self) -> QTreeWidget:
        made = named(QTreeWidget(), "importList")
        made.setAccessibleName("Imports")
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setHeaderLabels(list(_HEADINGS))
        made.headerItem().setData(_STATE, _SAID, "State")
        made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for column in (4, 5, 6):
            made.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header = made.header()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        for column, width in enumerate(_WIDTHS):
            made.setColumnWidth(column, width)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return made

    def _make_buttons(self) -> QHBoxLayout:
        self.papers = QPushButton("&Show its papers   Enter")
        self.back = QPushButton("&Take back   Del")
        self.back.setShortcut("Del")
        self.copy = QPushButton("Copy &report")
        self.close_it = QPushButton("Close")
        row = QHBoxLayout()
        row.setSpacing(8)
        handlers = (
            (self.papers, self._show_papers, "Show its papers"),
            (self.back, self._take_back, "Take back"),
            (self.copy, self._copy, "Copy report"),
            (self.close_it, self.reject, "Close"),
        )
        for button, handler, name in handlers:
            if button is self.close_it:
                row.addStretch()
            button.setAccessibleName(name)
            button.setAutoDefault(False)
            button.clicked.connect(handler)
            row.addWidget(button)
        return row

    def show_imports(self, imports: Sequence[ImportView]) -> None:
        """List these; the chosen one stays chosen."""
        chosen = self.chosen
        self._views = {view.id: view for view in imports}
        self.list.clear()
        for view in reversed(imports):
            cells = self._cells(view)
            item = QTreeWidgetItem(self.list, cells)
            item.setData(0, _ID, view.id)
            item.setData(0, _SAID, ", ".join(cell for cell in cells if cell))
            item.setData(_STATE, _SAID, cells[_STATE] or "counts")
            for column in (4, 5, 6):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if chosen is not None and view.id == chosen.id:
                self.list.setCurrentItem(item)
        if imports and self.list.currentItem() is None:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.empty.setVisible(not imports)
        for widget in (self.list, self.path, self.reason, self.foreseen, self.papers, self.back, self.copy):
            widget.setVisible(bool(imports))
        self.unread.hide()
        self.list.setFocus()

    @staticmethod
    def _cells(view: ImportView) -> list[str]:
        day = read_date(view.dump_date) if view.dump_date else "unknown"
        counts = [f"{number:,}".replace(",", "\u202f") for number in (view.papers, view.new, view.changed)]
        state = "taken back" if view.withdrawn else ""
        kind = find_format(view.format).title
        return [read_time(view.when), plain_name(file_name(view.path)), kind, day, *counts, state]

    @property
    def chosen(self) -> ImportView | None:
        """The import the keys are about."""
        item = self.list.currentItem()
        return None if item is None else self._views.get(item.data(0, _ID))

    def _ask(self, item: QTreeWidgetItem | None) -> None:
        view = self.chosen
        self._detail = None
        if item is None or view is None:
            return
        self.foreseen.setText("")
        self.back.setText("&Bring back   Del" if view.withdrawn else "&Take back   Del")
        self.back.setAccessibleName("Bring back" if view.withdrawn else "Take back")
        self.back.setShortcut("Del")
        self._window.operations.ask(lambda library: library.import_detail(view.id), self._show_detail)
        if view.withdrawn:
            self.foreseen.setText("This import was taken back; bringing it back makes it count again.")
        else:
            self._wait.start()

    def _foresee(self) -> None:
        view = self.chosen
        if view is not None and not view.withdrawn:
            self._window.operations.act(
                lambda library: library.foresee_unimport(view.id), lambda ledger: self._show_foreseen(view.id, ledger)
            )

    def _show_detail(self, detail: ImportDetail) -> None:
        if self.chosen is None or detail.view.id != self.chosen.id:
            return
        self._detail = detail
        self.path.setText(plain_name(detail.view.path))
        lines = [f"{kind_of(detail.view.format, detail.layout)}. {detail.reason}", detail.year_basis or ""]
        self.reason.setText("\n".join(filter(None, map(plain_name, lines))))
        self.unread.show_unread(detail.unread)
        self.unread.setVisible(bool(detail.unread))

    def _show_foreseen(self, import_id: int, ledger: Ledger) -> None:
        if self.chosen is not None and self.chosen.id == import_id:
            self.foreseen.setText(f"When you take it back: {say_taking_back(ledger)}")

    def _show_papers(self) -> None:
        view = self.chosen
        if view is not None:
            self._window.going.go_to(Place("import", str(view.id), file_name(view.path), view.papers))
            self.accept()
            self._window.papers.setFocus()

    def _take_back(self) -> None:
        view = self.chosen
        if view is None:
            return

        def work(library: Library) -> Changes:
            return library.reimport(view.id) if view.withdrawn else library.unimport(view.id)

        self._window.operations.act(work)

    def _copy(self) -> None:
        if self._detail is not None:
            detail = self._detail
            lines = [file_name(detail.view.path), f"  {detail.sentence}", f"  {detail.reason}"]
            lines += write_unread(detail.unread)
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _refresh(self, _changes: Changes) -> None:
        if self.isVisible():
            self._window.operations.ask(lambda library: library.imports(), self.show_imports)
