"""The plain way to store papers, to measure ours beside it: one SQLModel object a paper, `add_all`, commit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from app.identity import title_key
from app.records import PaperRecord
from app.store.database import Database, now


def paper_values(record: PaperRecord) -> dict[str, Any]:
    """The columns of a paper as our import would store them."""
    organization = record.organization
    return {
        "is_present": 1,
        "added": now(),
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


def add_all(database: Database, values: Sequence[dict[str, Any]]) -> None:
    """Store the papers through one session in one transaction, on the same file with the same settings as ours."""
    from app.model import Paper  # noqa: PLC0415 - SQLModel takes 0.3 s to load
    from app.store.session import open_session  # noqa: PLC0415

    with database.transaction() as connection, open_session(connection) as session:
        session.add_all([Paper(**columns) for columns in values])
        session.flush()
