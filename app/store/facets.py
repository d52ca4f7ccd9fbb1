"""Counts for the facets of a result, and names for query completion."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection

from app.store.driver import Connection

_AMONG = "IN (SELECT value FROM json_each(?))"


def count_columns(connection: Connection, ids: Collection[int] | None) -> list[tuple[str | None, str | None, str, int]]:
    """(year, organisation, categories as JSON, number of papers) of every combination among `ids` (None: all)."""
    sql = "SELECT substr(published, 1, 4), organization_name, categories, COUNT(*) FROM paper INDEXED BY paper_facts"
    condition, parameters = _id_condition("id", ids)
    rows = connection.execute(f"{sql} WHERE is_present AND {condition} GROUP BY 1, 2, 3", parameters)
    return [(year, organization, categories, count) for year, organization, categories, count in rows]


def _id_condition(column: str, ids: Collection[int] | None) -> tuple[str, tuple[str, ...]]:
    return ("TRUE", ()) if ids is None else (f"{column} {_AMONG}", (json.dumps(list(ids)),))


def count_tags(connection: Connection, ids: Collection[int] | None) -> Counter[str]:
    """Tag -> number of identities among `ids` (None: all). Approximate: a merged paper may count twice."""
    condition, parameters = _id_condition("t.paper_id", ids)
    rows = connection.execute(
        "SELECT g.name, COUNT(*) FROM paper_tag AS t JOIN tag AS g ON g.id = t.tag_id "
        f"WHERE {condition} GROUP BY t.tag_id",
        parameters,
    )
    return Counter(dict(rows.fetchall()))


def list_sources(connection: Connection) -> list[str]:
    """The sources of all imports that were not undone, by name."""
    rows = connection.execute(
        "SELECT DISTINCT source FROM import WHERE is_finished AND NOT is_undone ORDER BY source COLLATE NOCASE"
    )
    return [row[0] for row in rows]


def count_authors(connection: Connection) -> Counter[str]:
    """Author's name -> number of listed papers. Slow in a large library (0.5 s for 100,000 papers)."""
    rows = connection.execute("SELECT authors FROM paper WHERE is_present AND authors <> '[]'")
    return Counter(name for (authors,) in rows for name in set(json.loads(authors)))
