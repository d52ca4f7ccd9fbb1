"""The window used with real key events on a real library."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def open_library(window: MainWindow) -> Library:
    """The library as another process sees it."""
    return Library(window.library.folder)


def test_j_and_k_show_the_next_and_the_previous_paper(main_window: MainWindow, press: Press) -> None:
    ids = main_window.papers.ids
    press("jj")
    assert main_window.papers.current_id == ids[2]
    press("k")
    assert main_window.papers.current_id == ids[1]
    assert main_window.library.show(ids[1]).title in main_window.page.toPlainText()


def test_g_g_and_shift_g_go_to_the_ends(main_window: MainWindow, press: Press) -> None:
    ids = main_window.papers.ids
    press("G")
    assert main_window.papers.current_id == ids[-1]
    press("gg")
    assert main_window.papers.current_id == ids[0]


@pytest.mark.parametrize(
    ("key", "status"), [("e", "done"), ("l", "later"), ("d", "dropped"), ("r", "reading"), ("#", "trash")]
)
def test_a_decision_is_saved_and_selects_the_next_paper(
    main_window: MainWindow, press: Press, key: str, status: str
) -> None:
    first, second = main_window.papers.ids[:2]
    press(key)
    with open_library(main_window) as library:
        assert library.show(first).status == status
    assert main_window.papers.current_id == second
    assert first not in main_window.papers.ids
    assert "1 paper" in main_window.toast.text


def test_fast_decisions_apply_to_one_paper_each(main_window: MainWindow, press: Press) -> None:
    first, second, third, fourth = main_window.papers.ids[:4]
    press("el", wait=False)
    press("e")
    with open_library(main_window) as library:
        assert [library.show(one).status for one in (first, second, third, fourth)] == [
            "done",
            "later",
            "done",
            "inbox",
        ]
    assert main_window.papers.current_id == fourth


def test_a_decision_on_the_last_paper_selects_the_one_above(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("G")
    press("e")
    assert main_window.papers.current_id == ids[-2]


def test_z_undoes_the_newest_step_and_shift_z_redoes_it(main_window: MainWindow, press: Press) -> None:
    first = main_window.papers.current_id
    assert first is not None
    press("e")
    press("z")
    with open_library(main_window) as library:
        assert library.show(first).status == "inbox"
    assert first in main_window.papers.ids
    press("Z")
    with open_library(main_window) as library:
        assert library.show(first).status == "done"


def test_the_toast_undoes_the_step_it_names(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    first = main_window.papers.current_id
    assert first is not None
    press("s")
    assert "Starred" in main_window.toast.text
    with open_library(main_window) as library:
        library.editing.create_collection("Since")
    main_window.toast._undo.click()
    wait_idle(main_window)
    assert not main_window.library.show(first).starred
    assert "Since" in dict(main_window.library.collections())


def test_sidebar_counts_follow_every_decision(main_window: MainWindow, press: Press) -> None:
    def counts() -> dict[str, int]:
        return {place.title: place.papers for place in main_window.sidebar.places}

    before = counts()
    press("l")
    assert counts()["Later"] == before["Later"] + 1
    assert counts()["Inbox"] == before["Inbox"] - 1


def test_a_decision_applies_to_all_selected_papers(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    ids = list(main_window.papers.ids[:3])
    QTest.keyClick(main_window.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(main_window.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press("e")
    with open_library(main_window) as library:
        assert {library.show(one).status for one in ids} == {"done"}


def test_the_note_says_saved_only_when_it_is_saved(main_window: MainWindow, press: Press, qtbot: Any) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    press("n")
    press("jelly # e", wait=False)
    assert main_window.note.status_label.text() != "Saved"
    qtbot.waitUntil(lambda: main_window.note.status_label.text() == "Saved", timeout=5_000)
    with open_library(main_window) as library:
        view = library.show(paper)
    assert (view.note, view.status) == ("jelly # e", "inbox")


def test_a_note_is_saved_when_another_paper_is_selected_at_once(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    first, second = main_window.papers.ids[:2]
    press("n")
    press("kept", wait=False)
    main_window.papers.go_to(second)
    main_window.papers.go_to(first)
    assert main_window.note.editor.text() == "kept"
    wait_idle(main_window)
    with open_library(main_window) as library:
        assert library.show(first).note == "kept"
        assert library.show(second).note is None
    assert main_window.note.editor.text() == "kept"


def test_closing_the_window_saves_the_note(main_window: MainWindow, press: Press, open_window: Any) -> None:
    paper = main_window.note.paper_id
    assert paper is not None
    press("n")
    press("the last words", wait=False)
    main_window.close()
    again = open_window(main_window.library.folder)
    assert again.papers.go_to(paper)
    assert again.note.editor.text() == "the last words"


def test_no_break_spaces_in_a_note_are_kept(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    paper = main_window.note.paper_id
    assert paper is not None
    press("n")
    main_window.note.editor.insertPlainText("10\u00a0km\n\nend\n")
    main_window.note.save()
    wait_idle(main_window)
    with open_library(main_window) as library:
        assert library.show(paper).note == "10\u00a0km\n\nend\n"


def test_esc_leaves_the_note_for_the_list(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    press("n")
    assert main_window.note.editor.hasFocus()
    QTest.keyClick(main_window.note.editor, Qt.Key.Key_Escape)
    assert main_window.papers.hasFocus()


def test_search_lists_the_matches_and_esc_goes_back(
    main_window: MainWindow, press: Press, qtbot: Any, wait_idle: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    before = list(main_window.papers.ids)
    press("/")
    assert main_window.top_bar.field.hasFocus()
    press("protein", wait=False)
    qtbot.waitUntil(lambda: main_window.listing.query == "protein", timeout=3_000)
    wait_idle(main_window)
    titles = [row.title for row in main_window.library.rows(main_window.papers.ids)]
    assert len(titles) == 1
    assert "protein" in titles[0]
    QTest.keyClick(main_window.top_bar.field, Qt.Key.Key_Escape)
    wait_idle(main_window)
    assert main_window.papers.ids == before or set(main_window.papers.ids) == set(before)
    assert main_window.papers.hasFocus()


def test_an_invalid_query_is_explained_and_the_list_stays(main_window: MainWindow, wait_idle: Any) -> None:
    before = list(main_window.papers.ids)
    main_window.top_bar.field.setText('"no partner')
    main_window.top_bar.results_requested.emit()
    main_window.listing.search('"no partner')
    wait_idle(main_window)
    assert "quotation mark" in main_window.top_bar.problem.text()
    assert main_window.papers.ids == before


def test_a_tag_is_created_and_removed(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = main_window.papers.current_id
    assert paper is not None
    for expected in (("brand new",), ()):
        press("t")
        QTest.keyClicks(main_window.tags.finder.field, "brand new")
        QTest.keyClick(main_window.tags.finder.field, Qt.Key.Key_Return)
        wait_idle(main_window)
        assert main_window.library.show(paper).tags == expected


def test_every_sidebar_place_lists_its_papers(main_window: MainWindow, wait_idle: Any) -> None:
    for place in [one for one in main_window.sidebar.places if not one.is_heading]:
        main_window.navigation.go_to(place)
        wait_idle(main_window)
        assert len(main_window.papers.ids) == place.papers, place


def test_a_change_made_on_the_command_line_appears(main_window: MainWindow, qtbot: Any) -> None:
    first = main_window.papers.ids[0]
    with open_library(main_window) as library:
        library.editing.set_status("done", [first])
    qtbot.waitUntil(lambda: first not in main_window.papers.ids, timeout=5_000)


def test_a_linked_paper_is_one_click_away(main_window: MainWindow, wait_idle: Any) -> None:
    linked = next(view for view in main_window.library.views(main_window.library.find()) if view.links)
    main_window.page.link_activated.emit(f"show:{linked.id}")
    wait_idle(main_window)
    assert main_window.papers.current_id == linked.id
    assert linked.links[0].title in main_window.page.toPlainText()


def test_an_empty_library_offers_and_loads_the_samples(open_window: Any, own_folders: Path, wait_idle: Any) -> None:
    window = open_window(own_folders)
    assert window.stack.currentWidget() is window.empty
    window.empty.load_samples.click()
    wait_idle(window)
    wait_idle(window)
    assert window.stack.currentWidget() is window.columns
    assert len(window.papers.ids) > 20
    assert "Imported 3 pages" in window.toast.text


def test_files_are_previewed_without_storing_anything_and_then_imported(
    open_window: Any, own_folders: Path, wait_idle: Any, tmp_path: Path
) -> None:
    from app.samples import FOLDER

    window = open_window(own_folders)
    refused = tmp_path / "empty.txt"
    refused.write_text("")
    pages = [*sorted(FOLDER.glob("*.txt")), refused]
    window.imports.preview(pages)
    wait_idle(window)
    assert window.library.find() == []
    assert window.imports.dialog.import_button.isEnabled()
    window.imports.dialog.reject()
    window.imports.import_files(pages)
    wait_idle(window)
    wait_idle(window)
    assert len(window.library.find()) == 30
    assert "1 file refused" in window.toast.text


def test_the_listed_papers_are_exported(main_window: MainWindow, wait_idle: Any, tmp_path: Path) -> None:
    main_window.exports.export_to(tmp_path / "out")
    wait_idle(main_window)
    assert len(list((tmp_path / "out").glob("*.md"))) == len(main_window.papers.ids)
    assert "Exported" in main_window.toast.text


def test_an_error_of_the_library_is_shown(main_window: MainWindow, wait_idle: Any) -> None:
    main_window.operations.write(lambda library: library.editing.set_status("done", [99_999]))
    wait_idle(main_window)
    assert "no paper 99999" in main_window.toast.text


@pytest.mark.parametrize(
    ("width", "has_sidebar", "is_beside"), [(880, False, False), (1000, True, False), (1500, True, True)]
)
def test_narrow_windows_hide_panels_instead_of_clipping(
    main_window: MainWindow, width: int, has_sidebar: bool, is_beside: bool
) -> None:
    from PySide6.QtCore import Qt

    main_window.resize(width, 700)
    assert main_window.sidebar.isVisible() is has_sidebar
    assert (main_window.reading_pane.orientation() == Qt.Orientation.Horizontal) is is_beside
    assert main_window.columns.width() <= width


def test_the_note_preview_loads_nothing_and_its_links_go_to_papers(main_window: MainWindow, wait_idle: Any) -> None:
    main_window.note.editor.setPlainText("# Why\n\n**Two** models. <img src='file:///x'> [[Attention Is All You Need]]")
    main_window.note.save()
    wait_idle(main_window)
    main_window.note.cycle_view()
    shown = main_window.note.preview.toPlainText()
    assert "Why" in shown
    assert "**" not in shown
    assert "<img" in shown
    main_window.note.preview.link_activated.emit("paper:Attention%20Is%20All%20You%20Need")
    wait_idle(main_window)
    assert main_window.library.show(main_window.papers.current_id).title == "Attention Is All You Need"
    main_window.note.preview.link_activated.emit("paper:No%20such%20paper")
    assert main_window.top_bar.field.text() == 'title:"No such paper"'
    main_window.note.cycle_view()
    main_window.note.cycle_view()
    assert main_window.note.editor.isVisible()


def test_one_note_edit_is_one_undo_step(main_window: MainWindow, wait_idle: Any) -> None:
    paper_id = main_window.note.paper_id
    before = main_window.note.editor.toPlainText()
    steps = len(main_window.library.history())
    for text in ("first", "first and second", "first and second and third"):
        main_window.note.editor.setPlainText(text)
        main_window.note.save()
        wait_idle(main_window)
    assert len(main_window.library.history()) == steps + 1
    main_window.paper_actions.undo()
    wait_idle(main_window)
    assert (main_window.library.show(paper_id).note or "") == before
