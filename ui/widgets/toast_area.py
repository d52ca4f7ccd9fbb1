"""Where a toast may be shown."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect


class ToastArea(NamedTuple):
    """The area a toast may use, in pixels of its parent: the toast stands at the bottom of `box`, centred or at the
    left edge."""

    box: QRect
    is_centred: bool = True
