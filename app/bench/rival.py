"""The plain way to store papers, to measure ours beside it: SQLModel objects, `add_all`, one transaction.

Both forms write to the same tables with the same settings as our import, and get papers that are parsed already.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.identity import title_key
from app.records import PaperRecord
from app.store.database import Database, now


def add_papers(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store one `Paper` object a record."""
    from app.model import Paper  # noqa: PLC0415 - SQLModel takes 0.3 s to load
    from app.store.session import open_session  # noqa: PLC0415 - it loads SQLModel too

    added = now()
    with database.transaction() as connection, open_session(connection) as session:
        session.add_all([Paper(**_columns(record), is_present=1, added=added) for record in records])
        session.flush()


def add_papers_and_sightings(database: Database, records: Sequence[PaperRecord]) -> None:
    """Store what our import stores: a `Paper` and a `Sighting` a record, with the import they belong to."""
    from app.model import Dump, Import, Paper, Sighting  # noqa: PLC0415 - as above
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
    """The columns that papers and sightings share, as our import would store them; lists these pages lack are left."""
    organization = record.organization
    return {
        "title": record.title,
        "title_key": title_key(record.title),
        "abstract": record.abstract,
        "abstract_complete": record.abstract_complete,
        "author_count": record.author_count,
        "organization_slug": organization.slug if organization else None,
        "organization_name": organization.name if organization else None,
        "published": record.published.isoformat() if record.published else None,
        "comments": record.comments,
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
