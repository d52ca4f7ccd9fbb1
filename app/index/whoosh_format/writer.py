"""The writer: papers in, a segment of Whoosh's format out, in steps between which the index can be asked.

Whoosh's own writer sorts every posting and calls its methods for each of them (300 papers a second). Here the postings
are grouped by word while papers come in, and each list is written at once. Everything else (columns, files, commits) is
Whoosh's; `postings` describes the lists.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from app.index.analysis import words
from app.index.documents import MOST_REACH, TEXT_FIELDS, IndexDocument
from app.index.errors import DAMAGE, IndexBusy
from app.index.whoosh_format.postings import PostingsWriter, encode_positions
from app.index.whoosh_format.schema import (
    INDEX_NAME,
    PAPER_ID,
    SCHEMA,
    STARTS,
    FileIndex,
    LockError,
    SegmentWriter,
    W3Codec,
    W3FieldWriter,
    W3Segment,
    byte_to_length,
)
from app.index.whoosh_format.segments import GONE, LONGEST_START, SHORTEST_STARTS, Segment

_STEP = 100
"""So many words are written, or a tenth as many papers taken in, in one step: some milliseconds."""
_SINGLE = [encode_positions((position,)) for position in range(512)]
"""The values of words that stand in a text once: one object for each place instead of one for each posting."""


class InvertedField:
    """The postings of one field: word -> document number, value, document number, value..."""

    def __init__(self) -> None:
        self.terms: dict[str, list[Any]] = {}
        self.lengths = array("I")

    def add(self, document: int, parts: Iterable[str]) -> int:
        """Take in the text of a document, the next in order; returns its number of words."""
        places: dict[str, list[int]] = {}
        position = length = 0
        for part in parts:
            found = words(part)
            for place, word in enumerate(found, position):
                if word in places:
                    places[word].append(place)
                else:
                    places[word] = [place]
            length += len(found)
            position += len(found) + MOST_REACH
        terms = self.terms
        for word, positions in places.items():
            first = positions[0]
            value = _SINGLE[first] if first < 512 and len(positions) == 1 else encode_positions(positions)
            if word in terms:
                terms[word] += (document, value)
            else:
                terms[word] = [document, value]
        self.lengths.append(length)
        return length


class BulkFieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer of the table of terms, with whole posting lists going in."""

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self.postings = PostingsWriter(self._postfile)

    def write_field(self, name: str, entries: Iterable[tuple[str, bytes] | None]) -> Iterator[None]:
        """Write the entries of a field, in the order of their words; None and every some words end a step."""
        self.start_field(name, SCHEMA[name])
        number = self._fieldid.to_bytes(2)
        for count, entry in enumerate(entries):
            if entry is not None:
                self._tindex.add(number + entry[0].encode(), entry[1])
            if entry is None or count % _STEP == 0:
                yield
        self.finish_field()


class BulkCodec(W3Codec):  # type: ignore[misc]  # as above
    """Whoosh's codec but for the writer; the segments name Whoosh's own, so that it can read them without us."""

    def field_writer(self, storage: Any, segment: Any) -> BulkFieldWriter:
        return BulkFieldWriter(self, storage, segment)

    def new_segment(self, _storage: Any, indexname: str) -> Any:
        return W3Segment(W3Codec(), indexname)


