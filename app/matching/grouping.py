"""Which sightings are the same paper: a function of the set of sightings, so the order of imports cannot matter.

Two sightings are compatible when they share a normalised title and neither their dates nor their authors disagree. A
year that was only inferred never disagrees. Compatibility is not transitive (an undated sighting is compatible with
both a 2024 and a 2025 one), so sightings with two incompatible neighbours are ambiguous and are set aside first; the
others form groups in which all are compatible. An ambiguous sighting joins when exactly one group fits and stays
separate otherwise. Finally, groups that share an identifier (DOI, arXiv id) are one paper, whatever their titles and
dates.

The user's judgements (`app.matching.judgements`) take precedence: papers judged the same are joined first, and nothing
later joins papers judged different.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from app.matching.disjoint_sets import group_by_shared_keys
from app.matching.judgements import ConstrainedPartition, Judgement, are_kept_apart

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class MatchCandidate:
    """A sighting, or a paper added by hand, with the facts that tell papers apart.

    `month_day` is "MM-DD"; `year` is set only when it was printed. `rank` gives candidates an order that does not
    depend on the order of imports; only judgements need it.
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


def is_compatible(one: MatchCandidate, other: MatchCandidate) -> bool:
    """Whether no known fact contradicts that both are the same paper (their titles are taken to be equal)."""
    return not (_do_dates_disagree(one, other) or _do_authors_disagree(one, other))


def _do_dates_disagree(one: MatchCandidate, other: MatchCandidate) -> bool:
    if one.month_day and other.month_day and one.month_day != other.month_day:
        return True
    return bool(one.year and other.year and one.year != other.year)


def _do_authors_disagree(one: MatchCandidate, other: MatchCandidate) -> bool:
    low, high = _author_count_bounds(one)
    other_low, other_high = _author_count_bounds(other)
    if low > other_high or other_low > high:
        return True
    return any(own_name != name for own_name, name in zip(one.authors, other.authors, strict=False))


def _author_count_bounds(candidate: MatchCandidate) -> tuple[float, float]:
    """The minimum and maximum number of authors, as far as this candidate tells."""
    if candidate.author_count is not None:
        return candidate.author_count, candidate.author_count
    if candidate.authors and candidate.authors_complete:
        return len(candidate.authors), len(candidate.authors)
    return len(candidate.authors), float("inf")


class Variant(NamedTuple):
    """All candidates of one title with the same facts, represented by one of them; `key` identifies the variant."""

    candidate: MatchCandidate
    sides: frozenset[int]
    key: object

    def can_join(self, other: Variant) -> bool:
        """Whether neither their facts nor a judgement contradict that both are the same paper."""
        if self.sides and are_kept_apart(self.sides, other.sides):
            return False
        return is_compatible(self.candidate, other.candidate)


def group(candidates: Iterable[MatchCandidate], judgements: Iterable[Judgement] = ()) -> list[list[int]]:
    """Partition candidates into papers. Returns lists of ids, each ascending, ordered by their first id."""
    by_title: dict[str, list[MatchCandidate]] = defaultdict(list)
    everyone = list(candidates)
    for candidate in everyone:
        by_title[candidate.title_key].append(candidate)
    judged = list(judgements)
    if not judged:
        groups = [own for same_title in by_title.values() for own in _group_same_title(same_title)]
        return sorted(_merge_by_identifier(groups, everyone))
    ranked = sorted(everyone, key=lambda one: (one.rank, one.id))
    partition = ConstrainedPartition([candidate.id for candidate in ranked], judged)
    for title in sorted(by_title):
        _join_same_title(by_title[title], partition)
    _join_by_identifier(everyone, partition)
    return sorted(partition.groups())


def _join_same_title(candidates: list[MatchCandidate], partition: ConstrainedPartition) -> None:
    sides = {candidate.id: partition.sides(candidate.id) for candidate in candidates}
    for ids in sorted(_group_same_title(candidates, sides), key=partition.first_position):
        partition.join(ids)


def _join_by_identifier(candidates: list[MatchCandidate], partition: ConstrainedPartition) -> None:
    ids_with: dict[tuple[str, str], list[int]] = defaultdict(list)
    for candidate in candidates:
        for identifier in candidate.identifiers:
            ids_with[identifier].append(candidate.id)
    for identifier in sorted(ids_with):
        partition.join(ids_with[identifier])


def _merge_by_identifier(groups: list[list[int]], candidates: list[MatchCandidate]) -> list[list[int]]:
    identifiers = {one.id: one.identifiers for one in candidates if one.identifiers}
    if not identifiers:
        return groups
    keys = [{key for member in ids for key in identifiers.get(member, ())} for ids in groups]
    return [
        sorted(member for position in positions for member in groups[position])
        for positions in group_by_shared_keys(keys)
    ]


_NO_SIDES: Mapping[int, frozenset[int]] = {}


