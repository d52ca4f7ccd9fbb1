"""The user's word on which papers are the same, and sets of sightings that keep to it. Pure.

The later judgement counts more: they are taken newest first, and one that contradicts those taken before is passed
over as far as it does. Everything else is joined in an order that the sightings themselves give, so that neither the
order of imports nor that of the rows can matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the user said of two papers: whether they are the same. `one` and `other` are what the papers were made of
    then, as ids of `identity.Witness`; a later judgement has a higher `id`, from 1."""

    id: int
    is_same: bool
    one: frozenset[int]
    other: frozenset[int]

    @property
    def members(self) -> frozenset[int]:
        return self.one | self.other


class Assembly:
    """Sets of ids that grow by joining, unless a judgement keeps them apart.

    `places` gives every id its place in the order in which ids are joined. A set has *sides*: n when it holds
    something that judgement n put on its one side, -n for the other side; sets on both sides are kept apart.
    """

    def __init__(self, places: Mapping[int, int], judgements: Iterable[Judgement] = ()) -> None:
        self._places = places
        self._elder: dict[int, int] = {}
        self._sides: dict[int, frozenset[int]] = {}
        for judgement in sorted(judgements, key=lambda one: one.id, reverse=True):
            self._take(judgement)

    def _take(self, judgement: Judgement) -> None:
        one = {self._find(member) for member in judgement.one if member in self._places}
        other = {self._find(member) for member in judgement.other if member in self._places}
        if not one or not other:
            return
        if judgement.is_same:
            self.join(one | other)
            return
        for number, sets in ((judgement.id, one - other), (-judgement.id, other - one)):
            for eldest in sets:
                self._sides[eldest] = self.sides(eldest) | {number}

    def _find(self, member: int) -> int:
        while (elder := self._elder.get(member, member)) != member:
            self._elder[member] = self._elder.get(elder, elder)
            member = elder
        return member

    def place(self, members: Iterable[int]) -> int:
        """The first place that any of these ids has."""
        return min(self._places[member] for member in members)

    def sides(self, member: int) -> frozenset[int]:
        """The sides of the set that holds this id."""
        return self._sides.get(self._find(member), frozenset())

    def join(self, members: Iterable[int]) -> None:
        """Make one set of the sets of these ids; each joins the first before it that it is not kept apart from."""
        homes: list[int] = []
        for member in sorted(members, key=self._places.__getitem__):
            if not any(self._unite(home, member) for home in homes):
                homes.append(member)

    def _unite(self, one: int, other: int) -> bool:
        low, high = sorted((self._find(one), self._find(other)), key=self._places.__getitem__)
        if low == high:
            return True
        sides, others = self.sides(low), self.sides(high)
        if are_apart(sides, others):
            return False
        self._elder[high] = low
        if others:
            self._sides[low] = sides | others
        return True

    def parts(self) -> list[list[int]]:
        """The sets, each ascending, of all ids that have a place."""
        found: dict[int, list[int]] = defaultdict(list)
        for member in self._places:
            found[self._find(member)].append(member)
        return [sorted(part) for part in found.values()]


def are_apart(sides: frozenset[int], others: frozenset[int]) -> bool:
    """Whether a judgement stands between two sets with these sides."""
    return bool(sides) and bool(others) and any(-side in others for side in sides)
