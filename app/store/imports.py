"""Imports in SQL: the ledger of what came in, when and from where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from app.domain.errors import UsageError
from app.domain.views import ImportDetail, ImportView
from app.store.driver import Connection, as_json


class Standing(Enum):
    """Whether an import counts: it stands, was taken back, or was undone as if it had never been.

    Taking an import back keeps the papers that the user has touched since; undoing it comes after those touches have
    been undone themselves, and restores what was there before, exactly.
    """

    STANDS = "stands"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


class About(NamedTuple):
    """What the fold needs to know of an import."""

    dump_date: str | None
    source: str
    file_hash: str
    imported_at: str


class Known(NamedTuple):
    """An import that is already in the library."""

    id: int
    paper_count: int
    standing: Standing


def about(connection: Connection, import_id: int) -> About:
    row = connection.execute(
        "SELECT dump_date, source, file_hash, imported_at FROM import WHERE id = ?", (import_id,)
    ).fetchone()
    return About(*row)


def find_same(connection: Connection, file_hash: str, format_name: str, dump_date: str | None) -> Known | None:
    """The import of the same text in the same format with the same date, if there was one."""
    row = connection.execute(
        "SELECT id, paper_count, is_withdrawn, is_undone FROM import "
        "WHERE file_hash = ? AND format = ? AND COALESCE(dump_date, '') = ? AND is_finished",
        (file_hash, format_name, dump_date or ""),
    ).fetchone()
    if row is None:
        return None
    standing = Standing.UNDONE if row[3] else Standing.WITHDRAWN if row[2] else Standing.STANDS
    return Known(row[0], row[1], standing)


def standing(connection: Connection, import_id: int) -> Standing:
    row = connection.execute("SELECT is_withdrawn, is_undone FROM import WHERE id = ?", (import_id,)).fetchone()
    return Standing.UNDONE if row[1] else Standing.WITHDRAWN if row[0] else Standing.STANDS


def set_counts(connection: Connection, import_id: int, papers: int, new: int, changed: int) -> None:
    connection.execute(
        "UPDATE import SET paper_count = ?, new_count = ?, changed_count = ?, is_finished = 1 WHERE id = ?",
        (papers, new, changed, import_id),
    )


def set_standing(connection: Connection, import_id: int, standing: Standing) -> None:
    connection.execute(
        "UPDATE import SET is_withdrawn = ?, is_undone = ? WHERE id = ?",
        (standing is not Standing.STANDS, standing is Standing.UNDONE, import_id),
    )


def unfinished(connection: Connection) -> list[int]:
    """Imports that were begun and neither finished nor removed."""
    return [row[0] for row in connection.execute("SELECT id FROM import WHERE NOT is_finished ORDER BY id")]


def remaining(connection: Connection, paper_ids: Iterable[int]) -> tuple[set[int], set[int]]:
    """Which of these papers are in the library although their import was taken back: those that other pages show, and
    those that stand by the user's touch alone."""
    rows = connection.execute(
        "SELECT DISTINCT home.id, EXISTS (SELECT 1 FROM sighting AS s JOIN import AS i ON i.id = s.import_id "
        "WHERE s.paper_id = home.id AND NOT i.is_withdrawn) "
        "FROM paper AS own JOIN paper AS home ON home.id = COALESCE(own.alias_of, own.id) "
        "WHERE home.is_present AND own.id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    ).fetchall()
    return {row[0] for row in rows if row[1]}, {row[0] for row in rows if not row[1]}


def is_year_confirmed(connection: Connection, import_id: int) -> bool:
    """Whether a date printed elsewhere equals one whose year was inferred for this import's page."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM sighting AS mine JOIN sighting AS other ON other.paper_id = mine.paper_id "
        "JOIN import AS i ON i.id = other.import_id WHERE mine.import_id = ? AND mine.year_inferred "
        "AND NOT other.year_inferred AND other.published = mine.published AND NOT i.is_withdrawn)",
        (import_id,),
    ).fetchone()
    return bool(row[0])


def all_imports(connection: Connection) -> list[ImportView]:
    """Every import, oldest first, also the withdrawn ones."""
    rows = connection.execute(
        "SELECT id, path, format, dump_date, imported_at, paper_count, new_count, changed_count, is_withdrawn "
        "FROM import WHERE is_finished ORDER BY id"
    )
    return [replace(ImportView(*row), withdrawn=bool(row[8])) for row in rows]


def find(connection: Connection, import_id: int) -> ImportView:
    """One import, or a sentence."""
    for view in all_imports(connection):
        if view.id == import_id:
            return view
    raise UsageError(f"There is no import {import_id}. “paperdesk imports” lists them. Nothing was changed.")


def detail(connection: Connection, import_id: int) -> ImportDetail:
    """What an import said of itself, or a sentence when there is none."""
    from app.domain.records import Unread  # noqa: PLC0415 - a list does without it

    view = find(connection, import_id)
    reason, layout, basis, sentence, unread = connection.execute(
        "SELECT reason, layout, year_basis, sentence, unread FROM import WHERE id = ?", (import_id,)
    ).fetchone()
    pieces = tuple(Unread(one["line"], one["text"], one["why"]) for one in json.loads(unread))
    return ImportDetail(view, reason, layout, basis, sentence, pieces)
