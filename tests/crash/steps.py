"""The steps of the crash tests: each can be run in a library, and its effect predicted in a `Content`.

The n-th step of an activity is a pure function of n, so that the next writer continues where a killed one stopped, and
the test knows what the library must hold after any number of steps.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from app.importer.source import read_source
from app.library import Library
from tests.crash.pages import NOUNS, page

BASE_PAGE = 1_000_000
BASE_SIZE = 40
LONG_PAGE_SIZE = 2300  # more than one transaction takes
FIRST_LONG_IMPORT = 3


@dataclass
class Content:
    """The content of a library: abstracts, tags, notes and statuses by title, its collections, saved searches and
    imports, the number of history steps, and how many of them are undone."""

    abstracts: dict[str, str] = field(default_factory=dict)
    tags: dict[str, frozenset[str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    imports: list[tuple[str, int]] = field(default_factory=list)
    steps: int = 0
    undone: int = 0
    statuses: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    collections: dict[str, list[str]] = field(default_factory=dict)
    searches: dict[str, str] = field(default_factory=dict)

    def copy(self) -> Content:
        return deepcopy(self)


@dataclass
class Workspace:
    """An open library, and a folder for the pages to import.

    `after_chunk` is called when a chunk of a long import has been written.
    """

    library: Library
    folder: Path
    after_chunk: Callable[[], None] | None = None

    def id_of(self, title: str) -> int:
        if title not in self._ids:
            self._ids = {view.title: view.id for view in self.library.views(self.library.find())}
        return self._ids[title]

    _ids: dict[str, int] = field(default_factory=dict)


class Step(ABC):
    """One acknowledged action."""

    @abstractmethod
    def run(self, workspace: Workspace) -> None:
        """Run it; recycleing is the acknowledgement."""

    @abstractmethod
    def predict(self, content: Content) -> None:
        """Change `content` as the step changes the library."""


@dataclass(frozen=True)
class ImportPage(Step):
    number: int
    size: int

    def run(self, workspace: Workspace) -> None:
        path = workspace.folder / self._name
        path.write_text(page(self.number, self.size).text, encoding="utf-8")

        def watch(done: int, total: int) -> None:
            if done < total and workspace.after_chunk is not None:
                workspace.after_chunk()

        result = workspace.library.import_source(read_source(path), progress=watch)
        assert (result.new, result.papers) == (self.size, self.size), result.sentence

    def predict(self, content: Content) -> None:
        content.abstracts.update(page(self.number, self.size).papers)
        content.imports.append((self._name, self.size))
        content.steps += 1

    @property
    def _name(self) -> str:
        return f"page-{self.number}.txt"


@dataclass(frozen=True)
class Tag(Step):
    name: str
    titles: tuple[str, ...]
    is_removal: bool = False

    def run(self, workspace: Workspace) -> None:
        change_tag = workspace.library.editing.untag if self.is_removal else workspace.library.editing.tag
        change_tag(self.name, [workspace.id_of(title) for title in self.titles])

    def predict(self, content: Content) -> None:
        for title in self.titles:
            before = content.tags.pop(title, frozenset())
            after = before - {self.name} if self.is_removal else before | {self.name}
            if after:
                content.tags[title] = after
        content.steps += 1


@dataclass(frozen=True)
class Note(Step):
    title: str
    text: str
    searched: str | None = None

    def run(self, workspace: Workspace) -> None:
        paper_id = workspace.id_of(self.title)
        workspace.library.editing.set_note(paper_id, self.text)
        if self.searched is not None:
            assert paper_id in workspace.library.find(f"note:{self.searched}"), f"{self.searched} is not found"

    def predict(self, content: Content) -> None:
        content.notes[self.title] = self.text
        content.steps += 1


@dataclass(frozen=True)
class Organize(Step):
    """Cycles through eight organizing actions, each time with other names."""

    number: int

    def run(self, workspace: Workspace) -> None:
        editing, cycle = workspace.library.editing, self.number // 8
        ids = [workspace.id_of(title) for title in base_titles()]
        actions: tuple[Callable[[], object], ...] = (
            lambda: editing.change_tags(ids, [f"a{cycle}", f"b{cycle}"], []),
            lambda: editing.rename_tag(f"a{cycle}", f"c{cycle}"),
            lambda: editing.delete_tag(f"b{cycle}"),
            lambda: editing.add_to_collection(f"list{cycle}", ids[:5], create_missing=True),
            lambda: editing.move_in_collection(f"list{cycle}", ids[:1], 2),
            lambda: editing.rename_collection(f"list{cycle}", f"shelf{cycle}"),
            lambda: editing.save_search(f"search{cycle}", f"lantern {cycle}"),
            lambda: editing.snooze(self._day, ids[:3]),
        )
        actions[self.number % 8]()

    @property
    def _day(self) -> date:
        return date(2026, 1, 1) + timedelta(days=self.number)

    def predict(self, content: Content) -> None:
        cycle, titles = self.number // 8, base_titles()
        actions: tuple[Callable[[], object], ...] = (
            lambda: self._change_tags(content, {f"a{cycle}", f"b{cycle}"}, set()),
            lambda: self._change_tags(content, {f"c{cycle}"}, {f"a{cycle}"}),
            lambda: self._change_tags(content, set(), {f"b{cycle}"}),
            lambda: content.collections.update({f"list{cycle}": titles[:5]}),
            lambda: content.collections.update({f"list{cycle}": [*titles[1:3], titles[0], *titles[3:5]]}),
            lambda: content.collections.update({f"shelf{cycle}": content.collections.pop(f"list{cycle}")}),
            lambda: content.searches.update({f"search{cycle}": f"lantern {cycle}"}),
            lambda: content.statuses.update(dict.fromkeys(titles[:3], ("later", self._day.isoformat()))),
        )
        actions[self.number % 8]()
        content.steps += 1

    @staticmethod
    def _change_tags(content: Content, added: set[str], removed: set[str]) -> None:
        for title in base_titles():
            content.tags[title] = (content.tags.get(title, frozenset()) | added) - removed


@dataclass(frozen=True)
class UndoOrRedo(Step):
    """Undo the newest step, or redo the one undone last, which is `step`."""

    step: Step
    is_undo: bool

    def run(self, workspace: Workspace) -> None:
        (workspace.library.undo if self.is_undo else workspace.library.redo)()

    def predict(self, content: Content) -> None:
        content.undone += 1 if self.is_undo else -1
        if isinstance(self.step, ImportPage):
            papers = dict(page(self.step.number, self.step.size).papers)
            for title, abstract in papers.items():
                content.abstracts.pop(title, None)
                content.abstracts.update({} if self.is_undo else {title: abstract})
        elif isinstance(self.step, Tag):
            for title in self.step.titles:
                known = content.tags.pop(title, frozenset())
                remaining = known - {self.step.name} if self.is_undo else known | {self.step.name}
                content.tags.update({title: remaining} if remaining else {})


def make_base_import() -> Step:
    """The import of the papers that get tags and notes."""
    return ImportPage(BASE_PAGE, BASE_SIZE)


def base_titles() -> list[str]:
    return [title for title, _abstract in page(BASE_PAGE, BASE_SIZE).papers]


def make_import(number: int) -> Step:
    """Three pages of one transaction each, then one that takes two."""
    return ImportPage(number, LONG_PAGE_SIZE if number % 4 == FIRST_LONG_IMPORT else 40)


def make_tagging(number: int) -> Step:
    """Five tags in rotation, each added to most of the papers in one round and removed in the next."""
    name = f"shelf/{NOUNS[number % 5]}"
    return Tag(name, tuple(base_titles()[number % 5 :]), is_removal=number // 5 % 2 == 1)


def make_note(number: int) -> Step:
    """Notes of various lengths, some spanning many database pages."""
    random = Random(number)
    length = 3000 if number % 7 == 0 else random.randint(1, 60)
    return Note(base_titles()[number % 20], f"Thought {number}: " + " ".join(random.choices(NOUNS, k=length)))


def make_indexed_note(number: int) -> Step:
    """A note with a unique word, done when a search for that word finds it."""
    word = f"{NOUNS[number % len(NOUNS)]}mark{number}"
    return Note(base_titles()[number % 20], f"See {word} and {NOUNS[number % 7]}.", searched=word)


def make_undo_or_redo(number: int) -> Step:
    """A tag and an import, each undone and redone, in cycles."""
    cycle = number // 6
    tag, imported = Tag(f"cycle{cycle}", tuple(base_titles()[:20])), ImportPage(cycle, 12)
    undone = (UndoOrRedo(imported, True), UndoOrRedo(tag, True))
    redone = (UndoOrRedo(tag, False), UndoOrRedo(imported, False))
    steps = (tag, imported, *undone, *redone)
    return steps[number % 6]


def make_mixed(number: int) -> Step:
    """A mix that starts at -1 with the base papers and has one long import, enough for checkpoints."""
    if number == -1:
        return make_base_import()
    if number == 20:
        return ImportPage(number, 2020)
    if number % 8 == 6:
        return ImportPage(number, 12)
    return make_tagging(number // 2) if number % 2 else make_note(number)


ACTIVITIES: dict[str, Callable[[int], Step]] = {
    "importing": make_import,
    "tagging": make_tagging,
    "noting": make_note,
    "indexing": make_indexed_note,
    "organizing": Organize,
    "undoing": make_undo_or_redo,
    "mixed": make_mixed,
}
