"""Which sightings are the same paper: a function of the set of sightings, so the order of imports cannot matter.

Two sightings are compatible when they share a normalised title and neither their dates nor their authors disagree. A
year that was only inferred never disagrees. Compatibility is not transitive (an undated sighting fits both a 2024 and
a 2025 one), so sightings with two incompatible neighbours are set aside first; what remains falls apart into groups
in which all are compatible. A sighting set aside joins when exactly one group fits and stays apart otherwise. At last
groups that share an identifier (DOI, arXiv id) are one paper, whatever their titles and dates.

The user's judgements (`app.matching.judgements`) come before all that: what is said to be the same is joined
first, and nothing later joins what is said to be different.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from app.matching.judgements import Assembly, Judgement, are_apart

_Key = TypeVar("_Key")
_Shelf = TypeVar("_Shelf")


@dataclass(frozen=True, slots=True)
class Witness:
    """What a sighting knows that can tell papers apart. `month_day` is "MM-DD"; `year` only when it was printed.

    `rank` puts sightings into an order that no order of imports can change; only judgements ask for it.
    """

    id: int
    title_key: str
    month_day: str | None
    year: str | None
    authors: tuple[str, ...]
    authors_complete: bool | None
    author_count: int | None
    identifiers: frozenset[tuple[str, str]] = frozenset()
    rank: tuple[int, str, str, int, int] = (0, "", "", 0, 0)

    @property
    def signature(self) -> tuple[object, ...]:
        return (self.month_day, self.year, self.authors, self.authors_complete, self.author_count)


def is_compatible(one: Witness, other: Witness) -> bool:
    """Whether nothing the two know speaks against their being the same paper (their titles are taken as equal)."""
    return not (_dates_disagree(one, other) or _authors_disagree(one, other))


def _dates_disagree(one: Witness, other: Witness) -> bool:
    if one.month_day and other.month_day and one.month_day != other.month_day:
        return True
    return bool(one.year and other.year and one.year != other.year)


def _authors_disagree(one: Witness, other: Witness) -> bool:
    low, high = _count_bounds(one)
    other_low, other_high = _count_bounds(other)
    if low > other_high or other_low > high:
        return True
    return any(mine != theirs for mine, theirs in zip(one.authors, other.authors, strict=False))


def _count_bounds(witness: Witness) -> tuple[float, float]:
    """The fewest and the most authors the paper can have, as far as this sighting knows."""
    if witness.author_count is not None:
        return witness.author_count, witness.author_count
    if witness.authors and witness.authors_complete:
        return len(witness.authors), len(witness.authors)
    return len(witness.authors), float("inf")


class Kind(NamedTuple):
    """The sightings of one title that know the same: one of them, their sides and what tells them apart."""

    witness: Witness
    sides: frozenset[int]
    key: object

    def fits(self, other: Kind) -> bool:
        """Whether neither what they know nor a judgement speaks against their being the same paper."""
        return is_compatible(self.witness, other.witness) and not (self.sides and are_apart(self.sides, other.sides))


def group(witnesses: Iterable[Witness], judgements: Iterable[Judgement] = ()) -> list[list[int]]:
    """Partition sightings into papers. Returns lists of ids, each ascending, ordered by their first id."""
    by_title: dict[str, list[Witness]] = defaultdict(list)
    everyone = list(witnesses)
    for witness in everyone:
        by_title[witness.title_key].append(witness)
    judged = list(judgements)
    if not judged:
        return sorted(_join_by_identifier([p for same in by_title.values() for p in _group_same_title(same)], everyone))
    ranked = sorted(everyone, key=lambda one: (one.rank, one.id))
    assembly = Assembly({witness.id: place for place, witness in enumerate(ranked)}, judged)
    for title in sorted(by_title):
        _join_titles(by_title[title], assembly)
    _join_bearers(everyone, assembly)
    return sorted(assembly.parts())


def _join_titles(witnesses: list[Witness], assembly: Assembly) -> None:
    sides = {witness.id: assembly.sides(witness.id) for witness in witnesses}
    for part in sorted(_group_same_title(witnesses, sides), key=assembly.place):
        assembly.join(part)


def _join_bearers(witnesses: list[Witness], assembly: Assembly) -> None:
    bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for witness in witnesses:
        for name in witness.identifiers:
            bearers[name].append(witness.id)
    for name in sorted(bearers):
        assembly.join(bearers[name])


_NO_SIDES: Mapping[int, frozenset[int]] = {}


def _group_same_title(witnesses: list[Witness], sides: Mapping[int, frozenset[int]] = _NO_SIDES) -> list[list[int]]:
    if len(witnesses) == 1:
        return [[witnesses[0].id]]
    members: dict[object, list[int]] = defaultdict(list)
    kinds: dict[object, Kind] = {}
    for witness, key in zip(witnesses, _keys(witnesses, sides), strict=True):
        own = sides.get(witness.id, frozenset())
        members[key].append(witness.id)
        kinds[key] = Kind(witness, own | kinds[key].sides if key in kinds else own, key)
    return [
        sorted(identity for kind in part for identity in members[kind.key])
        for part in _group_kinds(list(kinds.values()))
    ]


def _keys(witnesses: list[Witness], sides: Mapping[int, frozenset[int]]) -> Iterator[object]:
    """What tells each: its signature, and among those of one signature the sides on which judgements divide them."""
    around: dict[object, set[int]] = defaultdict(set)
    for witness in witnesses if sides else ():
        around[witness.signature] |= sides[witness.id]
    for witness in witnesses:
        signature = witness.signature
        yield signature, frozenset(side for side in sides.get(witness.id, ()) if -side in around[signature])


def _group_kinds(kinds: list[Kind]) -> list[list[Kind]]:
    near = _neighbours(kinds)
    are_clear = _are_clear(kinds, near)
    groups = _cliques([place for place, is_clear in enumerate(are_clear) if is_clear], near)
    homes = {place: group for group in groups for place in group}
    aside = [place for place, is_clear in enumerate(are_clear) if not is_clear]
    left = [kinds[place] for place in aside if not _join_only_fit(place, near[place], homes)]
    found = [[kinds[place] for place in group] for group in groups]
    return found + (_group_kinds(left) if len(left) < len(kinds) else [[kind] for kind in left])


def _neighbours(kinds: list[Kind]) -> list[list[int]]:
    """For every kind the places of those it is compatible with.

    Only kinds whose number of authors and date fit are compared: a page may give one title thousands of them.
    """
    shelves: _Shelves = {}
    for place, kind in enumerate(kinds):
        count, day, year = _facts(kind.witness)
        shelves.setdefault(count, {}).setdefault(day, {}).setdefault(year, []).append(place)
    return [
        [place for place in _fitting(shelves, kind.witness) if place != own and kind.fits(kinds[place])]
        for own, kind in enumerate(kinds)
    ]


_Shelves = dict[float | None, dict[str | None, dict[str | None, list[int]]]]
"""Number of authors -> day -> year -> places; None: not known."""


def _facts(kind: Witness) -> tuple[float | None, str | None, str | None]:
    low, high = _count_bounds(kind)
    return low if low == high else None, kind.month_day or None, kind.year or None


def _fitting(shelves: _Shelves, kind: Witness) -> Iterator[int]:
    count, day, year = _facts(kind)
    for days in _shelves_of(shelves, count):
        for years in _shelves_of(days, day):
            for places in _shelves_of(years, year):
                yield from places


def _shelves_of(shelves: dict[_Key | None, _Shelf], key: _Key | None) -> Iterable[_Shelf]:
    if key is None:
        return shelves.values()
    return [shelves[known] for known in (key, None) if known in shelves]


def _are_clear(kinds: list[Kind], near: list[list[int]]) -> list[bool]:
    """Of every kind whether no two of its neighbours are incompatible."""
    known: dict[frozenset[int], bool] = {}
    result = []
    for place, places in enumerate(near):
        together = frozenset((place, *places))
        if together not in known:
            known[together] = _is_clique([kinds[other] for other in places])
        result.append(known[together])
    return result


def _is_clique(kinds: Sequence[Kind]) -> bool:
    return all(one.fits(other) for index, one in enumerate(kinds) for other in kinds[index + 1 :])


def _cliques(places: list[int], near: list[list[int]]) -> list[list[int]]:
    """Groups among kinds of which none has two incompatible neighbours: fitting one member means fitting all."""
    groups: list[list[int]] = []
    led: dict[int, int] = {}  # the first member of a group -> the place of the group
    for place in places:
        home = min((led[other] for other in near[place] if other in led), default=None)
        if home is None:
            led[place] = len(groups)
            groups.append([place])
        else:
            groups[home].append(place)
    return groups


def _join_only_fit(place: int, near: list[int], homes: dict[int, list[int]]) -> bool:
    """Join the one group of which all members are neighbours, if there is exactly one."""
    members: dict[int, int] = Counter(id(homes[other]) for other in near if other in homes)
    candidates = {id(homes[other]): homes[other] for other in near if other in homes}
    fits = [group for key, group in candidates.items() if members[key] == len(group)]
    if len(fits) != 1:
        return False
    fits[0].append(place)
    homes[place] = fits[0]
    return True


def _join_by_identifier(groups: list[list[int]], witnesses: list[Witness]) -> list[list[int]]:
    names: dict[int, frozenset[tuple[str, str]]] = {one.id: one.identifiers for one in witnesses if one.identifiers}
    if not names:
        return groups
    elder = list(range(len(groups)))
    bearer: dict[tuple[str, str], int] = {}
    for place, part in enumerate(groups):
        for name in {name for member in part for name in names.get(member, ())}:
            unite(elder, bearer.setdefault(name, place), place)
    joined: dict[int, list[int]] = defaultdict(list)
    for place, part in enumerate(groups):
        joined[find_eldest(elder, place)] += part
    return [sorted(part) for part in joined.values()]


def find_eldest(elder: list[int], number: int) -> int:
    """The first of the numbers that were united with this one; `elder` is a list that began as 0, 1, 2, …"""
    while elder[number] != number:
        elder[number] = number = elder[elder[number]]
    return number


def unite(elder: list[int], one: int, other: int) -> None:
    """Make one set of the sets of two numbers."""
    low, high = sorted((find_eldest(elder, one), find_eldest(elder, other)))
    elder[high] = low
