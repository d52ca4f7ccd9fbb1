"""Titles and authors of all papers in memory, searched while the index is not available.

They are read as two long texts: row by row, the interpreter would switch threads up to 100,000 times, and other threads
are busy while an index is built.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress

from app.domain.paper_set import PaperSet
from app.store import outbox
from app.store.driver import Connection

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class TitlesAndAuthors:
    """The listed papers with their normalised titles (` a title `) and their authors as lower-case JSON.

    They are up to date with the outbox up to `number`.
    """

    number: int
    ids: Sequence[int]
    titles: Sequence[str]
    authors: Sequence[str]

    def find_by_title(self, words: Sequence[str], *, is_prefix: bool) -> PaperSet:
        """The papers with this phrase in their titles; with `is_prefix` the last word is a prefix."""
        needle = f" {' '.join(words)}{'' if is_prefix else ' '}"
        return PaperSet(compress(self.ids, (needle in title for title in self.titles)))

    def find_by_author(self, words: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The papers, with their authors, where an author's name has a word with this prefix.

        Names with punctuation before the words, or with non-ASCII letters, may be missed.
        """
        start = " ".join(words)
        first, later = f'"{start}', f" {start}"
        for paper_id, authors in zip(self.ids, self.authors, strict=True):
            if start in authors and (first in authors or later in authors):
                yield paper_id, tuple(json.loads(authors))


def read_titles_and_authors(connection: Connection) -> TitlesAndAuthors:
    """Read the titles and authors of all listed papers; takes 0.1 s for 100,000."""
    number = outbox.read_last_number(connection)
    ids, titles, authors = connection.execute(
        "SELECT json_group_array(id), group_concat(' ' || title_key || ' ', ?1), group_concat(lower(authors), ?1) "
        "FROM paper WHERE is_present",
        (_SEPARATOR,),
    ).fetchone()
    return TitlesAndAuthors(
        number, json.loads(ids), *((text or "").split(_SEPARATOR) if ids != "[]" else [] for text in (titles, authors))
    )
