"""A paper is a fold of its sightings: per field the first value that is there, newest dump first.

The order is newest dump first (undated last), then source, file hash and position. A complete abstract beats a cut
one, a printed year beats an inferred one, of the counts of one day the highest is the latest, and the user's own edit
beats them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple


class SightingRow(NamedTuple):
    """A stored sighting with what the fold needs of its import; lists are JSON text, dates ISO text."""

    id: int
    import_id: int
    birth_id: int
    split_id: int | None
    paper_id: int | None
    position: int
    title: str
    title_key: str
    abstract: str | None
    abstract_complete: int | None
    authors: str
    authors_complete: int | None
    author_count: int | None
    organization_slug: str | None
    organization_name: str | None
    published: str | None
    month_day: str | None
    year_inferred: int
    comments: int | None
    upvotes: int | None
    score: float | None
    categories: str
    has_code: int | None
    identifiers: str
    code_urls: str
    mentions: str
    dump_date: str | None
    source: str
    file_hash: str
    imported_at: str
    is_withdrawn: int
    is_undone: int

    @property
    def own_ids(self) -> tuple[int, ...]:
        """The identities this sighting can claim for its paper: the one it was born to, and the one it parted to."""
        return (self.birth_id,) if self.split_id is None else (self.birth_id, self.split_id)


class Folded(NamedTuple):
    """The fields of a paper, in the order of the `paper` table's columns after `added`."""

    title: str
    title_key: str
    abstract: str | None
    abstract_complete: int | None
    authors: str
    authors_complete: int | None
    author_count: int | None
    organization_slug: str | None
    organization_name: str | None
    published: str | None
    comments: int | None
    upvotes: int | None
    score: float | None
    categories: str
    has_code: int | None
    identifiers: str
    code_urls: str
    mentions: str


EMPTY = Folded("", "", None, None, "[]", None, None, None, None, None, None, None, None, "[]", None, "[]", "[]", "[]")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "title_key"),
    "abstract": ("abstract", "abstract_complete"),
    "authors": ("authors", "authors_complete"),
    "author_count": ("author_count",),
    "organization": ("organization_name", "organization_slug"),
    "published": ("published",),
    "comments": ("comments",),
    "upvotes": ("upvotes",),
    "score": ("score",),
    "categories": ("categories",),
    "has_code": ("has_code",),
    "identifiers": ("identifiers",),
    "code_urls": ("code_urls",),
    "mentions": ("mentions",),
}
"""The fields, and the columns of each: they come from one sighting together, from one that has the first."""


_TOLD = tuple(at for at, name in enumerate(Folded._fields) if name not in ("title_key", "organization_slug"))


def shown(folded: Folded) -> tuple[object, ...]:
    """What a person sees of a paper, in the order of the fields; keys made of other fields are left out."""
    return tuple([folded[at] for at in _TOLD])


def newest_first(rows: Iterable[SightingRow]) -> list[SightingRow]:
    """The order of the fold."""
    by_place = sorted(rows, key=lambda row: (row.source, row.file_hash, row.position, row.import_id))
    return sorted(by_place, key=lambda row: row.dump_date or "", reverse=True)


def fold(rows: Iterable[SightingRow]) -> Folded:
    """Fold at least one sighting into the fields of a paper."""
    given = list(rows)
    if len(given) == 1:
        return _single(given[0])
    chosen = sources(given)
    return Folded(**{column: getattr(chosen[name], column) for name, columns in GROUPS.items() for column in columns})


def sources(rows: Iterable[SightingRow]) -> dict[str, SightingRow]:
    """Which of at least one sighting each of GROUPS comes from; where none has a value, the newest one."""
    ordered = newest_first(rows)
    special = {"title": ordered[0], "abstract": _abstract(ordered), "published": _published(ordered)}
    special |= {name: _highest(ordered, name) for name in ("comments", "upvotes")}
    return {name: special.get(name) or _first(ordered, columns[0]) for name, columns in GROUPS.items()}


def has_value(row: SightingRow, name: str) -> bool:
    """Whether the sighting says anything of one of GROUPS."""
    return any(getattr(row, column) not in (None, "", "[]") for column in GROUPS[name])


def _single(row: SightingRow) -> Folded:
    return Folded(
        *row[6:16],
        row.comments,
        row.upvotes,
        row.score,
        row.categories,
        row.has_code,
        row.identifiers,
        row.code_urls,
        row.mentions,
    )


def _first(ordered: list[SightingRow], column: str) -> SightingRow:
    return next((row for row in ordered if getattr(row, column) not in (None, "", "[]")), ordered[0])


def _highest(ordered: list[SightingRow], column: str) -> SightingRow:
    """The newest sighting with this count; of those of one day the one with the most, because counts only grow."""
    newest = _first(ordered, column)
    of_the_day = [row for row in ordered if row.dump_date == newest.dump_date]
    return max(of_the_day, key=lambda row: -1 if getattr(row, column) is None else getattr(row, column))


def _abstract(ordered: list[SightingRow]) -> SightingRow:
    with_text = [row for row in ordered if row.abstract]
    return next((row for row in with_text if row.abstract_complete), with_text[0] if with_text else ordered[0])


def _published(ordered: list[SightingRow]) -> SightingRow:
    dated = [row for row in ordered if row.published]
    return next((row for row in dated if not row.year_inferred), dated[0] if dated else ordered[0])


def overlay(folded: Folded, values: Iterable[str]) -> Folded:
    """Lay the user's values over the folded fields, the last on top; each is a JSON object of columns."""
    for columns in values:
        folded = folded._replace(**json.loads(columns))
    return folded
