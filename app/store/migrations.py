"""Migrations: an append-only list. The version of a library is how many of them it has seen.

To change the schema write `sql/000N.sql`, append its name here and mirror the tables in `app.store.model`; released
files are never edited. Each runs in one transaction with its version number, so a killed upgrade leaves the version
before it.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import LibraryError
from app.store.driver import Connection

MIGRATIONS: tuple[str, ...] = ("0001.sql", "0002.sql", "0003.sql", "0004.sql")


def version_of(connection: Connection) -> int:
    """The schema version of an open file; 0 is an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def pending(connection: Connection) -> tuple[str, ...]:
    """The migrations this file has not seen yet; a file from a newer Paperdesk is refused with a sentence."""
    version = version_of(connection)
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"This library was written by a newer Paperdesk (its format is {version}, this program knows "
            f"{len(MIGRATIONS)}). Nothing was changed; please update Paperdesk to open it."
        )
    return MIGRATIONS[version:]


def refuse_other_versions(connection: Connection) -> None:
    """A file that cannot be written can only be read when it needs no upgrade."""
    if pending(connection):
        raise LibraryError("This library was written by an older Paperdesk and lies where it cannot be upgraded.")


def migrate(connection: Connection) -> None:
    """Bring an open file to the newest version, one transaction a migration."""
    for name in pending(connection):
        _run(connection, name)


def _run(connection: Connection, name: str) -> None:
    number = MIGRATIONS.index(name) + 1
    script = (Path(__file__).parent / "sql" / name).read_text("utf-8")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) == number - 1:  # another process may have been faster
            _run_script(connection, script)
            if number == 1:
                _name_library(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _run_script(connection: Connection, script: str) -> None:
    """Run a script inside the open transaction; `executescript` would commit it first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and _is_complete(statement):
            connection.execute(statement)
            statement = ""


def _is_complete(statement: str) -> bool:
    is_trigger = "CREATE TRIGGER" in statement
    return not is_trigger or statement.rstrip().endswith("END;")


def _name_library(connection: Connection) -> None:
    import uuid  # noqa: PLC0415 - for a new library only; it loads the hash functions

    rows = [("library_id", uuid.uuid4().hex), ("epoch", uuid.uuid4().hex), ("outbox_floor", "0")]
    connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", rows)
