"""Key names: a key event of Qt in the spelling of ui.commands.keymap.

What a key *types* decides; where that is no Latin letter or digit (Cyrillic, Greek, the upper row of a French keyboard)
the place of the key on the keyboard says which letter or digit is meant.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

_HELD = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)
MODIFIER_KEYS = frozenset(
    (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
)

_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
_PLACES = {start + at: letter for start, row in _ROWS for at, letter in enumerate(row)}
"""Scan code of a PC keyboard (set 1; Linux's evdev codes are the same here) -> what an American one types there."""
_EVDEV_TO_X = 8  # X11 and Wayland add 8 to the codes of evdev
_MAC_DIGITS = dict(zip((18, 19, 20, 21, 23, 22, 26, 28, 25, 29), "1234567890", strict=True))
"""Virtual key codes of macOS (`kVK_ANSI_1` and so on), which has no scan codes."""


def name_parts(event: QKeyEvent) -> list[str]:
    """The ways to spell a pressed key, the most exact first; none for a modifier alone."""
    if event.key() in MODIFIER_KEYS or event.key() in (0, Qt.Key.Key_unknown):
        return []
    name = QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)
    held = [word for modifier, word in _HELD if event.modifiers() & modifier]
    spelled = ["+".join((*held, name))]
    if "Shift" in held and not name.isalpha():  # `?` is typed with Shift, and is itself all the same
        spelled.append("+".join((*(word for word in held if word != "Shift"), name)))
    place = place_of(event)
    if place and not (len(name) == 1 and name.isascii() and name.isalnum()) and not event.text().isspace():
        spelled.append("+".join((*held, place)))
    return spelled


def place_of(event: QKeyEvent) -> str:
    """The letter or digit that stands there on an American keyboard; empty for every other key."""
    if sys.platform == "darwin":
        return _MAC_DIGITS.get(event.nativeVirtualKey(), "")
    code = event.nativeScanCode()
    is_x = QGuiApplication.platformName() in {"xcb", "wayland"}
    return _PLACES.get(code - _EVDEV_TO_X if is_x else code, "")
