"""TagController: adds tags to papers and removes them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.loading import LoadedChoices, NewName, load_choices
from ui.finder.rows import Choice, Mark
from ui.finder.sources import tag_choices
from ui.places import Place
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.views import RowView
    from app.library import Library
    from ui.context import Context
    from ui.paper_actions.decisions import RememberAction


class TagController:
    """Handles the commands about tags. `finder` is the newest finder, open or closed."""

    def __init__(self, context: Context, remember_action: RememberAction) -> None:
        self._context = context
        self._remember_action = remember_action
        self.finder: Finder | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands that add and remove tags."""
        return {"tag": self.tag, "untag": self.untag}

    def _ask(self, request: PickerRequest, done: Callable[[PickerResult], object]) -> Finder:
        self.finder = Finder(self._context.window, self._context.theme, request, done)
        return self.finder

    def tag(self) -> None:
        """Ask for tags, then add the marked ones to the selected papers and remove the unmarked ones, in one step."""
        ids = self._context.selection.selected_ids()
        if not ids:
            return
        new_name = NewName("tag")
        request = PickerRequest(
            f"Tag {pluralize(len(ids), 'paper')}",
            "Find a tag, or name a new one",
            hint="↑↓ choose · Tab mark several · Enter add or remove · a/b nests b in a · Esc back",
            empty_text="There are no tags yet: type a name.",
            create=new_name,
            initial_marks={},
        )
        finder = self._ask(request, lambda result: self._change_by_marks(ids, finder.request, result))
        load_choices(finder, self._context.operations, partial(_read_all_tags, ids=ids), new_name=new_name)

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
        self._remember_action(lambda papers: self.change(papers, added, removed))
        self._context.operations.write(lambda library: library.editing.change_tags(ids, added, removed))

    def untag(self) -> None:
        """Ask for the tags to remove from the selected papers."""
        ids = self._context.selection.selected_ids()
        if not ids:
            self._show_no_tags()
            return
        request = PickerRequest(
            f"Remove tags from {pluralize(len(ids), 'paper')}",
            "Find a tag",
            hint="↑↓ choose · Tab mark several · Enter remove · Esc back",
            is_multi_select=True,
        )
        finder = self._ask(request, lambda result: self.change(ids, [], [choice.key for choice in result.chosen]))
        work = partial(_read_tags_of, ids=ids)
        load_choices(finder, self._context.operations, work, on_empty=self._show_no_tags)

    def _show_no_tags(self) -> None:
        fill_keys = self._context.keymap().fill_keys
        self._context.notifier.show_message(fill_keys("There is no tag to remove. Press {tag} to add one."))

    def show_tag(self, name: str) -> None:
        """List the papers of a tag and its nested tags."""
        self._context.navigator.go_to(Place("tag", name, name))
        self._context.navigator.focus_papers()


def _read_all_tags(library: Library, ids: Sequence[int]) -> LoadedChoices:
    """Every tag, with the marks of those that these papers have."""
    return LoadedChoices(tag_choices(library.tags()), _initial_marks(library.rows(ids)))


def _initial_marks(rows: Sequence[RowView]) -> dict[tuple[str, str], Mark]:
    """The marks of the tags of these papers: on when all papers have the tag, else partly."""
    return {
        ("tag", name): Mark.ON if papers == len(rows) else Mark.PARTLY for name, papers in _count_tags(rows).items()
    }


def _read_tags_of(library: Library, ids: Sequence[int]) -> LoadedChoices:
    """The tags of these papers, by name; of several papers with the number that have each."""
    rows = library.rows(ids)
    counts = _count_tags(rows)
    several = len(rows) > 1
    return LoadedChoices(
        [Choice("tag", name, name, f"on {counts[name]} of {len(rows)}" if several else "") for name in sorted(counts)]
    )


def _count_tags(rows: Sequence[RowView]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        for name in row.tags:
            counts[name] = counts.get(name, 0) + 1
    return counts
