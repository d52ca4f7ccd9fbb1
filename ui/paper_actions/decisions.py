"""PaperActions: status, star and priority of papers; undo, redo and repeat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from app.domain.changes import Changes
from app.domain.vocabulary import PRIORITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.domain.detail_views import StepView
    from app.library import Library
    from ui.context import Context

_STATUS_BY_COMMAND = {
    "done": "done",
    "later": "later",
    "reading": "reading",
    "drop": "dropped",
    "inbox": "inbox",
    "trash": "trash",
}

RememberAction = Callable[[Callable[[list[int]], object]], object]
"""Passes on an action that is to be repeated with the papers that are selected then."""

_EXTRA_STEPS = 200  # read from the history besides those of a group: steps that may have been undone since


@dataclass(frozen=True, slots=True)
class StepGroup:
    """Steps of the history that were one action for the user, such as loading the sample library.

    `undo` undoes the given steps of the group, which are passed newest first.
    """

    steps: frozenset[int]
    name: str
    undo: Callable[[Library, list[int]], Changes]


class PaperActions:
    """Handles the commands that change papers. The library runs them, and the window refreshes with the result.

    `save_note` saves a note being typed, which is then the newest step; during triage (`is_in_triage`) a star goes on
    to the next paper.
    """

    def __init__(self, context: Context, save_note: Callable[[], object], is_in_triage: Callable[[], bool]) -> None:
        self._context = context
        self._operations = context.operations
        self._save_note = save_note
        self._is_in_triage = is_in_triage
        self._last_action: Callable[[list[int]], object] | None = None
        self._step_group = StepGroup(frozenset(), "", lambda library, _steps: library.undo())

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands about status, star and priority, and undo, redo and repeat."""
        return {
            **{command: partial(self.decide, status) for command, status in _STATUS_BY_COMMAND.items()},
            **{f"priority_{number}": partial(self.set_priority, number) for number in PRIORITIES},
            "star": self.star,
            "undo": self.undo,
            "redo": self.redo,
            "repeat": self.repeat,
        }

    def remember_action(self, action: Callable[[list[int]], object]) -> None:
        """Remember an action that `repeat` runs again with the papers selected then."""
        self._last_action = action

    def repeat(self) -> None:
        """Run the last action again with the selected papers."""
        ids = self._selected_ids()
        if self._last_action is None:
            self._context.notifier.show_message(
                "There is no action to repeat yet: tag, link or decide on a paper first."
            )
        elif ids:
            self._last_action(ids)

    def _selected_ids(self) -> list[int]:
        return self._context.selection.selected_ids()

    def decide(self, status: str) -> None:
        """Give the selected papers a status and go to the next one."""
        ids = self._selected_ids()
        if ids:
            self._decide(ids, status)
            self.remember_action(partial(self._decide, status=status))

    def _decide(self, ids: list[int], status: str) -> None:
        self._context.selection.select_next_after(ids)
        self._operations.write(lambda library: library.editing.set_status(status, ids))

    def star(self) -> None:
        """Star the selected papers, or remove the stars when all are starred."""
        ids = self._selected_ids()
        if ids:
            if self._is_in_triage():
                self._context.selection.select_next_after(ids)
            self._operations.write(partial(_toggle_stars, ids=ids))

    def set_priority(self, priority: int) -> None:
        """Give the selected papers a priority, 0 for none; the current paper stays current."""
        ids = self._selected_ids()
        if ids:
            self._set_priority(ids, priority)
            self.remember_action(partial(self._set_priority, priority=priority))

    def _set_priority(self, ids: list[int], priority: int) -> None:
        self._operations.write(lambda library: library.editing.set_priority(priority, ids))

    def undo(self) -> None:
        """Undo the newest step."""
        self._save_note()
        self._operations.write(partial(_undo, group=self._step_group), self._select_changed_paper)

    def undo_steps(self, steps: Sequence[int]) -> None:
        """Undo these steps, whatever was done since; a message names later steps that depend on them."""
        self._save_note()
        self._operations.write(partial(_undo_steps, steps=steps, group=self._step_group), self._select_changed_paper)

    def redo(self) -> None:
        """Redo the step that was undone last."""
        self._operations.write(partial(_redo, group=self._step_group), self._select_changed_paper)

    def group_steps(self, steps: Iterable[int], name: str, undo: Callable[[Library, list[int]], Changes]) -> None:
        """Treat these steps as one action: undo and redo apply to all of them while one of them is the newest.

        `undo` is called with the steps to undo, newest first.
        """
        self._step_group = StepGroup(frozenset(steps), name, undo)

    def _select_changed_paper(self, changes: Changes) -> None:
        """Select a changed paper in the list, unless the current paper was changed."""
        current = self._context.selection.current_id
        is_about_papers = bool(changes.tables - {"tag"})  # and not only a tag that was renamed
        if is_about_papers and changes.paper_ids and current not in changes.paper_ids:
            self._context.navigator.select_after_refresh(min(changes.paper_ids))


def _undo(library: Library, group: StepGroup) -> Changes:
    """Undo the newest step, or the whole group when it belongs to one."""
    active = [step.step for step in _newest_steps(library, group) if not step.undone]
    if not active or active[0] not in group.steps:
        return library.undo()
    return group.undo(library, [step for step in active if step in group.steps])


def _undo_steps(library: Library, steps: Sequence[int], group: StepGroup) -> Changes:
    """Undo only these steps: a single one, or those of a group that are not undone yet."""
    found = library.history(limit=len(steps) + _EXTRA_STEPS, before=max(steps) + 1) if len(steps) > 1 else []
    active = [step.step for step in found if step.step in steps and not step.undone]
    return group.undo(library, active) if active else library.undo(steps[0])


def _redo(library: Library, group: StepGroup) -> Changes:
    """Redo the step that was undone last, or the whole group when it belongs to one."""
    first = library.redo()
    if first.step not in group.steps:
        return first
    undone = [step.step for step in reversed(_newest_steps(library, group)) if step.undone and not step.final]
    redone = [first, *(library.redo(step) for step in undone if step in group.steps)]
    label = f"Redid: {group.name}" if len(redone) > 1 else first.label
    return replace(Changes.merge(redone, label), step=first.step)


def _newest_steps(library: Library, group: StepGroup) -> list[StepView]:
    """The newest steps of the history, which include the group, newest first; none when the group is a single step."""
    count = len(group.steps)
    return library.history(limit=count + _EXTRA_STEPS) if count > 1 else []


def _toggle_stars(library: Library, ids: list[int]) -> Changes:
    """Toggle the stars. The rows are read in the writer thread, after the changes of earlier keys."""
    return library.editing.star(ids, not all(row.starred for row in library.rows(ids)))
