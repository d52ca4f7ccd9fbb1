"""The ledger: what an import, or taking one back, makes of papers, told field by field. The texts are for people.

The fields before are read on a connection that does not see the running transaction, those after inside of it; so the
ledger of a dry run is what the import would do, by construction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from app.domain.dates import say_date
from app.domain.vocabulary import FIELD_WORDS
from app.matching.merge_fields import EMPTY, Folded, shown
from app.store import ledgers
from app.store.driver import Connection
from app.store.ledgers import Standing

MOST_KEPT = 500
"""How many new titles and how many changes a ledger keeps; the counts are always whole."""

_NEAR = 48  # characters that stay before the first difference of two long texts
_LONGEST = 240


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a paper: its name, and its value before and after as text (empty: none)."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PaperChange:
    """A paper that would differ, and where."""

    paper_id: int
    title: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What becomes of papers. `new` are titles and `changes` papers, at most MOST_KEPT of each.

    `new_count` papers come into the library, `changed_count` change in some field, `gone_count` leave it, and
    `kept_count` stay only because the user has touched them.
    """

    new: tuple[str, ...] = ()
    changes: tuple[PaperChange, ...] = ()
    new_count: int = 0
    changed_count: int = 0
    gone_count: int = 0
    kept_count: int = 0


class LedgerReader:
    """Reads the ledgers of one dry run after the other within one transaction: each is compared with the one before."""

    def __init__(self, before: Connection) -> None:
        self._before = before
        self._seen: dict[int, Standing] = {}

    def read(self, after: Connection, paper_ids: Iterable[int]) -> Ledger:
        """What has become of these papers since the last ledger, or since the transaction began."""
        ids = set(paper_ids)
        old = ledgers.read(self._before, ids - self._seen.keys())
        old.update((paper_id, self._seen[paper_id]) for paper_id in ids & self._seen.keys())
        new = ledgers.read(after, ids)
        self._seen.update(new)
        return compare(old, new)


def compare(old: Mapping[int, Standing], new: Mapping[int, Standing]) -> Ledger:
    """The ledger of two states of the same papers, in the order of their ids."""
    here = sorted(paper_id for paper_id, one in new.items() if one.is_present)
    were = {paper_id for paper_id, one in old.items() if one.is_present}
    fresh = [paper_id for paper_id in here if paper_id not in were]
    joined = [paper_id for paper_id in sorted(were) if new[paper_id].alias_of is not None]
    changed = [p for p in here if p in were and shown(new[p].folded) != shown(old[p].folded)]
    gone = [p for p in were if not new[p].is_present and new[p].alias_of is None]
    changes = [_change(paper_id, old[paper_id], new) for paper_id in islice((*joined, *changed), MOST_KEPT)]
    return Ledger(
        tuple(new[paper_id].folded.title for paper_id in fresh[:MOST_KEPT]),
        tuple(changes),
        len(fresh),
        len(joined) + len(changed),
        len(gone),
        sum(new[p].is_withdrawn and not old[p].is_withdrawn for p in here if p in were),
    )


def _change(paper_id: int, old: Standing, new: Mapping[int, Standing]) -> PaperChange:
    now = new[paper_id]
    if now.alias_of is None:
        return PaperChange(paper_id, now.folded.title, fields_between(old.folded, now.folded))
    survivor = new[now.alias_of].folded.title if now.alias_of in new else ""
    return PaperChange(paper_id, old.folded.title, (FieldChange("joined with", "", survivor),))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _day(value: object) -> str:
    return say_date(_text(value))


def _names(value: object) -> str:
    return "; ".join(json.loads(str(value)))


def _pairs(value: object) -> str:
    return "; ".join(f"{one['kind']} {one['value']}" for one in json.loads(str(value)))


def _yes_or_no(value: object) -> str:
    return "" if value is None else "yes" if value else "no"


_FIELDS: tuple[tuple[str, str, Callable[[object], str]], ...] = (
    ("title", "title", _text),
    ("abstract", "abstract", _text),
    ("abstract_complete", "abstract is whole", _yes_or_no),
    ("authors", "authors", _names),
    ("authors_complete", "authors are whole", _yes_or_no),
    ("author_count", "number of authors", _text),
    ("organization_name", FIELD_WORDS["organization"], _text),
    ("published", FIELD_WORDS["published"], _day),
    ("comments", "comments", _text),
    ("upvotes", "upvotes", _text),
    ("score", "score", _text),
    ("categories", "categories", _names),
    ("has_code", "code", _yes_or_no),
    ("identifiers", "identifiers", _pairs),
    ("code_urls", "code at", _names),
    ("mentions", "mentions", _pairs),
)
"""The columns that are told, their names for people, and how they are written. Keys made of other columns are not."""


def fields_between(old: Folded, new: Folded = EMPTY) -> tuple[FieldChange, ...]:
    """The fields that differ; of long texts, what stands around the first difference."""
    told = zip(_FIELDS, shown(old), shown(new), strict=True)
    return tuple(
        FieldChange(name, *around_difference(write(before), write(after)))
        for (_column, name, write), before, after in told
        if before != after
    )


def around_difference(old: str, new: str) -> tuple[str, str]:
    """Two texts cut to what surrounds their first difference, so that a line can show it."""
    same = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    start = same - _NEAR if same > 2 * _NEAR else 0
    return _cut(old, start), _cut(new, start)


def _cut(text: str, start: int) -> str:
    if not text:
        return text
    return ("…" if start else "") + text[start : start + _LONGEST] + ("…" if len(text) > start + _LONGEST else "")
