"""What tells papers of like titles apart, in SQL."""

from __future__ import annotations

from typing import NamedTuple

from app.store import facts
from app.store.driver import Connection


class Likely(NamedTuple):
    """A paper as far as it takes to ask whether it is another one; `authors` is a JSON array."""

    id: int
    title_key: str
    title: str
    published: str | None
    authors: str
    is_by_hand: bool


def all_papers(connection: Connection) -> list[Likely]:
    """Every paper that is not in the trash, the oldest first."""
    rows = connection.execute(
        "SELECT id, title_key, title, published, authors FROM paper "
        f"WHERE is_present AND {facts.on_shelf('all')} ORDER BY id"
    )
    by_hand = _hand_made(connection)
    return [Likely._make((*row, row[0] in by_hand)) for row in rows]


def _hand_made(connection: Connection) -> set[int]:
    """The papers that were added by hand and that no import shows."""
    rows = connection.execute(
        "SELECT COALESCE(p.alias_of, p.id) AS home FROM hand_paper AS h JOIN paper AS p ON p.id = h.paper_id "
        "WHERE NOT EXISTS (SELECT 1 FROM sighting AS s WHERE s.paper_id = COALESCE(p.alias_of, p.id))"
    )
    return {row[0] for row in rows}
