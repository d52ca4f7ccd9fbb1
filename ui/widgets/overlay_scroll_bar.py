"""A scroll bar drawn over its scroll area, so that rows keep their full width whether it is visible or not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar


class OverlayScrollBar(QScrollBar):
    """Mirrors the hidden vertical scroll bar of `area`."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self.setObjectName("overlayBar")
        self.setAccessibleName(f"Scroll: {area.accessibleName()}")
        self._area = area
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        hidden = area.verticalScrollBar()
        hidden.rangeChanged.connect(self._sync)
        hidden.valueChanged.connect(self.setValue)
        self.valueChanged.connect(hidden.setValue)
        area.installEventFilter(self)
        self._sync()

    def _sync(self) -> None:
        """Copy range and value; hide when there is nothing to scroll."""
        hidden = self._area.verticalScrollBar()
        value = hidden.value()
        self.setPageStep(hidden.pageStep())
        self.setSingleStep(hidden.singleStep())
        self.setRange(hidden.minimum(), hidden.maximum())
        self.setValue(value)
        self.setVisible(hidden.maximum() > hidden.minimum())
        self._place()

    def _place(self) -> None:
        width = self.sizeHint().width()
        inside = self._area.contentsRect()
        self.setGeometry(inside.right() + 1 - width, inside.top(), width, inside.height())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the size of the area."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._sync()
        return super().eventFilter(watched, event)
