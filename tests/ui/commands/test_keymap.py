"""Keys: profiles, chords, other keys, and what a person types where – with real key events."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.errors import UsageError
from tests.paths import ROOT
from ui.commands.keymap import PROFILES, Keymap, OwnKeys, is_bare, is_collision, make_safe, split_key
from ui.commands.table import BY_ID, COMMANDS, CONTEXTS, MENUS, PAIRS, WINDOW, show_key

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


@pytest.fixture
def strike(desk: MainWindow, settle: Any) -> Callable[..., None]:
    """`strike("Ctrl+Shift+Z")` presses one key with what is held, in the widget that has the focus."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(key: str) -> None:
        combination = QKeySequence(key)[0]
        QTest.keyClick(QApplication.focusWidget() or desk.papers, combination.key(), combination.keyboardModifiers())
        settle(desk)

    desk.papers.setFocus()
    return send


# -- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_no_two_commands_claim_one_key_where_both_could_act(profile: Any) -> None:
    assert [(key, one.id, other.id) for key, one, other in Keymap(profile).collisions()] == []


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_every_command_has_a_key_a_menu_and_a_help(profile: Any) -> None:
    keymap = Keymap(profile)
    assert len(BY_ID) == len(COMMANDS)
    for command in COMMANDS:
        assert command.help.endswith("."), command.id
        assert keymap.keys_of(command.id), command.id
        assert command.context in CONTEXTS, command.id
        assert (command.menu in MENUS) is not (bool(command.alias_of) or command.context == PAIRS), command.id
        assert command.alias_of in ("", *BY_ID), command.id


def test_letters_alone_never_act_everywhere() -> None:
    for command in COMMANDS:
        if command.context == WINDOW:
            assert not [key for key in command.keys if is_bare(split_key(key)[0])], command.id


def test_the_safe_profile_has_no_letter_alone() -> None:
    safe = Keymap(PROFILES[1])
    bare = [key for one in COMMANDS for key in safe.keys_of(one.id) if any(map(is_bare, split_key(key)))]
    assert bare == []


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("ctrl+shift+i", ("Ctrl+Shift+I",)),
        ("Shift+Ctrl+i", ("Ctrl+Shift+I",)),
        ("g, g", ("G", "G")),
        ("Ctrl++", ("Ctrl++",)),
        ("Ctrl+,", ("Ctrl+,",)),
        ("+", ("+",)),
        ("pgdown", ("PgDown",)),
        ("#", ("#",)),
    ],
)
def test_keys_have_one_spelling(key: str, parts: tuple[str, ...]) -> None:
    assert split_key(key) == parts


@pytest.mark.parametrize("key", ["", "Ctrl+", "Hyper+X", "word", "a, b, c, d", "Ctrl+Alt", " "])
def test_what_is_no_key_is_refused_with_a_sentence(key: str) -> None:
    with pytest.raises(UsageError):
        split_key(key)


def test_a_beginning_of_a_chord_collides_with_the_chord() -> None:
    assert is_collision("g", "g, i")
    assert is_collision("g, i", "G, I")
    assert not is_collision("g, i", "g, l")
    assert not is_collision("Shift+G", "g, i")


@pytest.mark.parametrize(
    ("key", "shown"), [("g, g", "g g"), ("Shift+G", "G"), ("Down", "↓"), ("Ctrl+I", "Ctrl+I"), ("*, a", "* a")]
)
def test_keys_are_shown_as_a_person_reads_them(key: str, shown: str) -> None:
    assert show_key(key) == shown


def test_a_made_safe_key_is_still_a_key() -> None:
    assert make_safe("g, i") == "Alt+G, Alt+I"
    assert make_safe("Shift+G") == "Alt+Shift+G"
    assert make_safe("Ctrl+I") == "Ctrl+I"
    assert make_safe("1") == "Ctrl+1"


def test_the_tables_of_commands_keys_and_settings_need_no_qt() -> None:
    needed = (
        "ui.commands.table, ui.commands.keymap, ui.widgets.paper_text, ui.places, ui.launch, ui.tools.reference, "
        "ui.help.pages, app.config.settings"
    )
    script = f"import sys, {needed}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=ROOT).returncode == 0


# -- the file -----------------------------------------------------------------------------------------------------


def test_own_keys_are_read_again_and_a_person_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    OwnKeys(path).choose(PROFILES[0], {"star": ("Ctrl+B", "#"), "tag": ()})
    text = path.read_text("utf-8")
    assert 'star = ["Ctrl+B", "#"]' in text
    assert "# Star: " in text
    keymap = OwnKeys(path).keymap("default")
    assert keymap.keys_of("star") == ("Ctrl+B", "#")
    assert keymap.keys_of("tag") == ()
    assert keymap.keys_of("done") == ("e",)
    assert OwnKeys(path).keymap("safe").keys_of("star") == ("Alt+S",)


