"""Changes: what one action changed; every view refreshes itself from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Changes:
    """The outcome of one action.

    `label` is the sentence of the history ("Tagged 3 papers “rl”"), `step` the history step that was recorded (None
    when nothing changed), `paper_ids` the papers whose content or user data differ from before, and `tables` the
    user-owned tables that were written. `stayed` are papers of a withdrawn import that are still in the library. With
    `is_reversal` an existing step was undone or redone. With `is_everything` any paper may differ: what was written
    elsewhere is not always known in detail. `is_silent` changes are shown, but not announced: their maker does that.
    """

    label: str
    step: int | None = None
    paper_ids: frozenset[int] = field(default_factory=frozenset)
    tables: frozenset[str] = field(default_factory=frozenset)
    stayed: frozenset[int] = field(default_factory=frozenset)
    is_reversal: bool = False
    is_everything: bool = False
    is_silent: bool = False

    @property
    def is_empty(self) -> bool:
        return self.step is None

    def silently(self) -> Changes:
        """The same changes, announced by somebody else."""
        return replace(self, is_silent=True)

    @staticmethod
    def merge(several: Iterable[Changes], label: str = "") -> Changes:
        """Several changes as one, with the newest step; `label` is by default that of the newest step.

        It is silent, or a reversal, only when all of them are.
        """
        changes = list(several)
        newest = max(changes, key=lambda one: one.step or 0, default=Changes(""))
        return Changes(
            label or newest.label,
            newest.step,
            frozenset().union(*(one.paper_ids for one in changes)),
            frozenset().union(*(one.tables for one in changes)),
            frozenset().union(*(one.stayed for one in changes)),
            is_reversal=bool(changes) and all(one.is_reversal for one in changes),
            is_everything=any(one.is_everything for one in changes),
            is_silent=bool(changes) and all(one.is_silent for one in changes),
        )


@dataclass(frozen=True, slots=True)
class SavedNote:
    """The outcome of saving a note that is being typed.

    `has_replaced` tells that it replaced a text that its author had not seen, which stays in the history.
    """

    changes: Changes
    has_replaced: bool = False


EVERYTHING = Changes("", is_everything=True, is_silent=True)
"""Something was changed; what exactly is not known."""


def changes_in(result: object) -> Changes | None:
    """The Changes that the result of a write is, or has as its attribute `changes`; None when it has none."""
    changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
    return changes if isinstance(changes, Changes) else None
