"""A long import in the window: progress, cancel, and the state of the window afterwards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.domain.changes import Changes
from app.domain.jobs import Job
from app.library import Library

_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"


def page(name: str, papers: int, day: str = "Mar 9") -> str:
    parts = [
        f"Study {number} of {name}\n\nCase {number} of {name} is told here in a few plain words for once, and no more."
        f"\n\n  • 3 authors\n·\nJun 12, 2017 {number + 1}\n\n"
        for number in range(papers)
    ]
    return f"{_HEAD}{day}\n\n{''.join(parts)}"


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    def wait(window: Any) -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: window.operations.is_idle, timeout=60_000)

    return wait


@pytest.fixture
def window(open_window: Any, own_folders: Path) -> Any:
    with Library(own_folders) as library:
        first = own_folders / "first.txt"
        first.write_text(page("first", 3))
        library.import_paths([first])
    return open_window(own_folders)


def test_a_cancelled_import_keeps_finished_files_and_nothing_of_the_unfinished_one(
    window: Any, wait_idle: Any, qtbot: Any, tmp_path: Path
) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text(page("small", 5))
    large.write_text(page("large", 9000))
    window.imports.preview([small, large])
    wait_idle(window)
    window.imports.dialog.import_button.click()
    bar = window.job_bar
    qtbot.waitUntil(lambda: bar.job is not None and bar.job.done > 5, timeout=60_000)
    assert bar.job.total == 9005
    bar.cancel.click()
    wait_idle(window)
    with Library(window.library.folder) as library:
        assert len(library.find()) == 8
        assert [Path(view.path).name for view in library.imports()] == ["first.txt", "small.txt"]
    assert "Cancelled; nothing of “large.txt” was kept" in window.toast.text
    assert "5 new" in window.toast.text
    assert bar.job is None
    assert not bar.isVisible()


def test_the_progress_bar_counts_the_papers(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text(page("large", 9000))
    window.imports.preview([large])
    wait_idle(window)
    told: list[tuple[int, str]] = []
    bar = window.job_bar
    bar.bar.valueChanged.connect(lambda value: told.append((value, bar.text)))
    window.imports.dialog.import_button.click()
    wait_idle(window)
    assert [text for value, text in told if 0 < value < 9000 and "of 9\u202f000 papers" in text]
    assert len(window.library.find()) == 9003
    assert not bar.isVisible()


def test_a_long_job_shows_its_progress_bar_until_it_ends(window: Any, qtbot: Any) -> None:
    job, bar = Job(total=10), window.job_bar
    bar.watch(job, "Importing…", "papers")
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible, timeout=60_000)
    bar.end(job)
    assert not bar.isVisible()


def test_closing_the_dialog_cancels_the_preview(window: Any, wait_idle: Any, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(30)]
    for number, file in enumerate(files):
        file.write_text(page(f"file {number}", 50))
    window.imports.preview(files)
    dialog = window.imports.dialog
    job = dialog.bar.job
    dialog.reject()
    wait_idle(window)
    assert job.is_cancelled
    assert window.imports.dialog is None
    assert len(window.library.find()) == 3


def test_after_the_first_import_the_list_has_the_focus_and_the_window_title_is_right(
    open_window: Any, own_folders: Path, qtbot: Any
) -> None:
    from app.samples import FOLDER

    window = open_window(own_folders)
    assert window.windowTitle() == "Inbox, 0 papers – Paperdesk"
    window.empty.import_pages.setFocus()
    window.imports.import_files(sorted(FOLDER.glob("*.txt")))
    qtbot.waitUntil(lambda: bool(window.papers.ids) and window.operations.is_idle, timeout=20_000)
    assert window.focusWidget() is window.papers
    assert window.windowTitle() == f"Inbox, {len(window.papers.ids)} papers – Paperdesk"


def break_down(*_arguments: object) -> None:
    raise RuntimeError("a bug")


@pytest.mark.parametrize("broken", ["run_import", "preview", "load_sample_library"])
def test_a_bug_leaves_nothing_that_looks_as_if_it_were_still_running(
    window: Any, wait_idle: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    from PySide6.QtWidgets import QLabel

    window.operations.crashed.disconnect()  # the fixture fails for an unexpected error
    file = tmp_path / "new.txt"
    file.write_text(page("new", 3))
    idle = window.status.findChild(QLabel).text()
    monkeypatch.setattr(f"ui.imports.workflow.{broken}", break_down)
    {
        "run_import": lambda: window.imports.import_files([file]),
        "preview": lambda: window.imports.preview([file]),
        "load_sample_library": window.imports.load_samples,
    }[broken]()
    wait_idle(window)
    assert window.job_bar.job is None
    assert window.status.findChild(QLabel).text() == idle
    if broken == "preview":
        assert window.imports.dialog.bar.job is None
        assert "unexpected error" in window.imports.dialog.summary.text()
    else:
        assert "unexpected error" in window.toast.text


def test_an_import_is_announced_once_with_its_papers_and_says_itself_what_it_did(
    window: Any, wait_idle: Any, tmp_path: Path
) -> None:
    window.contents.stop()  # it polls for what others write, and sees what is written here only in part
    announced: list[Changes] = []
    window.operations.changed.connect(announced.append)
    files = [tmp_path / "one.txt", tmp_path / "two.txt"]
    for file in files:
        file.write_text(page(file.stem, 2))
    window.imports.import_files(files)
    wait_idle(window)
    assert [(len(changes.paper_ids), changes.is_silent) for changes in announced] == [(4, True)]
    assert "Imported 2 pages: 4 new" in window.toast.text


def test_loading_the_samples_is_announced_once(window: Any, wait_idle: Any) -> None:
    window.contents.stop()  # it polls for what others write, and sees what is written here only in part
    announced: list[Changes] = []
    window.operations.changed.connect(announced.append)
    window.imports.load_samples()
    wait_idle(window)
    assert [(changes.is_everything, changes.is_silent) for changes in announced] == [(True, True)]
    assert "Imported" in window.toast.text
