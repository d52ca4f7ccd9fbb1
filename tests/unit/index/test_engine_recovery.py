"""The state of the index, damaged files, other processes and crashes."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.index.documents import IndexDocument, IndexState
from app.index.engine import Engine, consume
from app.index.errors import IndexBusy, IndexDamaged, IndexUnavailable
from app.index.manifest import MANIFEST_NAME
from tests.unit.index.conftest import PAPERS, data_folder, find


def test_the_state_describes_the_content_of_the_index(engine: Engine) -> None:
    assert engine.read_state() == IndexState("library", "epoch", 7, 3)
    engine.apply([], [3], 8)
    assert engine.read_state() == IndexState("library", "epoch", 8, 2)
    engine.apply([], [99], None)
    assert Engine(engine.root).read_state() == IndexState("library", "epoch", 8, 2)


def test_the_folder_is_private(engine: Engine) -> None:
    assert stat.S_IMODE(engine.root.stat().st_mode) == 0o700


def test_a_missing_index_has_no_state_and_cannot_be_searched(tmp_path: Path) -> None:
    engine = Engine(tmp_path / "none")
    assert engine.read_state() is None
    with pytest.raises(IndexDamaged, match="no search index"):
        find(engine, "a")
    with pytest.raises(IndexDamaged, match="no search index"):
        engine.apply(PAPERS, [], 1)


def set_format(manifest: Path) -> None:
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 0}))


def point_outside(manifest: Path) -> None:
    data = json.loads(manifest.read_text())
    shutil.copytree(manifest.parent / data["folder"], manifest.parent.parent / "elsewhere")
    manifest.write_text(json.dumps({**data, "folder": "../elsewhere"}))


def corrupt_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x40
    path.write_bytes(data)


def replace_by_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "file").touch()


def replace_by_link(path: Path) -> None:
    moved = path.with_name(f"moved-{path.name}")
    path.rename(moved)
    path.symlink_to(moved)


DAMAGES = {
    "manifest missing": lambda root, _data: (root / MANIFEST_NAME).unlink(),
    "manifest truncated": lambda root, _data: (root / MANIFEST_NAME).write_bytes(
        (root / MANIFEST_NAME).read_bytes()[:40]
    ),
    "manifest not JSON": lambda root, _data: (root / MANIFEST_NAME).write_bytes(b"\xff\x00" * 20),
    "manifest nested": lambda root, _data: (root / MANIFEST_NAME).write_text("[" * 100_000),
    "manifest of another shape": lambda root, _data: (root / MANIFEST_NAME).write_text('{"format": 1, "folder": 3}'),
    "manifest of another format": lambda root, _data: set_format(root / MANIFEST_NAME),
    "manifest pointing outside the folder": lambda root, _data: point_outside(root / MANIFEST_NAME),
    "data folder missing": lambda _root, data: shutil.rmtree(data),
    "table of contents missing": lambda _root, data: next(data.glob("*.toc")).unlink(),
    "table of contents corrupted": lambda _root, data: corrupt_byte(next(data.glob("*.toc"))),
    "unknown later table of contents": lambda _root, data: (data / "_MAIN_99.toc").write_bytes(b"cos\nsystem\n."),
    "invalid next table of contents": lambda _root, data: (data / "_MAIN_2.toc").write_bytes(b"cos\nsystem\n."),
    "segment missing": lambda _root, data: next(data.glob("*.seg")).unlink(),
    "segment empty": lambda _root, data: next(data.glob("*.seg")).write_bytes(b""),
    "segment a pipe": lambda _root, data: replace_by_pipe(next(data.glob("*.seg"))),
    "table of contents a pipe": lambda _root, data: replace_by_pipe(next(data.glob("*.toc"))),
    "lock of Whoosh a pipe": lambda _root, data: replace_by_pipe(data / "MAIN_WRITELOCK"),
    "manifest a pipe": lambda root, _data: replace_by_pipe(root / MANIFEST_NAME),
    "manifest a folder": lambda root, _data: replace_by_folder(root / MANIFEST_NAME),
    "manifest a link": lambda root, _data: replace_by_link(root / MANIFEST_NAME),
    "data folder a link": lambda _root, data: replace_by_link(data),
    "folder writable by others": lambda root, _data: root.chmod(0o777),
    "folder a link": lambda root, _data: replace_by_link(root),
    "segment corrupted": lambda _root, data: corrupt_byte(next(data.glob("*.seg"))),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_detected_and_repaired_by_a_rebuild(engine: Engine, damage: str) -> None:
    engine.close()
    DAMAGES[damage](engine.root, data_folder(engine))
    assert engine.read_state() is None
    with pytest.raises(IndexDamaged):
        find(engine, "agents")
    with pytest.raises(IndexDamaged):
        engine.apply(PAPERS, [], 8)
    engine.rebuild(PAPERS, "library", "epoch", 9)
    assert engine.read_state() == IndexState("library", "epoch", 9, 3)
    assert find(engine, "agents") == {1, 2}


def test_foreign_files_in_the_index_folder_are_ignored(engine: Engine) -> None:
    engine.close()
    (engine.root / "notes.txt").write_text("mine")
    (data_folder(engine) / "MAIN_foreign.seg").write_text("not ours")
    assert find(engine, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents")], [], 8)
    assert find(engine, "agents") == {1, 2, 4}
    assert (engine.root / "notes.txt").read_text() == "mine"


def test_edits_and_rebuilds_by_another_process_are_visible(engine: Engine) -> None:
    other = Engine(engine.root, lock_timeout=0.0)
    assert find(other, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    assert find(other, "agents") == {2, 4}
    other.apply([IndexDocument(5, "agents")], [], 9)
    assert find(engine, "agents") == {2, 4, 5}
    other.rebuild(PAPERS[1:], "library", "later", 10)
    assert find(engine, "agents") == {2}
    assert engine.read_state() == IndexState("library", "later", 10, 2)
    other.close()


def test_a_second_writer_gets_an_error_but_can_still_search(engine: Engine) -> None:
    other = Engine(engine.root, lock_timeout=0.0)
    with engine.begin_rebuild("library", "new") as rebuild:
        consume(rebuild.add_steps(PAPERS[:1]))
        with pytest.raises(IndexBusy, match="Another Paperdesk"):
            other.apply(PAPERS, [], 8)
        with pytest.raises(IndexBusy, match="Another Paperdesk"):
            other.rebuild(PAPERS, "library", "epoch", 8)
        assert find(other, "maps") == {2, 3}
    other.apply([IndexDocument(4, "maps")], [], 8)
    assert find(engine, "maps") == {2, 3, 4}
    other.close()


def test_an_unwritable_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    engine = Engine(tmp_path / "file" / "index")
    assert engine.read_state() is None
    with pytest.raises(IndexUnavailable, match="could not be written"):
        engine.rebuild(PAPERS, "library", "epoch", 1)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow in the block."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh's unfinished files
def test_a_full_disk_keeps_the_old_index(engine: Engine) -> None:
    engine.close()
    with full_disk():
        with pytest.raises(IndexUnavailable, match="could not be written"):
            engine.apply([IndexDocument(4, "agents")], [1], 8)
        with pytest.raises(IndexUnavailable, match="could not be written"):
            engine.rebuild(PAPERS[:1], "library", "epoch", 8)
    assert engine.read_state() == IndexState("library", "epoch", 7, 3)
    assert find(engine, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    assert find(engine, "agents") == {2, 4}
    assert len(list(engine.root.glob("data-*"))) == 1


def test_a_rebuild_that_fails_keeps_the_old_index(engine: Engine) -> None:
    def failing_documents() -> Iterator[IndexDocument]:
        yield PAPERS[0]
        raise LookupError("the library went away")

    with pytest.raises(LookupError, match="went away"):
        engine.rebuild(failing_documents(), "library", "new", 8)
    assert engine.read_state() == IndexState("library", "epoch", 7, 3)
    assert len(list(engine.root.glob("data-*"))) == 1


def test_a_crash_just_before_a_commit_keeps_the_old_index(engine: Engine) -> None:
    engine.close()
    shutil.copytree(data_folder(engine), engine.root.parent / "before")
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    engine.close()
    shutil.rmtree(data_folder(engine))
    (engine.root.parent / "before").rename(
        engine.root / json.loads((engine.root / MANIFEST_NAME).read_text())["folder"]
    )
    assert engine.read_state() == IndexState("library", "epoch", 7, 3)
    assert find(engine, "agents") == {1, 2}
    engine.apply([IndexDocument(4, "agents again")], [1], 8)
    assert find(engine, "agents") == {2, 4}
    assert engine.read_state() == IndexState("library", "epoch", 8, 3)


def test_a_crash_just_after_a_commit_keeps_the_new_index(engine: Engine) -> None:
    engine.close()
    folder = data_folder(engine)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    engine.apply([IndexDocument(4, "agents")], [1], 8)
    engine.close()
    for name, content in before.items():  # what the commit would have removed
        (folder / name).write_bytes(content)
    assert engine.read_state() == IndexState("library", "epoch", 8, 3)
    assert find(engine, "agents") == {2, 4}
    engine.apply([], [4], 9)
    assert find(engine, "agents") == {2}


def test_a_reader_that_opened_before_a_commit_sees_it_afterwards(engine: Engine) -> None:
    folder = data_folder(engine)
    old = {path.name: path.read_bytes() for path in folder.iterdir()}
    engine.apply([IndexDocument(4, "agents")], [], 8)
    new = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix == ".toc"}
    for name in new:
        (folder / name).unlink()
    for name, content in old.items():
        (folder / name).write_bytes(content)
    reader = Engine(engine.root)
    assert find(reader, "agents") == {1, 2}
    for name, content in new.items():
        (folder / name).write_bytes(content)
    assert find(reader, "agents") == {1, 2, 4}
    reader.close()
