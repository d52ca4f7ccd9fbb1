"""The history as it is read, and how long its steps can be undone.

The inverses of the newest MOST_STEPS steps are kept, and of those none longer than MOST_DAYS days. Older steps lose
them: they can be read, with their time and label, but neither undone nor redone. The labels are kept for ever, and so
are the revisions of notes, whether or not a step still needs them: they are the person's own words, and small.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from app.domain.views import StepView
from app.store import lists, migrations
from app.store.database import Database
from app.store.driver import Connection

MOST_STEPS = 10_000
MOST_DAYS = 365
_AT_ONCE = 20_000  # inverses removed in one transaction, so that nobody waits for it
_MOST_WORDS = 20  # of a search
_FLOOR = "history_floor"


def floor(connection: Connection) -> int:
    """The newest step that has lost its inverses; 0 when none has."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_FLOOR,)).fetchone()
    return int(row[0]) if row else 0


def compact(database: Database, most_steps: int = MOST_STEPS, most_days: int = MOST_DAYS) -> int:
    """Remove the inverses of steps beyond the bounds, in transactions of their own; returns the floor."""
    wanted = max(_wanted_floor(database.reader, most_steps, most_days), floor(database.reader))
    if database.is_read_only or not _has_more_to_remove(database.reader, wanted):
        return floor(database.reader)
    with database.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_FLOOR, str(wanted)))
        connection.execute("UPDATE step SET is_closed = 1 WHERE id <= ? AND undone_order IS NOT NULL", (wanted,))
    while _has_inverses(database.reader, wanted):
        with database.transaction() as connection:
            connection.execute(
                "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE step_id <= ? LIMIT ?)",
                (wanted, _AT_ONCE),
            )
    return wanted


def _wanted_floor(connection: Connection, most_steps: int, most_days: int) -> int:
    by_number = connection.execute("SELECT id FROM step ORDER BY id DESC LIMIT 1 OFFSET ?", (most_steps,)).fetchone()
    first = int(by_number[0]) if by_number else 0
    since = (datetime.now(UTC) - timedelta(days=most_days)).isoformat(timespec="microseconds")
    by_age = connection.execute(
        "SELECT id FROM step WHERE id > ? AND made_at < ? ORDER BY id DESC LIMIT 1", (first, since)
    ).fetchone()
    return int(by_age[0]) if by_age else first


def _has_more_to_remove(connection: Connection, wanted: int) -> bool:
    return wanted > floor(connection) or _has_inverses(connection, wanted)


def _has_inverses(connection: Connection, wanted: int) -> bool:
    return connection.execute("SELECT 1 FROM journal WHERE step_id <= ? LIMIT 1", (wanted,)).fetchone() is not None


_VIEW = """
WITH page AS MATERIALIZED (
    SELECT id, made_at, label, undone_order IS NOT NULL AS undone,
        id <= :floor OR schema_version <> :version OR (undone_order IS NOT NULL AND is_closed) AS final,
        (SELECT paper_id FROM journal WHERE step_id = step.id AND paper_id IS NOT NULL LIMIT 1) AS paper_id
    FROM step WHERE id < :before {condition} ORDER BY id DESC LIMIT :most
)
SELECT page.id, made_at, label, undone,
    (SELECT home.title FROM paper JOIN paper AS home ON home.id = COALESCE(paper.alias_of, paper.id)
     WHERE paper.id = page.paper_id),
    EXISTS (SELECT 1 FROM journal WHERE step_id = page.id AND paper_id <> page.paper_id),
    final
FROM page ORDER BY page.id DESC
"""
_ABOUT = "WITH about AS MATERIALIZED (SELECT id FROM paper WHERE title <> '' AND {title_has_words}), "
_CONDITION = (
    "AND (({label_has_words}) OR EXISTS "
    "(SELECT 1 FROM journal WHERE step_id = step.id AND (paper_id IN about OR other_id IN about)))"
)


def history(
    connection: Connection, search: str = "", limit: int | None = None, before: int | None = None
) -> list[StepView]:
    """Steps, newest first: those older than step `before`, and at most `limit`.

    With `search` only those whose label has all its words, or that touched a paper whose title has them; case and
    accents do not matter.
    """
    words = _plain(search).split()[:_MOST_WORDS]
    statement = _VIEW.format(condition=_CONDITION.format(label_has_words=_has_words("label", words)) if words else "")
    if words:
        connection.create_function("plain", 1, _plain, deterministic=True)
        statement = statement.replace("WITH ", _ABOUT.format(title_has_words=_has_words("title", words)), 1)
    values = {
        "floor": floor(connection),
        "version": migrations.version_of(connection),
        "before": before if before is not None else 2**62,
        "most": limit if limit is not None else -1,
        **{f"word{place}": word for place, word in enumerate(words)},
    }
    return [
        StepView(row[0], row[1], row[2], bool(row[3]), row[4], bool(row[5]), bool(row[6]))
        for row in connection.execute(statement, values)
    ]


def _has_words(column: str, words: list[str]) -> str:
    return " AND ".join(f"INSTR(plain({column}), :word{place})" for place in range(len(words)))


@lru_cache(maxsize=8192)  # labels are often the same
def _plain(text: str | None) -> str:
    """A text without case and accents."""
    folded = unicodedata.normalize("NFKD", (text or "").casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def step_papers(connection: Connection, step_id: int) -> list[int]:
    """The papers that a step has changed, as far as they are there; none when it is too old to tell."""
    row = connection.execute("SELECT import_id FROM step WHERE id = ?", (step_id,)).fetchone()
    if row is not None and row[0] is not None:
        return lists.import_papers(connection, row[0])
    rows = connection.execute(
        "SELECT DISTINCT home.id FROM journal JOIN paper ON paper.id IN (journal.paper_id, journal.other_id) "
        "JOIN paper AS home ON home.id = COALESCE(paper.alias_of, paper.id) "
        "WHERE journal.step_id = ? AND home.is_present ORDER BY home.id",
        (step_id,),
    )
    return [found[0] for found in rows]
