"""Writing a note: real keys in the real window; nothing that was typed goes elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]
KEYS = {"⏎": "Return", "⇥": "Tab", "⇤": "Backtab", "⎋": "Escape", "⌫": "Backspace"}


@pytest.fixture
def type_in(desk: MainWindow, press: Press) -> Callable[[str], str]:
    """Types into whatever has the focus, having gone to the note first; gives what the note holds then."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    press("n")

    def type_all(keys: str) -> str:
        for key in keys:
            focus = QApplication.focusWidget()
            assert focus is not None
            if key in KEYS:
                held = Qt.KeyboardModifier.ShiftModifier if key == "⇤" else Qt.KeyboardModifier.NoModifier
                QTest.keyClick(focus, getattr(Qt.Key, f"Key_{KEYS[key]}"), held)
            else:
                QTest.keyClicks(focus, key)
            press("")
        return desk.note.editor.text()

    return type_all


PICKED = [
    ("see [[attention is⏎ and", "see [[Attention Is All You Need]] and"),
    ("see [[zzzqqq⎋ and", "see [[zzzqqq and"),
    ("[[⎋x", "[[x"),
    ("see [[zzzqqq⏎ and", "see [[zzzqqq]] and"),
    ("see [[My own words]] and", "see [[My own words]] and"),
    ("[[1, 2], [3, 4]] is", "[[1, 2], [3, 4]] is"),
    ("[[1.5,⏎", "[[1.5,\n"),
    ("([[a[b", "([[a[b"),
]


@pytest.mark.parametrize(("keys", "text"), PICKED, ids=[keys for keys, _ in PICKED])
def test_what_is_typed_behind_two_brackets_is_never_lost(
    desk: MainWindow, type_in: Callable[[str], str], keys: str, text: str
) -> None:
    assert type_in(keys) == text
    assert desk.note.editor.hasFocus()


NOT_TITLES = ["a[[0]]", "x1[[", "][[", "`[[", "``a`[[", "```\n[[", "~~~py\na\n[[", "\\[[", "![["]


@pytest.mark.parametrize("typed", NOT_TITLES)
def test_brackets_in_code_and_behind_a_word_ask_for_nothing(
    desk: MainWindow, type_in: Callable[[str], str], typed: str
) -> None:
    assert type_in(typed.replace("\n", "⏎") + "q") == typed + "q"
    assert desk.linking.finder is None


@pytest.mark.parametrize("typed", ["`a` [[", "```\na\n```\n[[", "a\n([["])
def test_brackets_after_code_ask_for_a_title(desk: MainWindow, type_in: Callable[[str], str], typed: str) -> None:
    assert type_in(typed.replace("\n", "⏎") + "q") == typed
    assert desk.linking.finder is not None
    assert desk.linking.finder.field.text() == "q"


def test_a_title_half_typed_is_in_the_note_when_the_window_closes(
    desk: MainWindow, type_in: Callable[[str], str]
) -> None:
    from app.library import Library

    paper, folder = desk.note.paper_id, desk.library.database.path.parent
    type_in("see [[half")
    desk.close()
    with Library(folder) as library:
        assert library.show(paper).note == "see [[half"


def test_brackets_before_what_is_there_ask_for_nothing(desk: MainWindow, type_in: Callable[[str], str]) -> None:
    type_in("1, 2]]")
    cursor = desk.note.editor.textCursor()
    cursor.setPosition(0)
    desk.note.editor.setTextCursor(cursor)
    assert type_in("[[0, ") == "[[0, 1, 2]]"


LINES = [
    ("a⇥b", "a   b"),
    ("⇥b", "    b"),
    ("- a⏎⇥b", "- a\n    - b"),
    ("- a⏎⇥b⇤", "- a\n- b"),
    ("- a⏎⇥b⏎⏎⏎c", "- a\n    - b\nc"),
    ("- a⏎⏎b", "- a\nb"),
    ("* a⏎b", "* a\n* b"),
    ("1. a⏎b⏎c", "1. a\n2. b\n3. c"),
    ("9) a⏎b", "9) a\n10) b"),
    ("- [x] a⏎b", "- [x] a\n- [ ] b"),
    ("- [ ] a⏎⏎b", "- [ ] a\nb"),
    ("a⏎b", "a\nb"),
    ("```⏎- a⏎b", "```\n- a\nb"),
    ("a⇤b", "ab"),
    ("---⏎a", "---\na"),
]


@pytest.mark.parametrize(("keys", "text"), LINES, ids=[keys for keys, _ in LINES])
def test_tab_and_enter_write_lists_and_stay_in_the_note(
    desk: MainWindow, type_in: Callable[[str], str], keys: str, text: str
) -> None:
    assert type_in(keys) == text
    assert desk.note.editor.hasFocus()


