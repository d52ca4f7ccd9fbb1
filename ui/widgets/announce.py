"""Announcing: what appears away from the focus – the toast, what may follow a key, how many papers were found – is told
to screen readers as well."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say this when it has said what it is saying now. `widget` is where it can be read."""
    if sentence:
        event = QAccessibleAnnouncementEvent(widget, sentence)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
