"""The fields of a paper, merged from its sightings: per field the first known value, newest dump first.

The order is newest dump first (undated last), then source, file hash and position. A complete abstract beats a
truncated one, a printed year beats an inferred one, of the counts of one day the highest is the latest, and the user's
own edit beats them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

UNASSIGNED = 0
"""The `birth_id` of a sighting that is not stored yet."""


class SightingRow(NamedTuple):
    """A sighting with what merging needs to know of its import; lists are JSON text, dates ISO text."""

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
    def identity_ids(self) -> tuple[int, ...]:
        """The identities this sighting can give its paper: that of its birth, and that of its split."""
        return (self.birth_id,) if self.split_id is None else (self.birth_id, self.split_id)


class MergedFields(NamedTuple):
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


EMPTY_FIELDS = MergedFields(
    "", "", None, None, "[]", None, None, None, None, None, None, None, None, "[]", None, "[]", "[]", "[]"
)
FIELD_COLUMNS: Mapping[str, tuple[str, ...]] = {
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
"""Field -> its columns; all columns of a field come from one sighting, one that has a value in the first."""

_VISIBLE = tuple(
    index for index, name in enumerate(MergedFields._fields) if name not in ("title_key", "organization_slug")
)


def visible_values(merged: MergedFields) -> tuple[object, ...]:
    """The values that are shown, in the order of the fields; keys derived from other fields are left out."""
    return tuple([merged[index] for index in _VISIBLE])


def sort_newest_first(rows: Iterable[SightingRow]) -> list[SightingRow]:
    """The order in which values are preferred."""
    by_position = sorted(rows, key=lambda row: (row.source, row.file_hash, row.position, row.import_id))
    return sorted(by_position, key=lambda row: row.dump_date or "", reverse=True)


def merge(rows: Iterable[SightingRow]) -> MergedFields:
    """Merge one or more sightings into the fields of a paper."""
    listed = list(rows)
    if len(listed) == 1:
        return _copy_fields(listed[0])
    chosen = choose_sources(listed)
    return MergedFields(
        **{column: getattr(chosen[name], column) for name, columns in FIELD_COLUMNS.items() for column in columns}
    )


def choose_sources(rows: Iterable[SightingRow]) -> dict[str, SightingRow]:
    """The sighting that each field of FIELD_COLUMNS comes from, of one or more; the newest where none has a value."""
    ordered = sort_newest_first(rows)
    special = {"title": ordered[0], "abstract": _pick_abstract(ordered), "published": _pick_published(ordered)}
    special |= {name: _pick_highest(ordered, name) for name in ("comments", "upvotes")}
    return {name: special.get(name) or _pick_first(ordered, columns[0]) for name, columns in FIELD_COLUMNS.items()}


def has_value(row: SightingRow, name: str) -> bool:
    """Whether the sighting has a value for a field of FIELD_COLUMNS."""
    return any(getattr(row, column) not in (None, "", "[]") for column in FIELD_COLUMNS[name])


def _copy_fields(row: SightingRow) -> MergedFields:
    return MergedFields(
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


def _pick_first(ordered: list[SightingRow], column: str) -> SightingRow:
    return next((row for row in ordered if getattr(row, column) not in (None, "", "[]")), ordered[0])


def _pick_highest(ordered: list[SightingRow], column: str) -> SightingRow:
    """The newest sighting with this count; of several on one day the highest, because counts only grow."""
    newest = _pick_first(ordered, column)
    same_day = [row for row in ordered if row.dump_date == newest.dump_date]
    return max(same_day, key=lambda row: -1 if getattr(row, column) is None else getattr(row, column))


def _pick_abstract(ordered: list[SightingRow]) -> SightingRow:
    with_text = [row for row in ordered if row.abstract]
    return next((row for row in with_text if row.abstract_complete), with_text[0] if with_text else ordered[0])


def _pick_published(ordered: list[SightingRow]) -> SightingRow:
    dated = [row for row in ordered if row.published]
    return next((row for row in dated if not row.year_inferred), dated[0] if dated else ordered[0])


def overlay(fields: MergedFields, values: Iterable[str]) -> MergedFields:
    """Override the merged fields by the user's values, the last one winning; each is a JSON object of columns."""
    for columns in values:
        fields = fields._replace(**json.loads(columns))
    return fields
