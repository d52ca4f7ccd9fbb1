"""The page, its links, the fields and the note: real keys, a real library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, program: Any) -> list[str]:
    """What was handed to the system instead of being opened."""
    from PySide6.QtGui import QDesktopServices

    addresses: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: addresses.append(url.toString()) or True)
    return addresses


def press_key(widget: Any, name: str, held: str = "No") -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    modifier = getattr(Qt.KeyboardModifier, f"{held}Modifier")
    QTest.keyClick(widget, getattr(Qt.Key, f"Key_{name}"), modifier)


def tag_width(desk: MainWindow) -> int:
    from ui.paper_page.chips import tag_picture

    return int(tag_picture("mine", desk.look, desk.page.font(), 1).width())


def click_chip(desk: MainWindow, right: int) -> None:
    """Click on the first chip, so many pixels right of its left edge."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    page = desk.page
    points = (QPoint(2, y) for y in range(page.viewport().height()))
    top = next(point for point in points if page.anchorAt(point).startswith("do:show-tag"))
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(page.viewport(), button, none, top + QPoint(right, 8))


def test_the_chips_of_the_page_put_on_list_and_take_off_tags(desk: MainWindow, press: Press, settle: Any) -> None:
    paper = desk.papers.current_id
    desk.tagging.change([paper], ["mine"], [])
    settle(desk)
    click_chip(desk, 20)
    settle(desk)
    assert desk.papers.papers.ids == [paper]
    assert desk.library.show(paper).tags == ("mine",)
    click_chip(desk, tag_width(desk) - 10)
    settle(desk)
    assert desk.library.show(paper).tags == ()
    desk.going.go_to_paper(paper)
    settle(desk)
    desk.page.asked.emit("do:tag")
    assert desk.tagging.finder is not None
    assert desk.tagging.finder.is_open


def test_tab_and_enter_reach_the_links_of_the_page(desk: MainWindow, press: Press, settle: Any) -> None:
    from PySide6.QtTest import QTest

    asked: list[str] = []
    desk.page.asked.connect(asked.append)
    desk.page.setFocus()
    press_key(desk.page, "Tab")
    press_key(desk.page, "Return")
    QTest.qWait(0)
    assert asked == ["do:sightings"]


@pytest.mark.parametrize("address", ["do:", "do:nothing", "do:tag/99/x", "do:exec/1"])
def test_a_link_of_ours_that_means_nothing_does_nothing(
    desk: MainWindow, settle: Any, address: str, opened: list[str]
) -> None:
    steps = len(desk.library.history())
    desk.page.asked.emit(address)
    settle(desk)
    assert opened == []
    assert len(desk.library.history()) == steps


def test_a_link_of_a_note_cannot_do_what_a_link_of_the_page_can(
    desk: MainWindow, settle: Any, opened: list[str]
) -> None:
    paper = desk.papers.current_id
    desk.tagging.change([paper], ["mine"], [])
    settle(desk)
    desk.note.preview.asked.emit("do:untag/0")
    settle(desk)
    assert desk.library.show(paper).tags == ("mine",)
    assert opened == []


def test_the_sightings_are_one_click_or_key_away(desk: MainWindow, press: Press) -> None:
    press("g.")
    dialog = desk.sightings.dialog
    assert dialog is not None
    shown = dialog.pages.toPlainText()
    assert "Daily Papers" in shown or "Scholar Feed" in shown
    assert "Gives" in shown
    assert "on the page" in shown
    dialog.reject()


def test_an_address_is_opened_only_after_its_host_was_agreed_to_once(
    desk: MainWindow, press: Press, opened: list[str]
) -> None:
    first, second = "https://one.example/a?x=1", "https://one.example/b"
    desk.page.asked.emit(first)
    finder = desk.opening.finder
    assert finder is not None
    assert finder.question.details.replace("\u200b", "") == first
    assert opened == []
    press_key(finder.field, "Escape")
    assert opened == []
    desk.page.asked.emit(first)
    press_key(desk.opening.finder.field, "Return")
    assert opened == [first]
    desk.page.asked.emit(second)
    assert opened == [first, second]
    desk.page.asked.emit("https://one.example.evil.example/b")
    assert opened == [first, second]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "https://user@host.example/", "x:y"])
