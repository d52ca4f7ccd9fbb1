"""Snapshot: what queries read of the library, kept until the library changes.

Typing asks for the same facts and the same order at every key; at 100,000 papers each costs some 10 ms to read.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from app.query.evaluation import resolve
from app.store import facts, papers
from app.store.driver import Connection
from app.store.facts import Fact, Standing

T = TypeVar("T")

_MOST_FACTS = 64
"""So many sets of papers are kept; one of a large library may take some megabytes."""
_SMALL_SHARE = 8
"""A result below this part of the library is sorted by its ranks; a larger one is picked out of the whole order."""


class Snapshot:
    """The facts and orders of the library as it is at one moment, each read when it is first asked for."""

    def __init__(self, connection: Connection, moment: tuple[int, date]) -> None:
        """`moment`: the version of the data (`Database.data_version`), and today."""
        self.moment = moment
        self._connection = connection
        self._facts: dict[Fact, set[int]] = {}
        self._kept: dict[str, object] = {}
        self._orders: dict[str, list[int]] = {}
        self._ranks: dict[str, dict[int, int]] = {}

    @cached_property
    def standing(self) -> Standing:
        """Which papers are listed, and who stands for whom."""
        return facts.read_standing(self._connection)

    @cached_property
    def listed(self) -> set[int]:
        """The ids of all listed papers; not to be changed."""
        return set(self.standing.listed)

    def find(self, fact: Fact) -> set[int]:
        """The ids of the papers for which a fact is true, words of the calendar counted from today; as `listed`."""
        found = self._facts.get(fact)
        if found is None:
            if len(self._facts) >= _MOST_FACTS:
                del self._facts[next(iter(self._facts))]
            found = self._facts[fact] = facts.ids(self._connection, resolve(fact, self.moment[1]), self.standing)
        return found

    def keep(self, name: str, read: Callable[[], T]) -> T:
        """What `read` gave when it was first asked for under this name."""
        if name not in self._kept:
            self._kept[name] = read()
        return cast(T, self._kept[name])

    def order(self, sort: str) -> list[int]:
        """All listed papers in an order of `papers.SORTS`; with `-` before its name the other way round."""
        if sort not in self._orders:
            self._orders[sort] = self._read_order(sort)
        return self._orders[sort]

    def _read_order(self, sort: str) -> list[int]:
        if not sort.startswith("-"):
            return papers.ordered(self._connection, None, sort, None)
        forwards = self.order(sort[1:])
        filled = len(forwards) - facts.count_without(self._connection, sort[1:])
        return forwards[:filled][::-1] + forwards[filled:]  # without a date or number a paper is last either way round

    def sorted(self, ids: set[int], sort: str) -> list[int]:
        """Listed papers in the order of `sort`."""
        if len(ids) <= papers.FEW and not sort.startswith("-") and sort not in self._orders:
            return papers.ordered(self._connection, ids, sort, None)  # right after a change, before any large result
        order = self.order(sort)
        if len(ids) * _SMALL_SHARE > len(order):
            return [identity for identity in order if identity in ids]
        if sort not in self._ranks:
            self._ranks[sort] = {identity: rank for rank, identity in enumerate(order)}
        ranks = self._ranks[sort]
        return sorted(filter(ranks.__contains__, ids), key=ranks.__getitem__)
