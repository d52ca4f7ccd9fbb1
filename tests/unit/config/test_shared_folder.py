"""Another program saves at the worst moment: between two steps of a replacement or a removal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import renaming
from app.config.shared_folder import SharedFolder
from app.domain.errors import PaperdeskError

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: no exchange of names here")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[SharedFolder]:
    (tmp_path / "a.md").write_bytes(b"old")
    with SharedFolder.open(tmp_path) as opened:
        yield opened


def read_all(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.iterdir()}


def save(path: Path, data: bytes) -> None:
    path.with_name("temporary").write_bytes(data)
    path.with_name("temporary").replace(path)


@pytest.fixture(params=["with exchange", "without"])
def any_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setattr(renaming, "_find_renameat2", lambda: None)


def test_expected_content_is_replaced_and_removed(any_system: None, folder: SharedFolder, tmp_path: Path) -> None:
    assert folder.replace("a.md", b"new", b"old".__eq__)
    assert read_all(tmp_path) == {"a.md": b"new"}
    assert folder.remove("a.md", b"new".__eq__)
    assert read_all(tmp_path) == {}
    assert folder.create("a.md", b"one")
    assert not folder.create("a.md", b"two")
    assert read_all(tmp_path) == {"a.md": b"one"}


def test_other_content_stays(any_system: None, folder: SharedFolder, tmp_path: Path) -> None:
    assert not folder.replace("a.md", b"new", b"other".__eq__)
    assert not folder.remove("a.md", b"other".__eq__)
    assert read_all(tmp_path) == {"a.md": b"old"}
    (tmp_path / "a.md").unlink()
    assert not folder.replace("a.md", b"new", b"old".__eq__)
    assert not folder.remove("a.md", b"old".__eq__)
    assert read_all(tmp_path) == {}


@pytest.mark.parametrize("kind", ["link", "folder"])
def test_what_is_no_file_gets_its_name_back(any_system: None, folder: SharedFolder, tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.md").rename(tmp_path / "moved")
    if kind == "link":
        (tmp_path / "a.md").symlink_to("moved")
    else:
        (tmp_path / "a.md").mkdir()
    before = sorted((path.name, path.is_symlink(), path.is_dir()) for path in tmp_path.iterdir())
    assert not folder.replace("a.md", b"new", lambda _content: True)
    assert not folder.remove("a.md", lambda _content: True)
    assert sorted((path.name, path.is_symlink(), path.is_dir()) for path in tmp_path.iterdir()) == before


@linux_only
def test_two_saves_in_one_replacement_are_both_kept(folder: SharedFolder, tmp_path: Path) -> None:
    save(tmp_path / "a.md", b"first save")

    def save_again(_content: bytes) -> bool:
        save(tmp_path / "a.md", b"second save")
        return False

    assert not folder.replace("a.md", b"new", save_again)
    assert read_all(tmp_path) == {"a.md": b"second save", "a.kept.md": b"first save"}
    assert folder.rescued == [("a.md", "a.kept.md")]


@linux_only
def test_a_file_removed_in_a_replacement_is_put_back(folder: SharedFolder, tmp_path: Path) -> None:
    def remove(_content: bytes) -> bool:
        (tmp_path / "a.md").unlink()
        return False

    assert not folder.replace("a.md", b"new", remove)
    assert read_all(tmp_path) == {"a.md": b"old"}


def test_a_save_during_a_removal_gets_the_name(any_system: None, folder: SharedFolder, tmp_path: Path) -> None:
    answers = iter((True, False))  # looked at before and after it is renamed

    def save_again(_content: bytes) -> bool:
        answer = next(answers)
        if not answer:
            save(tmp_path / "a.md", b"saved")
        return answer

    assert not folder.remove("a.md", save_again)
    assert read_all(tmp_path) == {"a.md": b"saved", "a.kept.md": b"old"}


def test_what_a_killed_process_left_is_removed_or_gets_its_name_back(folder: SharedFolder, tmp_path: Path) -> None:
    for name, data in ((".a.md.paperdesk-000000.swap", b"ours"), (".b.md.paperdesk-000000.swap", b"theirs"),
                       (".a.md.paperdesk-000001.swap", b"theirs too"), (".paperdesk-0123456789abcdef.tmp", b"part"),
                       (".c.md.paperdesk.swap", b"a person's"), ("a.kept.md", b"of last time")):  # fmt: skip
        (tmp_path / name).write_bytes(data)
    folder.recover(lambda name, content: (name, content) == ("a.md", b"ours"))
    assert read_all(tmp_path) == {
        "a.md": b"old",
        "a.kept.md": b"of last time",
        "a.kept-2.md": b"theirs too",
        "b.md": b"theirs",
        ".c.md.paperdesk.swap": b"a person's",
    }


def test_a_folder_is_written_by_one_process_at_a_time(folder: SharedFolder, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    folder.lock()
    with SharedFolder.open(tmp_path) as other, pytest.raises(PaperdeskError, match="is running"):
        other.lock()
