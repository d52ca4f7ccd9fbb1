"""Images of the chips on the page: a tag with a remove button, and the buttons that add a tag or a link."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from ui.style.icons import tag_colour
from ui.style.theme import ThemeManager
from ui.widgets.chips import HEIGHT, chip_font, chip_width, draw_chip, draw_pill

_CROSS_WIDTH = 16.0
_ADD_PADDING = 9.0
_GAP = 3.0  # after a chip
CROSS_AREA_WIDTH = _CROSS_WIDTH + _GAP


def draw_tag_chip(tag: str, theme: ThemeManager, base: QFont, ratio: float) -> QImage:
    """The chip of a tag with a cross at its right end, CROSS_ROOM pixels wide with the gap behind."""
    font = chip_font(base)
    width = chip_width(tag, QFontMetricsF(font))
    image = _blank(width + _CROSS_WIDTH + _GAP, ratio)
    painter = QPainter(image)
    draw_pill(painter, QRectF(0, 2, width + _CROSS_WIDTH, HEIGHT), theme.colour(tag_colour(tag)))
    draw_chip(painter, tag, QPointF(0, 2), theme, font, has_pill=False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("ink"), 1.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    middle = QPointF(width + _CROSS_WIDTH / 2 - 2.5, 2 + HEIGHT / 2)
    for down in (1, -1):
        painter.drawLine(middle + QPointF(-2.8, -2.8 * down), middle + QPointF(2.8, 2.8 * down))
    painter.end()
    return image


def draw_add_chip(name: str, theme: ThemeManager, base: QFont, ratio: float) -> QImage:
    """Draw an outlined chip “+ name”."""
    font = chip_font(base)
    text = f"+ {name}"
    width = QFontMetricsF(font).horizontalAdvance(text) + 2 * _ADD_PADDING
    image = _blank(width + _GAP, ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("line"), 1))
    box = QRectF(0.5, 2.5, width - 1, HEIGHT - 1)
    painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
    painter.setFont(font)
    painter.setPen(theme.colour("muted"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image


def _blank(width: float, ratio: float) -> QImage:
    image = QImage(int((width + 1) * ratio), int((HEIGHT + 4) * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image
