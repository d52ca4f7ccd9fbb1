"""Quick tags: the digits put tags on and take them off, and mean the same tomorrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ui.commands.keymap import PROFILES, Keymap
from ui.commands.table import BY_ID, PAPER
from ui.paper_actions.quick_tags import DIGITS, DigitTags

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def tags_of(window: MainWindow, paper: int) -> set[str]:
    return set(window.library.show(paper).tags)


def test_every_digit_is_a_command_of_the_list_and_the_page() -> None:
    for digit in DIGITS:
        assert (BY_ID[f"quick_{digit}"].keys, BY_ID[f"quick_{digit}"].context) == ((digit,), PAPER)
    safe = Keymap(PROFILES[1])
    assert (safe.keys_of("quick_1"), safe.keys_of("quick_clear")) == (("Ctrl+1",), ("Alt+0",))


def test_free_digits_get_the_most_used_tags_and_keep_them(tmp_path: Path) -> None:
    digits = DigitTags(tmp_path / "quick.toml")
    assert digits.fill(["often", "seldom"])
    digits.write()
    again = DigitTags(tmp_path / "quick.toml")
    assert again.fill(["seldom", "new", "often"])
    assert again.tags == {"1": "often", "2": "seldom", "3": "new"}


def test_a_digit_that_is_given_another_tag_leaves_it_to_no_other_digit(tmp_path: Path) -> None:
    digits = DigitTags(tmp_path / "quick.toml")
    digits.fill(["a", "b"])
    digits.give("1", "B")
    assert digits.tags == {"1": "B"}


def test_a_digit_follows_its_tag_to_another_name(tmp_path: Path) -> None:
    digits = DigitTags(tmp_path / "quick.toml")
    digits.fill(["vision/video", "vision", "visionary"])
    assert digits.rename("vision", "seeing")
    assert list(digits.tags.values()) == ["seeing/video", "seeing", "visionary"]
    assert not digits.rename("other", "x")


@pytest.mark.parametrize("text", ["[a", "x = 1", '10 = "a"', '1 = ""', "1 = 5"])
def test_a_file_that_means_nothing_is_told_and_does_no_harm(tmp_path: Path, text: str) -> None:
    path = tmp_path / "quick.toml"
    path.write_text(text, "utf-8")
    digits = DigitTags(path)
    assert str(path) in digits.problem
    assert digits.tags == {}


def test_a_digit_puts_its_tag_on_and_the_same_digit_takes_it_off_one_step_each(desk: MainWindow, press: Press) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    before, steps = tags_of(desk, paper), len(desk.library.history())
    tag = desk.quick_tags.tags()["1"]
    press("1")
    assert tags_of(desk, paper) == before | {tag}
    press("1")
    assert tags_of(desk, paper) == before - {tag}
    assert len(desk.library.history()) == steps + 2
    press("z")
    assert tags_of(desk, paper) == before | {tag}


def test_of_several_papers_those_without_the_tag_get_it_first(desk: MainWindow, press: Press) -> None:
    first, second = desk.papers.papers.ids[:2]
    tag = desk.quick_tags.tags()["2"]
    press("2")
    press("xj")
    press("x2")
    assert tag in tags_of(desk, first) & tags_of(desk, second)
    press("2")
    assert tag not in tags_of(desk, first) | tags_of(desk, second)


def test_0_takes_the_quick_tags_off_and_leaves_the_others(desk: MainWindow, press: Press) -> None:
    paper = desk.papers.current_id
    assert paper is not None
    press("12")
    desk.quick_tags.tags()
    desk.tagging.change([paper], ["only mine"], [])
    press("")
    steps = len(desk.library.history())
    press("0")
    assert tags_of(desk, paper) == {"only mine"}
    assert len(desk.library.history()) == steps + 1


def test_the_digits_mean_the_same_in_the_next_window_whatever_is_tagged_meanwhile(
    desk: MainWindow, press: Press, open_window: Callable[[Path], MainWindow]
) -> None:
    meant = desk.quick_tags.tags()
    last = list(meant.values())[-1]
    desk.tagging.change(desk.papers.papers.ids, [last], [])
    press("")
    desk.close()
    assert dict(list(open_window(desk.library.folder).quick_tags.tags().items())[: len(meant)]) == meant


def test_another_library_has_quick_tags_of_its_own(
    desk: MainWindow, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    from app.library import Library
    from app.samples import FOLDER

    meant = desk.quick_tags.tags()
    with Library(tmp_path / "other") as other:
        other.import_paths(sorted(FOLDER.glob("*.txt"))[:1])
        other.editing.tag("elsewhere", other.find()[:2])
    window = open_window(tmp_path / "other")
    assert set(window.quick_tags.tags().values()).isdisjoint(meant.values())
    assert window.quick_tags.tags()["1"] == "elsewhere"
    assert desk.quick_tags.tags() == meant


def test_a_digit_without_a_tag_asks_for_one_and_puts_it_on(
    open_window: Callable[[Path], MainWindow], own_folders: Path, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from app.library import Library
    from app.samples import FOLDER

    with Library(own_folders) as library:
        library.import_paths(sorted(FOLDER.glob("*.txt"))[:1])
    window = open_window(own_folders)
    window.papers.setFocus()
    paper = window.papers.current_id
    assert paper is not None
    QTest.keyClick(window.papers, "4")
    finder = window.quick_tags.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "mine")
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)
    assert tags_of(window, paper) == {"mine"}
    assert window.quick_tags.tags()["4"] == "mine"


def test_the_meaning_of_a_digit_can_be_chosen(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = desk.papers.current_id
    assert paper is not None
    press("Q")
    press("3")
    finder = desk.quick_tags.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "a new one")
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    press("3")
    assert "a new one" in tags_of(desk, paper)


def test_a_renamed_tag_keeps_its_digit(desk: MainWindow, press: Press) -> None:
    from ui.places import tag_place

    tag = desk.quick_tags.tags()["1"]
    desk.organizing.rename(tag_place(tag), "another name")
    press("")
    assert desk.quick_tags.tags()["1"] == "another name"


def test_the_digits_and_their_tags_stand_at_the_foot_of_triage_and_in_the_key_sheet(
    desk: MainWindow, press: Press
) -> None:
    from ui.help.key_sheet import KeySheet

    tag = desk.quick_tags.tags()["1"]
    desk.actions_by_id["triage"].trigger()
    press("")
    assert desk.triage.view.tags.words[0][:2] == ("1", tag)
    sheet = KeySheet(desk, desk.keyboard.keymap, explained=desk.quick_tags.explain())
    sheet.search.setText(f"put “{tag}”")
    assert sheet.shown[0] == "quick_1"


def test_a_digit_of_a_french_keyboard_tags_too(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    paper = desk.papers.current_id
    assert paper is not None
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(desk.papers, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, none, 2, 0, 0, "&"))
    press("")
    assert desk.quick_tags.tags()["1"] in tags_of(desk, paper)
