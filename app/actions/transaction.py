"""Running one action: body, step, settling, commit, and the `Changes` that tell of it."""

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

_COMPACTED_EVERY = 250  # steps
_CONTENT_TABLES = frozenset({"field_edit", "hand_paper", "judgement"})


def run(database: Database, kind: str, body: Callable[[Action], str], continued: int | None = None) -> Changes:
    """Run `body` as one user action; it returns the label of the step. A body that changes nothing leaves no step."""
    changes = _run(database, kind, body, continued)
    if changes.step is not None and changes.step % _COMPACTED_EVERY == 0:
        with suppress(LibraryError):  # somebody else is writing: the next time will do
            steps.compact(database)
    return changes


def _run(database: Database, kind: str, body: Callable[[Action], str], continued: int | None) -> Changes:
    with database.action(kind, "", continued) as action:
        label = body(action)
        action.flush()
        assert action.step_id is not None
        journal.relabel(action.connection, action.step_id, label)
        touched = journal.close_step(action.connection, action.step_id)
        if touched is None:
            action.is_void = True
            return Changes(label="Nothing to change")
        settle_touched(action.connection, touched)
        shown = journal.shown_differently(action.connection, action.step_id, touched)
        return Changes(label, action.step_id, shown, touched.tables)


def settle_touched(connection: Connection, touched: Touched) -> None:
    """Fold again what the user's rows decide: edited fields, and papers that stand by the user's touch alone."""
    if touched.tables & _CONTENT_TABLES or papers.needs_settling(connection, touched.paper_ids):
        reconcile.settle(connection, touched.paper_ids)
