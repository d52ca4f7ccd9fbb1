"""Organizing: the tree of tags, the order of collections, saved searches. A part of `app.actions.editing.Editing`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.actions.transaction import run
from app.domain.changes import Changes
from app.domain.errors import UsageError
from app.query.fields import ORDERS, RELEVANCE
from app.query.parser import parse
from app.store import collections, papers, saved_searches, tags
from app.store.database import Action, Database
from app.store.edits import clean_name

_LONGEST_QUERY = 4000


class Organizing:
    """The actions that change no paper, only how papers are kept together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _run(self, body: Callable[[Action], str]) -> Changes:
        return run(self._database, "edit", body)

    def rename_tag(self, old: str, new: str) -> Changes:
        """Give a tag another name; the tags nested in it follow. When there is one of that name they become one."""
        clean = clean_name(new, "tag")

        def body(action: Action) -> str:
            is_merged = tags.rename(action, old, clean)
            return f"{'Merged' if is_merged else 'Renamed'} the tag “{old}” {'with' if is_merged else 'to'} “{clean}”"

        return self._run(body)

    def delete_tag(self, name: str) -> Changes:
        """Take a tag and the tags nested in it off every paper; the papers stay."""

        def body(action: Action) -> str:
            number = tags.delete(action, name)
            return f"Deleted the tag “{name}” ({number} {'paper' if number == 1 else 'papers'} had it)"

        return self._run(body)

    def move_in_collection(self, name: str, ids: Sequence[int], by: int) -> Changes:
        """Move papers of a collection together, `by` places down (below 0: up)."""

        def body(action: Action) -> str:
            moved = collections.move_papers(action, name, papers.resolve(action.connection, ids), by)
            number = f"{len(moved)} {'paper' if len(moved) == 1 else 'papers'}"
            return f"Moved {number} {'up' if by < 0 else 'down'} in “{name}”"

        return self._run(body)

    def save_search(self, name: str, query: str, sort: str = RELEVANCE) -> Changes:
        """Keep a query under a name; one of that name gets the new query. `sort` is one of ORDERS.

        Raises QueryError when the query cannot be read.
        """
        clean = clean_name(name, "saved search")
        _check_search(query, sort)

        def body(action: Action) -> str:
            saved_searches.save(action, clean, query.strip(), sort)
            return f"Saved the search “{clean}”"

        return self._run(body)

    def rename_search(self, old: str, new: str) -> Changes:
        """Give a saved search another name."""
        clean = clean_name(new, "saved search")

        def body(action: Action) -> str:
            saved_searches.rename(action, old, clean)
            return f"Renamed the saved search “{old}” to “{clean}”"

        return self._run(body)

    def delete_search(self, name: str) -> Changes:
        """Forget a saved search; no paper is touched."""

        def body(action: Action) -> str:
            saved_searches.delete(action, name)
            return f"Deleted the saved search “{name}”"

        return self._run(body)


def _check_search(query: str, sort: str) -> None:
    if not query.strip():
        raise UsageError("A saved search needs a query. Nothing was changed.")
    if len(query) > _LONGEST_QUERY:
        raise UsageError(f"A query can have at most {_LONGEST_QUERY} characters. Nothing was changed.")
    if sort not in ORDERS:
        raise UsageError(f"There is no sort “{sort}”. The sorts are: {', '.join(ORDERS)}.")
    parse(query)
