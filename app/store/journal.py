"""The journal: persistent undo and redo.

TEMP triggers on the writing connection record the inverse of every change to a user-owned row, changed columns only,
in the same transaction as the change itself. One action is one step. Undoing a step applies its inverses from the last
to the first; the triggers then record the inverses of those, which are the redo. So no action needs code of its own to
undo it.

Imports and un-imports are steps without rows: undoing one changes the state of the import
(`app.store.imports.ImportState`).

A step depends on another when it changed one of the same rows, refers to a paper that the other added by hand, or
concerns the same import. That is coarser than necessary (a star depends on an earlier status of the paper, which is in
the same row), but never misses a dependency. The inverses are not kept for ever: see `app.store.steps`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.errors import BlockedByLaterSteps, PaperdeskError, UsageError
from app.store.driver import Connection, IntegrityError, as_json

_OPEN = "CREATE TEMP TABLE open_step (id INTEGER NOT NULL)"


MAX_STEPS = 10_000
"""How many of the newest steps can be undone."""


@dataclass(frozen=True, slots=True)
class JournaledTable:
    """A user-owned table: its columns except `id`, the unique ones, and those that refer to papers."""

    name: str
    columns: tuple[str, ...]
    unique: tuple[str, ...] = ()
    papers: tuple[str, ...] = ("paper_id",)


JOURNALED: tuple[JournaledTable, ...] = (
    JournaledTable("hand_paper", ("paper_id", "value", "added_at"), ("paper_id",)),
    JournaledTable("field_edit", ("paper_id", "field", "value", "edited_at"), ("paper_id", "field")),
    JournaledTable("tag", ("name", "created_at"), ("name",), papers=()),
    JournaledTable("paper_tag", ("paper_id", "tag_id", "added_at"), ("tag_id", "paper_id")),
    JournaledTable(
        "mark", ("paper_id", "status", "status_at", "snoozed_until", "is_starred", "priority"), ("paper_id",)
    ),
    JournaledTable("note", ("paper_id", "revision_id"), ("paper_id",)),
    JournaledTable(
        "link",
        ("source_id", "target_id", "type", "evidence", "created_at"),
        ("source_id", "target_id", "type"),
        papers=("source_id", "target_id"),
    ),
    JournaledTable("collection", ("name", "created_at"), ("name",), papers=()),
    JournaledTable("collection_paper", ("collection_id", "paper_id", "position"), ("collection_id", "paper_id")),
    JournaledTable(
        "judgement", ("verdict", "one", "other", "paper_id", "other_id", "made_at"), papers=("paper_id", "other_id")
    ),
    JournaledTable("saved_search", ("name", "query", "sort", "made_at"), ("name",), papers=()),
)
_COLUMNS = {table.name: frozenset(table.columns) for table in JOURNALED}
_UNIQUE = {table.name: table.unique for table in JOURNALED}


_Inverse = tuple[str, int, str, str | None]
"""A journal entry: table, row id, inverse operation, and the old values as JSON."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stored step. `undone_order` is None unless the step is undone; the highest one was undone last."""

    id: int
    kind: str
    label: str
    import_id: int | None
    schema_version: int
    undone_order: int | None
    is_closed: int


@dataclass(frozen=True, slots=True)
class Touched:
    """The tables and papers that a step changed."""

    tables: frozenset[str]
    paper_ids: frozenset[int]


def install(connection: Connection) -> None:
    """Create the triggers on a writing connection; they record nothing while no step is open."""
    connection.execute(_OPEN)
    for table in JOURNALED:
        for statement in _build_triggers(table):
            connection.execute(statement)


def _build_triggers(table: JournaledTable) -> Iterable[str]:
    pairs = ", ".join(f"'{column}', OLD.{column}" for column in ("id", *table.columns))
    changed = " UNION ALL ".join(  # names are compared exactly, although their columns are NOCASE
        f"SELECT '{column}' AS k, OLD.{column} AS v WHERE OLD.{column} COLLATE BINARY IS NOT NEW.{column}"
        for column in table.columns
    )
    changed_object = f"(SELECT json_group_object(k, v) FROM ({changed}))"
    yield _build_trigger(table, "INSERT", "NEW", "'delete'", "NULL")
    yield _build_trigger(table, "DELETE", "OLD", "'insert'", f"json_object({pairs})")
    has_changed = " OR ".join(f"OLD.{column} COLLATE BINARY IS NOT NEW.{column}" for column in table.columns)
    yield _build_trigger(table, "UPDATE", "OLD", "'update'", changed_object, f"AND ({has_changed}) ")


