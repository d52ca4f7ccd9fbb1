"""Deeds: what the commands do to the chosen papers, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from app.domain.changes import Changes
from app.domain.vocabulary import PRIORITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.domain.views import StepView
    from app.library import Library
    from ui.window.main_window import MainWindow

_DECISIONS = {
    "done": "done",
    "later": "later",
    "reading": "reading",
    "drop": "dropped",
    "inbox": "inbox",
    "trash": "trash",
}

_PLENTY = 200  # steps that may have been undone since


@dataclass(frozen=True, slots=True)
class Together:
    """Steps of the history that were one deed for the person: what it is called, and what undoes steps of it, newest
    first."""

    steps: frozenset[int]
    name: str
    undo: Callable[[Library, list[int]], Changes]


class Deeds:
    """The acting half of the window: it asks the library to act, and the window shows what came of it."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._operations = window.operations
        self._last: Callable[[list[int]], object] | None = None
        self._together = Together(frozenset(), "", lambda library, _steps: library.undo())
        self._note_editing = 0  # counts up whenever the note field is left
        self._note_step: tuple[int, int, int | None] = (0, 0, None)  # editing, paper, step of its last saving

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Decisions, stars, priorities, and taking back."""
        return {
            **{command: partial(self.decide, status) for command, status in _DECISIONS.items()},
            **{f"priority_{number}": partial(self.prioritise, number) for number in PRIORITIES},
            "star": self.star,
            "undo": self.undo,
            "redo": self.redo,
            "repeat": self.repeat,
        }

    def remember(self, deed: Callable[[list[int]], object]) -> None:
        """This was done last: `.` does it again to the papers that are chosen then."""
        self._last = deed

    def repeat(self) -> None:
        """Do the last deed again, to the chosen papers."""
        ids = self._chosen()
        if self._last is None:
            self._window.toast.say("There is nothing to repeat yet: tag, link or decide about a paper first.")
        elif ids:
            self._last(ids)

    def _chosen(self) -> list[int]:
        return self._window.papers.chosen_ids()

    def decide(self, status: str) -> None:
        """Give the chosen papers a status and go to the next one."""
        ids = self._chosen()
        if ids:
            self._decide(ids, status)
            self.remember(partial(self._decide, status=status))

    def _decide(self, ids: list[int], status: str) -> None:
        self._window.papers.go_past(ids)
        self._operations.act(lambda library: library.editing.set_status(status, ids))

    def star(self) -> None:
        """Star the chosen papers; when all are starred, take the stars off."""
        ids = self._chosen()
        if ids:
            if self._window.triage.is_on:
                self._window.papers.go_past(ids)
            self._operations.act(partial(_turn_stars, ids=ids))

    def prioritise(self, priority: int) -> None:
        """Give the chosen papers a priority, 0 for none; they stay where they are."""
        ids = self._chosen()
        if ids:
            self._prioritise(ids, priority)
            self.remember(partial(self._prioritise, priority=priority))

    def _prioritise(self, ids: list[int], priority: int) -> None:
        self._operations.act(lambda library: library.editing.set_priority(priority, ids))

    def undo(self) -> None:
        """Take back the newest step."""
        self._window.note.save()
        self._operations.act(partial(_undo, together=self._together), self._go_to_touched)

    def take_back(self, steps: Sequence[int]) -> None:
        """Undo these steps, whatever was done since; when something stands on them, a sentence names it."""
        self._window.note.save()
        self._operations.act(partial(_take_back, steps=steps, together=self._together), self._go_to_touched)

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._operations.act(partial(_redo, together=self._together), self._go_to_touched)

    def keep_together(self, steps: Iterable[int], name: str, undo: Callable[[Library, list[int]], Changes]) -> None:
        """These steps were one deed: while one of them is the newest, undo takes all of them back, and redo does them
        all again. `undo` gets them newest first."""
        self._together = Together(frozenset(steps), name, undo)

    def _go_to_touched(self, changes: Changes) -> None:
        """Show the paper a step was taken back from, when the list has it; one that is shown stays."""
        current = self._window.papers.current_id
        is_of_papers = bool(changes.tables - {"tag"})  # the new name of a tag leads nowhere
        if is_of_papers and changes.paper_ids and current not in changes.paper_ids:
            self._window.wanted_id = min(changes.paper_ids)

    def store_note(self, paper_id: int, text: str, done: Callable[[str], None]) -> None:
        """Store a note; `done` hears why it was not, or an empty text. No toast: the note panel tells.

        What is stored between entering the field and leaving it is one step of the history.
        """
        editing = self._note_editing
        continued = self._note_step[2] if self._note_step[:2] == (editing, paper_id) else None

        def stored(result: Any) -> None:
            done("")
            self._note_step = (editing, paper_id, result[0].step or continued)
            self._window.refresh(result[0].paper_ids)

        def refused(error: Any) -> None:
            done(str(error))
            self._window.toast.say(str(error))

        self._operations.act(lambda library: [library.editing.set_note(paper_id, text, continued)], stored, refused)

    def save_note(self) -> None:
        """Store the note now and say that it is: what was typed is stored in any case, a moment later."""

        def tell(_nothing: object) -> None:
            if not self._window.note.has_unstored:  # else it is told why
                self._window.toast.say("The note is saved. It always is, a moment after you type.")

        self._window.note.save()
        self._operations.act(lambda _library: None, tell)

    def end_note(self) -> None:
        """The note field was left: the next text is another step."""
        self._note_editing += 1


def _undo(library: Library, together: Together) -> Changes:
    """Undo the newest step, with those it belongs to."""
    standing = [step.step for step in _newest(library, together) if not step.undone]
    if not standing or standing[0] not in together.steps:
        return library.undo()
    return together.undo(library, [step for step in standing if step in together.steps])


def _take_back(library: Library, steps: Sequence[int], together: Together) -> Changes:
    """Undo these steps alone: one of the history, or those that belong together as far as they stand."""
    found = library.history(limit=len(steps) + _PLENTY, before=max(steps) + 1) if len(steps) > 1 else []
    standing = [step.step for step in found if step.step in steps and not step.undone]
    return together.undo(library, standing) if standing else library.undo(steps[0])


def _redo(library: Library, together: Together) -> Changes:
    """Redo what was undone last, with what belongs to it."""
    first = library.redo()
    if first.step not in together.steps:
        return first
    undone = [step.step for step in reversed(_newest(library, together)) if step.undone and not step.final]
    done = [first, *(library.redo(step) for step in undone if step in together.steps)]
    touched: frozenset[int] = frozenset().union(*(changes.paper_ids for changes in done))
    tables: frozenset[str] = frozenset().union(*(changes.tables for changes in done))
    label = f"Redid: {together.name}" if len(done) > 1 else first.label
    return Changes(label, first.step, touched, tables, is_flip=True)


def _newest(library: Library, together: Together) -> list[StepView]:
    """The steps among which those are that belong together, newest first; none when none do."""
    number = len(together.steps)
    return library.history(limit=number + _PLENTY) if number > 1 else []


def _turn_stars(library: Library, ids: list[int]) -> Changes:
    """Asked in the lane that acts: a key before this one may just be taking a star off."""
    return library.editing.star(ids, not all(row.starred for row in library.rows(ids)))
