"""Choices that are read after their finder was opened, which so is there at once and gets the keys typed meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.search.fuzzy import Candidates
from ui.finder.finder import Finder, Identity, search_text
from ui.finder.rows import Choice, Mark
from ui.places import normalize_name

if TYPE_CHECKING:
    from app.domain.errors import PaperdeskError
    from app.library import Library
    from ui.operations import Operations


@dataclass(frozen=True, slots=True)
class LoadedChoices:
    """The rows of a finder, and the marks that some have from the beginning."""

    choices: Sequence[Choice]
    initial_marks: Mapping[Identity, Mark] = field(default_factory=dict)


class NewName:
    """Makes the row that creates a tag or a collection with the typed name, unless there is one."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._known: frozenset[str] = frozenset()

    def learn(self, loaded: LoadedChoices) -> None:
        """These names exist."""
        self._known = frozenset(choice.title.casefold() for choice in loaded.choices)

    def __call__(self, text: str) -> Choice | None:
        name = normalize_name(self._kind, text)
        is_new = bool(name) and name.casefold() not in self._known
        return Choice(self._kind, name, name, f"new {self._kind}") if is_new else None


def load_choices(
    finder: Finder,
    operations: Operations,
    read: Callable[[Library], LoadedChoices],
    *,
    new_name: NewName | None = None,
    on_empty: Callable[[], object] | None = None,
) -> None:
    """Read the rows of a finder in the reader thread; Enter waits for them. `new_name` learns which names exist.

    Where there are none, `on_empty` is called, if given, and the finder closed. It is also closed when reading fails.
    """

    def prepare(library: Library) -> tuple[LoadedChoices, Candidates]:
        loaded = read(library)
        return loaded, Candidates(map(search_text, loaded.choices))

    def show(ready: tuple[LoadedChoices, Candidates]) -> None:
        loaded, candidates = ready
        finder.is_loading = False
        if not finder.is_open:
            return
        if not loaded.choices and on_empty is not None:
            finder.cancel()
            on_empty()
            return
        if new_name is not None:
            new_name.learn(loaded)
        finder.set_initial_marks(loaded.initial_marks)
        finder.set_choices(loaded.choices, candidates)

    def on_error(error: PaperdeskError) -> None:
        finder.cancel()
        operations.failed.emit(str(error))

    finder.is_loading = True
    operations.read(prepare, show, on_error, owner=finder)
