"""Reads papers: ids in an order, and all data of papers.

User data may belong to an alias; `map_identities` finds all identities of a paper, and every read uses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from app.domain.errors import UsageError
from app.domain.paper_columns import NAMES, to_values
from app.domain.paper_fields import NUMBERS
from app.domain.views import LinkView, PaperView, RowView, SightingView
from app.store import conditions
from app.store.driver import Connection, as_json


@dataclass(frozen=True, slots=True)
class Sort:
    """An order of the list: its name, its SQL, its description, and the index used for it."""

    name: str
    order_by: str
    help: str
    index: str = "paper_order"


SORTS: tuple[Sort, ...] = (
    Sort("date", "published DESC, id DESC", "newest published first, undated last", "paper_published"),
    Sort("added", "added DESC, id DESC", "newest in the library first"),
    Sort("title", "title_key, id", "by title, A to Z"),
    *(Sort(name, f"{name} DESC, id DESC", number.highest_first) for name, number in NUMBERS.items()),
    Sort("id", "id", "in the order of their numbers"),
)
_SORTS = {sort.name: sort for sort in SORTS}
MAX_SORTED_DIRECTLY = 200
"""Up to this many papers are sorted on their own; for more, the order of all papers is read."""


def list_ids(connection: Connection) -> set[int]:
    return {row[0] for row in connection.execute("SELECT id FROM paper WHERE is_present")}


def list_ordered(connection: Connection, ids: Set[int] | None, sort: str, limit: int | None) -> list[int]:
    """The present papers among `ids` (None: all) in the order of `sort`."""
    if ids is not None and len(ids) <= MAX_SORTED_DIRECTLY:
        wanted = "SELECT id FROM paper WHERE is_present AND id IN (SELECT value FROM json_each(?)) ORDER BY "
        result = [row[0] for row in connection.execute(wanted + _find_sort(sort).order_by, (as_json(ids),))]
    else:
        found = [row[0] for row in connection.execute(_order_sql(sort, "TRUE"))]
        result = found if ids is None else [identity for identity in found if identity in ids]
    return result if limit is None else result[:limit]


def list_by_status(connection: Connection, scope: str, sort: str) -> list[int]:
    """The present papers of a scope (see `conditions.status_condition`) in the order of `sort`, from indexes alone."""
    return [row[0] for row in connection.execute(_order_sql(sort, conditions.status_condition(scope)))]


def _order_sql(sort: str, condition: str) -> str:
    """Name the index, because following its order is fast whatever SQLite estimates for the condition.

    NULL is the smallest value, so it comes last in every descending order.
    """
    chosen = _find_sort(sort)
    return f"SELECT id FROM paper INDEXED BY {chosen.index} WHERE is_present AND {condition} ORDER BY {chosen.order_by}"


def _find_sort(name: str) -> Sort:
    chosen = _SORTS.get(name)
    if chosen is None:
        raise UsageError(f"There is no sort “{name}”. The sorts are: {', '.join(_SORTS)}.")
    return chosen


def list_titles(connection: Connection) -> list[tuple[int, str, str | None]]:
    """Id, title and ISO date of every present paper, newest published first, undated last."""
    return connection.execute(
        "SELECT id, title, published FROM paper WHERE is_present ORDER BY published DESC, id DESC"
    ).fetchall()


def find_by_title(connection: Connection, title_key: str) -> int | None:
    """The newest present paper with this title key."""
    row = connection.execute(
        "SELECT id FROM paper WHERE is_present AND title_key = ? ORDER BY published DESC, id DESC LIMIT 1",
        (title_key,),
    ).fetchone()
    return None if row is None else int(row[0])


def resolve(connection: Connection, ids: Sequence[int]) -> list[int]:
    """The papers these ids resolve to, each once, in order. Raises UsageError on an unknown id."""
    rows = connection.execute(
        "SELECT p.id, COALESCE(p.alias_of, p.id) FROM paper AS p JOIN paper AS s ON s.id = COALESCE(p.alias_of, p.id) "
        "WHERE s.is_present AND p.id IN (SELECT value FROM json_each(?))",
        (as_json(ids),),
    )
    survivors = dict(rows.fetchall())
    unknown = [str(identity) for identity in ids if identity not in survivors]
    if unknown:
        what = f"paper {unknown[0]}" if len(unknown) == 1 else f"papers {', '.join(unknown)}"
        raise UsageError(f"There is no {what} in this library. Nothing was changed.")
    return list(dict.fromkeys(survivors[identity] for identity in ids))


def map_identities(connection: Connection, ids: Iterable[int]) -> dict[int, int]:
    """Identity -> paper, for every identity that resolves to one of these papers; papers come before their aliases."""
    wanted = list(ids)
    rows = connection.execute(
        "SELECT id, alias_of FROM paper WHERE alias_of IN (SELECT value FROM json_each(?)) ORDER BY id",
        (as_json(wanted),),
    )
    return {**{identity: identity for identity in wanted}, **dict(rows.fetchall())}


def needs_reconciling(connection: Connection, ids: Iterable[int]) -> bool:
    """Whether user data decides if these papers are present: they have withdrawn sightings, or are not present."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM sighting AS s JOIN import AS i ON i.id = s.import_id "
        "WHERE i.is_withdrawn AND (s.birth_id IN (SELECT value FROM json_each(?1)) "
        "OR s.split_id IN (SELECT value FROM json_each(?1)))) OR EXISTS (SELECT 1 FROM paper "
        "WHERE id IN (SELECT value FROM json_each(?1)) AND (is_withdrawn OR NOT is_present))",
        (as_json(ids),),
    ).fetchone()
    return bool(row[0])


