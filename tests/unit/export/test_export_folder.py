"""Exports to a real folder: nothing of the user is overwritten, and a killed export can be repeated."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import PaperdeskError, UsageError
from app.domain.views import PaperView
from app.export.folder import write_folder, write_single
from app.export.formats import FORMATS, find_format
from app.export.manifest import FOLDER_MANIFEST
from tests.paths import ROOT

Make = Callable[..., PaperView]
NAME = "harmonyguard-toward-safety-12.md"
BESIDE = "harmonyguard-toward-safety-12.paperdesk.md"


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if not path.name.startswith(".")}


def test_the_same_content_gives_the_same_bytes_and_rewrites_no_file(tmp_path: Path, make_view: Make) -> None:
    views = [make_view(), make_view(id=13, title="Other")]
    first = write_folder(views, tmp_path / "new" / "out")
    before = {path: path.stat().st_ino for path in (tmp_path / "new" / "out").iterdir()}
    second = write_folder(list(reversed(views)), tmp_path / "new" / "out")
    assert len(first.written) == 2
    assert (len(second.unchanged), second.written, second.is_partial) == (2, (), False)
    assert {path: path.stat().st_ino for path in (tmp_path / "new" / "out").iterdir()} == before
    assert (first.sentence(), second.sentence()) == ("2 files written.", "2 files unchanged.")


def test_an_edit_in_paperdesk_replaces_the_exported_file(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path)
    report = write_folder([make_view(note="new")], tmp_path)
    assert report.written == (tmp_path / NAME,)
    assert files(tmp_path)[NAME].endswith(b"## Note\n\nnew\n")
    assert list(files(tmp_path)) == [NAME]


def test_a_file_the_user_changed_is_kept_and_the_new_one_is_beside_it(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path)
    (tmp_path / NAME).write_bytes(b"mine")
    for note in ("one", "two"):
        report = write_folder([make_view(note=note)], tmp_path)
        assert report.kept == ((tmp_path / NAME, tmp_path / BESIDE),)
        assert report.is_partial
        assert f"{NAME} was changed since the last export" in report.sentence()
        assert BESIDE in report.sentence()
        assert sorted(files(tmp_path)) == [NAME, BESIDE]
        assert files(tmp_path)[NAME] == b"mine"
        assert files(tmp_path)[BESIDE].endswith(f"{note}\n".encode())


def test_a_file_that_was_never_exported_is_kept(tmp_path: Path, make_view: Make) -> None:
    (tmp_path / NAME).write_bytes(b"mine")
    for note in ("one", "two"):
        report = write_folder([make_view(note=note)], tmp_path)
        assert report.kept == ((tmp_path / NAME, tmp_path / BESIDE),)
        assert f"{NAME} was not exported from this library and was kept" in report.sentence()
    assert files(tmp_path)[NAME] == b"mine"


def test_the_file_beside_is_kept_too_once_the_user_changed_it(tmp_path: Path, make_view: Make) -> None:
    (tmp_path / NAME).write_bytes(b"mine")
    write_folder([make_view()], tmp_path)
    (tmp_path / BESIDE).write_bytes(b"mine as well")
    report = write_folder([make_view(note="new")], tmp_path)
    third = "harmonyguard-toward-safety-12.paperdesk-2.md"
    assert report.kept == ((tmp_path / NAME, tmp_path / third), (tmp_path / BESIDE, tmp_path / third))
    assert files(tmp_path)[NAME] == b"mine"
    assert files(tmp_path)[BESIDE] == b"mine as well"


def test_a_resolved_conflict_leaves_one_file(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path)
    (tmp_path / NAME).write_bytes(b"mine")
    write_folder([make_view(note="new")], tmp_path)
    (tmp_path / NAME).unlink()
    report = write_folder([make_view(note="new")], tmp_path)
    assert report.removed == (tmp_path / BESIDE,)
    assert not report.is_partial
    assert list(files(tmp_path)) == [NAME]


def test_a_changed_title_renames_the_exported_file(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path)
    report = write_folder([make_view(title="Renamed")], tmp_path)
    assert report.removed == (tmp_path / NAME,)
    assert list(files(tmp_path)) == ["renamed-12.md"]


def test_a_changed_title_does_not_remove_a_file_the_user_changed(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path)
    (tmp_path / NAME).write_bytes(b"mine")
    report = write_folder([make_view(title="Renamed")], tmp_path)
    assert report.kept == ((tmp_path / NAME, tmp_path / "renamed-12.md"),)
    assert files(tmp_path)[NAME] == b"mine"


def test_files_of_papers_outside_this_export_stay(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view(), make_view(id=13, title="Other")], tmp_path)
    (tmp_path / "own.md").write_bytes(b"mine")
    report = write_folder([make_view(id=13, title="Other")], tmp_path)
    assert sorted(files(tmp_path)) == [NAME, "other-13.md", "own.md"]
    assert report.removed == ()
    assert write_folder([make_view(note="new")], tmp_path).written == (tmp_path / NAME,)


def test_another_library_in_the_same_folder_loses_nothing(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path, library_id="a")
    write_folder([make_view(title="Unrelated")], tmp_path, library_id="b")
    report = write_folder([make_view(note="of b")], tmp_path, library_id="b")
    assert report.kept == ((tmp_path / NAME, tmp_path / BESIDE),)
    assert b"of b" not in files(tmp_path)[NAME]


@pytest.mark.parametrize(
    "damage",
    [
        *("", "{", "null", "[]", "\xff", "[" * 200_000, '{"version": 1}', '{"version": 1, "library": "", "files": []}'),
        '{"version": 9, "library": "", "files": {}}',
    ],
)
def test_with_a_damaged_manifest_every_existing_file_is_kept(tmp_path: Path, make_view: Make, damage: str) -> None:
    write_folder([make_view()], tmp_path)
    (tmp_path / FOLDER_MANIFEST).write_bytes(damage.encode("latin-1"))
    before = files(tmp_path)[NAME]
    report = write_folder([make_view(note="new")], tmp_path)
    assert report.is_partial
    assert files(tmp_path)[NAME] == before


@pytest.mark.parametrize("name", ["../victim-12.md", "{root}/victim-12.md", "sub/victim-12.md", "..", "victim.txt"])
def test_a_hostile_manifest_removes_and_overwrites_nothing(tmp_path: Path, make_view: Make, name: str) -> None:
    out = tmp_path / "out"
    (out / "sub").mkdir(parents=True)
    victims = [tmp_path / "victim-12.md", out / "sub" / "victim-12.md", out / "victim.txt"]
    for victim in victims:
        victim.write_bytes(b"precious")
    listed = name.format(root=tmp_path)
    precious = "157fc55121ab2c59852c35d78aca98d840047e5d9668c423e4d3b146e1577901"
    content = {"version": 1, "library": "", "files": {listed: [precious]}, "ids": {listed: 12}}
    (out / FOLDER_MANIFEST).write_text(json.dumps(content))
    write_folder([make_view()], out)
    assert [victim.read_bytes() for victim in victims] == [b"precious"] * 3


def test_symbolic_links_pipes_and_folders_are_left_alone(tmp_path: Path, make_view: Make) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside"
    out.mkdir()
    outside.write_bytes(b"precious")
    (out / NAME).symlink_to(outside)
    os.mkfifo(out / "b-13.md")
    (out / "c-14.md").mkdir()
    report = write_folder([make_view(), make_view(id=13, title="b"), make_view(id=14, title="c")], out)
    assert [theirs.name for theirs, _ in report.kept] == [NAME, "b-13.md", "c-14.md"]
    assert all(ours.is_file() and not ours.is_symlink() for _, ours in report.kept)
    assert outside.read_bytes() == b"precious"
    assert {path.name for path in tmp_path.iterdir()} == {"out", "outside"}


def test_a_manifest_that_is_a_symbolic_link_is_not_followed(tmp_path: Path, make_view: Make) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "victim").write_bytes(b"{}")
    (out / FOLDER_MANIFEST).symlink_to(tmp_path / "victim")
    with pytest.raises(PaperdeskError, match="symbolic link"):
        write_folder([make_view()], out)
    assert (tmp_path / "victim").read_bytes() == b"{}"
    assert files(out) == {}


def test_the_destination_may_be_a_link_to_a_folder(tmp_path: Path, make_view: Make) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    assert write_folder([make_view()], tmp_path / "out").written == (tmp_path / "out" / NAME,)
    assert (tmp_path / "real" / NAME).is_file()


def test_a_destination_of_the_wrong_kind_is_an_error_message(tmp_path: Path, make_view: Make) -> None:
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(PaperdeskError, match="file is a file, not a folder"):
        write_folder([make_view()], tmp_path / "file")
    with pytest.raises(PaperdeskError, match="is a folder"):
        write_single([make_view()], tmp_path)
    assert (tmp_path / "file").read_bytes() == b"mine"


def test_a_single_file_follows_the_same_rules(tmp_path: Path, make_view: Make) -> None:
    dest = tmp_path / "deep" / "all.md"
    assert write_single([make_view()], dest).written == (dest,)
    assert write_single([make_view()], dest).unchanged == (dest,)
    assert write_single([make_view(note="new")], dest).written == (dest,)
    dest.write_bytes(b"mine")
    report = write_single([make_view(note="newer")], dest)
    assert report.kept == ((dest, dest.with_name("all.paperdesk.md")),)
    assert dest.read_bytes() == b"mine"
    dest.unlink()
    assert write_single([make_view(note="newer")], dest).removed == (dest.with_name("all.paperdesk.md"),)
    assert list(files(dest.parent)) == ["all.md"]


def test_a_folder_and_single_files_in_it_do_not_affect_each_other(tmp_path: Path, make_view: Make) -> None:
    write_folder([make_view()], tmp_path)
    write_single([make_view()], tmp_path / "all.md")
    write_single([make_view()], tmp_path / "b.md")
    write_folder([make_view(title="Renamed")], tmp_path)
    write_single([make_view(note="x")], tmp_path / "b.md")
    assert sorted(files(tmp_path)) == ["all.md", "b.md", "renamed-12.md"]


KILLED_EXPORT = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests_views import PLAIN, replace
from app.export.folder import write_folder
left = int(sys.argv[3])
rename = os.replace
def replace_or_die(*args, **kwargs):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    rename(*args, **kwargs)
os.replace = replace_or_die
write_folder([replace(PLAIN, id=n, note="second") for n in range(1, 5)], Path(sys.argv[2]))
"""


@pytest.mark.parametrize("after", range(6))
def test_an_export_killed_anywhere_is_completed_by_the_next_one(tmp_path: Path, make_view: Make, after: int) -> None:
    out = tmp_path / "out"
    write_folder([make_view(id=n, note="first") for n in range(1, 5)], out)
    source = (Path(__file__).with_name("conftest.py")).read_text()
    (tmp_path / "tests_views.py").write_text(source)
    command = [sys.executable, "-c", KILLED_EXPORT, str(tmp_path), str(out), str(after)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    report = write_folder([make_view(id=n, note="third") for n in range(1, 5)], out)
    assert report.kept == ()
    assert len(report.written) == 4
    assert all(text.endswith(b"third\n") for text in files(out).values())
    assert sorted(path.name for path in out.iterdir() if path.name.startswith(".")) == [FOLDER_MANIFEST]


def test_formats_are_found_by_key_and_an_unknown_one_is_an_error_message() -> None:
    assert all(find_format(known.key) is known and known.title and known.help for known in FORMATS)
    with pytest.raises(UsageError, match=r"no export format “docx”.*markdown"):
        find_format("docx")
