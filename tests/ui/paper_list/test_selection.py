"""The selection: the next paper after a decision; after a filter, an import or an edit from outside the same paper in
the same place. Three hundred decisions as fast as keys can be pressed are all stored."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library
from ui.places import ALL

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


_HEAD = "Get trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and the research community\n\n"


def page(name: str, papers: int) -> str:
    """A copied page with this number of papers."""
    entries = (
        f"Study {number} of {name}\n\nCase {number} of {name} is told here in a few plain words for once, and no more."
        f"\n\n  • 3 authors\n·\nJun 12, 2017 {number + 1}\n\n"
        for number in range(papers)
    )
    return f"{_HEAD}Mar 9\n\n{''.join(entries)}"


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)


def place_of(window: MainWindow, paper: int | None) -> int:
    row = window.papers.paper_model.row_of(paper)  # type: ignore[arg-type]
    assert row is not None
    return window.papers.rowViewportPosition(row)


@pytest.fixture
def scrolled(main_window: MainWindow, press: Press) -> MainWindow:
    """A window of low height, scrolled to the end of the inbox."""
    main_window.resize(1280, 520)
    press("Gkk")
    assert main_window.papers.verticalScrollBar().value() > 0
    return main_window


@pytest.mark.parametrize("key", "eldr")
def test_after_every_decision_the_next_paper_is_shown(main_window: MainWindow, press: Press, key: str) -> None:
    press("jj")
    ids = list(main_window.papers.ids)
    press(key)
    assert (main_window.papers.current_id, main_window.papers.selected_ids()) == (ids[3], [ids[3]])
    assert main_window.library.show(ids[3]).title in main_window.page.toPlainText()


def test_after_the_last_paper_the_one_above_is_shown(main_window: MainWindow, press: Press) -> None:
    press("G")
    ids = list(main_window.papers.ids)
    press("e")
    assert main_window.papers.current_id == ids[-2]


def test_a_filter_keeps_the_current_paper_when_it_still_matches(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    main_window.navigation.go_to(ALL)
    wait_idle(main_window)
    main_window.top_bar.field.setText("-status:trash")
    main_window.top_bar.commit()
    wait_idle(main_window)
    tag = main_window.quick_tags.assigned_tags()["1"]
    tagged = [row.id for row in main_window.library.rows(main_window.papers.ids) if tag in row.tags]
    main_window.papers.go_to(tagged[-1])
    main_window.search.narrow(f"tag:{tag}")
    wait_idle(main_window)
    assert main_window.papers.ids == tagged
    assert len(tagged) > 1
    assert main_window.papers.current_id == tagged[-1]


def test_an_import_moves_neither_the_current_paper_nor_the_visible_rows(
    scrolled: MainWindow, press: Press, wait_idle: Any, tmp_path: Path
) -> None:
    paper = scrolled.papers.current_id
    before = place_of(scrolled, paper)
    number = len(scrolled.papers.ids)
    file = tmp_path / "new.txt"
    file.write_text(page("Fresh", 12), encoding="utf-8")
    scrolled.imports.import_files([file])
    wait_idle(scrolled)
    assert len(scrolled.papers.ids) == number + 12
    assert (scrolled.papers.current_id, place_of(scrolled, paper)) == (paper, before)


def test_an_edit_from_outside_moves_neither_the_current_paper_nor_its_page(
    scrolled: MainWindow, press: Press, wait_idle: Any, qtbot: Any
) -> None:
    paper = scrolled.papers.current_id
    assert paper is not None
    before = place_of(scrolled, paper)
    scrolled.page.verticalScrollBar().setValue(scrolled.page.verticalScrollBar().maximum() // 2)
    read_to = scrolled.page.verticalScrollBar().value()
    with Library(scrolled.library.folder) as library:
        library.editing.tag("from outside", [paper])
    qtbot.waitUntil(lambda: "from outside" in (scrolled.page.view.tags if scrolled.page.view else ()), timeout=5_000)
    wait_idle(scrolled)
    assert (scrolled.papers.current_id, place_of(scrolled, paper)) == (paper, before)
    assert scrolled.page.verticalScrollBar().value() == read_to


def test_z_lists_the_decided_paper_again(main_window: MainWindow, press: Press) -> None:
    press("jj")
    paper = main_window.papers.current_id
    press("ejj")
    press("z")
    assert paper in main_window.papers.ids


def test_three_hundred_fast_decisions_in_triage_are_all_stored_correctly(
    open_window: Callable[[Path], MainWindow], own_folders: Path, tmp_path: Path, wait_idle: Any
) -> None:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    file = tmp_path / "many.txt"
    file.write_text(page("Long series", 310), encoding="utf-8")
    with Library(own_folders) as library:
        library.import_paths([file])
    window = open_window(own_folders)
    window.papers.setFocus()
    window.triage.start()
    wait_idle(window)
    ids = list(window.papers.ids)
    keys = random.Random(7).choices("eld", k=300)
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window.page, key)
        QApplication.processEvents()
    wait_idle(window)
    meant = {"e": "done", "l": "later", "d": "dropped"}
    with Library(own_folders) as library:
        views = {view.id: view.status for view in library.views(ids)}
    assert [views[one] for one in ids[:300]] == [meant[key] for key in keys]
    assert {views[one] for one in ids[300:]} == {"inbox"}
    assert window.triage.view.counter.text() == "300 of 310"
    assert window.papers.current_id == ids[300]
