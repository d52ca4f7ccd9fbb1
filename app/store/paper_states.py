"""The states of papers as a connection sees them: inside a running import, or before it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.paper_columns import NAMES, to_fields
from app.domain.paper_fields import PaperFields
from app.store.driver import Connection, as_json


class PaperState(NamedTuple):
    """Whether a paper is in the library, kept although withdrawn, or an alias of another; and its fields."""

    is_present: bool
    is_withdrawn: bool
    alias_of: int | None
    fields: PaperFields


def read_states(connection: Connection, paper_ids: Iterable[int]) -> dict[int, PaperState]:
    """The states of these papers; papers that were never written are left out."""
    rows = connection.execute(
        f"SELECT id, is_present, is_withdrawn, alias_of, {NAMES} FROM paper "
        "WHERE id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    )
    return {row[0]: PaperState(bool(row[1]), bool(row[2]), row[3], to_fields(row[4:])) for row in rows}


def read_present_fields(connection: Connection, paper_ids: Iterable[int]) -> dict[int, PaperFields]:
    """The fields of these papers, as far as they are in the library."""
    rows = connection.execute(
        f"SELECT id, {NAMES} FROM paper WHERE is_present AND id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    )
    return {row[0]: to_fields(row[1:]) for row in rows}
