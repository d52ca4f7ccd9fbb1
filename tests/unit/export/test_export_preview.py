"""The preview of an export, and an export that is stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.errors import PaperdeskError
from app.domain.jobs import Cancelled, Job
from app.domain.views import PaperView
from app.export.folder import ExportPreview, preview_folder, preview_single, write_folder, write_single

Make = Callable[..., PaperView]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_a_preview_says_what_the_export_does_and_changes_nothing(tmp_path: Path, make_view: Make) -> None:
    out = tmp_path / "out"
    views = [make_view(), make_view(id=13, title="Other"), make_view(id=14, title="Third")]
    assert preview_folder(views, out, "lib") == ExportPreview(new=3)
    assert not out.exists()
    write_folder(views, out, "lib")
    assert preview_folder(views, out, "lib") == ExportPreview(unchanged=3)
    (out / "other-13.md").write_text("mine now")
    changed = [
        make_view(comments=9, note="new words"),
        make_view(id=13, title="Other"),
        make_view(id=15, title="Fourth"),
    ]
    before = tree(out)
    seen = preview_folder(changed, out, "lib")
    assert tree(out) == before
    report = write_folder(changed, out, "lib")
    assert (seen.new + seen.replaced, seen.unchanged) == (len(report.written), len(report.unchanged))
    assert seen == ExportPreview(new=2, replaced=1, kept=("other-13.md",))
    assert [theirs.name for theirs, _ours in report.kept] == ["other-13.md"]


def test_a_preview_of_a_single_file(tmp_path: Path, make_view: Make) -> None:
    out = tmp_path / "new" / "papers.md"
    assert preview_single([make_view()], out, "lib") == ExportPreview(new=1)
    assert not out.parent.exists()
    write_single([make_view()], out, "lib")
    assert preview_single([make_view()], out, "lib") == ExportPreview(unchanged=1)
    assert preview_single([make_view(note="x")], out, "lib") == ExportPreview(replaced=1)
    with pytest.raises(PaperdeskError, match="is a folder"):
        preview_single([make_view()], tmp_path, "lib")


@pytest.mark.parametrize("stop_at", [0, 2, 4, 5, 7])
def test_a_stopped_export_is_completed_by_the_next(tmp_path: Path, make_view: Make, stop_at: int) -> None:
    views = [make_view(id=number, title=f"Paper {number}") for number in range(1, 5)]
    job = Job()

    def report(done: int, total: int) -> None:
        if done == stop_at:
            job.cancel()
        job.report(done, total)

    out = tmp_path / "out"
    with pytest.raises(Cancelled):
        write_folder(views, out, "lib", progress=report)
    assert job.total == 8
    assert len(list(out.glob("*.md"))) == max(0, stop_at - 4)
    write_folder(views, out, "lib")
    write_folder(views, tmp_path / "whole", "lib")
    assert tree(out) == tree(tmp_path / "whole")
