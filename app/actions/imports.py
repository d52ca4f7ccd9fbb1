"""All that the window may know of imports besides `Library`: what is offered for import, and what came of it.

The window imports from here, never from `app.importer` or `app.ingest`, whose parts may move.
"""

from __future__ import annotations

from app.importer.formats import find_format
from app.importer.source import Source, decode_source, read_source
from app.ingest.dump_dates import file_day, lacks_date, read_dump_date, suggest_day
from app.ingest.preview import ImportPreview
from app.ingest.run import ImportInput, ImportOptions, ImportResult, describe_input, printable_path

__all__ = [
    "ImportInput",
    "ImportOptions",
    "ImportPreview",
    "ImportResult",
    "Source",
    "decode_source",
    "describe_input",
    "file_day",
    "find_format",
    "lacks_date",
    "printable_path",
    "read_dump_date",
    "read_source",
    "suggest_day",
]
