"""The tree of tags: counts with nested tags, renaming, deletion. Functions that write run inside an `Action`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.domain.detail_views import TagBranch
from app.domain.errors import UsageError
from app.store.driver import Connection, as_json

if TYPE_CHECKING:
    from app.store.database import Action

TagRow = tuple[int, str]


def read_tree(connection: Connection) -> list[TagBranch]:
    """Every tag and every parent of one, parents first, siblings by name; each paper counts once."""
    rows = connection.execute("SELECT id, name FROM tag").fetchall()
    tag_ids: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for tag_id, name in rows:
        for branch in _with_ancestors(name):
            tag_ids.setdefault(branch.casefold(), []).append(tag_id)
            names.setdefault(branch.casefold(), branch)
    names.update((name.casefold(), name) for _, name in rows)
    own = dict(connection.execute(_OWN_COUNTS).fetchall())
    counts = {
        key: own.get(ids[0], 0) if len(ids) == 1 else _count_papers(connection, ids) for key, ids in tag_ids.items()
    }
    return [TagBranch(names[key], counts[key]) for key in sorted(tag_ids, key=lambda key: key.split("/"))]


# Merged papers are few. The limit makes SQLite join only those, instead of reading every tagged paper.
_TAGGED = (
    "COUNT(DISTINCT COALESCE(merged.alias_of, t.paper_id)) FROM paper_tag AS t LEFT JOIN "
    "(SELECT id, alias_of FROM paper WHERE alias_of IS NOT NULL LIMIT -1) AS merged ON merged.id = t.paper_id"
)
_OWN_COUNTS = f"SELECT t.tag_id, {_TAGGED} GROUP BY t.tag_id"


def _with_ancestors(name: str) -> Iterable[str]:
    parts = name.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def _count_papers(connection: Connection, tag_ids: list[int]) -> int:
    """The number of papers with at least one of these tags."""
    row = connection.execute(
        f"SELECT {_TAGGED} WHERE t.tag_id IN (SELECT value FROM json_each(?))", (as_json(tag_ids),)
    ).fetchone()
    return int(row[0])


def _find_branch(connection: Connection, name: str) -> list[TagRow]:
    """The tag and those nested in it. Raises UsageError when there is none."""
    key = name.casefold()
    rows = connection.execute("SELECT id, name FROM tag").fetchall()
    found = [(tag_id, own) for tag_id, own in rows if f"{own.casefold()}/".startswith(f"{key}/")]
    if not found:
        raise UsageError(f"There is no tag “{name}”. Nothing was changed.")
    return found


def rename(action: Action, old: str, new: str) -> bool:
    """Rename a tag with those nested in it; one whose new name exists is merged with that tag.

    Returns whether tags were merged.
    """
    connection = action.connection
    # In this order no tag takes the name of one that is still to be renamed (a -> a/b, and a/b -> a).
    branch = sorted(_find_branch(connection, old), key=lambda tag: len(tag[1]), reverse=len(new) > len(old))
    is_merged = False
    for tag_id, name in branch:
        wanted = "/".join((new, *name.split("/")[old.count("/") + 1 :]))
        rows = connection.execute("SELECT id, name FROM tag WHERE id <> ?", (tag_id,)).fetchall()
        other = next((row[0] for row in rows if row[1].casefold() == wanted.casefold()), None)
        if other is None:
            connection.execute("UPDATE tag SET name = ?1 WHERE id = ?2 AND name COLLATE BINARY <> ?1", (wanted, tag_id))
        else:
            _merge_tags(connection, tag_id, other)
            is_merged = True
    return is_merged


def _merge_tags(connection: Connection, tag_id: int, other: int) -> None:
    connection.execute(
        "UPDATE paper_tag SET tag_id = ?2 WHERE tag_id = ?1 "
        "AND paper_id NOT IN (SELECT paper_id FROM paper_tag WHERE tag_id = ?2)",
        (tag_id, other),
    )
    _delete_tags(connection, [tag_id])


def delete(action: Action, name: str) -> int:
    """Delete a tag and those nested in it; the papers stay. Returns the number of papers that had one of them."""
    tag_ids = [tag_id for tag_id, _ in _find_branch(action.connection, name)]
    number = _count_papers(action.connection, tag_ids)
    _delete_tags(action.connection, tag_ids)
    return number


def _delete_tags(connection: Connection, tag_ids: list[int]) -> None:
    for statement in ("DELETE FROM paper_tag WHERE tag_id = ?", "DELETE FROM tag WHERE id = ?"):
        connection.executemany(statement, [(tag_id,) for tag_id in tag_ids])
