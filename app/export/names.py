"""The name of a paper's file: readable, stable, and valid on Linux, macOS and Windows.

A name is the title as a slug, a dash, the paper's id and the extension. It has only letters, digits and combining marks
of any script, and dashes: no control or direction characters, no reserved characters, no leading dot and no trailing
blank. The id makes it unique, also where case is ignored, and prevents reserved device names.
"""

from __future__ import annotations

import unicodedata

from app.domain.views import PaperView

MAX_BYTES = 120  # eCryptfs allows 143 bytes, and the name beside a changed file is longer


def file_name(view: PaperView, extension: str = ".md") -> str:
    """The name of the paper's file, at most MAX_BYTES bytes in UTF-8; a function of title and id alone."""
    ending = f"-{view.id}{extension}"
    return _truncate(_slug(view.title), MAX_BYTES - len(ending)) + ending


def _slug(title: str) -> str:
    """The title in lower case with one dash for every run of other characters; `paper` when nothing is left."""
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).lower())
    spaced = "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in lowered)
    words = (_without_leading_marks(word) for word in spaced.split(" "))
    return "-".join(word for word in words if word) or "paper"


def _without_leading_marks(word: str) -> str:
    start = 0
    while start < len(word) and unicodedata.category(word[start])[0] == "M":
        start += 1
    return word[start:]


def _truncate(slug: str, size: int) -> str:
    """At most `size` bytes of the slug, without a partial character or a dash at the end."""
    return slug.encode()[:size].decode(errors="ignore").rstrip("-")
