"""Papers that may be the same: which pairs to ask the user about, and what joining two of them would show."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from app.domain.fields import FIELDS
from app.domain.views import ComparedField, SamePair
from app.matching.merge_fields import EMPTY, Folded, SightingRow, fold, overlay
from app.reconcile.reconcile import own_values
from app.store import judgements, likeness, papers, sightings
from app.store.driver import Connection
from app.store.likeness import Likely

_LARGEST_SET = 5
_RAREST = 3
_LEAST_SHARED = 0.8
_MOST_BEARERS = 25


def candidates(connection: Connection) -> list[SamePair]:
    """Pairs of papers that look alike and were not judged yet: equal titles first, then nearly equal ones."""
    judged = judgements.kept_apart(connection)
    known = likeness.all_papers(connection)
    by_title: dict[str, list[Likely]] = defaultdict(list)
    for paper in known:
        by_title[paper.title_key].append(paper)
    equal = [pair for alike in by_title.values() for pair in _pairs(alike)]
    near = _near(by_title)
    return [
        SamePair(one.id, other.id, one.title, other.title, reason)
        for one, other, reason in (*((*pair, _reason(*pair)) for pair in equal), *near)
        if frozenset((one.id, other.id)) not in judged
    ]


def _pairs(alike: list[Likely]) -> Iterable[tuple[Likely, Likely]]:
    """All pairs of a few papers of one title; of many only neighbours, so that a page cannot make millions of them."""
    return combinations(alike, 2) if len(alike) <= _LARGEST_SET else pairwise(alike)


def _reason(one: Likely, other: Likely) -> str:
    if one.is_by_hand or other.is_by_hand:
        return "The same title; one was added by hand" if one.is_by_hand != other.is_by_hand else "Both added by hand"
    if one.published and other.published and one.published != other.published:
        return "The same title, with another date"
    if one.authors != other.authors and "[]" not in (one.authors, other.authors):
        return "The same title, with other authors"
    return "The same title; too little is known to tell"


def _near(by_title: Mapping[str, list[Likely]]) -> Iterator[tuple[Likely, Likely, str]]:
    """Titles that share most of their words, found by their rarest ones; the first paper of each title stands for it.

    Two titles are near when they have at least _LEAST_SHARED of all their words in common and two of their _RAREST
    rarest. Papers whose first authors differ are left out.
    """
    words = {key: frozenset(key.split()) for key in by_title}
    counts = Counter(word for own in words.values() for word in own)
    bearers: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, own in words.items():
        rarest = sorted(own, key=lambda word: (counts[word], word))[:_RAREST]
        for two in combinations(sorted(rarest), 2):
            bearers[two].append(key)
    found = {
        pair
        for keys in bearers.values()
        for pair in combinations(sorted(keys[:_MOST_BEARERS]), 2)
        if len(words[pair[0]] & words[pair[1]]) >= _LEAST_SHARED * len(words[pair[0]] | words[pair[1]])
    }
    for one_key, other_key in sorted(found):
        one, other = sorted((by_title[one_key][0], by_title[other_key][0]), key=lambda paper: paper.id)
        if _first_author(one) in (None, _first_author(other)) or _first_author(other) is None:
            yield one, other, "Nearly the same title"


def _first_author(paper: Likely) -> str | None:
    names = json.loads(paper.authors)
    return str(names[0]).casefold() if names else None


def compare(connection: Connection, one_id: int, other_id: int) -> list[ComparedField]:
    """The fields of two papers beside each other, and what their union would show. Raises UsageError on a wrong id."""
    one, other = (papers.resolve(connection, [asked])[0] for asked in (one_id, other_id))
    shown = [_shown(connection, ids)._asdict() for ids in ([one], [other], [one, other])]
    return [ComparedField(field.title, *(field.said(columns) for columns in shown)) for field in FIELDS]


def _shown(connection: Connection, paper_ids: list[int]) -> Folded:
    """What a paper of the parts of these would show, as `settling` would write it."""
    claims = sorted(papers.identities(connection, paper_ids))
    rows = _counting(sightings.fetch(connection, "paper", paper_ids))
    hands = list(sightings.hand_papers(connection, claims).values())
    edits = sightings.edits(connection, claims)
    return overlay(fold(rows) if rows else EMPTY, own_values(claims, hands, edits))


def _counting(rows: list[SightingRow]) -> list[SightingRow]:
    return [row for row in rows if not row.is_withdrawn] or rows
