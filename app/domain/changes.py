"""Changes: what one action changed; every view refreshes itself from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Changes:
    """The outcome of one action.

    `label` is the sentence of the history ("Tagged 3 papers “rl”"), `step` the history step that was recorded (None
    when nothing changed), `paper_ids` the papers whose content or user data differ from before, and `tables` the
    user-owned tables that were written. `stayed` are papers of a withdrawn import that are still in the library. With
    `is_reversal` an existing step was undone or redone. With `is_everything` any paper may differ: what was written
    elsewhere is not always known in detail. `is_silent` changes are shown, but not told: whoever made them does that.
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
        """The same changes, told by somebody else."""
        return replace(self, is_silent=True)


EVERYTHING = Changes("", is_everything=True, is_silent=True)
"""Something was changed; nobody can tell what."""


def changes_in(result: object) -> Changes | None:
    """The Changes that the result of a write is, or has as its attribute `changes`; None when it has none."""
    changes = result if isinstance(result, Changes) else getattr(result, "changes", None)
    return changes if isinstance(changes, Changes) else None
