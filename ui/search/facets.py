"""The facet strip: what the papers of a search have in common, with numbers; a choice narrows the search."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from app.query.answers import Facet
from ui.widgets.labels import named
from ui.widgets.paper_text import on_one_line

_MOST_VALUES = 20
_LONGEST = 60


class FacetStrip(QFrame):
    """A button for each field, with a menu of its values; those there is no room for are behind the last one.

    `narrowed` carries the clause that was chosen.
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
        """As high as its buttons; any width will do."""
        return QSize(0, self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()

    def show_facets(self, facets: Sequence[Facet]) -> None:
        """Show the facets of a search; none hides the strip."""
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
        self._row.insertWidget(max(self._row.count() - 2, 0), button)  # before the last one and the room behind it
        return button

    def _menu(self, facet: Facet, parent: QToolButton) -> QMenu:
        menu = QMenu(facet.title, parent)
        for value in facet.values[:_MOST_VALUES]:
            name = on_one_line(value.value)
            shown = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"
            action = menu.addAction(f"{shown.replace('&', '&&')}\t{value.count}")
            action.triggered.connect(lambda _checked=False, clause=value.clause: self.narrowed.emit(clause))
        return menu

    def _fit(self) -> None:
        """Show as many buttons as there is room for; the rest become menus of the last one."""
        room = self.width() - 18
        needed = sum(button.sizeHint().width() for button in self._buttons)
        if needed > room:
            room -= self._more.sizeHint().width()
        menu = QMenu(self._more)
        for button in self._buttons:
            room -= button.sizeHint().width()
            button.setVisible(room >= 0)
            if room < 0 and button.menu() is not None:
                menu.addMenu(button.menu())
        self._more.setMenu(menu)
        self._more.setVisible(not menu.isEmpty())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()
