"""The kinds of fields that a paper can have: how a value is stored in columns, shown, entered and merged.

The functions at the end declare a field of `app.domain.paper_fields.PaperFields`, each in one line.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable
from enum import Enum
from json.encoder import encode_basestring
from typing import Any, NamedTuple, TypeVar

from app.domain.dates import format_date
from app.domain.errors import UsageError
from app.domain.paper_values import Identifier, Mention, Organization

T = TypeVar("T")
SPEC = "spec"
"""The key of a field's FieldSpec in the metadata of the dataclass."""


class Merge(Enum):
    """Which of several sightings gives a field; see `app.matching.merge_fields`."""

    NEWEST = "the newest that has a value"
    HIGHEST_OF_DAY = "the newest that has a value; of those of one day the highest, because counts only grow"
    COMPLETE_FIRST = "a complete value before a truncated one"
    PRINTED_YEAR_FIRST = "a date whose year is printed before an inferred one"


class JsonGroup(Enum):
    """Where a field stands in the JSON of a paper, whose parts are in this order."""

    PLAIN = "plain"
    LIST = "list"
    OBJECT = "object"


class Kind(NamedTuple):
    """A kind of value.

    It takes one column for each of `suffixes`, of the type `column_type`; `encoders` make the columns of a value (None:
    stored as it is), `decode` makes the value of its columns. `show` formats a value for people.
    """

    column_type: type
    show: Callable[[Any], str]
    decode: Callable[..., Any] | None = None
    encoders: tuple[Callable[[Any], Any] | None, ...] = (None,)
    suffixes: tuple[str, ...] = ("",)
    empty_column: str | None = None
    json_group: JsonGroup = JsonGroup.PLAIN
    to_json: Callable[[Any], Any] = lambda value: value
    visible_part: Callable[[Any], Any] | None = None
    """What is compared to tell whether two values look the same (None: all of it)."""

    format_text: Callable[[str], str] = str
    """Formats the text that the user edits, for display."""


