"""Where a paper was seen: saying that a page showed another paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def twice(desk: MainWindow, press: Press) -> int:
    """A paper that two pages have shown; the list is at it."""
    desk.listing.search("status:inbox OR status:done OR status:reading")
    press("")
    paper = next(one for one in desk.papers.papers.ids if len(desk.library.sightings(one)) > 1)
    desk.papers.go_to(paper)
    desk.papers.setFocus()
    press("")
    return paper


def test_by_tab_and_enter_a_sighting_becomes_a_paper_of_its_own_and_z_takes_it_back(
    desk: MainWindow, press: Press, twice: int, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    before, number = desk.library.find(sort="id"), len(desk.library.sightings(twice))
    press("g.")
    dialog = desk.sightings.dialog
    assert dialog is not None
    QTest.keyClick(dialog.pages, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.pages, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    press("")
    assert len(desk.library.find()) == len(before) + 1
    assert len(desk.library.sightings(twice)) == number - 1
    assert desk.toast.text == f"Parted 1 sighting from paper {twice}"
    desk.activateWindow()
    qtbot.waitUntil(desk.papers.hasFocus)
    press("z")
    assert desk.library.find(sort="id") == before
    assert len(desk.library.sightings(twice)) == number


def test_a_paper_that_was_seen_once_has_nothing_to_part(desk: MainWindow, press: Press) -> None:
    once = next(one for one in desk.papers.papers.ids if len(desk.library.sightings(one)) == 1)
    desk.papers.go_to(once)
    press("g.")
    assert desk.sightings.dialog is not None
    assert "another paper" not in desk.sightings.dialog.pages.toPlainText()


def test_a_link_that_stands_in_no_list_of_ours_parts_nothing(desk: MainWindow, press: Press, twice: int) -> None:
    press("g.")
    dialog = desk.sightings.dialog
    assert dialog is not None
    for link in ("do:part/", "do:part/x", "do:untag/0", "https://example.org/"):
        dialog.pages.asked.emit(link)
    press("")
    assert dialog.isVisible()
    assert len(desk.library.sightings(twice)) > 1


def test_a_correction_is_told_beside_what_the_source_said_and_can_be_taken_back(
    desk: MainWindow, press: Press, twice: int, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    before = desk.library.show(twice).published
    desk.operations.act(lambda library: library.editing.edit(twice, "published", "2001-02-03"))
    press("")
    assert desk.toast.text == f"Edited the date of paper {twice}"
    QTest.keyClick(desk.papers, Qt.Key.Key_F2)
    assert desk.fields.finder is not None
    (row,) = [choice for choice in desk.fields.finder.model.choices if choice.key == "published"]
    assert row.more.startswith("yours: 3 Feb 2001 · source: ")
    QTest.keyClick(desk.fields.finder.field, Qt.Key.Key_Escape)
    press("g.")
    dialog = desk.sightings.dialog
    assert dialog is not None
    assert "Date: 3 Feb 2001 · the source: " in dialog.pages.toPlainText()
    QTest.keyClick(dialog.pages, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.pages, Qt.Key.Key_Return)
    press("")
    assert desk.library.show(twice).published == before
