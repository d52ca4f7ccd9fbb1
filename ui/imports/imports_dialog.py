"""The dialog of past imports: when, which file, and its papers; an import can be removed and restored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from app.actions.imports import ImportPreview, find_format
from app.domain.changes import Changes
from app.domain.dates import format_date
from app.domain.detail_views import ImportDetail, ImportView
from app.library import Library
from ui.imports.changes import ChangeTree
from ui.imports.preview import ElidedLabel
from ui.imports.summaries import describe_removal, file_name, format_kind, format_unread_lines, plain_name
from ui.places import Place
from ui.widgets.labels import named, plain_label

if TYPE_CHECKING:
    from ui.context import Context

_HEADINGS = ("When", "File", "Kind", "Page date", "Papers", "New", "Seen again", "")
_WIDTHS = (130, 210, 170, 110, 60, 50, 80, 90)
_EFFECT_DELAY_MS = 150  # after selecting a row, before the effect of removing it is computed
_STATE = len(_HEADINGS) - 1  # the column without a heading
_ID, _ACCESSIBLE_TEXT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.AccessibleTextRole


def format_time(iso: str) -> str:
    """An ISO time as “21 Nov 2026, 05:12” in local time."""
    try:
        when = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    return f"{format_date(when.date().isoformat())}, {when:%H:%M}"


class ImportsDialog(QDialog):
    """All imports, newest first. Enter lists the papers of an import, Del removes or restores it."""

    def __init__(self, context: Context, imports: Sequence[ImportView]) -> None:
        super().__init__(context.window)
        self._navigator, self._operations = context.navigator, context.operations
        self._detail: ImportDetail | None = None
        self._views: dict[int, ImportView] = {}
        self.setWindowTitle("Imports")
        self.resize(960, 600)
        self._effect_timer = QTimer(self, singleShot=True, interval=_EFFECT_DELAY_MS)
        self._effect_timer.timeout.connect(self._preview_effect)
        self.list = self._make_list()
        self.empty = plain_label(
            context.keymap().fill_keys("Nothing was imported yet. {import} imports a page."), "heading"
        )
        self.path = ElidedLabel("muted")
        self.reason = plain_label(is_wrapped=True)
        self.effect = plain_label(name="muted", is_wrapped=True)
        self.unread = ChangeTree()
        self.unread.setAccessibleName("What was not understood")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(plain_label("Imports", "dialogTitle"))
        for widget, stretch in ((self.empty, 0), (self.list, 3), (self.path, 0), (self.reason, 0)):
            column.addWidget(widget, stretch)
        column.addWidget(self.effect)
        column.addWidget(self.unread, 2)
        column.addLayout(self._make_buttons())
        self.list.currentItemChanged.connect(lambda item, _previous: self._on_selected(item))
        self.list.itemActivated.connect(lambda _item, _column: self._show_papers())
        self._operations.changed.connect(self._refresh)
        self.list.ensurePolished()  # otherwise its row height ignores the stylesheet
        self.show_imports(imports)

    def _make_list(self) -> QTreeWidget:
        tree = named(QTreeWidget(), "importList")
        tree.setAccessibleName("Imports")
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setHeaderLabels(list(_HEADINGS))
        tree.headerItem().setData(_STATE, _ACCESSIBLE_TEXT, "State")
        tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for column in (4, 5, 6):
            tree.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header = tree.header()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(False)
        for column, width in enumerate(_WIDTHS):
            tree.setColumnWidth(column, width)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        return tree

    def _make_buttons(self) -> QHBoxLayout:
        self.papers = QPushButton("&Show its papers   Enter")
        self.remove_button = QPushButton("&Remove   Del")
        self.remove_button.setShortcut("Del")
        self.copy = QPushButton("Copy &report")
        self.close_button = QPushButton("Close")
        row = QHBoxLayout()
        row.setSpacing(8)
        handlers = (
            (self.papers, self._show_papers, "Show its papers"),
            (self.remove_button, self._remove_or_restore, "Remove"),
            (self.copy, self._copy, "Copy report"),
            (self.close_button, self.reject, "Close"),
        )
        for button, handler, name in handlers:
            if button is self.close_button:
                row.addStretch()
            button.setAccessibleName(name)
            button.setAutoDefault(False)
            button.clicked.connect(handler)
            row.addWidget(button)
        return row

    def show_imports(self, imports: Sequence[ImportView]) -> None:
        """Replace the rows; the selected import stays selected."""
        selected = self.selected
        self._views = {view.id: view for view in imports}
        self.list.clear()
        for view in reversed(imports):
            cells = self._cells(view)
            item = QTreeWidgetItem(self.list, cells)
            item.setData(0, _ID, view.id)
            item.setData(0, _ACCESSIBLE_TEXT, ", ".join(cell for cell in cells if cell))
            item.setData(_STATE, _ACCESSIBLE_TEXT, cells[_STATE] or "active")
            for column in (4, 5, 6):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if selected is not None and view.id == selected.id:
                self.list.setCurrentItem(item)
        if imports and self.list.currentItem() is None:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.empty.setVisible(not imports)
        for widget in (self.list, self.path, self.reason, self.effect, self.papers, self.remove_button, self.copy):
            widget.setVisible(bool(imports))
        self.unread.hide()
        self.list.setFocus()

    @staticmethod
    def _cells(view: ImportView) -> list[str]:
        day = format_date(view.dump_date) if view.dump_date else "unknown"
        counts = [f"{number:,}".replace(",", "\u202f") for number in (view.papers, view.new, view.changed)]
        state = "removed" if view.withdrawn else ""
        kind = find_format(view.format).title
        return [format_time(view.when), plain_name(file_name(view.path)), kind, day, *counts, state]

    @property
    def selected(self) -> ImportView | None:
        """The import of the current row."""
        item = self.list.currentItem()
        return None if item is None else self._views.get(item.data(0, _ID))

    def _on_selected(self, item: QTreeWidgetItem | None) -> None:
        view = self.selected
        self._detail = None
        if item is None or view is None:
            return
        self.effect.setText("")
        self.remove_button.setText("&Restore   Del" if view.withdrawn else "&Remove   Del")
        self.remove_button.setAccessibleName("Restore" if view.withdrawn else "Remove")
        self.remove_button.setShortcut("Del")
        self._operations.read(lambda library: library.import_detail(view.id), self._show_detail)
        if view.withdrawn:
            self.effect.setText("This import was removed. Restore it to get its papers back.")
        else:
            self._effect_timer.start()

    def _preview_effect(self) -> None:
        view = self.selected
        if view is not None and not view.withdrawn:
            self._operations.write(
                lambda library: library.preview_unimport(view.id),
                lambda preview: self._show_preview(view.id, preview),
                owner=self,
            )

    def _show_detail(self, detail: ImportDetail) -> None:
        if self.selected is None or detail.view.id != self.selected.id:
            return
        self._detail = detail
        self.path.setText(plain_name(detail.view.path))
        lines = [f"{format_kind(detail.view.format, detail.layout)}. {detail.reason}", detail.year_basis or ""]
        self.reason.setText("\n".join(filter(None, map(plain_name, lines))))
        self.unread.show_unread(detail.unread)
        self.unread.setVisible(bool(detail.unread))

    def _show_preview(self, import_id: int, preview: ImportPreview) -> None:
        if self.selected is not None and self.selected.id == import_id:
            self.effect.setText(f"Removing it: {describe_removal(preview)}")

    def _show_papers(self) -> None:
        view = self.selected
        if view is not None:
            self._navigator.go_to(Place("import", str(view.id), file_name(view.path), view.papers))
            self.accept()
            self._navigator.focus_papers()

    def _remove_or_restore(self) -> None:
        view = self.selected
        if view is None:
            return

        def work(library: Library) -> Changes:
            return library.reimport(view.id) if view.withdrawn else library.unimport(view.id)

        self._operations.write(work)

    def _copy(self) -> None:
        if self._detail is not None:
            detail = self._detail
            lines = [file_name(detail.view.path), f"  {detail.sentence}", f"  {detail.reason}"]
            lines += format_unread_lines(detail.unread)
            QGuiApplication.clipboard().setText("\n".join(lines) + "\n")

    def _refresh(self, _changes: Changes) -> None:
        if self.isVisible():
            self._operations.read(lambda library: library.imports(), self.show_imports)
