"""The fields of papers as they stand on a connection: inside a running import, or before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.matching.merge_fields import Folded
from app.store.driver import Connection, as_json

_FOLDED = ", ".join(Folded._fields)


class Standing(NamedTuple):
    """How a paper stands: whether it is in the library, kept though withdrawn, an alias of another, and its fields."""

    is_present: bool
    is_withdrawn: bool
    alias_of: int | None
    folded: Folded


def read(connection: Connection, paper_ids: Iterable[int]) -> dict[int, Standing]:
    """How these papers stand; those that were never written are left out."""
    rows = connection.execute(
        f"SELECT id, is_present, is_withdrawn, alias_of, {_FOLDED} FROM paper "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    )
    return {row[0]: Standing(bool(row[1]), bool(row[2]), row[3], Folded._make(row[4:])) for row in rows}


def present(connection: Connection, paper_ids: Iterable[int]) -> dict[int, Folded]:
    """The fields of those of these papers that are in the library now."""
    rows = connection.execute(
        f"SELECT id, {_FOLDED} FROM paper WHERE is_present AND id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    )
    return {row[0]: Folded._make(row[1:]) for row in rows}
