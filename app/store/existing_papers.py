"""Finds the paper that is already in the library when the user adds one by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.store import sightings
from app.store.driver import Connection, as_json


def find_existing(connection: Connection, columns: Mapping[str, Any]) -> int | None:
    """The first present paper with the title or an identifier of these columns; None when there is none.

    Both the values shown and those first given by a page or the user count.
    """
    key = columns["title_key"]
    identifiers = [(one["kind"], one["value"]) for one in json.loads(columns.get("identifiers", "[]"))]
    found = {
        *_find_by_shown_values(connection, key, identifiers),
        *_find_by_source_values(connection, key, identifiers),
    }
    rows = connection.execute(
        "SELECT MIN(owner.id) FROM paper AS own JOIN paper AS owner ON owner.id = COALESCE(own.alias_of, own.id) "
        "WHERE owner.is_present AND own.id IN (SELECT value FROM json_each(?))",
        (as_json(found),),
    )
    first = rows.fetchone()[0]
    return None if first is None else int(first)


def _find_by_shown_values(connection: Connection, key: str, identifiers: Iterable[tuple[str, str]]) -> Iterator[int]:
    """Papers that show the title or an identifier."""
    yield from (row[0] for row in connection.execute("SELECT id FROM paper WHERE is_present AND title_key = ?", (key,)))
    for kind, value in identifiers:
        rows = connection.execute(
            "SELECT p.id FROM paper AS p, json_each(p.identifiers) AS own WHERE p.is_present AND p.identifiers <> '[]' "
            "AND own.value ->> '$.kind' = ? AND lower(own.value ->> '$.value') = lower(?)",
            (kind, value),
        )
        yield from (row[0] for row in rows)


def _find_by_source_values(connection: Connection, key: str, identifiers: list[tuple[str, str]]) -> Iterator[int]:
    """Papers it would be merged with, although they may show other values since they were edited."""
    rows = [*sightings.fetch(connection, "title", [key]), *sightings.fetch(connection, "identifier", identifiers)]
    yield from (row.paper_id for row in rows if row.paper_id is not None)
    yield from sightings.find_hand_papers_by_key(connection, [key], identifiers)