def test_a_key_that_goes_back_to_the_usual_one_is_forgotten_in_the_file(tmp_path: Path) -> None:
    own = OwnKeys(tmp_path / "keys.toml")
    own.choose(PROFILES[0], {"star": ("Ctrl+B",)})
    own.choose(PROFILES[0], {"star": PROFILES[0].keys(BY_ID["star"])})
    assert "star" not in own.path.read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    ["[default\nstar = 1", "[default]\nstar = 5", '[default]\nstar = ["Hyper+X"]', '[default]\nquit = ["q"]', "\udcff"],
)
def test_a_file_that_means_nothing_is_told_and_the_usual_keys_work(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(text.encode(errors="surrogateescape"))
    own = OwnKeys(path)
    assert str(path) in own.problem
    assert own.keymap("default").keys_of("star") == ("s",)


def test_a_file_that_cannot_be_read_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("[default\nmine", "utf-8")
    OwnKeys(path).choose(PROFILES[0], {"star": ("Ctrl+B",)})
    assert OwnKeys(path).problem == ""
    assert (tmp_path / "keys.toml.damaged").read_text("utf-8") == "[default\nmine"


# -- in the window ------------------------------------------------------------------------------------------------


def test_other_keys_act_at_once_and_the_old_ones_no_longer(desk: MainWindow, press: Press, strike: Any) -> None:
    paper = desk.papers.current_id
    desk.preferring.give_keys({"star": ("Ctrl+B",)})
    press("s")
    assert not desk.library.show(paper).starred
    strike("Ctrl+B")
    assert desk.library.show(paper).starred


def test_the_safe_profile_acts_without_letters_alone(desk: MainWindow, press: Press, strike: Any) -> None:
    first = desk.papers.papers.ids[0]
    desk.preferring.put("profile", "safe")
    press("e")
    assert desk.library.show(first).status == "inbox"
    strike("Alt+E")
    assert desk.library.show(first).status == "done"
    strike("Alt+G")
    strike("Alt+L")
    assert desk.listing.place.kind == "later"


def test_own_keys_and_settings_are_there_in_the_next_window(desk: MainWindow, open_window: Any) -> None:
    desk.preferring.give_keys({"star": ("Ctrl+B",)})
    desk.preferring.put("density", "compact")
    desk.close()
    again = open_window(desk.library.folder)
    assert again.keyboard.keymap.keys_of("star") == ("Ctrl+B",)
    assert again.look.row_height == 46


def test_a_chord_goes_to_a_place(desk: MainWindow, press: Press) -> None:
    press("gl")
    assert desk.listing.place.kind == "later"
    press("gi")
    assert desk.listing.place.kind == "inbox"
    assert desk.papers.hasFocus()


def test_after_a_while_a_chord_shows_what_may_follow_and_esc_leaves_it(
    desk: MainWindow, press: Press, qtbot: Any, strike: Any
) -> None:
    press("g")
    hint = desk.keyboard.chords.hint
    assert not hint.isVisible()
    qtbot.waitUntil(hint.isVisible, timeout=3_000)
    assert "i Go to the inbox" in hint.accessibleName()
    strike("Esc")
    assert not hint.isVisible()
    assert not desk.keyboard.chords.is_waiting
    first = desk.papers.current_id
    press("e")
    assert desk.library.show(first).status == "done"


def test_a_key_that_no_chord_has_is_told_and_does_nothing(desk: MainWindow, press: Press) -> None:
    first = desk.papers.current_id
    press("ge")
    assert desk.library.show(first).status == "inbox"
    assert "“g e” is no command" in desk.toast.text
    press("e")
    assert desk.library.show(first).status == "done"


def test_a_click_ends_a_chord(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    press("g")
    QTest.mouseClick(desk.page.viewport(), Qt.MouseButton.LeftButton)
    assert not desk.keyboard.chords.is_waiting


def test_quick_keys_around_a_chord_keep_their_order(desk: MainWindow, press: Press, settle: Any) -> None:
    ids = list(desk.papers.papers.ids)
    press("jjGggj", settled=False)
    settle(desk)
    assert desk.papers.current_id == ids[1]


def test_letters_are_letters_in_every_text_field(desk: MainWindow, press: Press, settle: Any) -> None:
    from PySide6.QtTest import QTest

    statuses = desk.library.counts().statuses
    letters = "gisedlrtn#.[]*a x?/"
    desk.top.field.setFocus()
    QTest.keyClicks(desk.top.field, letters)
    assert desk.top.field.text() == letters
    desk.top.clear()
    desk.note.editor.setFocus()
    QTest.keyClicks(desk.note.editor, letters)
    assert desk.note.editor.text() == letters
    desk.note.save()
    settle(desk)
    assert desk.library.counts().statuses == statuses
    assert not desk.keyboard.chords.is_waiting


def test_composed_letters_and_altgr_arrive_in_the_note(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent
    from PySide6.QtWidgets import QApplication

    editor = desk.note.editor
    editor.setFocus()
    composed = QInputMethodEvent()
    composed.setCommitString("é漢")
    QApplication.sendEvent(editor, composed)
    altgr = Qt.KeyboardModifier.GroupSwitchModifier
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_BracketLeft, altgr, "["))
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Dead_Acute, Qt.KeyboardModifier(0), ""))
    assert editor.text() == "é漢["


