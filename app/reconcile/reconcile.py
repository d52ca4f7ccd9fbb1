"""Reconciliation: after the sightings or the user's data have changed, recompute the papers concerned.

The neighbourhood of a change is fetched (`app.reconcile.neighbourhood`), grouped into papers, merged and written.
*Active* sightings are those of active imports, and those of a withdrawn import whose paper the user has touched; the
latter are merged only where no active import supports the paper. A paper's id is the oldest birth id in its group;
other birth ids become aliases, so that the user's rows never move. When a group splits, an id stays with its oldest
sighting, and the others get a split id, which they keep. All of this depends only on the set of sightings and of the
user's rows, never on the order in which they came about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from app.domain.paper_fields import NO_FIELDS, PaperFields, visible_values
from app.domain.titles import title_key
from app.matching import grouping
from app.matching.merge_fields import UNASSIGNED, SightingRow, merge, overlay
from app.reconcile.neighbourhood import Neighbourhood, fetch_neighbourhood, sighting_candidate
from app.store import paper_states, sightings
from app.store.driver import Connection
from app.store.sightings import FreshSighting, HandPaper, PaperRow, Placement


@dataclass(slots=True)
class Group:
    """A paper to be written: its sightings and hand papers, and its identities, oldest first (the first is its id)."""

    rows: list[SightingRow]
    hand_papers: list[int]
    identity_ids: list[int] = field(default_factory=list)

    def is_supported(self, touched: Set[int]) -> bool:
        """Whether it is a paper: added by hand, seen by an active import, or touched by the user."""
        if self.hand_papers or any(not row.is_withdrawn for row in self.rows):
            return True
        return not touched.isdisjoint(self.identity_ids)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The outcome of a reconciliation.

    `placements` has every sighting by its id. `paper_ids` are all papers that may differ from before, `were_present`
    those that were in the library before, and `altered` those of them that show other values now or were merged into
    another.
    """

    placements: Mapping[int, Placement]
    paper_ids: frozenset[int]
    were_present: frozenset[int]
    altered: frozenset[int]


def reconcile(connection: Connection, identities: Iterable[int], fresh: Sequence[FreshSighting] = ()) -> Reconciliation:
    """Store the `fresh` sightings, and recompute everything linked to them and to these identities."""
    found = fetch_neighbourhood(connection, set(identities), [one.row for one in fresh])
    singletons = _extract_singletons(found)
    touched = sightings.find_touched(connection, found.identities) if found.identities else set()
    groups = _group(found, _select_active(found, touched))
    _assign_identities(groups)
    groups = [group for group in groups if group.is_supported(touched)]
    placements = _place_sightings(connection, found, groups, singletons)
    before = paper_states.read_present_fields(connection, found.identities) if found.identities else {}
    altered = _write_papers(connection, found, groups, touched, before)
    _write_sightings(connection, found, fresh, singletons, placements)
    paper_ids = found.identities | {identity for group in groups for identity in group.identity_ids}
    paper_ids.update(placements[row.id].birth_id for row in singletons)
    return Reconciliation(placements, frozenset(paper_ids), frozenset(before), altered)


def _extract_singletons(found: Neighbourhood) -> list[SightingRow]:
    """Take the fresh sightings that nothing is linked to out of the neighbourhood: most sightings of an import."""
    counts = Counter([row.title_key for row in found.rows.values()])
    counts.update([candidate.title_key for candidate in found.hand_candidates()])
    singletons = [
        row
        for row in found.rows.values()
        if row.birth_id == UNASSIGNED and not row.fields.identifiers and counts[row.title_key] == 1
    ]
    for row in singletons:
        del found.rows[row.id]
    return singletons


def _select_active(found: Neighbourhood, touched: set[int]) -> list[SightingRow]:
    kept = touched - found.hand_papers.keys()
    return [
        row
        for row in found.rows.values()
        if not row.is_withdrawn or (not row.is_undone and not kept.isdisjoint(row.identity_ids))
    ]


def _group(found: Neighbourhood, active: list[SightingRow]) -> list[Group]:
    hand_candidates = found.hand_candidates()
    counts = Counter(row.title_key for row in active)
    counts.update(candidate.title_key for candidate in hand_candidates)
    judged = {member for judgement in found.judgements for member in judgement.members}
    unlinked = [
        row for row in active if counts[row.title_key] == 1 and not row.fields.identifiers and row.id not in judged
    ]
    by_id = {row.id: row for row in active}
    for row in unlinked:
        del by_id[row.id]
    candidates = [*map(sighting_candidate, by_id.values()), *hand_candidates]
    present = {candidate.id for candidate in candidates}
    judgements = [judgement for judgement in found.judgements if not present.isdisjoint(judgement.members)]
    groups = [
        Group([by_id[member] for member in members if member > 0], [-member for member in members if member < 0])
        for members in grouping.group(candidates, judgements)
    ]
    return groups + [Group([row], []) for row in unlinked]


