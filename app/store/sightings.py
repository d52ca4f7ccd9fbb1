"""Sightings in SQL: stores imports, fetches what is to be reconciled, and writes merged papers."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.domain.field_kinds import strings_to_json
from app.domain.paper_columns import COLUMNS, NAMES, to_columns, to_fields
from app.domain.paper_fields import PaperFields
from app.domain.paper_values import Identifier
from app.domain.records import PaperRecord
from app.matching.merge_fields import SightingRow
from app.store.driver import Connection, as_json

_OWN_COLUMNS = (
    "id", "import_id", "birth_id", "split_id", "paper_id", "position", "title_key", "month_day", "year_inferred",
)  # fmt: skip
_IMPORT_COLUMNS = ("dump_date", "source", "file_hash", "imported_at", "is_withdrawn", "is_undone")
_SELECTED = (
    *(f"s.{name}" for name in _OWN_COLUMNS),
    *(f"i.{name}" for name in _IMPORT_COLUMNS),
    *(f"s.{name}" for name in COLUMNS),
)
_ROW = f"SELECT {', '.join(_SELECTED)} FROM sighting AS s JOIN import AS i ON i.id = s.import_id WHERE "
_FIRST_FIELD = len(_OWN_COLUMNS) + len(_IMPORT_COLUMNS)
_USER_DATA = (
    "hand_paper WHERE paper_id",
    "field_edit WHERE paper_id",
    "paper_tag WHERE paper_id",
    "mark WHERE (status <> 'inbox' OR is_starred OR priority) AND paper_id",
    "note WHERE paper_id",
    "collection_paper WHERE paper_id",
)
_STORED_COLUMNS = ", ".join((*_OWN_COLUMNS, "published_text", "repairs", "is_guess", "spans", *COLUMNS))
_UPDATE_FIELDS = ", ".join(f"{name} = excluded.{name}" for name in ("title_key", *COLUMNS))


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper to be written."""

    id: int
    is_withdrawn: bool
    added: str
    title_key: str
    fields: PaperFields


class FreshSighting(NamedTuple):
    """A sighting that is not stored yet, with the record that its fields are of; its birth id is UNASSIGNED."""

    row: SightingRow
    record: PaperRecord


class Placement(NamedTuple):
    """The identities of a sighting (birth, and split if any), and its present paper (None: it does not count)."""

    birth_id: int
    split_id: int | None
    paper_id: int | None


class HandPaper(NamedTuple):
    """The original columns of a paper added by hand, as a JSON object, and the time."""

    value: str
    added_at: str


class PackedText(NamedTuple):
    """The UTF-8 text of a dump: its size in bytes, and the text compressed with zlib (None: too large to keep)."""

    size: int
    text: bytes | None


def insert_dump(connection: Connection, digest: str) -> int:
    """Insert a dump, once for all its imports; `store_text` adds its size and text. Returns its id."""
    connection.execute("INSERT INTO dump (hash, size) VALUES (?, 0) ON CONFLICT (hash) DO NOTHING", (digest,))
    return int(connection.execute("SELECT id FROM dump WHERE hash = ?", (digest,)).fetchone()[0])


def store_text(connection: Connection, import_id: int, packed: PackedText) -> None:
    """Store the text of the dump of an import, unless another import of it did."""
    connection.execute(
        "UPDATE dump SET size = ?, text = ? WHERE text IS NULL AND id = (SELECT dump_id FROM import WHERE id = ?)",
        (*packed, import_id),
    )


def insert_row(connection: Connection, table: str, values: Mapping[str, Any]) -> int:
    """Insert one source-owned row from column values; returns its id."""
    placeholders = ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({placeholders})", tuple(values.values())
    )
    return int(cursor.lastrowid or 0)


