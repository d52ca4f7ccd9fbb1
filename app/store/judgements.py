"""The user's judgements on whether two papers are the same, in SQL.

A judgement names the members of both papers at that time: sightings, and papers added by hand as negative numbers.
"""

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


def list_judgements(connection: Connection) -> list[Judgement]:
    """Every judgement, oldest first."""
    rows = connection.execute("SELECT id, verdict, one, other FROM judgement ORDER BY id")
    return [Judgement(row[0], row[1] == "same", *_parse_sides(row[2], row[3])) for row in rows]


def find_members_judged_with(connection: Connection, paper_ids: Iterable[int]) -> set[int]:
    """The members of all judgements on these papers, including undone ones."""
    rows = connection.execute(
        "WITH asked AS (SELECT value FROM json_each(?)) "
        "SELECT one, other FROM judgement WHERE paper_id IN asked OR other_id IN asked "
        "UNION ALL SELECT old ->> '$.one', old ->> '$.other' FROM journal WHERE table_name = 'judgement' "
        "AND old IS NOT NULL AND (paper_id IN asked OR other_id IN asked)",
        (as_json(paper_ids),),
    )
    return {member for row in rows for side in _parse_sides(*row) for member in side}


def _parse_sides(one: str, other: str) -> _Sides:
    return frozenset(json.loads(one)), frozenset(json.loads(other))


def read_members(connection: Connection, paper_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The members of each of these present papers."""
    wanted = list(paper_ids)
    owners = papers.map_identities(connection, wanted)
    found: dict[int, set[int]] = {paper_id: set() for paper_id in wanted}
    for row in connection.execute(
        "SELECT id, paper_id FROM sighting WHERE paper_id IN (SELECT value FROM json_each(?))", (as_json(wanted),)
    ):
        found[row[1]].add(row[0])
    for (hand,) in connection.execute(
        "SELECT paper_id FROM hand_paper WHERE paper_id IN (SELECT value FROM json_each(?))", (as_json(owners),)
    ):
        found[owners[hand]].add(-hand)
    return {paper_id: frozenset(parts) for paper_id, parts in found.items()}


def add_different(action: Action, one_id: int, other_id: int) -> bool:
    """Judge two papers to be different, also two that were joined before; False when they were judged so already."""
    one, other = papers.resolve(action.connection, [one_id])[0], papers.resolve(action.connection, [other_id])[0]
    members = read_members(action.connection, {one, other})
    if one == other:
        sides = _former_sides(action.connection, one_id, other_id, members[one])
        if one_id == other_id or not all(sides) or not sides[0].isdisjoint(sides[1]):
            raise UsageError(f"Papers {one_id} and {other_id} cannot be told apart. Nothing was changed.")
    else:
        sides = members[one], members[other]
        if any(_keeps_apart(known, sides) for known in list_judgements(action.connection)):
            return False
    _insert(action, "different", sides, (one_id, other_id))
    return True


def add_same(action: Action, one_id: int, other_id: int) -> bool:
    """Judge two papers to be the same; False when they are one paper already."""
    resolved = papers.resolve(action.connection, [one_id, other_id])
    if len(resolved) == 1:
        return False
    members = read_members(action.connection, resolved)
    _insert(action, "same", (members[resolved[0]], members[resolved[1]]), (resolved[0], resolved[1]))
    return True


def add_split(action: Action, paper_id: int, places: Iterable[tuple[int, int]]) -> None:
    """Split some sightings from a paper. `places` are their imports and positions on the page.

    The judgement names the paper twice: the id of the new paper is known only after reconciliation.
    """
    owner, wanted = papers.resolve(action.connection, [paper_id])[0], set(places)
    rows = action.connection.execute("SELECT id, import_id, position FROM sighting WHERE paper_id = ?", (owner,))
    by_place = {(row[1], row[2]): row[0] for row in rows}
    if not wanted or not wanted <= by_place.keys():
        raise UsageError(f"Paper {owner} was not seen there. Nothing was changed.")
    one = frozenset(by_place[place] for place in wanted)
    other = read_members(action.connection, [owner])[owner] - one
    if not other:
        raise UsageError(f"Paper {owner} would be left with nothing: it was seen nowhere else. Nothing was changed.")
    _insert(action, "different", (one, other), (owner, owner))


def _keeps_apart(known: Judgement, sides: _Sides) -> bool:
    """Whether a judgement already keeps these sides apart."""
    one, other = sides
    directions = ((known.one, known.other), (known.other, known.one))
    return not known.is_same and any(one <= first and other <= second for first, second in directions)


def _former_sides(connection: Connection, one_id: int, other_id: int, members: frozenset[int]) -> _Sides:
    """The members of a paper that belonged to `one_id` and to `other_id` before; a split counts more than a birth."""
    one, other = _with_identity(connection, one_id, members), _with_identity(connection, other_id, members)
    rows = connection.execute("SELECT id, split_id FROM sighting WHERE split_id IN (?, ?)", (one_id, other_id))
    split = dict(rows.fetchall())
    both = one & other
    return (
        one - {member for member in both if split.get(member) == other_id},
        other - {member for member in both if split.get(member) == one_id},
    )


def _with_identity(connection: Connection, identity: int, members: frozenset[int]) -> frozenset[int]:
    """The members that have this identity: by birth, by a split, or as the hand paper itself."""
    rows = connection.execute("SELECT id FROM sighting WHERE ? IN (birth_id, split_id)", (identity,))
    return members & {-identity, *(row[0] for row in rows)}


def _insert(action: Action, verdict: str, sides: _Sides, paper_ids: tuple[int, int]) -> None:
    if not all(sides):
        raise UsageError("A paper that no import supports any more cannot be judged. Nothing was changed.")
    action.connection.execute(
        "INSERT INTO judgement (verdict, one, other, paper_id, other_id, made_at) VALUES (?, ?, ?, ?, ?, ?)",
        (verdict, *(as_json(sorted(side)) for side in sides), *paper_ids, action.at),
    )


def find_pairs_kept_apart(connection: Connection) -> set[frozenset[int]]:
    """The pairs of present papers that were judged to be different."""
    different = [known for known in list_judgements(connection) if not known.is_same]
    owners = (
        _find_papers_of(connection, {member for known in different for member in known.members}) if different else {}
    )
    return {
        frozenset((owners[one], owners[other]))
        for known in different
        for one in known.one & owners.keys()
        for other in known.other & owners.keys()
    }


def _find_papers_of(connection: Connection, wanted: Iterable[int]) -> dict[int, int]:
    """Member -> the paper it belongs to now."""
    rows = connection.execute(
        "SELECT id, paper_id FROM sighting WHERE paper_id IS NOT NULL AND id IN (SELECT value FROM json_each(?1)) "
        "UNION ALL SELECT -h.paper_id, COALESCE(p.alias_of, p.id) FROM hand_paper AS h JOIN paper AS p "
        "ON p.id = h.paper_id WHERE -h.paper_id IN (SELECT value FROM json_each(?1))",
        (as_json(wanted),),
    )
    return dict(rows.fetchall())