def _build_trigger(table: JournaledTable, event: str, row: str, inverse: str, old: str, condition: str = "") -> str:
    named = [f"{row}.{column}" for column in table.papers] + ["NULL", "NULL"]
    return (
        f"CREATE TEMP TRIGGER journal_{table.name}_{event.lower()} AFTER {event} ON main.{table.name} "
        f"WHEN EXISTS (SELECT 1 FROM open_step) {condition}BEGIN "
        "INSERT INTO journal (step_id, table_name, row_id, inverse, old, paper_id, other_id) "
        f"SELECT id, '{table.name}', {row}.id, {inverse}, {old}, {named[0]}, {named[1]} FROM open_step; END"
    )


def open_step(connection: Connection, kind: str, label: str, made_at: str) -> int:
    """Begin a step in the running transaction; changes are recorded under it until `close_step`."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    cursor = connection.execute(
        "INSERT INTO step (kind, label, made_at, schema_version) VALUES (?, ?, ?, ?)", (kind, label, made_at, version)
    )
    step_id = int(cursor.lastrowid or 0)
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step_id,))
    return step_id


def reopen_step(connection: Connection, step_id: int) -> bool:
    """Reopen a step if it is the newest one not undone; False otherwise."""
    newest = connection.execute("SELECT MAX(id) FROM step WHERE undone_order IS NULL").fetchone()
    if newest != (step_id,):
        return False
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step_id,))
    return True


def close_step(connection: Connection, step_id: int) -> Touched | None:
    """End the step. Returns None when it changed nothing; the transaction is to be rolled back then.

    A new step clears the redo history.
    """
    connection.execute("DELETE FROM open_step")
    touched = read_touched(connection, step_id)
    if not touched.tables:
        return None
    _clear_redo(connection)
    return touched


def close_import_step(connection: Connection, step_id: int, import_id: int) -> None:
    """End the step of an import or an un-import, which has no journal rows."""
    connection.execute("DELETE FROM open_step")
    connection.execute("UPDATE step SET import_id = ? WHERE id = ?", (import_id, step_id))
    _clear_redo(connection)


def _clear_redo(connection: Connection) -> None:
    """Undone steps can no longer be redone after a new step; delete their inverses."""
    connection.execute(
        "DELETE FROM journal WHERE step_id IN (SELECT id FROM step WHERE undone_order IS NOT NULL AND NOT is_closed)"
    )
    connection.execute("UPDATE step SET is_closed = 1 WHERE undone_order IS NOT NULL")


def read_touched(connection: Connection, step_id: int) -> Touched:
    rows = connection.execute(
        "SELECT DISTINCT table_name, paper_id, other_id FROM journal WHERE step_id = ?", (step_id,)
    ).fetchall()
    papers = {paper for row in rows for paper in row[1:] if paper is not None}
    return Touched(frozenset(row[0] for row in rows), frozenset(papers))


def find_changed_papers(connection: Connection, step_id: int, touched: Touched) -> frozenset[int]:
    """The papers that look different after a step was done or reversed.

    These are the papers of its rows, the papers that aliases among them resolve to, and those with a renamed tag.
    """
    resolved = connection.execute(
        "SELECT alias_of FROM paper WHERE alias_of IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (as_json(list(touched.paper_ids)),),
    ).fetchall()
    tagged = connection.execute(_TAGGED, (step_id,)).fetchall() if "tag" in touched.tables else []
    return touched.paper_ids.union(row[0] for row in (*resolved, *tagged))


_TAGGED = (
    "SELECT DISTINCT COALESCE(paper.alias_of, paper.id) FROM paper_tag JOIN paper ON paper.id = paper_tag.paper_id "
    "WHERE tag_id IN (SELECT row_id FROM journal WHERE step_id = ? AND table_name = 'tag')"
)


def relabel(connection: Connection, step_id: int, label: str) -> None:
    connection.execute("UPDATE step SET label = ? WHERE id = ?", (label, step_id))


def _select_steps(connection: Connection, where: str, parameters: tuple[int | None, ...] = ()) -> list[Step]:
    rows = connection.execute(
        "SELECT id, kind, label, import_id, schema_version, undone_order, is_closed FROM step " + where, parameters
    ).fetchall()
    return [Step(*row) for row in rows]


def find_step_to_undo(connection: Connection, step_id: int | None) -> Step:
    """The newest step not undone, or the given one. Raises PaperdeskError when there is none."""
    if step_id is None:
        found = _select_steps(connection, "WHERE undone_order IS NULL ORDER BY id DESC LIMIT 1")
        if not found:
            raise PaperdeskError("There is nothing to undo: the history is empty. Nothing was changed.")
        return found[0]
    found = _select_steps(connection, "WHERE id = ?", (step_id,))
    if not found:
        raise UsageError(f"There is no step {step_id} in the history. Nothing was changed.")
    if found[0].undone_order is not None:
        raise PaperdeskError(f"Step {step_id} (“{found[0].label}”) is already undone. Nothing was changed.")
    return found[0]


def find_step_to_redo(connection: Connection, step_id: int | None) -> Step:
    """The step that was undone last and can still be redone, or the given one; else PaperdeskError."""
    if step_id is None:
        last = "WHERE undone_order IS NOT NULL AND NOT is_closed ORDER BY undone_order DESC LIMIT 1"
        found = _select_steps(connection, last)
        if not found:
            raise PaperdeskError("There is nothing to redo. Nothing was changed.")
        return found[0]
    found = _select_steps(connection, "WHERE id = ?", (step_id,))
    if not found:
        raise UsageError(f"There is no step {step_id} in the history. Nothing was changed.")
    if found[0].undone_order is None:
        raise PaperdeskError(f"Step {step_id} (“{found[0].label}”) is not undone. Nothing was changed.")
    if found[0].is_closed:
        raise PaperdeskError(
            f"Step {step_id} (“{found[0].label}”) cannot be redone, because a later change cleared the redo "
            "history. Nothing was changed."
        )
    return found[0]


_SAME_ROW = (
    "SELECT other.step_id FROM journal AS own JOIN journal AS other ON other.table_name = own.table_name "
    "AND other.row_id = own.row_id WHERE own.step_id = ?1"
)


def find_later_dependents(connection: Connection, step: Step) -> list[Step]:
    """The later steps, not undone, that depend on this one: through a row, a paper it added by hand, or an import."""
    return _select_steps(
        connection,
        f"WHERE undone_order IS NULL AND id > ?1 AND (import_id = ?2 OR id IN ({_SAME_ROW}) OR id IN ("
        "SELECT other.step_id FROM journal AS own JOIN journal AS other ON own.paper_id IN (other.paper_id, "
        "other.other_id) WHERE own.step_id = ?1 AND own.table_name = 'hand_paper' AND other.step_id > ?1)"
        ") ORDER BY id",
        (step.id, step.import_id),
    )


def find_steps_to_redo_first(connection: Connection, step: Step) -> list[Step]:
    """The steps undone after this one, and still undone, on whose rows, papers or imports it depends."""
    return _select_steps(
        connection,
        "WHERE undone_order > ?3 AND NOT is_closed AND (import_id = ?2 OR (import_id IS NOT NULL AND id < ?1) "
        f"OR id IN ({_SAME_ROW}) OR id IN ("
        "SELECT other.step_id FROM journal AS own JOIN journal AS other ON other.paper_id IN (own.paper_id, "
        "own.other_id) WHERE own.step_id = ?1 AND other.table_name = 'hand_paper')) ORDER BY undone_order DESC",
        (step.id, step.import_id, step.undone_order),
    )


def has_later(connection: Connection, step: Step) -> bool:
    """Whether there is a later step that is not undone."""
    return bool(_select_steps(connection, "WHERE undone_order IS NULL AND id > ? LIMIT 1", (step.id,)))


def reverse_step(connection: Connection, step: Step) -> Touched:
    """Undo a step, or redo an undone one, inside the running transaction.

    Raises BlockedByLaterSteps when later steps depend on one of its rows.
    """
    before = read_touched(connection, step.id)
    rows = connection.execute(
        "SELECT table_name, row_id, inverse, old FROM journal WHERE step_id = ? ORDER BY id DESC", (step.id,)
    ).fetchall()
    connection.execute("DELETE FROM journal WHERE step_id = ?", (step.id,))
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step.id,))
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for table, row_id, inverse, old in _drop_transient(rows):
        values = json.loads(old) if old else {}
        try:
            _apply_inverse(connection, table, row_id, inverse, values)
        except IntegrityError as error:
            raise _blocked_error(step, _find_conflicting_steps(connection, table, row_id, values)) from error
    connection.execute("DELETE FROM open_step")
    _raise_on_orphans(connection, step, before.tables)
    _mark_reversed(connection, step)
    return before


def _drop_transient(rows: list[_Inverse]) -> list[_Inverse]:
    """Inverses, newest first, without those of rows that the step both added and removed.

    Another row may have taken their unique values since.
    """
    newest = {(table, row_id): inverse for table, row_id, inverse, _old in reversed(rows)}
    oldest = {(table, row_id): inverse for table, row_id, inverse, _old in rows}
    transient = {key for key in newest if (oldest[key], newest[key]) == ("delete", "insert")}
    return [row for row in rows if row[:2] not in transient]


def _blocked_error(step: Step, others: list[Step]) -> BlockedByLaterSteps:
    is_undo = step.undone_order is None
    reason = "conflicts with it" if is_undo else "is missing or conflicts with it"
    what = f"{format_steps(others) or 'a later change'} {reason}"
    return BlockedByLaterSteps(
        f"Step {step.id} (“{step.label}”) cannot be {'undone' if is_undo else 'redone'} alone: {what}. "
        "Nothing was changed.",
        [one.id for one in others],
    )


def format_steps(steps: Iterable[Step]) -> str:
    """A list of steps, for use within a sentence."""
    return "; ".join(f"step {one.id} (“{one.label}”)" for one in steps)


def _find_last_step(connection: Connection, table: str, row_id: int, excluded: int = 0) -> list[Step]:
    """The newest step, other than `excluded`, that changed a row."""
    newest = "SELECT MAX(step_id) FROM journal WHERE table_name = '" + table + "' AND row_id = ?1 AND step_id <> ?2"
    return _select_steps(connection, f"WHERE id = ({newest})", (row_id, excluded))


def _find_conflicting_steps(connection: Connection, table: str, row_id: int, values: dict[str, object]) -> list[Step]:
    """The step that made the row with the same unique values as the row to be restored."""
    unique = _UNIQUE[table]
    if not unique:
        return []
    current = connection.execute(f"SELECT {', '.join(unique)} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    wanted = [values.get(column, current[index] if current else None) for index, column in enumerate(unique)]
    is_same = " AND ".join(f"{column} = ?" for column in unique)
    conflict = connection.execute(f"SELECT id FROM {table} WHERE {is_same} AND id <> ?", (*wanted, row_id)).fetchone()
    return _find_last_step(connection, table, conflict[0]) if conflict else []


def _apply_inverse(connection: Connection, table: str, row_id: int, inverse: str, old: dict[str, object]) -> None:
    values = {name: value for name, value in old.items() if name == "id" or name in _COLUMNS[table]}
    if inverse == "delete":
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
    elif inverse == "insert":
        placeholders = ", ".join("?" for _ in values)
        connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({placeholders})", tuple(values.values()))
    elif values:
        assignments = ", ".join(f"{name} = ?" for name in values)
        connection.execute(f"UPDATE {table} SET {assignments} WHERE id = ?", (*values.values(), row_id))


_CHILDREN = {"tag": ("paper_tag", "tag_id"), "collection": ("collection_paper", "collection_id")}


def _raise_on_orphans(connection: Connection, step: Step, tables: frozenset[str]) -> None:
    """Raise BlockedByLaterSteps when a row has lost its parent (a paper's tag without the tag), naming the step."""
    for parent, (child, column) in _CHILDREN.items():
        if not tables & {parent, child}:
            continue
        orphan = connection.execute(
            f"SELECT id, {column} FROM {child} WHERE {column} NOT IN (SELECT id FROM {parent}) LIMIT 1"
        ).fetchone()
        if orphan is not None and step.undone_order is None:
            raise _blocked_error(step, _find_last_step(connection, child, orphan[0], excluded=step.id))
        if orphan is not None:
            raise _blocked_error(step, _find_last_step(connection, parent, orphan[1], excluded=step.id))


def _mark_reversed(connection: Connection, step: Step) -> None:
    if step.undone_order is None:
        order = connection.execute("SELECT COALESCE(MAX(undone_order), 0) + 1 FROM step").fetchone()[0]
        connection.execute("UPDATE step SET undone_order = ?, is_closed = 0 WHERE id = ?", (order, step.id))
    else:
        connection.execute("UPDATE step SET undone_order = NULL WHERE id = ?", (step.id,))
