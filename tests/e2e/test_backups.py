"""Backups: ordered by a number inside them, only ours are removed, restoring loses nothing, also when it is killed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.e2e.program import SAMPLES, Program, list_leftovers, read_rows, read_tree
from tests.paths import ROOT
from tests.profile import thorough

KILLS = thorough(100, 4)
YEAR = 365 * 86_400.0
OLD_STAMP = "2001-01-01T00:00:00.000000+00:00"


def list_copies(program: Program) -> set[str]:
    return {path.name for path in (program.library / "backups").glob("library-*-before-*.db")}


def make_pages(folder: Path, count: int) -> list[str]:
    """Pages that differ, so that each import is one."""
    text = SAMPLES[2].read_text(encoding="utf-8")
    pages = [folder / f"page-{number}.txt" for number in range(count)]
    for number, page in enumerate(pages):
        page.write_text(text.replace("48210citations", f"{number + 100}citations"), encoding="utf-8")
    return [str(page) for page in pages]


def import_with_copy(program: Program, folder: Path) -> Path:
    """Import a page; returns the copy that was made before."""
    known = list_copies(program)
    program.done("import", make_pages(folder, 1)[0])
    (new,) = list_copies(program) - known
    return program.library / "backups" / new


def test_the_copy_just_made_stays_whatever_the_clock_says(edited: Program, tmp_path: Path) -> None:
    file = edited.library / "library.db"
    for number, page in enumerate(make_pages(tmp_path, 7)):
        known, rows = list_copies(edited), read_rows(file)
        edited.done("import", page, clock=-number * YEAR)
        new = list_copies(edited) - known
        assert len(new) == 1, "the copy that was made before this import is there after it"
        assert read_rows(edited.library / "backups" / new.pop()) == rows
        assert len(list_copies(edited)) <= 5
    newest = json.loads(edited.done("backup", "list", "--json"))[0]
    assert read_rows(edited.library / "backups" / newest["name"]) == rows


def test_nothing_that_is_not_ours_is_removed_or_counted(edited: Program, tmp_path: Path) -> None:
    folder = edited.library / "backups"
    ours = list_copies(edited)
    thesis = tmp_path / "thesis.db"
    thesis.write_bytes(b"years of work")
    for name in ("library-2019-thesis.db", "library-20010101T000000000000-before-import.db"):
        (folder / name).write_bytes(b"a person's own file")
    (folder / "library-20010101T000000000001-before-import.db").mkdir()
    (folder / "library-20010101T000000000002-before-import.db").symlink_to(thesis)
    (folder / "library-20010101T000000000003-before-upgrade.unchecked").write_bytes(b"not a name of ours")
    with closing(sqlite3.connect(folder / "library-20010101T000000000004-before-import.db")) as other:
        other.execute("CREATE TABLE place (url)")
    before = {name: text for name, text in read_tree(folder).items() if name not in ours}
    assert len(before) == 6
    for page in make_pages(tmp_path, 6):
        edited.done("import", page)
    after = read_tree(folder)
    assert {name: after.get(name) for name in before} == before
    assert thesis.read_bytes() == b"years of work"
    assert len(list_copies(edited) - before.keys()) == 5
    listed = json.loads(edited.done("backup", "list", "--json"))
    assert {copy["name"] for copy in listed} == list_copies(edited) - before.keys()


def test_the_newest_copy_is_one_plain_file_that_is_a_library_as_it_is(edited: Program, tmp_path: Path) -> None:
    rows = read_rows(edited.library / "library.db")
    newest = import_with_copy(edited, tmp_path)
    other = Program(tmp_path / "other", tmp_path / "home-of-other")
    other.library.mkdir()
    shutil.copyfile(newest, other.library / "library.db")
    assert newest.read_bytes()[18:20] == b"\x01\x01", "it needs no WAL"
    assert read_rows(other.library / "library.db") == rows
    before = (other.library / "library.db").read_bytes()
    assert json.loads(other.done("tag", "list", "--json"))[0]["name"] == "kept"
    assert (other.library / "library.db").read_bytes() == before


def test_a_copy_put_back_by_hand_does_not_use_the_index_of_what_came_after(edited: Program, tmp_path: Path) -> None:
    newest = import_with_copy(edited, tmp_path)
    edited.done("add", "--title", "Gone with the copy")
    assert len(json.loads(edited.done("search", "gone", "--json"))) == 1
    shutil.copyfile(newest, edited.library / "library.db")
    import_with_copy(edited, tmp_path)  # so that as much has changed since the copy as the index knows
    edited.done("add", "--title", "Wholly other words")
    assert json.loads(edited.done("search", "gone", "--json")) == []
    assert len(json.loads(edited.done("search", "wholly", "--json"))) == 1


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_no_copy_is_more_readable_than_its_library(mode: int, edited: Program, tmp_path: Path) -> None:
    (edited.library / "library.db").chmod(mode)
    folder = edited.library / "backups"
    for path in folder.iterdir():
        path.chmod(0o644)  # as an early version made it
    old_mask = os.umask(0)
    try:
        edited.done("import", make_pages(tmp_path, 1)[0])
        fresh = Program(tmp_path / "new" / "library", edited.home)
        fresh.done("import", str(SAMPLES[0]))
        fresh.done("import", str(SAMPLES[1]))
    finally:
        os.umask(old_mask)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert all(one & ~mode == 0 for one in modes), [oct(one) for one in modes]
    made = [fresh.library.parent, fresh.library, *fresh.library.rglob("*")]
    assert [oct(path.stat().st_mode) for path in made if path.stat().st_mode & 0o077] == []


def test_restoring_sets_the_present_library_aside_with_its_wal(edited: Program) -> None:
    from tests.e2e.program import leave_wal

    file = edited.library / "library.db"
    copy = next((edited.library / "backups").iterdir())
    expected, copied = read_rows(copy), copy.read_bytes()
    leave_wal(edited, "tag('in the WAL only', [1])")
    rows = read_rows(file)
    file.chmod(0o640)
    edited.done("search", "attention")
    shown = json.loads(edited.done("backup", "restore", copy.name, "--json"))
    assert read_rows(Path(shown["set_aside"])) == rows
    assert read_rows(file) == expected
    assert copy.read_bytes() == copied
    assert list(edited.library.glob("library.db-*")) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o640 or os.name == "nt"
    assert [check["check"] for check in json.loads(edited.done("doctor", "--json")) if not check["ok"]] == []


def test_a_copy_is_verified_before_anything_is_moved(edited: Program, tmp_path: Path) -> None:
    copy = next((edited.library / "backups").iterdir())
    damaged = tmp_path / "damaged.db"
    data = bytearray(copy.read_bytes())
    data[5 * 16384 : 9 * 16384] = os.urandom(4 * 16384)
    damaged.write_bytes(data)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as other:
        other.execute("CREATE TABLE place (url)")
    before = read_tree(edited.library)
    for path, code in ((damaged, 3), (foreign, 3), (tmp_path / "nowhere.db", 2)):
        assert edited("backup", "restore", str(path)).returncode == code, path
        assert read_tree(edited.library) == before


@pytest.mark.skipif(os.name != "posix", reason="Windows refuses to rename an open file")
def test_a_library_in_use_is_not_replaced(edited: Program) -> None:
    import subprocess
    import sys

    script = (
        "import sys; from pathlib import Path; from app.library import Library; "
        "library = Library(Path(sys.argv[1])); library.titles(); print('open', flush=True); sys.stdin.read()"
    )
    copy = next((edited.library / "backups").iterdir())
    rows = read_rows(edited.library / "library.db")
    with subprocess.Popen(
        [sys.executable, "-c", script, str(edited.library)], cwd=ROOT, env=edited.environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as user:  # fmt: skip
        assert user.stdout is not None
        assert user.stdout.readline() == b"open\n"
        result = edited("backup", "restore", copy.name)
        assert (result.returncode, "in use" in result.stderr) == (3, True)
        user.communicate()
    assert read_rows(edited.library / "library.db") == rows
    edited.done("backup", "restore", copy.name)


def exists_in(folder: Path, part: str) -> bool:
    return next(folder.glob(f"*{part}*"), None) is not None


def test_a_kill_while_a_backup_is_made_loses_nothing_and_leaves_nothing(edited: Program, tmp_path: Path) -> None:
    enlarge(edited.library / "library.db")
    file, folder, random = edited.library / "library.db", edited.library / "backups", Random("backup")
    rows, is_killed, pages = read_rows(file), 0, make_pages(tmp_path, KILLS)
    for page in pages:
        known = list_copies(edited)
        delay = random.random() * 0.03
        is_killed += edited.kill_when(lambda: exists_in(folder, ".unchecked"), delay, "import", page)
        assert read_rows(file) == rows
        for name in list_copies(edited) - known:
            assert read_rows(folder / name) == rows
        edited.done("tag", "list")
        assert list_leftovers(edited.library) == []
    assert is_killed > KILLS // 3


def enlarge(file: Path) -> None:
    """Add enough rows that a copy takes a while."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany(
            "INSERT INTO note_revision (paper_id, hash, text, written_at) VALUES (1, ?, ?, ?)",
            [("", os.urandom(4000).hex(), OLD_STAMP) for _ in range(2000)],
        )
        connection.commit()


