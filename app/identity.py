"""Which sightings are the same paper: a function of the set of sightings, so the order of imports cannot matter.

Two sightings are compatible when they share a normalised title and neither their dates nor their authors disagree. A
year that was only inferred never disagrees. Compatibility is not transitive (an undated sighting fits both a 2024 and
a 2025 one), so sightings with two incompatible neighbours are set aside first; what remains falls apart into groups
in which all are compatible. A sighting set aside joins when exactly one group fits and stays apart otherwise. At last
groups that share an identifier (DOI, arXiv id) are one paper, whatever their titles and dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_NOT_WORD = re.compile(r"[\W_]+")


def title_key(title: str) -> str:
    """The title without case, accents, punctuation and spacing differences; a title of symbols only is its own key."""
    if title.isascii():
        return _NOT_WORD.sub(" ", title.lower()).strip() or title.strip()
    folded = unicodedata.normalize("NFKD", title.casefold())
    plain = "".join(character for character in folded if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", plain).strip() or title.strip()


@dataclass(frozen=True, slots=True)
class Witness:
    """What a sighting knows that can tell papers apart. `month_day` is "MM-DD"; `year` only when it was printed."""

    id: int
    title_key: str
    month_day: str | None
    year: str | None
    authors: tuple[str, ...]
    authors_complete: bool | None
    author_count: int | None
    identifiers: frozenset[tuple[str, str]] = frozenset()

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


def group(witnesses: Iterable[Witness]) -> list[list[int]]:
    """Partition sightings into papers. Returns lists of ids, each ascending, ordered by their first id."""
    by_title: dict[str, list[Witness]] = defaultdict(list)
    everyone = list(witnesses)
    for witness in everyone:
        by_title[witness.title_key].append(witness)
    groups = [part for same in by_title.values() for part in _group_same_title(same)]
    return sorted(_join_by_identifier(groups, everyone))


def _group_same_title(witnesses: list[Witness]) -> list[list[int]]:
    if len(witnesses) == 1:
        return [[witnesses[0].id]]
    members: dict[tuple[object, ...], list[int]] = defaultdict(list)
    kinds: dict[tuple[object, ...], Witness] = {}
    for witness in witnesses:
        members[witness.signature].append(witness.id)
        kinds.setdefault(witness.signature, witness)
    return [
        sorted(identity for kind in part for identity in members[kind.signature])
        for part in _group_kinds(list(kinds.values()))
    ]


def _group_kinds(kinds: list[Witness]) -> list[list[Witness]]:
    neighbours = [[other for other in kinds if other is not kind and is_compatible(kind, other)] for kind in kinds]
    clear = [kind for kind, near in zip(kinds, neighbours, strict=True) if _is_clique(near)]
    aside = [kind for kind, near in zip(kinds, neighbours, strict=True) if not _is_clique(near)]
    groups = _cliques(clear)
    left = [kind for kind in aside if not _join_only_fit(kind, groups)]
    return groups + (_group_kinds(left) if len(left) < len(kinds) else [[kind] for kind in left])


def _is_clique(kinds: Sequence[Witness]) -> bool:
    return all(is_compatible(one, other) for index, one in enumerate(kinds) for other in kinds[index + 1 :])


def _cliques(kinds: list[Witness]) -> list[list[Witness]]:
    """Groups among sightings of which none has two incompatible neighbours: fitting one member means fitting all."""
    groups: list[list[Witness]] = []
    for kind in kinds:
        home = next((part for part in groups if is_compatible(kind, part[0])), None)
        if home is None:
            groups.append([kind])
        else:
            home.append(kind)
    return groups


def _join_only_fit(kind: Witness, groups: list[list[Witness]]) -> bool:
    fits = [part for part in groups if all(is_compatible(kind, member) for member in part)]
    if len(fits) == 1:
        fits[0].append(kind)
    return len(fits) == 1


def _join_by_identifier(groups: list[list[int]], witnesses: list[Witness]) -> list[list[int]]:
    names: dict[int, frozenset[tuple[str, str]]] = {one.id: one.identifiers for one in witnesses if one.identifiers}
    if not names:
        return groups
    home: dict[tuple[str, str], list[int]] = {}
    joined: list[list[int]] = []
    for part in groups:
        merged = list(part)
        for name in {name for member in part for name in names.get(member, ())}:
            other = home.get(name)
            if other is not None and other is not merged:
                merged = _merge(merged, other, joined, home)
            home[name] = merged
        joined.append(merged)
    return [sorted(part) for part in joined]


def _merge(
    part: list[int], other: list[int], joined: list[list[int]], home: dict[tuple[str, str], list[int]]
) -> list[int]:
    joined[:] = [kept for kept in joined if kept is not other]
    merged = part + other
    for name, owner in home.items():
        if owner is other or owner is part:
            home[name] = merged
    return merged
