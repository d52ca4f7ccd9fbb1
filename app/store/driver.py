"""The only module that imports the SQLite driver.

Two SQLite libraries on one file break its locks, so the whole process uses this one. `pysqlite3` has a newer SQLite
than most systems. Before 3.51.3 SQLite may damage a file in WAL mode when a writer and a checkpoint race, so an older
library uses the rollback journal instead.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3 as sqlite
else:
    try:
        from pysqlite3 import dbapi2 as sqlite
    except ImportError:
        import sqlite3 as sqlite

Connection = sqlite.Connection
Error = sqlite.Error
DatabaseError = sqlite.DatabaseError
IntegrityError = sqlite.IntegrityError
OperationalError = sqlite.OperationalError
MODULE: Any = sqlite
VERSION: tuple[int, ...] = tuple(int(part) for part in sqlite.sqlite_version.split("."))
JOURNAL_MODE = "WAL" if VERSION >= (3, 51, 3) else "DELETE"

connect = sqlite.connect

# The driver binds numbers and text directly, but looks up an adapter for every None and bool, which takes some twenty
# times as long, for a third of the columns of a paper. Registered adapters avoid the slow path.
_KEEP_AS_IS: dict[None, None] = {}
sqlite.register_adapter(type(None), _KEEP_AS_IS.get)
sqlite.register_adapter(bool, int)


def as_json(ids: Iterable[object]) -> str:
    """A set of ids or keys as one SQL parameter, for `json_each`."""
    return json.dumps(list(ids))
