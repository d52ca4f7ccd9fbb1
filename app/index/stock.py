"""The one file that imports Whoosh (2.7.4), and the schema we keep in it.

The index holds postings with word positions and the id of each paper, no stored text. Whoosh's own analyzers and query
classes are not used: `analysis.words` makes the words, and `segments` reads the postings.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from app.index.analysis import words
from app.index.documents import TEXT_FIELDS

with warnings.catch_warnings():
    # Whoosh predates the warnings about its escape sequences (Python 3.12 and later print them at the first import).
    warnings.simplefilter("ignore", SyntaxWarning)
    warnings.simplefilter("ignore", DeprecationWarning)
    from whoosh.columns import NumericColumn
    from whoosh.fields import COLUMN, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Positions
    from whoosh.index import TOC, FileIndex
    from whoosh.reading import SegmentReader, TermNotFound
    from whoosh.util.filelock import FileLock, try_for
    from whoosh.writing import LockError, SegmentWriter

__all__ = [
    "SCHEMA",
    "TOC",
    "CommitStorage",
    "FileIndex",
    "FileLock",
    "FileStorage",
    "LockError",
    "SegmentReader",
    "SegmentWriter",
    "TermNotFound",
    "try_for",
]

PART_GAP = 100
"""Positions left free between two parts of a field (two authors): no phrase reaches across."""


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


class WordField(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A text given as its parts, indexed word by word with positions, scorable, not stored."""

    def __init__(self) -> None:
        super().__init__(Positions(), None, scorable=True)

    def index(self, value: Iterable[str], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (word, count, weight, positions) for each different word, as Whoosh's writer wants them."""
        places: dict[str, list[int]] = {}
        position = 0
        for part in value:
            for word in words(part):
                places.setdefault(word, []).append(position)
                position += 1
            position += PART_GAP
        encode = self.format.encode
        for word, positions in places.items():
            yield word.encode(), len(positions), float(len(positions)), encode(positions)


SCHEMA = Schema(paper_id=COLUMN(NumericColumn("q")), **{name: WordField() for name in TEXT_FIELDS})
