"""Atomic writes on a real disk: complete or not at all, never through a link, every failure an error message."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.config.atomic_files import OpenFolder, make_folder, write_file, write_own_file
from app.domain.errors import PaperdeskError
from tests.paths import ROOT


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_written_file_has_exactly_the_bytes_and_no_other_file_remains(tmp_path: Path) -> None:
    write_file(tmp_path / "a.md", b"one\r\n\x00two", may_replace=True)
    write_file(tmp_path / "a.md", b"three", may_replace=True)
    assert (tmp_path / "a.md").read_bytes() == b"three"
    assert names_in(tmp_path) == ["a.md"]


def test_a_link_at_the_target_is_refused_and_its_target_unchanged(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / "a.md").symlink_to(victim)
    with pytest.raises(PaperdeskError, match=r"a\.md was not written: it is a symbolic link"):
        write_file(tmp_path / "a.md", b"new", may_replace=True)
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "a.md").is_symlink()


def test_a_dangling_link_at_the_target_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PaperdeskError, match="symbolic link"):
        write_file(tmp_path / "a.md", b"new", may_replace=True)
    assert not (tmp_path / "elsewhere").exists()


def test_the_other_name_of_a_hard_linked_file_keeps_its_content(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"precious")
    os.link(tmp_path / "other", tmp_path / "a.md")
    write_file(tmp_path / "a.md", b"new", may_replace=True)
    assert (tmp_path / "other").read_bytes() == b"precious"


def test_a_folder_replaced_by_a_link_while_it_is_open_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    with OpenFolder.open(inside) as folder:
        inside.rename(tmp_path / "moved")
        inside.symlink_to(outside)
        folder.write("a.md", b"new")
    assert names_in(outside) == []
    assert (tmp_path / "moved" / "a.md").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("folder", "it is a folder"),
        ("pipe", "something of that name"),
        ("missing/a.md", "the folder does not exist"),
        ("file/a.md", "not a folder"),
        ("n" * 300, "the name is too long"),
    ],
)
def test_a_target_that_cannot_be_written_is_an_error_with_its_path(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"")
    before = names_in(tmp_path)
    with pytest.raises(PaperdeskError, match=reason) as caught:
        write_file(tmp_path / name, b"new", may_replace=True)
    assert str(tmp_path) in str(caught.value)
    assert str(caught.value).endswith(".")
    assert caught.value.exit_code == 3
    assert names_in(tmp_path) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_an_error_message(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PaperdeskError, match="no permission"):
        write_file(tmp_path / "a.md", b"new", may_replace=True)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a system with /proc")
def test_a_folder_where_nothing_can_be_written_is_an_error_message() -> None:
    with pytest.raises(PaperdeskError, match=r"/proc/a\.md was not written"):
        write_file(Path("/proc/a.md"), b"new", may_replace=True)


def test_the_old_content_is_kept_when_the_disk_is_full(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    code = """
import resource, signal, sys
from pathlib import Path
from app.domain.errors import PaperdeskError
from app.config.atomic_files import write_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_file(Path(sys.argv[1]), b"n" * 5000, may_replace=True)
except PaperdeskError as error:
    print(error)
"""
    command = [sys.executable, "-c", code, str(tmp_path / "a.md")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "a.md was not written: the file would be larger" in done.stdout
    assert (tmp_path / "a.md").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.md"]


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"old")
    (tmp_path / "a.md").chmod(0o640)
    write_file(tmp_path / "a.md", b"new", may_replace=True)
    assert stat.S_IMODE((tmp_path / "a.md").stat().st_mode) == 0o640


def test_reading_does_not_follow_links_or_block_on_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    with OpenFolder.open(tmp_path) as folder:
        assert folder.read("file") == b"content"
        assert folder.read("file", 4) == b"cont"
        assert [folder.read(name) for name in ("link", "pipe", "absent")] == [None, None, None]
        assert [folder.is_taken(name) for name in ("link", "pipe", "absent")] == [True, True, False]


def test_temporary_files_of_a_killed_process_are_removed_and_other_files_kept(tmp_path: Path) -> None:
    for name in (".paperdesk-0123456789abcdef.tmp", ".paperdesk-mine.tmp", "a.tmp"):
        (tmp_path / name).write_bytes(b"")
    with OpenFolder.open(tmp_path) as folder:
        folder.remove_temporary_files()
    assert names_in(tmp_path) == [".paperdesk-mine.tmp", "a.tmp"]


def test_a_file_in_the_place_of_a_folder_is_an_error_message(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(PaperdeskError, match="is a file, not a folder"):
        make_folder(tmp_path / "a")
    with pytest.raises(PaperdeskError, match="not a folder"):
        make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "x" / "y")
    assert (tmp_path / "x" / "y").is_dir()


def test_an_existing_file_of_the_user_is_kept_unless_it_may_be_replaced(tmp_path: Path) -> None:
    write_file(tmp_path / "a.png", b"one", may_replace=False)
    with pytest.raises(PaperdeskError, match="exists already and was left as it is"):
        write_file(tmp_path / "a.png", b"two", may_replace=False)
    assert (tmp_path / "a.png").read_bytes() == b"one"
    assert names_in(tmp_path) == ["a.png"]


@pytest.mark.parametrize("place", ["", "backups", "notes"])
def test_nothing_is_written_into_a_library_folder(tmp_path: Path, place: str) -> None:
    (tmp_path / "library.db").write_bytes(b"SQLite")
    (tmp_path / "importing.lock").touch()
    (tmp_path / place).mkdir(exist_ok=True)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    for write in (lambda path: write_file(path, b"x", may_replace=True), lambda path: write_own_file(path, b"x")):
        with pytest.raises(PaperdeskError, match="is in the library folder"):
            write(tmp_path / place / "a.md")
    with pytest.raises(PaperdeskError, match="is in the library folder"):
        make_folder(tmp_path / place / "new")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_file_called_like_a_library_forbids_nothing_in_the_folders_below(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"of another program")
    (tmp_path / "a" / "b").mkdir(parents=True)
    write_file(tmp_path / "a" / "b" / "c.md", b"x", may_replace=False)
    assert (tmp_path / "a" / "b" / "c.md").read_bytes() == b"x"


def test_only_old_temporary_files_are_removed_beside_a_file_of_our_own(tmp_path: Path) -> None:
    old, new = tmp_path / ".paperdesk-0123456789abcdef.tmp", tmp_path / ".paperdesk-0123456789abcde0.tmp"
    for path in (old, new):
        path.touch()
    os.utime(old, (0, 0))
    write_own_file(tmp_path / "a.json", b"[]")
    assert names_in(tmp_path) == [new.name, "a.json"]
