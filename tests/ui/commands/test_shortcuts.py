"""Keyboard shortcuts in the window: profiles, chords, custom keys and text input, with real key events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from ui.commands.table import WINDOW

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


@pytest.fixture
def strike(main_window: MainWindow, wait_idle: Any) -> Callable[..., None]:
    """`strike("Ctrl+Shift+Z")` presses a key with modifiers in the focused widget."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(key: str) -> None:
        combination = QKeySequence(key)[0]
        QTest.keyClick(
            QApplication.focusWidget() or main_window.papers, combination.key(), combination.keyboardModifiers()
        )
        wait_idle(main_window)

    main_window.papers.setFocus()
    return send


def test_changed_keys_work_at_once_and_the_old_ones_no_longer(
    main_window: MainWindow, press: Press, strike: Any
) -> None:
    paper = main_window.papers.current_id
    main_window.preferences.set_keys({"star": ("Ctrl+B",)})
    press("s")
    assert not main_window.library.show(paper).starred
    strike("Ctrl+B")
    assert main_window.library.show(paper).starred


def test_the_safe_profile_works_without_single_letters(main_window: MainWindow, press: Press, strike: Any) -> None:
    first = main_window.papers.ids[0]
    main_window.preferences.set_value("profile", "safe")
    press("e")
    assert main_window.library.show(first).status == "inbox"
    strike("Alt+E")
    assert main_window.library.show(first).status == "done"
    strike("Alt+G")
    strike("Alt+L")
    assert main_window.listing.place.kind == "later"


def test_custom_keys_and_settings_are_kept_for_the_next_window(main_window: MainWindow, open_window: Any) -> None:
    main_window.preferences.set_keys({"star": ("Ctrl+B",)})
    main_window.preferences.set_value("density", "compact")
    main_window.close()
    again = open_window(main_window.library.folder)
    assert again.keyboard.keymap.keys_of("star") == ("Ctrl+B",)
    assert again.theme.row_height == 46


def test_a_chord_goes_to_a_place(main_window: MainWindow, press: Press) -> None:
    press("gl")
    assert main_window.listing.place.kind == "later"
    press("gi")
    assert main_window.listing.place.kind == "inbox"
    assert main_window.papers.hasFocus()


def test_a_chord_hints_at_the_next_keys_and_esc_cancels_it(
    main_window: MainWindow, press: Press, qtbot: Any, strike: Any
) -> None:
    press("g")
    hint = main_window.keyboard.chords.hint
    assert not hint.isVisible()
    qtbot.waitUntil(hint.isVisible, timeout=3_000)
    assert "i Go to Inbox" in hint.accessibleName()
    strike("Esc")
    assert not hint.isVisible()
    assert not main_window.keyboard.chords.is_waiting
    first = main_window.papers.current_id
    press("e")
    assert main_window.library.show(first).status == "done"


def test_an_unknown_chord_is_reported_and_does_nothing(main_window: MainWindow, press: Press) -> None:
    first = main_window.papers.current_id
    press("ge")
    assert main_window.library.show(first).status == "inbox"
    assert "“g e” is not a shortcut" in main_window.toast.text
    press("e")
    assert main_window.library.show(first).status == "done"


def test_a_click_cancels_a_chord(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    press("g")
    QTest.mouseClick(main_window.page.viewport(), Qt.MouseButton.LeftButton)
    assert not main_window.keyboard.chords.is_waiting


def test_fast_key_presses_around_a_chord_keep_their_order(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    ids = list(main_window.papers.ids)
    press("jjGggj", wait=False)
    wait_idle(main_window)
    assert main_window.papers.current_id == ids[1]


def test_letters_type_text_in_every_text_field(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    from PySide6.QtTest import QTest

    statuses = main_window.library.counts().statuses
    letters = "gisedlrtn#.[]*a x?/"
    main_window.top_bar.field.setFocus()
    QTest.keyClicks(main_window.top_bar.field, letters)
    assert main_window.top_bar.field.text() == letters
    main_window.top_bar.clear()
    main_window.note.editor.setFocus()
    QTest.keyClicks(main_window.note.editor, letters)
    assert main_window.note.editor.text() == letters
    main_window.note.save()
    wait_idle(main_window)
    assert main_window.library.counts().statuses == statuses
    assert not main_window.keyboard.chords.is_waiting


def test_composed_letters_and_altgr_arrive_in_the_note(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent
    from PySide6.QtWidgets import QApplication

    editor = main_window.note.editor
    editor.setFocus()
    composed = QInputMethodEvent()
    composed.setCommitString("é漢")
    QApplication.sendEvent(editor, composed)
    altgr = Qt.KeyboardModifier.GroupSwitchModifier
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_BracketLeft, altgr, "["))
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Acute, Qt.KeyboardModifier(0), ""))
    assert editor.text() == "é漢["


