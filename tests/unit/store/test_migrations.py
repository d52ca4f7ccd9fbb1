"""Steps of the history that are older than a migration."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import PaperdeskError
from app.library import Library
from app.store import migrations
from app.store.migrations import Migration

VERSION = len(migrations.MIGRATIONS)


def upgrade(monkeypatch: pytest.MonkeyPatch, folder: Path, statement: str, *, is_additive: bool) -> None:
    """Give the program one more migration, which is applied when a library is opened next."""
    script = folder / "next.sql"
    script.write_text(f"{statement};\n")
    monkeypatch.setattr(
        migrations, "MIGRATIONS", (*migrations.MIGRATIONS, Migration(str(script), is_additive=is_additive))
    )


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The folder of a library with one paper and a tag on it."""
    with Library(tmp_path / "library") as library:
        library.editing.add({"title": "Paper boats"})
        library.editing.tag("calm", [1])
    return tmp_path / "library"


def test_a_step_older_than_an_additive_migration_can_be_undone_and_redone(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch, tmp_path, "ALTER TABLE mark ADD COLUMN mood TEXT", is_additive=True)
    with Library(library) as opened:
        assert migrations.read_version(opened.database.reader) == VERSION + 1
        assert [step.final for step in opened.history()] == [False, False]
        opened.undo()
        assert opened.show(1).tags == ()
        opened.redo()
        assert opened.show(1).tags == ("calm",)


def test_a_step_older_than_another_migration_can_only_be_read(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch, tmp_path, "UPDATE tag SET name = upper(name)", is_additive=False)
    with Library(library) as opened:
        assert [step.final for step in opened.history()] == [True, True]
        with pytest.raises(PaperdeskError, match="older version"):
            opened.undo()
        opened.editing.star([1])
        assert [step.final for step in opened.history()] == [False, True, True]
        opened.undo()


def test_the_first_migration_creates_and_those_declared_additive_change_no_row() -> None:
    scripts = {one: (Path(migrations.__file__).parent / "sql" / one.file).read_text() for one in migrations.MIGRATIONS}
    assert not migrations.MIGRATIONS[0].is_additive
    for migration, script in scripts.items():
        code = "\n".join(line.partition("--")[0] for line in script.splitlines()).upper()
        words = ("UPDATE ", "DELETE ", "INSERT INTO", "DROP TABLE", "DROP COLUMN", "RENAME")
        is_changing = any(word in code for word in words)
        assert not (migration.is_additive and is_changing), migration.file
