"""A scroll bar that lies over what it scrolls, so that rows reach the edge whether there is one or not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar


class OverlayBar(QScrollBar):
    """Stands in for the vertical scroll bar of `area`, which goes on doing the work, unseen."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self.setObjectName("overlayBar")
        self.setAccessibleName(f"Scroll: {area.accessibleName()}")
        self._area = area
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        worker = area.verticalScrollBar()
        worker.rangeChanged.connect(self._follow)
        worker.valueChanged.connect(self.setValue)
        self.valueChanged.connect(worker.setValue)
        area.installEventFilter(self)
        self._follow()

    def _follow(self) -> None:
        """Be as long as there is to scroll; away when there is nothing."""
        worker = self._area.verticalScrollBar()
        value = worker.value()
        self.setPageStep(worker.pageStep())
        self.setSingleStep(worker.singleStep())
        self.setRange(worker.minimum(), worker.maximum())
        self.setValue(value)
        self.setVisible(worker.maximum() > worker.minimum())
        self._place()

    def _place(self) -> None:
        width = self.sizeHint().width()
        inside = self._area.contentsRect()
        self.setGeometry(inside.right() + 1 - width, inside.top(), width, inside.height())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the area."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._follow()
        return super().eventFilter(watched, event)
