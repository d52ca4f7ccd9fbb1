"""The listed papers: read once, then updated from the outbox, which records every added and removed paper."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.domain.paper_set import PaperSet
from app.store import outbox
from app.store.driver import Connection

_MAX_CHANGES = 1_000
"""With more changes than this, all papers are read again."""


@dataclass(frozen=True, slots=True)
class ListedPapers:
    """The listed papers, up to date with the outbox up to `number`."""

    number: int
    papers: PaperSet


def read_listed_papers(connection: Connection, before: ListedPapers | None = None) -> ListedPapers:
    """Read the listed papers; only the changes since `before`, if given and recent enough."""
    number = outbox.read_last_number(connection)
    if before is None or number - before.number > _MAX_CHANGES or outbox.read_floor(connection) > before.number:
        return ListedPapers(number, _read_all(connection))
    rows = connection.execute(
        "SELECT DISTINCT p.id, p.is_present FROM outbox AS o JOIN paper AS p ON p.id = o.paper_id WHERE o.id > ?",
        (before.number,),
    ).fetchall()
    if not rows:
        return before
    present = PaperSet([identity for identity, is_present in rows if is_present])
    return ListedPapers(number, before.papers - PaperSet([row[0] for row in rows]) | present)


def _read_all(connection: Connection) -> PaperSet:
    # as one text the ids take 9 ms of 100,000 papers, as rows 22 ms
    query = "SELECT json_group_array(id) FROM paper INDEXED BY paper_listed WHERE is_present"
    return PaperSet(json.loads(connection.execute(query).fetchone()[0]))
