"""A library folder is recognised before anything is written: nothing that is no library becomes one, or is changed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import HAS_QT
from tests.e2e.program import SAMPLES, Program, change, leave_wal, read_rows, read_tree
from tests.profile import thorough

READING = (
    ("list",), ("show", "1"), ("search", "attention"), ("imports",), ("history",), ("doctor",), ("rebuild-index",),
    ("explain", "attention"), ("same", "list"), ("tag", "list"), ("collection", "list"), ("saved", "list"),
    ("backup", "list"), ("import", "--dry-run", str(SAMPLES[0])),
)  # fmt: skip
LISTS = ("list", "search", "imports", "history", "same", "tag", "collection", "saved", "backup")
WRITING = (("add", "--title", "A title"), ("import", str(SAMPLES[0])), ("collection", "create", "c"), ("undo",))
BOTH = (READING[0], *WRITING[: thorough(4, 1)])


def make_database(file: Path, *statements: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def make_foreign(file: Path) -> None:
    make_database(file, "CREATE TABLE place (url)", "INSERT INTO place VALUES ('https://example.org')")


def make_foreign_in_wal_mode(file: Path) -> None:
    make_foreign(file)
    make_database(file, "PRAGMA journal_mode = WAL")


def make_foreign_with_id(file: Path) -> None:
    make_foreign(file)
    make_database(file, "PRAGMA application_id = 252006674", "PRAGMA user_version = 2")


def make_empty_database(file: Path) -> None:
    make_database(file, "CREATE TABLE spare (id)", "DROP TABLE spare")


def make_text(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a shopping list, and no database\n" * 40)


def make_empty_file(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.touch()


def make_link(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.symlink_to(file.with_name("elsewhere.db"))


FOREIGN = (
    make_foreign, make_foreign_in_wal_mode, make_foreign_with_id, make_empty_database, make_text, make_empty_file,
    make_link,
)  # fmt: skip


@pytest.mark.parametrize("make", FOREIGN)
def test_a_file_that_is_no_library_is_refused_and_keeps_every_byte(
    make: Callable[[Path], None], paperdesk: Program
) -> None:
    make(paperdesk.library / "library.db")
    before = read_tree(paperdesk.library)
    for words in BOTH:
        result = paperdesk(*words)
        assert (result.returncode, result.stdout) == (3, ""), words
        assert "library.db" in result.stderr
        assert read_tree(paperdesk.library) == before, words


def test_a_newer_library_is_refused_before_its_journal_mode_is_touched(edited: Program) -> None:
    change(edited.library / "library.db", "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 9999")
    before = read_tree(edited.library)
    for words in BOTH:
        result = edited(*words)
        assert (result.returncode, "newer Paperdesk" in result.stderr) == (3, True)
        assert read_tree(edited.library) == before


def test_a_newer_version_that_is_in_the_wal_only_is_refused_and_stays_there(edited: Program) -> None:
    leave_wal(edited, "star([1]); library.database.writer.execute('PRAGMA user_version = 9999')")
    before = {path.name: path.read_bytes() for path in edited.library.glob("library.db*") if path.suffix != ".db-shm"}
    for words in BOTH:
        assert edited(*words).returncode == 3
        for name, data in before.items():
            assert (edited.library / name).read_bytes() == data, name


def test_reading_a_folder_that_is_absent_or_empty_answers_and_creates_nothing(paperdesk: Program) -> None:
    for is_absent in (True, False):
        if not is_absent:
            paperdesk.library.mkdir()
        for words in READING if is_absent else READING[: thorough(14, 2)]:
            is_list = words[0] in LISTS
            result = paperdesk(*words, *(("--json",) if is_list else ()))
            assert result.returncode == (2 if words[0] == "show" else 0), (words, result.stderr)
            assert not is_list or json.loads(result.stdout) == [], words
            assert paperdesk.library.exists() != is_absent, words
            assert list(paperdesk.library.glob("*")) == [], words
    assert not (paperdesk.home / "cache").exists()


@pytest.mark.skipif(not HAS_QT, reason="needs Qt")
def test_a_screenshot_of_an_absent_library_creates_none(paperdesk: Program, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    paperdesk.done("screenshot", str(picture))
    assert picture.stat().st_size > 0
    assert not paperdesk.library.exists()


@pytest.mark.parametrize("words", WRITING[:3])
def test_writing_creates_a_library_in_a_new_folder_and_its_file_says_whose_it_is(
    words: tuple[str, ...], paperdesk: Program
) -> None:
    paperdesk.done(*words)
    file = paperdesk.library / "library.db"
    assert file.read_bytes()[68:72] == b"Papd"
    assert {path.name for path in paperdesk.library.iterdir()} == {"library.db", "importing.lock"}
    assert file.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert paperdesk.library.stat().st_mode & 0o077 == 0 or os.name == "nt"


@pytest.mark.parametrize("words", BOTH)
def test_a_folder_with_other_files_never_becomes_a_library(words: tuple[str, ...], paperdesk: Program) -> None:
    paperdesk.library.mkdir()
    (paperdesk.library / "thesis.docx").write_bytes(b"mine")
    before = read_tree(paperdesk.library)
    result = paperdesk(*words)
    assert (result.returncode, "thesis.docx" in result.stderr) == (3, True)
    assert read_tree(paperdesk.library) == before


def test_what_file_managers_and_killed_creations_leave_is_no_obstacle(paperdesk: Program) -> None:
    paperdesk.library.mkdir()
    for name in (
        ".DS_Store",
        "importing.lock",
        ".paperdesk-0123456789abcdef.tmp",
        ".paperdesk-0123456789abcdef.tmp-wal",
    ):
        (paperdesk.library / name).touch()
    paperdesk.done("add", "--title", "A title")
    assert {path.name for path in paperdesk.library.iterdir()} == {"library.db", "importing.lock", ".DS_Store"}


def find_newest_backup(program: Program) -> Path:
    return max((program.library / "backups").iterdir(), key=lambda path: path.name)


@pytest.mark.parametrize("state", ["missing", "empty", "foreign"])
@pytest.mark.parametrize("words", BOTH)
def test_a_library_that_went_missing_is_not_replaced_beside_its_backups(
    state: str, words: tuple[str, ...], edited: Program
) -> None:
    file, copy = edited.library / "library.db", find_newest_backup(edited)
    file.unlink()
    if state == "empty":
        file.touch()
    elif state == "foreign":
        make_foreign(file)
    before, rows = read_tree(edited.library), read_rows(copy)
    result = edited(*words)
    assert (result.returncode, result.stdout) == (3, "")
    assert result.stderr.strip().endswith(f"backup restore {copy.name}")
    assert read_tree(edited.library) == before
    advice = result.stderr.strip().rpartition("paperdesk ")[2].split()
    edited.done(*advice)
    assert read_rows(file) == rows
    assert len(list(edited.library.glob("library-set-aside-*.db"))) == (0 if state == "missing" else 1)


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("is_empty", [True, False])
def test_what_is_left_of_a_library_is_kept(ending: str, is_empty: bool, edited: Program) -> None:
    leave_wal(edited, "tag('acknowledged', [1])")
    rows = read_rows(edited.library / "library.db")
    shutil.rmtree(edited.library / "backups")
    away = edited.home.parent / "away.db"
    (edited.library / "library.db").rename(away)
    for path in edited.library.glob("library.db-*"):
        if path.name != "library.db-wal":
            path.unlink()
    (edited.library / "library.db-wal").rename(edited.library / f"library.db{ending}")
    if is_empty:
        (edited.library / "library.db").touch()
    before = read_tree(edited.library)
    for words in BOTH:
        assert edited(*words).returncode == 3
        assert read_tree(edited.library) == before
    (edited.library / f"library.db{ending}").rename(away.with_name("away.db-wal"))
    assert read_rows(away) == rows


def strip_id(program: Program) -> Path:
    file = program.library / "library.db"
    change(file, "PRAGMA application_id = 0")
    assert file.read_bytes()[68:72] == bytes(4)
    return file


def test_a_library_from_before_the_id_is_ours_and_gets_it_with_the_first_write(edited: Program) -> None:
    file = strip_id(edited)
    rows, before = read_rows(file), file.read_bytes()
    for words in (("list",), ("search", "attention"), ("doctor",), ("undo", "999999")):
        edited(*words)
        assert file.read_bytes() == before, words
    edited.done("tag", "add", "new", "4")
    assert file.read_bytes()[68:72] == b"Papd"
    after = read_rows(file)
    assert after["tag"][:-1] == rows["tag"]
    assert after["note_revision"] == rows["note_revision"]


def test_a_library_from_before_the_id_that_is_in_its_wal_only_is_ours(paperdesk: Program) -> None:
    """Early versions switched a new file to WAL mode first and wrote everything after that."""
    paperdesk.done("add", "--title", "Kept in the WAL")
    file = paperdesk.library / "library.db"
    with closing(sqlite3.connect(file)) as connection:
        script = "\n".join(connection.iterdump())
    version = int.from_bytes(file.read_bytes()[60:64], "big")
    file.unlink()
    result = paperdesk.script(
        "import os, sys; from app.store.driver import connect; "
        "c = connect(sys.argv[1] + '/library.db', isolation_level=None); c.execute('PRAGMA journal_mode = WAL'); "
        f"c.executescript(sys.argv[2]); c.execute('PRAGMA user_version = {version}'); os._exit(0)",
        script,
    )
    assert result.returncode == 0, result.stderr
    assert file.stat().st_size <= 65536 < (file.with_name("library.db-wal")).stat().st_size
    assert [paper["title"] for paper in json.loads(paperdesk.done("list", "--json"))] == ["Kept in the WAL"]


def test_two_programs_that_create_one_library_both_keep_what_they_wrote(paperdesk: Program) -> None:
    import subprocess

    commands = [paperdesk.command("add", "--title", f"Title {number}") for number in range(4)]
    running = [subprocess.Popen(one, env=paperdesk.environment, stdout=subprocess.DEVNULL) for one in commands]
    assert [one.wait() for one in running] == [0] * 4
    assert len(read_rows(paperdesk.library / "library.db")["hand_paper"]) == 4
