"""The fields of papers as columns of the tables `paper` and `sighting`, and back. All strings are made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from app.domain.field_kinds import FieldSpec
from app.domain.paper_fields import FIELDS, NO_FIELDS, PaperFields

COLUMNS: tuple[str, ...] = tuple(column for field in FIELDS for column in field.columns)
"""In the order of `to_columns`. Both tables also have `title_key`, which is derived from the title."""

NAMES = ", ".join(COLUMNS)
"""The columns for use in a statement."""


class _Decoder(NamedTuple):
    """A field whose value differs from its columns: its place among the fields, its columns, and what decodes them.

    Most are empty, which is faster to see than to decode: then its last column is `empty_cell`.
    """

    field: int
    columns: slice
    last_column: int
    empty_cell: str | None
    empty_value: object
    decode: Callable[..., Any]


_VALUE_OF_COLUMN = attrgetter(*(field.name for field in FIELDS for _ in field.columns))
_ALL_ENCODERS = [(encode, field.kind.empty_column) for field in FIELDS for encode in field.kind.encoders]
_ENCODERS = [(place, encode, empty) for place, (encode, empty) in enumerate(_ALL_ENCODERS) if encode is not None]
"""The columns that are encoded: place, encoder, and the column of an empty value, which most are."""

_FIRST_COLUMN = itemgetter(*(COLUMNS.index(field.columns[0]) for field in FIELDS))


def _list_decoders() -> Iterator[_Decoder]:
    for place, field in enumerate(FIELDS):
        if field.kind.decode is not None:
            first, last = (COLUMNS.index(field.columns[end]) for end in (0, -1))
            empty = getattr(NO_FIELDS, field.name)
            yield _Decoder(place, slice(first, last + 1), last, field.kind.empty_column, empty, field.kind.decode)


_DECODERS = tuple(_list_decoders())


class Column(NamedTuple):
    """A column as it is declared: its name, its type, and its default (None: NULL)."""

    name: str
    annotation: Any
    default: str | None


def list_columns() -> list[Column]:
    """Every column of the fields; it may be NULL, unless the field has an empty value that is stored."""
    return [_describe_column(field, name) for field in FIELDS for name in field.columns]


def _describe_column(field: FieldSpec, name: str) -> Column:
    empty = field.kind.empty_column
    return Column(name, field.kind.column_type if empty is not None else field.kind.column_type | None, empty)


def to_columns(fields: PaperFields) -> list[Any]:
    """The values of COLUMNS."""
    cells = list(_VALUE_OF_COLUMN(fields))
    for place, encode, empty in _ENCODERS:
        value = cells[place]
        cells[place] = encode(value) if value else empty
    return cells


def to_values(cells: Sequence[Any]) -> list[Any]:
    """The values of all fields, in their order, of the values of COLUMNS."""
    values = list(_FIRST_COLUMN(cells))
    for place, columns, last, empty_cell, empty, decode in _DECODERS:
        values[place] = empty if cells[last] == empty_cell else decode(*cells[columns])
    return values


def to_fields(cells: Sequence[Any]) -> PaperFields:
    """The fields of the values of COLUMNS."""
    return PaperFields(*to_values(cells))


def named_values(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Field -> value, of some columns by their names."""
    return {
        field.name: field.kind.decode(*map(columns.get, field.columns)) if field.kind.decode else columns[field.name]
        for field in FIELDS
        if not columns.keys().isdisjoint(field.columns)
    }
