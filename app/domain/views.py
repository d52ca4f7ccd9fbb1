"""Read-only views of papers, imports and history, free of SQL; for exporters, the command line and the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.paper_fields import PaperFields

if TYPE_CHECKING:  # not loaded by commands that only list papers
    pass


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as seen from one of its two papers; `direction` is `out` on the source and `in` on the target."""

    paper_id: int
    title: str
    type: str
    direction: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class SightingView:
    """One appearance of a paper in one import.

    `position` counts from 1, `dump_date` is ISO or None, `numbers` are what the page said then (see
    `app.domain.paper_fields.NUMBERS`).
    """

    import_id: int
    format: str
    source: str
    dump_date: str | None
    position: int
    numbers: Mapping[str, float | None]
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView(PaperFields):
    """A paper with all user data. Dates are ISO strings, `note` is the Markdown source or None."""

    id: int
    tags: tuple[str, ...]
    status: str
    starred: bool
    priority: int
    note: str | None
    links: tuple[LinkView, ...]
    collections: tuple[str, ...]
    added: str
    sightings: tuple[SightingView, ...]
    snoozed_until: str | None = None
    year_inferred: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """The data of one list row; `author_count` is None when the source did not give it."""

    id: int
    title: str
    organization: str | None
    authors: tuple[str, ...]
    author_count: int | None
    published: str | None
    comments: int | None
    tags: tuple[str, ...]
    status: str
    starred: bool
    has_note: bool
    priority: int = 0
    snoozed_until: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of papers. `statuses` has every status; `starred` excludes the trash."""

    statuses: Mapping[str, int]
    starred: int

    @property
    def total(self) -> int:
        """All papers that are not in the trash."""
        return sum(number for status, number in self.statuses.items() if status != "trash")
