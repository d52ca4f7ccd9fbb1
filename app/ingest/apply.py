"""Taking dumps in: records -> sightings -> papers, in short transactions; and taking imports back.

An import of at most CHUNK papers is one transaction. A longer one is written chunk by chunk under the mark
`is_finished = 0` while this process holds the import lock; when it fails, is cancelled or killed, what it wrote is
removed again (at once, or when the library is next opened).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from json.encoder import encode_basestring
from typing import Any

from app.domain.records import FeedRecord, Identifier, Mention, PaperRecord
from app.domain.titles import title_key
from app.importer.source import Source
from app.matching.grouping import find_eldest, unite
from app.matching.merge_fields import SightingRow
from app.reconcile import reconcile
from app.reconcile.reconcile import Home, Settlement
from app.store import imports, sightings
from app.store.driver import Connection
from app.store.imports import Standing
from app.store.sightings import PackedText

CHUNK = 2000
KEPT_TEXT_BYTES = 32 * 1024 * 1024
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class Tally:
    """What an import did to papers, counted by record: new + changed = papers.

    `changed` papers gained a sighting; the `altered` ones among the papers that were there show something else now,
    and `fresh` ones were not there. When an import is taken back `shown` papers stay because other pages show them, and
    `kept` ones because the user has touched them.
    """

    papers: int = 0
    new: int = 0
    changed: int = 0
    paper_ids: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    altered: set[int] = field(default_factory=set)
    fresh: set[int] = field(default_factory=set)
    shown: set[int] = field(default_factory=set)
    kept: set[int] = field(default_factory=set)

    def count(self, paper_ids: Sequence[int | None], outcome: Settlement) -> None:
        """Count the records of a chunk by the paper each became part of."""
        before = outcome.were_present
        self.altered |= outcome.altered - self.fresh
        for paper_id in paper_ids:
            is_new = paper_id not in before and paper_id not in self.paper_ids
            self.papers += 1
            self.new += is_new
            self.changed += not is_new
            if paper_id is not None:
                self.paper_ids.add(paper_id)
                if is_new:
                    self.fresh.add(paper_id)


Keyed = tuple[str, PaperRecord]
"""A record, and before it the key of its title."""


def say_what_stays(tally: Tally) -> str:
    """What follows the sentence that an import was taken back; empty when all its papers have gone."""
    reasons = ((tally.shown, "other pages show {}"), (tally.kept, "you have touched {}"))
    return "".join(
        f"; {len(ids)} {'paper stays' if len(ids) == 1 else 'papers stay'}, because "
        + reason.format("it" if len(ids) == 1 else "them")
        for ids, reason in reasons
        if ids
    )


def chunks(papers: Iterable[PaperRecord]) -> Iterator[Sequence[Keyed]]:
    """The papers in slices of CHUNK, each in the order of the page; one empty slice when there are none.

    Papers that are tied stay in one slice, however many they are. Otherwise every slice would fold again what the
    others before it wrote, and a page that repeats one entry would take time with the square of its length.
    """
    keyed = [(title_key(record.title), record) for record in papers]
    if len(keyed) <= CHUNK:
        yield keyed
        return
    slice_: list[Keyed] = []
    for tied in _tied(keyed):
        slice_ += tied
        if len(slice_) >= CHUNK:
            yield sorted(slice_, key=_place)
            slice_ = []
    if slice_:
        yield sorted(slice_, key=_place)


def _place(keyed: Keyed) -> int:
    return keyed[1].position


def _tied(papers: Sequence[Keyed]) -> Iterable[Sequence[Keyed]]:
    """The papers in groups that share a title or an identifier, directly or through others, by the oldest of each."""
    names = [name for key, record in papers for name in (key, *record.identifiers)]
    if len(set(names)) == len(names):  # the usual page names everything once
        return zip(papers)
    elder = list(range(len(papers)))
    bearer: dict[object, int] = {}
    for number, (key, record) in enumerate(papers):
        for name in (key, *record.identifiers):
            first = bearer.setdefault(name, number)
            if first != number:
                unite(elder, first, number)
    groups: dict[int, list[Keyed]] = {}
    for number, keyed in enumerate(papers):
        groups.setdefault(find_eldest(elder, number), []).append(keyed)
    return groups.values()


def pack(source: Source) -> PackedText:
    """The text of a dump as it is kept."""
    data = source.text.encode("utf-8")
    text = zlib.compress(data, 1) if len(data) <= KEPT_TEXT_BYTES else None  # level 6 takes as long as the import
    return PackedText(len(data), text)


def begin(connection: Connection, source: Source, feed: FeedRecord, at: str) -> int:
    """Write the import itself, not finished yet, with its dump (still without text) and profile; returns its id."""
    dump_id = sightings.insert_dump(connection, source.hash)
    import_id = sightings.insert_row(connection, "import", _import_columns(source, feed, dump_id, at))
    if feed.profile is not None:
        profile = {name: getattr(feed.profile, name) for name in feed.profile.__slots__}
        sightings.insert_row(connection, "profile", {"import_id": import_id, **profile})
    return import_id


def _import_columns(source: Source, feed: FeedRecord, dump_id: int, at: str) -> dict[str, Any]:
    same = ("format", "layout", "reason", "source", "dump_day", "year", "year_confidence", "year_basis", "sentence")
    return {
        "dump_id": dump_id,
        "file_hash": source.hash,
        "path": source.name,
        "dump_date": feed.dump_date.isoformat() if feed.dump_date else None,
        "imported_at": at,
        "unread": _json([{"line": one.line, "text": one.text, "why": one.why} for one in feed.unread]),
        **{name: getattr(feed, name) for name in same},
    }


def add_chunk(connection: Connection, import_id: int, papers: Sequence[Keyed], tally: Tally) -> None:
    """Write a slice of the papers of an import and settle them."""
    if not papers:
        return
    about = imports.about(connection, import_id)
    first = sightings.next_id(connection, "sighting")
    fresh = [_row(number, import_id, about, *keyed) for number, keyed in enumerate(papers, start=first)]
    outcome = reconcile.settle(connection, (), fresh)
    homes = [outcome.homes[row.id] for row in fresh]
    stored = [
        _stored(row, home, record, row.id in outcome.lone)
        for row, home, (_, record) in zip(fresh, homes, papers, strict=True)
    ]
    sightings.insert_sightings(connection, stored, about.imported_at)
    sightings.insert_identifiers(
        connection,
        [
            (row.id, one.kind, one.value)
            for row, (_, record) in zip(fresh, papers, strict=True)
            for one in record.identifiers
        ],
    )
    tally.count([home.paper_id for home in homes], outcome)
    tally.touched |= outcome.papers


def finish(connection: Connection, import_id: int, tally: Tally, text: PackedText | None) -> None:
    """Mark the import as whole, and keep the text of its dump."""
    if text is not None:
        sightings.keep_text(connection, import_id, text)
    imports.set_counts(connection, import_id, tally.papers, tally.new, tally.changed)


def remove_unfinished(connection: Connection, import_id: int) -> None:
    """Take out an import that did not finish; the identities of its new papers stay, hidden, and hold nothing."""
    concerned = _identities(connection, import_id)
    sightings.delete_import(connection, import_id)
    reconcile.settle(connection, concerned)


def set_standing(connection: Connection, import_id: int, standing: Standing) -> Tally:
    """Take an import back, or bring it back. Its sightings stay stored; only whether they count changes."""
    before = {paper_id for paper_id in sightings.papers_of_import(connection, import_id) if paper_id is not None}
    imports.set_standing(connection, import_id, standing)
    outcome = reconcile.settle(connection, _identities(connection, import_id))
    tally = Tally(touched=set(outcome.papers))
    tally.count(sightings.papers_of_import(connection, import_id), outcome)
    if standing is not Standing.STANDS:
        tally.shown, tally.kept = imports.remaining(connection, before)
    return tally


def _identities(connection: Connection, import_id: int) -> set[int]:
    rows = sightings.fetch(connection, "id", sightings.ids_of_import(connection, import_id))
    return {identity for row in rows for identity in (*row.own_ids, row.paper_id) if identity is not None}


def _row(number: int, import_id: int, about: imports.About, key: str, record: PaperRecord) -> SightingRow:
    organization = record.organization
    month_day = record.published_month_day
    return SightingRow(  # by place: by name it would take twice as long
        number,
        import_id,
        reconcile.UNBORN,
        None,  # split
        None,  # paper
        record.position,
        record.title,
        key,
        record.abstract,
        record.abstract_complete,
        _texts(record.authors) if record.authors else "[]",
        record.authors_complete,
        record.author_count,
        organization.slug if organization else None,
        organization.name if organization else None,
        record.published.isoformat() if record.published else None,
        f"{month_day[0]:02}-{month_day[1]:02}" if month_day else None,
        record.year_inferred,
        record.comments,
        record.upvotes,
        record.score,
        _texts(record.categories) if record.categories else "[]",
        record.has_code,
        _named(record.identifiers) if record.identifiers else "[]",
        _texts(record.code_urls) if record.code_urls else "[]",
        _named(record.mentions) if record.mentions else "[]",
        *about,
        0,  # withdrawn
        0,  # undone
    )


def _stored(row: SightingRow, home: Home, record: PaperRecord, is_lone: bool) -> tuple[Any, ...]:
    """What `sightings.insert_sightings` takes, in its order."""
    spans = ",".join([f'"{name}":[{span.start},{span.end}]' for name, span in record.spans.items()])
    return (
        row.id,
        row.import_id,
        *home,  # birth, split, paper
        *row[5:26],
        record.published_text,
        _texts(record.repairs) if record.repairs else "[]",
        record.is_guess,
        f"{{{spans}}}",
        is_lone,
    )


def _json(values: Sequence[Any]) -> str:
    return _ENCODER.encode(values) if values else "[]"


def _texts(values: Sequence[str]) -> str:
    """As `_json` does it, and faster."""
    return f"[{','.join(map(encode_basestring, values))}]"


def _named(values: Sequence[Identifier | Mention]) -> str:
    return _json([{"kind": one.kind, "value": one.value} for one in values]) if values else "[]"
