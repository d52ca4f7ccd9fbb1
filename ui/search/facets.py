"""The facet strip: values of the found papers by field, with counts; choosing one narrows the search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from app.query.results import Facet
from ui.widgets.labels import named
from ui.widgets.paper_text import single_line

_MAX_VALUES = 20
_MAX_VALUE_CHARS = 60


class FacetStrip(QFrame):
    """A button with a menu of values for each field; fields that do not fit are submenus of “More”.

    `narrowed` carries the chosen clause.
    """

    narrowed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named(self, "facets")
        self._buttons: list[QToolButton] = []
        self._facets: Sequence[Facet] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(6, 3, 8, 3)
        self._row.setSpacing(0)
        self._more = self._button("More", "More to narrow by")
        self._row.addStretch()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as the buttons; any width."""
        return QSize(0, self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def show_facets(self, facets: Sequence[Facet]) -> None:
        """Show the facets of a search; without any, hide the strip."""
        if facets == self._facets and self.isVisible() == bool(facets):
            return
        self._facets = facets
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons = [self._button(facet.title, f"Narrow by {facet.title}") for facet in facets]
        for button, facet in zip(self._buttons, facets, strict=True):
            button.setMenu(self._menu(facet, button))
        self.setVisible(bool(facets))
        self._fit()

    def _button(self, title: str, name: str) -> QToolButton:
        button = named(QToolButton(self), "facet")
        button.setText(f"{title} ▾")
        button.setAccessibleName(name)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.insertWidget(max(self._row.count() - 2, 0), button)  # before “More” and the stretch
        return button

    def _menu(self, facet: Facet, parent: QToolButton) -> QMenu:
        menu = QMenu(facet.title, parent)
        for value in facet.values[:_MAX_VALUES]:
            name = single_line(value.value)
            shown = name if len(name) <= _MAX_VALUE_CHARS else f"{name[: _MAX_VALUE_CHARS - 1]}…"
            action = menu.addAction(f"{shown.replace('&', '&&')}\t{value.count}")
            action.triggered.connect(lambda _checked=False, clause=value.clause: self.narrowed.emit(clause))
        return menu

    def _fit(self) -> None:
        """Show as many buttons as fit; the others become submenus of “More”."""
        available = self.width() - 18
        needed = sum(button.sizeHint().width() for button in self._buttons)
        if needed > available:
            available -= self._more.sizeHint().width()
        menu = QMenu(self._more)
        for button in self._buttons:
            available -= button.sizeHint().width()
            button.setVisible(available >= 0)
            if available < 0 and button.menu() is not None:
                menu.addMenu(button.menu())
        self._more.setMenu(menu)
        self._more.setVisible(not menu.isEmpty())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()
