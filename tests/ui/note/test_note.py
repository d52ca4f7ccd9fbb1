"""Writing a note with real keys in the real window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]
KEYS = {"⏎": "Return", "⇥": "Tab", "⇤": "Backtab", "⎋": "Escape", "⌫": "Backspace"}


@pytest.fixture
def type_in(main_window: MainWindow, press: Press) -> Callable[[str], str]:
    """Focus the note, then type into the focused widgets; returns the text of the note."""
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
        return main_window.note.editor.text()

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
def test_text_typed_after_two_brackets_is_never_lost(
    main_window: MainWindow, type_in: Callable[[str], str], keys: str, text: str
) -> None:
    assert type_in(keys) == text
    assert main_window.note.editor.hasFocus()


NOT_TITLES = ["a[[0]]", "x1[[", "][[", "`[[", "``a`[[", "```\n[[", "~~~py\na\n[[", "\\[[", "![["]


@pytest.mark.parametrize("typed", NOT_TITLES)
def test_brackets_in_code_and_after_a_word_start_no_completion(
    main_window: MainWindow, type_in: Callable[[str], str], typed: str
) -> None:
    assert type_in(typed.replace("\n", "⏎") + "q") == typed + "q"
    assert main_window.links.finder is None


@pytest.mark.parametrize("typed", ["`a` [[", "```\na\n```\n[[", "a\n([["])
def test_brackets_after_code_start_the_completion_of_a_title(
    main_window: MainWindow, type_in: Callable[[str], str], typed: str
) -> None:
    assert type_in(typed.replace("\n", "⏎") + "q") == typed
    assert main_window.links.finder is not None
    assert main_window.links.finder.field.text() == "q"


def test_a_half_typed_title_is_saved_in_the_note_when_the_window_closes(
    main_window: MainWindow, type_in: Callable[[str], str]
) -> None:
    from app.library import Library

    paper, folder = main_window.note.paper_id, main_window.library.database.path.parent
    type_in("see [[half")
    main_window.close()
    with Library(folder) as library:
        assert library.show(paper).note == "see [[half"


def test_brackets_before_existing_text_start_no_completion(
    main_window: MainWindow, type_in: Callable[[str], str]
) -> None:
    type_in("1, 2]]")
    cursor = main_window.note.editor.textCursor()
    cursor.setPosition(0)
    main_window.note.editor.setTextCursor(cursor)
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
def test_tab_and_enter_edit_lists_and_stay_in_the_note(
    main_window: MainWindow, type_in: Callable[[str], str], keys: str, text: str
) -> None:
    assert type_in(keys) == text
    assert main_window.note.editor.hasFocus()


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
def test_each_list_key_is_one_undo_step(
    main_window: MainWindow, type_in: Callable[[str], str], before: str, key: str, after: str
) -> None:
    main_window.note.editor.insertPlainText(before)
    assert type_in(key) == after
    type_in("x")
    main_window.note.editor.undo()
    assert main_window.note.editor.text() == after
    main_window.note.editor.undo()
    assert main_window.note.editor.text() == before


def test_tab_indents_all_selected_lines(main_window: MainWindow, type_in: Callable[[str], str]) -> None:
    main_window.note.editor.insertPlainText("- a\n\n- b\nc")
    main_window.note.editor.selectAll()
    assert type_in("⇥") == "    - a\n\n    - b\n    c"
    assert type_in("⇤") == "- a\n\n- b\nc"
    assert main_window.note.editor.textCursor().hasSelection()


def test_enter_within_a_list_item_splits_it_and_before_it_inserts_a_line(
    main_window: MainWindow, type_in: Callable[[str], str]
) -> None:
    from PySide6.QtGui import QTextCursor

    type_in("- ab")
    main_window.note.editor.moveCursor(QTextCursor.MoveOperation.Left)
    assert type_in("⏎") == "- a\n- b"
    main_window.note.editor.moveCursor(QTextCursor.MoveOperation.Start)
    assert type_in("⏎") == "\n- a\n- b"


def test_f6_leaves_the_note_and_its_description_says_so(main_window: MainWindow, type_in: Callable[[str], str]) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    type_in("half a note⇥")
    QTest.keyClick(main_window.note.editor, Qt.Key.Key_F6)
    assert not main_window.note.editor.hasFocus()
    assert "F6" in main_window.note.editor.accessibleDescription()
    assert "Esc" in main_window.note.editor.accessibleDescription()


@pytest.mark.parametrize("is_in_triage", [False, True])
def test_n_focuses_the_editor_when_only_the_preview_was_shown(
    main_window: MainWindow, press: Press, is_in_triage: bool
) -> None:
    if is_in_triage:
        main_window.actions_by_id["triage"].trigger()
        press("")
    statuses = main_window.library.counts().statuses
    press("n")
    for _turn in range(2):
        main_window.actions_by_id["preview"].trigger()
    main_window.navigation.focus_papers()
    press("n")
    press("ed lx i")
    assert main_window.note.editor.text() == "ed lx i"
    assert main_window.library.counts().statuses == statuses


def test_the_empty_preview_names_the_key_of_the_note_and_shortcuts_work_there(
    main_window: MainWindow, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.help.key_sheet import KeySheet

    asked: list[KeySheet] = []

    def keep(sheet: KeySheet) -> None:
        asked.append(sheet)

    monkeypatch.setattr(KeySheet, "exec", keep)
    for _turn in range(2):
        main_window.actions_by_id["preview"].trigger()
    assert "Press n" in main_window.note.preview.placeholderText()
    assert main_window.note.preview.hasFocus()
    press("?")
    assert len(asked) == 1
    press("n")
    assert main_window.note.editor.hasFocus()


def test_a_link_to_a_missing_paper_does_not_look_like_a_link(main_window: MainWindow, press: Press) -> None:
    press("n")
    main_window.note.editor.insertPlainText("[[Attention is all you need]] [[No such title|these words]]")
    main_window.note.cycle_view()
    page = main_window.note.preview.toHtml()
    assert page.count("<a href=") == 1
    assert "these words" in page
    assert main_window.theme.tokens.muted.lower() in page


def test_bullets_checkboxes_and_code_have_spacing_in_the_preview(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtGui import QTextCursor

    press("n")
    main_window.note.editor.insertPlainText("- one\n- [ ] two\n\n```\ncode\n```\n\nend")
    main_window.note.cycle_view()
    document = main_window.note.preview.document()
    blocks = [document.findBlockByNumber(number) for number in range(document.blockCount())]
    listed = [block for block in blocks if block.textList() is not None]
    assert [block.text().strip() for block in listed] == ["one", "two"]
    assert all(block.text().startswith("\u00a0") and block.blockFormat().textIndent() < 0 for block in listed)
    code = [block for block in blocks if block.blockFormat().nonBreakableLines()]
    assert [block.text() for block in code] == ["code"]
    assert QTextCursor(code[0]).currentFrame().frameFormat().padding() > 0


def test_a_paper_added_by_the_command_line_is_offered_after_two_brackets(
    main_window: MainWindow, type_in: Callable[[str], str], qtbot: Any
) -> None:
    from app.library import Library

    type_in("[[⎋")
    with Library(main_window.library.folder) as other:
        paper_id, _changes = other.editing.add({"title": "Zebra Crossings"})
    qtbot.waitUntil(lambda: paper_id in main_window.papers.ids, timeout=10_000)
    assert type_in(" see [[zebra⏎").endswith(" see [[Zebra Crossings]]")


def test_a_paper_added_by_the_command_line_is_offered_to_link_to(
    main_window: MainWindow, press: Press, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from app.library import Library

    main_window.links.link()
    press("")
    finder = main_window.links.finder
    assert finder is not None
    QTest.keyClick(finder.field, Qt.Key.Key_Escape)
    with Library(main_window.library.folder) as other:
        paper_id, _changes = other.editing.add({"title": "Zebra Crossings"})
    qtbot.waitUntil(lambda: paper_id in main_window.papers.ids, timeout=10_000)
    main_window.links.link()
    press("")
    finder = main_window.links.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "zebra")
    assert [choice.key for choice in finder.model.choices][:1] == [paper_id]
