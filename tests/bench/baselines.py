"""The plain way to store papers, to measure ours beside it: SQLModel objects, `add_all`, one transaction.

The rival of the budget, `add_relations`, has the tables that an application with SQLModel usually has: papers, authors
and categories with tables between them that keep the order, the pages that were read, and what each page said of a
paper. It stores flat rows with ids given beforehand, so SQLAlchemy need not ask the file for them, in one session and
one commit. What both sides hold is the same: every paper's fields, the names of its authors and its categories in
order, and one sighting a paper with its own text and spans. Beyond that, our import keeps the text of the page, looks
for papers that are there already, fills the outbox and keeps the indexes of the list; the rival has only to know that
its papers are new. Its file is one of our libraries with its tables added, so the driver, the settings and the disk are
the same. It gets parsed papers: like for like is our *storing* of parsed papers, and that is where the budget stands.
The whole import, which reads the pages too, is printed beside the same figure.

The two other forms write to our own tables: the papers alone, or the papers and the sightings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.records import PaperRecord
from app.domain.titles import title_key
from app.store.database import Database, now


def prepare_relations(database: Database) -> None:
    """Make the rival's tables in an open library."""
    from app.bench.rival_tables import METADATA  # noqa: PLC0415 - SQLModel takes 0.3 s to load
    from app.store.session import open_session  # noqa: PLC0415 - it loads SQLModel too

    with database.transaction() as connection, open_session(connection) as session:
        METADATA.create_all(session.connection())


def add_relations(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store papers, authors, categories and sightings as flat rows; `prepare_relations` has made the tables."""
    from app.store.session import open_session  # noqa: PLC0415 - as above

    named, between = _make_relations(records)
    with database.transaction() as connection, open_session(connection) as session:
        session.add_all(named)
        session.flush()  # what the others refer to has to be there first
        session.add_all(between)
        session.flush()


def _make_relations(records: Sequence[PaperRecord]) -> tuple[list[Any], list[Any]]:
    """The rows that have a name of their own, and the rows that refer to them."""
    from app.bench import rival_tables as tables  # noqa: PLC0415 - as above

    added = now()
    authors: dict[str, int] = {}
    categories: dict[str, int] = {}
    about: dict[str, Any] = dict.fromkeys(("path", "format", "source", "dump_date"), "")
    named: list[Any] = [tables.RivalImport(id=1, imported_at=added, **about)]
    between: list[Any] = []
    for number, record in enumerate(records, 1):
        named.append(tables.RivalPaper(id=number, added=added, **_rival_columns(record)))
        between.append(tables.RivalSighting(id=number, import_id=1, paper_id=number, **_rival_sighting(number, record)))
        between += [
            tables.RivalPaperAuthor(paper_id=number, position=place, author_id=author_id)
            for place, author_id in _number(record.authors, authors)
        ]
        between += [
            tables.RivalPaperCategory(paper_id=number, position=place, category_id=category_id)
            for place, category_id in _number(record.categories, categories)
        ]
    named += [tables.RivalAuthor(id=identity, name=name) for name, identity in authors.items()]
    named += [tables.RivalCategory(id=identity, name=name) for name, identity in categories.items()]
    return named, between


def _number(names: Sequence[str], known: dict[str, int]) -> Iterator[tuple[int, int]]:
    """The place and the id of every name; a name that is not known yet gets the next id."""
    for place, name in enumerate(names, 1):
        yield place, known.setdefault(name, len(known) + 1)


def _rival_columns(record: PaperRecord) -> dict[str, Any]:
    columns = _columns(record)
    del columns["authors"], columns["categories"]
    return columns


def _rival_sighting(position: int, record: PaperRecord) -> dict[str, Any]:
    columns = _sighting_columns(record)
    unwanted = ("title_key", "abstract_complete", "authors_complete", "organization_slug", "published", "has_code")
    for name in (*unwanted, "month_day", "year_inferred"):
        del columns[name]
    return {"position": position, **columns}


def _prepare_nothing(database: Database) -> None:
    """Our own tables are there in every library."""


def add_papers(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store one `Paper` object a record."""
    from app.store.model import Paper  # noqa: PLC0415 - SQLModel takes 0.3 s to load
    from app.store.session import open_session  # noqa: PLC0415 - it loads SQLModel too

    added = now()
    with database.transaction() as connection, open_session(connection) as session:
        session.add_all([Paper(**_columns(record), is_present=1, added=added) for record in records])
        session.flush()


def add_papers_and_sightings(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store what our import stores: a `Paper` and a `Sighting` a record, with the import they belong to."""
    from app.store.model import Dump, Import, Paper, Sighting  # noqa: PLC0415 - as above
    from app.store.session import open_session  # noqa: PLC0415 - it loads SQLModel too

    added = now()
    with database.transaction() as connection, open_session(connection) as session:
        papers = [Paper(**_columns(record), is_present=1, added=added) for record in records]
        session.add_all([Dump(id=1, hash="", size=0), *papers])
        session.flush()
        about: dict[str, Any] = dict.fromkeys(("file_hash", "path", "format", "layout", "reason", "source"), "")
        session.add(Import(id=1, dump_id=1, imported_at=added, **about))
        session.flush()
        homes: list[dict[str, Any]] = [
            {"import_id": 1, "position": position, "birth_id": paper.id, "paper_id": paper.id}
            for position, paper in enumerate(papers, 1)
        ]
        session.add_all(
            [Sighting(**_sighting_columns(record), **home) for record, home in zip(records, homes, strict=True)]
        )
        session.flush()


def _columns(record: PaperRecord) -> dict[str, Any]:
    """The columns that papers and sightings share, as our import would store them; what these pages lack is left."""
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
        "published": record.published.isoformat() if record.published else None,
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


@dataclass(frozen=True, slots=True)
class Rival:
    """A way to store parsed papers: its line in the table, what has to be there before, and the storing."""

    key: str
    store: Callable[[Database, Sequence[PaperRecord]], None]
    prepare: Callable[[Database], None] = _prepare_nothing


RIVALS = (
    Rival("add_relations", add_relations, prepare_relations),
    Rival("add_papers", add_papers),
    Rival("add_rows", add_papers_and_sightings),
)
