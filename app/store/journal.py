"""The journal: undo that survives a restart.

TEMP triggers on the writing connection note the inverse of every change to a user-owned row, changed columns only, in
the same transaction as the change itself. One action is one step. Undoing a step applies its inverses from the last to
the first; the triggers then note the inverse of that, which is the redo. No action has an undo twin to write.

Imports and un-imports are steps without rows: undoing one changes the import's standing
(`app.store.imports.Standing`).

A step depends on another when it changed one of the same rows, hangs on a paper that the other added by hand, or has
the same import. That is coarser than a person may think (a star depends on an earlier decision about the paper, which
stands in the same row), and never too fine. The inverses are not kept for ever: see `app.store.steps`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.errors import PaperdeskError, StepsInTheWay, UsageError
from app.store.driver import Connection, IntegrityError, as_json

_OPEN = "CREATE TEMP TABLE open_step (id INTEGER NOT NULL)"


@dataclass(frozen=True, slots=True)
class JournaledTable:
    """A user-owned table: its columns besides `id`, those that no two rows share, and those that name papers."""

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
"""Of the journal: table, row, what undoes the change, and the old values as JSON."""


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
    has_changed = " OR ".join(f"OLD.{column} COLLATE BINARY IS NOT NEW.{column}" for column in table.columns)
    yield _trigger(table, "UPDATE", "OLD", "'update'", changed_object, f"AND ({has_changed}) ")


def _trigger(table: JournaledTable, event: str, row: str, inverse: str, old: str, condition: str = "") -> str:
    named = [f"{row}.{column}" for column in table.papers] + ["NULL", "NULL"]
    return (
        f"CREATE TEMP TRIGGER journal_{table.name}_{event.lower()} AFTER {event} ON main.{table.name} "
        f"WHEN EXISTS (SELECT 1 FROM open_step) {condition}BEGIN "
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


def shown_differently(connection: Connection, step_id: int, touched: Touched) -> frozenset[int]:
    """The papers that look another way after a step was done or flipped: those its rows name, those an alias among them
    stands for now, and those that carry a tag of another name."""
    survivors = connection.execute(
        "SELECT alias_of FROM paper WHERE alias_of IS NOT NULL AND id IN (SELECT value FROM json_each(?))",
        (as_json(list(touched.paper_ids)),),
    ).fetchall()
    carriers = connection.execute(_CARRIERS, (step_id,)).fetchall() if "tag" in touched.tables else []
    return touched.paper_ids.union(row[0] for row in (*survivors, *carriers))


_CARRIERS = (
    "SELECT DISTINCT COALESCE(paper.alias_of, paper.id) FROM paper_tag JOIN paper ON paper.id = paper_tag.paper_id "
    "WHERE tag_id IN (SELECT row_id FROM journal WHERE step_id = ? AND table_name = 'tag')"
)


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


def step_to_redo(connection: Connection, step_id: int | None) -> Step:
    """The step that was undone last and can still be redone, or the step asked for."""
    if step_id is None:
        last = "WHERE undone_order IS NOT NULL AND NOT is_closed ORDER BY undone_order DESC LIMIT 1"
        found = _steps(connection, last)
        if not found:
            raise PaperdeskError("There is nothing to redo. Nothing was changed.")
        return found[0]
    found = _steps(connection, "WHERE id = ?", (step_id,))
    if not found:
        raise UsageError(f"There is no step {step_id} in the history. Nothing was changed.")
    if found[0].undone_order is None:
        raise PaperdeskError(f"Step {step_id} (“{found[0].label}”) is not undone. Nothing was changed.")
    if found[0].is_closed:
        raise PaperdeskError(
            f"Step {step_id} (“{found[0].label}”) was undone before something else was done, and cannot be redone any "
            "more. Nothing was changed."
        )
    return found[0]


_SAME_ROW = (
    "SELECT other.step_id FROM journal AS mine JOIN journal AS other ON other.table_name = mine.table_name "
    "AND other.row_id = mine.row_id WHERE mine.step_id = ?1"
)


def later_dependents(connection: Connection, step: Step) -> list[Step]:
    """The standing steps after this one that changed the same rows, hang on a paper that it added by hand, or took back
    or brought back the same import."""
    return _steps(
        connection,
        f"WHERE undone_order IS NULL AND id > ?1 AND (import_id = ?2 OR id IN ({_SAME_ROW}) OR id IN ("
        "SELECT other.step_id FROM journal AS mine JOIN journal AS other ON mine.paper_id IN (other.paper_id, "
        "other.other_id) WHERE mine.step_id = ?1 AND mine.table_name = 'hand_paper' AND other.step_id > ?1)"
        ") ORDER BY id",
        (step.id, step.import_id),
    )


def steps_to_redo_first(connection: Connection, step: Step) -> list[Step]:
    """The steps that were undone after this one, are still undone, and on whose rows, papers or imports it stands."""
    return _steps(
        connection,
        "WHERE undone_order > ?3 AND NOT is_closed AND (import_id = ?2 OR (import_id IS NOT NULL AND id < ?1) "
        f"OR id IN ({_SAME_ROW}) OR id IN ("
        "SELECT other.step_id FROM journal AS mine JOIN journal AS other ON other.paper_id IN (mine.paper_id, "
        "mine.other_id) WHERE mine.step_id = ?1 AND other.table_name = 'hand_paper')) ORDER BY undone_order DESC",
        (step.id, step.import_id, step.undone_order),
    )


def has_later(connection: Connection, step: Step) -> bool:
    """Whether any later step stands."""
    return bool(_steps(connection, "WHERE undone_order IS NULL AND id > ? LIMIT 1", (step.id,)))


def flip(connection: Connection, step: Step) -> Touched:
    """Undo a standing step or redo an undone one, inside the running transaction.

    Raises StepsInTheWay, naming them, when a row has meanwhile been built upon.
    """
    before = touched_by(connection, step.id)
    rows = connection.execute(
        "SELECT table_name, row_id, inverse, old FROM journal WHERE step_id = ? ORDER BY id DESC", (step.id,)
    ).fetchall()
    connection.execute("DELETE FROM journal WHERE step_id = ?", (step.id,))
    connection.execute("INSERT INTO open_step (id) VALUES (?)", (step.id,))
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for table, row_id, inverse, old in _lasting(rows):
        known = json.loads(old) if old else {}
        try:
            _apply(connection, table, row_id, inverse, known)
        except IntegrityError as error:
            raise _in_the_way(step, _makers_of_twin(connection, table, row_id, known)) from error
    connection.execute("DELETE FROM open_step")
    _refuse_orphans(connection, step, before.tables)
    _mark_flipped(connection, step)
    return before


def _lasting(rows: list[_Inverse]) -> list[_Inverse]:
    """Inverses, newest first, without those of rows that the step had made and removed again: another row may stand
    in their place now."""
    newest = {(table, row_id): inverse for table, row_id, inverse, _old in reversed(rows)}
    oldest = {(table, row_id): inverse for table, row_id, inverse, _old in rows}
    passing = {key for key in newest if (oldest[key], newest[key]) == ("delete", "insert")}
    return [row for row in rows if row[:2] not in passing]


def _in_the_way(step: Step, others: list[Step]) -> StepsInTheWay:
    is_undo = step.undone_order is None
    why = "stands in the same place" if is_undo else "is missing or stands in the same place"
    what = f"{name_steps(others) or 'something done later'} {why}"
    return StepsInTheWay(
        f"Step {step.id} (“{step.label}”) cannot be {'undone' if is_undo else 'redone'} alone: {what}. "
        "Nothing was changed.",
        [one.id for one in others],
    )


def name_steps(steps: Iterable[Step]) -> str:
    """Steps as a sentence names them."""
    return "; ".join(f"step {one.id} (“{one.label}”)" for one in steps)


def _last_step_of(connection: Connection, table: str, row_id: int, but: int = 0) -> list[Step]:
    """The newest step, other than `but`, that has changed a row."""
    newest = "SELECT MAX(step_id) FROM journal WHERE table_name = '" + table + "' AND row_id = ?1 AND step_id <> ?2"
    return _steps(connection, f"WHERE id = ({newest})", (row_id, but))


def _makers_of_twin(connection: Connection, table: str, row_id: int, values: dict[str, object]) -> list[Step]:
    """Who made the row that stands where this one is to come back: the one that shares its unique columns."""
    unique = _UNIQUE[table]
    if not unique:
        return []
    now = connection.execute(f"SELECT {', '.join(unique)} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    wanted = [values.get(column, now[place] if now else None) for place, column in enumerate(unique)]
    is_same = " AND ".join(f"{column} = ?" for column in unique)
    twin = connection.execute(f"SELECT id FROM {table} WHERE {is_same} AND id <> ?", (*wanted, row_id)).fetchone()
    return _last_step_of(connection, table, twin[0]) if twin else []


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


_CHILDREN = {"tag": ("paper_tag", "tag_id"), "collection": ("collection_paper", "collection_id")}


def _refuse_orphans(connection: Connection, step: Step, tables: frozenset[str]) -> None:
    """A row may be left without the one it hangs on (a paper's tag without the tag): name the step that matters."""
    for parent, (child, column) in _CHILDREN.items():
        if not tables & {parent, child}:
            continue
        orphan = connection.execute(
            f"SELECT id, {column} FROM {child} WHERE {column} NOT IN (SELECT id FROM {parent}) LIMIT 1"
        ).fetchone()
        if orphan is not None and step.undone_order is None:
            raise _in_the_way(step, _last_step_of(connection, child, orphan[0], but=step.id))
        if orphan is not None:
            raise _in_the_way(step, _last_step_of(connection, parent, orphan[1], but=step.id))


def _mark_flipped(connection: Connection, step: Step) -> None:
    if step.undone_order is None:
        order = connection.execute("SELECT COALESCE(MAX(undone_order), 0) + 1 FROM step").fetchone()[0]
        connection.execute("UPDATE step SET undone_order = ?, is_closed = 0 WHERE id = ?", (order, step.id))
    else:
        connection.execute("UPDATE step SET undone_order = NULL WHERE id = ?", (step.id,))
