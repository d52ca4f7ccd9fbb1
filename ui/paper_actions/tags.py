"""Tagging: putting tags on papers, and taking them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice, Mark
from ui.finder.sources import tag_choices
from ui.places import Place, spell_name
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from app.domain.views import RowView
    from ui.window.main_window import MainWindow


class Tagging:
    """The commands about tags. `finder` is the one that is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Tagging, and taking tags off."""
        return {"tag": self.tag, "untag": self.untag}

    def _ask(self, question: Question, done: Callable[[Answer], object]) -> None:
        self.finder = Finder(self._window, self._window.look, question, done)

    def tag(self) -> None:
        """Ask for tags, then put them on the chosen papers and take off those that were unmarked: one step."""
        ids = self._window.papers.chosen_ids()
        if not ids:
            return
        choices = tag_choices(self._window.library.tags())
        known = {choice.title.casefold() for choice in choices}
        question = Question(
            f"Tag {count(len(ids), 'paper')}",
            "Find a tag, or name a new one",
            choices,
            hint="↑↓ choose · Tab mark several · Enter put on or take off · a/b nests b in a · Esc back",
            nothing="No tag yet: type the name of the first one.",
            create=lambda text: _create(text, known),
            worn=marks_of(self._window.library.rows(ids)),
        )
        self._ask(question, lambda answer: self._change(ids, question, answer))

    def _change(self, ids: Sequence[int], question: Question, answer: Answer) -> None:
        worn = question.worn or {}
        changed = [(name, mark) for (_, name), mark in answer.marks.items() if worn.get(("tag", name)) is not mark]
        added = sorted(name for name, mark in changed if mark is Mark.ON)
        removed = sorted(name for name, mark in changed if mark is Mark.OFF and ("tag", name) in worn)
        self.change(ids, added, removed)

    def change(self, ids: Sequence[int], added: Sequence[str], removed: Sequence[str]) -> None:
        """Put tags on papers and take others off: one step of the history, and `.` does it again."""
        if not (added or removed):
            return
        self._window.deeds.remember(lambda papers: self.change(papers, added, removed))
        self._window.operations.act(lambda library: library.editing.change_tags(ids, added, removed))

    def untag(self) -> None:
        """Ask for the tags to take off the chosen papers."""
        ids = self._window.papers.chosen_ids()
        rows = self._window.library.rows(ids)
        numbers: dict[str, int] = {}
        for row in rows:
            for name in row.tags:
                numbers[name] = numbers.get(name, 0) + 1
        if not numbers:
            fill = self._window.keyboard.keymap.fill
            self._window.toast.say(fill("No tag to take off here. Press {tag} to put one on."))
            return
        several = len(rows) > 1
        question = Question(
            f"Take tags off {count(len(ids), 'paper')}",
            "Find a tag",
            [
                Choice("tag", name, name, f"on {numbers[name]} of {len(rows)}" if several else "")
                for name in sorted(numbers)
            ],
            hint="↑↓ choose · Tab mark several · Enter take off · Esc back",
            is_several=True,
        )
        self._ask(question, lambda answer: self.change(ids, [], [choice.key for choice in answer.chosen]))

    def show_tag(self, name: str) -> None:
        """List the papers of a tag and of the tags nested in it."""
        self._window.going.go_to(Place("tag", name, name))
        self._window.focus_papers()


def _create(text: str, known: Container[str]) -> Choice | None:
    name = spell_name("tag", text)
    return Choice("tag", name, name, "new tag") if name and name.casefold() not in known else None


def marks_of(rows: Sequence[RowView]) -> dict[tuple[str, str], Mark]:
    """How the tags stand on these papers: on all of them, or on some."""
    names = {name for row in rows for name in row.tags}
    return {("tag", name): Mark.ON if all(name in row.tags for row in rows) else Mark.PARTLY for name in names}