def next_id(connection: Connection, table: str) -> int:
    """The id the next row of an AUTOINCREMENT table would get; safe inside a write transaction."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) + 1 if row else 1


def insert_sightings(
    connection: Connection,
    fresh: Sequence[FreshSighting],
    placements: Mapping[int, Placement],
    singletons: Container[int],
) -> None:
    """Store sightings with their identifiers, and the papers of those that are a new paper each, `singletons`.

    A paper of one sighting has the fields of the sighting (`merge_fields.merge`), so SQLite copies their columns. The
    rows are collected in a TEMP table: papers have to exist before their sightings, and one statement for all is faster
    than one for each.
    """
    columns = _STORED_COLUMNS.replace("id,", "id INTEGER PRIMARY KEY,", 1)
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS fresh (added, {columns})")
    places = ", ".join("?" * (_STORED_COLUMNS.count(",") + 2))
    connection.executemany(
        f"INSERT INTO temp.fresh VALUES ({places})",
        [_stored_row(*one, placements[one.row.id], one.row.id in singletons) for one in fresh],
    )
    connection.execute(
        f"INSERT INTO paper (id, is_present, added, title_key, {NAMES}) "
        f"SELECT paper_id, 1, added, title_key, {NAMES} FROM temp.fresh WHERE added IS NOT NULL ORDER BY id"
    )
    connection.execute(f"INSERT INTO sighting ({_STORED_COLUMNS}) SELECT {_STORED_COLUMNS} FROM temp.fresh ORDER BY id")
    connection.execute("DELETE FROM temp.fresh")
    _insert_identifiers(connection, [(row.id, one) for row, record in fresh for one in record.identifiers])


def _stored_row(row: SightingRow, record: PaperRecord, placement: Placement, is_singleton: bool) -> tuple[Any, ...]:
    """The time of the paper, if it is a new one, and the values of _STORED_COLUMNS."""
    spans = ",".join([f'"{name}":[{span.start},{span.end}]' for name, span in record.spans.items()])
    return (
        row.imported_at if is_singleton else None,
        row.id,
        row.import_id,
        *placement,  # birth, split, paper
        row.position,
        row.title_key,
        row.month_day,
        row.year_inferred,
        record.published_text,
        strings_to_json(record.repairs) if record.repairs else "[]",
        record.is_guess,
        f"{{{spans}}}",
        *to_columns(record),
    )


def _insert_identifiers(connection: Connection, identifiers: Iterable[tuple[int, Identifier]]) -> None:
    connection.executemany(
        "INSERT INTO sighting_identifier (sighting_id, kind, value) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(sighting_id, one.kind, one.value) for sighting_id, one in identifiers],
    )


def list_sighting_ids(connection: Connection, import_id: int) -> list[int]:
    rows = connection.execute("SELECT id FROM sighting WHERE import_id = ? ORDER BY id", (import_id,))
    return [row[0] for row in rows]


def list_papers_of_import(connection: Connection, import_id: int) -> list[int | None]:
    """The paper of each sighting of an import, in the order of the page."""
    rows = connection.execute("SELECT paper_id FROM sighting WHERE import_id = ? ORDER BY position", (import_id,))
    return [row[0] for row in rows]


def delete_import(connection: Connection, import_id: int) -> None:
    """Delete an import that did not finish; finished ones are only withdrawn."""
    connection.execute(
        "DELETE FROM sighting_identifier WHERE sighting_id IN (SELECT id FROM sighting WHERE import_id = ?)",
        (import_id,),
    )
    for table in ("sighting", "profile"):
        connection.execute(f"DELETE FROM {table} WHERE import_id = ?", (import_id,))
    connection.execute("DELETE FROM import WHERE id = ?", (import_id,))
    connection.execute("DELETE FROM dump WHERE id NOT IN (SELECT dump_id FROM import)")


_BY = {
    "id": "s.id IN (SELECT value FROM json_each(?))",
    # most titles of a page are new: a join avoids the sorted copy of all of them that IN would make
    "title": "s.id IN (SELECT t.id FROM json_each(?) AS e CROSS JOIN sighting AS t ON t.title_key = e.value)",
    "identity": (
        "s.id IN (SELECT b.id FROM json_each(?1) AS e JOIN sighting AS b ON b.birth_id = e.value "
        "UNION SELECT b.id FROM json_each(?1) AS e JOIN sighting AS b ON b.split_id = e.value)"
    ),
    "paper": "s.paper_id IN (SELECT value FROM json_each(?))",
    "identifier": (
        "s.id IN (SELECT n.sighting_id FROM json_each(?) AS e JOIN sighting_identifier AS n "
        "ON n.kind = json_extract(e.value, '$[0]') AND n.value = json_extract(e.value, '$[1]'))"
    ),
}


def fetch(connection: Connection, by: str, values: Iterable[object]) -> list[SightingRow]:
    """Sightings whose `by` (id, title, identity, paper or identifier) is among `values`."""
    rows = connection.execute(_ROW + _BY[by], (as_json(values),))
    return [SightingRow._make((*row[:_FIRST_FIELD], to_fields(row[_FIRST_FIELD:]))) for row in rows]


def fetch_aliases(connection: Connection, paper_ids: Iterable[int]) -> set[int]:
    """The other identities of the same papers: their aliases, and the papers that the given ones are aliases of."""
    ids = as_json(paper_ids)
    rows = connection.execute(
        "SELECT id FROM paper WHERE alias_of IN (SELECT value FROM json_each(?)) "
        "UNION SELECT alias_of FROM paper WHERE alias_of IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (ids, ids),
    )
    return {row[0] for row in rows}


def find_former_keys(connection: Connection, paper_ids: Iterable[int]) -> tuple[set[object], set[object]]:
    """The title keys and identifiers of these papers when they were last written or added by hand."""
    rows = connection.execute(
        "SELECT title_key, identifiers FROM paper WHERE id IN (SELECT value FROM json_each(?1)) "
        "UNION SELECT json_extract(old, '$.value') ->> '$.title_key', json_extract(old, '$.value') ->> '$.identifiers' "
        "FROM journal WHERE table_name = 'hand_paper' AND old IS NOT NULL "
        "AND paper_id IN (SELECT value FROM json_each(?1))",
        (as_json(paper_ids),),
    ).fetchall()
    identifiers = {(one["kind"], one["value"]) for row in rows for one in json.loads(row[1] or "[]")}
    return {row[0] for row in rows}, set(identifiers)


def fetch_hand_papers(connection: Connection, paper_ids: Iterable[int]) -> dict[int, HandPaper]:
    """The papers among these that were added by hand, in the order of their ids."""
    rows = connection.execute(
        "SELECT paper_id, value, added_at FROM hand_paper WHERE paper_id IN (SELECT value FROM json_each(?)) "
        "ORDER BY paper_id",
        (as_json(paper_ids),),
    )
    return {row[0]: HandPaper(*row[1:]) for row in rows}


def find_hand_papers_by_key(
    connection: Connection, title_keys: Iterable[object], identifiers: Iterable[object]
) -> set[int]:
    """The papers added by hand with one of these title keys or identifiers."""
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM hand_paper)").fetchone()[0]:
        return set()  # a page has thousands of titles, and most libraries have no such paper
    rows = connection.execute(
        "SELECT paper_id FROM hand_paper WHERE value ->> '$.title_key' IN (SELECT value FROM json_each(?)) "
        "UNION SELECT h.paper_id FROM hand_paper AS h, json_each(h.value ->> '$.identifiers') AS own, "
        "json_each(?) AS asked WHERE own.value ->> '$.kind' = asked.value ->> '$[0]' "
        "AND own.value ->> '$.value' = asked.value ->> '$[1]'",
        (as_json(title_keys), as_json(identifiers)),
    )
    return {row[0] for row in rows}


def find_touched(connection: Connection, paper_ids: Iterable[int]) -> set[int]:
    """The identities among these that have user data."""
    ids = as_json(paper_ids)
    parts = [f"SELECT paper_id FROM {table} IN (SELECT value FROM json_each(?1))" for table in _USER_DATA]
    parts += [
        f"SELECT {column} FROM link WHERE {column} IN (SELECT value FROM json_each(?1))"
        for column in ("source_id", "target_id")
    ]
    return {row[0] for row in connection.execute(" UNION ".join(parts), (ids,))}


def fetch_edits(connection: Connection, paper_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The user's edits: identity -> field -> JSON object of columns."""
    found: dict[int, dict[str, str]] = {}
    rows = connection.execute(
        "SELECT paper_id, field, value FROM field_edit WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (as_json(paper_ids),),
    )
    for paper_id, name, value in rows:
        found.setdefault(paper_id, {})[name] = value
    return found


