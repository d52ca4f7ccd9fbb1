"""The one file that imports Whoosh (2.7.4), and the schema we keep in it.

The index holds postings with word positions and the id of each paper, no stored text. Beside every field `x` of
TEXT_FIELDS stands `x_starts`: for the first letters of each word the papers, without positions, because two letters
mean too many words to put their postings together while somebody types. All types are Whoosh's own, so that plain
Whoosh reads the folder; its analyzers and query classes are not used: `analysis.words` makes the words, `segments`
reads the postings and `writing` writes them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path

from app.index.documents import TEXT_FIELDS

with warnings.catch_warnings():
    # Whoosh predates the warnings about its escape sequences (Python 3.12 and later print them at the first import).
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec, W3FieldWriter, W3Segment
    from whoosh.columns import NumericColumn
    from whoosh.fields import COLUMN, ID, TEXT, Schema
    from whoosh.filedb.compound import CompoundStorage
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.filetables import OrderedHashReader
    from whoosh.filedb.structfile import BufferFile
    from whoosh.index import TOC, FileIndex
    from whoosh.util.filelock import FileLock, try_for
    from whoosh.util.numeric import byte_to_length, length_to_byte
    from whoosh.writing import LockError, SegmentWriter

__all__ = [
    "INDEX_NAME",
    "LENGTHS_COLUMN",
    "PAPER_ID",
    "SCHEMA",
    "STARTS",
    "TOC",
    "BufferFile",
    "CommitStorage",
    "CompoundStorage",
    "FileIndex",
    "FileLock",
    "FileStorage",
    "LockError",
    "OrderedHashReader",
    "SegmentWriter",
    "W3Codec",
    "W3FieldWriter",
    "W3Segment",
    "byte_to_length",
    "length_to_byte",
    "try_for",
]

INDEX_NAME = "MAIN"
PAPER_ID = NumericColumn("q")
STARTS: Mapping[str, str] = {field: f"{field}_starts" for field in TEXT_FIELDS}
"""Text field -> the field with the first letters of its words."""
SCHEMA = Schema(
    paper_id=COLUMN(PAPER_ID),
    **{field: TEXT() for field in TEXT_FIELDS},
    **{starts: ID() for starts in STARTS.values()},
)


class CommitStorage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A data folder that says so when a commit is about to become true: all files are written, but for one name."""

    def __init__(self, folder: Path, before_commit: Callable[[Path], None]) -> None:
        """`before_commit` gets the table of contents under its draft's name."""
        super().__init__(str(folder))
        self._before_commit = before_commit

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Whoosh's last step of a commit."""
        self._before_commit(Path(self.folder) / oldname)
        super().rename_file(oldname, newname, safe=safe)
