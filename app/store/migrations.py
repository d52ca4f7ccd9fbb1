"""Schema migrations: an append-only list. The version of a library is the number of migrations applied to it.

To change the schema, write `sql/000N.sql`, append its name here and mirror the tables in `app.store.model`; released
files are never edited. Each migration and its version number are one transaction, so an interrupted upgrade leaves the
previous version.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import LibraryError
from app.store.driver import Connection

MIGRATIONS: tuple[str, ...] = ("0001.sql", "0002.sql", "0003.sql", "0004.sql")


def read_version(connection: Connection) -> int:
    """The schema version of an open file; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def list_pending(connection: Connection) -> tuple[str, ...]:
    """The migrations not applied to this file yet. Raises LibraryError when a newer Paperdesk wrote the file."""
    version = read_version(connection)
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"This library was written by a newer Paperdesk (its format is {version}, this program knows "
            f"{len(MIGRATIONS)}). Nothing was changed; please update Paperdesk to open it."
        )
    return MIGRATIONS[version:]


def require_current_version(connection: Connection) -> None:
    """Raise LibraryError when a read-only file would have to be upgraded."""
    if list_pending(connection):
        raise LibraryError(
            "This library was written by an older Paperdesk and cannot be upgraded, because its folder is read-only."
        )


def migrate(connection: Connection) -> None:
    """Upgrade an open file to the newest version, one transaction per migration."""
    for name in list_pending(connection):
        _run(connection, name)


def _run(connection: Connection, name: str) -> None:
    number = MIGRATIONS.index(name) + 1
    script = (Path(__file__).parent / "sql" / name).read_text("utf-8")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if read_version(connection) == number - 1:  # another process may have upgraded it meanwhile
            _run_script(connection, script)
            if number == 1:
                _create_library_id(connection)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _run_script(connection: Connection, script: str) -> None:
    """Run a script inside the open transaction, which `executescript` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if line.rstrip().endswith(";") and _is_complete(statement):
            connection.execute(statement)
            statement = ""


def _is_complete(statement: str) -> bool:
    is_trigger = "CREATE TRIGGER" in statement
    return not is_trigger or statement.rstrip().endswith("END;")


def _create_library_id(connection: Connection) -> None:
    import uuid  # noqa: PLC0415 - only needed for a new library; it loads the hash functions

    rows = [("library_id", uuid.uuid4().hex), ("epoch", uuid.uuid4().hex), ("outbox_floor", "0")]
    connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", rows)
