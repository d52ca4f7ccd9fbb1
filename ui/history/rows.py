"""The rows of the history: steps under the day they were done on, read page by page as one goes down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.views import StepView
from ui.finder.rows import sized
from ui.style.theme import NORMAL, SMALL, Look
from ui.widgets.paper_text import on_one_line, read_date

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
PAGE = 200
"""Steps that are read at one time."""
_HEIGHT, _SIDE, _GAP, _TIME_WIDTH = 32, 14.0, 16.0, 44.0


class HistoryModel(QAbstractListModel):
    """Headings (texts) and steps. `ask_more` is called when one comes to the end and there may be older steps."""

    def __init__(self, ask_more: Callable[[], object]) -> None:
        super().__init__()
        self._ask_more = ask_more
        self.rows: list[str | StepView] = []
        self.is_whole = True

    @property
    def steps(self) -> list[StepView]:
        """The steps that were read so far."""
        return [row for row in self.rows if isinstance(row, StepView)]

    def row_of(self, step: int) -> int | None:
        """Where a step stands, when it was read."""
        return next((at for at, row in enumerate(self.rows) if isinstance(row, StepView) and row.step == step), None)

    def show(self, steps: Sequence[StepView], is_whole: bool) -> None:
        """Show these, the newest; `is_whole` when there are no older ones."""
        self.beginResetModel()
        self.rows, self.is_whole = _with_days(steps, ""), is_whole
        self.endResetModel()

    def add(self, steps: Sequence[StepView], is_whole: bool) -> None:
        """Append older ones."""
        self.is_whole = is_whole
        last = name_day(self.steps[-1].when) if self.rows else ""
        fresh = _with_days(steps, last)
        if fresh:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(fresh) - 1)
            self.rows += fresh
            self.endInsertRows()

    def canFetchMore(self, _parent: Index) -> bool:  # noqa: N802 - Qt's name
        return not self.is_whole

    def fetchMore(self, _parent: Index) -> None:  # noqa: N802 - Qt's name
        self._ask_more()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and habit
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading cannot be gone to."""
        is_step = isinstance(self.rows[index.row()], StepView)
        return super().flags(index) if is_step else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return row if isinstance(row, str) else ", ".join(filter(None, (name_time(row.when), *_texts(row))))


class HistoryDelegate(QStyledItemDelegate):
    """Paints a heading, or a step: time, label, the paper it touched, whether it is undone."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, box = index.data(ROW), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._look.colour("chosen"))
        box.adjust(_SIDE, 0, -_SIDE, 0)
        if isinstance(row, str):
            font = sized(option.font, SMALL)
            font.setWeight(QFont.Weight.DemiBold)
            self._write(painter, row, box.adjusted(0, 6, 0, 0), font, "muted")
            return
        small, normal = sized(option.font, SMALL), sized(option.font, NORMAL)
        self._write(painter, name_time(row.when), box, small, "muted")
        box.setLeft(box.left() + _TIME_WIDTH)
        label, title, state = _texts(row)
        if state:
            box.setRight(box.right() - self._write(painter, state, box, small, "muted", is_right=True) - _GAP)
        used = self._write(painter, label, box, normal, "muted" if row.undone or row.final else "ink")
        box.setLeft(box.left() + used + _GAP)
        if title and box.width() > 3 * _GAP:
            self._write(painter, title, box, small, "muted")

    def _write(
        self, painter: QPainter, text: str, box: QRectF, font: QFont, colour: str, *, is_right: bool = False
    ) -> float:
        """Write a line, cut where the box ends; returns its width."""
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if is_right else Qt.AlignmentFlag.AlignLeft
        painter.setFont(font)
        painter.setPen(self._look.colour(colour))
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        return metrics.horizontalAdvance(shown)


def _with_days(steps: Sequence[StepView], last: str) -> list[str | StepView]:
    """The steps with a heading wherever another day begins; `last` is the day above them."""
    rows: list[str | StepView] = []
    for step in steps:
        day = name_day(step.when)
        if day != last:
            rows.append(day)
            last = day
        rows.append(step)
    return rows


def _texts(step: StepView) -> tuple[str, str, str]:
    """Label, paper, and what became of the step."""
    title = on_one_line(step.title) if step.title else ""
    state = "undone" if step.undone else "can only be read" if step.final else ""
    return on_one_line(step.label), f"{title} and others" if title and step.others else title, state


def _here(iso: str) -> datetime | None:
    try:
        return datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return None


def name_day(iso: str) -> str:
    """The day of an ISO time in the time of this place: “Today”, “Yesterday”, “19 Nov 2026”."""
    when = _here(iso)
    if when is None:
        return iso[:10]
    names = {date.today(): "Today", date.today() - timedelta(days=1): "Yesterday"}
    return names.get(when.date()) or read_date(when.date().isoformat())


def name_time(iso: str) -> str:
    """“05:12”, in the time of this place."""
    when = _here(iso)
    return f"{when:%H:%M}" if when else ""
