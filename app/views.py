"""What the library shows of a paper: frozen, complete, free of SQL; for exporters, the command line and the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.records import Identifier, Mention, Organization


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
    """One appearance of a paper in one import; `position` counts from 1, `dump_date` is ISO or None."""

    import_id: int
    format: str
    source: str
    dump_date: str | None
    position: int
    comments: int | None
    upvotes: int | None
    score: float | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with everything the user did to it. Dates are ISO strings, `note` is the Markdown source or None."""

    id: int
    title: str
    abstract: str | None
    abstract_complete: bool | None
    authors: tuple[str, ...]
    authors_complete: bool | None
    author_count: int | None
    organization: Organization | None
    published: str | None
    comments: int | None
    upvotes: int | None
    categories: tuple[str, ...]
    has_code: bool | None
    score: float | None
    identifiers: tuple[Identifier, ...]
    code_urls: tuple[str, ...]
    mentions: tuple[Mention, ...]
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


@dataclass(frozen=True, slots=True)
class RowView:
    """What one row of a list shows of a paper; `author_count` is None when the source did not tell it."""

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


@dataclass(frozen=True, slots=True)
class Counts:
    """How many papers stand where. `statuses` has every status; `starred` leaves the trash out."""

    statuses: Mapping[str, int]
    starred: int

    @property
    def total(self) -> int:
        """All papers that are not in the trash."""
        return sum(number for status, number in self.statuses.items() if status != "trash")


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import with its ledger; `when` is an ISO time in UTC."""

    id: int
    path: str
    format: str
    dump_date: str | None
    when: str
    papers: int
    new: int
    changed: int
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the history."""

    step: int
    when: str
    label: str
    undone: bool


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag and the number of papers that carry it."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: `snippet` is an excerpt, `spans` the (start, end) ranges of the matches within it."""

    id: int
    title: str
    score: float
    snippet: str
    spans: tuple[tuple[int, int], ...]
