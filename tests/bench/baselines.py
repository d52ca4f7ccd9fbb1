"""How SQLModel objects and `add_all` store papers in one transaction, as a baseline for Paperdesk's import.

`add_relations`, which the budget is measured against, has the tables that an application with SQLModel usually has:
papers, authors and categories with tables between them that keep the order, the pages that were read, and each page's
version of a paper. It stores flat rows with ids given beforehand, so SQLAlchemy need not ask the file for them, in one
session and one commit. Both sides store the same: every paper's fields, the names of its authors and its categories in
order, and one sighting per paper with its own text and spans. Paperdesk's import also keeps the text of the page, looks
for papers that exist already, fills the outbox and keeps the indexes of the list; the baseline only has to know that
its papers are new. Its file is one of Paperdesk's libraries with its tables added, so the driver, the settings and the
disk are the same. It gets parsed papers, so the budget compares it with *storing* parsed papers. The whole import,
which reads the pages too, is shown beside the same figure.

The two other baselines write to Paperdesk's own tables: the papers alone, or the papers and the sightings.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from app.bench.comparisons import Baseline, Baselines, Ratio
from app.bench.figures import Line
from app.domain.records import PaperRecord
from app.domain.titles import title_key
from app.store.database import Database, utc_now
from app.store.model import Dump, Import, Paper, Sighting
from app.store.session import open_session
from tests.bench import baseline_tables as tables


def prepare_relations(database: Database) -> None:
    """Make the tables of the baseline in an open library."""
    with database.transaction() as connection, open_session(connection) as session:
        tables.METADATA.create_all(session.connection())


def add_relations(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store papers, authors, categories and sightings as flat rows; `prepare_relations` has made the tables."""
    entities, relations = _make_relations(records)
    with database.transaction() as connection, open_session(connection) as session:
        session.add_all(entities)
        session.flush()  # the relations refer to them
        session.add_all(relations)
        session.flush()


def _make_relations(records: Sequence[PaperRecord]) -> tuple[list[Any], list[Any]]:
    """The import, papers, authors and categories; and the rows that refer to them."""
    added = utc_now()
    authors: dict[str, int] = {}
    categories: dict[str, int] = {}
    about: dict[str, Any] = dict.fromkeys(("path", "format", "source", "dump_date"), "")
    entities: list[Any] = [tables.BaselineImport(id=1, imported_at=added, **about)]
    relations: list[Any] = []
    for number, record in enumerate(records, 1):
        entities.append(tables.BaselinePaper(id=number, added=added, **_relational_columns(record)))
        columns = _relational_sighting_columns(number, record)
        relations.append(tables.BaselineSighting(id=number, import_id=1, paper_id=number, **columns))
        relations += [
            tables.BaselinePaperAuthor(paper_id=number, position=position, author_id=author_id)
            for position, author_id in _number(record.authors, authors)
        ]
        relations += [
            tables.BaselinePaperCategory(paper_id=number, position=position, category_id=category_id)
            for position, category_id in _number(record.categories, categories)
        ]
    entities += [tables.BaselineAuthor(id=author_id, name=name) for name, author_id in authors.items()]
    entities += [tables.BaselineCategory(id=category_id, name=name) for name, category_id in categories.items()]
    return entities, relations


def _number(names: Sequence[str], ids: dict[str, int]) -> Iterator[tuple[int, int]]:
    """The position and the id of every name; a new name gets the next id."""
    for position, name in enumerate(names, 1):
        yield position, ids.setdefault(name, len(ids) + 1)


def _relational_columns(record: PaperRecord) -> dict[str, Any]:
    columns = _columns(record)
    del columns["authors"], columns["categories"]
    return columns


def _relational_sighting_columns(position: int, record: PaperRecord) -> dict[str, Any]:
    columns = _sighting_columns(record)
    unwanted = ("title_key", "abstract_complete", "authors_complete", "organization_slug", "published", "has_code")
    for name in (*unwanted, "month_day", "year_inferred"):
        del columns[name]
    return {"position": position, **columns}


def add_papers(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store one `Paper` object per record."""
    added = utc_now()
    with database.transaction() as connection, open_session(connection) as session:
        session.add_all([Paper(**_columns(record), is_present=1, added=added) for record in records])
        session.flush()


def add_papers_and_sightings(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store what Paperdesk's import stores: a `Paper` and a `Sighting` per record, and the import they belong to."""
    added = utc_now()
    with database.transaction() as connection, open_session(connection) as session:
        papers = [Paper(**_columns(record), is_present=1, added=added) for record in records]
        session.add_all([Dump(id=1, hash="", size=0), *papers])
        session.flush()
        about: dict[str, Any] = dict.fromkeys(("file_hash", "path", "format", "layout", "reason", "source"), "")
        session.add(Import(id=1, dump_id=1, imported_at=added, **about))
        session.flush()
        references: list[dict[str, Any]] = [
            {"import_id": 1, "position": position, "birth_id": paper.id, "paper_id": paper.id}
            for position, paper in enumerate(papers, 1)
        ]
        session.add_all(
            [Sighting(**_sighting_columns(record), **ids) for record, ids in zip(records, references, strict=True)]
        )
        session.flush()


def _columns(record: PaperRecord) -> dict[str, Any]:
    """The columns that papers and sightings share, as Paperdesk's import stores them, without those that stay empty."""
    organization = record.organization
    return {
        "title": record.title,
        "title_key": title_key(record.title),
        "abstract": record.abstract,
        "abstract_complete": record.abstract_complete,
        "authors": json.dumps(record.authors),
        "authors_complete": record.authors_complete,
        "author_count": record.author_count,
        "organization_slug": organization.slug if organization else None,
        "organization_name": organization.name if organization else None,
        "published": record.published,
        "comments": record.comments,
        "score": record.score,
        "categories": json.dumps(record.categories),
        "has_code": record.has_code,
        "code_urls": json.dumps(record.code_urls),
    }


def _sighting_columns(record: PaperRecord) -> dict[str, Any]:
    month_day = record.published_month_day
    return {
        **_columns(record),
        "published_text": record.published_text,
        "month_day": f"{month_day[0]:02}-{month_day[1]:02}" if month_day else None,
        "year_inferred": int(record.year_inferred),
        "spans": json.dumps({name: (span.start, span.end) for name, span in record.spans.items()}),
    }


BASELINES = Baselines(
    stores=(
        Baseline(
            Line("add_relations", "SQLModel add_all, with relations", "papers/s"), add_relations, prepare_relations
        ),
        Baseline(Line("add_papers", "SQLModel add_all, papers alone", "papers/s"), add_papers),
        Baseline(Line("add_rows", "SQLModel add_all, Paperdesk's own rows", "papers/s"), add_papers_and_sightings),
    ),
    ratios=(
        Ratio(
            Line("storing_ratio", "storing / add_all with relations", "x", least=8),
            "add_relations",
            "storing",
            "like for like: both store parsed papers",
        ),
        Ratio(
            Line("storing_rows_ratio", "storing / add_all of the same rows", "x"),
            "add_rows",
            "storing",
            "as above, the same rows in both files",
        ),
        Ratio(
            Line("import_ratio", "import / add_all with relations", "x"),
            "add_relations",
            "import",
            "the import reads the pages too, the baseline gets parsed papers",
        ),
    ),
)
