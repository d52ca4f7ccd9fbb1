"""What the user said of two papers, same or different, in SQL. It hangs on what they were made of then: sightings, and
papers added by hand as negative numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.domain.errors import UsageError
from app.matching.judgements import Judgement
from app.store import papers
from app.store.driver import Connection, as_json

if TYPE_CHECKING:
    from app.store.database import Action

_Sides = tuple[frozenset[int], frozenset[int]]


def standing(connection: Connection) -> list[Judgement]:
    """Every judgement, the oldest first."""
    rows = connection.execute("SELECT id, verdict, one, other FROM judgement ORDER BY id")
    return [Judgement(row[0], row[1] == "same", *_read(row[2], row[3])) for row in rows]


def named_with(connection: Connection, paper_ids: Iterable[int]) -> set[int]:
    """The members of all judgements that name these papers, or did before they were taken back."""
    rows = connection.execute(
        "WITH asked AS (SELECT value FROM json_each(?)) "
        "SELECT one, other FROM judgement WHERE paper_id IN asked OR other_id IN asked "
        "UNION ALL SELECT old ->> '$.one', old ->> '$.other' FROM journal WHERE table_name = 'judgement' "
        "AND old IS NOT NULL AND (paper_id IN asked OR other_id IN asked)",
        (as_json(paper_ids),),
    )
    return {member for row in rows for side in _read(*row) for member in side}


def _read(one: str, other: str) -> _Sides:
    return frozenset(json.loads(one)), frozenset(json.loads(other))


def members(connection: Connection, paper_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """What each of these present papers is made of."""
    wanted = list(paper_ids)
    homes = papers.identities(connection, wanted)
    found: dict[int, set[int]] = {paper_id: set() for paper_id in wanted}
    for row in connection.execute(
        "SELECT id, paper_id FROM sighting WHERE paper_id IN (SELECT value FROM json_each(?))", (as_json(wanted),)
    ):
        found[row[1]].add(row[0])
    for (hand,) in connection.execute(
        "SELECT paper_id FROM hand_paper WHERE paper_id IN (SELECT value FROM json_each(?))", (as_json(homes),)
    ):
        found[homes[hand]].add(-hand)
    return {paper_id: frozenset(parts) for paper_id, parts in found.items()}


def add_different(action: Action, one_id: int, other_id: int) -> bool:
    """Keep two papers apart, or part a paper from one that was joined with it; False when that is so already."""
    one, other = papers.resolve(action.connection, [one_id])[0], papers.resolve(action.connection, [other_id])[0]
    made_of = members(action.connection, {one, other})
    if one == other:
        sides = _own_parts(action.connection, one_id, other_id, made_of[one])
        if one_id == other_id or not all(sides) or not sides[0].isdisjoint(sides[1]):
            raise UsageError(f"Papers {one_id} and {other_id} cannot be told apart. Nothing was changed.")
    else:
        sides = made_of[one], made_of[other]
        if any(_holds(known, sides) for known in standing(action.connection)):
            return False
    _add(action, "different", sides, (one_id, other_id))
    return True


def add_same(action: Action, one_id: int, other_id: int) -> bool:
    """Join two papers; False when they are one already."""
    resolved = papers.resolve(action.connection, [one_id, other_id])
    if len(resolved) == 1:
        return False
    made_of = members(action.connection, resolved)
    _add(action, "same", (made_of[resolved[0]], made_of[resolved[1]]), (resolved[0], resolved[1]))
    return True


def add_parting(action: Action, paper_id: int, places: Iterable[tuple[int, int]]) -> None:
    """Say that some sightings of a paper are another one. `places` are their imports and positions on the page.

    The judgement names the paper twice: what the sightings become is known only when it is settled.
    """
    home, wanted = papers.resolve(action.connection, [paper_id])[0], set(places)
    rows = action.connection.execute("SELECT id, import_id, position FROM sighting WHERE paper_id = ?", (home,))
    parted = {(row[1], row[2]): row[0] for row in rows}
    if not wanted or not wanted <= parted.keys():
        raise UsageError(f"Paper {home} was not seen there. Nothing was changed.")
    one = frozenset(parted[place] for place in wanted)
    other = members(action.connection, [home])[home] - one
    if not other:
        raise UsageError(f"Paper {home} would be left with nothing: it was seen nowhere else. Nothing was changed.")
    _add(action, "different", (one, other), (home, home))


def _holds(known: Judgement, sides: _Sides) -> bool:
    """Whether a judgement keeps these apart already."""
    one, other = sides
    ways = ((known.one, known.other), (known.other, known.one))
    return not known.is_same and any(one <= here and other <= there for here, there in ways)


def _own_parts(connection: Connection, one_id: int, other_id: int, made_of: frozenset[int]) -> _Sides:
    """What of a paper was the one and what the other before; what parted from the one to be the other is the other."""
    one, other = _born(connection, one_id, made_of), _born(connection, other_id, made_of)
    rows = connection.execute("SELECT id, split_id FROM sighting WHERE split_id IN (?, ?)", (one_id, other_id))
    split = dict(rows.fetchall())
    both = one & other
    return (
        one - {member for member in both if split.get(member) == other_id},
        other - {member for member in both if split.get(member) == one_id},
    )


def _born(connection: Connection, identity: int, made_of: frozenset[int]) -> frozenset[int]:
    """Of these parts of a paper those that were another one before, or are it by right."""
    rows = connection.execute("SELECT id FROM sighting WHERE ? IN (birth_id, split_id)", (identity,))
    return made_of & {-identity, *(row[0] for row in rows)}


def _add(action: Action, verdict: str, sides: _Sides, paper_ids: tuple[int, int]) -> None:
    if not all(sides):
        raise UsageError("A paper that no import supports any more cannot be judged. Nothing was changed.")
    action.connection.execute(
        "INSERT INTO judgement (verdict, one, other, paper_id, other_id, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (verdict, *(as_json(sorted(side)) for side in sides), *paper_ids, action.at),
    )


def kept_apart(connection: Connection) -> set[frozenset[int]]:
    """The pairs of present papers that were said to be different."""
    said = [known for known in standing(connection) if not known.is_same]
    homes = _homes(connection, {member for known in said for member in known.members}) if said else {}
    return {
        frozenset((homes[one], homes[other]))
        for known in said
        for one in known.one & homes.keys()
        for other in known.other & homes.keys()
    }


def _homes(connection: Connection, wanted: Iterable[int]) -> dict[int, int]:
    """The paper that each of these members is part of now."""
    rows = connection.execute(
        "SELECT id, paper_id FROM sighting WHERE paper_id IS NOT NULL AND id IN (SELECT value FROM json_each(?1)) "
        "UNION ALL SELECT -h.paper_id, COALESCE(p.alias_of, p.id) FROM hand_paper AS h JOIN paper AS p "
        "ON p.id = h.paper_id WHERE -h.paper_id IN (SELECT value FROM json_each(?1))",
        (as_json(wanted),),
    )
    return dict(rows.fetchall())
