"""The name of a paper's file: readable, stable, and fit for Linux, macOS and Windows alike.

A name is the title as a slug, a dash, the paper's id and the extension. It holds only letters, digits and combining
marks of any script, and dashes; so it can carry no control or direction character, no reserved sign, no leading dot and
no trailing blank. The id makes it unique, also where case is ignored, and keeps it from being a reserved device name.
"""

from __future__ import annotations

import unicodedata

from app.domain.views import PaperView

MAX_BYTES = 120  # eCryptfs allows 143 bytes, and a name beside it needs some more


def file_name(view: PaperView, extension: str = ".md") -> str:
    """The name of the paper's file, at most MAX_BYTES bytes in UTF-8; a function of title and id alone."""
    ending = f"-{view.id}{extension}"
    return _cut(_slug(view.title), MAX_BYTES - len(ending)) + ending


def _slug(title: str) -> str:
    """The title in lower case, every run of other signs made one dash; `paper` when nothing is left."""
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).lower())
    spaced = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in lowered)
    words = (_without_leading_marks(word) for word in spaced.split(" "))
    return "-".join(word for word in words if word) or "paper"


def _without_leading_marks(word: str) -> str:
    start = 0
    while start < len(word) and unicodedata.category(word[start])[0] == "M":
        start += 1
    return word[start:]


def _cut(slug: str, size: int) -> str:
    """At most `size` bytes of the slug, never half a character and no dash at the end."""
    return slug.encode()[:size].decode(errors="ignore").rstrip("-")
