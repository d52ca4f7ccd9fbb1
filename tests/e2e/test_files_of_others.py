"""Files that Paperdesk did not make: each test compares them with a copy taken before, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import HAS_QT
from tests.e2e.program import Program, read_tree

needs_qt = pytest.mark.skipif(not HAS_QT, reason="NOT TESTED: Qt cannot be loaded here")

CHANGE_SETTINGS = """
from app.config.settings import Settings
from app.domain.errors import PaperdeskError
settings = Settings()
print(settings.problem)
try:
    settings.set_value("zoom", 150)
except PaperdeskError as error:
    print(error)
print("zoom now", settings.number("zoom"))
"""

USE_WINDOW = """
import os, sys
from contextlib import suppress
from pathlib import Path
from app.domain.errors import PaperdeskError
from ui.finder.rows import Choice
from ui.paper_actions.quick_tags import DigitTags, file_for
from ui.app import make_application, start_log
from ui.style.theme import ThemeManager
from ui.tools.scenes import wait_idle
from ui.window.main_window import MainWindow
import logging
make_application()
start_log()
window = MainWindow(Path(sys.argv[1]), ThemeManager("light"))
window.show()
wait_idle(window)
window.search.recent.add(sys.argv[2])
window.command_palette.recent.add(Choice("command", sys.argv[2], "Help"))
digits = DigitTags(file_for(window.library))
digits.assign("1", sys.argv[2])
with suppress(PaperdeskError):
    digits.write()
window.preferences.set_value("zoom", int(sys.argv[3]))
window.preferences.set_keys({"help": (sys.argv[4],)})
window.resize(int(sys.argv[3]) * 9, 600)
logging.getLogger("paperdesk").error("a line")
window.close()
print("closed")
"""

DRAG = """
import sys
from pathlib import Path
from app.library import Library
from ui.app import make_application
from ui.paper_list.drag_and_drop import make_mime_data
make_application()
with Library(Path(sys.argv[1])) as library:
    print(make_mime_data([1], library).file())