def write_papers(connection: Connection, papers: list[PaperRow]) -> None:
    """Write merged papers; they are present and no aliases."""
    connection.executemany(
        f"INSERT INTO paper (id, alias_of, is_present, is_withdrawn, added, title_key, {NAMES}) "
        f"VALUES (?, NULL, 1, ?, ?, ?, {', '.join('?' * len(COLUMNS))}) ON CONFLICT (id) DO UPDATE SET "
        f"alias_of = NULL, is_present = 1, is_withdrawn = excluded.is_withdrawn, added = excluded.added, "
        f"{_UPDATE_FIELDS}",
        [
            (paper.id, int(paper.is_withdrawn), paper.added, paper.title_key, *to_columns(paper.fields))
            for paper in papers
        ],
    )


def write_aliases(connection: Connection, aliases: Mapping[int, int]) -> None:
    """Make identities aliases of papers; they keep their old fields."""
    connection.executemany(
        "UPDATE paper SET alias_of = ?, is_present = 0 WHERE id = ?",
        [(paper_id, alias) for alias, paper_id in aliases.items()],
    )


def keep_withdrawn_papers(connection: Connection, paper_ids: Iterable[int]) -> None:
    """Keep papers with user data that no sighting supports any more, with their last fields."""
    connection.executemany(
        "UPDATE paper SET is_present = 1, is_withdrawn = 1, alias_of = NULL WHERE id = ?",
        [(identity,) for identity in paper_ids],
    )


def hide_papers(connection: Connection, paper_ids: Iterable[int]) -> None:
    """Remove papers from the library; their rows stay, so that undo can restore them under the same id."""
    connection.executemany(
        "UPDATE paper SET is_present = 0, alias_of = NULL WHERE id = ?", [(identity,) for identity in paper_ids]
    )


def move_sightings(connection: Connection, moves: Mapping[int, Placement]) -> None:
    """Update the placements of stored sightings."""
    connection.executemany(
        "UPDATE sighting SET birth_id = ?, split_id = ?, paper_id = ? WHERE id = ?",
        [(*placement, sighting_id) for sighting_id, placement in moves.items()],
    )
