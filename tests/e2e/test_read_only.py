"""A library that cannot be written is read whole: with what a writer beside it stores, and what a killed one left."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.program import NOBODY, SAMPLES, Program, leave_wal, read_rows, read_tree
from tests.paths import ROOT
from tests.profile import thorough

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX modes")

Names = set[str]


@pytest.fixture
def writable(open_folder: Path, edited_library: Path) -> Program:
    """The program on a library that its own user may write to."""
    shutil.copytree(edited_library, open_folder / "library")
    return Program(open_folder / "library", open_folder / "home")


@pytest.fixture
def reader(writable: Program, unprivileged: tuple[str, ...]) -> Program:
    """The program on the same library, run by somebody who may only read it once `lock` was called."""
    home = writable.library.parent / "home-of-reader"
    home.mkdir()
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    return Program(writable.library, home, unprivileged)


def lock(program: Program) -> dict[str, str]:
    """Take all write permissions away, and let everybody read; returns the state of the folder."""
    for path in [program.library, *program.library.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return read_tree(program.library)


def names_of(program: Program) -> Names:
    return {tag["name"] for tag in json.loads(program.done("tag", "list", "--json"))}


def names_in(file: Path) -> Names:
    return {str(row[1]) for row in read_rows(file)["tag"]}


def assert_reads_everything(reader: Program) -> None:
    """Every reading command works, doctor too, nothing is written, and a change is refused."""
    before = lock(reader)
    assert names_of(reader) == names_in(reader.library / "library.db")
    for words in (("list",), ("show", "1"), ("search", "attention"), ("history",), ("backup", "list")):
        reader.done(*words)
    reader.done("import", "--dry-run", str(SAMPLES[2]))
    checks = json.loads(reader.done("doctor", "--json"))
    assert [check["check"] for check in checks if not check["ok"]] == []
    for words in (("tag", "add", "new", "1"), ("import", str(SAMPLES[2])), ("undo",)):
        result = reader(*words)
        assert (result.returncode, "Traceback" in result.stderr) == (3, False), words
    assert read_tree(reader.library) == before


def test_a_library_at_rest_is_read(reader: Program) -> None:
    assert_reads_everything(reader)


def test_what_a_killed_writer_left_in_the_wal_is_shown(reader: Program, writable: Program) -> None:
    leave_wal(writable, "tag('acknowledged', [1])")
    assert "acknowledged" in names_in(writable.library / "library.db")
    assert_reads_everything(reader)


def test_a_wal_without_its_shm_is_read_from_a_private_copy(reader: Program, writable: Program) -> None:
    leave_wal(writable, "tag('acknowledged', [1])")
    (writable.library / "library.db-shm").unlink()
    assert "acknowledged" in names_in(writable.library / "library.db")
    reader.extra["TMPDIR"] = str(reader.home)
    assert_reads_everything(reader)
    assert list(reader.home.glob("paperdesk-*")) == []


def test_doctor_reports_damage_there_with_code_1(reader: Program, writable: Program) -> None:
    leave_wal(
        writable, "star([1]); library.database.writer.execute(\"UPDATE paper SET title = 'Forged' WHERE id = 1\")"
    )
    before = lock(writable)
    result = reader("doctor", "--json")
    assert result.returncode == 1, result.stderr
    assert "papers" in {check["check"] for check in json.loads(result.stdout) if not check["ok"]}
    assert read_tree(reader.library) == before


_WRITER = """
import sys
from pathlib import Path
from app.library import Library
library = Library(Path(sys.argv[1]))
print("open", flush=True)
for line in sys.stdin:
    library.editing.tag(line.strip(), [1, 2, 3])
    print("done", flush=True)
"""


@contextmanager
def run_writer(program: Program) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _WRITER, str(program.library)]
    with subprocess.Popen(
        command, cwd=ROOT, env=program.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.communicate()


def test_what_a_live_writer_acknowledged_is_shown_at_once(reader: Program, writable: Program) -> None:
    with run_writer(writable) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for path in writable.library.glob("library.db*"):
            path.chmod(0o644)
        writable.library.chmod(0o555)
        for number in range(thorough(40, 3)):
            writer.stdin.write(f"tag {number}\n")
            writer.stdin.flush()
            assert writer.stdout.readline() == "done\n"
            for path in writable.library.glob("library.db*"):
                path.chmod(0o644)
            assert f"tag {number}" in names_of(reader)
        writable.library.chmod(0o755)


def test_a_library_of_an_early_version_is_refused_there_and_unchanged(reader: Program, writable: Program) -> None:
    from tests.e2e.test_backups import make_old_library

    shutil.rmtree(writable.library)
    make_old_library(writable.library / "library.db")
    before = lock(writable)
    result = reader("list")
    assert (result.returncode, "cannot be upgraded" in result.stderr) == (3, True)
    assert read_tree(reader.library) == before
