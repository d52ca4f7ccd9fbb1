"""Settling: after the set of sightings or the user's touch has changed, give every paper concerned its content again.

The neighbourhood of a change is fetched (all sightings tied to it by title, identifier or identity), grouped into
papers, folded and written. *Active* there are the sightings of standing imports, and those of a withdrawn import whose
paper the user has touched; the latter are folded only where nothing standing supports the paper. A paper's id is the
oldest birth in its group; other births become aliases, so that the user's rows never move. When a group falls apart,
an id goes with its oldest sighting and the others get a split id, which they keep. All of this depends on the set of
sightings and touches alone, never on the order in which they came about.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from app.domain.titles import title_key
from app.matching import grouping
from app.matching.grouping import Witness
from app.matching.judgements import Judgement
from app.matching.merge_fields import EMPTY, Folded, SightingRow, fold, overlay, shown
from app.store import judgements, ledgers, sightings
from app.store.driver import Connection
from app.store.sightings import HandPaper, PaperRow

UNBORN = 0


@dataclass(slots=True)
class Neighbourhood:
    """The sightings, identities and papers added by hand that a change may concern, and all the user's judgements."""

    rows: dict[int, SightingRow] = field(default_factory=dict)
    identities: set[int] = field(default_factory=set)
    hands: dict[int, HandPaper] = field(default_factory=dict)
    judgements: list[Judgement] = field(default_factory=list)

    def judged_with(self, members: Iterable[int]) -> set[int]:
        """What was said to be the same as any of these witnesses, directly."""
        given = set(members) if self.judgements else set()
        return {
            member
            for judgement in self.judgements
            if judgement.is_same and not given.isdisjoint(judgement.members)
            for member in judgement.members
        }


@dataclass(slots=True)
class Group:
    """One paper to be: its sightings and hand papers, and the identities it claims, oldest first."""

    rows: list[SightingRow]
    hands: list[int]
    claims: list[int] = field(default_factory=list)

    def is_supported(self, touched: Set[int]) -> bool:
        """Whether it is a paper: something standing speaks for it, or the user has touched it."""
        return bool(self.hands) or any(not row.is_withdrawn for row in self.rows) or not touched.isdisjoint(self.claims)


