"""Counts for the narrowing of a result, and the names that a query may be completed with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection

from app.store.driver import Connection

_AMONG = "IN (SELECT value FROM json_each(?))"


def count_columns(connection: Connection, ids: Collection[int] | None) -> list[tuple[str | None, str | None, str, int]]:
    """(year, organisation, categories as JSON, number of papers) for all combinations among `ids` (None: all)."""
    sql = "SELECT substr(published, 1, 4), organization_name, categories, COUNT(*) FROM paper INDEXED BY paper_facts"
    condition, parameters = _among("id", ids)
    rows = connection.execute(f"{sql} WHERE is_present AND {condition} GROUP BY 1, 2, 3", parameters)
    return [(year, organization, categories, count) for year, organization, categories, count in rows]


def _among(column: str, ids: Collection[int] | None) -> tuple[str, tuple[str, ...]]:
    return ("TRUE", ()) if ids is None else (f"{column} {_AMONG}", (json.dumps(list(ids)),))


def count_tags(connection: Connection, ids: Collection[int] | None) -> Counter[str]:
    """Tag -> how many identities among `ids` (None: all) carry it. Roughly right: a merged paper may count twice."""
    condition, parameters = _among("t.paper_id", ids)
    rows = connection.execute(
        "SELECT g.name, COUNT(*) FROM paper_tag AS t JOIN tag AS g ON g.id = t.tag_id "
        f"WHERE {condition} GROUP BY t.tag_id",
        parameters,
    )
    return Counter(dict(rows.fetchall()))


def sources(connection: Connection) -> list[str]:
    """The sources of the imports that stand, by name."""
    rows = connection.execute(
        "SELECT DISTINCT source FROM import WHERE is_finished AND NOT is_undone ORDER BY source COLLATE NOCASE"
    )
    return [row[0] for row in rows]


def count_authors(connection: Connection) -> Counter[str]:
    """Author's name -> number of listed papers. Slow in a large library (0.5 s for 100,000 papers)."""
    rows = connection.execute("SELECT authors FROM paper WHERE is_present AND authors <> '[]'")
    return Counter(name for (authors,) in rows for name in set(json.loads(authors)))
