"""The changes of an import as a tree: changed papers field by field, new papers, and unread text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from app.actions.imports import ImportResult
from app.domain.records import UnreadText
from ui.imports.summaries import format_unread
from ui.widgets.labels import named
from ui.widgets.paper_text import single_line

_MAX_EXPANDED = 25  # changed papers whose fields are shown at once
MAX_SHOWN = 200
"""Papers, or pieces of unread text, listed in each branch."""


class ChangeTree(QTreeWidget):
    """A tree with a branch each for changed papers, new papers, and unread text."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "changeTree")
        self.setAccessibleName("Changes")
        self.setColumnCount(3)
        self.setHeaderLabels(["", "Now", "After the import"])
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_result(self, result: ImportResult) -> None:
        """Show the result of a dry run."""
        self.clear()
        self.setColumnHidden(1, not (result.preview and result.preview.changes))
        self.setColumnHidden(2, not (result.preview and result.preview.changes))
        self.setHeaderHidden(not (result.preview and result.preview.changes))
        if result.preview is not None:
            self._add_changes(result)
            self._add_lines("New papers", result.preview.new, result.preview.new_count)
        if result.feed is not None:
            self._add_unread(result.feed.unread)
        self._expand_branches()

    def _add_changes(self, result: ImportResult) -> None:
        preview = result.preview
        if preview is None or not preview.changes:
            return
        branch = self._branch("Changes", preview.changed_count)
        for change in preview.changes[:MAX_SHOWN]:
            paper = QTreeWidgetItem(branch, [single_line(change.title) or "Untitled"])
            paper.setFirstColumnSpanned(True)
            for field in change.fields:
                QTreeWidgetItem(paper, [field.name, single_line(field.old) or "–", single_line(field.new) or "–"])
            paper.setExpanded(branch.childCount() <= _MAX_EXPANDED)
        self._add_remainder(branch, preview.changed_count)

    def _add_lines(self, title: str, lines: Iterable[str], number: int) -> None:
        if not number:
            return
        branch = self._branch(title, number)
        for line in list(lines)[:MAX_SHOWN]:
            QTreeWidgetItem(branch, [single_line(line) or "Untitled"]).setFirstColumnSpanned(True)
        self._add_remainder(branch, number)

    def show_unread(self, unread: tuple[UnreadText, ...]) -> None:
        """Show only the text that was not understood."""
        self.clear()
        self.setHeaderHidden(True)
        self.setColumnHidden(1, True)
        self.setColumnHidden(2, True)
        self._add_unread(unread)
        self._expand_branches()

    def _expand_branches(self) -> None:
        branches = [self.topLevelItem(row) for row in range(self.topLevelItemCount())]
        for branch in filter(None, branches):
            branch.setExpanded(True)
            branch.setFirstColumnSpanned(True)
        self.setCurrentIndex(self.model().index(0, 0))
        self._fit_columns()

    def _add_unread(self, unread: tuple[UnreadText, ...]) -> None:
        lines = [f"line {text.line}: “{format_unread(text)}”  –  {text.why}" for text in unread[:MAX_SHOWN]]
        self._add_lines("Not understood and left out", lines, len(unread))

    def _branch(self, title: str, number: int) -> QTreeWidgetItem:
        branch = QTreeWidgetItem(self, [f"{title}  ·  {number:,}".replace(",", "\u202f")])
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        branch.setFont(0, font)
        return branch

    @staticmethod
    def _add_remainder(branch: QTreeWidgetItem, number: int) -> None:
        if number > branch.childCount():
            QTreeWidgetItem(branch, [f"and {number - branch.childCount():,} more".replace(",", "\u202f")])

    def _fit_columns(self) -> None:
        width = self.viewport().width()
        for column, share in enumerate((0.3, 0.35)):
            self.setColumnWidth(column, int(width * share))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit_columns()
