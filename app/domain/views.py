"""Read-only views of papers, imports and history, free of SQL; for exporters, the command line and the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # not loaded by commands that only list papers
    from app.domain.records import Identifier, Mention, Organization, UnreadText


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
    """One sighting with the fields it provides.

    `path` is the imported file, `published` the date as parsed (`year_inferred`: the page showed no year), and
    `provided_fields` the fields of the paper taken from this sighting (names of
    `app.matching.merge_fields.FIELD_COLUMNS`). A withdrawn sighting provides none.
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
    provided_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a paper as editable text: `value` is shown, `source` is the value without the user's edit."""

    name: str
    value: str
    source: str
    is_edited: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper with all user data. Dates are ISO strings, `note` is the Markdown source or None."""

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


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import with the numbers of its papers; `when` is an ISO time in UTC."""

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
    """Details of an import: why its format was detected, how the year was found, which passages could not be parsed."""

    view: ImportView
    reason: str
    layout: str
    year_basis: str | None
    sentence: str
    unread: tuple[UnreadText, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of the history; `when` is an ISO time in UTC.

    `title` is that of a paper the step changed (None: there is none, or it is no longer known), `others` whether it
    changed further ones. A `final` step can be neither undone nor redone.
    """

    step: int
    when: str
    label: str
    undone: bool
    title: str | None = None
    others: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two papers that may be the same, and a phrase on the reason."""

    one: int
    other: int
    one_title: str
    other_title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field of two papers as text, and its text if they were merged; empty where there is no value."""

    title: str
    one: str
    other: str
    joined: str


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag and the number of papers with it."""

    name: str
    papers: int


@dataclass(frozen=True, slots=True)
class TagBranch:
    """A tag in the tree of tags; `papers` includes those of nested tags, each counted once."""

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
    """A search result; `snippet` is an excerpt, `spans` the (start, end) ranges of the matches in it."""

    id: int
    title: str
    score: float
    snippet: str
    spans: tuple[tuple[int, int], ...]
