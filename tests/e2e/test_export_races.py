"""What other programs save while an export runs is in the folder afterwards, under its own name wherever it can be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.e2e.program import Program
from tests.paths import ROOT
from tests.profile import thorough

PAPERS = 240
SAVES = 60
MANIFEST = ".paperdesk-export.json"

IMPORT_PAPERS = """
import sys
from pathlib import Path
from app.bench.corpus import generate_papers, make_pages
from app.importer.source import decode_source
from app.library import Library
with Library(Path(sys.argv[1])) as library:
    for page in make_pages(list(generate_papers(int(sys.argv[2])))):
        library.import_source(decode_source(page.encode(), "page"))
"""

RENAME_PAPERS = """
import sys
from pathlib import Path
from app.library import Library
with Library(Path(sys.argv[1])) as library:
    for paper_id in map(int, sys.argv[3:]):
        library.editing.edit(paper_id, "title", f"{sys.argv[2]} {paper_id}")
"""


def save_by_renaming(path: Path, text: str) -> None:
    """As most editors do: the file has another inode afterwards."""
    temporary = path.with_name(f"~{path.name}")
    temporary.write_text(text)
    temporary.replace(path)


def save_in_place(path: Path, text: str) -> None:
    """As `nano` and simple programs do."""
    path.write_text(text)


def save_with_backup(path: Path, text: str) -> None:
    """As `vim` does: the old file is moved away, a new one is made under the name."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text)
    backup.unlink()


def save_slowly(path: Path, text: str) -> None:
    """The file stays open, and is still as it was when another program looks."""
    with path.open("r+") as file:
        time.sleep(0.004)
        file.truncate()
        file.write(text)


STYLES: tuple[Callable[[Path, str], None], ...] = (save_by_renaming, save_in_place, save_with_backup, save_slowly)


@pytest.fixture(scope="module")
def many_papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with enough papers that an export takes a while."""
    folder = tmp_path_factory.mktemp("many")
    program = Program(folder / "library", folder)
    done = program.script(IMPORT_PAPERS, str(PAPERS))
    assert done.returncode == 0, done.stderr
    return program.library


@pytest.fixture
def program(paperdesk: Program, many_papers: Path) -> Program:
    shutil.copytree(many_papers, paperdesk.library)
    return paperdesk


def list_ids(program: Program) -> list[str]:
    return [str(paper["id"]) for paper in json.loads(program.done("list", "--json"))]


def exporting(program: Program, dest: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield the running export once it has looked at all files and begins to write."""
    before = (dest / MANIFEST).stat().st_ino
    with subprocess.Popen(
        program.command("export", "markdown", str(dest), "--json"),
        env=program.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        while process.poll() is None and (dest / MANIFEST).stat().st_ino == before:
            time.sleep(0.0005)
        yield process


def read_all(dest: Path) -> dict[str, bytes]:
    """The files that a person sees."""
    return {path.name: path.read_bytes() for path in dest.iterdir() if not path.name.startswith(".")}


def list_hidden(dest: Path) -> list[str]:
    return [path.name for path in dest.iterdir() if path.name.startswith(".") and path.name != MANIFEST]


def test_no_save_is_lost_to_an_export(program: Program, tmp_path: Path) -> None:
    random = Random(11)
    ids = list_ids(program)
    lost, early = [], 0
    for number in range(thorough(20, 2)):
        dest = tmp_path / f"notes {number}"
        program.done("export", "markdown", str(dest))
        program.done("tag", "add", f"round {number}", *ids)
        names = sorted(path.name for path in dest.glob("*.md"))
        # some of those that are written last, so that they are saved first; some at any moment
        chosen = random.sample(names, SAVES)
        saved: dict[str, str] = {}
        for process in exporting(program, dest):
            for name in chosen:
                text = f"saved by a person: {random.random()}\n"
                random.choice(STYLES)(dest / name, text)
                saved[name] = text
                early += process.poll() is None
                time.sleep(random.random() * 0.01)
            report = json.loads(process.communicate()[0])
        now = read_all(dest)
        lost += [name for name, text in saved.items() if now.get(name) != text.encode()]
        assert list_hidden(dest) == []
        named = {Path(kept["theirs"]).name for kept in report["kept"]}
        beside = {name for name in saved if f"{name.removesuffix('.md')}.paperdesk.md" in now}
        assert beside <= named, "a file that was kept is not named"
        again = program("export", "markdown", str(dest))
        assert again.returncode == 1
        now = read_all(dest)
        lost += [name for name, text in saved.items() if now.get(name) != text.encode()]
        shutil.rmtree(dest)
    assert lost == []
    assert early > SAVES // 2, "the export was over before anything was saved"


def test_no_save_is_lost_when_former_names_are_removed(program: Program, tmp_path: Path) -> None:
    random = Random(12)
    ids = list_ids(program)
    lost = []
    for number in range(thorough(5, 1)):
        dest = tmp_path / f"notes {number}"
        program.done("export", "markdown", str(dest))
        names = sorted(path.name for path in dest.glob("*.md"))
        done = program.script(RENAME_PAPERS, f"renamed {number}", *ids)
        assert done.returncode == 0, done.stderr
        saved: dict[str, str] = {}
        for process in exporting(program, dest):
            for name in random.sample(names, SAVES):
                if (dest / name).exists():
                    text = f"saved by a person: {random.random()}\n"
                    random.choice((save_by_renaming, save_in_place))(dest / name, text)
                    saved[name] = text
                time.sleep(random.random() * 0.02)
            process.communicate()
        now = read_all(dest)
        lost += [name for name, text in saved.items() if text.encode() not in now.values()]
        assert list_hidden(dest) == []
    assert lost == []


def test_an_export_killed_at_any_moment_loses_nothing_and_leaves_nothing(program: Program, tmp_path: Path) -> None:
    random = Random(13)
    ids = list_ids(program)
    dest = tmp_path / "notes"
    program.done("export", "markdown", str(dest))
    saved: dict[str, str] = {}
    killed = 0
    for number in range(thorough(100, 4)):
        program.done("tag", "add", f"round {number}", *ids)
        for process in exporting(program, dest):
            for name in random.sample(sorted(path.name for path in dest.glob("*.md")), 3):
                saved[name] = f"saved by a person: {random.random()}\n"
                save_by_renaming(dest / name, saved[name])
            time.sleep(random.random() * 0.3)
            process.kill()
            killed += process.wait() < 0
    assert program("export", "markdown", str(dest)).returncode == 1
    now = read_all(dest)
    assert [name for name, text in saved.items() if now.get(name) != text.encode()] == []
    assert list_hidden(dest) == []
    assert killed > 0, "no export was running any more when it was to be killed"


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: only Linux tells who has a file open for writing")
def test_a_file_that_a_program_has_open_for_writing_is_not_replaced(program: Program, tmp_path: Path) -> None:
    dest = tmp_path / "notes"
    program.done("export", "markdown", str(dest))
    program.done("tag", "add", "changed", *list_ids(program))
    file = min(dest.glob("*.md"))
    with file.open("r+") as held:
        result = program("export", "markdown", str(dest))
        held.seek(0, os.SEEK_END)
        held.write("a last line\n")
    assert result.returncode == 1
    assert file.name in result.stderr
    assert file.read_text().endswith("a last line\n")
