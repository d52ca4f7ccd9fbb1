"""A row of the list of papers, painted: the title, and below it the facts and the tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.views import RowView
from ui.paper_list.model import ROW, Index
from ui.style.icons import draw
from ui.style.theme import NORMAL, ROW_HEIGHTS, SMALL, Look
from ui.widgets.chips import chip_font, chip_width, draw_chip, draw_count
from ui.widgets.paper_text import authors_of, count, on_one_line, plain_title, read_date, snooze_fact

_TEXT = 39  # the height of title and facts
SECOND_LINE = 18
"""How much higher a row is that has room for a second line of the title."""
_NARROW = 560  # pixels; in a narrower list titles get a second line
_SPLIT_KEPT = 4096  # titles
_GAP = 12  # between facts and tags
_LEAST_CHIP = 72.0  # narrower ones are only counted
_WHOLE_CHIP = 118.0  # the first one is shown whole up to here; facts that are said last give way
_LEAST_NAME = 48.0  # of the authors or the organisation
_COUNT_WIDTH = 26.0  # room for “+3”
_BETWEEN = "  ·  "
_DROP = "Drop to link"
_SIGN, _SIGN_ROOM = 14, 20  # a star, a priority: the square, and with what is left free beside it


def facts_that_fit(view: RowView, room: float, metrics: QFontMetricsF) -> str:
    """The facts as one line no wider than `room`: what is said last goes first, then the names are cut, then they go;
    the date stays as long as it fits at all."""
    who = on_one_line(view.organization) if view.organization else authors_of(view.authors, view.author_count)
    date = read_date(view.published) if view.published else ""
    more = [snooze_fact(view), count(view.comments, "comment") if view.comments else ""]
    more += ["note" if view.has_note else ""]
    for facts in _ever_less(who, date, [fact for fact in more if fact]):
        text = _BETWEEN.join(facts)
        if metrics.horizontalAdvance(text) <= room:
            return text
    left = room - metrics.horizontalAdvance(_BETWEEN + date) if date else room
    if left >= _LEAST_NAME or not date:
        cut = metrics.elidedText(who, Qt.TextElideMode.ElideRight, max(left, 0))
        return _BETWEEN.join(fact for fact in (cut, date) if fact)
    return metrics.elidedText(date, Qt.TextElideMode.ElideRight, room)


def _room_for_signs(view: RowView) -> int:
    """What stands at the right end of the title."""
    return _SIGN_ROOM * (bool(view.starred) + bool(view.priority))


def row_height(look: Look, width: int) -> int:
    """The height of every row of a list of this width; compact rows stay low."""
    is_tall = width < _NARROW and look.row_height >= ROW_HEIGHTS["comfortable"]
    return look.row_height + (SECOND_LINE if is_tall else 0)


def split_title(title: str, font: QFont, width: float) -> tuple[str, str]:
    """A title as two lines of this width; the second one is empty when one is enough, and may be too wide."""
    layout = QTextLayout(title, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    length = line.textLength()
    layout.endLayout()
    return title[:length].rstrip(), title[length:]


def _ever_less(who: str, date: str, more: Sequence[str]) -> Iterator[list[str]]:
    for number in range(len(more), -1, -1):
        yield [fact for fact in (who, date, *more[:number]) if fact]


class PapersDelegate(QStyledItemDelegate):
    """Paints a row: a dot while it is undecided, the title, and below the facts and the tags.

    `is_marking` tells whether selected rows carry a check mark; `excerpts` stand in place of the facts but the date, by
    the number of the paper; `target` is the row that a drag is over, or None.
    """

    def __init__(self, look: Look, parent: QWidget, is_marking: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._look = look
        self._is_marking = is_marking
        self._split: dict[tuple[str, int, bool], tuple[str, str]] = {}
        self.excerpts: Mapping[int, str] = {}
        self.target: int | None = None

    def sizeHint(self, option: Any, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, row_height(self._look, option.rect.width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view: RowView | None = index.data(ROW)
        painter.save()
        self._paint_ground(painter, option)
        if view is not None:
            lines = self._title_lines(option, view)
            more = SECOND_LINE if lines[1] else 0
            above = (self._rect(option).height() - _TEXT - more) / 2
            box = QRectF(self._rect(option)).adjusted(30, above, -14, -above - 1)
            self._paint_sign(painter, option, view, box)
            self._paint_title(painter, option, view, box, lines)
            self._paint_facts(painter, option, view, QRectF(box.x(), box.y() + 21 + more, box.width(), 18))
        if index.row() == self.target:
            self._paint_target(painter, option)
        painter.restore()

    @staticmethod
    def _rect(option: Any) -> Any:
        return option.rect

    def _paint_ground(self, painter: QPainter, option: Any) -> None:
        rect = option.rect
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_chosen:
            painter.fillRect(rect, self._look.colour("chosen"))
        elif is_hovered:
            painter.fillRect(rect, self._look.colour("paper"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), self._look.colour("accent"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._look.colour("line"))

    def _paint_sign(self, painter: QPainter, option: Any, view: RowView, box: QRectF) -> None:
        """At the left: a check mark on what is marked, else a dot on what is undecided."""
        if option.state & QStyle.StateFlag.State_Selected and self._is_marking():
            draw(painter, "done", QRectF(box.x() - 22, box.y() + 3, 14, 14), self._look.colour("accent"))
        elif view.status == "inbox":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.colour("accent"))
            painter.drawEllipse(QPointF(box.x() - 15, box.y() + 10), 3.5, 3.5)

    def _title_lines(self, option: Any, view: RowView) -> tuple[str, str]:
        """The title as one line, or as two where the rows are high enough."""
        title, is_bold = plain_title(view.title), view.status == "inbox"
        if option.rect.height() <= self._look.row_height:
            return title, ""
        width = option.rect.width() - 44 - _room_for_signs(view)
        key = (title, width, is_bold)
        if key not in self._split:
            if len(self._split) >= _SPLIT_KEPT:
                self._split.clear()
            self._split[key] = split_title(title, self._title_font(option, view), width)
        return self._split[key]

    @staticmethod
    def _title_font(option: Any, view: RowView) -> QFont:
        font = QFont(option.font)
        font.setPixelSize(NORMAL)
        font.setWeight(QFont.Weight.DemiBold if view.status == "inbox" else QFont.Weight.Normal)
        return font

    def _paint_title(self, painter: QPainter, option: Any, view: RowView, box: QRectF, lines: tuple[str, str]) -> None:
        room = QRectF(box.x(), box.y(), box.width() - _room_for_signs(view), 20)
        sign = QRectF(box.right() - _SIGN, box.y() + 3, _SIGN, _SIGN)
        if view.starred:
            draw(painter, "starred", sign, self._look.colour("accent"), is_filled=True)
            sign.translate(-_SIGN_ROOM, 0)
        if view.priority:
            self._paint_priority(painter, option, view.priority, sign)
        font = self._title_font(option, view)
        for number, line in enumerate(lines):
            if line:
                self._paint_line(painter, font, "ink", room.translated(0, number * SECOND_LINE), line)

    def _paint_priority(self, painter: QPainter, option: Any, priority: int, box: QRectF) -> None:
        """The number in a box with round corners, as quiet as the facts."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("muted"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(chip_font(option.font))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(priority))

    def _paint_facts(self, painter: QPainter, option: Any, view: RowView, box: QRectF) -> None:
        font, chips = QFont(option.font), chip_font(option.font)
        font.setPixelSize(SMALL)
        metrics, chip_metrics = QFontMetricsF(font), QFontMetricsF(chips)
        widths = [chip_width(tag, chip_metrics) for tag in view.tags]
        room = box.width()
        if widths:
            room -= _GAP + min(widths[0], _WHOLE_CHIP) + (_COUNT_WIDTH if len(widths) > 1 else 0)
        found = self.excerpts.get(view.id)
        if found:
            date = read_date(view.published) if view.published else ""
            whole = _BETWEEN.join(part for part in (date, found) if part)
            text = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, max(room, 0))
        else:
            text = facts_that_fit(view, max(room, 0), metrics)
        used = metrics.horizontalAdvance(text) + 1
        self._paint_line(painter, font, "muted", QRectF(box.x(), box.y(), used, box.height()), text)
        self._paint_chips(
            painter, chips, view.tags, widths, QRectF(box).adjusted(used + (_GAP if text else 0), 0, 0, 0)
        )

    def _paint_chips(
        self, painter: QPainter, font: QFont, tags: Sequence[str], widths: Sequence[float], box: QRectF
    ) -> None:
        """As many chips as fit, the last one cut if need be, and how many more there are."""
        x = box.x()
        for number, (tag, width) in enumerate(zip(tags, widths, strict=True)):
            left = box.right() + 1 - x - (0 if number == len(tags) - 1 else _COUNT_WIDTH)
            if left < min(width, _LEAST_CHIP):
                draw_count(painter, f"+{len(tags) - number}", QPointF(x, box.y()), self._look, font)
                return
            x += draw_chip(painter, tag, QPointF(x, box.y()), self._look, font, left) + 6

    def _paint_target(self, painter: QPainter, option: Any) -> None:
        """What is dragged would be linked with this paper."""
        accent = self._look.colour("accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -3), 6, 6)
        font = chip_font(option.font)
        width = QFontMetricsF(font).horizontalAdvance(_DROP) + 16
        box = QRectF(option.rect.right() - width - 8, option.rect.y() + 6, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(box, 9, 9)
        painter.setFont(font)
        painter.setPen(self._look.colour("on_accent"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), _DROP)

    def _paint_line(self, painter: QPainter, font: QFont, colour: str, box: QRectF, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._look.colour(colour))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