def test_the_top_row_of_a_french_keyboard_means_digits(program: Any) -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from ui.commands.key_names import spell_key_event

    none = Qt.KeyboardModifier.NoModifier
    french = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, none, 2, 0, 0, "&")
    russian = QKeyEvent(QEvent.Type.KeyPress, 0x0428, none, 23, 0, 0, "ш")
    question = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?")
    assert spell_key_event(french) == ["&", "1"]
    assert "I" in spell_key_event(russian)
    assert "?" in spell_key_event(question)


def test_the_top_row_of_a_french_keyboard_triggers_digit_shortcuts(main_window: MainWindow, wait_idle: Any) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    paper = main_window.papers.current_id
    assert paper is not None
    main_window.preferences.set_keys({"star": ("1",), "quick_1": ()})
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        main_window.papers, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, none, 2, 0, 0, "&")
    )
    wait_idle(main_window)
    assert main_window.library.show(paper).starred


def test_marked_papers_stay_marked_while_moving(main_window: MainWindow, press: Press) -> None:
    ids = list(main_window.papers.ids)
    press("xjjx")
    assert main_window.papers.selected_ids() == [ids[0], ids[2]]
    press("e")
    assert [main_window.library.show(one).status for one in ids[:3]] == ["done", "inbox", "done"]
    assert not main_window.papers.is_marking


def test_esc_clears_the_marks_before_it_leaves_a_search(
    main_window: MainWindow, press: Press, strike: Any, wait_idle: Any
) -> None:
    main_window.listing.search("status:inbox")
    wait_idle(main_window)
    press("*a")
    assert len(main_window.papers.selected_ids()) == len(main_window.papers.ids) > 20
    strike("Esc")
    assert len(main_window.papers.selected_ids()) == 1
    assert main_window.listing.query
    strike("Esc")
    assert not main_window.listing.query


def test_repeat_applies_the_last_decision_and_the_last_tags(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    first, second, third = main_window.papers.ids[:3]
    press("l.")
    assert [main_window.library.show(one).status for one in (first, second)] == ["later", "later"]
    main_window.tags.change([third], ["fresh"], [])
    wait_idle(main_window)
    press("j.")
    assert "fresh" in main_window.library.show(main_window.papers.current_id).tags


def test_brackets_go_to_inbox_papers_only(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    press("ga")
    undecided = set(main_window.library.find("status:inbox"))
    ids = list(main_window.papers.ids)
    expected = [one for one in ids[1:] if one in undecided][:2]
    press("]")
    assert main_window.papers.current_id == expected[0]
    press("]")
    press("[")
    assert main_window.papers.current_id == expected[0]


def test_f6_cycles_through_the_panes_and_alt_digits_go_to_one(main_window: MainWindow, strike: Any) -> None:
    panes = (
        main_window.sidebar,
        main_window.papers,
        main_window.page,
        main_window.note.editor,
        main_window.top_bar.field,
    )
    for number, pane in enumerate(panes, 1):
        strike(f"Alt+{number}")
        assert pane.hasFocus()
    for pane in panes:
        strike("F6")
        assert pane.hasFocus()
    strike("Shift+F6")
    assert panes[-2].hasFocus()


def test_the_key_sheet_shows_and_finds_the_active_shortcuts(main_window: MainWindow) -> None:
    from ui.help.key_sheet import KeySheet

    main_window.papers.setFocus()
    sheet = KeySheet(main_window, main_window.keyboard.keymap, main_window.keyboard.active_contexts())
    assert {"done", "import"} <= set(sheet.shown)
    sheet.search.setText("remove the star")
    assert sheet.shown == ["star"]
    sheet.search.setText("e")
    assert "done" in sheet.shown
    main_window.note.editor.setFocus()
    assert main_window.keyboard.active_contexts() == [WINDOW]