def make_old_library(file: Path) -> None:
    """A library of version 3, as an early Paperdesk wrote it, with rows of a user."""
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for number in (1, 2, 3):
            connection.executescript((ROOT / "app" / "store" / "sql" / f"000{number}.sql").read_text("utf-8"))
        connection.execute("PRAGMA user_version = 3")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)", [("library_id", "old"), ("epoch", "first"), ("outbox_floor", "0")]
        )
        papers = [(number, OLD_STAMP, f"Title {number}", f"title {number}") for number in range(1, 400)]
        connection.executemany(
            "INSERT INTO paper (id, is_present, added, title, title_key) VALUES (?, 1, ?, ?, ?)", papers
        )
        connection.execute("INSERT INTO tag (id, name, created_at) VALUES (1, 'kept', ?)", (OLD_STAMP,))
        connection.executemany(
            "INSERT INTO paper_tag (paper_id, tag_id, added_at) VALUES (?, 1, ?)",
            [(one[0], OLD_STAMP) for one in papers],
        )
        connection.execute("COMMIT")
    enlarge(file)


def test_a_kill_while_an_old_library_is_upgraded_loses_nothing_and_leaves_nothing(
    paperdesk: Program, tmp_path: Path
) -> None:
    template = tmp_path / "old" / "library.db"
    make_old_library(template)
    rows, random, is_killed = read_rows(template), Random("migration"), 0
    for _ in range(KILLS):
        shutil.rmtree(paperdesk.library, ignore_errors=True)
        shutil.copytree(template.parent, paperdesk.library)
        file = paperdesk.library / "library.db"
        delay = random.random() * 0.12
        is_killed += paperdesk.kill_when(lambda: exists_in(paperdesk.library, "importing"), delay, "list")
        assert read_rows(file) == rows
        papers = json.loads(paperdesk.done("tag", "list", "--json"))
        assert papers == [{"name": "kept", "papers": 399}]
        assert read_rows(file) == rows
        assert file.read_bytes()[68:72] == b"Papd"
        assert list_leftovers(paperdesk.library) == []
        copies = [read_rows(paperdesk.library / "backups" / name) for name in list_copies(paperdesk)]
        assert copies
        assert all(copy == rows for copy in copies)
    assert is_killed > KILLS // 3


