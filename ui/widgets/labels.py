"""Plain-text labels and object names. A QLabel left to itself would render HTML, and load files that the HTML names."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

Named = TypeVar("Named", bound=QObject)
FIELD_NAME = "finderField"
"""Object name of a finder's field; a widget that loses the focus to it keeps its editing state."""


def named(widget: Named, name: str) -> Named:
    """Set the object name that the stylesheet refers to, and return the object."""
    widget.setObjectName(name)
    return widget


def add_clear_button(field: QLineEdit, icon_name: str = "") -> None:
    """Give a field a clear button, and its buttons accessible names: `icon_name` for the icon before the text."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        is_clear = button.defaultAction().objectName() == "_q_qlineeditclearaction"
        button.setAccessibleName("Clear" if is_clear else icon_name)


def plain_label(text: str = "", name: str = "", *, is_wrapped: bool = False) -> QLabel:
    """Return a label that shows its text as it is, without interpreting HTML."""
    label = named(QLabel(), name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(is_wrapped)
    label.setText(text)
    return label
