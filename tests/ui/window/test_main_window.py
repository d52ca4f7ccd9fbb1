"""The window as a person uses it: real keys, a real library."""

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
def settle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def stored(window: MainWindow) -> Library:
    """The library as another program sees it."""
    return Library(window.library.folder)


def test_j_and_k_show_the_next_and_the_previous_paper(desk: MainWindow, press: Press) -> None:
    ids = desk.papers.papers.ids
    press("jj")
    assert desk.papers.current_id == ids[2]
    press("k")
    assert desk.papers.current_id == ids[1]
    assert desk.library.show(ids[1]).title in desk.page.toPlainText()


def test_g_g_and_shift_g_go_to_the_ends(desk: MainWindow, press: Press) -> None:
    ids = desk.papers.papers.ids
    press("G")
    assert desk.papers.current_id == ids[-1]
    press("gg")
    assert desk.papers.current_id == ids[0]


@pytest.mark.parametrize(
    ("key", "status"), [("e", "done"), ("l", "later"), ("d", "dropped"), ("r", "reading"), ("#", "trash")]
)
def test_a_decision_is_stored_and_the_next_paper_comes(desk: MainWindow, press: Press, key: str, status: str) -> None:
    first, second = desk.papers.papers.ids[:2]
    press(key)
    with stored(desk) as library:
        assert library.show(first).status == status
    assert desk.papers.current_id == second
    assert first not in desk.papers.papers.ids
    assert "1 paper" in desk.toast.text


def test_quick_decisions_meet_one_paper_each(desk: MainWindow, press: Press) -> None:
    first, second, third, fourth = desk.papers.papers.ids[:4]
    press("el", settled=False)
    press("e")
    with stored(desk) as library:
        assert [library.show(one).status for one in (first, second, third, fourth)] == [
            "done",
            "later",
            "done",
            "inbox",
        ]
    assert desk.papers.current_id == fourth


