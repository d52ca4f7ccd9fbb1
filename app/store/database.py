"""One library file: its connections and their settings, transactions and actions.

Reads are plain SQL on `reader`. Every user action is an `Action` on `writer`: BEGIN IMMEDIATE, one journal step,
COMMIT. Single user-owned rows are written as SQLModel objects through `Action.session`, bulk rows by `executemany` on
`Action.connection`; both are in the same transaction. SQLModel is loaded with the first session, because that takes
longer than a whole `paperdesk list`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import LibraryError, PaperdeskError
from app.store import backup, identity, journal, library_file, migrations, private_copy
from app.store.driver import JOURNAL_MODE, Connection, DatabaseError, connect
from app.store.lock import hold_import_lock

if TYPE_CHECKING:
    from sqlmodel import Session

BUSY_SECONDS = 5.0
MAX_CONTINUE_SECONDS = 300.0


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
    """An open library file at `path`. `synchronous` other than FULL is for durability tests.

    Where there is none, it is created, or with `may_create` False an empty library is shown and nothing is created
    (`is_absent`). Where the folder is not writable, the file is opened read-only. In both cases every write raises
    LibraryError. The writing connection is opened with the first write.
    """

    def __init__(self, path: Path, *, synchronous: str = "FULL", may_create: bool = True) -> None:
        self.path = path
        self.is_absent = self.is_read_only = False
        self._key: identity.FileKey | None = None  # the file, as long as this process has it open
        self._synchronous = synchronous
        self._writer: Connection | None = None
        self._own_step: tuple[int | None, float] | None = None  # the step begun last, and when by the monotonic clock
        try:
            if may_create and not library_file.has_library(path):
                library_file.create(path)
            self.reader = self._find_and_open()
        except BaseException as error:
            self._unregister()
            if isinstance(error, DatabaseError):
                raise _as_library_error(error, path) from error
            raise

    def _find_and_open(self) -> Connection:
        """The reading connection. What is there is decided, and the file registered, in one go."""
        with identity.guard:
            if not library_file.has_library(self.path):
                self.is_absent = self.is_read_only = True
                return library_file.open_empty()
            if not (os.access(self.path.parent, os.W_OK) and os.access(self.path, os.W_OK)):
                self.is_read_only = True
                return self._open_read_only()
            self._key = identity.register(self.path)
        return self._open()

    def _open(self) -> Connection:
        """The reading connection, of a library that has the current version."""
        library_file.require_known_wal(self.path)
        reader = self._connect()
        if migrations.list_pending(reader):
            reader.close()
            self._migrate()
            reader = self._connect()
        reader.execute("PRAGMA query_only = ON")
        return reader

    def _open_read_only(self) -> Connection:
        reader, self._key = private_copy.open_for_reading(self.path)
        try:
            migrations.require_current_version(reader)
        except LibraryError:
            reader.close()
            raise
        return reader

    def _migrate(self) -> None:
        """Upgrade the file, after a copy of it was made. One process does it, the others wait."""
        with hold_import_lock(self.path), closing(self._connect()) as connection:
            if migrations.list_pending(connection):
                backup.make_copy(connection, self.path, "migration")
                migrations.migrate(connection)

    @property
    def writer(self) -> Connection:
        """The writing connection, opened and in the intended journal mode when it is first asked for."""
        if self._writer is None:
            if self.is_absent:
                raise LibraryError(f"There is no library in {self.path.parent}. Nothing was changed.")
            if self.is_read_only:
                raise LibraryError(f"{self.path} is in a folder that is not writable. Nothing was changed.")
            self._writer = self._connect()
            self._writer.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
            journal.install(self._writer)
        return self._writer

    def _connect(self) -> Connection:
        connection = connect(str(self.path), timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        if JOURNAL_MODE == "DELETE":  # this SQLite may damage a file in WAL mode: none is read so, either
            connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")
        for name, value in _settings(self._synchronous):
            connection.execute(f"PRAGMA {name} = {value}")
        return connection

    @contextmanager
    def trial(self) -> Iterator[Connection]:
        """A transaction that is rolled back in any case. Works in a library that cannot be written, too."""
        if self.is_read_only:
            with closing(private_copy.copy_connection(self.reader)) as copy:
                copy.execute("BEGIN")
                yield copy
            return
        self._begin()
        try:
            yield self.writer
        except DatabaseError as error:
            raise _as_library_error(error, self.path) from error
        finally:
            self._roll_back()

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

        With `continued` the action goes on with that step, if this Database began it, less than MAX_CONTINUE_SECONDS
        ago, and nothing was done since.
        """
        self._begin()
        running: Action | None = None
        try:
            running, began = Action(self, None), time.monotonic()
            if continued is not None and self._may_continue(continued) and journal.reopen_step(self.writer, continued):
                running.step_id = continued
            else:
                running.step_id = journal.open_step(self.writer, kind, label, running.at)
            yield running
            running.flush()
            self.writer.execute("ROLLBACK" if running.is_void else "COMMIT")
            if not running.is_void and running.step_id != continued:
                self._own_step = running.step_id, began
        except BaseException as error:
            self._roll_back()
            if isinstance(error, DatabaseError):
                raise _as_library_error(error, self.path) from error
            raise
        finally:
            if running is not None:
                running.close()

    def _may_continue(self, step_id: int) -> bool:
        """Whether a step was begun here a short time ago. The clock of the system, which may jump, is not asked."""
        if self._own_step is None or self._own_step[0] != step_id:
            return False
        return time.monotonic() - self._own_step[1] < MAX_CONTINUE_SECONDS

    def _begin(self) -> None:
        try:
            self.writer.execute("BEGIN IMMEDIATE")
            identity.mark(self.writer)
        except DatabaseError as error:
            self._roll_back()
            raise _as_library_error(error, self.path) from error

    def _roll_back(self) -> None:
        if self._writer is not None and self._writer.in_transaction:
            self._writer.execute("ROLLBACK")

    def meta(self, key: str) -> str:
        return str(self.reader.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])

    def data_version(self) -> int:
        """A number that changes whenever another connection has changed the file (PRAGMA data_version)."""
        return int(self.reader.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self.reader.close()
        if self._writer is not None:
            self._writer.close()
        self._unregister()

    def _unregister(self) -> None:
        if self._key is not None:
            identity.unregister(self._key)
            self._key = None


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
        return LibraryError(f"{path} is damaged and was left unchanged.{library_file.describe_rescue(path)}")
    return LibraryError(f"SQLite could not use {path}: {error}. Nothing was changed.")
