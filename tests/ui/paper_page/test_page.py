"""The page, its links, the fields and the note: real keys, a real library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, program: Any) -> list[str]:
    """The addresses passed to the system, which are not really opened."""
    from PySide6.QtGui import QDesktopServices

    addresses: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: addresses.append(url.toString()) or True)
    return addresses


def press_key(widget: Any, name: str, held: str = "No") -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    modifier = getattr(Qt.KeyboardModifier, f"{held}Modifier")
    QTest.keyClick(widget, getattr(Qt.Key, f"Key_{name}"), modifier)


def tag_width(main_window: MainWindow) -> int:
    from ui.paper_page.chips import draw_tag_chip

    return int(draw_tag_chip("mine", main_window.theme, main_window.page.font(), 1).width())


def click_chip(main_window: MainWindow, right: int) -> None:
    """Click on the first chip, this many pixels to the right of its left edge."""
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    page = main_window.page
    points = (QPoint(2, y) for y in range(page.viewport().height()))
    top = next(point for point in points if page.anchorAt(point).startswith("do:show-tag"))
    button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(page.viewport(), button, none, top + QPoint(right, 8))


def test_the_chips_of_the_page_list_remove_and_add_tags(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    paper = main_window.papers.current_id
    main_window.tags.change([paper], ["mine"], [])
    wait_idle(main_window)
    click_chip(main_window, 20)
    wait_idle(main_window)
    assert main_window.papers.ids == [paper]
    assert main_window.library.show(paper).tags == ("mine",)
    click_chip(main_window, tag_width(main_window) - 10)
    wait_idle(main_window)
    assert main_window.library.show(paper).tags == ()
    main_window.navigation.go_to_paper(paper)
    wait_idle(main_window)
    main_window.page.link_activated.emit("do:tag")
    assert main_window.tags.finder is not None
    assert main_window.tags.finder.is_open


def test_tab_and_enter_reach_the_links_of_the_page(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    from PySide6.QtTest import QTest

    asked: list[str] = []
    main_window.page.link_activated.connect(asked.append)
    main_window.page.setFocus()
    press_key(main_window.page, "Tab")
    press_key(main_window.page, "Return")
    QTest.qWait(0)
    assert asked == ["do:sightings"]


@pytest.mark.parametrize("address", ["do:", "do:nothing", "do:tag/99/x", "do:exec/1"])
def test_an_unknown_internal_link_does_nothing(
    main_window: MainWindow, wait_idle: Any, address: str, opened: list[str]
) -> None:
    steps = len(main_window.library.history())
    main_window.page.link_activated.emit(address)
    wait_idle(main_window)
    assert opened == []
    assert len(main_window.library.history()) == steps


def test_a_link_in_a_note_cannot_run_actions_of_the_page(
    main_window: MainWindow, wait_idle: Any, opened: list[str]
) -> None:
    paper = main_window.papers.current_id
    main_window.tags.change([paper], ["mine"], [])
    wait_idle(main_window)
    main_window.note.preview.link_activated.emit("do:untag/0")
    wait_idle(main_window)
    assert main_window.library.show(paper).tags == ("mine",)
    assert opened == []


def test_the_sightings_are_shown_by_a_key(main_window: MainWindow, press: Press) -> None:
    press("g.")
    dialog = main_window.provenance.dialog
    assert dialog is not None
    shown = dialog.browser.toPlainText()
    assert "Daily Papers" in shown or "Scholar Feed" in shown
    assert "Provides" in shown
    assert "on the page" in shown
    dialog.reject()


def test_an_address_is_opened_only_after_its_host_was_confirmed_once(
    main_window: MainWindow, press: Press, opened: list[str]
) -> None:
    first, second = "https://one.example/a?x=1", "https://one.example/b"
    main_window.page.link_activated.emit(first)
    finder = main_window.web_links.finder
    assert finder is not None
    assert finder.request.details.replace("\u200b", "") == first
    assert opened == []
    press_key(finder.field, "Escape")
    assert opened == []
    main_window.page.link_activated.emit(first)
    press_key(main_window.web_links.finder.field, "Return")
    assert opened == [first]
    main_window.page.link_activated.emit(second)
    assert opened == [first, second]
    main_window.page.link_activated.emit("https://one.example.evil.example/b")
    assert opened == [first, second]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "https://user@host.example/", "x:y"])
def test_anything_but_a_plain_web_address_is_never_opened(
    main_window: MainWindow, opened: list[str], address: str
) -> None:
    main_window.page.link_activated.emit(address)
    assert opened == []
    assert main_window.web_links.finder is None
    assert "not opened" in main_window.toast.text


def test_f2_edits_a_field_and_can_revert_it_to_the_source(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    paper = main_window.papers.current_id
    before = main_window.library.show(paper).published
    for text, expected in (("2001-02-03", "2001-02-03"), (None, before)):
        press_key(main_window.papers, "F2")
        press("publ")
        press_key(main_window.fields.finder.field, "Return")
        dialog = main_window.fields.dialog
        if text is None:
            dialog.revert_button.click()
        else:
            dialog.entry.setText("yesterday")
            press_key(dialog.entry, "Return")
            assert "not a date" in dialog.problem.text()
            dialog.entry.setText(text)
            press_key(dialog.entry, "Return")
        wait_idle(main_window)
        assert main_window.library.show(paper).published == expected


def test_a_paper_can_be_added_by_hand_and_invalid_fields_show_why(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    press_key(main_window, "N", "Control")
    dialog = main_window.fields.dialog
    wait_idle(main_window)
    press_key(dialog.entries["title"], "Return")
    assert "needs a title" in dialog.problems["title"].text()
    dialog.entries["title"].setText("A Paper of My Own")
    dialog.entries["published"].setText("soon")
    press_key(dialog.entries["title"], "Return")
    assert "not a date" in dialog.problems["published"].text()
    assert not dialog.problems["published"].isHidden()
    dialog.entries["published"].setText("2026-01-02")
    press_key(dialog.entries["title"], "Return")
    wait_idle(main_window)
    wait_idle(main_window)
    assert main_window.library.show(main_window.papers.current_id).title == "A Paper of My Own"
    assert "Added" in main_window.toast.text


def test_adding_an_existing_paper_changes_nothing_and_enter_shows_the_existing_one(
    main_window: MainWindow, wait_idle: Any
) -> None:
    from PySide6.QtWidgets import QApplication

    before = {paper_id: main_window.library.show(paper_id).title for paper_id in main_window.library.find()}
    press_key(main_window, "N", "Control")
    dialog = main_window.fields.dialog
    wait_idle(main_window)
    dialog.entries["title"].setText("attention is ALL you need!")
    assert not dialog.show_existing_button.isHidden()
    press_key(dialog.entries["title"], "Return")
    wait_idle(main_window)
    assert "“Attention Is All You Need” (paper" in dialog.problems["title"].text()
    assert "nothing was added" in dialog.problems["title"].text()
    assert main_window.fields.dialog is dialog
    press_key(QApplication.focusWidget(), "Return")
    wait_idle(main_window)
    assert main_window.fields.dialog is None
    assert main_window.library.show(main_window.papers.current_id).title == "Attention Is All You Need"
    assert {paper_id: main_window.library.show(paper_id).title for paper_id in main_window.library.find()} == before


def test_the_draft_of_a_new_paper_survives_esc_until_it_is_added_or_cleared(
    main_window: MainWindow, wait_idle: Any
) -> None:
    press_key(main_window, "N", "Control")
    main_window.fields.dialog.entries["title"].setText("Half a ti")
    main_window.fields.dialog.entries["abstract"].setPlainText("One line.\nAnother.")
    press_key(main_window.fields.dialog.entries["abstract"], "Escape")
    press_key(main_window, "N", "Control")
    dialog = main_window.fields.dialog
    assert dialog.entries["abstract"].toPlainText() == "One line.\nAnother."
    assert not dialog.clear_button.isHidden()
    dialog.entries["title"].setText("Half a title")
    press_key(dialog.entries["title"], "Return")
    wait_idle(main_window)
    wait_idle(main_window)
    press_key(main_window, "N", "Control")
    assert main_window.fields.dialog.entries["title"].text() == ""
    main_window.fields.dialog.entries["title"].setText("Wrong")
    press_key(main_window.fields.dialog.entries["title"], "Escape")
    press_key(main_window, "N", "Control")
    main_window.fields.dialog.clear_button.click()
    press_key(main_window.fields.dialog.entries["title"], "Escape")
    press_key(main_window, "N", "Control")
    assert main_window.fields.dialog.entries["title"].text() == ""
    assert main_window.fields.dialog.clear_button.isHidden()


def test_a_cancelled_correction_is_restored_and_can_be_discarded(main_window: MainWindow, wait_idle: Any) -> None:
    paper = main_window.papers.current_id
    stored = main_window.library.show(paper).abstract
    main_window.fields.edit(paper, "abstract")
    main_window.fields.dialog.entry.setPlainText("My own words")
    press_key(main_window.fields.dialog.entry, "Escape")
    main_window.fields.edit(paper, "abstract")
    assert main_window.fields.dialog.entry.toPlainText() == "My own words"
    main_window.fields.dialog.discard_button.click()
    assert main_window.fields.dialog.entry.toPlainText() == stored
    press_key(main_window.fields.dialog.entry, "Escape")
    main_window.fields.edit(paper, "abstract")
    assert main_window.fields.dialog.discard_button.isHidden()
    assert main_window.library.show(paper).abstract == stored


def test_a_correction_that_could_not_be_stored_is_offered_again(main_window: MainWindow, wait_idle: Any) -> None:
    main_window.operations.crashed.disconnect()
    main_window.operations.write(lambda library: setattr(library, "editing", None))
    paper = main_window.papers.current_id
    main_window.fields.edit(paper, "title")
    main_window.fields.dialog.entry.setText("My own words")
    press_key(main_window.fields.dialog.entry, "Return")
    wait_idle(main_window)
    assert "unexpected error" in main_window.toast.text
    main_window.fields.edit(paper, "title")
    assert main_window.fields.dialog.entry.text() == "My own words"


def test_keys_toggle_bold_and_italic_and_insert_links(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtTest import QTest

    editor = main_window.note.editor
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
    assert main_window.command_palette.finder is None


def test_two_brackets_complete_the_title_of_a_paper_within_one_step(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    from PySide6.QtTest import QTest

    steps = len(main_window.library.history())
    press("n")
    QTest.keyClicks(main_window.note.editor, "see [[")
    wait_idle(main_window)
    press("attention is")
    press_key(main_window.links.finder.field, "Return")
    assert main_window.note.editor.text() == "see [[Attention Is All You Need]]"
    assert main_window.note.editor.hasFocus()
    main_window.note.save()
    wait_idle(main_window)
    assert len(main_window.library.history()) == steps + 1


def test_one_key_switches_between_editor_and_preview_and_the_preview_follows_the_typing(
    main_window: MainWindow, press: Press, qtbot: Any
) -> None:
    from PySide6.QtTest import QTest

    press("n")
    seen = []
    for _turn in range(3):
        main_window.actions_by_id["preview"].trigger()
        seen.append((main_window.note.editor.isVisible(), main_window.note.preview.isVisible()))
    assert seen == [(True, True), (False, True), (True, False)]
    main_window.actions_by_id["preview"].trigger()
    QTest.keyClicks(main_window.note.editor, "# Fresh")
    qtbot.waitUntil(lambda: "Fresh" in main_window.note.preview.toPlainText(), timeout=3_000)


def test_each_note_keeps_its_cursor_position(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    first, second = main_window.papers.ids[:2]
    press("n")
    press("one two three")
    cursor = main_window.note.editor.textCursor()
    cursor.setPosition(4)
    main_window.note.editor.setTextCursor(cursor)
    main_window.papers.go_to(second)
    main_window.papers.go_to(first)
    wait_idle(main_window)
    assert main_window.note.editor.textCursor().position() == 4


def test_a_note_that_cannot_be_saved_shows_why(main_window: MainWindow, press: Press) -> None:
    main_window.operations.write(lambda library: library.database.writer.execute("PRAGMA query_only = ON"))
    press("n")
    press("x", wait=False)
    assert main_window.note.status_label.text() == "Saving…"
    main_window.note.save()
    press("")
    assert main_window.note.status_label.text().startswith("Not saved: ")


def test_the_page_keeps_a_readable_line_length(main_window: MainWindow, qtbot: Any) -> None:
    for width in (1280, 1440, 1920):
        main_window.resize(width, 860)
        qtbot.waitUntil(lambda: main_window.page.viewport().width() > 0, timeout=1_000)
        qtbot.wait(20)
        characters = 72 * main_window.page.viewport().width() / main_window.page.text_width()
        assert 64 <= characters <= 76, (width, characters)
