"""Screen-reader announcements for what appears away from the focus: toasts, chord hints, the number of results."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str) -> None:
    """Have screen readers speak a sentence, politely (after the current one). `widget` is where it is shown."""
    if sentence:
        event = QAccessibleAnnouncementEvent(widget, sentence)
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
        QAccessible.updateAccessibility(event)
