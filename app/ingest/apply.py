"""Writes imports (records -> sightings -> papers) in short transactions, and changes the state of imports.

An import of at most CHUNK_PAPERS papers is one transaction. A longer one is written in chunks with `is_finished = 0`
while this process holds the import lock. If it fails, is cancelled or killed, its rows are removed, at once or when the
library is next opened.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.field_kinds import to_json_text
from app.domain.records import FeedRecord, PaperRecord
from app.domain.titles import title_key
from app.importer.source import Source
from app.matching.disjoint_sets import group_by_shared_keys
from app.matching.merge_fields import UNASSIGNED, SightingRow
from app.reconcile import reconcile
from app.reconcile.reconcile import Reconciliation
from app.store import imports, sightings
from app.store.driver import Connection
from app.store.imports import ImportState
from app.store.sightings import FreshSighting, PackedText

CHUNK_PAPERS = 2000
MAX_STORED_TEXT_BYTES = 32 * 1024 * 1024


@dataclass(slots=True)
class ImportOutcome:
    """The effect of an import on papers. `papers` = `new` + `changed` count records.

    `changed` records added a sighting to an existing paper. `altered_ids` are existing papers whose visible fields
    changed, `new_ids` papers that did not exist, `touched_ids` all papers that were written. When an import is removed,
    `supported_ids` stay because other imports contain them, and `edited_ids` because the user has edited them.
    """

    papers: int = 0
    new: int = 0
    changed: int = 0
    paper_ids: set[int] = field(default_factory=set)
    touched_ids: set[int] = field(default_factory=set)
    altered_ids: set[int] = field(default_factory=set)
    new_ids: set[int] = field(default_factory=set)
    supported_ids: set[int] = field(default_factory=set)
    edited_ids: set[int] = field(default_factory=set)

    @property
    def remaining_ids(self) -> frozenset[int]:
        """The papers of a removed import that are still in the library."""
        return frozenset(self.supported_ids | self.edited_ids)

    def count(self, paper_ids: Sequence[int | None], reconciliation: Reconciliation) -> None:
        """Count the records of a chunk by the paper each belongs to now."""
        before = reconciliation.were_present
        self.altered_ids |= reconciliation.altered - self.new_ids
        for paper_id in paper_ids:
            is_new = paper_id not in before and paper_id not in self.paper_ids
            self.papers += 1
            self.new += is_new
            self.changed += not is_new
            if paper_id is not None:
                self.paper_ids.add(paper_id)
                if is_new:
                    self.new_ids.add(paper_id)


KeyedRecord = tuple[str, PaperRecord]
"""The key of a record's title, and the record."""


def describe_remaining(outcome: ImportOutcome) -> str:
    """A clause about the papers that stay after an import was removed; empty when none does."""
    reasons = ((outcome.supported_ids, "other imports contain {}"), (outcome.edited_ids, "you have edited {}"))
    return "".join(
        f"; {len(ids)} {'paper stays' if len(ids) == 1 else 'papers stay'} because "
        + reason.format("it" if len(ids) == 1 else "them")
        for ids, reason in reasons
        if ids
    )


def split_into_chunks(records: Iterable[PaperRecord]) -> Iterator[Sequence[KeyedRecord]]:
    """The records in chunks of CHUNK_PAPERS, each in the order of the page; one empty chunk when there are none.

    Records with a common title or identifier stay in one chunk, however many they are. Otherwise every chunk would
    reconcile the papers of earlier chunks again, which takes quadratic time on a page that repeats one entry.
    """
    keyed = [(title_key(record.title), record) for record in records]
    if len(keyed) <= CHUNK_PAPERS:
        yield keyed
        return
    chunk: list[KeyedRecord] = []
    for related in _group_related(keyed):
        chunk += related
        if len(chunk) >= CHUNK_PAPERS:
            yield sorted(chunk, key=_position)
            chunk = []
    if chunk:
        yield sorted(chunk, key=_position)


def _position(keyed: KeyedRecord) -> int:
    return keyed[1].position


def _group_related(papers: Sequence[KeyedRecord]) -> Iterable[Sequence[KeyedRecord]]:
    """Groups of records that share a title or an identifier, directly or through others, by their first position."""
    keys = [(key, *record.identifiers) for key, record in papers]
    if len({key for own in keys for key in own}) == sum(map(len, keys)):  # usual case: every key occurs once
        return zip(papers)
    return [[papers[position] for position in group] for group in group_by_shared_keys(keys)]


