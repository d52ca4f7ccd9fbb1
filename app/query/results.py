"""Results of queries: immutable data classes for the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import QueryError

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class QueryResult:
    """All papers that match a query, sorted by `order` (see `app.query.fields.ORDERS`).

    `problem` describes a part of an unfinished query that was left out. `is_complete` is False for a preliminary result
    that has not searched all fields: the full result contains all of these papers and maybe more.
    """

    ids: list[int]
    order: str
    problem: QueryError | None = None
    is_complete: bool = True

    @property
    def total(self) -> int:
        """Number of papers."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of papers in a result, with their number and the clause that selects them."""

    value: str
    count: int
    clause: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field in a result, most frequent first (years newest first)."""

    field: str
    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """A suggested `text` for the characters `replaces` (start, end) of the query.

    `count` is the number of papers, None for a field.
    """

    text: str
    replaces: Span
    description: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ClauseMatch:
    """A match of a clause: characters `start` to `end` of a paper's title, abstract, note, organization or authors.

    Offsets count in the author names joined by “, ”, and in the organisation's name followed by its short name.
    """

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A part of a query: its text, its meaning, whether a paper meets it (None without a paper), and the matches.

    `parts` are the clauses of a group, described without the minus sign before the group.
    """

    text: str
    sentence: str
    is_met: bool | None
    matches: tuple[ClauseMatch, ...] = ()
    parts: tuple[ClauseView, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A query as a sentence, its clauses, and whether it finds a given paper."""

    query: str
    sentence: str
    clauses: tuple[ClauseView, ...]
    paper_id: int | None = None
    is_found: bool | None = None
