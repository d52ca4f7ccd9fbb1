"""Papers that are in the library already: whoever is about to add one by hand is told of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.store import sightings
from app.store.driver import Connection, as_json


def find_known(connection: Connection, columns: Mapping[str, Any]) -> int | None:
    """The first paper that has the title or an identifier of these columns, as it is shown or as a page or the user
    first gave it; None when there is none. A hidden paper is none."""
    key = columns["title_key"]
    names = [(one["kind"], one["value"]) for one in json.loads(columns.get("identifiers", "[]"))]
    found = {*_shown(connection, key, names), *_given(connection, key, names)}
    rows = connection.execute(
        "SELECT MIN(home.id) FROM paper AS own JOIN paper AS home ON home.id = COALESCE(own.alias_of, own.id) "
        "WHERE home.is_present AND own.id IN (SELECT value FROM json_each(?))",
        (as_json(found),),
    )
    first = rows.fetchone()[0]
    return None if first is None else int(first)


def _shown(connection: Connection, key: str, names: Iterable[tuple[str, str]]) -> Iterator[int]:
    """The papers that show it."""
    yield from (row[0] for row in connection.execute("SELECT id FROM paper WHERE is_present AND title_key = ?", (key,)))
    for kind, value in names:
        rows = connection.execute(
            "SELECT p.id FROM paper AS p, json_each(p.identifiers) AS own WHERE p.is_present AND p.identifiers <> '[]' "
            "AND own.value ->> '$.kind' = ? AND lower(own.value ->> '$.value') = lower(?)",
            (kind, value),
        )
        yield from (row[0] for row in rows)


def _given(connection: Connection, key: str, names: list[tuple[str, str]]) -> Iterator[int]:
    """The papers it would be joined with, although they may show something else since they were corrected."""
    rows = [*sightings.fetch(connection, "title", [key]), *sightings.fetch(connection, "identifier", names)]
    yield from (row.paper_id for row in rows if row.paper_id is not None)
    yield from sightings.tied_hand_papers(connection, [key], names)
