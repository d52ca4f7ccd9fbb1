"""Drop shadows of overlays. (QGraphicsDropShadowEffect would blur again with every key press.)"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.style.theme import ThemeManager

_RADIUS = 18  # pixels


def draw_shadow(painter: QPainter, box: QRectF, theme: ThemeManager, strength: float = 1.0) -> None:
    """Draw the shadow of a box with round corners, in the darkest colour of the theme; `strength` is 0 to 1."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dark = min((theme.colour("ink"), theme.colour("background")), key=lambda colour: colour.lightness())
    shadow = box.translated(0, 6)
    for distance in range(_RADIUS, -9, -2):  # also under the box, which is offset from its shadow
        dark.setAlpha(int((26 * (1 - max(distance, 0) / _RADIUS) + 3) * strength))
        painter.setPen(QPen(dark, 2))
        painter.drawRoundedRect(shadow.adjusted(-distance, -distance, distance, distance), 8 + distance, 8 + distance)
    painter.restore()
