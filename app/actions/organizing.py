"""The tag tree, the order of collections, and saved searches. The base class of `app.actions.editing.Editing`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.actions.transaction import run_action
from app.domain.changes import Changes
from app.domain.errors import UsageError
from app.query.fields import ORDERS, RELEVANCE
from app.query.parser import parse
from app.store import collections, papers, saved_searches, tags
from app.store.database import Action, Database
from app.store.edits import clean_name

_MAX_QUERY_CHARS = 4000


class OrganizingActions:
    """Actions that organize papers without changing them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _run(self, body: Callable[[Action], str]) -> Changes:
        return run_action(self._database, "edit", body)

    def rename_tag(self, old: str, new: str) -> Changes:
        """Rename a tag and its nested tags. If a tag of that name exists, they are merged."""
        clean = clean_name(new, "tag")

        def body(action: Action) -> str:
            is_merged = tags.rename(action, old, clean)
            return f"{'Merged' if is_merged else 'Renamed'} the tag “{old}” {'with' if is_merged else 'to'} “{clean}”"

        return self._run(body)

    def delete_tag(self, name: str) -> Changes:
        """Delete a tag and its nested tags; the papers stay."""

        def body(action: Action) -> str:
            number = tags.delete(action, name)
            return f"Deleted the tag “{name}” ({number} {'paper' if number == 1 else 'papers'} had it)"

        return self._run(body)

    def move_in_collection(self, name: str, ids: Sequence[int], by: int) -> Changes:
        """Move papers of a collection together, `by` places down (negative: up)."""

        def body(action: Action) -> str:
            moved = collections.move_papers(action, name, papers.resolve(action.connection, ids), by)
            number = f"{len(moved)} {'paper' if len(moved) == 1 else 'papers'}"
            return f"Moved {number} {'up' if by < 0 else 'down'} in “{name}”"

        return self._run(body)

    def save_search(self, name: str, query: str, sort: str = RELEVANCE) -> Changes:
        """Save a query under a name, replacing a saved search of that name. `sort` is one of ORDERS.

        Raises QueryError when the query cannot be parsed.
        """
        clean = clean_name(name, "saved search")
        _check_search(query, sort)

        def body(action: Action) -> str:
            saved_searches.save(action, clean, query.strip(), sort)
            return f"Saved the search “{clean}”"

        return self._run(body)

    def rename_search(self, old: str, new: str) -> Changes:
        """Rename a saved search."""
        clean = clean_name(new, "saved search")

        def body(action: Action) -> str:
            saved_searches.rename(action, old, clean)
            return f"Renamed the saved search “{old}” to “{clean}”"

        return self._run(body)

    def delete_search(self, name: str) -> Changes:
        """Delete a saved search; the papers stay."""

        def body(action: Action) -> str:
            saved_searches.delete(action, name)
            return f"Deleted the saved search “{name}”"

        return self._run(body)


def _check_search(query: str, sort: str) -> None:
    if not query.strip():
        raise UsageError("A saved search needs a query. Nothing was changed.")
    if len(query) > _MAX_QUERY_CHARS:
        raise UsageError(f"A query can have at most {_MAX_QUERY_CHARS} characters. Nothing was changed.")
    if sort not in ORDERS:
        raise UsageError(f"There is no sort “{sort}”. The sorts are: {', '.join(ORDERS)}.")
    parse(query)
