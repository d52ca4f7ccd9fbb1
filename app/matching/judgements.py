"""The user's judgements on which papers are the same, and a partition of ids that respects them. Pure.

The later judgement wins: judgements are applied newest first, and one that contradicts those already applied is
ignored as far as it does. Everything else is joined in an order given by the sightings themselves, so that neither the
order of imports nor that of the rows can matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.matching.disjoint_sets import DisjointSet


@dataclass(frozen=True, slots=True)
class Judgement:
    """The user's judgement on two papers: whether they are the same.

    `one` and `other` are what the papers consisted of then, as ids of `grouping.MatchCandidate`. A later judgement has
    a higher `id`, from 1.
    """

    id: int
    is_same: bool
    one: frozenset[int]
    other: frozenset[int]

    @property
    def members(self) -> frozenset[int]:
        return self.one | self.other


class ConstrainedPartition:
    """Disjoint sets of ids that are merged unless a "different" judgement keeps them apart.

    `ids` are in the order in which they are to be joined. A set has *sides*: n when it holds something that judgement
    n put on its one side, -n for the other side. Sets on opposite sides of a judgement are kept apart.
    """

    def __init__(self, ids: Sequence[int], judgements: Iterable[Judgement] = ()) -> None:
        self._ids = ids
        self._positions = {member: position for position, member in enumerate(ids)}
        self._sets = DisjointSet(len(ids))
        self._sides: dict[int, frozenset[int]] = {}
        for judgement in sorted(judgements, key=lambda one: one.id, reverse=True):
            self._apply(judgement)

    def _apply(self, judgement: Judgement) -> None:
        one = {self._find(member) for member in judgement.one if member in self._positions}
        other = {self._find(member) for member in judgement.other if member in self._positions}
        if not one or not other:
            return
        if judgement.is_same:
            self._join(sorted(one | other))
            return
        for side, sets in ((judgement.id, one - other), (-judgement.id, other - one)):
            for root in sets:
                self._sides[root] = self._sides.get(root, frozenset()) | {side}

    def _find(self, member: int) -> int:
        return self._sets.find(self._positions[member])

    def first_position(self, members: Iterable[int]) -> int:
        """The first position of any of these ids in the order of joining."""
        return min(self._positions[member] for member in members)

    def sides(self, member: int) -> frozenset[int]:
        """The sides of the set that contains this id."""
        return self._sides.get(self._find(member), frozenset())

    def join(self, members: Iterable[int]) -> None:
        """Merge the sets of these ids; each joins the first earlier one that it is not kept apart from."""
        self._join(sorted(self._positions[member] for member in members))

    def _join(self, positions: list[int]) -> None:
        apart: list[int] = []
        for position in positions:
            if not any(self._unite(earlier, position) for earlier in apart):
                apart.append(position)

    def _unite(self, one: int, other: int) -> bool:
        low, high = sorted((self._sets.find(one), self._sets.find(other)))
        if low == high:
            return True
        sides, other_sides = self._sides.get(low, frozenset()), self._sides.get(high, frozenset())
        if are_kept_apart(sides, other_sides):
            return False
        self._sets.unite(low, high)
        if other_sides:
            self._sides[low] = sides | other_sides
        return True

    def groups(self) -> list[list[int]]:
        """The sets of ids, each ascending."""
        return [sorted(self._ids[position] for position in positions) for positions in self._sets.groups()]


def are_kept_apart(sides: frozenset[int], other_sides: frozenset[int]) -> bool:
    """Whether a judgement keeps two sets with these sides apart."""
    return bool(sides) and bool(other_sides) and any(-side in other_sides for side in sides)
