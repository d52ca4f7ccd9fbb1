"""Titles and authors of all papers in memory, for looking words up in them while no index can tell.

They are read as two long texts: row by row Python would stop for its other threads 100,000 times, and while an index
is built these are busy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from app.domain.paper_set import PaperSet
from app.store import outbox
from app.store.driver import Connection

_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Names:
    """The listed papers with their titles as compared (` a title `) and their authors as lower-case JSON.

    They are as of the outbox's `number`.
    """

    number: int
    ids: Sequence[int]
    titles: Sequence[str]
    authors: Sequence[str]

    def with_title(self, words: Sequence[str], *, is_open: bool) -> PaperSet:
        """The papers with these words, one after the other, in their titles; `is_open`: the last one may go on."""
        needle = f" {' '.join(words)}{'' if is_open else ' '}"
        return PaperSet(compress(self.ids, (needle in title for title in self.titles)))

    def like_author(self, words: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The papers, with their authors, in the name of one of whom a word begins as the words do.

        Names with a mark before the words, or with other letters than ASCII in them, may be missed.
        """
        start = " ".join(words)
        first, later = f'"{start}', f" {start}"
        for paper_id, authors in zip(self.ids, self.authors, strict=True):
            if start in authors and (first in authors or later in authors):
                yield paper_id, tuple(json.loads(authors))


def read_names(connection: Connection) -> Names:
    """The names of all listed papers; 0.1 s for 100,000."""
    number = outbox.last_number(connection)
    ids, titles, authors = connection.execute(
        "SELECT json_group_array(id), group_concat(' ' || title_key || ' ', ?1), group_concat(lower(authors), ?1) "
        "FROM paper WHERE is_present",
        (_BETWEEN,),
    ).fetchone()
    return Names(
        number, json.loads(ids), *((text or "").split(_BETWEEN) if ids != "[]" else [] for text in (titles, authors))
    )
