"""The neighbourhood of a change: everything linked to it by title, identifier, identity or judgement."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.paper_columns import named_values
from app.domain.paper_fields import PaperFields
from app.domain.titles import title_key
from app.matching.grouping import MatchCandidate
from app.matching.judgements import Judgement
from app.matching.merge_fields import UNASSIGNED, SightingRow
from app.store import judgements, sightings
from app.store.driver import Connection
from app.store.sightings import HandPaper

_Wanted = dict[str, set[object]]
"""What is to be fetched next: a key of `sightings.fetch` -> its values."""


@dataclass(slots=True)
class Neighbourhood:
    """The sightings, identities and papers added by hand that a change may concern, and all the user's judgements."""

    rows: dict[int, SightingRow] = field(default_factory=dict)
    identities: set[int] = field(default_factory=set)
    hand_papers: dict[int, HandPaper] = field(default_factory=dict)
    judgements: list[Judgement] = field(default_factory=list)

    def judged_same_as(self, members: Iterable[int]) -> set[int]:
        """The candidates that were directly judged to be the same as any of these."""
        given = set(members) if self.judgements else set()
        return {
            member
            for judgement in self.judgements
            if judgement.is_same and not given.isdisjoint(judgement.members)
            for member in judgement.members
        }

    def hand_candidates(self) -> list[MatchCandidate]:
        """The papers added by hand, as candidates for grouping."""
        return [_hand_candidate(paper_id, paper) for paper_id, paper in self.hand_papers.items()]


def fetch_neighbourhood(connection: Connection, seeds: set[int], fresh: Iterable[SightingRow]) -> Neighbourhood:
    """Fetch everything linked to the identities `seeds` and to sightings not stored yet, until nothing new is found."""
    found = Neighbourhood(identities=seeds | (sightings.fetch_aliases(connection, seeds) if seeds else set()))
    found.judgements = judgements.list_judgements(connection)
    asked: _Wanted = defaultdict(set)
    wanted: _Wanted = {"identity": set(found.identities), "paper": set(found.identities)}
    # a hand paper that was removed may have linked others: its former title and identifiers lead to them
    wanted["title"], wanted["identifier"] = sightings.find_former_keys(connection, found.identities)
    _want_members(wanted, judgements.find_members_judged_with(connection, seeds) if seeds else ())
    arrived = list(fresh)
    while arrived or any(wanted.values()):
        for row in arrived:
            found.rows[row.id] = row
        for key, values in _linking_keys(arrived):
            wanted.setdefault(key, set()).update(values)
        _want_members(wanted, found.judged_same_as(row.id for row in arrived))
        _add_hand_papers(connection, found, wanted)
        arrived = []
        for key in list(wanted):
            new = wanted.pop(key) - asked[key]
            asked[key] |= new
            arrived += sightings.fetch(connection, key, new) if new else []
        arrived = [row for row in arrived if row.id not in found.rows]
    return found


def _want_members(wanted: _Wanted, members: Iterable[int]) -> None:
    """Request members of judgements: sightings, and papers added by hand as negative numbers."""
    for member in members:
        key, value = ("id", member) if member > 0 else ("identity", -member)
        wanted.setdefault(key, set()).add(value)


def _linking_keys(rows: list[SightingRow]) -> Iterator[tuple[str, set[object]]]:
    yield "title", {row.title_key for row in rows}
    yield "identity", {identity for row in rows if row.birth_id != UNASSIGNED for identity in row.identity_ids}
    yield "identifier", {identifier for row in rows for identifier in _read_identifiers(row.fields)}


def _add_hand_papers(connection: Connection, found: Neighbourhood, wanted: _Wanted) -> None:
    """Add the hand papers that are linked to what was found, and request what they in turn are linked to."""
    while True:
        found.identities.update(identity for identity in wanted.get("identity", ()) if isinstance(identity, int))
        linked = sightings.find_hand_papers_by_key(connection, wanted.get("title", ()), wanted.get("identifier", ()))
        new = sightings.fetch_hand_papers(connection, (found.identities | linked) - found.hand_papers.keys())
        if not new:
            return
        found.hand_papers.update(new)
        candidates = [_hand_candidate(paper_id, paper) for paper_id, paper in new.items()]
        _want_members(wanted, found.judged_same_as(candidate.id for candidate in candidates))
        wanted.setdefault("identity", set()).update(new)
        wanted.setdefault("title", set()).update(candidate.title_key for candidate in candidates)
        wanted.setdefault("identifier", set()).update(key for candidate in candidates for key in candidate.identifiers)


def _read_identifiers(fields: PaperFields) -> frozenset[tuple[str, str]]:
    return frozenset([(one.kind, one.value) for one in fields.identifiers])


def sighting_candidate(row: SightingRow) -> MatchCandidate:
    """A sighting as a candidate for grouping."""
    fields = row.fields
    names = tuple(map(title_key, fields.authors))
    year = fields.published[:4] if fields.published and not row.year_inferred else None
    rank = (0, row.file_hash, row.dump_date or "", row.position, row.import_id)
    return MatchCandidate(
        row.id, row.title_key, row.month_day, year, names, fields.authors_complete, fields.author_count,
        _read_identifiers(fields), rank,
    )  # fmt: skip


def _hand_candidate(paper_id: int, paper: HandPaper) -> MatchCandidate:
    """A paper added by hand as a candidate; its id is negative, to tell it from sightings.

    The values given when it was added count, not later corrections: an edit changes what is shown, never which
    sightings belong together.
    """
    columns = json.loads(paper.value)
    fields = PaperFields(**named_values(columns))
    names = tuple(map(title_key, fields.authors))
    published = fields.published or ""
    return MatchCandidate(
        -paper_id, columns["title_key"], published[5:] or None, published[:4] or None, names,
        True if names else None, fields.author_count, _read_identifiers(fields),
        (1, "", "", paper_id, 0),
    )  # fmt: skip