def to_json_text(value: object) -> str:
    """A value as JSON the way all columns store it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def strings_to_json(values: Iterable[str]) -> str:
    """The same for an array of strings, but faster."""
    return f"[{','.join(map(encode_basestring, values))}]"


def _pairs_to_json(values: Iterable[Identifier | Mention]) -> str:
    return to_json_text([{"kind": one.kind, "value": one.value} for one in values])


def _json_to_strings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _pair_reader(make: type[Identifier] | type[Mention]) -> Callable[[str], tuple[Identifier | Mention, ...]]:
    return lambda text: tuple(make(**one) for one in json.loads(text))


def _to_bool(cell: int | None) -> bool | None:
    return None if cell is None else bool(cell)


def _to_text(value: object) -> str:
    return "" if value is None else str(value)


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


def _day(value: str | None) -> str:
    return "" if value is None else format_date(value)


def _list_pairs(values: Iterable[Identifier | Mention]) -> str:
    return "; ".join(f"{one.kind} {one.value}" for one in values)


def _to_organization(slug: str | None, name: str | None) -> Organization | None:
    return Organization(slug, name) if name else None


def _organization_name(value: Organization | None) -> str:
    return value.name if value else ""


def _pair_kind(make: type[Identifier] | type[Mention]) -> Kind:
    return Kind(
        str, _list_pairs, _pair_reader(make), (_pairs_to_json,), empty_column="[]", json_group=JsonGroup.OBJECT,
        to_json=lambda values: [dataclasses.asdict(one) for one in values],
    )  # fmt: skip


TITLE = Kind(str, _to_text, empty_column="")
TEXT = Kind(str, _to_text)
DAY = Kind(str, _day, format_text=format_date)
FLAG = Kind(int, _yes_or_no, _to_bool)
INTEGER = Kind(int, _to_text)
DECIMAL = Kind(float, _to_text)
STRINGS = Kind(
    str, "; ".join, _json_to_strings, (strings_to_json,), empty_column="[]", json_group=JsonGroup.LIST, to_json=list
)
IDENTIFIERS = _pair_kind(Identifier)
MENTIONS = _pair_kind(Mention)
ORGANIZATION = Kind(
    str,
    _organization_name,
    _to_organization,
    (lambda value: value.slug, lambda value: value.name),
    ("_slug", "_name"),
    json_group=JsonGroup.OBJECT,
    to_json=lambda value: value and dataclasses.asdict(value),
    visible_part=_organization_name,
)


class Editing(NamedTuple):
    """How the user enters a field: what may be entered, text to columns (by the field's name), and value to text."""

    help: str
    parse: Callable[[str, str], dict[str, Any]]
    to_text: Callable[[Any], str] = _to_text


class Number(NamedTuple):
    """What queries, orders and lists say of a number: a count of things (`noun`), or a measure (`noun`)."""

    noun: str
    is_count: bool
    help: str
    example: str

    @property
    def label(self) -> str:
        """“upvotes”, “score”."""
        return f"{self.noun}s" if self.is_count else self.noun

    @property
    def highest_first(self) -> str:
        """The order of papers by this number, as a phrase."""
        return f"{'most' if self.is_count else 'highest'} {self.label} first"

    @property
    def lowest_first(self) -> str:
        """The reversed order, as a phrase."""
        return f"{'fewest' if self.is_count else 'lowest'} {self.label} first"

    def format(self, value: float) -> str:
        """“1 upvote”, “2 upvotes”, “score 0.5”."""
        return f"{value} {self.noun}{'' if value == 1 else 's'}" if self.is_count else f"{self.label} {value:g}"


class FieldSpec(NamedTuple):
    """All that is known of a field besides its type.

    `label` names it within a sentence. `part_of` names the field whose sighting also gives this one. `editing` is None
    for a field that the user cannot edit, `number` for one that is no plain number.
    """

    kind: Kind
    name: str = ""
    label: str = ""
    merge: Merge = Merge.NEWEST
    part_of: str | None = None
    editing: Editing | None = None
    number: Number | None = None
    is_in_json: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns in the tables of papers and sightings."""
        return tuple(f"{self.name}{suffix}" for suffix in self.kind.suffixes)


def list_specs(described: type[Any]) -> tuple[FieldSpec, ...]:
    """The specifications of the fields of a dataclass, in order, with their names; a label is the name if not given."""
    found = ((field.name, field.metadata[SPEC]) for field in dataclasses.fields(described))
    return tuple(spec._replace(name=name, label=spec.label or name) for name, spec in found)


def declare(default: T, spec: FieldSpec) -> T:
    """Declare a field with its default and its specification."""
    return dataclasses.field(default=default, metadata={SPEC: spec})


def text(label: str = "", *, merge: Merge = Merge.NEWEST, editing: Editing | None = None) -> str | None:
    """A text."""
    return declare(None, FieldSpec(TEXT, label=label, merge=merge, editing=editing))


def day(label: str = "", *, merge: Merge = Merge.NEWEST, editing: Editing | None = None) -> str | None:
    """A date as ISO text."""
    return declare(None, FieldSpec(DAY, label=label, merge=merge, editing=editing))


def flag(label: str, *, part_of: str | None = None) -> bool | None:
    """Yes, no, or not known."""
    return declare(None, FieldSpec(FLAG, label=label, part_of=part_of))


def integer(label: str) -> int | None:
    """A whole number that no query asks for by its name."""
    return declare(None, FieldSpec(INTEGER, label=label))


def strings(label: str = "", *, editing: Editing | None = None) -> tuple[str, ...]:
    """A list of texts."""
    return declare((), FieldSpec(STRINGS, label=label, editing=editing))


def organization(label: str, *, editing: Editing | None = None) -> Organization | None:
    """An organisation."""
    return declare(None, FieldSpec(ORGANIZATION, label=label, editing=editing))


def count(noun: str, *, help: str = "", example: str = ">=10") -> int | None:
    """A count that the site shows: found and sorted by, editable; `help` and `example` belong to its query."""
    what = f"the number of {noun}s"
    number = Number(noun, True, help or what, example)
    editing = Editing(what, _parse_count)
    spec = FieldSpec(INTEGER, label=number.label, merge=Merge.HIGHEST_OF_DAY, editing=editing, number=number)
    return declare(None, spec)


def measure(noun: str, *, help: str, example: str) -> float | None:
    """A figure of the site's own: found and sorted by, not editable."""
    return declare(None, FieldSpec(DECIMAL, label=noun, number=Number(noun, False, help, example)))


def _parse_count(name: str, entered: str) -> dict[str, Any]:
    if not re.fullmatch(r"[0-9]{1,12}", entered.strip()):
        raise UsageError(f"“{entered}” is not a count: {name} takes a whole number from 0.")
    return {name: int(entered)}
