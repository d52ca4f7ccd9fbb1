"""PapersDelegate: paints a row of the list, the title above and the facts and tags below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.dates import format_date
from app.domain.views import RowView
from ui.paper_list.model import ROW_ROLE, Index
from ui.style.icons import draw
from ui.style.theme import NORMAL, ROW_HEIGHTS, SMALL, ThemeManager
from ui.widgets.chips import chip_font, chip_width, draw_chip, draw_count
from ui.widgets.paper_text import format_authors, plain_title, pluralize, single_line, snooze_fact

# All sizes are in pixels.
_TEXT_HEIGHT = 39  # title and facts
_SECOND_LINE_HEIGHT = 18  # added to a row that has room for a second line of the title
_NARROW_WIDTH = 560  # in a narrower list titles get a second line
_MAX_CACHED_TITLES = 4096
_GAP = 12  # between facts and tags
_MIN_CHIP_WIDTH = 72.0  # chips that would be narrower are only counted
_MAX_FIRST_CHIP_WIDTH = 118.0  # the first chip is shown whole up to this width; the facts are shortened for it
_MIN_NAME_WIDTH = 48.0  # of the authors or the organisation
_COUNT_WIDTH = 26.0  # of “+3”
_SEPARATOR = "  ·  "
_DROP_HINT = "Drop to link"
_ICON_SIZE, _ICON_STEP = 14, 20  # star and priority: the square itself, and with the space beside it


def fit_facts(view: RowView, width: float, metrics: QFontMetricsF) -> str:
    """The facts as one line of at most this width.

    The last facts are left out first, then the names are elided, then left out; the date stays as long as it fits.
    """
    who = single_line(view.organization) if view.organization else format_authors(view.authors, view.author_count)
    date = format_date(view.published) if view.published else ""
    more = [snooze_fact(view), pluralize(view.comments, "comment") if view.comments else ""]
    more += ["note" if view.has_note else ""]
    for facts in _shortening_facts(who, date, [fact for fact in more if fact]):
        text = _SEPARATOR.join(facts)
        if metrics.horizontalAdvance(text) <= width:
            return text
    names_width = width - metrics.horizontalAdvance(_SEPARATOR + date) if date else width
    if names_width >= _MIN_NAME_WIDTH or not date:
        elided = metrics.elidedText(who, Qt.TextElideMode.ElideRight, max(names_width, 0))
        return _SEPARATOR.join(fact for fact in (elided, date) if fact)
    return metrics.elidedText(date, Qt.TextElideMode.ElideRight, width)


def _icons_width(view: RowView) -> int:
    """The width of the icons at the right end of the title."""
    return _ICON_STEP * (bool(view.starred) + bool(view.priority))


def row_height(theme: ThemeManager, width: int) -> int:
    """The height of every row in a list of this width; only compact rows never get a second title line."""
    is_tall = width < _NARROW_WIDTH and theme.row_height >= ROW_HEIGHTS["comfortable"]
    return theme.row_height + (_SECOND_LINE_HEIGHT if is_tall else 0)


def split_title(title: str, font: QFont, width: float) -> tuple[str, str]:
    """Split a title into two lines of this width. The second one is empty when one is enough, and may be too wide."""
    layout = QTextLayout(title, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    length = line.textLength()
    layout.endLayout()
    return title[:length].rstrip(), title[length:]


def _shortening_facts(who: str, date: str, more: Sequence[str]) -> Iterator[list[str]]:
    for number in range(len(more), -1, -1):
        yield [fact for fact in (who, date, *more[:number]) if fact]


class PapersDelegate(QStyledItemDelegate):
    """Paints a row: a dot while the paper is undecided, the title, and below it the facts and the tags.

    `is_marking` returns whether selected rows show a check mark. `excerpts` maps paper ids to passages that replace the
    facts except the date. `target` is the row under a drag, or None.
    """

    def __init__(self, theme: ThemeManager, parent: QWidget, is_marking: Callable[[], bool]) -> None:
        super().__init__(parent)
        self._theme = theme
        self._is_marking = is_marking
        self._split_titles: dict[tuple[str, int, bool], tuple[str, str]] = {}
        self.excerpts: Mapping[int, str] = {}
        self.target: int | None = None

    def sizeHint(self, option: Any, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        return QSize(200, row_height(self._theme, option.rect.width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view: RowView | None = index.data(ROW_ROLE)
        painter.save()
        self._paint_background(painter, option)
        if view is not None:
            lines = self._title_lines(option, view)
            more = _SECOND_LINE_HEIGHT if lines[1] else 0
            above = (self._rect(option).height() - _TEXT_HEIGHT - more) / 2
            box = QRectF(self._rect(option)).adjusted(30, above, -14, -above - 1)
            self._paint_marker(painter, option, view, box)
            self._paint_title(painter, option, view, box, lines)
            self._paint_facts(painter, option, view, QRectF(box.x(), box.y() + 21 + more, box.width(), 18))
        if index.row() == self.target:
            self._paint_drop_target(painter, option)
        painter.restore()

    @staticmethod
    def _rect(option: Any) -> Any:
        return option.rect

    def _paint_background(self, painter: QPainter, option: Any) -> None:
        rect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_selected:
            painter.fillRect(rect, self._theme.colour("selection"))
        elif is_hovered:
            painter.fillRect(rect, self._theme.colour("paper"))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.x(), rect.y(), 3, rect.height(), self._theme.colour("accent"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._theme.colour("line"))

    def _paint_marker(self, painter: QPainter, option: Any, view: RowView, box: QRectF) -> None:
        """Paint the left margin: a check mark on a marked paper, else a dot on an undecided one."""
        if option.state & QStyle.StateFlag.State_Selected and self._is_marking():
            draw(painter, "done", QRectF(box.x() - 22, box.y() + 3, 14, 14), self._theme.colour("accent"))
        elif view.status == "inbox":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            painter.drawEllipse(QPointF(box.x() - 15, box.y() + 10), 3.5, 3.5)

    def _title_lines(self, option: Any, view: RowView) -> tuple[str, str]:
        """The title as one line, or as two when the rows are high enough."""
        title, is_bold = plain_title(view.title), view.status == "inbox"
        if option.rect.height() <= self._theme.row_height:
            return title, ""
        width = option.rect.width() - 44 - _icons_width(view)
        key = (title, width, is_bold)
        if key not in self._split_titles:
            if len(self._split_titles) >= _MAX_CACHED_TITLES:
                self._split_titles.clear()
            self._split_titles[key] = split_title(title, self._title_font(option, view), width)
        return self._split_titles[key]

    @staticmethod
    def _title_font(option: Any, view: RowView) -> QFont:
        font = QFont(option.font)
        font.setPixelSize(NORMAL)
        font.setWeight(QFont.Weight.DemiBold if view.status == "inbox" else QFont.Weight.Normal)
        return font

    def _paint_title(self, painter: QPainter, option: Any, view: RowView, box: QRectF, lines: tuple[str, str]) -> None:
        text_box = QRectF(box.x(), box.y(), box.width() - _icons_width(view), 20)
        icon_box = QRectF(box.right() - _ICON_SIZE, box.y() + 3, _ICON_SIZE, _ICON_SIZE)
        if view.starred:
            draw(painter, "starred", icon_box, self._theme.colour("accent"), is_filled=True)
            icon_box.translate(-_ICON_STEP, 0)
        if view.priority:
            self._paint_priority(painter, option, view.priority, icon_box)
        font = self._title_font(option, view)
        for number, line in enumerate(lines):
            if line:
                self._paint_line(painter, font, "ink", text_box.translated(0, number * _SECOND_LINE_HEIGHT), line)

    def _paint_priority(self, painter: QPainter, option: Any, priority: int, box: QRectF) -> None:
        """Paint the number in a box with rounded corners, in the muted colour of the facts."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("muted"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(chip_font(option.font))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(priority))

    def _paint_facts(self, painter: QPainter, option: Any, view: RowView, box: QRectF) -> None:
        font, chips = QFont(option.font), chip_font(option.font)
        font.setPixelSize(SMALL)
        metrics, chip_metrics = QFontMetricsF(font), QFontMetricsF(chips)
        widths = [chip_width(tag, chip_metrics) for tag in view.tags]
        available = box.width()
        if widths:
            available -= _GAP + min(widths[0], _MAX_FIRST_CHIP_WIDTH) + (_COUNT_WIDTH if len(widths) > 1 else 0)
        excerpt = self.excerpts.get(view.id)
        if excerpt:
            date = format_date(view.published) if view.published else ""
            line = _SEPARATOR.join(part for part in (date, excerpt) if part)
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, max(available, 0))
        else:
            text = fit_facts(view, max(available, 0), metrics)
        text_width = metrics.horizontalAdvance(text) + 1
        self._paint_line(painter, font, "muted", QRectF(box.x(), box.y(), text_width, box.height()), text)
        chips_box = QRectF(box).adjusted(text_width + (_GAP if text else 0), 0, 0, 0)
        self._paint_chips(painter, chips, view.tags, widths, chips_box)

    def _paint_chips(
        self, painter: QPainter, font: QFont, tags: Sequence[str], widths: Sequence[float], box: QRectF
    ) -> None:
        """Paint as many chips as fit, the last one elided if need be, and the number of the remaining tags."""
        x = box.x()
        for number, (tag, width) in enumerate(zip(tags, widths, strict=True)):
            available = box.right() + 1 - x - (0 if number == len(tags) - 1 else _COUNT_WIDTH)
            if available < min(width, _MIN_CHIP_WIDTH):
                draw_count(painter, f"+{len(tags) - number}", QPointF(x, box.y()), self._theme, font)
                return
            x += draw_chip(painter, tag, QPointF(x, box.y()), self._theme, font, available) + 6

    def _paint_drop_target(self, painter: QPainter, option: Any) -> None:
        """Paint the outline and the hint of the paper that a drop would link to."""
        accent = self._theme.colour("accent")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 2, -2, -3), 6, 6)
        font = chip_font(option.font)
        width = QFontMetricsF(font).horizontalAdvance(_DROP_HINT) + 16
        box = QRectF(option.rect.right() - width - 8, option.rect.y() + 6, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(box, 9, 9)
        painter.setFont(font)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), _DROP_HINT)

    def _paint_line(self, painter: QPainter, font: QFont, colour: str, box: QRectF, text: str) -> None:
        painter.setFont(font)
        painter.setPen(self._theme.colour(colour))
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
