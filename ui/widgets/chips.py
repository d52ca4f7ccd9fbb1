"""Tag chips: small rounded labels with a glyph, for the list and the paper page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.style.icons import draw_glyph, tag_colour
from ui.style.theme import SMALL, ThemeManager
from ui.widgets.paper_text import single_line

HEIGHT = 18.0
_GLYPH = 9.0
_PADDING = 7.0
_GAP = 4.0
_MAX_WIDTH = 180.0
_FILL_OPACITY = 0.55  # the border is opaque


def chip_font(base: QFont) -> QFont:
    """Return the font of chips: the font of controls, one size smaller."""
    font = QFont(base)
    font.setPixelSize(SMALL - 1)
    font.setBold(False)
    return font


def chip_width(tag: str, metrics: QFontMetricsF) -> float:
    """Return the width of the chip of a tag, at most _MAX_WIDTH."""
    return min(_MAX_WIDTH, 2 * _PADDING + _GLYPH + _GAP + metrics.horizontalAdvance(single_line(tag)) + 1)


def draw_chip(
    painter: QPainter,
    tag: str,
    top_left: QPointF,
    theme: ThemeManager,
    font: QFont,
    max_width: float = _MAX_WIDTH,
    *,
    has_pill: bool = True,
) -> float:
    """Draw the chip of a tag, elided to `max_width`, and return its width.

    Without `has_pill` only glyph and text are drawn, onto a pill that is already there.
    """
    metrics = QFontMetricsF(font)
    width = min(chip_width(tag, metrics), max_width)
    box = QRectF(top_left.x(), top_left.y(), width, HEIGHT)
    if has_pill:
        draw_pill(painter, box, theme.colour(tag_colour(tag)))
    glyph = QRectF(box.x() + _PADDING, box.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
    draw_glyph(painter, tag, glyph, theme.colour("ink"))
    text = box.adjusted(_PADDING + _GLYPH + _GAP, 0, -_PADDING, 0)
    _draw_text(painter, text, single_line(tag), theme.colour("ink"), font)
    return width


def draw_count(painter: QPainter, text: str, top_left: QPointF, theme: ThemeManager, font: QFont) -> None:
    """Draw “+3” in place of the chips that do not fit."""
    box = QRectF(top_left.x(), top_left.y(), QFontMetricsF(font).horizontalAdvance(text) + 2, HEIGHT)
    _draw_text(painter, box, text, theme.colour("muted"), font)


def draw_pill(painter: QPainter, box: QRectF, fill: QColor) -> None:
    """Draw a box with round ends, filled with a tint of the colour and outlined in the colour itself."""
    tint = QColor(fill)
    tint.setAlphaF(_FILL_OPACITY)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(fill, 1))
    painter.setBrush(tint)
    inside = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inside, inside.height() / 2, inside.height() / 2)
    painter.restore()


def _draw_text(painter: QPainter, box: QRectF, text: str, colour: QColor, font: QFont) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
