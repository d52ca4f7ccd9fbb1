"""Settling: after the set of sightings or the user's touch has changed, give every paper concerned its content again.

The neighbourhood of a change is fetched (all sightings tied to it by title, identifier or identity), grouped into
papers, folded and written. *Active* there are the sightings of standing imports, and those of a withdrawn import whose
paper the user has touched and which no standing sighting of the same birth supports. A paper's id is the oldest birth
in its group; other births become aliases, so that the user's rows never move. When a group falls apart, an id goes
with its oldest sighting. All of this depends on the set alone, never on the order in which it came about.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app import identity
from app.fold import EMPTY, Folded, SightingRow, fold, overlay
from app.identity import Witness, title_key
from app.store import sightings
from app.store.driver import Connection
from app.store.sightings import PaperRow

UNBORN = 0


@dataclass(slots=True)
class Neighbourhood:
    """The sightings and identities that a change may concern. Hand papers are kept with the time of their adding."""

    rows: dict[int, SightingRow] = field(default_factory=dict)
    identities: set[int] = field(default_factory=set)
    hands: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Group:
    """One paper to be: its sightings and hand papers, and the identities it claims, oldest first."""

    rows: list[SightingRow]
    hands: list[int]
    claims: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcome: where each sighting was born and belongs now (sighting id -> birth, paper), all papers that may
    differ from before, and those that were in the library before."""

    homes: Mapping[int, tuple[int, int | None]]
    papers: frozenset[int]
    were_present: frozenset[int]


def settle(connection: Connection, identities: Iterable[int], fresh: Iterable[SightingRow] = ()) -> Settlement:
    """Fold again what hangs together with these identities and `fresh` sightings (not stored yet, birth UNBORN)."""
    hood = _grow(connection, set(identities), fresh)
    touched = sightings.touched(connection, hood.identities) if hood.identities else set()
    groups = _group(connection, hood, _active(hood, touched))
    homes = _claim(connection, hood, groups)
    were_present = sightings.present(connection, hood.identities) if hood.identities else set()
    _write(connection, hood, groups, touched)
    moves = [
        (birth, paper, sighting_id)
        for sighting_id, (birth, paper) in homes.items()
        if hood.rows[sighting_id].birth_id != UNBORN
        and (hood.rows[sighting_id].birth_id, hood.rows[sighting_id].paper_id) != (birth, paper)
    ]
    sightings.move_sightings(connection, moves)
    papers = hood.identities | {claim for group in groups for claim in group.claims}
    return Settlement(homes, frozenset(papers), frozenset(were_present))


def _grow(connection: Connection, seeds: set[int], fresh: Iterable[SightingRow]) -> Neighbourhood:
    """Fetch everything tied to the seeds until nothing new turns up."""
    hood = Neighbourhood(identities=seeds | (sightings.fetch_aliases(connection, seeds) if seeds else set()))
    all_hands = sightings.hand_papers(connection)
    asked: dict[str, set[object]] = defaultdict(set)
    wanted: dict[str, set[object]] = {"birth": set(hood.identities), "paper": set(hood.identities)}
    arrived = list(fresh)
    while arrived or any(wanted.values()):
        for row in arrived:
            hood.rows[row.id] = row
        for key, values in _ties(arrived):
            wanted.setdefault(key, set()).update(values)
        _add_hands(connection, hood, all_hands, wanted)
        arrived = []
        for key in list(wanted):
            news = wanted.pop(key) - asked[key]
            asked[key] |= news
            arrived += sightings.fetch(connection, key, news) if news else []
        arrived = [row for row in arrived if row.id not in hood.rows]
    return hood


def _ties(rows: list[SightingRow]) -> Iterator[tuple[str, set[object]]]:
    yield "title", {row.title_key for row in rows}
    yield "birth", {row.birth_id for row in rows if row.birth_id != UNBORN}
    yield "identifier", {name for row in rows for name in _identifiers(row)}


def _add_hands(
    connection: Connection, hood: Neighbourhood, all_hands: Mapping[int, str], wanted: dict[str, set[object]]
) -> None:
    hood.identities.update(birth for birth in wanted.get("birth", ()) if isinstance(birth, int))
    if not all_hands:
        return
    titles = [key for key in wanted.get("title", ()) if isinstance(key, str)]
    found = sightings.hand_papers_titled(connection, titles) | (hood.identities & all_hands.keys())
    for paper_id in found - hood.hands.keys():
        hood.hands[paper_id] = all_hands[paper_id]
        hood.identities.add(paper_id)
        wanted.setdefault("birth", set()).add(paper_id)
        wanted.setdefault("title", set()).add(_hand_witness(connection, paper_id).title_key)


def _identifiers(row: SightingRow) -> frozenset[tuple[str, str]]:
    if row.identifiers == "[]":
        return frozenset()
    return frozenset((one["kind"], one["value"]) for one in json.loads(row.identifiers))


