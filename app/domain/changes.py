"""Changes: what one action touched. The one message from which every view refreshes itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """The outcome of one action.

    `label` is the sentence of the history ("Tagged 3 papers “rl”"), `step` the history step that was made (None when
    nothing changed), `paper_ids` the papers whose content or user data differ from before, and `tables` the user-owned
    tables that were written. `stayed` are papers of an import that was taken back which are in the library still.
    With `is_flip` the step was not made but undone or redone: taking that back is the other of the two.
    """

    label: str
    step: int | None = None
    paper_ids: frozenset[int] = field(default_factory=frozenset)
    tables: frozenset[str] = field(default_factory=frozenset)
    stayed: frozenset[int] = field(default_factory=frozenset)
    is_flip: bool = False

    @property
    def is_empty(self) -> bool:
        return self.step is None
