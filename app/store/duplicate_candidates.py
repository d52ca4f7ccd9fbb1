"""Reads the data by which possible duplicates are found."""

from __future__ import annotations

from typing import NamedTuple

from app.store import conditions
from app.store.driver import Connection


class DuplicateCandidate(NamedTuple):
    """The fields of a paper by which duplicates are found; `authors` is a JSON array."""

    id: int
    title_key: str
    title: str
    published: str | None
    authors: str
    is_by_hand: bool


def read_candidates(connection: Connection) -> list[DuplicateCandidate]:
    """Every paper outside the trash, by id."""
    rows = connection.execute(
        "SELECT id, title_key, title, published, authors FROM paper "
        f"WHERE is_present AND {conditions.status_condition('all')} ORDER BY id"
    )
    by_hand = _find_added_by_hand(connection)
    return [DuplicateCandidate._make((*row, row[0] in by_hand)) for row in rows]


def _find_added_by_hand(connection: Connection) -> set[int]:
    """Papers added by hand that no import has seen."""
    rows = connection.execute(
        "SELECT COALESCE(p.alias_of, p.id) FROM hand_paper AS h JOIN paper AS p ON p.id = h.paper_id "
        "WHERE NOT EXISTS (SELECT 1 FROM sighting AS s WHERE s.paper_id = COALESCE(p.alias_of, p.id))"
    )
    return {row[0] for row in rows}
