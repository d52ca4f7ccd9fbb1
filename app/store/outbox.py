"""The outbox: the papers whose changed text is not indexed yet, and the text to index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.store import papers
from app.store.driver import Connection, as_json

_BATCH_SIZE = 500


class SearchableText(NamedTuple):
    """The searchable text of one paper; absent parts are empty."""

    paper_id: int
    title: str
    abstract: str
    authors: tuple[str, ...]
    organization: str
    note: str


def read_last_number(connection: Connection) -> int:
    """The highest number the outbox has assigned."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
    return int(row[0]) if row else 0


def read_floor(connection: Connection) -> int:
    """The number up to which entries have been discarded."""
    return int(connection.execute("SELECT value FROM meta WHERE key = 'outbox_floor'").fetchone()[0])


def find_pending(connection: Connection, applied: int) -> set[int]:
    """The identities whose text changed after the number `applied`, and the papers they resolve to."""
    rows = connection.execute(
        "SELECT DISTINCT p.id, p.alias_of FROM outbox AS o JOIN paper AS p ON p.id = o.paper_id WHERE o.id > ?",
        (applied,),
    )
    return {identity for row in rows for identity in row if identity is not None}


def discard(connection: Connection, applied: int) -> None:
    """Delete applied entries and record the number: an index that is behind it must be rebuilt."""
    connection.execute("DELETE FROM outbox WHERE id <= ?", (applied,))
    connection.execute("UPDATE meta SET value = ? WHERE key = 'outbox_floor'", (str(applied),))


def read_texts(connection: Connection, ids: Iterable[int]) -> Iterator[SearchableText]:
    """The searchable texts of these papers, as far as they are present."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), _BATCH_SIZE):
        yield from _read_batch(connection, wanted[start : start + _BATCH_SIZE])


def _read_batch(connection: Connection, ids: list[int]) -> Iterator[SearchableText]:
    notes = papers.read_notes(connection, ids)
    rows = connection.execute(
        "SELECT id, title, abstract, authors, organization_name, organization_slug FROM paper "
        "WHERE is_present AND id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (as_json(ids),),
    ).fetchall()
    for row in rows:
        organization = " ".join(part for part in row[4:6] if part)
        authors = tuple(json.loads(row[3]))
        yield SearchableText(row[0], row[1], row[2] or "", authors, organization, notes.get(row[0], ""))
