"""Index folders that others own, may write or have linked elsewhere: nothing in them is read, run or deleted."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import stat
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest

from tests.e2e.program import NOBODY, Program, read_rows, read_tree
from tests.profile import thorough

QUERY = '"language models" OR attention'
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="NOT TESTED: only root can give a folder to another user"
)


class Trap:
    """Unpickling it creates a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def searched(edited: Program) -> tuple[Program, list[object]]:
    """The program with an index, and what it finds."""
    found = search(edited)
    assert len(found) > 2
    return edited, found


def search(program: Program) -> list[object]:
    """What a search finds, with or without an index; another order is fine."""
    return sorted(hit["id"] for hit in json.loads(program.done("search", QUERY, "--json")))


def index_of(program: Program) -> Path:
    (folder,) = (program.home / "cache" / "index").iterdir()
    return folder


def data_of(index: Path) -> Path:
    return index / json.loads((index / "stamp.json").read_text())["folder"]


def sign_again(index: Path) -> None:
    """Put the checksums of the files into the manifest, as an attacker would."""
    manifest = json.loads((index / "stamp.json").read_text())
    for commit in manifest["commits"]:
        for name in commit["files"]:
            if (path := data_of(index) / name).exists():
                commit["files"][name] = [path.stat().st_size, zlib.crc32(path.read_bytes())]
    (index / "stamp.json").write_text(json.dumps(manifest))


def set_trap_in_contents(index: Path, trap: bytes) -> None:
    """In the list of segments at the end of the newest table of contents, which begins with a pickle of protocol 2+."""
    path = max(data_of(index).glob("*.toc"))
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"\x80", 0, content.index(b"W3Segment"))] + trap)


def set_trap_in_segment(index: Path, trap: bytes) -> None:
    """In the directory at the end of a segment file, whose offset is at its beginning."""
    path = next(data_of(index).glob("*.seg"))
    content = path.read_bytes()
    (offset,) = struct.unpack_from("!q", content)
    path.write_bytes(content[:offset] + trap)


def set_trap_in_postings(index: Path, trap: bytes) -> None:
    """In place of every posting list that is in a dictionary; its length stays, what follows the STOP is not read."""
    path = next(data_of(index).glob("*.seg"))
    content = bytearray(path.read_bytes())
    start = 0
    while (start := content.find(b"\x80\x04\x95", start)) >= 0:
        end = content.find(b".", start + len(trap))
        content[start : start + len(trap)] = trap
        start = max(end, start + len(trap))
    path.write_bytes(content)


TRAPS = (set_trap_in_contents, set_trap_in_segment, set_trap_in_postings)


@pytest.mark.parametrize("protocol", [0, pickle.HIGHEST_PROTOCOL])
@pytest.mark.parametrize("set_trap", TRAPS)
def test_a_pickle_in_the_index_runs_nothing(
    searched: tuple[Program, list[object]], set_trap: Callable[[Path, bytes], None], protocol: int
) -> None:
    program, found = searched
    trap = program.home / "t"
    set_trap(index_of(program), pickle.dumps(Trap(trap), protocol))
    sign_again(index_of(program))
    assert search(program) == found
    assert not trap.exists()


def give_away(path: Path) -> None:
    for one in (path, *path.rglob("*")):
        os.chown(one, NOBODY, NOBODY)


@needs_root
@pytest.mark.parametrize("which", ["cache", "index", "library"])
def test_a_folder_of_another_user_is_not_read_and_not_touched(
    searched: tuple[Program, list[object]], which: str
) -> None:
    program, found = searched
    index = index_of(program)
    folder = {"cache": index.parent.parent, "index": index.parent, "library": index}[which]
    trap = program.home / "trap"
    set_trap_in_contents(index, pickle.dumps(Trap(trap)))
    sign_again(index)
    give_away(folder)
    before = read_tree(program.home)
    result = program("search", QUERY, "--json")
    assert sorted(hit["id"] for hit in json.loads(result.stdout)) == found
    assert "belongs to another user" in result.stderr
    assert not trap.exists()
    assert read_tree(program.home) == before