class PaperWriter(SegmentWriter):  # type: ignore[misc]  # as above
    """One commit: `add_paper`, `absorb` and `delete_document` as often as wanted, then `finish` or `cancel`."""

    def __init__(self, storage: Any) -> None:
        """The caller holds the lock of the index. Raises stock.LockError when a foreign program writes."""
        super().__init__(FileIndex(storage, SCHEMA, INDEX_NAME), codec=BulkCodec())
        self._fields = {name: InvertedField() for name in TEXT_FIELDS}

    def add_papers(self, documents: Iterable[IndexDocument]) -> Iterator[None]:
        """Add papers that are not in the index."""
        for number, document in enumerate(documents):
            self._start_paper(document.paper_id)
            for name, field in self._fields.items():
                value = getattr(document, name)
                self._note_length(name, field.add(self.docnum, (value,) if isinstance(value, str) else value))
            self._finish_paper()
            if number % (_STEP // 10) == 0:
                yield

    def absorb(self, segment: Segment) -> Iterator[None]:
        """Take over the papers of a segment that the commit will not keep."""
        numbers = array("q", [GONE]) * segment.size
        lengths = {name: segment.lengths(name) for name in TEXT_FIELDS}
        for document, paper_id in enumerate(segment.paper_ids):
            if paper_id != GONE:
                numbers[document] = self.docnum
                self._start_paper(paper_id)
                for name, field in self._fields.items():
                    field.lengths.append(byte_to_length(lengths[name][document]))
                    self._note_length(name, field.lengths[-1])
                self._finish_paper()
                if self.docnum % _STEP == 0:
                    yield
        for name, field in self._fields.items():
            for count, (word, entry) in enumerate(segment.terms.starting_with(name, "")):
                self._absorb_word(segment, field, word, entry, numbers)
                if count % _STEP == 0:
                    yield

    def _absorb_word(
        self, segment: Segment, field: InvertedField, word: str, entry: bytes, numbers: Sequence[int]
    ) -> None:
        taken: list[Any] = []
        for ids, _, values in segment.blocks(entry):
            for document, value in zip(ids, values or (), strict=True):
                if (number := numbers[document]) != GONE:
                    taken += (number, value)
        if taken:
            field.terms.setdefault(word, []).extend(taken)

    def _start_paper(self, paper_id: int) -> None:
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_column_value("paper_id", PAPER_ID, paper_id)

    def _note_length(self, field: str, length: int) -> None:
        if length:
            self.perdocwriter.add_field(field, None, None, length)

    def _finish_paper(self) -> None:
        self.perdocwriter.finish_doc()
        self.docnum += 1
        self._added = True

    def finish(self, kept: Iterable[Any]) -> Iterator[None]:
        """Write the new segment and commit it beside those of Whoosh's `segments` that are `kept`."""
        segments = list(kept)
        if self._added:
            self.perdocwriter.close()
            for name, field in self._fields.items():
                yield from self._write_field(name, field)
            self.fieldwriter.close()
        self._close_segment()
        if self._added:
            self._assemble_segment()
            segments.append(self.get_segment())
        self._commit_toc(segments)
        self._finish()

    def _write_field(self, name: str, field: InvertedField) -> Iterator[None]:
        write = self.fieldwriter.postings.write
        terms = field.terms
        order = sorted(terms)
        starts: list[tuple[str, bytes] | None] = []
        for start, documents in gather_starts(order, terms):
            if len(start) >= SHORTEST_STARTS.get(name, 1):
                starts.append((start, write(sorted(documents), None, None)))
                yield
        starts.sort()
        yield from self.fieldwriter.write_field(
            name, ((word, write(terms[word][::2], terms.pop(word)[1::2], field.lengths)) for word in order)
        )
        yield from self.fieldwriter.write_field(STARTS[name], starts)


def gather_starts(order: Iterable[str], terms: dict[str, list[Any]]) -> Iterator[tuple[str, set[int]]]:
    """Yield (first letters, documents with a word that begins so) for sorted words, longer starts before shorter."""
    under_way: list[tuple[str, set[int]]] = []
    for word in order:
        while under_way and not word.startswith(under_way[-1][0]):
            yield _close_start(under_way)
        for size in range(len(under_way) + 1, min(len(word), LONGEST_START) + 1):
            under_way.append((word[:size], set()))
        under_way[-1][1].update(terms[word][::2])
    while under_way:
        yield _close_start(under_way)


def _close_start(under_way: list[tuple[str, set[int]]]) -> tuple[str, set[int]]:
    start, documents = under_way.pop()
    if under_way:
        under_way[-1][1].update(documents)
    return start, documents


def open_writer(storage: Any) -> PaperWriter:
    """A writer over a data folder; the caller holds the lock of the index."""
    try:
        return PaperWriter(storage)
    except LockError as error:
        raise IndexBusy("Another program is writing the search index.") from error


def cancel_quietly(writer: PaperWriter) -> None:
    """End a writer that is not to commit; what it leaves in the folder, the next commit tidies away."""
    with suppress(*DAMAGE):
        if not writer.is_closed:
            writer.cancel()
