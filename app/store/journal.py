"""The journal: undo that survives a restart.

TEMP triggers on the writing connection note the inverse of every change to a user-owned row, changed columns only, in
the same transaction as the change itself. One action is one step. Undoing a step applies its inverses from the last to
the first; the triggers then note the inverse of that, which is the redo. No action has an undo twin to write.

Imports and un-imports are steps without rows: undoing one changes the import's standing
(`app.store.imports.Standing`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import PaperdeskError, UsageError
from app.store.driver import Connection, IntegrityError
from app.views import StepView

_OPEN = "CREATE TEMP TABLE open_step (id INTEGER NOT NULL)"


@dataclass(frozen=True, slots=True)
class JournaledTable:
    """A user-owned table: its columns besides `id`, the columns that name papers, and its place among its parents."""

    name: str
    columns: tuple[str, ...]
    papers: tuple[str, ...] = ("paper_id",)


JOURNALED: tuple[JournaledTable, ...] = (
    JournaledTable("hand_paper", ("paper_id", "value", "added_at")),
    JournaledTable("field_edit", ("paper_id", "field", "value", "edited_at")),
    JournaledTable("tag", ("name", "created_at"), papers=()),
    JournaledTable("paper_tag", ("paper_id", "tag_id", "added_at")),
    JournaledTable("mark", ("paper_id", "status", "status_at", "snoozed_until", "is_starred", "priority")),
    JournaledTable("note", ("paper_id", "revision_id")),
    JournaledTable(
        "link", ("source_id", "target_id", "type", "evidence", "created_at"), papers=("source_id", "target_id")
    ),
    JournaledTable("collection", ("name", "created_at"), papers=()),
    JournaledTable("collection_paper", ("collection_id", "paper_id", "position")),
    JournaledTable("saved_search", ("name", "query", "sort", "made_at"), papers=()),
)
_COLUMNS = {table.name: frozenset(table.columns) for table in JOURNALED}


@dataclass(frozen=True, slots=True)
class Step:
    """A stored step. `undone_order` is None while the step stands; the highest one was undone last."""

    id: int
    kind: str
    label: str
    import_id: int | None
    schema_version: int
    undone_order: int | None
    is_closed: int


@dataclass(frozen=True, slots=True)
class Touched:
    """The tables and papers that journal rows name."""

    tables: frozenset[str]
    paper_ids: frozenset[int]


def install(connection: Connection) -> None:
    """Set the triggers on a writing connection; they write nothing while no step is open."""
    connection.execute(_OPEN)
    for table in JOURNALED:
        for statement in _triggers(table):
            connection.execute(statement)


def _triggers(table: JournaledTable) -> Iterable[str]:
    pairs = ", ".join(f"'{column}', OLD.{column}" for column in ("id", *table.columns))
    changed = " UNION ALL ".join(  # names are compared exactly, although their columns do without the case
        f"SELECT '{column}' AS k, OLD.{column} AS v WHERE OLD.{column} COLLATE BINARY IS NOT NEW.{column}"
        for column in table.columns
    )
    changed_object = f"(SELECT json_group_object(k, v) FROM ({changed}))"
    yield _trigger(table, "INSERT", "NEW", "'delete'", "NULL")
    yield _trigger(table, "DELETE", "OLD", "'insert'", f"json_object({pairs})")
    yield _trigger(table, "UPDATE", "OLD", "'update'", changed_object)


def _trigger(table: JournaledTable, event: str, row: str, inverse: str, old: str) -> str:
    named = [f"{row}.{column}" for column in table.papers] + ["NULL", "NULL"]
    return (
        f"CREATE TEMP TRIGGER journal_{table.name}_{event.lower()} AFTER {event} ON main.{table.name} "
        "WHEN EXISTS (SELECT 1 FROM open_step) BEGIN "
        "INSERT INTO journal (step_id, table_name, row_id, inverse, old, paper_id, other_id) "
        f"SELECT id, '{table.name}', {row}.id, {inverse}, {old}, {named[0]}, {named[1]} FROM open_step; END"
    )


def open_step(connection: Connection, kind: str, label: str, made_at: str) -> int:
    """Begin a step in the running transaction; changes are journaled under it until `close_step`."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    cursor = connection.execute(
        "INSERT INTO step (kind, label, made_at, schema_version) VALUES (?, ?, ?, ?)", (kind, label, made_at, version)
    )
    step_id = int(cursor.lastrowid or 0)
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step_id,))
    return step_id


