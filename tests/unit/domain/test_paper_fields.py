"""The table of a paper's fields, and what is made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.cli import shapes
from app.domain.paper_columns import COLUMNS, named_values, to_columns, to_fields
from app.domain.paper_fields import FIELDS, LABELS, NO_FIELDS, NUMBERS, PaperFields, name_values, visible_values
from app.domain.paper_values import Identifier, Mention, Organization
from app.domain.records import FeedRecord, PaperRecord
from app.importer.source import Source
from app.ingest.run import ImportOptions, import_feed
from app.library import Library
from app.query.fields import FIELDS as QUERY_FIELDS
from app.query.fields import ORDERS
from app.store.papers import SORTS

NUMBER_VALUES = {
    name: place if number.is_count else place + 0.5 for place, (name, number) in enumerate(NUMBERS.items())
}
FULL = PaperFields(
    title="A “quoted” \\ title",
    abstract="Text.",
    abstract_complete=False,
    authors=("Ann A", "Bo, Jr."),
    authors_complete=True,
    author_count=2,
    organization=Organization("lab", "The Lab"),
    published="2026-01-04",
    has_code=True,
    categories=("cs.CL",),
    identifiers=(Identifier("arxiv", "2501.00001"),),
    code_urls=("https://x.org/a",),
    mentions=(Mention("url", "https://x.org"),),
    **NUMBER_VALUES,  # type: ignore[arg-type]
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library with one imported paper that has every field."""
    record = PaperRecord(position=1, **name_values(FULL))
    feed = FeedRecord("daily-papers", "A", "made", "Daily Papers", papers=(record,))
    with Library(tmp_path) as opened:
        import_feed(opened.database, Source("p", "p", "p", 1), feed, ImportOptions(), lambda _done, _all: None)
        yield opened


def test_every_field_has_a_value_here() -> None:
    assert all(value not in (None, "", ()) for value in name_values(FULL).values())


@pytest.mark.parametrize("given", [FULL, NO_FIELDS])
def test_columns_and_values_are_the_same_fields(given: PaperFields) -> None:
    columns = to_columns(given)
    assert to_fields(columns) == given
    assert PaperFields(**named_values(dict(zip(COLUMNS, columns, strict=True)))) == given


def test_a_part_of_the_columns_gives_only_its_fields() -> None:
    assert named_values({"organization_slug": None, "organization_name": "Lab"}) == {
        "organization": Organization(None, "Lab")
    }


def test_a_paper_shows_all_that_its_page_says(library: Library) -> None:
    view = library.show(1)
    assert to_fields(to_columns(view)) == FULL
    (detail,) = library.sightings(1)
    assert to_fields(to_columns(detail)) == FULL
    assert set(detail.provided_fields) == {field.name for field in FIELDS if field.part_of is None}
    assert view.sightings[0].numbers == NUMBER_VALUES


def test_json_has_every_field_of_the_table(library: Library) -> None:
    shown = shapes.paper(library.show(1))
    assert {field.name for field in FIELDS if field.is_in_json} <= shown.keys()
    assert {name: shown[name] for name in NUMBERS} == NUMBER_VALUES
    assert {name: shown["sightings"][0][name] for name in NUMBERS} == NUMBER_VALUES


def test_every_number_is_found_and_sorted_by(library: Library) -> None:
    for name, value in NUMBER_VALUES.items():
        assert library.find(f"{name}:{value}") == [1], name
        assert library.find(f"{name}:<{value}") == [], name
        assert library.find(f"{name}:>={value} sort:-{name}", sort=name) == [1], name
    assert NUMBERS.keys() <= QUERY_FIELDS.keys()
    assert NUMBERS.keys() <= set(ORDERS)


def test_numbers_are_read_from_indexes_alone(library: Library) -> None:
    """The rows of papers are wide: reading them for one number takes many times as long."""

    def plan(statement: str) -> str:
        return " ".join(row[3] for row in library.database.reader.execute(f"EXPLAIN QUERY PLAN {statement}"))

    orders = {sort.name: (sort.index, sort.order_by) for sort in SORTS}
    for name in NUMBERS:
        found = plan(f"SELECT id FROM paper INDEXED BY paper_facts WHERE is_present AND {name} > 1")
        assert "USING COVERING INDEX paper_facts" in found, name
        index, order = orders[name]
        found = plan(f"SELECT id FROM paper INDEXED BY {index} WHERE is_present ORDER BY {order}")
        assert f"USING COVERING INDEX {index}" in found, name


def test_every_editable_field_takes_its_own_text_back(library: Library) -> None:
    for field in library.fields(1):
        library.editing.edit(1, field.name, field.value)
    edited = replace(FULL, organization=Organization(None, "The Lab"), abstract_complete=True)
    assert to_fields(to_columns(library.show(1))) == edited


def test_what_is_shown_leaves_out_the_short_name_of_an_organization() -> None:
    other = replace(FULL, organization=Organization(None, "The Lab"))
    assert other != FULL
    assert visible_values(other) == visible_values(FULL)
    assert visible_values(replace(FULL, title="Another")) != visible_values(FULL)


def test_labels_are_distinct_and_the_table_is_the_class() -> None:
    assert tuple(LABELS) == tuple(field.name for field in fields(PaperFields))
    assert len(set(LABELS.values())) == len(LABELS)
