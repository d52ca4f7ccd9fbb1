"""Undo and redo: flipping a step of the history, whatever it was."""

from __future__ import annotations

from app import ingest
from app.changes import Changes
from app.errors import PaperdeskError
from app.running import settle_touched
from app.store import journal, migrations
from app.store.database import Database
from app.store.driver import Connection
from app.store.imports import Standing
from app.store.journal import Step, Touched

# what undoing and redoing a step makes of its import
_AFTER_UNDO = {"import": Standing.UNDONE, "reimport": Standing.WITHDRAWN, "unimport": Standing.STANDS}
_AFTER_REDO = {"import": Standing.STANDS, "reimport": Standing.STANDS, "unimport": Standing.WITHDRAWN}


def undo(database: Database, step_id: int | None = None) -> Changes:
    """Undo the newest step, or one alone when nothing later depends on it; otherwise a sentence names what does."""
    with database.transaction() as connection:
        step = journal.step_to_undo(connection, step_id)
        _refuse_dependents(connection, step)
        return _flip(connection, step, "Undid")


def redo(database: Database) -> Changes:
    """Redo the step that was undone last."""
    with database.transaction() as connection:
        return _flip(connection, journal.step_to_redo(connection), "Redid")


def _refuse_dependents(connection: Connection, step: Step) -> None:
    version = migrations.version_of(connection)
    if step.schema_version != version:
        raise PaperdeskError(
            f"Step {step.id} (“{step.label}”) was made by an older Paperdesk and can be read, but not undone. "
            "Nothing was changed."
        )
    later = journal.later_dependents(connection, step)
    if later:
        names = "; ".join(f"step {found.id} (“{found.label}”)" for found in later)
        raise PaperdeskError(
            f"Step {step.id} (“{step.label}”) cannot be undone alone, because later steps changed the same: {names}. "
            "Nothing was changed; undo those first."
        )


def _flip(connection: Connection, step: Step, verb: str) -> Changes:
    touched = journal.flip(connection, step)
    if step.import_id is not None:
        standing = _standing_after(connection, step)
        tally = ingest.set_standing(connection, step.import_id, standing)
        touched = Touched(touched.tables, frozenset(tally.touched))
    else:
        settle_touched(connection, touched)
    return Changes(f"{verb}: {step.label}", step.id, touched.paper_ids, touched.tables)


def _standing_after(connection: Connection, step: Step) -> Standing:
    """An import undone while later steps stand is taken back like any other: what the user has touched since stays."""
    if step.undone_order is not None:
        return _AFTER_REDO[step.kind]
    standing = _AFTER_UNDO[step.kind]
    return Standing.WITHDRAWN if standing is Standing.UNDONE and journal.has_later(connection, step) else standing
