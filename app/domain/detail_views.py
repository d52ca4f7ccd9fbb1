"""Read-only views of what is looked at after the first paint: imports, steps, tags, sources of fields.

They are apart from `app.domain.views` because creating so many classes takes time at every start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.paper_fields import PaperFields

if TYPE_CHECKING:  # not loaded by commands that only list papers
    from app.domain.records import UnreadText


@dataclass(frozen=True, slots=True, kw_only=True)
class SightingDetail(PaperFields):
    """One sighting with its fields, and those it provides.

    `path` is the imported file. `published` is the month and the day where the year is unknown (`year_inferred`: the
    page showed no year). `provided_fields` are the fields of the paper taken from this sighting. A withdrawn sighting
    provides none.
    """

    import_id: int
    path: str
    format: str
    dump_date: str | None
    position: int
    year_inferred: bool
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
