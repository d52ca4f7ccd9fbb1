"""Conditions of a query in SQL: which listed papers have a given tag, a given status, a date in a given month.

A listed paper is a row of `paper` that is present. User data may belong to an alias (the identity of a paper that was
merged into another); it counts for the paper that the alias resolves to. Of the marks (status, star, priority) of a
merged paper its own wins, else that of its alias with the lowest id.

Rows of `paper` are wide, so columns of papers are read from the index `paper_facts`, which covers all columns used
here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any

from app.domain.paper_fields import NUMBERS
from app.domain.paper_set import PaperSet
from app.domain.vocabulary import STATUSES
from app.store.driver import Connection


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a paper: `field` is a key of FINDERS, `operator` one of OPERATORS, `value` its text.

    Values: a name (with `*` its beginning); a keyword of the field; a number; a range of numbers or days `first..last`,
    inclusive, either end may be missing; for times `from..until`, the end excluded.
    """

    field: str
    operator: str
    value: str


OPERATORS = ("=", "*", ">", ">=", "<", "<=")


@dataclass(frozen=True, slots=True)
class ConditionContext:
    """The listed papers, the aliases and the marks that do not count; read once for many conditions."""

    listed: PaperSet
    aliases: Mapping[int, int]
    overridden_marks: frozenset[int]
    """Identities whose mark is overridden by another one of the same paper."""

    def papers_of(self, identities: Iterable[int]) -> set[int]:
        """The listed papers that these identities resolve to."""
        is_listed = self.listed.to_flags(0)
        owners = {self.aliases.get(one, one) for one in identities} if self.aliases else set(identities)
        return {one for one in owners if one < len(is_listed) and is_listed[one]}


def read_context(connection: Connection, listed: PaperSet) -> ConditionContext:
    """Read the context for these listed papers."""
    pairs = connection.execute("SELECT id, alias_of FROM paper INDEXED BY paper_alias WHERE alias_of IS NOT NULL")
    aliases = dict(sorted(pairs))
    return ConditionContext(listed, aliases, _find_overridden_marks(connection, aliases))


def _find_overridden_marks(connection: Connection, aliases: Mapping[int, int]) -> frozenset[int]:
    identities = json.dumps([*aliases, *set(aliases.values())])
    marks = "SELECT paper_id FROM mark WHERE paper_id IN (SELECT value FROM json_each(?))"
    marked = _select_ids(connection, marks, identities)
    effective: dict[int, int] = {paper: paper for paper in set(aliases.values()) & marked}
    for alias, paper in aliases.items():  # in the order of their ids
        if alias in marked:
            effective.setdefault(paper, alias)
    return frozenset(marked - set(effective.values()))


