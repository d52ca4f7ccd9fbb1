"""Fonts: the system's font for controls, a serif for reading.

The distributions `font-source-serif-pro` and `font-source-sans-pro` (SIL Open Font License) contain font files we can
load; without them the best installed serif is used.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

_SERIFS = ("Source Serif 4", "Source Serif Pro", "Noto Serif", "Charter", "Georgia", "P052", "DejaVu Serif")
_SANS = ("Inter", "Source Sans 3", "Source Sans Pro", "Noto Sans")
_BUNDLED = ("font_source_serif_pro", "font_source_sans_pro")
_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")
_FALLBACK_SYSTEM_FONTS = {"DejaVu Sans", "Sans Serif", "Sans", "MS Shell Dlg 2", ""}


@cache
def load_bundled() -> None:
    """Register the fonts of the installed font distributions with Qt, once."""
    for distribution in _BUNDLED:
        found = find_spec(distribution)
        if found is None or found.origin is None:
            continue
        for face in _FACES:
            for path in sorted((Path(found.origin).parent / "files").glob(f"*-{face}.ttf")):
                QFontDatabase.addApplicationFont(str(path))


@cache
def serif_family() -> str:
    """Return the font family for titles, abstracts and notes."""
    load_bundled()
    return _first_available(_SERIFS) or QFont("serif").defaultFamily()


@cache
def sans_family() -> str:
    """Return the font family for controls: the system's, unless that is only a generic fallback."""
    load_bundled()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if system not in _FALLBACK_SYSTEM_FONTS:
        return system
    return _first_available(_SANS) or system


def _first_available(families: tuple[str, ...]) -> str | None:
    available = set(QFontDatabase.families())
    return next((family for family in families if family in available), None)
