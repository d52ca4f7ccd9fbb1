"""The shadow below what lies over the window. (An effect of Qt's would blur it anew with every key.)"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.style.theme import Look

_REACH = 18  # pixels


def draw_shadow(painter: QPainter, box: QRectF, look: Look, strength: float = 1.0) -> None:
    """Draw the shadow of a box with round corners, in the darkest colour of the theme; `strength` is at most 1."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dark = min((look.colour("ink"), look.colour("ground")), key=lambda colour: colour.lightness())
    low = box.translated(0, 6)
    for far in range(_REACH, -9, -2):  # also below the box, which lies higher than its shadow
        dark.setAlpha(int((26 * (1 - max(far, 0) / _REACH) + 3) * strength))
        painter.setPen(QPen(dark, 2))
        painter.drawRoundedRect(low.adjusted(-far, -far, far, far), 8 + far, 8 + far)
    painter.restore()
