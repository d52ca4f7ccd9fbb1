"""Writing papers to a segment in Whoosh's format, in steps between which the index can be queried.

Whoosh's own writer sorts every posting and calls methods for each of them (300 papers per second). Here postings are
grouped by word while papers are added, and each list is written at once. Everything else (columns, files, commits) is
Whoosh's; `postings` describes the lists.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from app.index.analysis import split_words
from app.index.documents import MAX_DISTANCE, TEXT_FIELDS, IndexDocument
from app.index.errors import DAMAGE_ERRORS, IndexBusy
from app.index.whoosh_format.postings import PostingsWriter, encode_positions
from app.index.whoosh_format.schema import (
    INDEX_NAME,
    PAPER_ID,
    PREFIX_FIELDS,
    SCHEMA,
    FileIndex,
    LockError,
    SegmentWriter,
    W3Codec,
    W3FieldWriter,
    W3Segment,
    byte_to_length,
)
from app.index.whoosh_format.segments import DELETED, MAX_PREFIX_CHARS, MIN_PREFIX_CHARS, Segment

_STEP_WORDS = 100
"""Words written per step, or ten times the papers added per step: some milliseconds."""
_SINGLE_POSITION_VALUES = [encode_positions((position,)) for position in range(512)]
"""Position -> value of a word that occurs once in a text, shared by all postings to save memory."""


class InvertedField:
    """The postings of one field: word -> document number, value, document number, value..."""

    def __init__(self) -> None:
        self.terms: dict[str, list[Any]] = {}
        self.lengths = array("I")

    def add(self, document: int, parts: Iterable[str]) -> int:
        """Add the text of the next document; return its number of words."""
        positions_by_word: dict[str, list[int]] = {}
        next_position = length = 0
        for part in parts:
            part_words = split_words(part)
            for position, word in enumerate(part_words, next_position):
                if word in positions_by_word:
                    positions_by_word[word].append(position)
                else:
                    positions_by_word[word] = [position]
            length += len(part_words)
            next_position += len(part_words) + MAX_DISTANCE
        terms = self.terms
        for word, positions in positions_by_word.items():
            first = positions[0]
            value = (
                _SINGLE_POSITION_VALUES[first] if first < 512 and len(positions) == 1 else encode_positions(positions)
            )
            if word in terms:
                terms[word] += (document, value)
            else:
                terms[word] = [document, value]
        self.lengths.append(length)
        return length


class BulkFieldWriter(W3FieldWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer of the term dictionary, for whole posting lists."""

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self.postings = PostingsWriter(self._postfile)

    def write_field(self, name: str, entries: Iterable[tuple[str, bytes] | None]) -> Iterator[None]:
        """Write the entries of a field, sorted by word; a step ends at None and every `_STEP_WORDS` words."""
        self.start_field(name, SCHEMA[name])
        number = self._fieldid.to_bytes(2)
        for count, entry in enumerate(entries):
            if entry is not None:
                self._tindex.add(number + entry[0].encode(), entry[1])
            if entry is None or count % _STEP_WORDS == 0:
                yield
        self.finish_field()


class BulkCodec(W3Codec):  # type: ignore[misc]  # as above
    """Whoosh's codec with our field writer. Segments name Whoosh's own codec, so that plain Whoosh can read them."""

    def field_writer(self, storage: Any, segment: Any) -> BulkFieldWriter:
        return BulkFieldWriter(self, storage, segment)

    def new_segment(self, _storage: Any, indexname: str) -> Any:
        return W3Segment(W3Codec(), indexname)


