"""Facts of a query: which listed papers have this tag, that status, a date in this month.

A listed paper is a row of `paper` that is present. What people attached may hang on an alias (the identity of a paper
that was merged into another); it counts for the paper that the alias stands for. Of the marks (status, star, priority)
of a merged paper its own wins, else that of its alias with the lowest id.

Rows of `paper` are wide, so what concerns the papers alone is read from the index `paper_facts`, which holds every
column asked here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from app.domain.paper_set import PaperSet
from app.domain.vocabulary import STATUSES
from app.store.driver import Connection


@dataclass(frozen=True, slots=True)
class Fact:
    """A condition on a paper: `field` is a key of FACTS, `operator` one of OPERATORS, `value` its text.

    Values: a name (with `*` the beginning of one); a word that the field knows; a number; a range of numbers or of days
    `first..last`, its ends included and perhaps missing; for times `from..until`, the end excluded.
    """

    field: str
    operator: str
    value: str


OPERATORS = ("=", "*", ">", ">=", "<", "<=")


@dataclass(frozen=True, slots=True)
class Standing:
    """Which papers are listed, who stands for whom, and which marks do not count; read once for many facts."""

    listed: PaperSet
    aliases: Mapping[int, int]
    unheard: frozenset[int]
    """Identities whose mark gives way to another one of the same paper."""

    def papers_of(self, identities: Iterable[int]) -> set[int]:
        """The listed papers on whose identities something hangs."""
        is_listed = self.listed.flags(0)
        owners = {self.aliases.get(one, one) for one in identities} if self.aliases else set(identities)
        return {one for one in owners if one < len(is_listed) and is_listed[one]}


def read_standing(connection: Connection, listed: PaperSet) -> Standing:
    """The present standing, when these are the listed papers."""
    pairs = connection.execute("SELECT id, alias_of FROM paper INDEXED BY paper_alias WHERE alias_of IS NOT NULL")
    aliases = dict(sorted(pairs))
    return Standing(listed, aliases, _unheard(connection, aliases))


def _unheard(connection: Connection, aliases: Mapping[int, int]) -> frozenset[int]:
    asked = json.dumps([*aliases, *set(aliases.values())])
    rows = connection.execute("SELECT paper_id FROM mark WHERE paper_id IN (SELECT value FROM json_each(?))", (asked,))
    marked = {row[0] for row in rows}
    heard: dict[int, int] = {home: home for home in set(aliases.values()) & marked}
    for alias, home in aliases.items():  # in the order of their ids
        if alias in marked:
            heard.setdefault(home, alias)
    return frozenset(marked - set(heard.values()))


def ids(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    """The ids of the listed papers for which the fact is true. Raises KeyError on what FACTS does not know."""
    return FACTS[fact.field](connection, fact, standing)


_FROM = "FROM paper INDEXED BY paper_facts WHERE is_present"


def _ids(connection: Connection, sql: str, *parameters: Any) -> set[int]:
    return {row[0] for row in connection.execute(sql, parameters)}


def _listed(connection: Connection, condition: str, *parameters: Any) -> set[int]:
    return _ids(connection, f"SELECT id {_FROM} AND ({condition})", *parameters)


def compare(column: str, fact: Fact, read: Callable[[str], Any]) -> tuple[str, list[Any]]:
    """The SQL of `column operator value`, or of a column within a range, and its parameters."""
    first, dots, last = fact.value.partition("..")
    if not dots:
        if fact.operator not in OPERATORS or fact.operator == "*":
            raise KeyError(fact.operator)
        return f"{column} {fact.operator} ?", [read(fact.value)]
    ends = [(f"{column} >= ?", first), (f"{column} <= ?", last)]
    conditions = [condition for condition, end in ends if end]
    return " AND ".join((f"{column} IS NOT NULL", *conditions)), [read(end) for _, end in ends if end]


def _whole(text: str) -> int:
    return min(int(text), 2**63 - 1)  # beyond SQLite's integers a comparison comes out the same


def _by_column(column: str, read: Callable[[str], Any]) -> Finder:
    def find(connection: Connection, fact: Fact, _standing: Standing) -> set[int]:
        condition, parameters = compare(column, fact, read)
        return _listed(connection, condition, *parameters)

    return find


def _by_time(connection: Connection, sql: str, fact: Fact) -> set[int]:
    """`sql` up to the condition on its column `at`."""
    first, _, until = fact.value.partition("..")
    return _ids(connection, f"{sql} AND at >= ? AND at < ?", first, until or "9999")


def _added(connection: Connection, fact: Fact, _standing: Standing) -> set[int]:
    return _by_time(connection, f"SELECT id FROM (SELECT id, added AS at {_FROM}) WHERE 1", fact)


def _done(connection: Connection, fact: Fact, standing: Standing) -> set[int]:
    rows = "SELECT paper_id FROM (SELECT paper_id, status_at AS at FROM mark WHERE status = 'done') WHERE 1"
    return standing.papers_of(_by_time(connection, rows, fact) - standing.unheard)


def _decided(connection: Connection, fact: Fact, standing: Standing) -> set[int]:
    rows = "SELECT paper_id FROM (SELECT paper_id, status_at AS at FROM mark WHERE status <> 'inbox') WHERE 1"
    return standing.papers_of(_by_time(connection, rows, fact) - standing.unheard)


def _authored(connection: Connection, fact: Fact, _standing: Standing) -> set[int]:
    """By the number of authors: the one the source told, else that of a list known not to be cut."""
    told, parameters = compare("author_count", fact, _whole)
    counted, _ = compare("json_array_length(authors)", fact, _whole)
    unknown = f"author_count IS NULL AND authors <> '[]' AND authors_complete IS NOT 0 AND {counted}"
    return _listed(connection, told, *parameters) | _listed(connection, unknown, *parameters)


def plain(name: str) -> str:
    """A name without case and accents (SQLite's NOCASE knows only the case of ASCII)."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character)).strip("/ ")


def _is_meant(name: str, fact: Fact, separator: str = "/") -> bool:
    """Whether a name is the one asked for, or nested in it, or begins as asked."""
    wanted, known = plain(fact.value), plain(name)
    return known.startswith(wanted) if fact.operator == "*" else (known + separator).startswith(wanted + separator)


def _named(connection: Connection, table: str, fact: Fact, separator: str) -> str:
    rows = connection.execute(f"SELECT id, name FROM {table}")
    return json.dumps([row_id for row_id, name in rows if _is_meant(name, fact, separator)])


def _tagged(connection: Connection, fact: Fact, standing: Standing) -> set[int]:
    rows = "SELECT paper_id FROM paper_tag WHERE tag_id IN (SELECT value FROM json_each(?))"
    return standing.papers_of(_ids(connection, rows, _named(connection, "tag", fact, "/")))


def _collected(connection: Connection, fact: Fact, standing: Standing) -> set[int]:
    rows = "SELECT paper_id FROM collection_paper WHERE collection_id IN (SELECT value FROM json_each(?))"
    return standing.papers_of(_ids(connection, rows, _named(connection, "collection", fact, "\n")))


def _categorised(connection: Connection, fact: Fact, _standing: Standing) -> set[int]:
    kinds = connection.execute(f"SELECT DISTINCT categories {_FROM} AND categories <> '[]'")
    wanted = [kind for (kind,) in kinds if is_filed(json.loads(kind), fact)]
    return _listed(connection, "categories IN (SELECT value FROM json_each(?))", json.dumps(wanted))


def is_filed(categories: Iterable[str], fact: Fact) -> bool:
    """Whether one of the categories is the one asked for, or a part of it: `cs.CL` is a part of `cs`."""
    return any(_is_meant(name, fact, ".") for name in categories)


def source_key(name: str) -> str:
    """The name of a source as it is compared: `daily-papers` is `Daily Papers`."""
    return re.sub(r"[-_\s]+", " ", plain(name)).strip()


def _sourced(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    wanted = source_key(fact.value)

    def is_meant(name: str) -> bool:
        known = source_key(name)
        return known.startswith(wanted) if fact.operator == "*" else known == wanted

    imports = connection.execute("SELECT id, source, format FROM import").fetchall()
    return _seen_on(connection, [row[0] for row in imports if any(map(is_meant, row[1:]))], standing)


def _imported(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    if fact.value != "last":
        return _seen_on(connection, [_whole(fact.value)], standing)
    last = connection.execute("SELECT MAX(id) FROM import WHERE is_finished AND NOT is_withdrawn").fetchone()[0]
    return _seen_on(connection, [last] if last else [], standing)


def _seen_on(connection: Connection, imports: list[int], standing: Standing) -> Set[int]:
    """The papers with a sighting of these imports that counts; one taken back counts for what it alone supports."""
    rows = (
        "SELECT s.paper_id FROM import AS i JOIN sighting AS s INDEXED BY sighting_source ON s.import_id = i.id "
        "AND s.paper_id IS NOT NULL WHERE i.id IN (SELECT value FROM json_each(?)) AND (NOT i.is_withdrawn OR "
        "EXISTS (SELECT 1 FROM paper AS p WHERE p.id = s.paper_id AND p.is_withdrawn))"
    )
    return _ids(connection, rows, json.dumps(imports)) & standing.listed


def _with_status(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    if fact.value == "inbox":  # that of a paper without any mark, too
        rows = _ids(connection, "SELECT paper_id FROM mark WHERE status <> 'inbox'")
        return standing.listed - standing.papers_of(rows - standing.unheard)
    return _marked(connection, standing, "status = ?", fact.value)


def _marked(connection: Connection, standing: Standing, condition: str, *parameters: Any) -> set[int]:
    rows = _ids(connection, f"SELECT paper_id FROM mark WHERE {condition}", *parameters)
    return standing.papers_of(rows - standing.unheard)


def _prioritised(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    condition, parameters = compare("priority", fact, _whole)
    found = _marked(connection, standing, condition, *parameters)
    if connection.execute(f"SELECT {condition} FROM (SELECT 0 AS priority)", parameters).fetchone()[0]:
        return found | (standing.listed - _marked(connection, standing, "1"))  # no mark means no priority
    return found


def _being(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    match fact.value.split():
        case ["starred"]:
            return _marked(connection, standing, "is_starred")
        case ["undecided"]:
            return _with_status(connection, Fact("status", "=", "inbox"), standing)
        case ["snoozed", today]:
            return _marked(connection, standing, "snoozed_until > ?", today)
    raise KeyError(fact.value)


def _having(connection: Connection, fact: Fact, standing: Standing) -> Set[int]:
    if (kept := _HELD.get(fact.value)) is not None:
        return _ids(connection, f"SELECT id FROM paper {kept}")
    if (missing := _LACKED.get(fact.value)) is not None:
        return standing.listed - _ids(connection, f"SELECT id FROM paper {missing}")
    return standing.papers_of(_ids(connection, _ATTACHED[fact.value]))


_HELD: Mapping[str, str] = {
    "category": "INDEXED BY paper_facts WHERE is_present AND categories <> '[]'",
    "code": "INDEXED BY paper_code WHERE is_present AND (has_code = 1 OR code_urls <> '[]')",
    "date": "INDEXED BY paper_facts WHERE is_present AND published IS NOT NULL",
    "id": "INDEXED BY paper_identifiers WHERE is_present AND identifiers <> '[]'",
    "org": "INDEXED BY paper_facts WHERE is_present AND organization_name IS NOT NULL",
}
_LACKED: Mapping[str, str] = {  # few papers lack them
    "abstract": "INDEXED BY paper_without_abstract WHERE is_present AND COALESCE(abstract, '') = ''",
    "author": "INDEXED BY paper_without_authors WHERE is_present AND authors = '[]'",
}
_ATTACHED: Mapping[str, str] = {
    "collection": "SELECT paper_id FROM collection_paper",
    "highlight": "SELECT id FROM paper WHERE 0",  # no table holds highlights yet
    "link": "SELECT source_id FROM link UNION SELECT target_id FROM link",
    "note": (
        "SELECT note.paper_id FROM note JOIN note_revision ON note_revision.id = note.revision_id"
        " WHERE note_revision.text <> ''"
    ),
    "tag": "SELECT paper_id FROM paper_tag",
}


def _identified(connection: Connection, fact: Fact, standing: Standing) -> set[int]:
    kind, colon, value = fact.value.partition(":")
    if fact.value.isascii() and fact.value.isdigit():
        return standing.papers_of([_whole(fact.value)])
    wanted = (kind, value) if colon else (None, fact.value)
    rows = connection.execute(
        "SELECT id, identifiers FROM paper INDEXED BY paper_identifiers "
        "WHERE is_present AND identifiers <> '[]' AND instr(lower(identifiers), ?)",
        (wanted[1],),
    )
    return {paper_id for paper_id, text in rows if any(_is_identifier(one, *wanted) for one in json.loads(text))}


def _is_identifier(known: Mapping[str, str], kind: str | None, value: str) -> bool:
    return kind in (None, known["kind"]) and known["value"].lower() == value


Finder = Callable[[Connection, Fact, Standing], Set[int]]

FACTS: Mapping[str, Finder] = {
    "added": _added,
    "authors": _authored,
    "category": _categorised,
    "collection": _collected,
    "comments": _by_column("comments", _whole),
    "decided": _decided,
    "done": _done,
    "has": _having,
    "id": _identified,
    "import": _imported,
    "is": _being,
    "keyword": _categorised,
    "priority": _prioritised,
    "published": _by_column("published", str),
    "score": _by_column("score", float),
    "source": _sourced,
    "status": _with_status,
    "tag": _tagged,
    "upvotes": _by_column("upvotes", _whole),
}


def count_without(connection: Connection, sort: str) -> int:
    """How many listed papers have nothing to be sorted by in an order of `papers.SORTS`."""
    column = {"date": "published"}.get(sort, sort)
    if column not in ("published", "comments", "upvotes", "score"):
        return 0
    return int(connection.execute(f"SELECT COUNT(*) {_FROM} AND {column} IS NULL").fetchone()[0])


_ALIASES = "SELECT id, alias_of FROM paper INDEXED BY paper_alias WHERE alias_of IS NOT NULL"
_HEARD = f"""(SELECT paper_id, status, is_starred FROM mark WHERE paper_id NOT IN (SELECT id FROM ({_ALIASES}))
    UNION ALL SELECT home, status, is_starred FROM (
        SELECT a.alias_of AS home, MIN(m.paper_id), m.status, m.is_starred FROM mark AS m
        JOIN ({_ALIASES}) AS a ON a.id = m.paper_id
        WHERE a.alias_of NOT IN (SELECT paper_id FROM mark) GROUP BY home))"""
"""The marks that count, on their papers. SQLite takes the bare columns from the row with the MIN."""


def on_shelf(shelf: str) -> str:
    """The SQL condition on `id` for the papers with a status, or `starred` or `all` (both without trash)."""
    if shelf == "starred":
        return f"id IN (SELECT paper_id FROM {_HEARD} WHERE is_starred AND status <> 'trash')"
    if shelf == "all":
        return f"id NOT IN (SELECT paper_id FROM {_HEARD} WHERE status = 'trash')"
    if shelf == "inbox":  # that of a paper without any mark, too
        return f"id NOT IN (SELECT paper_id FROM {_HEARD} WHERE status <> 'inbox')"
    return f"id IN (SELECT paper_id FROM {_HEARD} WHERE status = '{STATUSES[STATUSES.index(shelf)]}')"


def count_marks(connection: Connection) -> list[tuple[str, bool, int]]:
    """(status, is starred, number of listed papers) for each combination there is; no mark means inbox."""
    rows = connection.execute(
        "SELECT COALESCE(m.status, 'inbox'), COALESCE(m.is_starred, 0), COUNT(*) "
        f"FROM paper AS p INDEXED BY paper_listed LEFT JOIN {_HEARD} AS m ON m.paper_id = p.id "
        "WHERE p.is_present GROUP BY 1, 2"
    )
    return [(status, bool(starred), number) for status, starred, number in rows]
