"""PaperFields: what a page says of a paper, one line a field. Everything that handles these fields derives from it.

A new field is one line here, a migration that adds its columns (`app/store/sql`), and a parser that reads it
(`app/importer`). From the line follow: the values of records, sightings, papers and views, the columns in SQL, how
sightings are merged, editing, the query field and its sentence, the sort orders, the JSON and the pages of the command
line, previews of imports, and what is shown of a paper's sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from app.domain import field_kinds as kind
from app.domain import field_texts as texts
from app.domain.field_kinds import FieldSpec, Merge, Number
from app.domain.paper_values import Identifier, Mention, Organization


@dataclass(frozen=True, slots=True)
class PaperFields:
    """The fields of a paper or of one sighting of it; an absent scalar is None, an absent list empty."""

    title: str = kind.declare("", FieldSpec(kind.TITLE, editing=texts.TITLE))
    abstract: str | None = kind.text(merge=Merge.COMPLETE_FIRST, editing=texts.ABSTRACT)
    abstract_complete: bool | None = kind.flag("abstract complete", part_of="abstract")
    authors: tuple[str, ...] = kind.strings(editing=texts.AUTHORS)
    authors_complete: bool | None = kind.flag("authors complete", part_of="authors")
    author_count: int | None = kind.integer("number of authors")
    organization: Organization | None = kind.organization("organisation", editing=texts.ORGANIZATION)  # noqa: RUF009
    published: str | None = kind.day("date", merge=Merge.PRINTED_YEAR_FIRST, editing=texts.DATE)
    comments: int | None = kind.count("comment", help="the number of comments, a comparison, or a range", example=">=3")
    upvotes: int | None = kind.count("upvote", example="10..50")
    has_code: bool | None = kind.flag("whether there is code")
    score: float | None = kind.measure("score", help="the score the source gave", example=">0.5")
    citations: int | None = kind.count("citation")
    categories: tuple[str, ...] = kind.strings(editing=texts.CATEGORIES)
    identifiers: tuple[Identifier, ...] = kind.declare((), FieldSpec(kind.IDENTIFIERS, editing=texts.IDENTIFIERS))
    code_urls: tuple[str, ...] = kind.strings("code", editing=texts.CODE_URLS)
    mentions: tuple[Mention, ...] = kind.declare((), FieldSpec(kind.MENTIONS, is_in_json=False))


FIELDS: tuple[FieldSpec, ...] = kind.list_specs(PaperFields)
LABELS: Mapping[str, str] = {field.name: field.label for field in FIELDS}
NUMBERS: Mapping[str, Number] = {field.name: field.number for field in FIELDS if field.number}
"""The fields that are plain numbers: queries, orders and pages treat all of them alike."""

NO_FIELDS = PaperFields()

_values_of = attrgetter(*LABELS)
_VISIBLE_PARTS = [(place, field.kind.visible_part) for place, field in enumerate(FIELDS) if field.kind.visible_part]


def name_values(fields: PaperFields) -> dict[str, Any]:
    """The values of the fields by their names."""
    return dict(zip(LABELS, _values_of(fields), strict=True))


def visible_values(fields: PaperFields) -> list[Any]:
    """What is shown of the fields, in their order, for comparison."""
    values = list(_values_of(fields))
    for place, visible_part in _VISIBLE_PARTS:
        values[place] = visible_part(values[place])
    return values
