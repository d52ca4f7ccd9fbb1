"""Undo and redo: flipping a step of the history, whatever it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.actions.transaction import settle_touched
from app.domain.changes import Changes
from app.domain.errors import PaperdeskError, StepsInTheWay
from app.ingest import apply
from app.store import journal, migrations, steps
from app.store.database import Database
from app.store.driver import Connection
from app.store.imports import Standing
from app.store.journal import Step
from app.store.lock import importing

# what undoing and redoing a step makes of its import
_AFTER_UNDO = {"import": Standing.UNDONE, "reimport": Standing.WITHDRAWN, "unimport": Standing.STANDS}
_AFTER_REDO = {"import": Standing.STANDS, "reimport": Standing.STANDS, "unimport": Standing.WITHDRAWN}


def undo(database: Database, step_id: int | None = None) -> Changes:
    """Undo the newest step, or one alone when nothing later depends on it; otherwise StepsInTheWay names what does."""
    foreseen = journal.step_to_undo(database.reader, step_id)
    with _may_flip(database, foreseen), database.transaction() as connection:
        step = journal.step_to_undo(connection, step_id)
        _refuse_unusable(connection, step, foreseen)
        if later := journal.later_dependents(connection, step):
            raise StepsInTheWay(
                f"Step {step.id} (“{step.label}”) cannot be undone alone, because later steps changed the same: "
                f"{journal.name_steps(later)}. Nothing was changed; undo those first.",
                [found.id for found in later],
            )
        return _flip(connection, step, "Undid")


def redo(database: Database, step_id: int | None = None) -> Changes:
    """Redo the step that was undone last, or one alone when nothing that was undone after it stands in its way."""
    foreseen = journal.step_to_redo(database.reader, step_id)
    with _may_flip(database, foreseen), database.transaction() as connection:
        step = journal.step_to_redo(connection, step_id)
        _refuse_unusable(connection, step, foreseen)
        if missing := journal.steps_to_redo_first(connection, step):
            raise StepsInTheWay(
                f"Step {step.id} (“{step.label}”) cannot be redone alone, because it stands on steps that are undone: "
                f"{journal.name_steps(missing)}. Nothing was changed; redo those first.",
                [found.id for found in missing],
            )
        return _flip(connection, step, "Redid")


@contextmanager
def _may_flip(database: Database, step: Step) -> Iterator[None]:
    """The step of an import waits until no import is being written: both change which papers there are."""
    if step.import_id is None or database.is_read_only:
        yield
        return
    with importing(database.path):
        yield


def _refuse_unusable(connection: Connection, step: Step, foreseen: Step) -> None:
    if step.import_id is not None and step.id != foreseen.id:  # the lock is not held for it
        raise PaperdeskError("Another program has just changed the library. Nothing was changed; please try again.")
    if step.id <= steps.floor(connection):
        raise PaperdeskError(
            f"Step {step.id} (“{step.label}”) is older than what the history can undo ({steps.MOST_STEPS:,} steps and "
            f"{steps.MOST_DAYS} days). It can be read, but neither undone nor redone. Nothing was changed."
        )
    if step.schema_version != migrations.version_of(connection):
        raise PaperdeskError(
            f"Step {step.id} (“{step.label}”) was made by an older Paperdesk and can be read, but neither undone nor "
            "redone. Nothing was changed."
        )


def _flip(connection: Connection, step: Step, verb: str) -> Changes:
    label = f"{verb}: {step.label}"
    touched = journal.flip(connection, step)
    if step.import_id is None:
        settle_touched(connection, touched)
        shown = journal.shown_differently(connection, step.id, touched)
        return Changes(label, step.id, shown, touched.tables, is_flip=True)
    tally = apply.set_standing(connection, step.import_id, _standing_after(connection, step))
    label += apply.say_what_stays(tally)
    stayed = frozenset(tally.shown | tally.kept)
    return Changes(label, step.id, frozenset(tally.touched), touched.tables, stayed, is_flip=True)


def _standing_after(connection: Connection, step: Step) -> Standing:
    """An import undone while later steps stand is taken back like any other: what the user has touched since stays."""
    if step.undone_order is not None:
        return _AFTER_REDO[step.kind]
    standing = _AFTER_UNDO[step.kind]
    return Standing.WITHDRAWN if standing is Standing.UNDONE and journal.has_later(connection, step) else standing
