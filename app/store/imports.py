"""Imports in SQL: what was imported, when and from where."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import NamedTuple

from app.domain.detail_views import ImportDetail, ImportView
from app.domain.errors import UsageError
from app.store.driver import Connection, as_json


class ImportState(Enum):
    """Whether an import counts: it is active, was withdrawn, or was undone as if it had never been made.

    Withdrawing an import keeps the papers that the user has touched since. It is undone only after those changes have
    been undone themselves, which restores the previous state exactly.
    """

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


class ImportInfo(NamedTuple):
    """The data of an import that its sightings carry for merging."""

    dump_date: str | None
    source: str
    file_hash: str
    imported_at: str


class ExistingImport(NamedTuple):
    """An import that is already in the library."""

    id: int
    paper_count: int
    state: ImportState


def read_info(connection: Connection, import_id: int) -> ImportInfo:
    row = connection.execute(
        "SELECT dump_date, source, file_hash, imported_at FROM import WHERE id = ?", (import_id,)
    ).fetchone()
    return ImportInfo(*row)


def find_same(connection: Connection, file_hash: str, format_name: str, dump_date: str | None) -> ExistingImport | None:
    """The import of the same text in the same format with the same date, if there was one."""
    row = connection.execute(
        "SELECT id, paper_count, is_withdrawn, is_undone FROM import "
        "WHERE file_hash = ? AND format = ? AND COALESCE(dump_date, '') = ? AND is_finished",
        (file_hash, format_name, dump_date or ""),
    ).fetchone()
    if row is None:
        return None
    state = ImportState.UNDONE if row[3] else ImportState.WITHDRAWN if row[2] else ImportState.ACTIVE
    return ExistingImport(row[0], row[1], state)


def read_state(connection: Connection, import_id: int) -> ImportState:
    row = connection.execute("SELECT is_withdrawn, is_undone FROM import WHERE id = ?", (import_id,)).fetchone()
    return ImportState.UNDONE if row[1] else ImportState.WITHDRAWN if row[0] else ImportState.ACTIVE


def set_counts(connection: Connection, import_id: int, papers: int, new: int, changed: int) -> None:
    connection.execute(
        "UPDATE import SET paper_count = ?, new_count = ?, changed_count = ?, is_finished = 1 WHERE id = ?",
        (papers, new, changed, import_id),
    )


def set_state(connection: Connection, import_id: int, state: ImportState) -> None:
    connection.execute(
        "UPDATE import SET is_withdrawn = ?, is_undone = ? WHERE id = ?",
        (state is not ImportState.ACTIVE, state is ImportState.UNDONE, import_id),
    )


def find_remaining_papers(connection: Connection, paper_ids: Iterable[int]) -> tuple[set[int], set[int]]:
    """The papers that stay although their import was withdrawn: those seen by other imports, and those kept only
    because the user has touched them."""
    rows = connection.execute(
        "SELECT DISTINCT owner.id, EXISTS (SELECT 1 FROM sighting AS s JOIN import AS i ON i.id = s.import_id "
        "WHERE s.paper_id = owner.id AND NOT i.is_withdrawn) "
        "FROM paper AS own JOIN paper AS owner ON owner.id = COALESCE(own.alias_of, own.id) "
        "WHERE owner.is_present AND own.id IN (SELECT value FROM json_each(?))",
        (as_json(paper_ids),),
    ).fetchall()
    return {row[0] for row in rows if row[1]}, {row[0] for row in rows if not row[1]}


def is_year_confirmed(connection: Connection, import_id: int) -> bool:
    """Whether a date printed elsewhere equals one whose year was inferred for this import's page."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM sighting AS own JOIN sighting AS other ON other.paper_id = own.paper_id "
        "JOIN import AS i ON i.id = other.import_id WHERE own.import_id = ? AND own.year_inferred "
        "AND NOT other.year_inferred AND other.published = own.published AND NOT i.is_withdrawn)",
        (import_id,),
    ).fetchone()
    return bool(row[0])


def list_imports(connection: Connection) -> list[ImportView]:
    """Every import, including withdrawn ones, oldest first."""
    rows = connection.execute(
        "SELECT id, path, format, dump_date, imported_at, paper_count, new_count, changed_count, is_withdrawn "
        "FROM import WHERE is_finished ORDER BY id"
    )
    return [replace(ImportView(*row), withdrawn=bool(row[8])) for row in rows]


def find(connection: Connection, import_id: int) -> ImportView:
    """One import. Raises UsageError when there is none."""
    for view in list_imports(connection):
        if view.id == import_id:
            return view
    raise UsageError(f"There is no import {import_id}. “paperdesk imports” lists them. Nothing was changed.")


def read_detail(connection: Connection, import_id: int) -> ImportDetail:
    """The details of an import. Raises UsageError when there is none."""
    from app.domain.records import UnreadText  # noqa: PLC0415 - not needed to list papers

    view = find(connection, import_id)
    reason, layout, basis, sentence, unread = connection.execute(
        "SELECT reason, layout, year_basis, sentence, unread FROM import WHERE id = ?", (import_id,)
    ).fetchone()
    passages = tuple(UnreadText(one["line"], one["text"], one["why"]) for one in json.loads(unread))
    return ImportDetail(view, reason, layout, basis, sentence, passages)
