"""Runs one user action: transaction, journal step, reconciliation, and the resulting `Changes`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from app.domain.changes import Changes
from app.domain.errors import LibraryError
from app.reconcile import reconcile
from app.store import journal, papers, steps
from app.store.database import Action, Database
from app.store.driver import Connection
from app.store.journal import Touched

_COMPACT_INTERVAL_STEPS = 250
_CONTENT_TABLES = frozenset({"field_edit", "hand_paper", "judgement"})


def run_action(database: Database, kind: str, body: Callable[[Action], str], continued: int | None = None) -> Changes:
    """Run `body` as one user action; it returns the label of the step. Without changes no step is recorded."""
    changes = _run_in_transaction(database, kind, body, continued)
    if changes.step is not None and changes.step % _COMPACT_INTERVAL_STEPS == 0:
        with suppress(LibraryError):  # another connection is writing; compact next time
            steps.compact(database)
    return changes


def _run_in_transaction(database: Database, kind: str, body: Callable[[Action], str], continued: int | None) -> Changes:
    with database.action(kind, "", continued) as action:
        label = body(action)
        action.flush()
        assert action.step_id is not None
        journal.relabel(action.connection, action.step_id, label)
        touched = journal.close_step(action.connection, action.step_id)
        if touched is None:
            action.is_void = True
            return Changes(label="Nothing to change")
        reconcile_touched(action.connection, touched)
        shown = journal.find_changed_papers(action.connection, action.step_id, touched)
        return Changes(label, action.step_id, shown, touched.tables)


def reconcile_touched(connection: Connection, touched: Touched) -> None:
    """Reconcile the papers whose fields or presence depend on the user rows that changed."""
    if touched.tables & _CONTENT_TABLES or papers.needs_reconciling(connection, touched.paper_ids):
        reconcile.reconcile(connection, touched.paper_ids)