def test_a_kill_while_a_copy_is_restored_loses_nothing_and_leaves_nothing(edited: Program, tmp_path: Path) -> None:
    enlarge(edited.library / "library.db")
    copy = next((edited.library / "backups").iterdir())
    rows, expected, random = read_rows(edited.library / "library.db"), read_rows(copy), Random("restore")
    template = tmp_path / "template"
    edited.library.rename(template)
    is_killed = 0
    for _ in range(KILLS):
        shutil.rmtree(edited.library, ignore_errors=True)
        shutil.copytree(template, edited.library)
        is_killed += edited.kill_when(
            lambda: exists_in(edited.library, ".tmp"), random.random() * 0.06, "backup", "restore", copy.name
        )
        files = [edited.library / "library.db", *edited.library.glob("library-set-aside-*.db")]
        found = [read_rows(file) for file in files if file.exists()]
        assert rows in found
        assert all(one in (rows, expected) for one in found)
        edited.done("backup", "restore", copy.name)
        assert read_rows(edited.library / "library.db") == expected
        assert list_leftovers(edited.library) == []
    assert is_killed > KILLS // 3


def test_a_kill_while_a_library_is_created_leaves_a_library_or_none(paperdesk: Program) -> None:
    random = Random("creation")
    for _ in range(KILLS):
        shutil.rmtree(paperdesk.library, ignore_errors=True)
        delay = random.random() * 0.05
        paperdesk.kill_when(lambda: exists_in(paperdesk.library, "importing"), delay, "collection", "create", "c")
        paperdesk.done("add", "--title", "A title")
        assert len(read_rows(paperdesk.library / "library.db")["hand_paper"]) == 1
        assert list_leftovers(paperdesk.library) == []
        assert {path.name for path in paperdesk.library.iterdir()} <= {"library.db", "importing.lock"}
