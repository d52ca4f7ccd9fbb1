"""The rows of the history: steps below headings of their days, loaded page by page while scrolling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.dates import format_date
from app.domain.detail_views import StepView
from ui.finder.rows import resize_font
from ui.style.theme import NORMAL, SMALL, ThemeManager
from ui.widgets.paper_text import single_line

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
PAGE = 200
"""Steps loaded at a time."""
_HEIGHT, _SIDE, _GAP, _TIME_WIDTH = 32, 14.0, 16.0, 44.0


class HistoryModel(QAbstractListModel):
    """Headings (str) and steps. `load_more` is called at the end of the list while there are older steps."""

    def __init__(self, load_more: Callable[[], object]) -> None:
        super().__init__()
        self._load_more = load_more
        self.rows: list[str | StepView] = []
        self.is_whole = True

    @property
    def steps(self) -> list[StepView]:
        """The steps loaded so far."""
        return [row for row in self.rows if isinstance(row, StepView)]

    def row_of(self, step: int) -> int | None:
        """The row of a step, when it is loaded."""
        return next((at for at, row in enumerate(self.rows) if isinstance(row, StepView) and row.step == step), None)

    def show(self, steps: Sequence[StepView], is_whole: bool) -> None:
        """Replace the rows by the newest steps; `is_whole` when there are no older ones."""
        self.beginResetModel()
        self.rows, self.is_whole = _with_days(steps, ""), is_whole
        self.endResetModel()

    def add(self, steps: Sequence[StepView], is_whole: bool) -> None:
        """Append older steps."""
        self.is_whole = is_whole
        last = format_day(self.steps[-1].when) if self.rows else ""
        added = _with_days(steps, last)
        if added:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(added) - 1)
            self.rows += added
            self.endInsertRows()

    def canFetchMore(self, _parent: Index) -> bool:  # noqa: N802 - Qt's name
        return not self.is_whole

    def fetchMore(self, _parent: Index) -> None:  # noqa: N802 - Qt's name
        self._load_more()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        is_step = isinstance(self.rows[index.row()], StepView)
        return super().flags(index) if is_step else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return row if isinstance(row, str) else ", ".join(filter(None, (format_time(row.when), *_format_step(row))))


class HistoryDelegate(QStyledItemDelegate):
    """Paints a heading, or a step: time, label, paper, and whether it is undone."""

    def __init__(self, theme: ThemeManager, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, box = index.data(ROW), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._theme.colour("selection"))
        box.adjust(_SIDE, 0, -_SIDE, 0)
        if isinstance(row, str):
            font = resize_font(option.font, SMALL)
            font.setWeight(QFont.Weight.DemiBold)
            self._draw_text(painter, row, box.adjusted(0, 6, 0, 0), font, "muted")
            return
        small, normal = resize_font(option.font, SMALL), resize_font(option.font, NORMAL)
        self._draw_text(painter, format_time(row.when), box, small, "muted")
        box.setLeft(box.left() + _TIME_WIDTH)
        label, title, state = _format_step(row)
        if state:
            box.setRight(box.right() - self._draw_text(painter, state, box, small, "muted", is_right=True) - _GAP)
        used = self._draw_text(painter, label, box, normal, "muted" if row.undone or row.final else "ink")
        box.setLeft(box.left() + used + _GAP)
        if title and box.width() > 3 * _GAP:
            self._draw_text(painter, title, box, small, "muted")

    def _draw_text(
        self, painter: QPainter, text: str, box: QRectF, font: QFont, colour: str, *, is_right: bool = False
    ) -> float:
        """Draw a line, elided to the width of the box; returns its width."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)


def _with_days(steps: Sequence[StepView], last: str) -> list[str | StepView]:
    """The steps with a heading before each new day; `last` is the day of the step above them."""
    rows: list[str | StepView] = []
    for step in steps:
        day = format_day(step.when)
        if day != last:
            rows.append(day)
            last = day
        rows.append(step)
    return rows


def _format_step(step: StepView) -> tuple[str, str, str]:
    """Label, paper and state of a step."""
    title = single_line(step.title) if step.title else ""
    state = "undone" if step.undone else "too old to undo" if step.final else ""
    return single_line(step.label), f"{title} and others" if title and step.others else title, state


def _to_local(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return None


def format_day(iso: str) -> str:
    """The local day of an ISO time: “Today”, “Yesterday”, “19 Nov 2026”."""
    when = _to_local(iso)
    if when is None:
        return iso[:10]
    names = {date.today(): "Today", date.today() - timedelta(days=1): "Yesterday"}
    return names.get(when.date()) or format_date(when.date().isoformat())


def format_time(iso: str) -> str:
    """The local time of an ISO time: “05:12”."""
    when = _to_local(iso)
    return f"{when:%H:%M}" if when else ""
