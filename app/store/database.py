"""One library file: its connections and their settings, transactions and actions.

Reads are plain SQL on `reader`. Every user action is an `Action` on `writer`: BEGIN IMMEDIATE, one journal step,
COMMIT. Single user-owned rows are written as SQLModel objects through `Action.session`, bulk rows by `executemany` on
`Action.connection`; both are in the same transaction. SQLModel is loaded with the first session, because that takes
longer than a whole `paperdesk list`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import LibraryError, PaperdeskError
from app.store import backup, journal, migrations
from app.store.driver import JOURNAL_MODE, Connection, DatabaseError, OperationalError, connect

if TYPE_CHECKING:
    from sqlmodel import Session

BUSY_SECONDS = 5.0
MAX_CONTINUE_MINUTES = 5
PAGE_BYTES = 16384
"""Of a new file; an existing one keeps its own. A row with an abstract takes 2 kB: compared to the default of 4 kB this
makes the file 7 % smaller and commits a third faster, and a single edit no slower."""


def utc_now() -> str:
    """The current UTC time as ISO text with microseconds, so that text order is time order."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Action:
    """A running user action. One marked `is_void` changed nothing and is rolled back, including its step."""

    def __init__(self, database: Database, step_id: int | None) -> None:
        self.database = database
        self.connection: Connection = database.writer
        self.step_id = step_id
        self.at = utc_now()
        self.is_void = False
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """An SQLModel session inside this transaction; it never commits."""
        if self._session is None:
            from app.store.session import open_session  # noqa: PLC0415 - SQLModel takes 0.3 s to load

            self._session = open_session(self.connection)
        return self._session

    def flush(self) -> None:
        """Write pending objects of the session, so that plain SQL sees them."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()


class Database:
    """An open library file at `path` (created when missing). `synchronous` other than FULL is for durability tests.

    Where the folder is not writable, the file is opened read-only, and every write raises LibraryError.
    """

    def __init__(self, path: Path, *, synchronous: str = "FULL") -> None:
        self.path = path
        self.is_read_only = path.exists() and not (os.access(path.parent, os.W_OK) and os.access(path, os.W_OK))
        self._synchronous = synchronous
        try:
            self._open()
        except DatabaseError as error:
            raise _as_library_error(error, path) from error

    def _open(self) -> None:
        if self.is_read_only:
            # reading a file in WAL mode creates files beside it, unless it is opened as immutable
            self.reader = self.writer = connect(f"{self.path.absolute().as_uri()}?immutable=1", uri=True)
            migrations.require_current_version(self.reader)
            return
        self.writer = self._connect()
        if migrations.read_version(self.writer) > 0 and migrations.list_pending(self.writer):
            backup.make_copy(self.writer, self.path, "migration")
        migrations.migrate(self.writer)
        journal.install(self.writer)
        self.reader = self._connect()
        self.reader.execute("PRAGMA query_only = ON")

    def _connect(self) -> Connection:
        connection = connect(str(self.path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
        for name, value in _settings(self._synchronous):
            connection.execute(f"PRAGMA {name} = {value}")
        return connection

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A write transaction that is no user action; nothing is journaled."""
        self._begin()
        try:
            yield self.writer
            self.writer.execute("COMMIT")
        except BaseException as error:
            self._roll_back()
            if isinstance(error, DatabaseError):
                raise _as_library_error(error, self.path) from error
            raise

    @contextmanager
    def action(self, kind: str, label: str, continued: int | None = None) -> Iterator[Action]:
        """One user action: one transaction, one step. The body closes the step through `journal.close_step`.

        With `continued` the action goes on with that step when it is the newest and younger than STEP_MINUTES.
        """
        self._begin()
        running: Action | None = None
        try:
            running = Action(self, None)
            since = (datetime.now(UTC) - timedelta(minutes=MAX_CONTINUE_MINUTES)).isoformat(timespec="microseconds")
            if continued is not None and journal.reopen_step(self.writer, continued, since):
                running.step_id = continued
            else:
                running.step_id = journal.open_step(self.writer, kind, label, running.at)
            yield running
            running.flush()
            self.writer.execute("ROLLBACK" if running.is_void else "COMMIT")
        except BaseException as error:
            self._roll_back()
            if isinstance(error, DatabaseError):
                raise _as_library_error(error, self.path) from error
            raise
        finally:
            if running is not None:
                running.close()

    def _begin(self) -> None:
        if self.is_read_only:
            raise LibraryError(f"{self.path} is in a folder that is not writable. Nothing was changed.")
        try:
            self.writer.execute("BEGIN IMMEDIATE")
        except OperationalError as error:
            raise _as_library_error(error, self.path) from error

    def _roll_back(self) -> None:
        if self.writer.in_transaction:
            self.writer.execute("ROLLBACK")

    def meta(self, key: str) -> str:
        return str(self.reader.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def data_version(self) -> int:
        """A number that changes whenever another connection has changed the file (PRAGMA data_version)."""
        return int(self.reader.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self.reader.close()
        self.writer.close()


def _settings(synchronous: str) -> tuple[tuple[str, object], ...]:
    # FULL: a confirmed edit survives a power cut. With a rollback journal, the commit is the deletion of the journal
    # file, and only EXTRA syncs the folder after that.
    level = "EXTRA" if (synchronous, JOURNAL_MODE) == ("FULL", "DELETE") else synchronous
    return (
        ("synchronous", level),
        ("foreign_keys", "ON"),
        ("recursive_triggers", "ON"),
        ("trusted_schema", "OFF"),
        ("cell_size_check", "ON"),
        ("cache_size", -65536),  # KiB
        ("temp_store", "MEMORY"),
    )


def _as_library_error(error: Exception, path: Path) -> PaperdeskError:
    """An SQLite error as a sentence: what happened, what was kept, what to do."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return LibraryError(f"Another program is writing to {path}. Nothing was changed; please try again in a moment.")
    if "readonly" in text or "unable to open" in text:
        return LibraryError(f"{path} cannot be written (no permission, or a read-only disk). Nothing was changed.")
    if "full" in text:
        return LibraryError(f"The disk of {path} is full. Nothing was changed; please free some space and try again.")
    if "not a database" in text or "malformed" in text or "corrupt" in text:
        return LibraryError(
            f"{path} is damaged and was left unchanged. There may be a verified copy in {path.parent / 'backups'}: "
            "replace the damaged file by it."
        )
    return LibraryError(f"SQLite could not use {path}: {error}. Nothing was changed.")