@pytest.mark.parametrize(
    ("which", "mode"), [("cache", 0o775), ("cache", 0o1777), ("index", 0o777), ("library", 0o770), ("library", 0o702)]
)
def test_a_folder_that_others_may_write_is_made_new(
    searched: tuple[Program, list[object]], which: str, mode: int
) -> None:
    program, found = searched
    index = index_of(program)
    folder = {"cache": index.parent.parent, "index": index.parent, "library": index}[which]
    (folder / "notes.txt").write_text("a person's")
    # an index that answers wrongly, as others could have put there
    (index / "stamp.json").write_text((index / "stamp.json").read_text().replace('"papers": ', '"papers": 9'))
    old_data = data_of(index).name
    folder.chmod(mode)
    result = program("search", QUERY, "--json")
    assert sorted(hit["id"] for hit in json.loads(result.stdout)) == found
    assert (folder / "notes.txt").read_text() == "a person's"
    if mode & stat.S_ISVTX:
        assert "may be written by other users" in result.stderr
    else:
        assert data_of(index).name != old_data
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("which", ["cache", "index", "library", "data", "stamp.json", "lock"])
def test_nothing_is_read_written_or_deleted_through_a_link(
    searched: tuple[Program, list[object]], tmp_path: Path, which: str
) -> None:
    program, found = searched
    index = index_of(program)
    places = {"cache": index.parent.parent, "index": index.parent, "library": index, "data": data_of(index)}
    place, outside, trap = places.get(which, index / which), tmp_path / "outside", program.home / "trap"
    set_trap_in_contents(index, pickle.dumps(Trap(trap)))
    sign_again(index)
    place.rename(outside)
    place.symlink_to(outside)
    before = read_tree(tmp_path / "outside"), outside.lstat().st_mode
    for words in ((), ("rebuild-index",), ("tag", "add", "changed", "1"), ()):
        if words:
            assert program(*words).returncode in (0, 3)
        else:
            assert search(program) == found
    assert not trap.exists()
    assert (read_tree(tmp_path / "outside"), outside.lstat().st_mode) == before


def test_a_dangling_link_creates_nothing(searched: tuple[Program, list[object]], tmp_path: Path) -> None:
    program, found = searched
    index = index_of(program)
    for name in ("lock", "stamp.json"):
        (index / name).unlink()
        (index / name).symlink_to(tmp_path / f"made by {name}")
    assert search(program) == found
    assert [path.name for path in tmp_path.glob("made by*")] == []


@pytest.mark.parametrize("kind", [os.mkfifo, os.mkdir], ids=["pipe", "folder"])
@pytest.mark.parametrize("which", ["stamp.json", "lock", "segment", "contents", "writer lock", "library", "index"])
def test_a_pipe_or_a_folder_in_the_place_of_a_file_hangs_nothing_and_is_replaced(
    searched: tuple[Program, list[object]], which: str, kind: Callable[[Path], None]
) -> None:
    program, found = searched
    index = index_of(program)
    data = data_of(index)
    inside = {"segment": next(data.glob("*.seg")), "contents": max(data.glob("*.toc"))}
    places = {**inside, "writer lock": data / "MAIN_WRITELOCK", "library": index, "index": index.parent}
    place = places.get(which, index / which)
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    kind(place)
    assert search(program) == found
    program.done("rebuild-index")
    result = program("search", QUERY, "--json")
    assert sorted(hit["id"] for hit in json.loads(result.stdout)) == found
    assert "instead" not in result.stderr, "the index was not made again"
    assert [path for path in program.home.rglob("*") if path.is_fifo()] == []


def test_the_cache_is_private_from_its_first_file_on(edited: Program) -> None:
    edited.home.mkdir(exist_ok=True)
    previous = os.umask(0)
    try:
        search(edited)
    finally:
        os.umask(previous)
    index = index_of(edited)
    for folder in (index, index.parent, index.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_index_is_kept_out_of_library_folders(edited: Program) -> None:
    found = search(edited)
    edited.extra["PAPERDESK_CACHE"] = str(edited.library / "cache")
    before = read_tree(edited.library)
    result = edited("search", QUERY, "--json")
    assert sorted(hit["id"] for hit in json.loads(result.stdout)) == found
    assert "in the library folder" in result.stderr
    assert {name for name in read_tree(edited.library) if "cache" in name} == {
        name for name in before if "cache" in name
    }


def has_changed(folder: Path, before: int) -> bool:
    return folder.stat().st_mtime_ns != before


def test_a_rebuild_killed_at_any_moment_loses_nothing_and_leaves_nothing(
    searched: tuple[Program, list[object]],
) -> None:
    program, found = searched
    index, random = index_of(program), Random(14)
    (index / "data-thesis").mkdir()
    (index / "data-thesis" / "chapter.md").write_text("precious")
    rows, killed = read_rows(program.library / "library.db"), 0
    for _ in range(thorough(100, 6)):
        has_begun = partial(has_changed, index, index.stat().st_mtime_ns)
        killed += program.kill_when(has_begun, random.random() * 0.08, "rebuild-index")
    assert search(program) == found
    program.done("rebuild-index")
    assert search(program) == found
    assert read_rows(program.library / "library.db") == rows
    assert (index / "data-thesis" / "chapter.md").read_text() == "precious"
    assert {path.name for path in index.iterdir()} == {"lock", "stamp.json", "data-thesis", data_of(index).name}
    assert killed > 0, "no rebuild was running any more when it was to be killed"


def test_what_a_killed_rebuild_left_goes_with_the_next_change(searched: tuple[Program, list[object]]) -> None:
    program, found = searched
    index = index_of(program)
    (index / "data-0123456789abcdef").mkdir()
    (index / "data-0123456789abcdef" / "MAIN_a.seg").write_bytes(b"half")
    (index / ".paperdesk-0123456789abcdef.tmp").write_bytes(b"half")
    program.done("edit", "1", "title", "Another title about attention")
    assert set(search(program)) >= set(found)
    assert {path.name for path in index.iterdir()} == {"lock", "stamp.json", data_of(index).name}
