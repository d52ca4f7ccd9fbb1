"""Disjoint sets (union-find), and the groups of things that share keys. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable


class DisjointSet:
    """Disjoint sets of the numbers 0 … size - 1 (union-find with path halving).

    The smallest member represents its set, so results do not depend on the order of the unions.
    """

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))

    def find(self, member: int) -> int:
        """The smallest member of the set that contains this one."""
        parents = self._parents
        while parents[member] != member:
            parents[member] = member = parents[parents[member]]
        return member

    def unite(self, one: int, other: int) -> None:
        """Merge the sets of two members."""
        low, high = sorted((self.find(one), self.find(other)))
        self._parents[high] = low

    def groups(self) -> list[list[int]]:
        """The sets, each ascending, ordered by their smallest members."""
        found: dict[int, list[int]] = defaultdict(list)
        for member in range(len(self._parents)):
            found[self.find(member)].append(member)
        return list(found.values())


def group_by_shared_keys(keys: Iterable[Iterable[Hashable]]) -> list[list[int]]:
    """Group positions whose keys overlap, directly or through others; each group ascending, by its first position."""
    listed = list(keys)
    sets = DisjointSet(len(listed))
    first_with: dict[Hashable, int] = {}
    for position, own in enumerate(listed):
        for key in own:
            first = first_with.setdefault(key, position)
            if first != position:
                sets.unite(first, position)
    return sets.groups()