def _group_same_title(
    candidates: list[MatchCandidate], sides: Mapping[int, frozenset[int]] = _NO_SIDES
) -> list[list[int]]:
    if len(candidates) == 1:
        return [[candidates[0].id]]
    members: dict[object, list[int]] = defaultdict(list)
    variants: dict[object, Variant] = {}
    for candidate, key in zip(candidates, _variant_keys(candidates, sides), strict=True):
        own = sides.get(candidate.id, frozenset())
        members[key].append(candidate.id)
        variants[key] = Variant(candidate, own | variants[key].sides if key in variants else own, key)
    return [
        sorted(member for variant in joined for member in members[variant.key])
        for joined in _group_variants(list(variants.values()))
    ]


def _variant_keys(candidates: list[MatchCandidate], sides: Mapping[int, frozenset[int]]) -> Iterator[object]:
    """For each candidate its signature, and the sides on which judgements divide candidates of that signature."""
    sides_by_signature: dict[object, set[int]] = defaultdict(set)
    for candidate in candidates if sides else ():
        sides_by_signature[candidate.signature] |= sides[candidate.id]
    for candidate in candidates:
        signature = candidate.signature
        opposite = sides_by_signature[signature]
        yield signature, frozenset(side for side in sides.get(candidate.id, ()) if -side in opposite)


def _group_variants(variants: list[Variant]) -> list[list[Variant]]:
    neighbours = _find_neighbours(variants)
    are_clear = _are_unambiguous(variants, neighbours)
    groups = _group_cliques([position for position, is_clear in enumerate(are_clear) if is_clear], neighbours)
    group_of = {position: group for group in groups for position in group}
    ambiguous = [position for position, is_clear in enumerate(are_clear) if not is_clear]
    left = [
        variants[position] for position in ambiguous if not _join_only_fit(position, neighbours[position], group_of)
    ]
    found = [[variants[position] for position in group] for group in groups]
    return found + (_group_variants(left) if len(left) < len(variants) else [[variant] for variant in left])


def _find_neighbours(variants: list[Variant]) -> list[list[int]]:
    """For every variant the positions of those it is compatible with.

    Only variants whose author count and date match are compared: a page may give one title thousands of them.
    """
    index: _FactIndex = {}
    for position, variant in enumerate(variants):
        count, day, year = _index_key(variant.candidate)
        index.setdefault(count, {}).setdefault(day, {}).setdefault(year, []).append(position)
    return [
        [
            position
            for position in _find_comparable(index, variant.candidate)
            if position != own and variant.can_join(variants[position])
        ]
        for own, variant in enumerate(variants)
    ]


_FactIndex = dict[float | None, dict[str | None, dict[str | None, list[int]]]]
"""Author count -> month and day -> year -> positions; None: not known."""


def _index_key(candidate: MatchCandidate) -> tuple[float | None, str | None, str | None]:
    low, high = _author_count_bounds(candidate)
    return low if low == high else None, candidate.month_day or None, candidate.year or None


def _find_comparable(index: _FactIndex, candidate: MatchCandidate) -> Iterator[int]:
    count, day, year = _index_key(candidate)
    for by_day in _matching_values(index, count):
        for by_year in _matching_values(by_day, day):
            for positions in _matching_values(by_year, year):
                yield from positions


def _matching_values(values: dict[_Key | None, _Value], key: _Key | None) -> Iterable[_Value]:
    """The values of this key and of the unknown one; an unknown key matches all."""
    if key is None:
        return values.values()
    return [values[known] for known in (key, None) if known in values]


def _are_unambiguous(variants: list[Variant], neighbours: list[list[int]]) -> list[bool]:
    """For every variant whether no two of its neighbours are incompatible."""
    known: dict[frozenset[int], bool] = {}
    result = []
    for own, positions in enumerate(neighbours):
        together = frozenset((own, *positions))
        if together not in known:
            known[together] = _is_clique([variants[position] for position in positions])
        result.append(known[together])
    return result


def _is_clique(variants: Sequence[Variant]) -> bool:
    return all(one.can_join(other) for index, one in enumerate(variants) for other in variants[index + 1 :])


def _group_cliques(positions: list[int], neighbours: list[list[int]]) -> list[list[int]]:
    """Group unambiguous variants: one that is compatible with a member of a group is compatible with all of them."""
    groups: list[list[int]] = []
    group_by_first: dict[int, int] = {}  # the first member of a group -> the index of the group
    for position in positions:
        index = min((group_by_first[other] for other in neighbours[position] if other in group_by_first), default=None)
        if index is None:
            group_by_first[position] = len(groups)
            groups.append([position])
        else:
            groups[index].append(position)
    return groups


def _join_only_fit(position: int, neighbours: list[int], group_of: dict[int, list[int]]) -> bool:
    """Join the only group whose members are all neighbours, if there is exactly one."""
    counts: dict[int, int] = Counter(id(group_of[other]) for other in neighbours if other in group_of)
    groups = {id(group_of[other]): group_of[other] for other in neighbours if other in group_of}
    fits = [group for key, group in groups.items() if counts[key] == len(group)]
    if len(fits) != 1:
        return False
    fits[0].append(position)
    group_of[position] = fits[0]
    return True
