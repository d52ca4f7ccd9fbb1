"""Reads the history, and removes the inverses of old steps.

The inverses of the newest MAX_STEPS steps are kept. Older steps lose them: they are still listed, with their time and
label, but can be neither undone nor redone. Steps are in the order of their numbers; their times are what the clock
said, and only shown. Labels are kept for ever, and so are the
revisions of notes, whether or not a step still needs them: they are the user's own text, and small.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from app.domain.detail_views import StepView
from app.store import migrations, overview
from app.store.database import Database
from app.store.driver import Connection
from app.store.journal import MAX_STEPS

_BATCH_ROWS = 20_000  # removed in one transaction, so that no other write has to wait for long
_MAX_SEARCH_WORDS = 20
_FLOOR_KEY = "history_floor"


def read_floor(connection: Connection) -> int:
    """The newest step that has lost its inverses; 0 when none has."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (_FLOOR_KEY,)).fetchone()
    return int(row[0]) if row else 0


def compact(database: Database, max_steps: int = MAX_STEPS) -> int:
    """Remove the inverses of steps beyond the limit, in separate transactions. Returns the new floor."""
    wanted = max(_wanted_floor(database.reader, max_steps), read_floor(database.reader))
    if database.is_read_only or not _has_more_to_remove(database.reader, wanted):
        return read_floor(database.reader)
    with database.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_FLOOR_KEY, str(wanted)))
        connection.execute("UPDATE step SET is_closed = 1 WHERE id <= ? AND undone_order IS NOT NULL", (wanted,))
    while _has_inverses(database.reader, wanted):
        with database.transaction() as connection:
            connection.execute(
                "DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE step_id <= ? LIMIT ?)",
                (wanted, _BATCH_ROWS),
            )
    return wanted


def _wanted_floor(connection: Connection, max_steps: int) -> int:
    row = connection.execute("SELECT id FROM step ORDER BY id DESC LIMIT 1 OFFSET ?", (max_steps,)).fetchone()
    return int(row[0]) if row else 0


def _has_more_to_remove(connection: Connection, wanted: int) -> bool:
    return wanted > read_floor(connection) or _has_inverses(connection, wanted)


def _has_inverses(connection: Connection, wanted: int) -> bool:
    return connection.execute("SELECT 1 FROM journal WHERE step_id <= ? LIMIT 1", (wanted,)).fetchone() is not None


_VIEW = """
WITH page AS MATERIALIZED (
    SELECT id, made_at, label, undone_order IS NOT NULL AS undone,
        id <= :floor OR schema_version < :version OR (undone_order IS NOT NULL AND is_closed) AS final,
        (SELECT paper_id FROM journal WHERE step_id = step.id AND paper_id IS NOT NULL LIMIT 1) AS paper_id
    FROM step WHERE id < :before {condition} ORDER BY id DESC LIMIT :limit
)
SELECT page.id, made_at, label, undone,
    (SELECT owner.title FROM paper JOIN paper AS owner ON owner.id = COALESCE(paper.alias_of, paper.id)
     WHERE paper.id = page.paper_id),
    EXISTS (SELECT 1 FROM journal WHERE step_id = page.id AND paper_id <> page.paper_id),
    final
FROM page ORDER BY page.id DESC
"""
_MATCHING_PAPERS = "WITH matching AS MATERIALIZED (SELECT id FROM paper WHERE title <> '' AND {title_has_words}), "
_CONDITION = (
    "AND (({label_has_words}) OR EXISTS "
    "(SELECT 1 FROM journal WHERE step_id = step.id AND (paper_id IN matching OR other_id IN matching)))"
)


def list_steps(
    connection: Connection, search: str = "", limit: int | None = None, before: int | None = None
) -> list[StepView]:
    """Steps, newest first, older than step `before` and at most `limit`.

    With `search`, only steps whose label has all its words, or that changed a paper whose title has them, ignoring case
    and accents.
    """
    words = _fold_text(search).split()[:_MAX_SEARCH_WORDS]
    statement = _VIEW.format(condition=_CONDITION.format(label_has_words=_has_words("label", words)) if words else "")
    if words:
        connection.create_function("plain", 1, _fold_text, deterministic=True)
        statement = statement.replace("WITH ", _MATCHING_PAPERS.format(title_has_words=_has_words("title", words)), 1)
    values = {
        "floor": read_floor(connection),
        "version": migrations.oldest_reversible_version(connection),
        "before": before if before is not None else 2**62,
        "limit": limit if limit is not None else -1,
        **{f"word{index}": word for index, word in enumerate(words)},
    }
    return [
        StepView(row[0], row[1], row[2], bool(row[3]), row[4], bool(row[5]), bool(row[6]))
        for row in connection.execute(statement, values)
    ]


def _has_words(column: str, words: list[str]) -> str:
    return " AND ".join(f"INSTR(plain({column}), :word{index})" for index in range(len(words)))


@lru_cache(maxsize=8192)  # labels are often the same
def _fold_text(text: str | None) -> str:
    """A text without case and accents."""
    folded = unicodedata.normalize("NFKD", (text or "").casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def list_papers_of_step(connection: Connection, step_id: int) -> list[int]:
    """The papers that a step changed, as far as they are present; none when the step is too old."""
    row = connection.execute("SELECT import_id FROM step WHERE id = ?", (step_id,)).fetchone()
    if row is not None and row[0] is not None:
        return overview.list_import_papers(connection, row[0])
    rows = connection.execute(
        "SELECT DISTINCT owner.id FROM journal JOIN paper ON paper.id IN (journal.paper_id, journal.other_id) "
        "JOIN paper AS owner ON owner.id = COALESCE(paper.alias_of, paper.id) "
        "WHERE journal.step_id = ? AND owner.is_present ORDER BY owner.id",
        (step_id,),
    )
    return [row[0] for row in rows]