class PaperWriter(SegmentWriter):  # type: ignore[misc]  # as above
    """One commit: any number of `add_papers`, `copy_segment` and `delete_document`, then `finish` or `cancel`."""

    def __init__(self, storage: Any) -> None:
        """The caller holds the lock of the index. Raises Whoosh's LockError when another program is writing."""
        super().__init__(FileIndex(storage, SCHEMA, INDEX_NAME), codec=BulkCodec())
        self._fields = {name: InvertedField() for name in TEXT_FIELDS}

    def add_papers(self, documents: Iterable[IndexDocument]) -> Iterator[None]:
        """Add papers that are not in the index."""
        for number, document in enumerate(documents):
            self._start_paper(document.paper_id)
            for name, field in self._fields.items():
                value = getattr(document, name)
                self._add_length(name, field.add(self.docnum, (value,) if isinstance(value, str) else value))
            self._finish_paper()
            if number % (_STEP_WORDS // 10) == 0:
                yield

    def copy_segment(self, segment: Segment) -> Iterator[None]:
        """Copy the papers of a segment that the commit will not keep."""
        numbers = array("q", [DELETED]) * segment.size
        lengths = {name: segment.lengths(name) for name in TEXT_FIELDS}
        for document, paper_id in enumerate(segment.paper_ids):
            if paper_id != DELETED:
                numbers[document] = self.docnum
                self._start_paper(paper_id)
                for name, field in self._fields.items():
                    field.lengths.append(byte_to_length(lengths[name][document]))
                    self._add_length(name, field.lengths[-1])
                self._finish_paper()
                if self.docnum % _STEP_WORDS == 0:
                    yield
        for name, field in self._fields.items():
            for count, (word, entry) in enumerate(segment.dictionary.iter_prefix(name, "")):
                self._copy_word(segment, field, word, entry, numbers)
                if count % _STEP_WORDS == 0:
                    yield

    def _copy_word(
        self, segment: Segment, field: InvertedField, word: str, entry: bytes, numbers: Sequence[int]
    ) -> None:
        copied: list[Any] = []
        for ids, _, values in segment.blocks(entry):
            for document, value in zip(ids, values or (), strict=True):
                if (number := numbers[document]) != DELETED:
                    copied += (number, value)
        if copied:
            field.terms.setdefault(word, []).extend(copied)

    def _start_paper(self, paper_id: int) -> None:
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_column_value("paper_id", PAPER_ID, paper_id)

    def _add_length(self, field: str, length: int) -> None:
        if length:
            self.perdocwriter.add_field(field, None, None, length)

    def _finish_paper(self) -> None:
        self.perdocwriter.finish_doc()
        self.docnum += 1
        self._added = True

    def finish(self, kept: Iterable[Any]) -> Iterator[None]:
        """Write the new segment and commit it together with the `kept` ones of Whoosh's `segments`."""
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
        prefixes: list[tuple[str, bytes] | None] = []
        for prefix, documents in gather_prefixes(order, terms):
            if len(prefix) >= MIN_PREFIX_CHARS.get(name, 1):
                prefixes.append((prefix, write(sorted(documents), None, None)))
                yield
        prefixes.sort()
        yield from self.fieldwriter.write_field(
            name, ((word, write(terms[word][::2], terms.pop(word)[1::2], field.lengths)) for word in order)
        )
        yield from self.fieldwriter.write_field(PREFIX_FIELDS[name], prefixes)


def gather_prefixes(order: Iterable[str], terms: dict[str, list[Any]]) -> Iterator[tuple[str, set[int]]]:
    """Yield (prefix, documents with such a word) for sorted words, longer prefixes before shorter ones."""
    open_prefixes: list[tuple[str, set[int]]] = []
    for word in order:
        while open_prefixes and not word.startswith(open_prefixes[-1][0]):
            yield _pop_prefix(open_prefixes)
        for size in range(len(open_prefixes) + 1, min(len(word), MAX_PREFIX_CHARS) + 1):
            open_prefixes.append((word[:size], set()))
        open_prefixes[-1][1].update(terms[word][::2])
    while open_prefixes:
        yield _pop_prefix(open_prefixes)


def _pop_prefix(open_prefixes: list[tuple[str, set[int]]]) -> tuple[str, set[int]]:
    prefix, documents = open_prefixes.pop()
    if open_prefixes:
        open_prefixes[-1][1].update(documents)
    return prefix, documents


def open_writer(storage: Any) -> PaperWriter:
    """Open a writer for a data folder; the caller holds the lock of the index."""
    try:
        return PaperWriter(storage)
    except LockError as error:
        raise IndexBusy("Another program is writing the search index.") from error


def cancel_quietly(writer: PaperWriter) -> None:
    """Cancel a writer; the next commit removes the files it leaves in the folder."""
    with suppress(*DAMAGE_ERRORS):
        if not writer.is_closed:
            writer.cancel()
