"""Questions that `doctor` asks of the library file. Each returns the sentences of what is wrong and changes nothing."""

from __future__ import annotations

import hashlib
import zlib

from app.store import backup, imports
from app.store.database import Database
from app.store.driver import Connection, DatabaseError
from app.store.journal import JOURNALED

Fingerprint = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def damage(database: Database) -> list[str]:
    """SQLite's own check of the file."""
    try:
        rows = database.reader.execute("PRAGMA integrity_check").fetchall()
    except DatabaseError as error:
        return [str(error)]
    return [row[0] for row in rows if row[0] != "ok"]


def orphans(database: Database) -> list[str]:
    """Rows that name rows that are not there."""
    rows = database.reader.execute("PRAGMA foreign_key_check").fetchall()
    return [f"row {row[1]} of {row[0]} names a missing row of {row[2]}" for row in rows]


def changed_notes(database: Database) -> list[str]:
    """Note revisions whose text is not the one that was written."""
    rows = database.reader.execute("SELECT id, paper_id, hash, text FROM note_revision")
    return [
        f"revision {row[0]} of the note of paper {row[1]} was changed outside Paperdesk"
        for row in rows
        if hashlib.sha256(row[3].encode("utf-8", "surrogatepass")).hexdigest() != row[2]
    ]


def changed_dumps(database: Database) -> list[str]:
    """Kept dumps whose text is not the one that was imported."""
    rows = database.reader.execute("SELECT id, hash, text FROM dump WHERE text IS NOT NULL")
    return [f"the kept text of dump {row[0]} was changed" for row in rows if _digest(row[2]) != row[1]]


def _digest(packed: bytes) -> str:
    try:
        return hashlib.sha256(zlib.decompress(packed)).hexdigest()
    except zlib.error:
        return ""


def unfinished_imports(database: Database) -> list[str]:
    """Imports that were cut off and not removed yet."""
    return [f"import {one} did not finish" for one in imports.unfinished(database.reader)]


def unreadable_journal(database: Database) -> list[str]:
    """Journal rows that no undo could apply."""
    names = ", ".join(f"'{table.name}'" for table in JOURNALED)
    rows = database.reader.execute(
        f"SELECT id FROM journal WHERE table_name NOT IN ({names}) OR (old IS NOT NULL AND NOT json_valid(old))"
    )
    return [f"line {row[0]} of the journal cannot be read" for row in rows]


def bad_copies(database: Database) -> list[str]:
    """Whether the newest verified copy still opens and passes SQLite's check."""
    copies = backup.copies(database.path.parent / "backups")
    if not copies:
        return []
    try:
        verdict = backup.check(copies[-1])
    except DatabaseError as error:
        verdict = str(error)
    return [] if verdict == "ok" else [f"the copy {copies[-1].name} is damaged: {verdict}"]


def identities(connection: Connection) -> set[int]:
    """Every identity there ever was."""
    return {row[0] for row in connection.execute("SELECT id FROM paper")}


def fingerprint(connection: Connection) -> Fingerprint:
    """All folded rows: what must not change when everything is folded again."""
    visible = connection.execute("SELECT * FROM paper WHERE is_present OR alias_of IS NOT NULL ORDER BY id").fetchall()
    homes = connection.execute("SELECT id, birth_id, split_id, paper_id FROM sighting ORDER BY id").fetchall()
    return visible, homes
