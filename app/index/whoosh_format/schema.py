"""The schema of the index, and all imports of Whoosh (2.7.4).

The index holds postings with word positions and the id of each paper, but no stored text. Every field `x` of
TEXT_FIELDS has a second field `x_starts` that maps short prefixes of words to papers, without positions: two letters
match too many words to merge their postings while the user types. All field types are Whoosh's own, so that plain
Whoosh can read the folder. Its analyzers and query classes are not used: `analysis.split_words` makes the words,
`segments` reads the postings and `writer` writes them.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.index.documents import TEXT_FIELDS
from app.index.whoosh_format.unpickling import load

with warnings.catch_warnings():
    # Whoosh has invalid escape sequences, about which Python 3.12 and later warn at the first import.
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.codec.whoosh3 import LENGTHS_COLUMN, W3Codec, W3FieldWriter, W3Segment
    from whoosh.columns import NumericColumn
    from whoosh.fields import COLUMN, ID, TEXT, Schema
    from whoosh.filedb.compound import CompoundStorage
    from whoosh.filedb.filestore import FileStorage
    from whoosh.filedb.filetables import OrderedHashReader
    from whoosh.filedb.structfile import BufferFile, StructFile
    from whoosh.index import TOC, FileIndex
    from whoosh.util.filelock import FileLock, try_for
    from whoosh.util.numeric import byte_to_length, length_to_byte
    from whoosh.writing import LockError, SegmentWriter

__all__ = [
    "INDEX_NAME",
    "LENGTHS_COLUMN",
    "PAPER_ID",
    "PREFIX_FIELDS",
    "SCHEMA",
    "TOC",
    "BufferFile",
    "CommitStorage",
    "CompoundStorage",
    "FileIndex",
    "FileLock",
    "IndexStorage",
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
PREFIX_FIELDS: Mapping[str, str] = {field: f"{field}_starts" for field in TEXT_FIELDS}
"""Text field -> the field with the prefixes of its words."""
SCHEMA = Schema(
    paper_id=COLUMN(PAPER_ID),
    **{field: TEXT() for field in TEXT_FIELDS},
    **{starts: ID() for starts in PREFIX_FIELDS.values()},
)


class PlainFile(StructFile):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's file object, which unpickles plain values only."""

    def read_pickle(self) -> Any:
        return load(self.file)


class IndexStorage(FileStorage):  # type: ignore[misc]  # as above
    """A data folder whose files are read as PlainFile."""

    def open_file(self, name: str, **options: Any) -> PlainFile:
        """Open a file for reading."""
        return PlainFile(Path(self._fpath(name)).open("rb"), name=name, **options)


class CommitStorage(IndexStorage):
    """A data folder with a callback just before a commit takes effect, when only the final rename is missing."""

    def __init__(self, folder: Path, before_commit: Callable[[Path], None]) -> None:
        """`before_commit` gets the path of the table of contents under its temporary name."""
        super().__init__(str(folder))
        self._before_commit = before_commit

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Rename the table of contents: Whoosh's last step of a commit."""
        self._before_commit(Path(self.folder) / oldname)
        super().rename_file(oldname, newname, safe=safe)
