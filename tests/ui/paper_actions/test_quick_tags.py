"""Quick tags: the digits toggle tags, and keep them across windows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
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


def test_a_tag_is_never_assigned_to_two_digits(tmp_path: Path) -> None:
    digits = DigitTags(tmp_path / "quick.toml")
    digits.fill(["a", "b"])
    digits.assign("1", "B")
    assert digits.tags == {"1": "B"}


def test_a_digit_keeps_its_tag_when_the_tag_is_renamed(tmp_path: Path) -> None:
    digits = DigitTags(tmp_path / "quick.toml")
    digits.fill(["vision/video", "vision", "visionary"])
    assert digits.rename("vision", "seeing")
    assert list(digits.tags.values()) == ["seeing/video", "seeing", "visionary"]
    assert not digits.rename("other", "x")


@pytest.mark.parametrize("text", ["[a", "x = 1", '10 = "a"', '1 = ""', "1 = 5"])
def test_an_invalid_file_is_reported_and_ignored(tmp_path: Path, text: str) -> None:
    path = tmp_path / "quick.toml"
    path.write_text(text, "utf-8")
    digits = DigitTags(path)
    assert str(path) in digits.problem
    assert digits.tags == {}


def test_a_digit_toggles_its_tag_in_one_step_each(main_window: MainWindow, press: Press) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    before, steps = tags_of(main_window, paper), len(main_window.library.history())
    tag = main_window.quick_tags.assigned_tags()["1"]
    press("1")
    assert tags_of(main_window, paper) == before | {tag}
    press("1")
    assert tags_of(main_window, paper) == before - {tag}
    assert len(main_window.library.history()) == steps + 2
    press("z")
    assert tags_of(main_window, paper) == before | {tag}


def test_a_digit_tags_all_selected_papers_before_it_removes_the_tag(main_window: MainWindow, press: Press) -> None:
    first, second = main_window.papers.ids[:2]
    tag = main_window.quick_tags.assigned_tags()["2"]
    press("2")
    press("xj")
    press("x2")
    assert tag in tags_of(main_window, first) & tags_of(main_window, second)
    press("2")
    assert tag not in tags_of(main_window, first) | tags_of(main_window, second)


def test_0_removes_the_quick_tags_but_no_other_tags(main_window: MainWindow, press: Press) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    press("12")
    main_window.quick_tags.assigned_tags()
    main_window.tags.change([paper], ["only mine"], [])
    press("")
    steps = len(main_window.library.history())
    press("0")
    assert tags_of(main_window, paper) == {"only mine"}
    assert len(main_window.library.history()) == steps + 1


def test_the_digits_keep_their_tags_in_the_next_window(
    main_window: MainWindow, press: Press, open_window: Callable[[Path], MainWindow]
) -> None:
    assigned = main_window.quick_tags.assigned_tags()
    last = list(assigned.values())[-1]
    main_window.tags.change(main_window.papers.ids, [last], [])
    press("")
    main_window.close()
    assert (
        dict(list(open_window(main_window.library.folder).quick_tags.assigned_tags().items())[: len(assigned)])
        == assigned
    )


def test_another_library_has_its_own_quick_tags(
    main_window: MainWindow, open_window: Callable[[Path], MainWindow], tmp_path: Path
) -> None:
    from app.library import Library
    from app.samples import FOLDER

    assigned = main_window.quick_tags.assigned_tags()
    with Library(tmp_path / "other") as other:
        other.import_paths(sorted(FOLDER.glob("*.txt"))[:1])
        other.editing.tag("elsewhere", other.find()[:2])
    window = open_window(tmp_path / "other")
    assert set(window.quick_tags.assigned_tags().values()).isdisjoint(assigned.values())
    assert window.quick_tags.assigned_tags()["1"] == "elsewhere"
    assert main_window.quick_tags.assigned_tags() == assigned


def test_a_digit_without_a_tag_asks_for_one_and_adds_it(
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
    assert window.quick_tags.assigned_tags()["4"] == "mine"


def test_another_tag_can_be_assigned_to_a_digit(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = main_window.papers.current_id
    assert paper is not None
    press("Q")
    press("3")
    finder = main_window.quick_tags.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "a new one")
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    press("3")
    assert "a new one" in tags_of(main_window, paper)


def test_a_renamed_tag_keeps_its_digit(main_window: MainWindow, press: Press) -> None:
    from ui.places import tag_place

    tag = main_window.quick_tags.assigned_tags()["1"]
    main_window.sidebar_controller.rename(tag_place(tag), "another name")
    press("")
    assert main_window.quick_tags.assigned_tags()["1"] == "another name"


def test_the_digits_and_their_tags_are_shown_in_triage_and_in_the_key_sheet(
    main_window: MainWindow, press: Press
) -> None:
    from ui.help.key_sheet import KeySheet

    tag = main_window.quick_tags.assigned_tags()["1"]
    main_window.actions_by_id["triage"].trigger()
    press("")
    assert main_window.triage.view.tags.hints[0][:2] == ("1", tag)
    sheet = KeySheet(main_window, main_window.keyboard.keymap, descriptions=main_window.quick_tags.describe_keys())
    sheet.search.setText(f"add the tag “{tag}”")
    assert sheet.shown[0] == "quick_1"


def test_a_digit_key_of_a_french_keyboard_works(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    paper = main_window.papers.current_id
    assert paper is not None
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        main_window.papers, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Ampersand, none, 2, 0, 0, "&")
    )
    press("")
    assert main_window.quick_tags.assigned_tags()["1"] in tags_of(main_window, paper)


@pytest.fixture
def gate(main_window: MainWindow) -> Iterator[Event]:
    """Keeps the writer thread busy until it is set, at the latest when the test ends."""
    gate = Event()
    main_window.operations.write(lambda _library: gate.wait())
    yield gate
    gate.set()


def test_a_digit_pressed_twice_before_the_first_is_stored_leaves_the_paper_as_it_was(
    main_window: MainWindow, press: Press, gate: Event
) -> None:
    paper = main_window.papers.current_id
    assert paper is not None
    before, tag = tags_of(main_window, paper), main_window.quick_tags.assigned_tags()["1"]
    assert tag not in before
    press("11", wait=False)
    gate.set()
    press("")
    assert tags_of(main_window, paper) == before


def test_repeating_a_digit_does_to_the_next_paper_what_it_did_to_the_first(
    main_window: MainWindow, press: Press, gate: Event
) -> None:
    first, second = main_window.papers.ids[:2]
    tag = main_window.quick_tags.assigned_tags()["1"]
    main_window.tags.change([second], [tag], [])
    press("1j.", wait=False)
    gate.set()
    press("")
    assert tag in tags_of(main_window, first) & tags_of(main_window, second)
