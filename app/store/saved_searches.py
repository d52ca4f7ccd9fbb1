"""Saved searches: a query and an order under a name. The writing functions run inside an `Action`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.errors import UsageError
from app.store import overview
from app.store.model import SavedSearch

if TYPE_CHECKING:
    from app.store.database import Action


def save(action: Action, name: str, query: str, sort: str) -> bool:
    """Create a saved search, or update the one of this name. Returns False when nothing changed."""
    found = overview.find_named(action.connection, "saved_search", name)
    row = None if found is None else action.session.get_one(SavedSearch, found)
    if row is not None and (row.query, row.sort) == (query, sort):
        return False
    row = row or SavedSearch(name=name, query=query, sort=sort, made_at=action.at)
    row.sqlmodel_update({"query": query, "sort": sort})
    action.session.add(row)
    action.flush()
    return True


def rename(action: Action, old: str, new: str) -> None:
    found = _require(action, old)
    if overview.find_named(action.connection, "saved_search", new) not in (None, found):
        raise UsageError(f"There is already a saved search “{new}”. Nothing was changed.")
    action.connection.execute("UPDATE saved_search SET name = ? WHERE id = ?", (new, found))


def delete(action: Action, name: str) -> None:
    action.connection.execute("DELETE FROM saved_search WHERE id = ?", (_require(action, name),))


def _require(action: Action, name: str) -> int:
    """The id of the saved search of this name. Raises UsageError when there is none."""
    found = overview.find_named(action.connection, "saved_search", name)
    if found is None:
        raise UsageError(f"There is no saved search “{name}”. Nothing was changed.")
    return found