def test_the_upper_row_of_a_french_keyboard_is_digits() -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent

    from ui.commands.key_names import name_parts

    none = Qt.KeyboardModifier.NoModifier
    french = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, none, 2, 0, 0, "&")
    russian = QKeyEvent(QEvent.Type.KeyPress, 0x0428, none, 23, 0, 0, "ш")
    question = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?")
    assert name_parts(french) == ["&", "1"]
    assert "I" in name_parts(russian)
    assert "?" in name_parts(question)


def test_a_digit_of_a_french_keyboard_does_what_the_digit_does(desk: MainWindow, settle: Any) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    paper = desk.papers.current_id
    assert paper is not None
    desk.preferring.give_keys({"star": ("1",), "quick_1": ()})
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(desk.papers, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, none, 2, 0, 0, "&"))
    settle(desk)
    assert desk.library.show(paper).starred


def test_marked_papers_stay_marked_while_one_moves_on(desk: MainWindow, press: Press) -> None:
    ids = list(desk.papers.papers.ids)
    press("xjjx")
    assert desk.papers.chosen_ids() == [ids[0], ids[2]]
    press("e")
    assert [desk.library.show(one).status for one in ids[:3]] == ["done", "inbox", "done"]
    assert not desk.papers.is_marking


def test_all_are_marked_and_esc_takes_the_marks_off_before_it_leaves_a_search(
    desk: MainWindow, press: Press, strike: Any, settle: Any
) -> None:
    desk.listing.search("status:inbox")
    settle(desk)
    press("*a")
    assert len(desk.papers.chosen_ids()) == len(desk.papers.papers.ids) > 20
    strike("Esc")
    assert len(desk.papers.chosen_ids()) == 1
    assert desk.listing.query
    strike("Esc")
    assert not desk.listing.query


def test_the_last_decision_and_the_last_tags_are_repeated(desk: MainWindow, press: Press, settle: Any) -> None:
    first, second, third = desk.papers.papers.ids[:3]
    press("l.")
    assert [desk.library.show(one).status for one in (first, second)] == ["later", "later"]
    desk.tagging.change([third], ["fresh"], [])
    settle(desk)
    press("j.")
    assert "fresh" in desk.library.show(desk.papers.current_id).tags


def test_brackets_go_to_undecided_papers_only(desk: MainWindow, press: Press, settle: Any) -> None:
    press("ga")
    undecided = set(desk.library.find("status:inbox"))
    ids = list(desk.papers.papers.ids)
    expected = [one for one in ids[1:] if one in undecided][:2]
    press("]")
    assert desk.papers.current_id == expected[0]
    press("]")
    press("[")
    assert desk.papers.current_id == expected[0]


def test_f6_goes_round_and_alt_digits_go_straight(desk: MainWindow, strike: Any) -> None:
    panes = (desk.sidebar, desk.papers, desk.page, desk.note.editor, desk.top.field)
    for number, pane in enumerate(panes, 1):
        strike(f"Alt+{number}")
        assert pane.hasFocus()
    for pane in panes:
        strike("F6")
        assert pane.hasFocus()
    strike("Shift+F6")
    assert panes[-2].hasFocus()


def test_the_key_sheet_shows_the_keys_of_where_one_is_and_finds_them(desk: MainWindow) -> None:
    from ui.help.key_sheet import KeySheet

    desk.papers.setFocus()
    sheet = KeySheet(desk, desk.keyboard.keymap, desk.keyboard.contexts_here())
    assert {"done", "import"} <= set(sheet.shown)
    sheet.search.setText("star off")
    assert sheet.shown == ["star"]
    sheet.search.setText("e")
    assert "done" in sheet.shown
    desk.note.editor.setFocus()
    assert desk.keyboard.contexts_here() == [WINDOW]
