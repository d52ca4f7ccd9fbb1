"""The normal form of titles, by which they are compared."""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
_ASCII_WORDS = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
"""For `str.translate`, which is several times as fast as the pattern; most titles are ASCII."""


def title_key(title: str) -> str:
    """The title without case, accents, punctuation and spacing differences; a title of symbols only is its own key."""
    if title.isascii():
        return " ".join(title.lower().translate(_ASCII_WORDS).split()) or title.strip()
    folded = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", plain).strip() or title.strip()
