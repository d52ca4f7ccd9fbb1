"""Papers that may be duplicates: the pairs to ask the user about, and a preview of merging two of them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from app.domain.detail_views import ComparedField, DuplicatePair
from app.domain.fields import FIELDS
from app.domain.paper_fields import NO_FIELDS, PaperFields
from app.matching.merge_fields import SightingRow, merge, overlay
from app.reconcile.reconcile import collect_user_values
from app.store import duplicate_candidates, judgements, papers, sightings
from app.store.driver import Connection
from app.store.duplicate_candidates import DuplicateCandidate

_MAX_COMBINED = 5  # papers of one title of which all pairs are offered
_RAREST_WORDS = 3
_MIN_SHARED = 0.8  # of all words of two titles
_MAX_TITLES = 25  # that are compared because of the same two rare words


def find_pairs(connection: Connection) -> list[DuplicatePair]:
    """Pairs of similar papers that were not judged yet: equal titles first, then nearly equal ones."""
    judged = judgements.find_pairs_kept_apart(connection)
    every_paper = duplicate_candidates.read_candidates(connection)
    by_title: dict[str, list[DuplicateCandidate]] = defaultdict(list)
    for paper in every_paper:
        by_title[paper.title_key].append(paper)
    equal = [pair for same_title in by_title.values() for pair in _pair(same_title)]
    similar = _find_similar(by_title)
    return [
        DuplicatePair(one.id, other.id, one.title, other.title, reason)
        for one, other, reason in (*((*pair, _explain(*pair)) for pair in equal), *similar)
        if frozenset((one.id, other.id)) not in judged
    ]


def _pair(same_title: list[DuplicateCandidate]) -> Iterable[tuple[DuplicateCandidate, DuplicateCandidate]]:
    """All pairs of a few papers of one title; of many only neighbours, so that a page cannot cause millions."""
    return combinations(same_title, 2) if len(same_title) <= _MAX_COMBINED else pairwise(same_title)


def _explain(one: DuplicateCandidate, other: DuplicateCandidate) -> str:
    if one.is_by_hand or other.is_by_hand:
        return "The same title; one was added by hand" if one.is_by_hand != other.is_by_hand else "Both added by hand"
    if one.published and other.published and one.published != other.published:
        return "The same title, with another date"
    if one.authors != other.authors and "[]" not in (one.authors, other.authors):
        return "The same title, with other authors"
    return "The same title; too little is known to tell"


def _find_similar(
    by_title: Mapping[str, list[DuplicateCandidate]],
) -> Iterator[tuple[DuplicateCandidate, DuplicateCandidate, str]]:
    """Papers whose titles share most of their words; the first paper of each title represents it.

    Two titles are similar when they share at least _MIN_SHARED of all their words and two of their _RAREST_WORDS rarest
    ones. Papers whose first authors differ are left out.
    """
    words = {key: frozenset(key.split()) for key in by_title}
    counts = Counter(word for own in words.values() for word in own)
    titles_with: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, own in words.items():
        rarest = sorted(own, key=lambda word: (counts[word], word))[:_RAREST_WORDS]
        for two in combinations(sorted(rarest), 2):
            titles_with[two].append(key)
    found = {
        pair
        for keys in titles_with.values()
        for pair in combinations(sorted(keys[:_MAX_TITLES]), 2)
        if len(words[pair[0]] & words[pair[1]]) >= _MIN_SHARED * len(words[pair[0]] | words[pair[1]])
    }
    for one_key, other_key in sorted(found):
        one, other = sorted((by_title[one_key][0], by_title[other_key][0]), key=lambda paper: paper.id)
        if _first_author(one) in (None, _first_author(other)) or _first_author(other) is None:
            yield one, other, "Nearly the same title"


def _first_author(paper: DuplicateCandidate) -> str | None:
    names = json.loads(paper.authors)
    return str(names[0]).casefold() if names else None


def compare(connection: Connection, one_id: int, other_id: int) -> list[ComparedField]:
    """The fields of two papers side by side, and those they would have if merged. Raises UsageError on a wrong id."""
    one, other = (papers.resolve(connection, [paper_id])[0] for paper_id in (one_id, other_id))
    previews = [_preview(connection, ids) for ids in ([one], [other], [one, other])]
    return [ComparedField(field.title, *map(field.format_value, previews)) for field in FIELDS]


def _preview(connection: Connection, paper_ids: list[int]) -> PaperFields:
    """The fields of a paper made of the parts of these, as `reconcile` would write them."""
    identity_ids = sorted(papers.map_identities(connection, paper_ids))
    rows = _select_counting(sightings.fetch(connection, "paper", paper_ids))
    hand_papers = list(sightings.fetch_hand_papers(connection, identity_ids).values())
    edits = sightings.fetch_edits(connection, identity_ids)
    return overlay(merge(rows) if rows else NO_FIELDS, collect_user_values(identity_ids, hand_papers, edits))


def _select_counting(rows: list[SightingRow]) -> list[SightingRow]:
    return [row for row in rows if not row.is_withdrawn] or rows