def test_what_is_no_plain_web_address_is_never_opened(desk: MainWindow, opened: list[str], address: str) -> None:
    desk.page.asked.emit(address)
    assert opened == []
    assert desk.opening.finder is None
    assert "not opened" in desk.toast.text


def test_f2_edits_a_field_and_goes_back_to_what_the_source_says(desk: MainWindow, press: Press, settle: Any) -> None:
    paper = desk.papers.current_id
    before = desk.library.show(paper).published
    for text, expected in (("2001-02-03", "2001-02-03"), (None, before)):
        press_key(desk.papers, "F2")
        press("publ")
        press_key(desk.fields.finder.field, "Return")
        dialog = desk.fields.dialog
        if text is None:
            dialog.back.click()
        else:
            dialog.entry.setText("yesterday")
            press_key(dialog.entry, "Return")
            assert "not a date" in dialog.problem.text()
            dialog.entry.setText(text)
            press_key(dialog.entry, "Return")
        settle(desk)
        assert desk.library.show(paper).published == expected


def test_a_paper_is_added_by_hand_and_wrong_fields_are_told_beside_them(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    press_key(desk, "N", "Control")
    dialog = desk.fields.dialog
    settle(desk)
    press_key(dialog.entries["title"], "Return")
    assert "needs a title" in dialog.problems["title"].text()
    dialog.entries["title"].setText("A Paper of My Own")
    dialog.entries["published"].setText("soon")
    press_key(dialog.entries["title"], "Return")
    assert "not a date" in dialog.problems["published"].text()
    assert not dialog.problems["published"].isHidden()
    dialog.entries["published"].setText("2026-01-02")
    press_key(dialog.entries["title"], "Return")
    settle(desk)
    settle(desk)
    assert desk.library.show(desk.papers.current_id).title == "A Paper of My Own"
    assert "Added" in desk.toast.text


def test_adding_a_paper_that_is_there_changes_nothing_and_enter_shows_the_one_that_is_there(
    desk: MainWindow, settle: Any
) -> None:
    from PySide6.QtWidgets import QApplication

    before = {paper_id: desk.library.show(paper_id).title for paper_id in desk.library.find()}
    press_key(desk, "N", "Control")
    dialog = desk.fields.dialog
    settle(desk)
    dialog.entries["title"].setText("attention is ALL you need!")
    assert not dialog.same.isHidden()
    press_key(dialog.entries["title"], "Return")
    settle(desk)
    assert "“Attention Is All You Need” (paper" in dialog.problems["title"].text()
    assert "nothing was added" in dialog.problems["title"].text()
    assert desk.fields.dialog is dialog
    press_key(QApplication.focusWidget(), "Return")
    settle(desk)
    assert desk.fields.dialog is None
    assert desk.library.show(desk.papers.current_id).title == "Attention Is All You Need"
    assert {paper_id: desk.library.show(paper_id).title for paper_id in desk.library.find()} == before


def test_what_was_typed_for_a_new_paper_survives_esc_until_it_was_added_or_cleared(
    desk: MainWindow, settle: Any
) -> None:
    press_key(desk, "N", "Control")
    desk.fields.dialog.entries["title"].setText("Half a ti")
    desk.fields.dialog.entries["abstract"].setPlainText("One line.\nAnother.")
    press_key(desk.fields.dialog.entries["abstract"], "Escape")
    press_key(desk, "N", "Control")
    dialog = desk.fields.dialog
    assert dialog.entries["abstract"].toPlainText() == "One line.\nAnother."
    assert not dialog.clear.isHidden()
    dialog.entries["title"].setText("Half a title")
    press_key(dialog.entries["title"], "Return")
    settle(desk)
    settle(desk)
    press_key(desk, "N", "Control")
    assert desk.fields.dialog.entries["title"].text() == ""
    desk.fields.dialog.entries["title"].setText("Wrong")
    press_key(desk.fields.dialog.entries["title"], "Escape")
    press_key(desk, "N", "Control")
    desk.fields.dialog.clear.click()
    press_key(desk.fields.dialog.entries["title"], "Escape")
    press_key(desk, "N", "Control")
    assert desk.fields.dialog.entries["title"].text() == ""
    assert desk.fields.dialog.clear.isHidden()


def test_a_correction_that_was_left_by_esc_is_there_again_and_can_be_dropped(desk: MainWindow, settle: Any) -> None:
    paper = desk.papers.current_id
    stored = desk.library.show(paper).abstract
    desk.fields.edit(paper, "abstract")
    desk.fields.dialog.entry.setPlainText("My own words")
    press_key(desk.fields.dialog.entry, "Escape")
    desk.fields.edit(paper, "abstract")
    assert desk.fields.dialog.entry.toPlainText() == "My own words"
    desk.fields.dialog.clear.click()
    assert desk.fields.dialog.entry.toPlainText() == stored
    press_key(desk.fields.dialog.entry, "Escape")
    desk.fields.edit(paper, "abstract")
    assert desk.fields.dialog.clear.isHidden()
    assert desk.library.show(paper).abstract == stored


def test_bold_italic_and_links_are_made_by_keys_and_taken_back_by_them(desk: MainWindow, press: Press) -> None:
    from PySide6.QtTest import QTest

    editor = desk.note.editor
    press("n")
    QTest.keyClicks(editor, "word")
    editor.selectAll()
    press_key(editor, "B", "Control")
    assert editor.text() == "**word**"
    press_key(editor, "B", "Control")
    assert editor.text() == "word"
    press_key(editor, "I", "Control")
    assert editor.text() == "*word*"
    press_key(editor, "I", "Control")
    press_key(editor, "K", "Control")
    QTest.keyClicks(editor, "https://a.example")
    assert editor.text() == "[word](https://a.example)"
    assert desk.finding.finder is None


def test_two_brackets_complete_the_title_of_a_paper_within_one_editing(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    from PySide6.QtTest import QTest

    steps = len(desk.library.history())
    press("n")
    QTest.keyClicks(desk.note.editor, "see [[")
    settle(desk)
    press("attention is")
    press_key(desk.linking.finder.field, "Return")
    assert desk.note.editor.text() == "see [[Attention Is All You Need]]"
    assert desk.note.editor.hasFocus()
    desk.note.save()
    settle(desk)
    assert len(desk.library.history()) == steps + 1


def test_one_key_shows_source_then_both_then_the_page_and_the_page_follows_the_typing(
    desk: MainWindow, press: Press, qtbot: Any
) -> None:
    from PySide6.QtTest import QTest

    press("n")
    seen = []
    for _turn in range(3):
        desk.actions_by_id["preview"].trigger()
        seen.append((desk.note.editor.isVisible(), desk.note.preview.isVisible()))
    assert seen == [(True, True), (False, True), (True, False)]
    desk.actions_by_id["preview"].trigger()
    QTest.keyClicks(desk.note.editor, "# Fresh")
    qtbot.waitUntil(lambda: "Fresh" in desk.note.preview.toPlainText(), timeout=3_000)


def test_the_cursor_of_each_note_is_where_it_was_left(desk: MainWindow, press: Press, settle: Any) -> None:
    first, second = desk.papers.papers.ids[:2]
    press("n")
    press("one two three")
    cursor = desk.note.editor.textCursor()
    cursor.setPosition(4)
    desk.note.editor.setTextCursor(cursor)
    desk.papers.go_to(second)
    desk.papers.go_to(first)
    settle(desk)
    assert desk.note.editor.textCursor().position() == 4


def test_a_note_that_cannot_be_stored_says_why(desk: MainWindow, press: Press, qtbot: Any) -> None:
    from app.domain.errors import LibraryError

    def refuse(_paper: int, _text: str, done: Callable[[str], None]) -> None:
        done(str(LibraryError("The disk is full.")))

    desk.note._store = refuse
    press("n")
    press("x", settled=False)
    assert desk.note.state.text() == "Saving…"
    desk.note.save()
    assert desk.note.state.text() == "Not saved: The disk is full."


def test_the_page_keeps_a_readable_measure_where_there_is_room(desk: MainWindow, qtbot: Any) -> None:
    for width in (1280, 1440, 1920):
        desk.resize(width, 860)
        qtbot.waitUntil(lambda: desk.page.viewport().width() > 0, timeout=1_000)
        qtbot.wait(20)
        characters = 72 * desk.page.viewport().width() / desk.page.measure()
        assert 64 <= characters <= 76, (width, characters)
