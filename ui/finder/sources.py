"""Where pickers get their choices: papers and tags of the library, cached until it changes, and recently chosen ones.

A finder opens at once whatever the number of papers: titles are read and prepared in the reader thread and added when
they arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from app.config.json_file import read_list, write_list
from app.search.fuzzy import Candidates
from ui.finder.finder import Finder, search_text
from ui.finder.rows import Choice
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from pathlib import Path

    from app.domain.detail_views import TagView
    from app.library import Library
    from ui.operations import Operations

Prepared = tuple[list[Choice], Candidates]
_MAX_RECENT = 30


def paper_choices(library: Library) -> list[Choice]:
    """Every paper, newest first."""
    return [
        Choice("paper", paper_id, title or "Untitled", published[:4] if published else "")
        for paper_id, title, published in library.titles()
    ]


def tag_choices(tags: Iterable[TagView]) -> list[Choice]:
    """Every tag, the most used ones first."""
    ordered = sorted(tags, key=lambda tag: (-tag.papers, tag.name.casefold()))
    return [Choice("tag", tag.name, tag.name, pluralize(tag.papers, "paper")) for tag in ordered]


class ChoiceCache:
    """Choices read from the library, with their search texts; read again after the library has changed."""

    def __init__(self, operations: Operations, read: Callable[[Library], list[Choice]]) -> None:
        self._operations = operations
        self._read = read
        self._ready: Prepared = ([], Candidates(()))
        self._is_fresh = False
        self._is_reading = False
        self._waiting: list[tuple[Finder, RecentChoices | None]] = []
        operations.changed.connect(self._invalidate)

    def _invalidate(self) -> None:
        self._is_fresh = False

    def fill(self, finder: Finder, recent: RecentChoices | None = None) -> None:
        """Give a finder the cached choices at once, and fresh ones as soon as they are read when the cache is stale."""
        self._show(finder, recent)
        if not self._is_fresh or self._is_reading:
            finder.is_loading = True
            self._waiting.append((finder, recent))
            self._read_choices()

    def _read_choices(self) -> None:
        if not self._is_reading:
            self._is_fresh = self._is_reading = True
            self._operations.read(self._prepare, self._on_read, self._on_failed)

    def _prepare(self, library: Library) -> Prepared:
        choices = self._read(library)
        return choices, Candidates(map(search_text, choices))

    def _on_read(self, ready: Prepared) -> None:
        """Give the choices to the finders that are still open; read again when the library has changed meanwhile."""
        self._ready, self._is_reading = ready, False
        self._waiting = [(finder, recent) for finder, recent in self._waiting if finder.is_open]
        waiting = list(self._waiting)
        if self._is_fresh:
            self._end_loading()
        elif waiting:
            self._read_choices()
        for finder, recent in waiting:
            self._show(finder, recent)

    def _on_failed(self, _error: object) -> None:
        """Keep the cached choices; the next use reads them again."""
        self._is_fresh = self._is_reading = False
        self._end_loading()

    def _end_loading(self) -> None:
        for finder, _recent in self._waiting:
            finder.is_loading = False
        self._waiting = []

    def _show(self, finder: Finder, recent: RecentChoices | None) -> None:
        choices, candidates = self._ready
        if choices:
            finder.set_choices(choices, candidates, recent.positions(choices) if recent is not None else ())


def _is_identity(line: object) -> bool:
    return isinstance(line, list) and len(line) == 2 and all(isinstance(part, str | int) for part in line)


class RecentChoices:
    """The recently chosen choices, newest first; stored in a small file beside the settings."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = [(line[0], line[1]) for line in read_list(path) if _is_identity(line)]

    def add(self, choice: Choice) -> None:
        """Put a choice at the front."""
        known = [choice.identity, *(identity for identity in self._known if identity != choice.identity)]
        self._known = known[:_MAX_RECENT]
        write_list(self._path, self._known)

    def positions(self, choices: Sequence[Choice]) -> list[int]:
        """The positions of the recent ones among the choices, most recent first."""
        position_of: dict[tuple[str, Any], int] = {}
        known = set(self._known)
        for position, choice in enumerate(choices):
            if choice.identity in known:
                position_of[choice.identity] = position
        return [position_of[identity] for identity in self._known if identity in position_of]