def reopen_step(connection: Connection, step_id: int, since: str) -> bool:
    """Go on with a step, when it is the newest that stands and was made after `since`; False otherwise."""
    newest = _steps(connection, "WHERE undone_order IS NULL ORDER BY id DESC LIMIT 1")
    row = connection.execute("SELECT made_at > ? FROM step WHERE id = ?", (since, step_id)).fetchone()
    if not newest or newest[0].id != step_id or row is None or not row[0]:
        return False
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step_id,))
    return True


def close_step(connection: Connection, step_id: int) -> Touched | None:
    """End the step; None when it changed nothing, then the transaction is to be rolled back.

    A new step ends the possibility to redo what had been undone before it.
    """
    connection.execute("DELETE FROM open_step")
    touched = touched_by(connection, step_id)
    if not touched.tables:
        return None
    _close_undone(connection)
    return touched


def keep_import_step(connection: Connection, step_id: int, import_id: int) -> None:
    """End the step of an import or an un-import, which has no journal rows."""
    connection.execute("DELETE FROM open_step")
    connection.execute("UPDATE step SET import_id = ? WHERE id = ?", (import_id, step_id))
    _close_undone(connection)


def _close_undone(connection: Connection) -> None:
    """What was undone before a new step can no longer be redone; its inverses are of no more use."""
    connection.execute(
        "DELETE FROM journal WHERE step_id IN (SELECT id FROM step WHERE undone_order IS NOT NULL AND NOT is_closed)"
    )
    connection.execute("UPDATE step SET is_closed = 1 WHERE undone_order IS NOT NULL")


def touched_by(connection: Connection, step_id: int) -> Touched:
    rows = connection.execute(
        "SELECT DISTINCT table_name, paper_id, other_id FROM journal WHERE step_id = ?", (step_id,)
    ).fetchall()
    papers = {paper for row in rows for paper in row[1:] if paper is not None}
    return Touched(frozenset(row[0] for row in rows), frozenset(papers))


def relabel(connection: Connection, step_id: int, label: str) -> None:
    connection.execute("UPDATE step SET label = ? WHERE id = ?", (label, step_id))


def _steps(connection: Connection, where: str, parameters: tuple[int | None, ...] = ()) -> list[Step]:
    rows = connection.execute(
        "SELECT id, kind, label, import_id, schema_version, undone_order, is_closed FROM step " + where, parameters
    ).fetchall()
    return [Step(*row) for row in rows]


def step_to_undo(connection: Connection, step_id: int | None) -> Step:
    """The newest step that stands, or the step asked for; a sentence when there is none."""
    if step_id is None:
        found = _steps(connection, "WHERE undone_order IS NULL ORDER BY id DESC LIMIT 1")
        if not found:
            raise PaperdeskError("There is nothing to undo: the history is empty. Nothing was changed.")
        return found[0]
    found = _steps(connection, "WHERE id = ?", (step_id,))
    if not found:
        raise UsageError(f"There is no step {step_id} in the history. Nothing was changed.")
    if found[0].undone_order is not None:
        raise PaperdeskError(f"Step {step_id} (“{found[0].label}”) is already undone. Nothing was changed.")
    return found[0]


def step_to_redo(connection: Connection) -> Step:
    """The step that was undone last and can still be redone."""
    found = _steps(connection, "WHERE undone_order IS NOT NULL AND NOT is_closed ORDER BY undone_order DESC LIMIT 1")
    if not found:
        raise PaperdeskError("There is nothing to redo. Nothing was changed.")
    return found[0]


