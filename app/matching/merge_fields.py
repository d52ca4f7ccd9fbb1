"""The fields of a paper, merged from its sightings: for each field the sighting that its rule chooses.

Sightings are ordered newest dump first (undated last), then by source, file hash and position. The user's own edit
beats them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from app.domain.field_kinds import Merge
from app.domain.paper_columns import named_values
from app.domain.paper_fields import FIELDS, PaperFields

_ABSENT = (None, "", ())

UNASSIGNED = 0
"""The `birth_id` of a sighting that is not stored yet."""


class SightingRow(NamedTuple):
    """A sighting with its fields, and what merging needs to know of its import."""

    id: int
    import_id: int
    birth_id: int
    split_id: int | None
    paper_id: int | None
    position: int
    title_key: str
    month_day: str | None
    year_inferred: int
    dump_date: str | None
    source: str
    file_hash: str
    imported_at: str
    is_withdrawn: int
    is_undone: int
    fields: PaperFields

    @property
    def identity_ids(self) -> tuple[int, ...]:
        """The identities this sighting can give its paper: that of its birth, and that of its split."""
        return (self.birth_id,) if self.split_id is None else (self.birth_id, self.split_id)


def sort_newest_first(rows: Iterable[SightingRow]) -> list[SightingRow]:
    """The order in which values are preferred."""
    by_position = sorted(rows, key=lambda row: (row.source, row.file_hash, row.position, row.import_id))
    return sorted(by_position, key=lambda row: row.dump_date or "", reverse=True)


def merge(rows: Iterable[SightingRow]) -> PaperFields:
    """Merge one or more sightings into the fields of a paper; those of a single one are its own."""
    listed = list(rows)
    if len(listed) == 1:
        return listed[0].fields
    chosen = choose_sources(listed)
    return PaperFields(*[getattr(chosen[source].fields, name) for name, source in _SOURCES])


def choose_sources(rows: Iterable[SightingRow]) -> dict[str, SightingRow]:
    """The sighting that each field comes from, of one or more; the newest where none has a value.

    Fields that are part of another are left out: they come from the sighting of the other.
    """
    ordered = sort_newest_first(rows)
    return {name: pick(ordered, name) for name, pick in _PICKERS}


def has_value(row: SightingRow, name: str) -> bool:
    """Whether the sighting has a value for a field or a part of it."""
    return any(getattr(row.fields, part) not in _ABSENT for part, source in _SOURCES if source == name)


def _pick_newest(ordered: list[SightingRow], name: str) -> SightingRow:
    for row in ordered:
        if getattr(row.fields, name) not in _ABSENT:
            return row
    return ordered[0]


def _pick_highest_of_day(ordered: list[SightingRow], name: str) -> SightingRow:
    newest = _pick_newest(ordered, name)
    same_day = [row for row in ordered if row.dump_date == newest.dump_date]

    def value(row: SightingRow) -> Any:
        number = getattr(row.fields, name)
        return -1 if number is None else number

    return max(same_day, key=value)


def _pick_complete_first(ordered: list[SightingRow], name: str) -> SightingRow:
    known = [row for row in ordered if getattr(row.fields, name) not in _ABSENT]
    complete = f"{name}_complete"
    return next((row for row in known if getattr(row.fields, complete)), known[0] if known else ordered[0])


def _pick_printed_year_first(ordered: list[SightingRow], name: str) -> SightingRow:
    known = [row for row in ordered if getattr(row.fields, name) not in _ABSENT]
    return next((row for row in known if not row.year_inferred), known[0] if known else ordered[0])


_RULES: Mapping[Merge, Callable[[list[SightingRow], str], SightingRow]] = {
    Merge.NEWEST: _pick_newest,
    Merge.HIGHEST_OF_DAY: _pick_highest_of_day,
    Merge.COMPLETE_FIRST: _pick_complete_first,
    Merge.PRINTED_YEAR_FIRST: _pick_printed_year_first,
}
_PICKERS = [(field.name, _RULES[field.merge]) for field in FIELDS if field.part_of is None]
_SOURCES = [(field.name, field.part_of or field.name) for field in FIELDS]
"""Each field with the one whose sighting gives it."""


def overlay(fields: PaperFields, values: Iterable[str]) -> PaperFields:
    """Override the merged fields by the user's values, the last one winning; each is a JSON object of columns."""
    for columns in values:
        fields = replace(fields, **named_values(json.loads(columns)))
    return fields