"""


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder of a person: a thesis, pictures, a link to one, and a link that leads nowhere."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in ("thesis.docx", "holiday.png", "holiday.jpg", "notes.md"):
        (folder / name).write_bytes(f"precious {name}".encode())
    (folder / "link.png").symlink_to("holiday.png")
    (folder / "nowhere.png").symlink_to("missing.png")
    (folder / "album.png").mkdir()
    os.mkfifo(folder / "pipe.png")
    return folder


@needs_qt
@pytest.mark.parametrize("words", [(), ("--force",)], ids=["unasked", "forced"])
@pytest.mark.parametrize("name", ["thesis.docx", "link.png", "nowhere.png", "album.png", "pipe.png"])
def test_a_screenshot_never_writes_what_is_no_picture_or_no_file(
    edited: Program, documents: Path, name: str, words: tuple[str, ...]
) -> None:
    before = read_tree(documents)
    result = edited("screenshot", str(documents / name), *words)
    assert result.returncode in (2, 3)
    assert name in result.stderr
    assert read_tree(documents) == before


@needs_qt
@pytest.mark.parametrize("name", ["holiday.png", "holiday.jpg"])
def test_a_screenshot_replaces_a_picture_only_when_told_so(edited: Program, documents: Path, name: str) -> None:
    before = read_tree(documents)
    result = edited("screenshot", str(documents / name))
    assert result.returncode == 3
    assert "--force" in result.stderr
    assert read_tree(documents) == before
    os.link(documents / name, documents / "other name")
    edited.done("screenshot", str(documents / name), "--force")
    assert (documents / name).read_bytes()[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
    assert (documents / "other name").read_bytes() == f"precious {name}".encode()


@needs_qt
def test_a_screenshot_that_fails_leaves_the_picture_as_it_was(edited: Program, documents: Path) -> None:
    (edited.library / "library.db").write_bytes(b"no database")
    for sibling in edited.library.glob("library.db-*"):
        sibling.unlink()
    before = read_tree(documents)
    for words in (("--force",), ("--force", "--view", "none"), ("--force", "--theme", "none")):
        assert edited("screenshot", str(documents / "holiday.png"), *words).returncode in (2, 3)
        assert read_tree(documents) == before


@needs_qt
@pytest.mark.parametrize("name", ["library.db", "a.png", "backups/a.png", "importing.lock"])
def test_no_picture_gets_into_a_library_folder(edited: Program, name: str) -> None:
    before = read_tree(edited.library)
    for words in ((), ("--force",)):
        assert edited("screenshot", str(edited.library / name), *words).returncode in (2, 3)
    assert read_tree(edited.library) == before


@pytest.mark.parametrize("place", ["", "backups/notes"])
def test_no_export_and_no_demo_gets_into_a_library_folder(edited: Program, tmp_path: Path, place: str) -> None:
    other = tmp_path / "other"
    shutil.copytree(edited.library, other)
    (tmp_path / "by link").symlink_to(other)
    for target in (edited.library, tmp_path / "by link"):
        before = read_tree(target)
        for words in (
            ("export", "markdown", str(target / place)),
            ("export", "markdown", str(target / place / "all.md"), "--single"),
            ("export", "markdown", str(target / place / "library.db"), "--single"),
            ("demo", "--out", str(target / place / "demo")),
        ):
            result = edited(*words)
            assert result.returncode in (2, 3), words
            assert "library folder" in result.stderr or "is a folder" in result.stderr
        assert read_tree(target) == before


@pytest.mark.parametrize("is_link", [False, True], ids=["in a library", "a link"])
def test_settings_are_kept_in_memory_where_they_must_not_be_written(edited: Program, is_link: bool) -> None:
    config = edited.home / "config"
    if is_link:
        config.mkdir(parents=True)
        (edited.home / "dotfiles.toml").write_text("zoom = 110\n")
        (config / "settings.toml").symlink_to(edited.home / "dotfiles.toml")
    else:
        edited.extra["PAPERDESK_CONFIG"] = str(edited.library)
    before = read_tree(edited.home), read_tree(edited.library)
    result = edited.script(CHANGE_SETTINGS)
    assert "zoom now 150" in result.stdout, result.stderr
    assert ("symbolic link" if is_link else "in the library folder") in result.stdout
    assert "lasts until Paperdesk is closed" in result.stdout
    assert (read_tree(edited.home), read_tree(edited.library)) == before


def test_a_damaged_settings_file_is_kept_each_time(edited: Program) -> None:
    config = edited.home / "config"
    config.mkdir(parents=True)
    for text in ("[one", "[two"):
        (config / "settings.toml").write_text(text)
        assert "zoom now 150" in edited.script(CHANGE_SETTINGS).stdout
    kept = sorted(path.read_text() for path in config.glob("settings.toml.damaged*"))
    assert kept == ["[one", "[two"]


@needs_qt
@pytest.mark.parametrize("kind", ["link", "dangling link", "pipe"])
def test_the_window_writes_through_no_link_and_waits_for_no_pipe(edited: Program, tmp_path: Path, kind: str) -> None:
    edited.extra["QT_QPA_PLATFORM"] = "offscreen"
    assert edited.script(USE_WINDOW, "boats", "110", "F6").stdout.endswith("closed\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    files = [path for path in (edited.home / "config").iterdir() if not path.name.endswith(".lock")]
    assert len(files) == 6
    for path in (*files, edited.home / "cache" / "paperdesk.log"):
        path.rename(outside / path.name)
        if kind == "pipe":
            os.mkfifo(path)
        else:
            path.symlink_to(outside / path.name)
    if kind == "dangling link":
        shutil.rmtree(outside)
    before = read_tree(tmp_path / "outside")
    result = edited.script(USE_WINDOW, "kites", "150", "F7")
    assert result.stdout.endswith("closed\n"), result.stderr
    assert read_tree(tmp_path / "outside") == before
    assert all(path.is_symlink() or path.is_fifo() for path in files)


@needs_qt
def test_dragging_a_paper_removes_no_folder_that_it_did_not_make(edited: Program, tmp_path: Path) -> None:
    edited.extra |= {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(tmp_path / "temporary")}
    (tmp_path / "temporary").mkdir()
    for name in ("paperdesk-drag-thesis", "paperdesk-drag-mythesis", "paperdesk-drag-a1b2c3d4"):
        folder = tmp_path / "temporary" / name
        folder.mkdir(mode=0o700)
        for file in ("a.md", "b.md"):
            (folder / file).write_text("precious")
        os.utime(folder, (0, 0))
    before = read_tree(tmp_path / "temporary")
    made = edited.script(DRAG).stdout.strip()
    assert "\n# " in Path(made).read_text(encoding="utf-8")
    shutil.rmtree(Path(made).parent)
    assert read_tree(tmp_path / "temporary") == before


def test_a_generated_help_page_is_not_written_through_a_link(tmp_path: Path, paperdesk: Program) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "mine.md").write_text("precious")
    (tmp_path / "pages" / "commands.md").symlink_to(tmp_path / "mine.md")
    code = "import sys, pathlib; from app.cli.reference import write_pages; write_pages(pathlib.Path(sys.argv[2]))"
    assert paperdesk.script(code, str(tmp_path / "pages")).returncode != 0
    assert (tmp_path / "mine.md").read_text() == "precious"


def test_an_export_writes_through_no_link_and_replaces_no_file_of_others(edited: Program, tmp_path: Path) -> None:
    dest, outside = tmp_path / "notes", tmp_path / "outside.md"
    edited.done("export", "markdown", str(dest))
    first, second, third = sorted(dest.glob("*.md"))[:3]
    outside.write_text("precious")
    first.unlink()
    first.symlink_to(outside)
    second.write_text("precious")
    (dest / "all.md").write_text("precious")
    (dest / f".{third.name}.paperdesk-abcdef.swap").write_text("precious too")
    edited.done("star", *(str(paper["id"]) for paper in json.loads(edited.done("list", "--json"))))
    assert edited("export", "markdown", str(dest)).returncode == 1
    assert edited("export", "markdown", str(dest / "all.md"), "--single").returncode == 1
    assert first.is_symlink()
    assert [path.read_text() for path in (outside, second, dest / "all.md")] == ["precious"] * 3
    assert (dest / f"{third.stem}.kept.md").read_text() == "precious too"


def test_two_exports_to_one_folder_do_not_mix(edited: Program, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    dest = tmp_path / "notes"
    edited.done("export", "markdown", str(dest))
    before = read_tree(dest)
    descriptor = os.open(dest, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        result = edited("export", "markdown", str(dest))
    finally:
        os.close(descriptor)
    assert result.returncode == 3
    assert "Another export" in result.stderr
    assert read_tree(dest) == before
