"""What the writers do, step by step: each step can be done in a library and foretold in a `Content`.

The n-th step of an activity is a pure function of n, so that a writer that was killed is continued by the next one, and
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
from tests.crash.pages import THINGS, page

BASE_PAGE = 1_000_000
BASE_SIZE = 40
LONG_PAGE_SIZE = 2300  # more than one transaction takes
FIRST_LONG_IMPORT = 3


@dataclass
class Content:
    """What a library holds, by title: abstracts, tags, notes, statuses; its collections, saved searches and imports;
    and how many steps stand behind it, and how many of them are undone."""

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
class Desk:
    """A writer's open library, a folder for the pages it imports, and the ids of the base papers by title.

    `after_part` is called when a part of a long import has been written.
    """

    library: Library
    folder: Path
    after_part: Callable[[], None] | None = None

    def id_of(self, title: str) -> int:
        if title not in self._ids:
            self._ids = {view.title: view.id for view in self.library.views(self.library.find())}
        return self._ids[title]

    _ids: dict[str, int] = field(default_factory=dict)


class Step(ABC):
    """One acknowledged action."""

    @abstractmethod
    def do(self, desk: Desk) -> None:
        """Do it; returning is the acknowledgement."""

    @abstractmethod
    def foretell(self, content: Content) -> None:
        """Change `content` as the library must have changed."""


@dataclass(frozen=True)
class ImportPage(Step):
    number: int
    size: int

    def do(self, desk: Desk) -> None:
        path = desk.folder / self._name
        path.write_text(page(self.number, self.size).text, encoding="utf-8")

        def watch(done: int, total: int) -> None:
            if done < total and desk.after_part is not None:
                desk.after_part()

        result = desk.library.import_source(read_source(path), progress=watch)
        assert (result.new, result.papers) == (self.size, self.size), result.sentence

    def foretell(self, content: Content) -> None:
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
    is_taken_off: bool = False

    def do(self, desk: Desk) -> None:
        act = desk.library.editing.untag if self.is_taken_off else desk.library.editing.tag
        act(self.name, [desk.id_of(title) for title in self.titles])

    def foretell(self, content: Content) -> None:
        for title in self.titles:
            before = content.tags.pop(title, frozenset())
            after = before - {self.name} if self.is_taken_off else before | {self.name}
            if after:
                content.tags[title] = after
        content.steps += 1


@dataclass(frozen=True)
class Note(Step):
    title: str
    text: str
    searched: str | None = None

    def do(self, desk: Desk) -> None:
        paper_id = desk.id_of(self.title)
        desk.library.editing.set_note(paper_id, self.text)
        if self.searched is not None:
            assert paper_id in desk.library.find(f"note:{self.searched}"), f"{self.searched} is not found"

    def foretell(self, content: Content) -> None:
        content.notes[self.title] = self.text
        content.steps += 1


@dataclass(frozen=True)
class Organize(Step):
    """The n-th of eight kinds of organizing, over and over with other names."""

    number: int

    def do(self, desk: Desk) -> None:
        editing, turn = desk.library.editing, self.number // 8
        ids = [desk.id_of(title) for title in base_titles()]
        actions: tuple[Callable[[], object], ...] = (
            lambda: editing.change_tags(ids, [f"a{turn}", f"b{turn}"], []),
            lambda: editing.rename_tag(f"a{turn}", f"c{turn}"),
            lambda: editing.delete_tag(f"b{turn}"),
            lambda: editing.collect(f"list{turn}", ids[:5], can_make=True),
            lambda: editing.move_in_collection(f"list{turn}", ids[:1], 2),
            lambda: editing.rename_collection(f"list{turn}", f"shelf{turn}"),
            lambda: editing.save_search(f"search{turn}", f"lantern {turn}"),
            lambda: editing.snooze(self._day, ids[:3]),
        )
        actions[self.number % 8]()

    @property
    def _day(self) -> date:
        return date(2026, 1, 1) + timedelta(days=self.number)

    def foretell(self, content: Content) -> None:
        turn, titles = self.number // 8, base_titles()
        actions: tuple[Callable[[], object], ...] = (
            lambda: self._change_tags(content, {f"a{turn}", f"b{turn}"}, set()),
            lambda: self._change_tags(content, {f"c{turn}"}, {f"a{turn}"}),
            lambda: self._change_tags(content, set(), {f"b{turn}"}),
            lambda: content.collections.update({f"list{turn}": titles[:5]}),
            lambda: content.collections.update({f"list{turn}": [*titles[1:3], titles[0], *titles[3:5]]}),
            lambda: content.collections.update({f"shelf{turn}": content.collections.pop(f"list{turn}")}),
            lambda: content.searches.update({f"search{turn}": f"lantern {turn}"}),
            lambda: content.statuses.update(dict.fromkeys(titles[:3], ("later", self._day.isoformat()))),
        )
        actions[self.number % 8]()
        content.steps += 1

    @staticmethod
    def _change_tags(content: Content, added: set[str], removed: set[str]) -> None:
        for title in base_titles():
            content.tags[title] = (content.tags.get(title, frozenset()) | added) - removed


@dataclass(frozen=True)
class Flip(Step):
    """Undo the newest step, or redo what was undone last: that is `step`."""

    step: Step
    is_undo: bool

    def do(self, desk: Desk) -> None:
        (desk.library.undo if self.is_undo else desk.library.redo)()

    def foretell(self, content: Content) -> None:
        content.undone += 1 if self.is_undo else -1
        if isinstance(self.step, ImportPage):
            papers = dict(page(self.step.number, self.step.size).papers)
            for title, abstract in papers.items():
                content.abstracts.pop(title, None)
                content.abstracts.update({} if self.is_undo else {title: abstract})
        elif isinstance(self.step, Tag):
            for title in self.step.titles:
                known = content.tags.pop(title, frozenset())
                left = known - {self.step.name} if self.is_undo else known | {self.step.name}
                content.tags.update({title: left} if left else {})


def base() -> Step:
    """The papers that tags and notes are put on."""
    return ImportPage(BASE_PAGE, BASE_SIZE)


def base_titles() -> list[str]:
    return [title for title, _abstract in page(BASE_PAGE, BASE_SIZE).papers]


def importing(number: int) -> Step:
    """Three pages of one transaction, then one that is written in two."""
    return ImportPage(number, LONG_PAGE_SIZE if number % 4 == FIRST_LONG_IMPORT else 40)


def tagging(number: int) -> Step:
    """Five tags in turn, each put on most of the papers in one round and taken off them in the next."""
    name = f"shelf/{THINGS[number % 5]}"
    return Tag(name, tuple(base_titles()[number % 5 :]), is_taken_off=number // 5 % 2 == 1)


def noting(number: int) -> Step:
    """Notes of all lengths, now and then one of many pages of the file."""
    random = Random(number)
    length = 3000 if number % 7 == 0 else random.randint(1, 60)
    return Note(base_titles()[number % 20], f"Thought {number}: " + " ".join(random.choices(THINGS, k=length)))


def indexing(number: int) -> Step:
    """A note with a word of its own, found by that word before it counts as done."""
    word = f"{THINGS[number % len(THINGS)]}mark{number}"
    return Note(base_titles()[number % 20], f"See {word} and {THINGS[number % 7]}.", searched=word)


def undoing(number: int) -> Step:
    """A tag and a page, taken back and done again, over and over."""
    turn = number // 6
    tag, imported = Tag(f"turn{turn}", tuple(base_titles()[:20])), ImportPage(turn, 12)
    steps = (tag, imported, Flip(imported, True), Flip(tag, True), Flip(tag, False), Flip(imported, False))
    return steps[number % 6]


def mixed(number: int) -> Step:
    """Everything in turn, beginning at -1 with the base papers, with one long import: enough for checkpoints."""
    if number == -1:
        return base()
    if number == 20:
        return ImportPage(number, 2020)
    if number % 8 == 6:
        return ImportPage(number, 12)
    return tagging(number // 2) if number % 2 else noting(number)


ACTIVITIES: dict[str, Callable[[int], Step]] = {
    "importing": importing,
    "tagging": tagging,
    "noting": noting,
    "indexing": indexing,
    "organizing": Organize,
    "undoing": undoing,
    "mixed": mixed,
}
