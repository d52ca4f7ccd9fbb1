"""What the library shows of a paper: frozen, complete, free of SQL; for exporters, the command line and the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a list does without them
    from app.domain.records import Identifier, Mention, Organization, Unread


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
class SightingDetail:
    """One sighting for whoever asks where a paper comes from, newest dump first.

    `path` is the imported file, `published` the date as it was read (`year_inferred`: the page showed no year), `gave`
    the fields of the paper that come from here (names of `app.matching.merge_fields.GROUPS`). A withdrawn one gives
    nothing any more.
    """

    import_id: int
    path: str
    format: str
    dump_date: str | None
    position: int
    title: str
    published: str | None
    year_inferred: bool
    comments: int | None
    upvotes: int | None
    score: float | None
    withdrawn: bool
    gave: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a paper as texts one may edit: `value` is in force, `source` what stands without the user's edit."""

    name: str
    value: str
    source: str
    is_edited: bool


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
    year_inferred: bool = False


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
    priority: int = 0
    snoozed_until: str | None = None


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
class ImportDetail:
    """What an import said of itself: why its page was taken for what it is, how the year was found, what was unread."""

    view: ImportView
    reason: str
    layout: str
    year_basis: str | None
    sentence: str
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One line of the history; `when` is an ISO time in UTC.

    `title` is that of a paper the step touched (None: of none, or it is not known any more), `others` whether it
    touched further ones. A step that is `final` can be read, but neither undone nor redone.
    """

    step: int
    when: str
    label: str
    undone: bool
    title: str | None = None
    others: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class SamePair:
    """Two papers that may be the same, and a phrase that says why."""

    one: int
    other: int
    one_title: str
    other_title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field of two papers as text, and what it would be if they were one; empty where nothing is known."""

    title: str
    one: str
    other: str
    joined: str


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag and the number of papers that carry it."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class TagBranch:
    """A tag in the tree of tags; `papers` counts those of the nested tags as well, each once."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class SavedSearchView:
    """A saved search: its query and the name of its order (one of `app.query.fields.ORDERS`)."""

    name: str
    query: str
    sort: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result: `snippet` is an excerpt, `spans` the (start, end) ranges of the matches within it."""

    id: int
    title: str
    score: float
    snippet: str
    spans: tuple[tuple[int, int], ...]
