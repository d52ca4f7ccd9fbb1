"""Parse the text of feed pages into frozen records; pure except for reading the files.

`read_source` turns a file into normalised text, `detect` says what it is and why, `parse` makes a `FeedRecord`.
"""

from __future__ import annotations

from app.importer.formats import FORMATS, Format, detect, parse
from app.importer.page import Detection
from app.importer.source import Source, decode_source, read_source, read_stream

__all__ = [
    "FORMATS",
    "Detection",
    "Format",
    "Source",
    "decode_source",
    "detect",
    "parse",
    "read_source",
    "read_stream",
]