def find_ids(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    """The ids of the listed papers that meet the condition. Raises KeyError on one that is unknown."""
    return FINDERS[condition.field](connection, condition, context)


_FROM_PAPERS = "FROM paper INDEXED BY paper_facts WHERE is_present"


def _select_ids(connection: Connection, sql: str, *parameters: Any) -> set[int]:
    return {row[0] for row in connection.execute(sql, parameters)}


def _select_listed(connection: Connection, where: str, *parameters: Any) -> set[int]:
    return _select_ids(connection, f"SELECT id {_FROM_PAPERS} AND ({where})", *parameters)


def compare(column: str, condition: Condition, read: Callable[[str], Any]) -> tuple[str, list[Any]]:
    """The SQL of `column operator value`, or of a column within a range, and its parameters."""
    first, dots, last = condition.value.partition("..")
    if not dots:
        if condition.operator not in OPERATORS or condition.operator == "*":
            raise KeyError(condition.operator)
        return f"{column} {condition.operator} ?", [read(condition.value)]
    ends = [(f"{column} >= ?", first), (f"{column} <= ?", last)]
    bounds = [where for where, end in ends if end]
    return " AND ".join((f"{column} IS NOT NULL", *bounds)), [read(end) for _, end in ends if end]


def _parse_int(text: str) -> int:
    return min(int(text), 2**63 - 1)  # larger than SQLite's integers compares the same


def _column_finder(column: str, read: Callable[[str], Any]) -> Finder:
    def find(connection: Connection, condition: Condition, _context: ConditionContext) -> set[int]:
        where, parameters = compare(column, condition, read)
        return _select_listed(connection, where, *parameters)

    return find


def _select_by_time(connection: Connection, sql: str, condition: Condition) -> set[int]:
    """Append the condition on the column `at` to `sql`."""
    first, _, until = condition.value.partition("..")
    return _select_ids(connection, f"{sql} AND at >= ? AND at < ?", first, until or "9999")


def _find_added(connection: Connection, condition: Condition, _context: ConditionContext) -> set[int]:
    return _select_by_time(connection, f"SELECT id FROM (SELECT id, added AS at {_FROM_PAPERS}) WHERE 1", condition)


def _find_done(connection: Connection, condition: Condition, context: ConditionContext) -> set[int]:
    rows = "SELECT paper_id FROM (SELECT paper_id, status_at AS at FROM mark WHERE status = 'done') WHERE 1"
    return context.papers_of(_select_by_time(connection, rows, condition) - context.overridden_marks)


def _find_decided(connection: Connection, condition: Condition, context: ConditionContext) -> set[int]:
    rows = "SELECT paper_id FROM (SELECT paper_id, status_at AS at FROM mark WHERE status <> 'inbox') WHERE 1"
    return context.papers_of(_select_by_time(connection, rows, condition) - context.overridden_marks)


def _find_by_author_count(connection: Connection, condition: Condition, _context: ConditionContext) -> set[int]:
    """By the number of authors: the one given by the source, else the length of a list not known to be cut."""
    stated, parameters = compare("author_count", condition, _parse_int)
    counted, _ = compare("json_array_length(authors)", condition, _parse_int)
    unknown = f"author_count IS NULL AND authors <> '[]' AND authors_complete IS NOT 0 AND {counted}"
    return _select_listed(connection, stated, *parameters) | _select_listed(connection, unknown, *parameters)


def normalize_name(name: str) -> str:
    """A name without case and accents (SQLite's NOCASE covers ASCII only)."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character)).strip("/ ")


def _matches(name: str, condition: Condition, separator: str = "/") -> bool:
    """Whether a name is the given one, is nested in it, or with `*` begins with it."""
    wanted, known = normalize_name(condition.value), normalize_name(name)
    return known.startswith(wanted) if condition.operator == "*" else (known + separator).startswith(wanted + separator)


def _matching_ids(connection: Connection, table: str, condition: Condition, separator: str) -> str:
    rows = connection.execute(f"SELECT id, name FROM {table}")
    return json.dumps([row_id for row_id, name in rows if _matches(name, condition, separator)])


def _find_tagged(connection: Connection, condition: Condition, context: ConditionContext) -> set[int]:
    rows = "SELECT paper_id FROM paper_tag WHERE tag_id IN (SELECT value FROM json_each(?))"
    return context.papers_of(_select_ids(connection, rows, _matching_ids(connection, "tag", condition, "/")))


def _find_in_collection(connection: Connection, condition: Condition, context: ConditionContext) -> set[int]:
    rows = "SELECT paper_id FROM collection_paper WHERE collection_id IN (SELECT value FROM json_each(?))"
    return context.papers_of(_select_ids(connection, rows, _matching_ids(connection, "collection", condition, "\n")))


def _find_in_category(connection: Connection, condition: Condition, _context: ConditionContext) -> set[int]:
    values = connection.execute(f"SELECT DISTINCT categories {_FROM_PAPERS} AND categories <> '[]'")
    wanted = [text for (text,) in values if is_in_category(json.loads(text), condition)]
    return _select_listed(connection, "categories IN (SELECT value FROM json_each(?))", json.dumps(wanted))


def is_in_category(categories: Iterable[str], condition: Condition) -> bool:
    """Whether one of the categories is the given one or a subcategory: `cs.CL` is one of `cs`."""
    return any(_matches(name, condition, ".") for name in categories)


def normalize_source(name: str) -> str:
    """The name of a source for comparison: `daily-papers` equals `Daily Papers`."""
    return re.sub(r"[-_\s]+", " ", normalize_name(name)).strip()


def _find_by_source(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    wanted = normalize_source(condition.value)

    def matches(name: str) -> bool:
        known = normalize_source(name)
        return known.startswith(wanted) if condition.operator == "*" else known == wanted

    imports = connection.execute("SELECT id, source, format FROM import").fetchall()
    return _find_seen_in(connection, [row[0] for row in imports if any(map(matches, row[1:]))], context)


def _find_imported(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    if condition.value != "last":
        return _find_seen_in(connection, [_parse_int(condition.value)], context)
    last = connection.execute("SELECT MAX(id) FROM import WHERE is_finished AND NOT is_withdrawn").fetchone()[0]
    return _find_seen_in(connection, [last] if last else [], context)


def _find_seen_in(connection: Connection, imports: list[int], context: ConditionContext) -> Set[int]:
    """The papers seen in these imports; a withdrawn import counts only for papers that no other import supports."""
    rows = (
        "SELECT s.paper_id FROM import AS i JOIN sighting AS s INDEXED BY sighting_source ON s.import_id = i.id "
        "AND s.paper_id IS NOT NULL WHERE i.id IN (SELECT value FROM json_each(?)) AND (NOT i.is_withdrawn OR "
        "EXISTS (SELECT 1 FROM paper AS p WHERE p.id = s.paper_id AND p.is_withdrawn))"
    )
    return _select_ids(connection, rows, json.dumps(imports)) & context.listed


def _find_with_status(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    if condition.value == "inbox":  # also papers without a mark
        rows = _select_ids(connection, "SELECT paper_id FROM mark WHERE status <> 'inbox'")
        return context.listed - context.papers_of(rows - context.overridden_marks)
    return _find_marked(connection, context, "status = ?", condition.value)


def _find_marked(connection: Connection, context: ConditionContext, where: str, *parameters: Any) -> set[int]:
    rows = _select_ids(connection, f"SELECT paper_id FROM mark WHERE {where}", *parameters)
    return context.papers_of(rows - context.overridden_marks)


def _find_by_priority(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    where, parameters = compare("priority", condition, _parse_int)
    found = _find_marked(connection, context, where, *parameters)
    if connection.execute(f"SELECT {where} FROM (SELECT 0 AS priority)", parameters).fetchone()[0]:
        return found | (context.listed - _find_marked(connection, context, "1"))  # no mark means priority 0
    return found


def _find_flagged(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    match condition.value.split():
        case ["starred"]:
            return _find_marked(connection, context, "is_starred")
        case ["undecided"]:
            return _find_with_status(connection, Condition("status", "=", "inbox"), context)
        case ["snoozed", today]:
            return _find_marked(connection, context, "snoozed_until > ?", today)
    raise KeyError(condition.value)


def _find_having(connection: Connection, condition: Condition, context: ConditionContext) -> Set[int]:
    if (present := _HAS_FIELD.get(condition.value)) is not None:
        return _select_ids(connection, f"SELECT id FROM paper {present}")
    if (missing := _LACKS_FIELD.get(condition.value)) is not None:
        return context.listed - _select_ids(connection, f"SELECT id FROM paper {missing}")
    return context.papers_of(_select_ids(connection, _HAS_USER_DATA[condition.value]))


_HAS_FIELD: Mapping[str, str] = {
    "category": "INDEXED BY paper_facts WHERE is_present AND categories <> '[]'",
    "code": "INDEXED BY paper_code WHERE is_present AND (has_code = 1 OR code_urls <> '[]')",
    "date": "INDEXED BY paper_facts WHERE is_present AND published IS NOT NULL",
    "id": "INDEXED BY paper_identifiers WHERE is_present AND identifiers <> '[]'",
    "org": "INDEXED BY paper_facts WHERE is_present AND organization_name IS NOT NULL",
}
_LACKS_FIELD: Mapping[str, str] = {  # few papers lack them
    "abstract": "INDEXED BY paper_without_abstract WHERE is_present AND COALESCE(abstract, '') = ''",
    "author": "INDEXED BY paper_without_authors WHERE is_present AND authors = '[]'",
}
_HAS_USER_DATA: Mapping[str, str] = {
    "collection": "SELECT paper_id FROM collection_paper",
    "highlight": "SELECT id FROM paper WHERE 0",  # highlights are not stored yet
    "link": "SELECT source_id FROM link UNION SELECT target_id FROM link",
    "note": (
        "SELECT note.paper_id FROM note JOIN note_revision ON note_revision.id = note.revision_id"
        " WHERE note_revision.text <> ''"
    ),
    "tag": "SELECT paper_id FROM paper_tag",
}


def _find_by_identifier(connection: Connection, condition: Condition, context: ConditionContext) -> set[int]:
    kind, colon, value = condition.value.partition(":")
    if condition.value.isascii() and condition.value.isdigit():
        return context.papers_of([_parse_int(condition.value)])
    wanted = (kind, value) if colon else (None, condition.value)
    rows = connection.execute(
        "SELECT id, identifiers FROM paper INDEXED BY paper_identifiers "
        "WHERE is_present AND identifiers <> '[]' AND instr(lower(identifiers), ?)",
        (wanted[1],),
    )
    return {paper_id for paper_id, text in rows if any(_is_same_identifier(one, *wanted) for one in json.loads(text))}


def _is_same_identifier(known: Mapping[str, str], kind: str | None, value: str) -> bool:
    return kind in (None, known["kind"]) and known["value"].lower() == value


Finder = Callable[[Connection, Condition, ConditionContext], Set[int]]

FINDERS: Mapping[str, Finder] = {
    "added": _find_added,
    "authors": _find_by_author_count,
    "category": _find_in_category,
    "collection": _find_in_collection,
    "decided": _find_decided,
    "done": _find_done,
    "has": _find_having,
    "id": _find_by_identifier,
    "import": _find_imported,
    "is": _find_flagged,
    "keyword": _find_in_category,
    "priority": _find_by_priority,
    "published": _column_finder("published", str),
    "source": _find_by_source,
    "status": _find_with_status,
    "tag": _find_tagged,
    **{name: _column_finder(name, _parse_int if number.is_count else float) for name, number in NUMBERS.items()},
}


def count_without_value(connection: Connection, sort: str) -> int:
    """How many listed papers have no value in the sort column of an order of `papers.SORTS`."""
    column = {"date": "published"}.get(sort, sort)
    if column not in ("published", *NUMBERS):
        return 0
    return int(connection.execute(f"SELECT COUNT(*) {_FROM_PAPERS} AND {column} IS NULL").fetchone()[0])


_ALIASES = "SELECT id, alias_of FROM paper INDEXED BY paper_alias WHERE alias_of IS NOT NULL"
_EFFECTIVE_MARKS = f"""(
    SELECT paper_id, status, is_starred FROM mark WHERE paper_id NOT IN (SELECT id FROM ({_ALIASES}))
    UNION ALL SELECT owner, status, is_starred FROM (
        SELECT a.alias_of AS owner, MIN(m.paper_id), m.status, m.is_starred FROM mark AS m
        JOIN ({_ALIASES}) AS a ON a.id = m.paper_id
        WHERE a.alias_of NOT IN (SELECT paper_id FROM mark) GROUP BY owner))"""
"""The effective mark of each paper. SQLite takes the bare columns from the row with the MIN."""


def status_condition(scope: str) -> str:
    """The SQL condition on `id` for the papers with a status, or `starred` or `all` (both without trash)."""
    if scope == "starred":
        return f"id IN (SELECT paper_id FROM {_EFFECTIVE_MARKS} WHERE is_starred AND status <> 'trash')"
    if scope == "all":
        return f"id NOT IN (SELECT paper_id FROM {_EFFECTIVE_MARKS} WHERE status = 'trash')"
    if scope == "inbox":  # also papers without a mark
        return f"id NOT IN (SELECT paper_id FROM {_EFFECTIVE_MARKS} WHERE status <> 'inbox')"
    return f"id IN (SELECT paper_id FROM {_EFFECTIVE_MARKS} WHERE status = '{STATUSES[STATUSES.index(scope)]}')"


def count_marks(connection: Connection) -> list[tuple[str, bool, int]]:
    """(status, is starred, number of listed papers) for every combination; no mark means inbox."""
    rows = connection.execute(
        "SELECT COALESCE(m.status, 'inbox'), COALESCE(m.is_starred, 0), COUNT(*) "
        f"FROM paper AS p INDEXED BY paper_listed LEFT JOIN {_EFFECTIVE_MARKS} AS m ON m.paper_id = p.id "
        "WHERE p.is_present GROUP BY 1, 2"
    )
    return [(status, bool(starred), number) for status, starred, number in rows]