class Home(NamedTuple):
    """Where a sighting was born, what it split to, and the paper it belongs to now (None: it does not count)."""

    birth_id: int
    split_id: int | None
    paper_id: int | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The outcome: the home of each sighting by its id, all papers that may differ from before, those that were in the
    library before, of them those that show something else now or became one with another, and the fresh sightings that
    are a new paper each, which is written when they are stored."""

    homes: Mapping[int, Home]
    papers: frozenset[int]
    were_present: frozenset[int]
    altered: frozenset[int]
    lone: frozenset[int]


def settle(connection: Connection, identities: Iterable[int], fresh: Iterable[SightingRow] = ()) -> Settlement:
    """Fold again what hangs together with these identities and `fresh` sightings (not stored yet, birth UNBORN).

    Who gives fresh sightings stores them with their homes, and the papers of the lone ones with them.
    """
    hood = _grow(connection, set(identities), fresh)
    lone = _part_lone(hood)
    touched = sightings.touched(connection, hood.identities) if hood.identities else set()
    groups = _group(hood, _active(hood, touched))
    _claim(groups)
    groups = [group for group in groups if group.is_supported(touched)]
    homes = _house(connection, hood, groups, lone)
    before = ledgers.present(connection, hood.identities) if hood.identities else {}
    altered = _write(connection, hood, groups, touched, before)
    stored = [row for row in hood.rows.values() if row.birth_id != UNBORN]
    moved = [row.id for row in stored if (row.birth_id, row.split_id, row.paper_id) != homes[row.id]]
    sightings.move_sightings(connection, [(*homes[row_id], row_id) for row_id in moved])
    papers = hood.identities | {claim for group in groups for claim in group.claims}
    papers.update(homes[row.id].birth_id for row in lone)
    return Settlement(homes, frozenset(papers), frozenset(before), altered, frozenset([row.id for row in lone]))


def _part_lone(hood: Neighbourhood) -> list[SightingRow]:
    """Take the fresh sightings that nothing is tied to out of the neighbourhood; most of an import are such."""
    counts = Counter([row.title_key for row in hood.rows.values()])
    counts.update([_hand_witness(paper_id, hand).title_key for paper_id, hand in hood.hands.items()])
    lone = [
        row
        for row in hood.rows.values()
        if row.birth_id == UNBORN and row.identifiers == "[]" and counts[row.title_key] == 1
    ]
    for row in lone:
        del hood.rows[row.id]
    return lone


def _grow(connection: Connection, seeds: set[int], fresh: Iterable[SightingRow]) -> Neighbourhood:
    """Fetch everything tied to the seeds until nothing new turns up."""
    hood = Neighbourhood(identities=seeds | (sightings.fetch_aliases(connection, seeds) if seeds else set()))
    hood.judgements = judgements.standing(connection)
    asked: dict[str, set[object]] = defaultdict(set)
    wanted: dict[str, set[object]] = {"identity": set(hood.identities), "paper": set(hood.identities)}
    # a hand paper that is gone now may have stood between others: what it was called tells which
    wanted["title"], wanted["identifier"] = sightings.former_ties(connection, hood.identities)
    _want(wanted, judgements.named_with(connection, seeds) if seeds else ())
    arrived = list(fresh)
    while arrived or any(wanted.values()):
        for row in arrived:
            hood.rows[row.id] = row
        for key, values in _ties(arrived):
            wanted.setdefault(key, set()).update(values)
        _want(wanted, hood.judged_with(row.id for row in arrived))
        _add_hands(connection, hood, wanted)
        arrived = []
        for key in list(wanted):
            news = wanted.pop(key) - asked[key]
            asked[key] |= news
            arrived += sightings.fetch(connection, key, news) if news else []
        arrived = [row for row in arrived if row.id not in hood.rows]
    return hood


def _want(wanted: dict[str, set[object]], members: Iterable[int]) -> None:
    """Ask for these witnesses: sightings, and the negative ones are papers added by hand."""
    for member in members:
        key, value = ("id", member) if member > 0 else ("identity", -member)
        wanted.setdefault(key, set()).add(value)


def _ties(rows: list[SightingRow]) -> Iterator[tuple[str, set[object]]]:
    yield "title", {row.title_key for row in rows}
    yield "identity", {identity for row in rows if row.birth_id != UNBORN for identity in row.own_ids}
    yield "identifier", {name for row in rows for name in _identifiers(row)}


def _add_hands(connection: Connection, hood: Neighbourhood, wanted: dict[str, set[object]]) -> None:
    """Add the hand papers that are tied to what was found, and what they in turn are tied to."""
    while True:
        hood.identities.update(own_id for own_id in wanted.get("identity", ()) if isinstance(own_id, int))
        tied = sightings.tied_hand_papers(connection, wanted.get("title", ()), wanted.get("identifier", ()))
        news = sightings.hand_papers(connection, (hood.identities | tied) - hood.hands.keys())
        if not news:
            return
        hood.hands.update(news)
        witnesses = [_hand_witness(paper_id, hand) for paper_id, hand in news.items()]
        _want(wanted, hood.judged_with(witness.id for witness in witnesses))
        wanted.setdefault("identity", set()).update(news)
        wanted.setdefault("title", set()).update(witness.title_key for witness in witnesses)
        wanted.setdefault("identifier", set()).update(name for witness in witnesses for name in witness.identifiers)


def _identifiers(row: SightingRow) -> frozenset[tuple[str, str]]:
    if row.identifiers == "[]":
        return frozenset()
    return frozenset((one["kind"], one["value"]) for one in json.loads(row.identifiers))


def _active(hood: Neighbourhood, touched: set[int]) -> list[SightingRow]:
    kept = touched - hood.hands.keys()
    return [
        row
        for row in hood.rows.values()
        if not row.is_withdrawn or (not row.is_undone and not kept.isdisjoint(row.own_ids))
    ]


def _group(hood: Neighbourhood, active: list[SightingRow]) -> list[Group]:
    hand_witnesses = [_hand_witness(paper_id, hand) for paper_id, hand in hood.hands.items()]
    counts = Counter(row.title_key for row in active)
    counts.update(witness.title_key for witness in hand_witnesses)
    judged = {member for judgement in hood.judgements for member in judgement.members}
    alone = [row for row in active if counts[row.title_key] == 1 and row.identifiers == "[]" and row.id not in judged]
    by_id = {row.id: row for row in active}
    for row in alone:
        del by_id[row.id]
    witnesses = [*map(_witness, by_id.values()), *hand_witnesses]
    present = {witness.id for witness in witnesses}
    parts = grouping.group(witnesses, [one for one in hood.judgements if not present.isdisjoint(one.members)])
    groups = [
        Group([by_id[member] for member in part if member > 0], [-member for member in part if member < 0])
        for part in parts
    ]
    return groups + [Group([row], []) for row in alone]


def _witness(row: SightingRow) -> Witness:
    names = tuple(map(title_key, json.loads(row.authors))) if row.authors != "[]" else ()
    year = row.published[:4] if row.published and not row.year_inferred else None
    complete = None if row.authors_complete is None else bool(row.authors_complete)
    rank = (0, row.file_hash, row.dump_date or "", row.position, row.import_id)
    return Witness(
        row.id, row.title_key, row.month_day, year, names, complete, row.author_count, _identifiers(row), rank
    )


def _hand_witness(paper_id: int, hand: HandPaper) -> Witness:
    """A paper added by hand as a witness; its id is negative, to tell it from sightings.

    What was given when it was added counts, not what was corrected since: an edit changes what is shown, never which
    sightings belong together.
    """
    folded = overlay(EMPTY, [hand.value])
    names = tuple(map(title_key, json.loads(folded.authors)))
    published = folded.published or ""
    return Witness(
        -paper_id, folded.title_key, published[5:] or None, published[:4] or None, names,
        True if names else None, folded.author_count,
        frozenset((one["kind"], one["value"]) for one in json.loads(folded.identifiers)),
        (1, hand.added_at, hand.value, paper_id, 0),
    )  # fmt: skip


def _claim(groups: list[Group]) -> None:
    """Give every group its identities; one that several could claim goes with a hand paper or the oldest sighting."""
    owner: dict[int, Group] = {}
    for group in groups:
        owner.update(dict.fromkeys(group.hands, group))
    for row, group in _members(groups):
        for own_id in row.own_ids if row.birth_id != UNBORN else ():
            owner.setdefault(own_id, group)
    for own_id, group in sorted(owner.items(), key=lambda pair: pair[0]):
        group.claims.append(own_id)


def _members(groups: list[Group]) -> list[tuple[SightingRow, Group]]:
    """Every sighting with its group, oldest first."""
    return sorted(((row, group) for group in groups for row in group.rows), key=lambda member: member[0].id)


def _house(
    connection: Connection, hood: Neighbourhood, groups: list[Group], lone: list[SightingRow]
) -> dict[int, Home]:
    """Name the groups that have no identity yet, and give every sighting its home."""
    homes = {row.id: Home(row.birth_id, row.split_id, None) for row in hood.rows.values()}
    made = _name_new(connection, groups, lone, homes)
    homes.update((row.id, _home(row, group.claims[0], made)) for row, group in _members(groups))
    return homes


def _home(row: SightingRow, paper_id: int, made: Set[int]) -> Home:
    if row.birth_id == UNBORN:
        return Home(paper_id, None, paper_id)
    return Home(row.birth_id, paper_id if paper_id in made else row.split_id, paper_id)


def _name_new(
    connection: Connection, groups: list[Group], lone: list[SightingRow], homes: dict[int, Home]
) -> frozenset[int]:
    """New identities, in the order of the page, for groups without one and for lone sightings; returns them."""
    nameless = {min(row.id for row in group.rows): group for group in groups if not group.claims}
    oldest = sorted([*nameless, *(row.id for row in lone)])
    first = sightings.next_id(connection, "paper") if oldest else 0
    for number, row_id in enumerate(oldest, start=first):
        if row_id in nameless:
            nameless[row_id].claims.append(number)
        else:
            homes[row_id] = Home(number, None, number)
    return frozenset(range(first, first + len(oldest)))


def _write(
    connection: Connection,
    hood: Neighbourhood,
    groups: list[Group],
    touched: set[int],
    before: Mapping[int, Folded],
) -> frozenset[int]:
    """Write the papers; returns those of `before` that show something else now or became one with another."""
    edits = sightings.edits(connection, hood.identities) if hood.identities else {}
    papers = [_paper(group, hood, edits) for group in groups]
    sightings.write_papers(connection, papers)
    aliases = {alias: group.claims[0] for group in groups for alias in group.claims[1:]}
    sightings.write_aliases(connection, aliases)
    left = hood.identities - {claim for group in groups for claim in group.claims}
    sightings.keep_papers(connection, left & touched)
    sightings.hide_papers(connection, left - touched)
    altered = [one.id for one in papers if one.id in before and shown(one.folded) != shown(before[one.id])]
    return frozenset([*altered, *(before.keys() & aliases.keys())])


def _paper(group: Group, hood: Neighbourhood, edits: Mapping[int, dict[str, str]]) -> PaperRow:
    standing = [row for row in group.rows if not row.is_withdrawn]
    used = standing or group.rows
    hands = [hood.hands[hand] for hand in group.hands]
    folded = overlay(fold(used) if used else EMPTY, own_values(group.claims, hands, edits))
    added = min([row.imported_at for row in used] + [hand.added_at for hand in hands])
    return PaperRow(group.claims[0], not standing and not hands, added, folded)


def own_values(claims: list[int], hands: list[HandPaper], edits: Mapping[int, dict[str, str]]) -> list[str]:
    """The user's values, the strongest last: added by hand, edited under an alias, edited on the paper itself."""
    given = [hand.value for hand in sorted(hands, key=lambda hand: hand.added_at, reverse=True)]
    return given + [value for claim in reversed(claims) for value in edits.get(claim, {}).values()]
