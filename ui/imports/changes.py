"""What would change, as a tree: papers field by field, new titles, and what was not understood."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from app.domain.records import Unread
from app.ingest.run import ImportResult
from ui.imports.summaries import say_piece
from ui.widgets.labels import named
from ui.widgets.paper_text import on_one_line

_OPENED = 25  # changed papers whose fields are shown at once
MOST_SHOWN = 200
"""The most papers and pieces of each kind that the tree lists."""


class ChangeTree(QTreeWidget):
    """New papers, changes field by field, and pieces that were not understood: one branch each."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "changeTree")
        self.setAccessibleName("What would change")
        self.setColumnCount(3)
        self.setHeaderLabels(["", "Now", "Then"])
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_result(self, result: ImportResult) -> None:
        """List what a dry run told."""
        self.clear()
        self.setColumnHidden(1, not (result.ledger and result.ledger.changes))
        self.setColumnHidden(2, not (result.ledger and result.ledger.changes))
        self.setHeaderHidden(not (result.ledger and result.ledger.changes))
        if result.ledger is not None:
            self._add_changes(result)
            self._add_lines("New papers", result.ledger.new, result.ledger.new_count)
        if result.feed is not None:
            self._add_unread(result.feed.unread)
        self._open_branches()

    def _add_changes(self, result: ImportResult) -> None:
        ledger = result.ledger
        if ledger is None or not ledger.changes:
            return
        branch = self._branch("Changes", ledger.changed_count)
        for change in ledger.changes[:MOST_SHOWN]:
            paper = QTreeWidgetItem(branch, [on_one_line(change.title) or "Untitled"])
            paper.setFirstColumnSpanned(True)
            for one in change.fields:
                QTreeWidgetItem(paper, [one.name, on_one_line(one.old) or "–", on_one_line(one.new) or "–"])
            paper.setExpanded(branch.childCount() <= _OPENED)
        self._say_more(branch, ledger.changed_count)

    def _add_lines(self, title: str, lines: Iterable[str], number: int) -> None:
        if not number:
            return
        branch = self._branch(title, number)
        for line in list(lines)[:MOST_SHOWN]:
            QTreeWidgetItem(branch, [on_one_line(line) or "Untitled"]).setFirstColumnSpanned(True)
        self._say_more(branch, number)

    def show_unread(self, unread: tuple[Unread, ...]) -> None:
        """List only what was not understood."""
        self.clear()
        self.setHeaderHidden(True)
        self.setColumnHidden(1, True)
        self.setColumnHidden(2, True)
        self._add_unread(unread)
        self._open_branches()

    def _open_branches(self) -> None:
        branches = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        for branch in filter(None, branches):
            branch.setExpanded(True)
            branch.setFirstColumnSpanned(True)
        self.setCurrentIndex(self.model().index(0, 0))
        self._share_width()

    def _add_unread(self, unread: tuple[Unread, ...]) -> None:
        lines = [f"line {one.line}: “{say_piece(one)}”  –  {one.why}" for one in unread[:MOST_SHOWN]]
        self._add_lines("Not understood and left out", lines, len(unread))

    def _branch(self, title: str, number: int) -> QTreeWidgetItem:
        branch = QTreeWidgetItem(self, [f"{title}  ·  {number:,}".replace(",", "\u202f")])
        font = self.font()
        font.setWeight(font.Weight.DemiBold)
        branch.setFont(0, font)
        return branch

    @staticmethod
    def _say_more(branch: QTreeWidgetItem, number: int) -> None:
        if number > branch.childCount():
            QTreeWidgetItem(branch, [f"and {number - branch.childCount():,} more".replace(",", "\u202f")])

    def _share_width(self) -> None:
        width = self.viewport().width()
        for column, share in enumerate((0.3, 0.35)):
            self.setColumnWidth(column, int(width * share))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._share_width()
