"""The parts of the picture of triage: a line that fills, a card, and the keys at the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.style.theme import SMALL, Look
from ui.widgets.chips import HEIGHT, chip_font, chip_width, draw_chip
from ui.widgets.labels import named

_CAP_HEIGHT, _LINE_HEIGHT = 22.0, 30.0
_CAP_SIDE, _GAP, _BETWEEN = 7.0, 6.0, 20.0
_SIDE = 16.0


class ProgressLine(QWidget):
    """A thin line that fills from the left."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._share = 0.0
        self.setFixedHeight(16)
        self.setMinimumWidth(80)
        look.changed.connect(self.update)

    def set_share(self, share: float, words: str) -> None:
        """Fill this share, 0 to 1; `words` are for those who cannot see it."""
        self._share = share
        self.setAccessibleName(f"Progress: {words}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for share, colour in ((1.0, "line"), (self._share, "accent")):
            painter.setBrush(self._look.colour(colour))
            if share:
                painter.drawRoundedRect(QRectF(0, self.height() / 2 - 2, max(self.width() * share, 4), 4), 2, 2)
        painter.end()


class Card(QFrame):
    """A sheet with round corners; its edge shows when what lies on it has the keyboard."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "card")
        self._look = look
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 2, 2, 2)
        look.changed.connect(self.update)

    def lay_on(self, widget: QWidget) -> None:
        """Let the card show this widget."""
        self._column.addWidget(widget)
        widget.installEventFilter(self)

    def take_off(self, widget: QWidget) -> None:
        """The widget goes elsewhere."""
        widget.removeEventFilter(self)
        self._column.removeWidget(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """The focus comes or goes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    @property
    def has_keyboard(self) -> bool:
        """Whether the focus is on the card."""
        focus = self.window().focusWidget()
        return focus is not None and focus.hasFocus() and self.isAncestorOf(focus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.colour("accent" if self.has_keyboard else "line"), 1))
        painter.setBrush(self._look.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()


class KeyWord(NamedTuple):
    """A key and what it does; with `is_tag` the word is a tag and looks like one."""

    key: str
    word: str
    is_tag: bool = False


class KeyStrip(QWidget):
    """Keys with their words, side by side in the middle; in as many lines as they need."""

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        self._look = look
        self._name = name
        self._words: Sequence[KeyWord] = ()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.update)

    @property
    def words(self) -> Sequence[KeyWord]:
        """What is shown."""
        return self._words

    def tell(self, words: Sequence[KeyWord]) -> None:
        """Show these; without any there is nothing to see."""
        self._words = words
        said = ", ".join(f"{one.key} {one.word}" for one in words)
        self.setAccessibleName(f"{self._name}: {said}")
        self.setVisible(bool(words))
        self._fit()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        """Of caps and words, and of tags."""
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        return font, chip_font(self.font())

    def _widths(self, one: KeyWord) -> tuple[float, float]:
        """Of the cap, and of the word."""
        font, small = self._fonts()
        metrics = QFontMetricsF(font)
        cap = max(metrics.horizontalAdvance(one.key) + 2 * _CAP_SIDE, _CAP_HEIGHT)
        return cap, chip_width(one.word, QFontMetricsF(small)) if one.is_tag else metrics.horizontalAdvance(one.word)

    def _lines(self, width: float) -> Iterator[tuple[float, list[KeyWord]]]:
        """The lines, each with its width."""
        line: list[KeyWord] = []
        used = 0.0
        for one in self._words:
            needed = sum(self._widths(one)) + _GAP
            if line and used + _BETWEEN + needed > width - 2 * _SIDE:
                yield used, line
                line, used = [], 0.0
            used += needed + (_BETWEEN if line else 0)
            line.append(one)
        if line:
            yield used, line

    def _fit(self) -> None:
        self.setFixedHeight(max(len(list(self._lines(self.width()))), 1) * int(_LINE_HEIGHT))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(320, int(_LINE_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, (used, line) in enumerate(self._lines(self.width())):
            x, y = (self.width() - used) / 2, number * _LINE_HEIGHT
            for one in line:
                x = self._draw(painter, one, x, y) + _BETWEEN
        painter.end()

    def _draw(self, painter: QPainter, one: KeyWord, x: float, y: float) -> float:
        """Draw one; returns where it ends."""
        font, small = self._fonts()
        cap, word = self._widths(one)
        box = QRectF(x, y + (_LINE_HEIGHT - _CAP_HEIGHT) / 2, cap, _CAP_HEIGHT)
        painter.setPen(QPen(self._look.colour("line"), 1))
        painter.setBrush(self._look.colour("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font)
        painter.setPen(self._look.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, one.key)
        left = box.right() + _GAP
        if one.is_tag:
            draw_chip(painter, one.word, QPointF(left, y + (_LINE_HEIGHT - HEIGHT) / 2), self._look, small)
        else:
            painter.setPen(self._look.colour("ink"))
            room = QRectF(left, y, word + 2, _LINE_HEIGHT)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), one.word)
        return left + word
