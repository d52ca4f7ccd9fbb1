"""The opened index: one reader for each of Whoosh's segments, and the questions asked of their postings.

Segments never change once written; only which of their documents are deleted does. So readers are kept across commits,
and what was deleted since they were opened is taken out here (Whoosh itself would reopen, and copy to memory, every
segment at every commit).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from app.index.documents import TEXT_FIELDS
from app.index.stamp import Checksums, Commit, table_of_contents, verify
from app.index.stock import SCHEMA, TOC, FileStorage, SegmentReader, TermNotFound

INDEX_NAME = "MAIN"
GONE = -1


class Segment:
    """One segment: Whoosh's reader, and the paper id of each document number (GONE when deleted)."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self.id: str = segment.segment_id()
        self.reader = SegmentReader(storage, SCHEMA, segment)
        column = self.reader.column_reader("paper_id")
        self.paper_ids = array("q", (column[document] for document in range(segment.doc_count_all())))
        self.mark_gone(segment.deleted_docs())

    def mark_gone(self, documents: Iterable[int]) -> None:
        """Take deleted documents out of every answer."""
        for document in documents:
            self.paper_ids[document] = GONE

    def matcher(self, field: str, word: str) -> Any | None:
        """Whoosh's cursor over the documents with a word in a field, None when there are none."""
        try:
            return self.reader.postings(field, word.encode())
        except TermNotFound:
            return None

    def documents(self, field: str, words: Sequence[str]) -> set[int]:
        """The numbers of the documents that have all the words in the field, next to each other in this order."""
        found: set[int] | None = None
        for word in words:
            matcher = self.matcher(field, word)
            documents = set() if matcher is None else set(matcher.all_ids())
            found = documents if found is None else found & documents
            if not found:
                return set()
        if found is None or len(words) == 1:
            return found or set()
        return self._adjacent(field, words, sorted(found))

    def _adjacent(self, field: str, words: Sequence[str], candidates: Sequence[int]) -> set[int]:
        starts: dict[int, set[int]] = {}
        for offset, word in enumerate(words):
            for document, positions in self._positions(field, word, candidates):
                shifted = {position - offset for position in positions}
                starts[document] = starts[document] & shifted if offset else shifted
        return {document for document, left in starts.items() if left}

    def _positions(self, field: str, word: str, candidates: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        matcher = self.matcher(field, word)
        if matcher is None:
            return
        for document in candidates:  # each of them has the word
            if matcher.id() < document:
                matcher.skip_to(document)
            yield document, matcher.value_as("positions")


class OpenIndex:
    """All segments of one commit. `generation` is Whoosh's commit number."""

    def __init__(self, folder: Path, commit: Commit, verified: Checksums, before: OpenIndex | None = None) -> None:
        """Open a commit, taking over the readers of `before` (of the same folder), which ends with this.

        Each file is checked against the commit before Whoosh sees it, unless it is in `verified`, which takes it up.
        Raises ValueError for a file that is not as it was written, OSError for one that is missing.
        """
        self.generation = commit.generation
        verify(folder, table_of_contents(commit.generation), commit.files, verified)
        storage = FileStorage(str(folder))
        contents = TOC.read(storage, INDEX_NAME, gen=commit.generation, schema=SCHEMA)
        for segment in contents.segments:
            verify(folder, f"{segment.segment_id()}.seg", commit.files, verified)
        kept = {segment.id: segment for segment in before.segments} if before else {}
        self.segments: list[Segment] = [_take_over(kept, storage, segment) for segment in contents.segments]
        for segment in kept.values():
            segment.reader.close()

    def close(self) -> None:
        """Close all files."""
        for segment in self.segments:
            segment.reader.close()
        self.segments = []

    def paper_ids(self) -> Iterator[int]:
        """The id of each paper in the index."""
        return (paper_id for segment in self.segments for paper_id in segment.paper_ids if paper_id != GONE)

    def documents_of(self, paper_ids: set[int]) -> Iterator[int]:
        """Whoosh's document numbers, counted through all segments, of some papers."""
        base = 0
        for segment in self.segments:
            for document, paper_id in enumerate(segment.paper_ids, base):
                if paper_id in paper_ids:
                    yield document
            base += len(segment.paper_ids)

    def matching(self, field: str | None, words: Sequence[str]) -> set[int]:
        """The ids of the papers with the words, in this order next to each other, in the field (None = any)."""
        found: set[int] = set()
        for segment in self.segments:
            for name in TEXT_FIELDS if field is None else (field,):
                found.update(map(segment.paper_ids.__getitem__, segment.documents(name, words)))
        found.discard(GONE)
        return found


def _take_over(kept: dict[str, Segment], storage: Any, segment: Any) -> Segment:
    known = kept.pop(segment.segment_id(), None)
    if known is None:
        return Segment(storage, segment)
    known.mark_gone(segment.deleted_docs())
    return known
