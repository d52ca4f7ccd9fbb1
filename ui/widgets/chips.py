"""Chips: a tag as a small rounded label with its glyph, in lists and on the page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from ui.style.icons import draw_glyph, tag_colour
from ui.style.theme import SMALL, Look
from ui.widgets.paper_text import on_one_line

HEIGHT = 18.0
_GLYPH = 9.0
_SIDE = 7.0
_GAP = 4.0
_WIDEST = 180.0
_TINT = 0.55  # how strong the colour is within its rim


def chip_font(base: QFont) -> QFont:
    """The font of a chip: the controls' own, one size smaller."""
    font = QFont(base)
    font.setPixelSize(SMALL - 1)
    font.setBold(False)
    return font


def chip_width(tag: str, metrics: QFontMetricsF) -> float:
    """How wide the chip of a tag is, at most _WIDEST."""
    return min(_WIDEST, 2 * _SIDE + _GLYPH + _GAP + metrics.horizontalAdvance(on_one_line(tag)) + 1)


def draw_chip(
    painter: QPainter,
    tag: str,
    at: QPointF,
    look: Look,
    font: QFont,
    widest: float = _WIDEST,
    *,
    has_pill: bool = True,
) -> float:
    """Draw the chip of a tag with its left upper corner at `at`, cut where it is too wide; returns its width. Without
    its pill it is drawn onto one that is there."""
    metrics = QFontMetricsF(font)
    width = min(chip_width(tag, metrics), widest)
    box = QRectF(at.x(), at.y(), width, HEIGHT)
    if has_pill:
        draw_pill(painter, box, look.colour(tag_colour(tag)))
    glyph = QRectF(box.x() + _SIDE, box.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
    draw_glyph(painter, tag, glyph, look.colour("ink"))
    text = box.adjusted(_SIDE + _GLYPH + _GAP, 0, -_SIDE, 0)
    _draw_text(painter, text, on_one_line(tag), look.colour("ink"), font)
    return width


def draw_count(painter: QPainter, text: str, at: QPointF, look: Look, font: QFont) -> None:
    """Draw “+3” for the chips that have no room."""
    box = QRectF(at.x(), at.y(), QFontMetricsF(font).horizontalAdvance(text) + 2, HEIGHT)
    _draw_text(painter, box, text, look.colour("muted"), font)


def draw_pill(painter: QPainter, box: QRectF, fill: QColor) -> None:
    """A box with round ends, in a tint of the colour, with the colour itself as its rim."""
    tint = QColor(fill)
    tint.setAlphaF(_TINT)
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


def chip_image(tag: str, look: Look, base: QFont, ratio: float) -> QImage:
    """The chip as a picture of its own, for the page; `ratio` is the density of the screen."""
    font = chip_font(base)
    width = chip_width(tag, QFontMetricsF(font))
    image = QImage(int((width + 1) * ratio), int((HEIGHT + 4) * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_chip(painter, tag, QPointF(0, 2), look, font)
    painter.end()
    return image