def read_views(connection: Connection, ids: Sequence[int]) -> list[PaperView]:
    """The papers with all their data, in the order of `ids`."""
    owners = map_identities(connection, ids)
    identity_json = as_json(owners)
    rows = {row[0]: row for row in connection.execute(_PAPER, (as_json(ids),))}
    parts = [read(connection, identity_json, owners) for read in _PARTS]
    return [
        _build_view(rows[identity], *[part.get(identity) for part in parts]) for identity in ids if identity in rows
    ]


def read_rows(connection: Connection, ids: Sequence[int]) -> list[RowView]:
    """The list rows of the papers, in the order of `ids`: much less than `read_views`, for visible rows only."""
    owners = map_identities(connection, ids)
    identity_json = as_json(owners)
    found = {row[0]: row for row in connection.execute(_ROW, (as_json(ids),))}
    parts = [read(connection, identity_json, owners) for read in (_read_tags, _read_marks, _read_notes)]
    return [
        _build_row(found[identity], *[part.get(identity) for part in parts]) for identity in ids if identity in found
    ]


_ROW = (
    "SELECT id, title, organization_name, authors, author_count, published, comments "
    "FROM paper WHERE is_present AND id IN (SELECT value FROM json_each(?))"
)


def _build_row(row: tuple[Any, ...], tags: Any, mark: Any, note: Any) -> RowView:
    status, starred, priority, snoozed = mark or _NO_MARK
    identity, title, organization, authors, author_count, published, comments = row
    return RowView(
        id=identity,
        title=title,
        organization=organization,
        authors=tuple(json.loads(authors)),
        author_count=author_count,
        published=published,
        comments=comments,
        tags=tuple(tags or ()),
        status=status,
        starred=bool(starred),
        has_note=bool(note),
        priority=priority,
        snoozed_until=snoozed,
    )


