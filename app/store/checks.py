"""Checks of the library file, for `doctor`. Each returns sentences on what is wrong and changes nothing."""

from __future__ import annotations

import hashlib
import zlib

from app.store import backup, lock
from app.store.database import Database
from app.store.driver import Connection, DatabaseError
from app.store.journal import JOURNALED

Fingerprint = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def find_damage(database: Database) -> list[str]:
    """Errors found by SQLite's integrity check."""
    try:
        rows = database.reader.execute("PRAGMA integrity_check").fetchall()
    except DatabaseError as error:
        return [str(error)]
    return [row[0] for row in rows if row[0] != "ok"]


def find_orphans(database: Database) -> list[str]:
    """Rows with a foreign key to a missing row."""
    rows = database.reader.execute("PRAGMA foreign_key_check").fetchall()
    return [f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}" for row in rows]


def find_changed_notes(database: Database) -> list[str]:
    """Note revisions whose text does not match its hash."""
    rows = database.reader.execute("SELECT id, paper_id, hash, text FROM note_revision")
    return [
        f"revision {row[0]} of the note of paper {row[1]} was changed outside Paperdesk"
        for row in rows
        if hashlib.sha256(row[3].encode("utf-8", "surrogatepass")).hexdigest() != row[2]
    ]


def find_changed_dumps(database: Database) -> list[str]:
    """Stored dumps whose text does not match its hash."""
    rows = database.reader.execute("SELECT id, hash, text FROM dump WHERE text IS NOT NULL")
    return [f"the stored text of dump {row[0]} was changed" for row in rows if _digest(row[2]) != row[1]]


def _digest(compressed: bytes) -> str:
    try:
        return hashlib.sha256(zlib.decompress(compressed)).hexdigest()
    except zlib.error:
        return ""


def find_unfinished_imports(database: Database) -> list[str]:
    """Imports that were interrupted and not removed yet."""
    return [f"import {import_id} did not finish" for import_id in lock.find_unfinished(database.reader)]


def find_unreadable_journal(database: Database) -> list[str]:
    """Journal rows that undo could not apply."""
    names = ", ".join(f"'{table.name}'" for table in JOURNALED)
    rows = database.reader.execute(
        f"SELECT id FROM journal WHERE table_name NOT IN ({names}) OR (old IS NOT NULL AND NOT json_valid(old))"
    )
    return [f"line {row[0]} of the journal cannot be read" for row in rows]


def find_bad_copies(database: Database) -> list[str]:
    """The backup copies that no longer open, and the newest of the others if it fails SQLite's check."""
    folder = backup.backups_folder(database.path)
    problems = [f"{path.name} is no library any more" for path in backup.find_unreadable(folder)]
    copies = backup.list_copies(folder)
    result = backup.check_integrity(copies[-1].path) if copies else "ok"
    return problems if result == "ok" else [*problems, f"the copy {copies[-1].path.name} is damaged: {result}"]


def read_identities(connection: Connection) -> set[int]:
    """The ids of all paper rows, present or not."""
    return {row[0] for row in connection.execute("SELECT id FROM paper")}


def read_fingerprint(connection: Connection) -> Fingerprint:
    """All derived rows: they must not change when everything is reconciled again."""
    visible = connection.execute("SELECT * FROM paper WHERE is_present OR alias_of IS NOT NULL ORDER BY id").fetchall()
    placements = connection.execute("SELECT id, birth_id, split_id, paper_id FROM sighting ORDER BY id").fetchall()
    return visible, placements