def compress(source: Source) -> PackedText:
    """The text of a dump as it is stored."""
    data = source.text.encode("utf-8")
    # a higher compression level would take as long as the import
    text = zlib.compress(data, 1) if len(data) <= MAX_STORED_TEXT_BYTES else None
    return PackedText(len(data), text)


def begin_import(connection: Connection, source: Source, feed: FeedRecord, at: str) -> int:
    """Insert the import, not finished yet, with its dump (still without text) and profile; returns its id."""
    dump_id = sightings.insert_dump(connection, source.hash)
    import_id = sightings.insert_row(connection, "import", _import_columns(source, feed, dump_id, at))
    if feed.profile is not None:
        profile = {name: getattr(feed.profile, name) for name in feed.profile.__slots__}
        sightings.insert_row(connection, "profile", {"import_id": import_id, **profile})
    return import_id


def _import_columns(source: Source, feed: FeedRecord, dump_id: int, at: str) -> dict[str, Any]:
    copied = ("format", "layout", "reason", "source", "dump_day", "year", "year_confidence", "year_basis", "sentence")
    return {
        "dump_id": dump_id,
        "file_hash": source.hash,
        "path": source.name,
        "dump_date": feed.dump_date.isoformat() if feed.dump_date else None,
        "imported_at": at,
        "unread": to_json_text([{"line": one.line, "text": one.text, "why": one.why} for one in feed.unread]),
        **{name: getattr(feed, name) for name in copied},
    }


def add_chunk(connection: Connection, import_id: int, records: Sequence[KeyedRecord], outcome: ImportOutcome) -> None:
    """Write a chunk of the records of an import, reconcile their papers, and add them to `outcome`."""
    if not records:
        return
    info = imports.read_info(connection, import_id)
    first_id = sightings.next_id(connection, "sighting")
    fresh = [_fresh_sighting(row_id, import_id, info, *keyed) for row_id, keyed in enumerate(records, start=first_id)]
    reconciliation = reconcile.reconcile(connection, (), fresh)
    outcome.count([reconciliation.placements[one.row.id].paper_id for one in fresh], reconciliation)
    outcome.touched_ids |= reconciliation.paper_ids


def finish_import(connection: Connection, import_id: int, outcome: ImportOutcome, text: PackedText | None) -> None:
    """Mark the import as finished and store the text of its dump."""
    if text is not None:
        sightings.store_text(connection, import_id, text)
    imports.set_counts(connection, import_id, outcome.papers, outcome.new, outcome.changed)


def remove_unfinished(connection: Connection, import_id: int) -> None:
    """Delete an import that did not finish. The rows of its new papers stay, hidden and without sightings."""
    identities = _identities(connection, import_id)
    sightings.delete_import(connection, import_id)
    reconcile.reconcile(connection, identities)


def set_state(connection: Connection, import_id: int, state: ImportState) -> ImportOutcome:
    """Remove or restore an import. Its sightings stay stored; only whether they count changes."""
    before = {paper_id for paper_id in sightings.list_papers_of_import(connection, import_id) if paper_id is not None}
    imports.set_state(connection, import_id, state)
    reconciliation = reconcile.reconcile(connection, _identities(connection, import_id))
    outcome = ImportOutcome(touched_ids=set(reconciliation.paper_ids))
    outcome.count(sightings.list_papers_of_import(connection, import_id), reconciliation)
    if state is not ImportState.ACTIVE:
        outcome.supported_ids, outcome.edited_ids = imports.find_remaining_papers(connection, before)
    return outcome


def _identities(connection: Connection, import_id: int) -> set[int]:
    rows = sightings.fetch(connection, "id", sightings.list_sighting_ids(connection, import_id))
    return {identity for row in rows for identity in (*row.identity_ids, row.paper_id) if identity is not None}


def _fresh_sighting(
    row_id: int, import_id: int, info: imports.ImportInfo, key: str, record: PaperRecord
) -> FreshSighting:
    month_day = record.published_month_day
    row = SightingRow(  # positional arguments: keywords would take twice as long
        row_id,
        import_id,
        UNASSIGNED,
        None,  # split
        None,  # paper
        record.position,
        key,
        f"{month_day[0]:02}-{month_day[1]:02}" if month_day else None,
        record.year_inferred,
        *info,
        0,  # withdrawn
        0,  # undone
        record,
    )
    return FreshSighting(row, record)
