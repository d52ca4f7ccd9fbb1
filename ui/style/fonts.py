"""Fonts: the system's for controls, a good serif for reading.

The distributions `font-source-serif-pro` and `font-source-sans-pro` (SIL Open Font License) carry files we can load;
without them the best serif of the system is used.
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
_PLAIN_SYSTEM_FONTS = {"DejaVu Sans", "Sans Serif", "Sans", "MS Shell Dlg 2", ""}


@cache
def load_bundled() -> None:
    """Make the fonts of the installed font distributions known to Qt, once."""
    for distribution in _BUNDLED:
        found = find_spec(distribution)
        if found is None or found.origin is None:
            continue
        for face in _FACES:
            for path in sorted((Path(found.origin).parent / "files").glob(f"*-{face}.ttf")):
                QFontDatabase.addApplicationFont(str(path))


@cache
def serif_family() -> str:
    """The family for titles, abstracts and notes."""
    load_bundled()
    return _first_of(_SERIFS) or QFont("serif").defaultFamily()


@cache
def sans_family() -> str:
    """The family for controls: the system's own, unless it has set none that is meant to be looked at."""
    load_bundled()
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if system not in _PLAIN_SYSTEM_FONTS:
        return system
    return _first_of(_SANS) or system


def _first_of(wanted: tuple[str, ...]) -> str | None:
    there = set(QFontDatabase.families())
    return next((family for family in wanted if family in there), None)
