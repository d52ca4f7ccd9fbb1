"""Widgets of the triage view: progress line, card, and key strip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.style.theme import SMALL, ThemeManager
from ui.widgets.chips import HEIGHT, chip_font, chip_width, draw_chip
from ui.widgets.labels import named

_CAP_HEIGHT, _LINE_HEIGHT = 22.0, 30.0
_CAP_SIDE, _GAP, _BETWEEN = 7.0, 6.0, 20.0
_SIDE = 16.0


class ProgressLine(QWidget):
    """A thin progress bar."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        self._theme = theme
        self._share = 0.0
        self.setFixedHeight(16)
        self.setMinimumWidth(80)
        theme.changed.connect(self.update)

    def set_share(self, share: float, text: str) -> None:
        """Fill this share, 0 to 1; `text` is for screen readers."""
        self._share = share
        self.setAccessibleName(f"Progress: {text}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for share, colour in ((1.0, "line"), (self._share, "accent")):
            painter.setBrush(self._theme.colour(colour))
            if share:
                painter.drawRoundedRect(QRectF(0, self.height() / 2 - 2, max(self.width() * share, 4), 4), 2, 2)
        painter.end()


class Card(QFrame):
    """A frame with rounded corners; its border shows whether its content has the focus."""

    def __init__(self, theme: ThemeManager) -> None:
        super().__init__()
        named(self, "card")
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2, 2, 2, 2)
        theme.changed.connect(self.update)

    def add(self, widget: QWidget) -> None:
        """Show a widget on the card."""
        self._column.addWidget(widget)
        widget.installEventFilter(self)

    def remove(self, widget: QWidget) -> None:
        """Release a widget."""
        widget.removeEventFilter(self)
        self._column.removeWidget(widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's name
        """Repaint the border when the focus changes."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return False

    @property
    def has_focus_inside(self) -> bool:
        """Whether a widget on the card has the focus."""
        focus = self.window().focusWidget()
        return focus is not None and focus.hasFocus() and self.isAncestorOf(focus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("accent" if self.has_focus_inside else "line"), 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()


class KeyHint(NamedTuple):
    """A key and what it does; with `is_tag` the label is a tag and painted as a chip."""

    key: str
    label: str
    is_tag: bool = False


class KeyStrip(QWidget):
    """Keys with their labels, centred, wrapped into as many lines as needed."""

    def __init__(self, theme: ThemeManager, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._hints: Sequence[KeyHint] = ()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    @property
    def hints(self) -> Sequence[KeyHint]:
        """The visible keys."""
        return self._hints

    def show_hints(self, hints: Sequence[KeyHint]) -> None:
        """Show these keys; without any, hide the strip."""
        self._hints = hints
        text = ", ".join(f"{hint.key} {hint.label}" for hint in hints)
        self.setAccessibleName(f"{self._name}: {text}")
        self.setVisible(bool(hints))
        self._fit()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        """The fonts of keys and labels, and of tags."""
        font = QFont(self.font())
        font.setPixelSize(SMALL)
        return font, chip_font(self.font())

    def _widths(self, hint: KeyHint) -> tuple[float, float]:
        """The widths of the key cap and of the label."""
        font, small = self._fonts()
        metrics = QFontMetricsF(font)
        cap = max(metrics.horizontalAdvance(hint.key) + 2 * _CAP_SIDE, _CAP_HEIGHT)
        label = chip_width(hint.label, QFontMetricsF(small)) if hint.is_tag else metrics.horizontalAdvance(hint.label)
        return cap, label

    def _lines(self, width: float) -> Iterator[tuple[float, list[KeyHint]]]:
        """The hints in lines, each with its width."""
        line: list[KeyHint] = []
        used = 0.0
        for hint in self._hints:
            needed = sum(self._widths(hint)) + _GAP
            if line and used + _BETWEEN + needed > width - 2 * _SIDE:
                yield used, line
                line, used = [], 0.0
            used += needed + (_BETWEEN if line else 0)
            line.append(hint)
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
            for hint in line:
                x = self._draw(painter, hint, x, y) + _BETWEEN
        painter.end()

    def _draw(self, painter: QPainter, hint: KeyHint, x: float, y: float) -> float:
        """Draw a hint; returns its right edge."""
        font, small = self._fonts()
        cap, label = self._widths(hint)
        box = QRectF(x, y + (_LINE_HEIGHT - _CAP_HEIGHT) / 2, cap, _CAP_HEIGHT)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.setBrush(self._theme.colour("surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, hint.key)
        left = box.right() + _GAP
        if hint.is_tag:
            draw_chip(painter, hint.label, QPointF(left, y + (_LINE_HEIGHT - HEIGHT) / 2), self._theme, small)
        else:
            painter.setPen(self._theme.colour("ink"))
            box = QRectF(left, y, label + 2, _LINE_HEIGHT)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), hint.label)
        return left + label
