"""The dialog of sightings: splitting off a sighting, and undoing corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def twice(main_window: MainWindow, press: Press) -> int:
    """A paper with two sightings, which is current in the list."""
    main_window.listing.search("status:inbox OR status:done OR status:reading")
    press("")
    paper = next(one for one in main_window.papers.ids if len(main_window.library.sightings(one)) > 1)
    main_window.papers.go_to(paper)
    main_window.papers.setFocus()
    press("")
    return paper


def test_a_sighting_can_be_split_off_by_tab_and_enter_and_z_undoes_it(
    main_window: MainWindow, press: Press, twice: int, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    before, number = main_window.library.find(sort="id"), len(main_window.library.sightings(twice))
    press("g.")
    dialog = main_window.provenance.dialog
    assert dialog is not None
    QTest.keyClick(dialog.browser, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.browser, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    press("")
    assert len(main_window.library.find()) == len(before) + 1
    assert len(main_window.library.sightings(twice)) == number - 1
    assert main_window.toast.text == f"Split 1 sighting from paper {twice}"
    main_window.activateWindow()
    qtbot.waitUntil(main_window.papers.hasFocus)
    press("z")
    assert main_window.library.find(sort="id") == before
    assert len(main_window.library.sightings(twice)) == number


def test_a_paper_with_one_sighting_cannot_be_split(main_window: MainWindow, press: Press) -> None:
    once = next(one for one in main_window.papers.ids if len(main_window.library.sightings(one)) == 1)
    main_window.papers.go_to(once)
    press("g.")
    assert main_window.provenance.dialog is not None
    assert "another paper" not in main_window.provenance.dialog.browser.toPlainText()


def test_an_unknown_link_splits_nothing(main_window: MainWindow, press: Press, twice: int) -> None:
    press("g.")
    dialog = main_window.provenance.dialog
    assert dialog is not None
    for link in ("do:part/", "do:part/x", "do:untag/0", "https://example.org/"):
        dialog.browser.link_activated.emit(link)
    press("")
    assert dialog.isVisible()
    assert len(main_window.library.sightings(twice)) > 1


def test_a_correction_is_shown_beside_the_source_and_can_be_undone(
    main_window: MainWindow, press: Press, twice: int, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    before = main_window.library.show(twice).published
    main_window.operations.write(lambda library: library.editing.edit(twice, "published", "2001-02-03"))
    press("")
    assert main_window.toast.text == f"Edited the date of paper {twice}"
    QTest.keyClick(main_window.papers, Qt.Key.Key_F2)
    assert main_window.fields.finder is not None
    (row,) = [choice for choice in main_window.fields.finder.model.choices if choice.key == "published"]
    assert row.detail.startswith("yours: 3 Feb 2001 · source: ")
    QTest.keyClick(main_window.fields.finder.field, Qt.Key.Key_Escape)
    press("g.")
    dialog = main_window.provenance.dialog
    assert dialog is not None
    assert "Date: 3 Feb 2001 · the source: " in dialog.browser.toPlainText()
    QTest.keyClick(dialog.browser, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.browser, Qt.Key.Key_Return)
    press("")
    assert main_window.library.show(twice).published == before
