"""Facts of a query: which listed papers have this tag, that status, a date in this month.

A listed paper is a row of `paper` that is present and no alias. What people attached may still hang on an alias (the
identity of a paper that was merged into an older one); it counts for the paper that the alias stands for. Of the marks
(status, star) of a merged paper its own wins, else that of its alias with the lowest id.
"""

from __future__ import annotations

import calendar
import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.store.driver import Connection


@dataclass(frozen=True, slots=True)
class Fact:
    """A condition on a paper: `field` is a key of FACTS, `operator` one of OPERATORS, `value` its text.

    Values: a tag's name; a status; `starred`; `note`, `code`, `date` or `link`; a date as `2025`, `2025-08` or
    `2025-08-05`; a whole number of comments.
    """

    field: str
    operator: str
    value: str


OPERATORS = ("=", ">", ">=", "<", "<=")


def ids(connection: Connection, fact: Fact) -> set[int]:
    """The ids of the listed papers for which the fact is true. Raises KeyError on an unknown field or value."""
    return FACTS[fact.field](connection, fact)


def listed_ids(connection: Connection) -> set[int]:
    """The ids of all listed papers."""
    return _ids(connection, "SELECT id FROM paper WHERE is_present AND alias_of IS NULL")


def _ids(connection: Connection, sql: str, *parameters: Any) -> set[int]:
    return {row[0] for row in connection.execute(sql, parameters)}


def _listed(connection: Connection, condition: str, *parameters: Any) -> set[int]:
    sql = f"SELECT id FROM paper WHERE is_present AND alias_of IS NULL AND ({condition})"
    return _ids(connection, sql, *parameters)


def _attached(connection: Connection, rows: str, *parameters: Any) -> set[int]:
    """The listed papers to which something is attached; `rows` selects the paper_id it hangs on."""
    condition = f"""id IN (SELECT COALESCE(owner.alias_of, owner.id)
                           FROM paper AS owner WHERE owner.id IN ({rows}))"""
    return _listed(connection, condition, *parameters)


def _tagged(connection: Connection, fact: Fact) -> set[int]:
    wanted = _plain(fact.value)
    names = connection.execute("SELECT id, name FROM tag")
    tag_ids = [tag_id for tag_id, name in names if (_plain(name) + "/").startswith(wanted + "/")]
    rows = "SELECT paper_id FROM paper_tag WHERE tag_id IN (SELECT value FROM json_each(?))"
    return _attached(connection, rows, json.dumps(tag_ids))


def _plain(name: str) -> str:
    """A tag's name without case and accents (SQLite's NOCASE knows only the case of ASCII)."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return "".join(character for character in folded if not unicodedata.combining(character)).strip("/ ")


_MARKS = """(SELECT paper_id, status, is_starred FROM (
    SELECT COALESCE(owner.alias_of, owner.id) AS paper_id, mark.status, mark.is_starred, ROW_NUMBER() OVER (
        PARTITION BY COALESCE(owner.alias_of, owner.id) ORDER BY owner.alias_of IS NOT NULL, owner.id) AS place
    FROM mark JOIN paper AS owner ON owner.id = mark.paper_id) WHERE place = 1)"""
_MARKED = f"SELECT paper_id FROM {_MARKS} WHERE"


def _with_status(connection: Connection, fact: Fact) -> set[int]:
    if fact.value == "inbox":  # that of a paper without any mark, too
        return _listed(connection, f"id NOT IN ({_MARKED} status <> 'inbox')")
    return _listed(connection, f"id IN ({_MARKED} status = ?)", fact.value)


def count_marks(connection: Connection) -> list[tuple[str, bool, int]]:
    """(status, is starred, number of listed papers) for each combination there is; no mark means inbox."""
    rows = connection.execute(
        "SELECT COALESCE(m.status, 'inbox'), COALESCE(m.is_starred, 0), COUNT(*) FROM paper AS p "
        f"LEFT JOIN {_MARKS} AS m ON m.paper_id = p.id "
        "WHERE p.is_present AND p.alias_of IS NULL GROUP BY 1, 2"
    )
    return [(status, bool(starred), number) for status, starred, number in rows]


def _starred(connection: Connection, fact: Fact) -> set[int]:
    return {"starred": _listed}[fact.value](connection, f"id IN ({_MARKED} is_starred)")


def _having(connection: Connection, fact: Fact) -> set[int]:
    return _HAVING[fact.value](connection)


_HAVING: Mapping[str, Callable[[Connection], set[int]]] = {
    "note": lambda connection: _attached(
        connection,
        "SELECT note.paper_id FROM note JOIN note_revision ON note_revision.id = note.revision_id"
        " WHERE note_revision.text <> ''",
    ),
    "code": lambda connection: _listed(connection, "has_code = 1 OR code_urls <> '[]'"),
    "date": lambda connection: _listed(connection, "published IS NOT NULL"),
    "link": lambda connection: _attached(connection, "SELECT source_id FROM link UNION SELECT target_id FROM link"),
}


def _published(connection: Connection, fact: Fact) -> set[int]:
    first, last = days(fact.value)
    conditions: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "=": ("published BETWEEN ? AND ?", (first, last)),
        ">": ("published > ?", (last,)),
        ">=": ("published >= ?", (first,)),
        "<": ("published < ?", (first,)),
        "<=": ("published <= ?", (last,)),
    }
    condition, parameters = conditions[fact.operator]
    return _listed(connection, condition, *parameters)


def days(value: str) -> tuple[str, str]:
    """The first and the last day (ISO) of a year, a month or a day, written as in Fact."""
    year, month, day = (*value.split("-"), "", "")[:3]
    if day:
        return value, value
    if month:
        return f"{value}-01", f"{value}-{calendar.monthrange(int(year), int(month))[1]}"
    return f"{value}-01-01", f"{value}-12-31"


def _commented(connection: Connection, fact: Fact) -> set[int]:
    if fact.operator not in OPERATORS:
        raise KeyError(fact.operator)
    # A number beyond SQLite's integers compares right as well, and no paper has that many comments.
    return _listed(connection, f"comments {fact.operator} ?", min(int(fact.value), 2**63 - 1))


FACTS: Mapping[str, Callable[[Connection, Fact], set[int]]] = {
    "tag": _tagged,
    "status": _with_status,
    "is": _starred,
    "has": _having,
    "published": _published,
    "comments": _commented,
}
