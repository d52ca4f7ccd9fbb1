"""TagController: adds tags to papers and removes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice, Mark
from ui.finder.sources import tag_choices
from ui.places import Place, normalize_name
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from app.domain.views import RowView
    from ui.window.main_window import MainWindow


class TagController:
    """Handles the commands about tags. `finder` is the newest finder, open or closed."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that add and remove tags."""
        return {"tag": self.tag, "untag": self.untag}

    def _ask(self, request: PickerRequest, done: Callable[[PickerResult], object]) -> None:
        self.finder = Finder(self._window, self._window.theme, request, done)

    def tag(self) -> None:
        """Ask for tags, then add the marked ones to the selected papers and remove the unmarked ones, in one step."""
        ids = self._window.papers.selected_ids()
        if not ids:
            return
        choices = tag_choices(self._window.library.tags())
        known = {choice.title.casefold() for choice in choices}
        request = PickerRequest(
            f"Tag {pluralize(len(ids), 'paper')}",
            "Find a tag, or name a new one",
            choices,
            hint="↑↓ choose · Tab mark several · Enter add or remove · a/b nests b in a · Esc back",
            empty_text="There are no tags yet: type a name.",
            create=lambda text: _new_tag_choice(text, known),
            initial_marks=_initial_marks(self._window.library.rows(ids)),
        )
        self._ask(request, lambda result: self._change_by_marks(ids, request, result))

    def _change_by_marks(self, ids: Sequence[int], request: PickerRequest, result: PickerResult) -> None:
        initial_marks = request.initial_marks or {}
        changed = [
            (name, mark) for (_, name), mark in result.marks.items() if initial_marks.get(("tag", name)) is not mark
        ]
        added = sorted(name for name, mark in changed if mark is Mark.ON)
        removed = sorted(name for name, mark in changed if mark is Mark.OFF and ("tag", name) in initial_marks)
        self.change(ids, added, removed)

    def change(self, ids: Sequence[int], added: Sequence[str], removed: Sequence[str]) -> None:
        """Add and remove tags of papers as one step of the history, which `repeat` can do again."""
        if not (added or removed):
            return
        self._window.paper_actions.remember_action(lambda papers: self.change(papers, added, removed))
        self._window.operations.write(lambda library: library.editing.change_tags(ids, added, removed))

    def untag(self) -> None:
        """Ask for the tags to remove from the selected papers."""
        ids = self._window.papers.selected_ids()
        rows = self._window.library.rows(ids)
        paper_counts: dict[str, int] = {}
        for row in rows:
            for name in row.tags:
                paper_counts[name] = paper_counts.get(name, 0) + 1
        if not paper_counts:
            fill_keys = self._window.keyboard.keymap.fill_keys
            self._window.toast.show_message(fill_keys("There is no tag to remove. Press {tag} to add one."))
            return
        several = len(rows) > 1
        request = PickerRequest(
            f"Remove tags from {pluralize(len(ids), 'paper')}",
            "Find a tag",
            [
                Choice("tag", name, name, f"on {paper_counts[name]} of {len(rows)}" if several else "")
                for name in sorted(paper_counts)
            ],
            hint="↑↓ choose · Tab mark several · Enter remove · Esc back",
            is_multi_select=True,
        )
        self._ask(request, lambda result: self.change(ids, [], [choice.key for choice in result.chosen]))

    def show_tag(self, name: str) -> None:
        """List the papers of a tag and its nested tags."""
        self._window.navigation.go_to(Place("tag", name, name))
        self._window.focus_papers()


def _new_tag_choice(text: str, known: Container[str]) -> Choice | None:
    name = normalize_name("tag", text)
    return Choice("tag", name, name, "new tag") if name and name.casefold() not in known else None


def _initial_marks(rows: Sequence[RowView]) -> dict[tuple[str, str], Mark]:
    """The marks of the tags of these papers: on when all papers have the tag, else partly."""
    names = {name for row in rows for name in row.tags}
    return {("tag", name): Mark.ON if all(name in row.tags for row in rows) else Mark.PARTLY for name in names}
