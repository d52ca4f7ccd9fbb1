"""Selection that stays: after a decision the next paper; after a filter, an order, an import or an edit from outside
the same paper, where it was on the screen. And three hundred decisions as fast as keys can be pressed: none is lost."""

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
    """A copied page with so many papers."""
    entries = (
        f"Study {number} of {name}\n\nCase {number} of {name} is told here in a few plain words for once, and no more."
        f"\n\n  • 3 authors\n·\nJun 12, 2017 {number + 1}\n\n"
        for number in range(papers)
    )
    return f"{_HEAD}Mar 9\n\n{''.join(entries)}"


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=20_000)


def place_of(window: MainWindow, paper: int | None) -> int:
    row = window.papers.papers.row_of(paper)  # type: ignore[arg-type]
    assert row is not None
    return window.papers.rowViewportPosition(row)


@pytest.fixture
def scrolled(desk: MainWindow, press: Press) -> MainWindow:
    """A low window, scrolled to the end of the inbox."""
    desk.resize(1280, 520)
    press("Gkk")
    assert desk.papers.verticalScrollBar().value() > 0
    return desk


@pytest.mark.parametrize("key", "eldr")
def test_after_every_decision_the_next_paper_is_shown(desk: MainWindow, press: Press, key: str) -> None:
    press("jj")
    ids = list(desk.papers.papers.ids)
    press(key)
    assert (desk.papers.current_id, desk.papers.chosen_ids()) == (ids[3], [ids[3]])
    assert desk.library.show(ids[3]).title in desk.page.toPlainText()


def test_after_the_last_paper_the_one_above_is_shown(desk: MainWindow, press: Press) -> None:
    press("G")
    ids = list(desk.papers.papers.ids)
    press("e")
    assert desk.papers.current_id == ids[-2]


def test_a_filter_keeps_the_paper_that_it_still_finds(desk: MainWindow, press: Press, settle: Any) -> None:
    desk.going.go_to(ALL)
    settle(desk)
    desk.top.field.setText("-status:trash")
    desk.top.commit()
    settle(desk)
    tag = desk.quick_tags.tags()["1"]
    tagged = [row.id for row in desk.library.rows(desk.papers.papers.ids) if tag in row.tags]
    desk.papers.go_to(tagged[-1])
    desk.searching.narrow(f"tag:{tag}")
    settle(desk)
    assert desk.papers.papers.ids == tagged
    assert len(tagged) > 1
    assert desk.papers.current_id == tagged[-1]


def test_an_import_moves_neither_the_paper_nor_what_is_seen(
    scrolled: MainWindow, press: Press, settle: Any, tmp_path: Path
) -> None:
    paper = scrolled.papers.current_id
    before = place_of(scrolled, paper)
    number = len(scrolled.papers.papers.ids)
    file = tmp_path / "new.txt"
    file.write_text(page("Fresh", 12), encoding="utf-8")
    scrolled.importing.import_files([file])
    settle(scrolled)
    assert len(scrolled.papers.papers.ids) == number + 12
    assert (scrolled.papers.current_id, place_of(scrolled, paper)) == (paper, before)


def test_an_edit_from_outside_moves_neither_the_paper_nor_what_is_read_of_it(
    scrolled: MainWindow, press: Press, settle: Any, qtbot: Any
) -> None:
    paper = scrolled.papers.current_id
    assert paper is not None
    before = place_of(scrolled, paper)
    scrolled.page.verticalScrollBar().setValue(scrolled.page.verticalScrollBar().maximum() // 2)
    read_to = scrolled.page.verticalScrollBar().value()
    with Library(scrolled.library.folder) as library:
        library.editing.tag("from outside", [paper])
    qtbot.waitUntil(lambda: "from outside" in (scrolled.page.view.tags if scrolled.page.view else ()), timeout=5_000)
    settle(scrolled)
    assert (scrolled.papers.current_id, place_of(scrolled, paper)) == (paper, before)
    assert scrolled.page.verticalScrollBar().value() == read_to


def test_z_goes_back_to_the_paper_that_was_decided(desk: MainWindow, press: Press) -> None:
    press("jj")
    paper = desk.papers.current_id
    press("ejj")
    press("z")
    assert paper in desk.papers.papers.ids


def test_three_hundred_quick_decisions_in_triage_are_all_stored_as_they_were_meant(
    open_window: Callable[[Path], MainWindow], own_folders: Path, tmp_path: Path, settle: Any
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
    settle(window)
    ids = list(window.papers.papers.ids)
    keys = random.Random(7).choices("eld", k=300)
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or window.page, key)
        QApplication.processEvents()
    settle(window)
    meant = {"e": "done", "l": "later", "d": "dropped"}
    with Library(own_folders) as library:
        views = {view.id: view.status for view in library.views(ids)}
    assert [views[one] for one in ids[:300]] == [meant[key] for key in keys]
    assert {views[one] for one in ids[300:]} == {"inbox"}
    assert window.triage.view.counter.text() == "300 of 310"
    assert window.papers.current_id == ids[300]