def _assign_identities(groups: list[Group]) -> None:
    """Give every group its identities; one claimed by several goes to a hand paper, else to the oldest sighting."""
    owners: dict[int, Group] = {}
    for group in groups:
        owners.update(dict.fromkeys(group.hand_papers, group))
    for row, group in _sort_members(groups):
        for identity in row.identity_ids if row.birth_id != UNASSIGNED else ():
            owners.setdefault(identity, group)
    for identity, group in sorted(owners.items(), key=lambda pair: pair[0]):
        group.identity_ids.append(identity)


def _sort_members(groups: list[Group]) -> list[tuple[SightingRow, Group]]:
    """Every sighting with its group, oldest first."""
    return sorted(((row, group) for group in groups for row in group.rows), key=lambda member: member[0].id)


def _place_sightings(
    connection: Connection, found: Neighbourhood, groups: list[Group], singletons: list[SightingRow]
) -> dict[int, Placement]:
    """Allocate ids for groups that have no identity yet, and give every sighting its placement."""
    placements = {row.id: Placement(row.birth_id, row.split_id, None) for row in found.rows.values()}
    allocated = _allocate_identities(connection, groups, singletons, placements)
    placements.update((row.id, _place(row, group.identity_ids[0], allocated)) for row, group in _sort_members(groups))
    return placements


def _place(row: SightingRow, paper_id: int, allocated: Set[int]) -> Placement:
    if row.birth_id == UNASSIGNED:
        return Placement(paper_id, None, paper_id)
    return Placement(row.birth_id, paper_id if paper_id in allocated else row.split_id, paper_id)


def _allocate_identities(
    connection: Connection, groups: list[Group], singletons: list[SightingRow], placements: dict[int, Placement]
) -> frozenset[int]:
    """Allocate ids, in the order of the page, for groups without one and for singletons; returns them."""
    unidentified = {min(row.id for row in group.rows): group for group in groups if not group.identity_ids}
    oldest = sorted([*unidentified, *(row.id for row in singletons)])
    first = sightings.next_id(connection, "paper") if oldest else 0
    for identity, row_id in enumerate(oldest, start=first):
        if row_id in unidentified:
            unidentified[row_id].identity_ids.append(identity)
        else:
            placements[row_id] = Placement(identity, None, identity)
    return frozenset(range(first, first + len(oldest)))


def _write_papers(
    connection: Connection,
    found: Neighbourhood,
    groups: list[Group],
    touched: set[int],
    before: Mapping[int, PaperFields],
) -> frozenset[int]:
    """Write the papers; returns those of `before` that show other values now or were merged into another."""
    edits = sightings.fetch_edits(connection, found.identities) if found.identities else {}
    papers = [_build_paper(group, found, edits) for group in groups]
    sightings.write_papers(connection, papers)
    aliases = {alias: group.identity_ids[0] for group in groups for alias in group.identity_ids[1:]}
    sightings.write_aliases(connection, aliases)
    unsupported = found.identities - {identity for group in groups for identity in group.identity_ids}
    sightings.keep_withdrawn_papers(connection, unsupported & touched)
    sightings.hide_papers(connection, unsupported - touched)
    altered = [
        paper.id
        for paper in papers
        if paper.id in before and visible_values(paper.fields) != visible_values(before[paper.id])
    ]
    return frozenset([*altered, *(before.keys() & aliases.keys())])


def _write_sightings(
    connection: Connection,
    found: Neighbourhood,
    fresh: Sequence[FreshSighting],
    singletons: list[SightingRow],
    placements: Mapping[int, Placement],
) -> None:
    """Store fresh sightings, with the papers of the singletons, and the placements that changed."""
    if fresh:
        sightings.insert_sightings(connection, fresh, placements, {row.id for row in singletons})
    stored = [row for row in found.rows.values() if row.birth_id != UNASSIGNED]
    moved = [row.id for row in stored if (row.birth_id, row.split_id, row.paper_id) != placements[row.id]]
    sightings.move_sightings(connection, {row_id: placements[row_id] for row_id in moved})


def _build_paper(group: Group, found: Neighbourhood, edits: Mapping[int, dict[str, str]]) -> PaperRow:
    active = [row for row in group.rows if not row.is_withdrawn]
    used = active or group.rows
    hand_papers = [found.hand_papers[paper_id] for paper_id in sorted(group.hand_papers)]
    values = collect_user_values(group.identity_ids, hand_papers, edits)
    fields = overlay(merge(used) if used else NO_FIELDS, values)
    keys = {row.fields.title: row.title_key for row in used}
    key = keys.get(fields.title) or title_key(fields.title)
    added = min([row.imported_at for row in used] + [paper.added_at for paper in hand_papers])
    return PaperRow(group.identity_ids[0], not active and not hand_papers, added, key, fields)


def collect_user_values(
    identity_ids: list[int], hand_papers: list[HandPaper], edits: Mapping[int, dict[str, str]]
) -> list[str]:
    """The user's values, the strongest last: added by hand, edited under an alias, edited on the paper itself.

    `hand_papers` are in the order of their ids: the one that was added first is the strongest of them.
    """
    given = [paper.value for paper in reversed(hand_papers)]
    return given + [value for identity in reversed(identity_ids) for value in edits.get(identity, {}).values()]
