"""Collections: ordered reading lists made by hand. Functions run inside an `Action`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.domain.errors import UsageError
from app.store import overview, papers
from app.store.driver import as_json
from app.store.model import Collection, CollectionPaper
from app.store.overview import find_named

if TYPE_CHECKING:
    from app.store.database import Action


def create(action: Action, name: str) -> bool:
    """Make a collection; False when there is one of this name."""
    if find_named(action.connection, "collection", name) is not None:
        return False
    action.session.add(Collection(name=name, created_at=action.at))
    action.flush()
    return True


def rename(action: Action, old: str, new: str) -> None:
    collection_id = overview.require_collection(action.connection, old)
    other = find_named(action.connection, "collection", new)
    if other not in (None, collection_id):
        raise UsageError(f"There is already a collection “{new}”. Nothing was changed.")
    action.connection.execute("UPDATE collection SET name = ? WHERE id = ?", (new, collection_id))


def delete(action: Action, name: str) -> None:
    """Remove the list; its papers stay in the library."""
    collection_id = overview.require_collection(action.connection, name)
    action.connection.execute("DELETE FROM collection_paper WHERE collection_id = ?", (collection_id,))
    action.connection.execute("DELETE FROM collection WHERE id = ?", (collection_id,))


def add_papers(action: Action, name: str, ids: Sequence[int]) -> list[int]:
    """Append papers that are not in the list yet."""
    collection_id = overview.require_collection(action.connection, name)
    existing = set(overview.list_collection_papers(action.connection, name))
    new = [identity for identity in ids if identity not in existing]
    last = action.connection.execute(
        "SELECT COALESCE(MAX(position), 0) FROM collection_paper WHERE collection_id = ?", (collection_id,)
    ).fetchone()[0]
    action.session.add_all(
        [
            CollectionPaper(collection_id=collection_id, paper_id=identity, position=position)
            for position, identity in enumerate(new, start=last + 1)
        ]
    )
    action.flush()
    return new


def move_papers(action: Action, name: str, ids: Sequence[int], by: int) -> list[int]:
    """Move papers of the list up (`by` < 0) or down together, at most to its ends; returns the moved ones."""
    collection_id = overview.require_collection(action.connection, name)
    before = overview.list_collection_papers(action.connection, name)
    chosen = [identity for identity in before if identity in set(ids)]
    if not chosen:
        return []
    others = [identity for identity in before if identity not in set(chosen)]
    first = before.index(chosen[0]) if by < 0 else before.index(chosen[-1]) - len(chosen) + 1
    index = min(max(first + by, 0), len(others))
    after = [*others[:index], *chosen, *others[index:]]
    if after == before:
        return []
    _renumber(action, collection_id, after)
    return chosen


def _renumber(action: Action, collection_id: int, order: Sequence[int]) -> None:
    """Renumber the rows by the positions of their papers in `order`; rows of aliases get that of their paper."""
    positions = {identity: position for position, identity in enumerate(order, start=1)}
    rows = action.connection.execute(
        "SELECT m.id, COALESCE(p.alias_of, p.id), m.position FROM collection_paper AS m "
        "JOIN paper AS p ON p.id = m.paper_id WHERE m.collection_id = ?",
        (collection_id,),
    ).fetchall()
    moved = [(positions[paper], row) for row, paper, position in rows if positions[paper] != position]
    action.connection.executemany("UPDATE collection_paper SET position = ? WHERE id = ?", moved)


def remove_papers(action: Action, name: str, ids: Sequence[int]) -> list[int]:
    collection_id = overview.require_collection(action.connection, name)
    owners = papers.map_identities(action.connection, ids)
    rows = action.connection.execute(
        "SELECT id, paper_id FROM collection_paper WHERE collection_id = ? "
        "AND paper_id IN (SELECT value FROM json_each(?))",
        (collection_id, as_json(owners)),
    ).fetchall()
    action.connection.executemany("DELETE FROM collection_paper WHERE id = ?", [(row[0],) for row in rows])
    return list(dict.fromkeys(owners[row[1]] for row in rows))
