"""Undo and redo of steps of the history: edits, imports and removed imports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.actions.transaction import reconcile_touched
from app.domain.changes import Changes
from app.domain.errors import BlockedByLaterSteps, PaperdeskError
from app.ingest import apply
from app.store import journal, migrations, steps
from app.store.database import Database
from app.store.driver import Connection
from app.store.imports import ImportState
from app.store.journal import Step
from app.store.lock import hold_import_lock

# the state of an import after its step was undone or redone, by kind of step
_AFTER_UNDO = {"import": ImportState.UNDONE, "reimport": ImportState.WITHDRAWN, "unimport": ImportState.ACTIVE}
_AFTER_REDO = {"import": ImportState.ACTIVE, "reimport": ImportState.ACTIVE, "unimport": ImportState.WITHDRAWN}


def undo(database: Database, step_id: int | None = None) -> Changes:
    """Undo the newest step, or one alone; raises BlockedByLaterSteps when later steps depend on it."""
    expected = journal.find_step_to_undo(database.reader, step_id)
    with _lock_imports(database, expected), database.transaction() as connection:
        step = journal.find_step_to_undo(connection, step_id)
        _check_usable(connection, step, expected)
        if later := journal.find_later_dependents(connection, step):
            raise BlockedByLaterSteps(
                f"Step {step.id} (“{step.label}”) cannot be undone alone, because later steps depend on it: "
                f"{journal.format_steps(later)}. Nothing was changed; undo those first.",
                [found.id for found in later],
            )
        return _reverse(connection, step, "Undid")


def redo(database: Database, step_id: int | None = None) -> Changes:
    """Redo the step undone last, or one alone; raises BlockedByLaterSteps when it depends on undone steps."""
    expected = journal.find_step_to_redo(database.reader, step_id)
    with _lock_imports(database, expected), database.transaction() as connection:
        step = journal.find_step_to_redo(connection, step_id)
        _check_usable(connection, step, expected)
        if missing := journal.find_steps_to_redo_first(connection, step):
            raise BlockedByLaterSteps(
                f"Step {step.id} (“{step.label}”) cannot be redone alone, because it depends on undone steps: "
                f"{journal.format_steps(missing)}. Nothing was changed; redo those first.",
                [found.id for found in missing],
            )
        return _reverse(connection, step, "Redid")


@contextmanager
def _lock_imports(database: Database, step: Step) -> Iterator[None]:
    """Hold the import lock for the step of an import: it must not change papers while an import is being written."""
    if step.import_id is None or database.is_read_only:
        yield
        return
    with hold_import_lock(database.path):
        yield


def _check_usable(connection: Connection, step: Step, expected: Step) -> None:
    if step.import_id is not None and step.id != expected.id:  # the import lock was taken for another step
        raise PaperdeskError("Another program has just changed the library. Nothing was changed; try again.")
    if step.id <= steps.read_floor(connection):
        raise PaperdeskError(
            f"Step {step.id} (“{step.label}”) is too old to be undone or redone; only the newest "
            f"{journal.MAX_STEPS:,} steps can be. Nothing was changed."
        )
    if step.schema_version < migrations.oldest_reversible_version(connection):
        raise PaperdeskError(
            f"Step {step.id} (“{step.label}”) was made by an older version of Paperdesk and cannot be "
            "undone or redone. Nothing was changed."
        )


def _reverse(connection: Connection, step: Step, verb: str) -> Changes:
    label = f"{verb}: {step.label}"
    touched = journal.reverse_step(connection, step)
    if step.import_id is None:
        reconcile_touched(connection, touched)
        shown = journal.find_changed_papers(connection, step.id, touched)
        return Changes(label, step.id, shown, touched.tables, is_reversal=True)
    outcome = apply.set_state(connection, step.import_id, _state_after(connection, step))
    label += apply.describe_remaining(outcome)
    return Changes(
        label, step.id, frozenset(outcome.touched_ids), touched.tables, outcome.remaining_ids, is_reversal=True
    )


def _state_after(connection: Connection, step: Step) -> ImportState:
    """Undoing an import below later steps only withdraws it, so that papers the user has edited since stay."""
    if step.undone_order is not None:
        return _AFTER_REDO[step.kind]
    state = _AFTER_UNDO[step.kind]
    return ImportState.WITHDRAWN if state is ImportState.UNDONE and journal.has_later(connection, step) else state
