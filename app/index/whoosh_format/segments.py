"""Reading the index: open segments and searches in their postings.

Segments are immutable; only their set of deleted documents changes. So segments stay open across commits, with their
cached data, and documents deleted since are filtered out here.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import compress
from pathlib import Path
from typing import Any

from app.domain.paper_set import PaperSet, bits_to_flags, gather_bits
from app.index.cache import SegmentCache
from app.index.documents import MAX_DISTANCE, MatchMode, TextTerm, searched_fields
from app.index.manifest import Checksums, Commit, toc_name, verify_file
from app.index.whoosh_format.postings import (
    NO_POSTINGS,
    Block,
    Postings,
    decode_positions,
    read_blocks,
    read_postings,
    read_wanted_blocks,
)
from app.index.whoosh_format.schema import INDEX_NAME, PREFIX_FIELDS, SCHEMA, TOC, IndexStorage, W3Segment
from app.index.whoosh_format.segment_files import SegmentFiles
from app.index.whoosh_format.term_dictionary import TermDictionary

DELETED = -1
MAX_PREFIX_CHARS = 3
"""Prefixes up to this length have their own postings; longer ones are searched in the term dictionary."""
MIN_PREFIX_CHARS = {"abstract": 2}
"""Minimum length of prefixes with postings, if not 1: single letters would match nearly every abstract."""
_CHECK_INTERVAL = 64
_CACHE_ENTRY_BYTES = 500
"""Size of a cache entry without its bits."""

CancelCheck = Callable[[], None]
"""Called often during a search; raises StaleRequest when the answer is no longer needed."""


class Segment:
    """One segment: its postings, and the paper id of each document number (DELETED when deleted)."""

    def __init__(self, storage: Any, segment: Any, cache: SegmentCache) -> None:
        self.id: str = segment.segment_id()
        self._files = SegmentFiles(storage.open_file(f"{self.id}{segment.COMPOUND_EXT}"))
        self.dictionary = TermDictionary(self._files, f"{self.id}.trm")
        self._postings: memoryview = self._files.open_file(f"{self.id}.pst").view
        self._cache = cache
        self._totals: dict[str, int] = dict(segment._fieldlengths)
        self.size: int = segment.doc_count_all()
        self.paper_ids = self._read_paper_ids()
        self._max_id = max(self.paper_ids, default=0)
        first = self.paper_ids[0] if self.size else 0
        self._first_id: int | None = first if self.paper_ids == array("q", range(first, first + self.size)) else None
        self._live_documents = (1 << self.size) - 1
        self.deleted: set[int] = set()
        self.mark_deleted(segment.deleted_docs())

    def close(self) -> None:
        """Close the file and drop its cached data."""
        self._cache.drop_segment(self.id)
        self._files.close()

    def _read_paper_ids(self) -> array[int]:
        ids = array("q", bytes(self._column("paper_id")))
        if sys.byteorder == "little":
            ids.byteswap()
        if len(ids) != self.size:
            raise ValueError("papers without an id")
        return ids

    def _column(self, name: str) -> memoryview:
        """Return the bytes of a column: big endian, and truncated after the last document with a value."""
        file = f"{self.id}.{name}.col"
        return self._files.open_file(file).view if self._files.file_exists(file) else memoryview(b"")

    def lengths(self, field: str) -> bytes:
        """Return the number of words in a field of each document, one byte each (see Whoosh's `byte_to_length`)."""
        return bytes(self._column(f"_{field}_len")).ljust(self.size, b"\0")

    def total_length(self, field: str) -> int:
        """Return the number of words in a field of all documents, including deleted ones."""
        return self._totals.get(field, 0)

    def mark_deleted(self, documents: Iterable[int]) -> None:
        """Exclude deleted documents from all results."""
        newly_deleted = set(documents) - self.deleted
        for document in newly_deleted:
            self.paper_ids[document] = DELETED
        self.deleted |= newly_deleted
        self._live_documents &= ~gather_bits((newly_deleted,), self.size)

    def find_documents(self, paper_ids: set[int]) -> Iterator[int]:
        """Yield the document numbers of papers."""
        if len(paper_ids) > _CHECK_INTERVAL:
            yield from (document for document, existing in enumerate(self.paper_ids) if existing in paper_ids)
            return
        for paper_id in paper_ids:
            if self._first_id is not None:
                document = paper_id - self._first_id
                if 0 <= document < self.size and self.paper_ids[document] == paper_id:
                    yield document
                continue
            with suppress(ValueError):
                yield self.paper_ids.index(paper_id)

    def postings(self, field: str, word: str, entry: bytes | None = None) -> Postings:
        """Return the postings of a word in a field; `entry`, if known, saves the lookup in the term dictionary."""
        reusable = self._cache.postings
        found = reusable.get(self.id, (field, word))
        if found is None:
            entry = entry or self.dictionary.entry(field, word)
            if entry is None:
                return NO_POSTINGS
            found = read_postings(entry, self._postings)
            reusable.put(self.id, (field, word), found, found.size)
        return found

    def blocks(self, entry: bytes) -> Iterator[Block]:
        """Yield the postings of an entry with their values, for copying."""
        return read_blocks(entry, self._postings)

    def matching_postings(self, field: str, word: str, mode: MatchMode, check: CancelCheck) -> Iterator[Postings]:
        """Yield the postings of each word that `word` matches in this mode; a short prefix has one list for all."""
        if mode is MatchMode.PREFIX and MIN_PREFIX_CHARS.get(field, 1) <= len(word) <= MAX_PREFIX_CHARS:
            yield self.postings(PREFIX_FIELDS[field], word)
            return
        for existing, entry in self._matching_words(field, word, mode, check):
            yield self.postings(field, existing, entry)

    def _matching_words(
        self, field: str, word: str, mode: MatchMode, check: CancelCheck
    ) -> Iterator[tuple[str, bytes | None]]:
        if mode is MatchMode.PREFIX:
            entries = self.dictionary.iter_prefix(field, word)
        else:
            yield word, None
            if mode is not MatchMode.FUZZY:
                return
            entries = self.dictionary.iter_one_edit_away(field, word)
        for number, entry in enumerate(entries):
            if number % _CHECK_INTERVAL == 0:
                check()
            yield entry

    def find(self, term: TextTerm, check: CancelCheck) -> int:
        """Return the papers that contain the term in one of its searched fields, as bits (see PaperSet)."""
        found: int | None = self._cache.term_matches.get(self.id, term)
        if found is None:
            groups = (
                matches for field in searched_fields(term) for matches in self._matching_documents(field, term, check)
            )
            found = gather_bits(groups, self.size)
            self._cache.term_matches.put(self.id, term, found, _CACHE_ENTRY_BYTES + self.size // 8)
        return self._to_paper_bits(found & self._live_documents)

    def _to_paper_bits(self, documents: int) -> int:
        if self._first_id is not None:
            return documents << self._first_id
        return gather_bits((compress(self.paper_ids, bits_to_flags(documents)),), self._max_id + 1) if documents else 0

    def _matching_documents(self, field: str, term: TextTerm, check: CancelCheck) -> Iterator[Iterable[int]]:
        """Yield groups of numbers of documents that contain the term in the field; groups may overlap."""
        check()
        if not term.words:
            return
        if len(term.words) == 1:
            for postings in self.matching_postings(field, term.words[0], _last_word_mode(term), check):
                yield postings.ids
            return
        candidates = self._candidates(field, term, check)
        if not candidates:
            return
        if term.mode is MatchMode.NEAR:
            words = dict.fromkeys(term.words)
            positions_by_word = [self._positions(field, word, MatchMode.WORDS, candidates, check) for word in words]
            yield [
                one
                for one in candidates
                if _is_near([positions[one] for positions in positions_by_word], term.distance)
            ]
        else:
            yield self._filter_phrase(field, term, candidates, check)

    def _candidates(self, field: str, term: TextTerm, check: CancelCheck) -> list[int]:
        """Return the documents that contain all words of the term, in order."""
        found: set[int] | None = None
        for word in term.words[:-1]:
            check()
            ids = self.postings(field, word).ids
            found = set(ids) if found is None else found.intersection(ids)
            if not found:
                return []
        last: set[int] = set()
        for postings in self.matching_postings(field, term.words[-1], _last_word_mode(term), check):
            last.update(postings.ids)
        return sorted(last if found is None else found & last)

    def _filter_phrase(self, field: str, term: TextTerm, candidates: list[int], check: CancelCheck) -> list[int]:
        starts: dict[int, set[int]] = {}
        last = len(term.words) - 1
        for offset, word in enumerate(term.words):
            mode = _last_word_mode(term) if offset == last else MatchMode.WORDS
            positions = self._positions(field, word, mode, candidates, check)
            for document in candidates:
                shifted = {position - offset for position in positions.get(document, ())}
                starts[document] = starts[document] & shifted if offset else shifted
            candidates = [document for document in candidates if starts[document]]
        return candidates

    def _positions(
        self, field: str, word: str, mode: MatchMode, candidates: Sequence[int], check: CancelCheck
    ) -> dict[int, tuple[int, ...]]:
        """Return document -> positions of the word in the field, for the sorted `candidates` that contain it."""
        wanted = set(candidates)
        found: dict[int, tuple[int, ...]] = {}
        for existing, position in self._matching_words(field, word, mode, check):
            if (entry := position or self.dictionary.entry(field, existing)) is None:
                continue
            for _, (ids, _, values) in read_wanted_blocks(entry, self._postings, candidates):
                check()
                for document, value in zip(ids, values or (), strict=True):
                    if document in wanted:
                        found[document] = found.get(document, ()) + decode_positions(value)
        return found


def _last_word_mode(term: TextTerm) -> MatchMode:
    """Return the match mode of the last word of a term."""
    return MatchMode.WORDS if term.mode is MatchMode.NEAR else term.mode


def _is_near(positions_by_word: Sequence[Sequence[int]], distance: int) -> bool:
    """Whether one position of each word lies within `distance` of the others."""
    latest: dict[int, int] = {}
    for position, number in sorted(
        (position, number) for number, positions in enumerate(positions_by_word) for position in positions
    ):
        latest[number] = position
        if len(latest) == len(positions_by_word) and position - min(latest.values()) <= min(distance, MAX_DISTANCE):
            return True
    return False


class IndexReader:
    """All segments of one commit. `generation` is Whoosh's commit number."""

    def __init__(
        self,
        folder: Path,
        commit: Commit,
        verified: Checksums,
        cache: SegmentCache,
        previous: IndexReader | None = None,
    ) -> None:
        """Open a commit, reusing the segments of `previous` (a reader of the same folder), which is closed.

        Each file is verified against the commit before it is opened, unless it is in `verified`, to
        which it is then added. Raises ValueError for a changed file and OSError for a missing one.
        """
        self.generation = commit.generation
        verify_file(folder, toc_name(commit.generation), commit.files, verified)
        storage = IndexStorage(str(folder))
        contents = TOC.read(storage, INDEX_NAME, gen=commit.generation, schema=SCHEMA)
        if not isinstance(contents.segments, list) or any(type(one) is not W3Segment for one in contents.segments):
            raise ValueError("no segments in the table of contents")
        for segment in contents.segments:
            verify_file(folder, f"{segment.segment_id()}.seg", commit.files, verified)
        reusable = {segment.id: segment for segment in previous.segments} if previous else {}
        self.segments: list[Segment] = [
            _reuse_or_open(reusable, storage, segment, cache) for segment in contents.segments
        ]
        for segment in reusable.values():
            segment.close()

    def close(self) -> None:
        """Close all files."""
        for segment in self.segments:
            segment.close()
        self.segments = []

    @property
    def papers(self) -> int:
        """Number of papers in the index."""
        return sum(segment.size - len(segment.deleted) for segment in self.segments)

    def average_length(self, field: str) -> float:
        """Return the mean number of words in a field, at least 1."""
        documents = sum(segment.size for segment in self.segments)
        words = sum(segment.total_length(field) for segment in self.segments)
        return max(words / documents, 1.0) if documents else 1.0

    def find_documents(self, paper_ids: set[int]) -> Iterator[int]:
        """Yield Whoosh's document numbers, which run through all segments, of papers."""
        base = 0
        for segment in self.segments:
            yield from (base + document for document in segment.find_documents(paper_ids))
            base += segment.size

    def find(self, term: TextTerm, check: CancelCheck) -> PaperSet:
        """Return the papers that contain the term in one of its searched fields."""
        found = 0
        for segment in self.segments:
            found |= segment.find(term, check)
        return PaperSet.from_bits(found)


def _reuse_or_open(reusable: dict[str, Segment], storage: Any, segment: Any, cache: SegmentCache) -> Segment:
    existing = reusable.pop(segment.segment_id(), None)
    if existing is None:
        return Segment(storage, segment, cache)
    existing.mark_deleted(segment.deleted_docs())
    return existing
