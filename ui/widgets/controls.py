"""Controls whose indicators a Qt stylesheet cannot draw in the theme's colours: combo box arrow, check mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton, QWidget


def _draw_line(widget: QWidget, role: QPalette.ColorRole, *points: QPointF) -> None:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(widget.palette().color(role), 1.6))
    painter.drawPolyline(list(points))


class ChoiceBox(QComboBox):
    """A combo box whose arrow has the colour of the text."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        tip = QPointF(self.width() - 16.0, self.height() / 2 + 2.0)
        _draw_line(self, QPalette.ColorRole.Text, tip + QPointF(-4, -4), tip, tip + QPointF(4, -4))


class TickBox(QCheckBox):
    """A check box that shows a tick when it is on, not only a filled box."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        low = QPointF(box.center()) + QPointF(-0.5, 3.5)
        _draw_line(self, QPalette.ColorRole.HighlightedText, low + QPointF(-3, -3), low, low + QPointF(5, -6.5))
