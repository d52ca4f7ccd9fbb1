"""The SQLModel classes and the migrations describe the same tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import SQLModel

import app.store.model  # noqa: F401 - fills the metadata
from app.domain.errors import LibraryError
from app.library import Library
from app.store import journal, migrations
from app.store.driver import connect
from app.store.library_file import PAGE_BYTES


def test_classes_and_migrations_describe_the_same_columns(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        rows = library.database.reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        created = {name: _columns(library, name) for (name,) in rows if not name.startswith("sqlite_")}
    described = {
        table.name: {(column.name, bool(column.nullable)) for column in table.columns}
        for table in SQLModel.metadata.tables.values()
    }
    assert created == described


def _columns(library: Library, table: str) -> set[tuple[str, bool]]:
    rows = library.database.reader.execute(f"PRAGMA table_info({table})").fetchall()
    return {(row[1], not (row[3] or row[5])) for row in rows}


def test_every_column_of_a_user_owned_table_is_journaled() -> None:
    tables = SQLModel.metadata.tables
    for table in journal.JOURNALED:
        assert {column.name for column in tables[table.name].columns} == {"id", *table.columns}


def test_a_library_of_a_newer_paperdesk_is_refused_and_unchanged(tmp_path: Path) -> None:
    with Library(tmp_path):
        pass
    file = tmp_path / "library.db"
    connection = connect(str(file))
    connection.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LibraryError, match="newer Paperdesk"):
        Library(tmp_path)
    connection = connect(str(file))
    assert migrations.read_version(connection) == len(migrations.MIGRATIONS) + 1
    connection.close()


def test_a_library_with_another_page_size_keeps_it(tmp_path: Path) -> None:
    small, new = tmp_path / "small", tmp_path / "new"
    with Library(small):
        pass
    connection = connect(str(small / "library.db"))
    connection.executescript("PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM")
    connection.close()
    for folder, size in ((small, 4096), (new, PAGE_BYTES)):
        with Library(folder) as library:
            paper_id, _changes = library.editing.add({"title": "A title"})
            assert library.database.reader.execute("PRAGMA page_size").fetchone() == (size,)
        with Library(folder) as library:
            assert [view.title for view in library.views([paper_id])] == ["A title"]


def test_none_is_stored_as_null_and_bool_as_integer() -> None:
    connection = connect(":memory:")
    connection.execute("CREATE TABLE kept (one, other)")
    connection.executemany("INSERT INTO kept VALUES (?, ?)", [(None, True), (False, None)])
    rows = connection.execute("SELECT one, typeof(one), other, typeof(other) FROM kept").fetchall()
    connection.close()
    assert rows == [(None, "null", 1, "integer"), (0, "integer", None, "null")]


def test_a_file_that_is_no_library_is_refused_and_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    file.write_bytes(b"this is a shopping list, not a database, and long enough to be read as one" * 20)
    before = file.read_bytes()
    with pytest.raises(LibraryError, match="no Paperdesk library, or is damaged"):
        Library(tmp_path)
    assert file.read_bytes() == before
