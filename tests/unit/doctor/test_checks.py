"""Damage that `doctor` must find, done to a real library outside Paperdesk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.config.paths import index_folder
from app.doctor.checks import CHECKS, run_checks
from app.importer.source import decode_source
from app.library import Library
from app.store.driver import connect

PAGE = """new

Get trending papers in your email inbox!

Subscribe

Daily Papers

byAK and the research community

Mar 4

Sorting Pebbles with Patience

We sort pebbles by colour and by weight, and show that patience beats speed. The method needs no table.

  • 3 authors
·
Feb 2, 2025 2

Counting Clouds from Below

A camera on a roof counts clouds. We compare it with three people who lie on the grass, and it agrees with two.

  • 2 authors
·
Jan 9, 2025
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    with Library(tmp_path / "library") as opened:
        opened.import_source(decode_source(PAGE.encode(), "page.txt"))
        opened.editing.tag("nature", [1, 2])
        opened.editing.set_note(1, "read twice")
        opened.import_source(decode_source((PAGE + "\n").replace("Mar 4", "Mar 5").encode(), "next.txt"))
        yield opened


def failing(library: Library) -> set[str]:
    return {finding.check for finding in run_checks(library) if not finding.ok}


def damage(library: Library, *statements: str) -> None:
    with closing(connect(str(library.database.path), isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def test_an_intact_library_passes_every_check(library: Library) -> None:
    assert failing(library) == set()
    assert len(run_checks(library)) == len(CHECKS)


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE paper SET title = 'Forged' WHERE id = 1", "papers"),
        ("UPDATE sighting SET paper_id = 2 WHERE id = 1", "papers"),
        ("INSERT INTO paper_tag (paper_id, tag_id, added_at) VALUES (1, 99, '')", "rows"),
        ("UPDATE dump SET text = x'00' WHERE id = 1", "dumps"),
        ("UPDATE import SET is_finished = 0 WHERE id = 1", "imports"),
        ("UPDATE journal SET table_name = 'nowhere' WHERE id = 1", "history"),
    ],
)
def test_a_row_changed_outside_paperdesk_is_found(library: Library, statement: str, check: str) -> None:
    damage(library, statement)
    assert check in failing(library)


def test_a_note_changed_outside_paperdesk_is_found(library: Library) -> None:
    damage(library, "DROP TRIGGER note_revision_is_append_only", "UPDATE note_revision SET text = 'forged'")
    assert failing(library) == {"notes"}


def test_a_damaged_backup_is_found_before_it_is_needed(library: Library) -> None:
    copy = sorted((library.folder / "backups").glob("*.db"))[-1]
    copy.write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    assert failing(library) == {"copies"}


def test_a_missing_index_is_rebuilt_and_not_reported(library: Library) -> None:
    library.search("pebbles")
    shutil.rmtree(index_folder(library.database.meta("library_id"), library.folder))
    assert failing(library) == set()
    assert [hit.id for hit in library.search("pebbles")] == [1]