def test_a_decision_about_the_last_paper_goes_to_the_one_above(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("G")
    press("e")
    assert desk.papers.current_id == ids[-2]


def test_z_takes_the_newest_step_back_and_shift_z_does_it_again(desk: MainWindow, press: Press) -> None:
    first = desk.papers.current_id
    assert first is not None
    press("e")
    press("z")
    with stored(desk) as library:
        assert library.show(first).status == "inbox"
    assert first in desk.papers.papers.ids
    press("Z")
    with stored(desk) as library:
        assert library.show(first).status == "done"


def test_the_toast_can_take_back_what_it_tells(desk: MainWindow, press: Press, settle: Any) -> None:
    first = desk.papers.current_id
    assert first is not None
    press("s")
    assert "Starred" in desk.toast.text
    with stored(desk) as library:
        library.editing.create_collection("Since")
    desk.toast._undo.click()
    settle(desk)
    assert not desk.library.show(first).starred
    assert "Since" in dict(desk.library.collections())


def test_counts_of_the_side_bar_follow_every_decision(desk: MainWindow, press: Press) -> None:
    def counts() -> dict[str, int]:
        return {place.title: place.papers for place in desk.sidebar.places}

    before = counts()
    press("l")
    assert counts()["Later"] == before["Later"] + 1
    assert counts()["Inbox"] == before["Inbox"] - 1


def test_a_decision_is_about_all_selected_papers(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    ids = list(desk.papers.papers.ids[:3])
    QTest.keyClick(desk.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(desk.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press("e")
    with stored(desk) as library:
        assert {library.show(one).status for one in ids} == {"done"}


def test_typing_in_the_note_is_stored_and_says_so_only_then(desk: MainWindow, press: Press, qtbot: Any) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    press("n")
    press("jelly # e", settled=False)
    assert desk.note.state.text() != "Saved"
    qtbot.waitUntil(lambda: desk.note.state.text() == "Saved", timeout=5_000)
    with stored(desk) as library:
        view = library.show(paper)
    assert (view.note, view.status) == ("jelly # e", "inbox")


def test_a_note_is_stored_when_another_paper_is_shown_at_once(desk: MainWindow, press: Press, settle: Any) -> None:
    first, second = desk.papers.papers.ids[:2]
    press("n")
    press("kept", settled=False)
    desk.papers.go_to(second)
    desk.papers.go_to(first)
    assert desk.note.editor.text() == "kept"
    settle(desk)
    with stored(desk) as library:
        assert library.show(first).note == "kept"
        assert library.show(second).note is None
    assert desk.note.editor.text() == "kept"


def test_closing_the_window_stores_the_note_and_the_next_one_shows_it(
    desk: MainWindow, press: Press, open_window: Any
) -> None:
    paper = desk.note.paper_id
    assert paper is not None
    press("n")
    press("the last words", settled=False)
    desk.close()
    again = open_window(desk.library.folder)
    assert again.papers.go_to(paper)
    assert again.note.editor.text() == "the last words"


def test_no_break_spaces_of_a_note_stay_what_they_are(desk: MainWindow, press: Press, settle: Any) -> None:
    paper = desk.note.paper_id
    assert paper is not None
    press("n")
    desk.note.editor.insertPlainText("10\u00a0km\n\nend\n")
    desk.note.save()
    settle(desk)
    with stored(desk) as library:
        assert library.show(paper).note == "10\u00a0km\n\nend\n"


def test_esc_leaves_the_note_for_the_list(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    press("n")
    assert desk.note.editor.hasFocus()
    QTest.keyClick(desk.note.editor, Qt.Key.Key_Escape)
    assert desk.papers.hasFocus()


def test_search_lists_what_matches_and_esc_comes_back(desk: MainWindow, press: Press, qtbot: Any, settle: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    before = list(desk.papers.papers.ids)
    press("/")
    assert desk.top.field.hasFocus()
    press("protein", settled=False)
    qtbot.waitUntil(lambda: desk.listing.query == "protein", timeout=3_000)
    settle(desk)
    titles = [row.title for row in desk.library.rows(desk.papers.papers.ids)]
    assert len(titles) == 1
    assert "protein" in titles[0]
    QTest.keyClick(desk.top.field, Qt.Key.Key_Escape)
    settle(desk)
    assert desk.papers.papers.ids == before or set(desk.papers.papers.ids) == set(before)
    assert desk.papers.hasFocus()


def test_a_query_that_cannot_be_read_is_explained_and_the_list_stays(desk: MainWindow, settle: Any) -> None:
    before = list(desk.papers.papers.ids)
    desk.top.field.setText('"no partner')
    desk.top.left_down.emit()
    desk.listing.search('"no partner')
    settle(desk)
    assert "quotation mark" in desk.top.problem.text()
    assert desk.papers.papers.ids == before


def test_a_tag_is_picked_made_and_taken_off(desk: MainWindow, press: Press, settle: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = desk.papers.current_id
    assert paper is not None
    for expected in (("brand new",), ()):
        press("t")
        QTest.keyClicks(desk.tagging.finder.field, "brand new")
        QTest.keyClick(desk.tagging.finder.field, Qt.Key.Key_Return)
        settle(desk)
        assert desk.library.show(paper).tags == expected


def test_a_place_of_the_side_bar_lists_its_papers(desk: MainWindow, settle: Any) -> None:
    for place in [one for one in desk.sidebar.places if not one.heading]:
        desk.going.go_to(place)
        settle(desk)
        assert len(desk.papers.papers.ids) == place.papers, place


def test_an_edit_of_the_command_line_appears_by_itself(desk: MainWindow, qtbot: Any) -> None:
    first = desk.papers.papers.ids[0]
    with stored(desk) as library:
        library.editing.set_status("done", [first])
    qtbot.waitUntil(lambda: first not in desk.papers.papers.ids, timeout=5_000)


def test_a_linked_paper_is_one_click_away(desk: MainWindow, settle: Any) -> None:
    linked = next(view for view in desk.library.views(desk.library.find()) if view.links)
    desk.page.asked.emit(f"show:{linked.id}")
    settle(desk)
    assert desk.papers.current_id == linked.id
    assert linked.links[0].title in desk.page.toPlainText()


def test_an_empty_library_offers_the_samples_and_loads_them(open_window: Any, own_folders: Path, settle: Any) -> None:
    window = open_window(own_folders)
    assert window.stack.currentWidget() is window.empty
    window.empty.load_samples.click()
    settle(window)
    settle(window)
    assert window.stack.currentWidget() is window.columns
    assert len(window.papers.papers.ids) > 20
    assert "Imported 3 pages" in window.toast.text


def test_files_are_previewed_without_storing_and_then_imported(
    open_window: Any, own_folders: Path, settle: Any, tmp_path: Path
) -> None:
    from app.samples import FOLDER

    window = open_window(own_folders)
    refused = tmp_path / "empty.txt"
    refused.write_text("")
    pages = [*sorted(FOLDER.glob("*.txt")), refused]
    window.importing.preview(pages)
    settle(window)
    assert window.library.find() == []
    assert window.importing.dialog.go.isEnabled()
    window.importing.dialog.reject()
    window.importing.import_files(pages)
    settle(window)
    settle(window)
    assert len(window.library.find()) == 30
    assert "1 file refused" in window.toast.text


def test_the_listed_papers_are_exported(desk: MainWindow, settle: Any, tmp_path: Path) -> None:
    desk.exporting.export_to(tmp_path / "out")
    settle(desk)
    assert len(list((tmp_path / "out").glob("*.md"))) == len(desk.papers.papers.ids)
    assert "Exported" in desk.toast.text


def test_a_sentence_of_the_library_reaches_the_reader(desk: MainWindow, settle: Any) -> None:
    desk.operations.act(lambda library: library.editing.set_status("done", [99_999]))
    settle(desk)
    assert "no paper 99999" in desk.toast.text


@pytest.mark.parametrize(
    ("width", "has_sidebar", "is_beside"), [(880, False, False), (1000, True, False), (1500, True, True)]
)
def test_narrow_windows_fold_instead_of_cutting(
    desk: MainWindow, width: int, has_sidebar: bool, is_beside: bool
) -> None:
    from PySide6.QtCore import Qt

    desk.resize(width, 700)
    assert desk.sidebar.isVisible() is has_sidebar
    assert (desk.desk.orientation() == Qt.Orientation.Horizontal) is is_beside
    assert desk.columns.width() <= width


def test_the_note_can_be_read_as_a_page_and_its_links_do_nothing_by_themselves(desk: MainWindow, settle: Any) -> None:
    desk.note.editor.setPlainText("# Why\n\n**Two** models. <img src='file:///x'> [[Attention Is All You Need]]")
    desk.note.save()
    settle(desk)
    desk.note.cycle_view()
    shown = desk.note.preview.toPlainText()
    assert "Why" in shown
    assert "**" not in shown
    assert "<img" in shown
    desk.note.preview.asked.emit("paper:Attention%20Is%20All%20You%20Need")
    settle(desk)
    assert desk.library.show(desk.papers.current_id).title == "Attention Is All You Need"
    desk.note.preview.asked.emit("paper:No%20such%20paper")
    assert desk.top.field.text() == 'title:"No such paper"'
    desk.note.cycle_view()
    desk.note.cycle_view()
    assert desk.note.editor.isVisible()


def test_what_is_typed_in_one_go_is_undone_in_one_go(desk: MainWindow, settle: Any) -> None:
    paper_id = desk.note.paper_id
    before = desk.note.editor.toPlainText()
    steps = len(desk.library.history())
    for text in ("first", "first and second", "first and second and third"):
        desk.note.editor.setPlainText(text)
        desk.note.save()
        settle(desk)
    assert len(desk.library.history()) == steps + 1
    desk.deeds.undo()
    settle(desk)
    assert (desk.library.show(paper_id).note or "") == before