def later_dependents(connection: Connection, step: Step) -> list[Step]:
    """The standing steps after this one that changed the same rows, or took back or brought back the same import."""
    return _steps(
        connection,
        "WHERE undone_order IS NULL AND id > ?1 AND (import_id = ?2 OR id IN (SELECT later.step_id "
        "FROM journal AS mine JOIN journal AS later ON later.table_name = mine.table_name "
        "AND later.row_id = mine.row_id WHERE mine.step_id = ?1)) ORDER BY id",
        (step.id, step.import_id),
    )


def has_later(connection: Connection, step: Step) -> bool:
    """Whether any later step stands."""
    return bool(_steps(connection, "WHERE undone_order IS NULL AND id > ? LIMIT 1", (step.id,)))


def flip(connection: Connection, step: Step) -> Touched:
    """Undo a standing step or redo an undone one, inside the running transaction.

    Raises PaperdeskError, naming the steps in the way, when a row has meanwhile been built upon.
    """
    before = touched_by(connection, step.id)
    rows = connection.execute(
        "SELECT table_name, row_id, inverse, old FROM journal WHERE step_id = ? ORDER BY id DESC", (step.id,)
    ).fetchall()
    connection.execute("DELETE FROM journal WHERE step_id = ?", (step.id,))
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step.id,))
    connection.execute("PRAGMA defer_foreign_keys = ON")
    try:
        for table, row_id, inverse, old in rows:
            _apply(connection, table, row_id, inverse, json.loads(old) if old else {})
    except IntegrityError as error:
        raise PaperdeskError(_in_the_way(step)) from error
    connection.execute("DELETE FROM open_step")
    _refuse_orphans(connection, step, before.tables)
    _mark_flipped(connection, step)
    return before


def _in_the_way(step: Step) -> str:
    return (
        f"Step {step.id} (“{step.label}”) cannot be taken back alone: something done later stands in the same place. "
        "Nothing was changed; undo the later steps first."
    )


def _apply(connection: Connection, table: str, row_id: int, inverse: str, old: dict[str, object]) -> None:
    known = {name: value for name, value in old.items() if name == "id" or name in _COLUMNS[table]}
    if inverse == "delete":
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    elif inverse == "insert":
        marks = ", ".join("?" for _ in known)
        connection.execute(f"INSERT INTO {table} ({', '.join(known)}) VALUES ({marks})", tuple(known.values()))
    elif known:
        assignments = ", ".join(f"{name} = ?" for name in known)
        connection.execute(f"UPDATE {table} SET {assignments} WHERE id = ?", (*known.values(), row_id))


def _refuse_orphans(connection: Connection, step: Step, tables: frozenset[str]) -> None:
    """A later row may hang on one that the step had made (a paper's tag on the tag): name the step that made it."""
    if not tables & {"tag", "collection"}:
        return
    for child in ("paper_tag", "collection_paper"):
        for table, row_id, _parent, _index in connection.execute(f"PRAGMA foreign_key_check({child})").fetchall():
            later = _steps(
                connection,
                "WHERE id = (SELECT MAX(step_id) FROM journal WHERE table_name = '" + table + "' AND row_id = ?)",
                (row_id,),
            )
            names = "; ".join(f"step {found.id} (“{found.label}”)" for found in later) or "a later step"
            raise PaperdeskError(
                f"Step {step.id} (“{step.label}”) cannot be undone alone: {names} depends on it. Nothing was changed."
            )


def _mark_flipped(connection: Connection, step: Step) -> None:
    if step.undone_order is None:
        order = connection.execute("SELECT COALESCE(MAX(undone_order), 0) + 1 FROM step").fetchone()[0]
        connection.execute("UPDATE step SET undone_order = ?, is_closed = 0 WHERE id = ?", (order, step.id))
    else:
        connection.execute("UPDATE step SET undone_order = NULL WHERE id = ?", (step.id,))


def history(connection: Connection) -> list[StepView]:
    """Every step, newest first."""
    rows = connection.execute("SELECT id, made_at, label, undone_order FROM step ORDER BY id DESC")
    return [StepView(row[0], row[1], row[2], row[3] is not None) for row in rows]