def _active(hood: Neighbourhood, touched: set[int]) -> list[SightingRow]:
    standing = {row.birth_id for row in hood.rows.values() if not row.is_withdrawn}
    return [
        row
        for row in hood.rows.values()
        if not row.is_withdrawn or (row.birth_id in touched and row.birth_id not in standing)
    ]


def _group(connection: Connection, hood: Neighbourhood, active: list[SightingRow]) -> list[Group]:
    hand_witnesses = [_hand_witness(connection, paper_id) for paper_id in hood.hands]
    counts = Counter(row.title_key for row in active)
    counts.update(witness.title_key for witness in hand_witnesses)
    alone = [row for row in active if counts[row.title_key] == 1 and row.identifiers == "[]"]
    by_id = {row.id: row for row in active}
    for row in alone:
        del by_id[row.id]
    parts = identity.group([*map(_witness, by_id.values()), *hand_witnesses])
    groups = [
        Group([by_id[member] for member in part if member > 0], [-member for member in part if member < 0])
        for part in parts
    ]
    return groups + [Group([row], []) for row in alone]


def _witness(row: SightingRow) -> Witness:
    names = tuple(map(title_key, json.loads(row.authors))) if row.authors != "[]" else ()
    year = row.published[:4] if row.published and not row.year_inferred else None
    complete = None if row.authors_complete is None else bool(row.authors_complete)
    return Witness(row.id, row.title_key, row.month_day, year, names, complete, row.author_count, _identifiers(row))


def _hand_witness(connection: Connection, paper_id: int) -> Witness:
    """A paper added by hand as a witness; its id is negative, to tell it from sightings."""
    folded = overlay(EMPTY, sightings.edits(connection, [paper_id]).get(paper_id, {}))
    names = tuple(map(title_key, json.loads(folded.authors)))
    published = folded.published or ""
    return Witness(
        -paper_id, folded.title_key, published[5:] or None, published[:4] or None, names,
        True if names else None, folded.author_count,
        frozenset((one["kind"], one["value"]) for one in json.loads(folded.identifiers)),
    )  # fmt: skip


def _claim(connection: Connection, hood: Neighbourhood, groups: list[Group]) -> dict[int, tuple[int, int | None]]:
    """Give every group its identities, new ones where it has none, and every sighting its home."""
    owner: dict[int, Group] = {}
    for group in groups:
        owner.update(dict.fromkeys(group.hands, group))
    members = sorted(((row.id, row.birth_id, group) for group in groups for row in group.rows), key=lambda one: one[0])
    for _id, birth, group in members:
        if birth != UNBORN:
            owner.setdefault(birth, group)
    for birth, group in sorted(owner.items(), key=lambda pair: pair[0]):
        group.claims.append(birth)
    _name_new(connection, groups)
    homes: dict[int, tuple[int, int | None]] = {row.id: (row.birth_id, None) for row in hood.rows.values()}
    for row_id, birth, group in members:
        homes[row_id] = (birth if owner.get(birth) is group else group.claims[0], group.claims[0])
    return homes


def _name_new(connection: Connection, groups: list[Group]) -> None:
    """New identities, in the order of the page."""
    nameless = sorted((group for group in groups if not group.claims), key=lambda group: min(r.id for r in group.rows))
    if nameless:
        first = sightings.next_id(connection, "paper")
        for number, group in enumerate(nameless, start=first):
            group.claims.append(number)


def _write(connection: Connection, hood: Neighbourhood, groups: list[Group], touched: set[int]) -> None:
    edits = sightings.edits(connection, hood.identities) if hood.identities else {}
    sightings.write_papers(connection, [_paper(group, hood, edits) for group in groups])
    aliases = {alias: group.claims[0] for group in groups for alias in group.claims[1:]}
    sightings.write_aliases(connection, aliases)
    left = hood.identities - {claim for group in groups for claim in group.claims}
    sightings.keep_papers(connection, left & touched)
    sightings.hide_papers(connection, left - touched)


def _paper(group: Group, hood: Neighbourhood, edits: Mapping[int, dict[str, str]]) -> PaperRow:
    standing = [row for row in group.rows if not row.is_withdrawn]
    used = standing or group.rows
    folded = fold(used) if used else EMPTY
    added = min([row.imported_at for row in used] + [hood.hands[hand] for hand in group.hands])
    return PaperRow(group.claims[0], not standing and not group.hands, added, _edited(folded, group.claims, edits))


def _edited(folded: Folded, claims: list[int], edits: Mapping[int, dict[str, str]]) -> Folded:
    merged: dict[str, str] = {}
    for claim in reversed(claims):  # the survivor's own edits win over those of its aliases
        merged.update(edits.get(claim, {}))
    return overlay(folded, merged) if merged else folded
