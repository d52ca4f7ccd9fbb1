"""Labels and names: every label is plain text (Qt would read HTML in it, and files that the HTML names)."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton

Named = TypeVar("Named", bound=QObject)
FIELD_NAME = "finderField"
"""The name of the field of a finder; who loses the focus to it is only asked something."""


def named(thing: Named, name: str) -> Named:
    """The same thing under the name that the style sheet knows it by."""
    thing.setObjectName(name)
    return thing


def add_cross(field: QLineEdit, sign: str = "") -> None:
    """Give a field the cross that empties it; the buttons within it get their names, the sign before the text too."""
    field.setClearButtonEnabled(True)
    for button in field.findChildren(QToolButton):
        is_cross = button.defaultAction().objectName() == "_q_qlineeditclearaction"
        button.setAccessibleName("Empty the field" if is_cross else sign)


def plain_label(text: str = "", name: str = "", *, is_wrapped: bool = False) -> QLabel:
    """A label that shows its text letter by letter."""
    label = named(QLabel(), name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(is_wrapped)
    label.setText(text)
    return label
