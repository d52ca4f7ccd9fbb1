"""What comes back for a query: frozen, free of SQL and of the index; for the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import QueryError

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """The papers a query means, all of them, in the order named by `order` (see `app.query.fields.ORDERS`).

    `problem` is what had to be left out of an unfinished query. `is_complete` is False for a first look that has left
    out words in the bodies: more papers may come, none of these goes.
    """

    ids: list[int]
    order: str
    problem: QueryError | None = None
    is_complete: bool = True

    @property
    def total(self) -> int:
        """How many papers there are."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that papers of a result have: the number of them, and the clause that leaves these only."""

    value: str
    count: int
    clause: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field within a result, the most frequent first (years from the newest)."""

    field: str
    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Completion:
    """Something that may be written in the place of `replaces`, the (start, end) characters of the query.

    `what` says what it is; `count` is the number of papers, None for a field.
    """

    text: str
    replaces: Span
    what: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """Where a paper meets a clause: characters `start` to `end` of its title, abstract, note, organization or authors.

    Authors are counted in their names joined by “, ”, the organisation in its name with the short name behind it.
    """

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A part of a query: its text, what it says, whether a paper meets it (None without a paper) and by what.

    `parts` are the clauses within a group; they are told as they stand, before a minus sign turns them round.
    """

    text: str
    sentence: str
    is_met: bool | None
    places: tuple[Met, ...] = ()
    parts: tuple[ClauseView, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A query as a sentence, the parts it is joined of, and whether the paper asked about is found by it."""

    query: str
    sentence: str
    clauses: tuple[ClauseView, ...]
    paper_id: int | None = None
    is_found: bool | None = None