@pytest.mark.parametrize(
    ("before", "key", "after"),
    [
        ("- a", "⏎", "- a\n- "),
        ("- a\n- ", "⏎", "- a\n"),
        ("- a", "⇥", "    - a"),
        ("    - a", "⇤", "- a"),
        ("word", "⇥", "word    "),
    ],
)
def test_each_of_these_keys_is_one_step_of_undo(
    desk: MainWindow, type_in: Callable[[str], str], before: str, key: str, after: str
) -> None:
    desk.note.editor.insertPlainText(before)
    assert type_in(key) == after
    type_in("x")
    desk.note.editor.undo()
    assert desk.note.editor.text() == after
    desk.note.editor.undo()
    assert desk.note.editor.text() == before


def test_tab_moves_all_lines_that_are_selected(desk: MainWindow, type_in: Callable[[str], str]) -> None:
    desk.note.editor.insertPlainText("- a\n\n- b\nc")
    desk.note.editor.selectAll()
    assert type_in("⇥") == "    - a\n\n    - b\n    c"
    assert type_in("⇤") == "- a\n\n- b\nc"
    assert desk.note.editor.textCursor().hasSelection()


def test_enter_within_an_entry_parts_it_and_before_it_makes_room(
    desk: MainWindow, type_in: Callable[[str], str]
) -> None:
    from PySide6.QtGui import QTextCursor

    type_in("- ab")
    desk.note.editor.moveCursor(QTextCursor.MoveOperation.Left)
    assert type_in("⏎") == "- a\n- b"
    desk.note.editor.moveCursor(QTextCursor.MoveOperation.Start)
    assert type_in("⏎") == "\n- a\n- b"


def test_f6_leaves_the_note_and_its_description_says_so(desk: MainWindow, type_in: Callable[[str], str]) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    type_in("half a note⇥")
    QTest.keyClick(desk.note.editor, Qt.Key.Key_F6)
    assert not desk.note.editor.hasFocus()
    assert "F6" in desk.note.editor.accessibleDescription()
    assert "Esc" in desk.note.editor.accessibleDescription()


@pytest.mark.parametrize("is_in_triage", [False, True])
def test_n_ends_in_a_field_one_can_type_in_when_the_note_was_a_page(
    desk: MainWindow, press: Press, is_in_triage: bool
) -> None:
    if is_in_triage:
        desk.actions_by_id["triage"].trigger()
        press("")
    statuses = desk.library.counts().statuses
    press("n")
    for _turn in range(2):
        desk.actions_by_id["preview"].trigger()
    desk.focus_papers()
    press("n")
    press("ed lx i")
    assert desk.note.editor.text() == "ed lx i"
    assert desk.library.counts().statuses == statuses


def test_the_page_of_no_note_says_how_to_write_one_and_n_and_the_keys_work_there(
    desk: MainWindow, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.help.key_sheet import KeySheet

    asked: list[KeySheet] = []

    def keep(sheet: KeySheet) -> None:
        asked.append(sheet)

    monkeypatch.setattr(KeySheet, "exec", keep)
    for _turn in range(2):
        desk.actions_by_id["preview"].trigger()
    assert "Press n" in desk.note.preview.placeholderText()
    assert desk.note.preview.hasFocus()
    press("?")
    assert len(asked) == 1
    press("n")
    assert desk.note.editor.hasFocus()


def test_a_link_to_a_paper_that_is_not_there_does_not_look_like_one(desk: MainWindow, press: Press) -> None:
    press("n")
    desk.note.editor.insertPlainText("[[Attention is all you need]] [[No such title|these words]]")
    desk.note.cycle_view()
    page = desk.note.preview.toHtml()
    assert page.count("<a href=") == 1
    assert "these words" in page
    assert desk.look.tokens.muted.lower() in page


def test_bullets_boxes_and_code_have_room_on_the_page(desk: MainWindow, press: Press) -> None:
    from PySide6.QtGui import QTextCursor

    press("n")
    desk.note.editor.insertPlainText("- one\n- [ ] two\n\n```\ncode\n```\n\nend")
    desk.note.cycle_view()
    document = desk.note.preview.document()
    blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
    listed = [block for block in blocks if block.textList() is not None]
    assert [block.text().strip() for block in listed] == ["one", "two"]
    assert all(block.text().startswith("\u00a0") and block.blockFormat().textIndent() < 0 for block in listed)
    code = [block for block in blocks if block.blockFormat().nonBreakableLines()]
    assert [block.text() for block in code] == ["code"]
    assert QTextCursor(code[0]).currentFrame().frameFormat().padding() > 0
