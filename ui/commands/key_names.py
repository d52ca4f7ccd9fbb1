"""Key names: spells Qt key events as ui.commands.keymap does.

What a key types decides. Where that is no Latin letter or digit (Cyrillic, Greek, the top row of a French keyboard),
its position on the keyboard says which letter or digit is meant.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence

_MODIFIERS = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)
MODIFIER_KEYS = frozenset(
    (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
)

_ROWS = ((2, "1234567890"), (16, "QWERTYUIOP"), (30, "ASDFGHJKL"), (44, "ZXCVBNM"))
_US_LAYOUT = {start + at: letter for start, row in _ROWS for at, letter in enumerate(row)}
"""Scan codes of PC keyboards (set 1; the same as the evdev codes of Linux) -> characters of the US layout."""
_X_OFFSET = 8  # X11 and Wayland add 8 to evdev codes
_MAC_DIGITS = dict(zip((18, 19, 20, 21, 23, 22, 26, 28, 25, 29), "1234567890", strict=True))
"""Virtual key codes of macOS (`kVK_ANSI_1` and so on), which reports no scan codes."""


def spell_key_event(event: QKeyEvent) -> list[str]:
    """Return the possible spellings of a pressed key, the most exact first; none for a modifier alone."""
    if event.key() in MODIFIER_KEYS or event.key() in (0, Qt.Key.Key_unknown):
        return []
    name = QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)
    held = [label for modifier, label in _MODIFIERS if event.modifiers() & modifier]
    spellings = ["+".join((*held, name))]
    if "Shift" in held and not name.isalpha():  # `?` needs Shift on many layouts, but is spelled without
        spellings.append("+".join((*(label for label in held if label != "Shift"), name)))
    us_key = us_layout_key(event)
    if us_key and not (len(name) == 1 and name.isascii() and name.isalnum()) and not event.text().isspace():
        spellings.append("+".join((*held, us_key)))
    return spellings


def us_layout_key(event: QKeyEvent) -> str:
    """Return the letter or digit that the US layout has at this position; empty for other keys."""
    if sys.platform == "darwin":
        return _MAC_DIGITS.get(event.nativeVirtualKey(), "")
    code = event.nativeScanCode()
    is_x = QGuiApplication.platformName() in {"xcb", "wayland"}
    return _US_LAYOUT.get(code - _X_OFFSET if is_x else code, "")
