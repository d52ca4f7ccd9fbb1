"""Schema migrations: an append-only list. The version of a library is the number of migrations applied to it.

To change the schema, write `sql/000N.sql`, append it here and mirror the tables in `app.store.model`; released
files are never edited. Each migration and its version number are one transaction, so an interrupted upgrade leaves the
previous version.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from app.domain.errors import LibraryError
from app.store.driver import Connection
from app.store.identity import mark


class Migration(NamedTuple):
    """One change of the schema: its file in `sql`.

    One that `is_additive` only adds tables, columns that may be empty, and indexes. Steps of the history that are older
    than it can still be undone, because all columns that they restore are there and mean the same.
    """

    file: str
    is_additive: bool


MIGRATIONS: tuple[Migration, ...] = (
    Migration("0001.sql", is_additive=False),
    Migration("0002.sql", is_additive=True),
    Migration("0003.sql", is_additive=True),
    Migration("0004.sql", is_additive=True),
    Migration("0005.sql", is_additive=True),
)


def read_version(connection: Connection) -> int:
    """The schema version of an open file; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def oldest_reversible_version(connection: Connection) -> int:
    """The oldest version whose steps can still be undone and redone: that of the last migration that changed rows."""
    applied = enumerate(MIGRATIONS[: read_version(connection)], start=1)
    return max((number for number, migration in applied if not migration.is_additive), default=0)


def list_pending(connection: Connection) -> tuple[Migration, ...]:
    """The migrations not applied to this file yet. Raises LibraryError when a newer Paperdesk wrote the file."""
    version = read_version(connection)
    require_known(version)
    return MIGRATIONS[version:]


def require_known(version: int) -> None:
    """Raise LibraryError when this is a version of a newer Paperdesk."""
    if version > len(MIGRATIONS):
        raise LibraryError(
            f"This library was written by a newer Paperdesk (its format is {version}, this program knows "
            f"{len(MIGRATIONS)}). Nothing was changed; please update Paperdesk to open it."
        )


def require_current_version(connection: Connection) -> None:
    """Raise LibraryError when a read-only file would have to be upgraded."""
    if list_pending(connection):
        raise LibraryError(
            "This library was written by an older Paperdesk and cannot be upgraded, because its folder is read-only."
        )


def migrate(connection: Connection) -> None:
    """Upgrade an open file to the newest version, one transaction per migration."""
    for migration in list_pending(connection):
        _run(connection, migration)


def _run(connection: Connection, migration: Migration) -> None:
    number = MIGRATIONS.index(migration) + 1
    script = (Path(__file__).parent / "sql" / migration.file).read_text("utf-8")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if read_version(connection) == number - 1:  # another process may have upgraded it meanwhile
            _run_script(connection, script)
            if number == 1:
                _create_library_id(connection)
            connection.execute(f"PRAGMA user_version = {number}")
            mark(connection)
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
