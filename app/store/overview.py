"""Reads of tags, collections, saved searches and imports: their names, numbers of papers, and papers."""

from __future__ import annotations

from app.domain.detail_views import SavedSearchView, TagView
from app.domain.errors import UsageError
from app.domain.views import Counts
from app.domain.vocabulary import STATUSES
from app.store import conditions
from app.store.driver import Connection


def find_named(connection: Connection, table: str, name: str) -> int | None:
    """The id of the tag, collection or saved search of this name, ignoring case."""
    rows = connection.execute(f"SELECT id, name FROM {table}")
    return next((row[0] for row in rows if row[1].casefold() == name.casefold()), None)


def count_tags(connection: Connection) -> list[TagView]:
    """Every tag with the number of its papers, by name."""
    rows = connection.execute(
        "SELECT g.name, COUNT(DISTINCT COALESCE(p.alias_of, p.id)) FROM tag AS g "
        "LEFT JOIN paper_tag AS t ON t.tag_id = g.id LEFT JOIN paper AS p ON p.id = t.paper_id "
        "GROUP BY g.id ORDER BY g.name COLLATE NOCASE"
    )
    return [TagView(*row) for row in rows]


def require_collection(connection: Connection, name: str) -> int:
    """The id of the collection of this name. Raises UsageError when there is none."""
    found = find_named(connection, "collection", name)
    if found is None:
        raise UsageError(f"There is no collection “{name}”. Nothing was changed.")
    return found


def count_collections(connection: Connection) -> list[tuple[str, int]]:
    """Every collection with the number of its papers, by name."""
    rows = connection.execute(
        "SELECT c.name, COUNT(DISTINCT COALESCE(p.alias_of, p.id)) FROM collection AS c "
        "LEFT JOIN collection_paper AS m ON m.collection_id = c.id LEFT JOIN paper AS p ON p.id = m.paper_id "
        "GROUP BY c.id ORDER BY c.name COLLATE NOCASE"
    )
    return rows.fetchall()


def list_collection_papers(connection: Connection, name: str) -> list[int]:
    """The papers of a collection in its order."""
    rows = connection.execute(
        "SELECT COALESCE(p.alias_of, p.id) FROM collection_paper AS m JOIN paper AS p ON p.id = m.paper_id "
        "WHERE m.collection_id = ? ORDER BY m.position, m.id",
        (require_collection(connection, name),),
    )
    return list(dict.fromkeys(row[0] for row in rows))


def list_saved_searches(connection: Connection) -> list[SavedSearchView]:
    """Every saved search, by name."""
    rows = connection.execute("SELECT name, query, sort FROM saved_search ORDER BY name COLLATE NOCASE")
    return [SavedSearchView(*row) for row in rows]


def count_statuses(connection: Connection) -> Counts:
    """The number of papers of each status, and of starred papers outside the trash."""
    marks = conditions.count_marks(connection)
    numbers = {name: sum(number for status, _, number in marks if status == name) for name in STATUSES}
    starred = sum(number for status, is_starred, number in marks if is_starred and status != "trash")
    return Counts(numbers, starred)


def has_due_snoozes(connection: Connection, day: str) -> bool:
    """Whether any snooze ends on or before this ISO day, even on an alias whose mark is overridden."""
    row = connection.execute("SELECT EXISTS (SELECT 1 FROM mark WHERE snoozed_until <= ?)", (day,)).fetchone()
    return bool(row[0])


def list_import_papers(connection: Connection, import_id: int) -> list[int]:
    """The papers seen in an import, in the order of its page."""
    rows = connection.execute(
        "SELECT s.paper_id FROM sighting AS s JOIN paper AS p ON p.id = s.paper_id "
        "WHERE s.import_id = ? AND p.is_present ORDER BY s.position",
        (import_id,),
    )
    return list(dict.fromkeys(row[0] for row in rows))