def read_notes(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The notes of these papers, where there are any; notes of aliases follow the paper's own."""
    owners = map_identities(connection, ids)
    return {
        identity: "\n\n".join(found) for identity, found in _read_notes(connection, as_json(owners), owners).items()
    }


_PAPER = f"SELECT id, added, {NAMES} FROM paper WHERE is_present AND id IN (SELECT value FROM json_each(?))"


def _build_view(row: tuple[Any, ...], *parts: Any) -> PaperView:
    tags, mark, note, links, collections, sightings, is_inferred = parts
    status, starred, priority, snoozed = mark or _NO_MARK
    return PaperView(
        *to_values(row[2:]),
        id=row[0],
        tags=tuple(tags or ()),
        status=status,
        starred=bool(starred),
        priority=priority,
        note="\n\n".join(note) if note else None,
        links=tuple(links or ()),
        collections=tuple(collections or ()),
        added=row[1],
        sightings=tuple(sightings or ()),
        snoozed_until=snoozed,
        year_inferred=bool(is_inferred),
    )


def _read_tags(connection: Connection, identity_json: str, owners: Mapping[int, int]) -> dict[int, list[str]]:
    rows = connection.execute(
        "SELECT t.paper_id, g.name FROM paper_tag AS t JOIN tag AS g ON g.id = t.tag_id "
        "WHERE t.paper_id IN (SELECT value FROM json_each(?)) ORDER BY g.name COLLATE NOCASE",
        (identity_json,),
    )
    return _group_by_paper((owners[row[0]], row[1]) for row in rows)


def _group_by_paper(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for identity, value in pairs:
        values = found.setdefault(identity, [])
        if value not in values:
            values.append(value)
    return found


_NO_MARK = ("inbox", 0, 0, None)


def _read_marks(connection: Connection, identity_json: str, owners: Mapping[int, int]) -> dict[int, tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT paper_id, status, is_starred, priority, snoozed_until FROM mark "
        "WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY paper_id",
        (identity_json,),
    )
    found: dict[int, tuple[Any, ...]] = {}
    for paper_id, *mark in rows:
        found.setdefault(owners[paper_id], tuple(mark))
    return found


def _read_notes(connection: Connection, identity_json: str, owners: Mapping[int, int]) -> dict[int, list[str]]:
    rows = connection.execute(
        "SELECT n.paper_id, r.text FROM note AS n JOIN note_revision AS r ON r.id = n.revision_id "
        "WHERE n.paper_id IN (SELECT value FROM json_each(?)) ORDER BY n.paper_id",
        (identity_json,),
    )
    return _group_by_paper((owners[row[0]], row[1]) for row in rows)


def _read_links(connection: Connection, identity_json: str, owners: Mapping[int, int]) -> dict[int, list[LinkView]]:
    return _group_by_paper(
        (owners[own], LinkView(other, title, type_, direction, evidence))
        for direction, own_column, other_column in (("out", "source_id", "target_id"), ("in", "target_id", "source_id"))
        for own, other, title, type_, evidence in connection.execute(
            f"SELECT l.{own_column}, s.id, s.title, l.type, l.evidence FROM link AS l "
            f"JOIN paper AS p ON p.id = l.{other_column} JOIN paper AS s ON s.id = COALESCE(p.alias_of, p.id) "
            f"WHERE l.{own_column} IN (SELECT value FROM json_each(?)) ORDER BY l.id",
            (identity_json,),
        )
        if owners[own] != other
    )


def _read_collections(connection: Connection, identity_json: str, owners: Mapping[int, int]) -> dict[int, list[str]]:
    rows = connection.execute(
        "SELECT m.paper_id, c.name FROM collection_paper AS m JOIN collection AS c ON c.id = m.collection_id "
        "WHERE m.paper_id IN (SELECT value FROM json_each(?)) ORDER BY c.name COLLATE NOCASE",
        (identity_json,),
    )
    return _group_by_paper((owners[row[0]], row[1]) for row in rows)


_NUMBERS = ", ".join(f"s.{name}" for name in NUMBERS)


def _read_sightings(
    connection: Connection, identity_json: str, _owners: Mapping[int, int]
) -> dict[int, list[SightingView]]:
    rows = connection.execute(
        f"SELECT s.paper_id, s.import_id, i.format, i.source, i.dump_date, s.position, i.is_withdrawn, {_NUMBERS} "
        "FROM sighting AS s JOIN import AS i ON i.id = s.import_id JOIN paper AS p ON p.id = s.paper_id "
        "WHERE s.paper_id IN (SELECT value FROM json_each(?)) AND (p.is_withdrawn OR NOT i.is_withdrawn) "
        "ORDER BY i.dump_date IS NULL, i.dump_date DESC, i.source, i.file_hash, s.position",
        (identity_json,),
    )
    return _group_by_paper((row[0], _build_sighting(row[1:7], row[7:])) for row in rows)


def _build_sighting(row: tuple[Any, ...], numbers: tuple[float | None, ...]) -> SightingView:
    import_id, format_name, source, dump_date, position, withdrawn = row
    values = dict(zip(NUMBERS, numbers, strict=True))
    return SightingView(import_id, format_name, source, dump_date, position, values, bool(withdrawn))


def _read_inferred_years(connection: Connection, identity_json: str, _owners: Mapping[int, int]) -> dict[int, bool]:
    """The papers whose year is printed on no page and was not set by the user."""
    rows = connection.execute(
        "SELECT p.id FROM paper AS p JOIN sighting AS s ON s.paper_id = p.id AND s.published = p.published "
        "WHERE p.id IN (SELECT value FROM json_each(?1)) AND NOT EXISTS (SELECT 1 FROM field_edit AS e "
        "JOIN paper AS own ON own.id = e.paper_id WHERE e.field = 'published' AND p.id IN (own.id, own.alias_of)) "
        "GROUP BY p.id HAVING MIN(s.year_inferred) = 1",
        (identity_json,),
    )
    return {row[0]: True for row in rows}


_PARTS = (_read_tags, _read_marks, _read_notes, _read_links, _read_collections, _read_sightings, _read_inferred_years)
