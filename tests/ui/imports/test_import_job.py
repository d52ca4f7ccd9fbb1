"""A long import in the window: it tells how far it is, a cancel really stops it, and what it did is listed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
def settle(qtbot: Any) -> Callable[[Any], None]:
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


def test_a_cancelled_import_keeps_the_files_before_and_nothing_of_the_one_it_was_in(
    window: Any, settle: Any, qtbot: Any, tmp_path: Path
) -> None:
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text(page("small", 5))
    large.write_text(page("large", 9000))
    window.importing.preview([small, large])
    settle(window)
    window.importing.dialog.go.click()
    bar = window.job_bar
    qtbot.waitUntil(lambda: bar.job is not None and bar.job.done > 5, timeout=60_000)
    assert bar.job.total == 9005
    bar.cancel.click()
    settle(window)
    with Library(window.library.folder) as library:
        assert len(library.find()) == 8
        assert [Path(view.path).name for view in library.imports()] == ["first.txt", "small.txt"]
    assert "Cancelled; nothing of “large.txt” was kept" in window.toast.text
    assert "5 new" in window.toast.text
    assert bar.job is None
    assert not bar.isVisible()


def test_the_bar_tells_how_far_the_import_is(window: Any, settle: Any, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text(page("large", 9000))
    window.importing.preview([large])
    settle(window)
    told: list[tuple[int, str]] = []
    bar = window.job_bar
    bar.bar.valueChanged.connect(lambda value: told.append((value, bar.text)))
    window.importing.dialog.go.click()
    settle(window)
    assert [text for value, text in told if 0 < value < 9000 and "of 9\u202f000 papers" in text]
    assert len(window.library.find()) == 9003
    assert not bar.isVisible()


def test_a_job_that_takes_a_while_shows_its_bar_until_it_ends(window: Any, qtbot: Any) -> None:
    job, bar = Job(total=10), window.job_bar
    bar.watch(job, "Importing…", "papers")
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible, timeout=60_000)
    bar.end(job)
    assert not bar.isVisible()


def test_closing_the_dialog_stops_the_reading(window: Any, settle: Any, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(30)]
    for number, file in enumerate(files):
        file.write_text(page(f"file {number}", 50))
    window.importing.preview(files)
    dialog = window.importing.dialog
    job = dialog.bar.job
    dialog.reject()
    settle(window)
    assert job.is_cancelled
    assert window.importing.dialog is None
    assert len(window.library.find()) == 3


@pytest.fixture
def imports(window: Any, settle: Any, qtbot: Any, tmp_path: Path) -> Any:
    """The dialog of all imports, with two of them."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    second = tmp_path / "second.txt"
    second.write_text(page("second", 4, "Mar 10") + "Orphan of the page\n")
    window.importing.import_files([second])
    settle(window)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.papers, Qt.Key.Key_I, both)
    qtbot.waitUntil(lambda: find_dialog(window) is not None)
    qtbot.waitUntil(find_dialog(window).isActiveWindow)
    settle(window)
    qtbot.waitUntil(lambda: bool(find_dialog(window).foreseen.text()))
    return find_dialog(window)


def find_dialog(window: Any) -> Any:
    from ui.imports.imports_dialog import ImportsDialog

    return window.findChild(ImportsDialog)


def test_every_import_is_listed_newest_first_with_what_was_not_understood(imports: Any) -> None:
    rows = [imports.list.topLevelItem(at) for at in range(imports.list.topLevelItemCount())]
    assert [row.text(1) for row in rows] == ["second.txt", "first.txt"]
    assert [rows[0].text(column) for column in (2, 3, 4, 5, 6)] == ["Daily Papers page", "10 Mar 2018", "4", "4", "0"]
    assert "Orphan of the page" in imports.unread.topLevelItem(0).child(0).text(0)
    assert "4 papers that nothing else brought will go" in imports.foreseen.text()


def test_del_takes_an_import_back_and_brings_it_back(window: Any, settle: Any, qtbot: Any, imports: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(imports.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: imports.list.topLevelItem(0).text(7) == "taken back")
    settle(window)
    assert len(window.library.find()) == 3
    assert "Took back" in window.toast.text
    QTest.keyClick(imports.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: imports.list.topLevelItem(0).text(7) == "")
    settle(window)
    assert len(window.library.find()) == 7
    with Library(window.library.folder) as library:
        library.undo()
        assert len(library.find()) == 3


def test_enter_lists_the_papers_of_an_import(window: Any, settle: Any, imports: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    imports.list.setCurrentItem(imports.list.topLevelItem(1))
    QTest.keyClick(imports.list, Qt.Key.Key_Return)
    settle(window)
    assert not imports.isVisible()
    assert window.listing.place.kind == "import"
    assert len(window.papers.papers.ids) == 3


def test_an_import_that_a_tag_hangs_on_says_that_its_paper_stays(window: Any, qtbot: Any, imports: Any) -> None:
    with Library(window.library.folder) as library:
        tagged = library.find()[:1]
        library.editing.tag("keep", tagged)
    texts = []
    for row in (1, 0):
        imports.list.setCurrentItem(imports.list.topLevelItem(row))
        qtbot.waitUntil(lambda: bool(imports.foreseen.text()))
        texts.append(imports.foreseen.text())
    assert sum("of yours stays" in text for text in texts) == 1


def test_after_the_first_import_the_list_has_the_keyboard_and_the_title_tells_what_is_listed(
    open_window: Any, own_folders: Path, qtbot: Any
) -> None:
    from app.samples import FOLDER

    window = open_window(own_folders)
    assert window.windowTitle() == "Inbox, 0 papers – Paperdesk"
    window.empty.import_pages.setFocus()
    window.importing.import_files(sorted(FOLDER.glob("*.txt")))
    qtbot.waitUntil(lambda: bool(window.papers.papers.ids) and window.operations.is_idle, timeout=20_000)
    assert window.focusWidget() is window.papers
    assert window.windowTitle() == f"Inbox, {len(window.papers.papers.ids)} papers – Paperdesk"
