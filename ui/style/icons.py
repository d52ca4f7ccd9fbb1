"""Icons: line drawings on a 16-unit grid, painted in the colours of the theme at any scale."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from ui.style.theme import TAG_COLOURS

Points = tuple[tuple[float, float], ...]
Circle = tuple[float, float, float]

LINES: Mapping[str, tuple[Points, ...]] = {
    "inbox": (
        ((2, 9), (4, 3), (12, 3), (14, 9), (14, 13), (2, 13), (2, 9)),
        ((2, 9), (5.5, 9), (6.5, 11), (9.5, 11), (10.5, 9), (14, 9)),
    ),
    "later": (((8, 4.5), (8, 8), (10.5, 9.5)),),
    "reading": (
        ((8, 4.5), (6, 3), (2, 3), (2, 12), (6, 12), (8, 13.5), (10, 12), (14, 12), (14, 3), (10, 3), (8, 4.5)),
        ((8, 4.5), (8, 13)),
    ),
    "done": (((2.5, 8.5), (6, 12), (13.5, 4)),),
    "dropped": (((4, 4), (12, 12)), ((12, 4), (4, 12))),
    "trash": (
        ((2.5, 4.5), (13.5, 4.5)),
        ((6, 4.5), (6, 2.5), (10, 2.5), (10, 4.5)),
        ((4, 4.5), (4.7, 13.5), (11.3, 13.5), (12, 4.5)),
    ),
    "all": (
        ((2, 5.5), (8, 2.5), (14, 5.5), (8, 8.5), (2, 5.5)),
        ((2, 8.5), (8, 11.5), (14, 8.5)),
        ((2, 11), (8, 14), (14, 11)),
    ),
    "starred": (
        (
            (8, 2), (9.8, 6), (14, 6.4), (10.8, 9.3), (11.8, 13.6),
            (8, 11.3), (4.2, 13.6), (5.2, 9.3), (2, 6.4), (6.2, 6), (8, 2),
        ),
    ),
    "collection": (((3, 4.5), (13, 4.5)), ((3, 8), (13, 8)), ((3, 11.5), (10, 11.5))),
    "import": (((8, 2.5), (8, 10)), ((4.8, 7), (8, 10.2), (11.2, 7)), ((2.5, 13.3), (13.5, 13.3))),
    "search": (((10.2, 10.2), (14, 14)),),
    "places": (((2.5, 4), (13.5, 4)), ((2.5, 8), (13.5, 8)), ((2.5, 12), (13.5, 12))),
    "add": (((8, 3), (8, 13)), ((3, 8), (13, 8))),
    "command": (((4, 4), (8, 8), (4, 12)), ((8.5, 12), (13, 12))),
    "paper": (
        ((3.5, 2), (10, 2), (12.5, 4.5), (12.5, 14), (3.5, 14), (3.5, 2)),
        ((6, 7), (10, 7)),
        ((6, 10), (10, 10)),
    ),
    "setting": (((2, 5), (14, 5)), ((2, 11), (14, 11)), ((10, 3), (10, 7)), ((6, 9), (6, 13))),
    "link": (((2.5, 8), (12.5, 8)), ((9, 4.5), (12.8, 8), (9, 11.5))),
    "field": (((3, 13), (3.8, 10), (10.8, 3), (13, 5.2), (6, 12.2), (3, 13)),),
}  # fmt: skip
CIRCLES: Mapping[str, tuple[Circle, ...]] = {"later": ((8, 8, 5.8),), "search": ((6.8, 6.8, 4.5),)}
SHAPES: tuple[Points, ...] = (
    ((8, 2), (14, 8), (8, 14), (2, 8)),
    ((3, 3), (13, 3), (13, 13), (3, 13)),
    ((8, 2.5), (14.2, 13.2), (1.8, 13.2)),
    ((8, 2), (13.5, 5), (13.5, 11), (8, 14), (2.5, 11), (2.5, 5)),
    ((1.8, 2.8), (14.2, 2.8), (8, 13.5)),
    (
        (6, 2.5),
        (10, 2.5),
        (10, 6),
        (13.5, 6),
        (13.5, 10),
        (10, 10),
        (10, 13.5),
        (6, 13.5),
        (6, 10),
        (2.5, 10),
        (2.5, 6),
        (6, 6),
    ),
)
"""The glyphs of tags: tags differ by colour and by shape."""


def draw(painter: QPainter, name: str, box: QRectF, colour: QColor, *, is_filled: bool = False) -> None:
    """Draw the icon of this name into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(colour if is_filled else Qt.BrushStyle.NoBrush)
    for line in LINES[name]:
        painter.drawPolyline(_polygon(line)) if not is_filled else painter.drawPolygon(_polygon(line))
    for x, y, radius in CIRCLES.get(name, ()):
        painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.restore()


def draw_glyph(painter: QPainter, tag: str, box: QRectF, colour: QColor) -> None:
    """Draw the shape of a tag into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(_polygon(SHAPES[_hash(tag) // len(TAG_COLOURS) % len(SHAPES)]))
    painter.restore()


def tag_colour(tag: str) -> str:
    """Return the colour token of a tag, which depends on its name only."""
    return TAG_COLOURS[_hash(tag) % len(TAG_COLOURS)]


def _hash(tag: str) -> int:
    return crc32(tag.casefold().encode("utf-8", "surrogatepass"))


def _polygon(points: Points) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def icon(name: str, colour: QColor, size: int = 16) -> QIcon:
    """Return a drawing as an icon for buttons, with pixmaps for device pixel ratios up to 3."""
    result = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        draw(painter, name, QRectF(0, 0, size, size), colour)
        painter.end()
        result.addPixmap(pixmap)
    return result
