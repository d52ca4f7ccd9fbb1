"""The opened index: its segments, and the questions asked of their postings.

Segments never change once written; only which of their documents are deleted does. So segments stay open across
commits, with what was read from them, and what was deleted since is taken out here.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import compress
from pathlib import Path
from typing import Any

from app.domain.paper_set import PaperSet, gather_bits, read_flags
from app.index.cache import Memory
from app.index.documents import MOST_REACH, Form, Leaf, fields_of
from app.index.stamp import Checksums, Commit, table_of_contents, verify
from app.index.whoosh_format.postings import (
    NOTHING,
    Block,
    Postings,
    decode_positions,
    read_blocks,
    read_blocks_between,
    read_postings,
)
from app.index.whoosh_format.schema import INDEX_NAME, SCHEMA, STARTS, TOC, FileStorage
from app.index.whoosh_format.segment_files import SegmentFiles
from app.index.whoosh_format.terms import Terms

GONE = -1
LONGEST_START = 3
"""So many first letters of a word have postings of their own; longer ones are looked for among the words."""
SHORTEST_STARTS = {"abstract": 2}
"""Where that begins, if not with one letter: an abstract has words with nearly all of them."""
_CHECK_EVERY = 64
_LEAF_BYTES = 500
"""What a kept answer takes beside its bits."""

Check = Callable[[], None]
"""Called often in a search; raises StaleRequest when nobody waits for the answer any more."""


class Segment:
    """One segment: its postings, and the paper id of each document number (GONE when deleted)."""

    def __init__(self, storage: Any, segment: Any, memory: Memory) -> None:
        self.id: str = segment.segment_id()
        self._files = SegmentFiles(storage.open_file(f"{self.id}{segment.COMPOUND_EXT}"))
        self.terms = Terms(self._files, f"{self.id}.trm")
        self._postings: memoryview = self._files.open_file(f"{self.id}.pst").view
        self._memory = memory
        self._totals: dict[str, int] = dict(segment._fieldlengths)
        self.size: int = segment.doc_count_all()
        self.paper_ids = self._read_paper_ids()
        self._most_id = max(self.paper_ids, default=0)
        first = self.paper_ids[0] if self.size else 0
        self._first_id: int | None = first if self.paper_ids == array("q", range(first, first + self.size)) else None
        self._alive = (1 << self.size) - 1
        self.gone: set[int] = set()
        self.mark_gone(segment.deleted_docs())

    def close(self) -> None:
        """Close the file."""
        self._memory.forget(self.id)
        self._files.close()

    def _read_paper_ids(self) -> array[int]:
        ids = array("q", bytes(self._column("paper_id")))
        if sys.byteorder == "little":
            ids.byteswap()
        if len(ids) != self.size:
            raise ValueError("papers without an id")
        return ids

    def _column(self, name: str) -> memoryview:
        """A column as Whoosh wrote it: big endian, and cut behind the last document that has a value."""
        file = f"{self.id}.{name}.col"
        return self._files.open_file(file).view if self._files.file_exists(file) else memoryview(b"")

    def lengths(self, field: str) -> bytes:
        """The number of words in a field of each document, as the logarithmic byte of `stock.byte_to_length`."""
        return bytes(self._column(f"_{field}_len")).ljust(self.size, b"\0")

    def total_length(self, field: str) -> int:
        """The number of words in a field of all documents, the deleted ones too."""
        return self._totals.get(field, 0)

    def mark_gone(self, documents: Iterable[int]) -> None:
        """Take deleted documents out of every answer."""
        fresh = set(documents) - self.gone
        for document in fresh:
            self.paper_ids[document] = GONE
        self.gone |= fresh
        self._alive &= ~gather_bits((fresh,), self.size)

    def documents_of(self, paper_ids: set[int]) -> Iterator[int]:
        """The document numbers of some papers."""
        if len(paper_ids) > _CHECK_EVERY:
            yield from (document for document, known in enumerate(self.paper_ids) if known in paper_ids)
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
        """The postings of a word in a field of the schema; `entry`, if known, saves the look into the table."""
        kept = self._memory.postings
        found = kept.get(self.id, (field, word))
        if found is None:
            entry = entry or self.terms.entry(field, word)
            if entry is None:
                return NOTHING
            found = read_postings(entry, self._postings)
            kept.keep(self.id, (field, word), found, found.size)
        return found

    def blocks(self, entry: bytes) -> Iterator[Block]:
        """The postings of an entry with their values, for copying them."""
        return read_blocks(entry, self._postings)

    def meanings(self, field: str, word: str, form: Form, check: Check) -> Iterator[Postings]:
        """The postings of each word that `word` in this form means; for first letters, those of all of them at once."""
        if form is Form.PREFIX and SHORTEST_STARTS.get(field, 1) <= len(word) <= LONGEST_START:
            yield self.postings(STARTS[field], word)
            return
        for known, entry in self._known_words(field, word, form, check):
            yield self.postings(field, known, entry)

    def _known_words(self, field: str, word: str, form: Form, check: Check) -> Iterator[tuple[str, bytes | None]]:
        if form is Form.PREFIX:
            terms = self.terms.starting_with(field, word)
        else:
            yield word, None
            if form is not Form.FUZZY:
                return
            terms = self.terms.one_edit_away(field, word)
        for number, term in enumerate(terms):
            if number % _CHECK_EVERY == 0:
                check()
            yield term

    def find(self, leaf: Leaf, check: Check) -> int:
        """The bits of the papers (see PaperSet) that have the leaf in one of the fields it is looked for in."""
        found: int | None = self._memory.leaves.get(self.id, leaf)
        if found is None:
            groups = (some for field in fields_of(leaf) for some in self._groups(field, leaf, check))
            found = gather_bits(groups, self.size)
            self._memory.leaves.keep(self.id, leaf, found, _LEAF_BYTES + self.size // 8)
        return self._papers_of(found & self._alive)

    def _papers_of(self, documents: int) -> int:
        if self._first_id is not None:
            return documents << self._first_id
        return gather_bits((compress(self.paper_ids, read_flags(documents)),), self._most_id + 1) if documents else 0

    def _groups(self, field: str, leaf: Leaf, check: Check) -> Iterator[Iterable[int]]:
        """Yield groups of the document numbers that have the leaf in the field; a number may be in several groups."""
        check()
        if not leaf.words:
            return
        if len(leaf.words) == 1:
            for postings in self.meanings(field, leaf.words[0], _form(leaf), check):
                yield postings.ids
            return
        candidates = self._candidates(field, leaf, check)
        if not candidates:
            return
        if leaf.form is Form.NEAR:
            words = dict.fromkeys(leaf.words)
            streams = [self._positions(field, word, Form.WORDS, candidates, check) for word in words]
            yield [one for one in candidates if _is_near([stream[one] for stream in streams], leaf.reach)]
        else:
            yield self._adjacent(field, leaf, candidates, check)

    def _candidates(self, field: str, leaf: Leaf, check: Check) -> list[int]:
        """The documents that have all words of the leaf, in order."""
        found: set[int] | None = None
        for word in leaf.words[:-1]:
            check()
            ids = self.postings(field, word).ids
            found = set(ids) if found is None else found.intersection(ids)
            if not found:
                return []
        last: set[int] = set()
        for postings in self.meanings(field, leaf.words[-1], _form(leaf), check):
            last.update(postings.ids)
        return sorted(last if found is None else found & last)

    def _adjacent(self, field: str, leaf: Leaf, candidates: list[int], check: Check) -> list[int]:
        starts: dict[int, set[int]] = {}
        last = len(leaf.words) - 1
        for offset, word in enumerate(leaf.words):
            form = _form(leaf) if offset == last else Form.WORDS
            stream = self._positions(field, word, form, candidates, check)
            for document in candidates:
                shifted = {position - offset for position in stream.get(document, ())}
                starts[document] = starts[document] & shifted if offset else shifted
            candidates = [document for document in candidates if starts[document]]
        return candidates

    def _positions(
        self, field: str, word: str, form: Form, candidates: Sequence[int], check: Check
    ) -> dict[int, tuple[int, ...]]:
        """Where the word stands in the field of each candidate (in order) that has it."""
        wanted = set(candidates)
        found: dict[int, tuple[int, ...]] = {}
        for known, place in self._known_words(field, word, form, check):
            if (entry := place or self.terms.entry(field, known)) is None:
                continue
            for _, (ids, _, values) in read_blocks_between(entry, self._postings, candidates):
                check()
                for document, value in zip(ids, values or (), strict=True):
                    if document in wanted:
                        found[document] = found.get(document, ()) + decode_positions(value)
        return found


def _form(leaf: Leaf) -> Form:
    """How the last word of a leaf is meant by itself."""
    return Form.WORDS if leaf.form is Form.NEAR else leaf.form


def _is_near(streams: Sequence[Sequence[int]], reach: int) -> bool:
    """Whether one position of each stream lies within `reach`."""
    latest: dict[int, int] = {}
    for place, number in sorted((place, number) for number, places in enumerate(streams) for place in places):
        latest[number] = place
        if len(latest) == len(streams) and place - min(latest.values()) <= min(reach, MOST_REACH):
            return True
    return False


class OpenIndex:
    """All segments of one commit. `generation` is Whoosh's commit number."""

    def __init__(
        self, folder: Path, commit: Commit, verified: Checksums, memory: Memory, before: OpenIndex | None = None
    ) -> None:
        """Open a commit, taking over the segments of `before` (of the same folder), which ends with this.

        Each file is checked against the commit before anything is unpickled from it, unless it is in `verified`, which
        takes it up. Raises ValueError for a file that is not as it was written, OSError for one that is missing.
        """
        self.generation = commit.generation
        verify(folder, table_of_contents(commit.generation), commit.files, verified)
        storage = FileStorage(str(folder))
        contents = TOC.read(storage, INDEX_NAME, gen=commit.generation, schema=SCHEMA)
        for segment in contents.segments:
            verify(folder, f"{segment.segment_id()}.seg", commit.files, verified)
        kept = {segment.id: segment for segment in before.segments} if before else {}
        self.segments: list[Segment] = [_take_over(kept, storage, segment, memory) for segment in contents.segments]
        for segment in kept.values():
            segment.close()

    def close(self) -> None:
        """Close all files."""
        for segment in self.segments:
            segment.close()
        self.segments = []

    @property
    def papers(self) -> int:
        """How many papers are in the index."""
        return sum(segment.size - len(segment.gone) for segment in self.segments)

    def average_length(self, field: str) -> float:
        """The mean number of words in a field, at least 1."""
        documents = sum(segment.size for segment in self.segments)
        words = sum(segment.total_length(field) for segment in self.segments)
        return max(words / documents, 1.0) if documents else 1.0

    def documents_of(self, paper_ids: set[int]) -> Iterator[int]:
        """Whoosh's document numbers, counted through all segments, of some papers."""
        base = 0
        for segment in self.segments:
            yield from (base + document for document in segment.documents_of(paper_ids))
            base += segment.size

    def find(self, leaf: Leaf, check: Check) -> PaperSet:
        """The papers that have the leaf in one of the fields it is looked for in."""
        found = 0
        for segment in self.segments:
            found |= segment.find(leaf, check)
        return PaperSet.of_bits(found)


def _take_over(kept: dict[str, Segment], storage: Any, segment: Any, memory: Memory) -> Segment:
    known = kept.pop(segment.segment_id(), None)
    if known is None:
        return Segment(storage, segment, memory)
    known.mark_gone(segment.deleted_docs())
    return known
