"""Choices: what the finders find among – papers, tags, places, commands, settings – read once, kept while it is true.

Whatever the number of papers, a finder opens at once: the titles are read and prepared in the reading lane and join it
when they are there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.search.fuzzy import Candidates
from ui.finder.finder import Finder, text_of
from ui.finder.rows import Choice
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.views import TagView
    from app.library import Library
    from ui.operations import Operations

Prepared = tuple[list[Choice], Candidates]
_MOST_RECENT = 30


def paper_choices(library: Library) -> list[Choice]:
    """Every paper, newest first."""
    return [
        Choice("paper", paper_id, title or "Untitled", published[:4] if published else "")
        for paper_id, title, published in library.titles()
    ]


def tag_choices(tags: Iterable[TagView]) -> list[Choice]:
    """Every tag, the popular ones first."""
    ordered = sorted(tags, key=lambda tag: (-tag.papers, tag.name.casefold()))
    return [Choice("tag", tag.name, tag.name, count(tag.papers, "paper")) for tag in ordered]


class Stock:
    """Choices that were read from the library, and their texts; read again when the library has changed."""

    def __init__(self, operations: Operations, read: Callable[[Library], list[Choice]]) -> None:
        self._operations = operations
        self._read = read
        self._ready: Prepared = ([], Candidates(()))
        self._is_fresh = False
        operations.changed.connect(self.forget)

    def forget(self) -> None:
        """The library has changed: read again before the next use."""
        self._is_fresh = False

    def fill(self, finder: Finder, recent: Recent | None = None) -> None:
        """Give a finder these choices: at once what is known, and when it is out of date what is true then."""
        self._give(finder, recent)
        if not self._is_fresh:
            self._is_fresh = finder.is_filling = True
            self._operations.ask(
                self._prepare, lambda ready: self._take(ready, finder, recent), lambda _error: self._do_without(finder)
            )

    def _prepare(self, library: Library) -> Prepared:
        choices = self._read(library)
        return choices, Candidates(map(text_of, choices))

    def _take(self, ready: Prepared, finder: Finder, recent: Recent | None) -> None:
        self._ready = ready
        finder.is_filling = False
        if finder.is_open:
            self._give(finder, recent)

    def _do_without(self, finder: Finder) -> None:
        """They cannot be read just now: what is known has to do."""
        self._is_fresh = finder.is_filling = False

    def _give(self, finder: Finder, recent: Recent | None) -> None:
        choices, candidates = self._ready
        if choices:
            finder.set_choices(choices, candidates, recent.places(choices) if recent is not None else ())


def _is_identity(line: object) -> bool:
    return isinstance(line, list) and len(line) == 2 and all(isinstance(part, str | int) for part in line)


class Recent:
    """What was chosen lately, the newest first; kept in a small file beside the settings."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            found = []  # what was chosen lately is a convenience: without it everything works
        lines = found if isinstance(found, list) else []
        self._known = [(line[0], line[1]) for line in lines if _is_identity(line)]

    def note(self, choice: Choice) -> None:
        """This was chosen now."""
        known = [choice.identity, *(one for one in self._known if one != choice.identity)]
        self._known = known[:_MOST_RECENT]
        try:
            self._path.write_text(json.dumps(self._known), "utf-8")
        except OSError:
            return  # as above

    def places(self, choices: Sequence[Choice]) -> list[int]:
        """Where those that were chosen lately stand among the choices."""
        at: dict[tuple[str, Any], int] = {}
        wanted = set(self._known)
        for place, choice in enumerate(choices):
            if choice.identity in wanted:
                at[choice.identity] = place
        return [at[identity] for identity in self._known if identity in at]
