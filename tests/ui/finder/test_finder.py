"""The finder in its uses: tags, links and the palette, with real keys and a real library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.finder.finder import Finder
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def wait_idle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def key(finder: Finder | None, name: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert finder is not None
    QTest.keyClick(finder.field, getattr(Qt.Key, f"Key_{name}"))


def titles(finder: Finder | None) -> list[str]:
    assert finder is not None
    return [choice.title for choice in finder.model.choices]


def test_several_tags_are_added_in_one_step_and_undone_in_one(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    paper = main_window.papers.current_id
    steps = len(main_window.library.history())
    press("t")
    press("class")
    key(main_window.tags.finder, "Tab")
    press("to read/soon")
    key(main_window.tags.finder, "Tab")
    key(main_window.tags.finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(paper).tags == ("classic", "to read/soon")
    assert len(main_window.library.history()) == steps + 1
    assert main_window.papers.hasFocus()
    press("z")
    assert main_window.library.show(paper).tags == ()


def test_a_tag_on_some_selected_papers_is_partly_marked_and_stays_unless_changed(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.finder.rows import Mark

    first, second = main_window.papers.ids[:2]
    main_window.tags.change([first], ["half"], [])
    wait_idle(main_window)
    QTest.keyClick(main_window.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press("t")
    finder = main_window.tags.finder
    assert finder is not None
    assert finder.marks["tag", "half"] is Mark.PARTLY
    press("whole")
    key(finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(first).tags == ("half", "whole")
    assert main_window.library.show(second).tags == ("whole",)
    press("t")
    press("half")
    key(main_window.tags.finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(second).tags == ("half", "whole")


def test_a_tag_that_exists_in_another_case_is_not_created_again(main_window: MainWindow, press: Press) -> None:
    press("t")
    press("CLASSIC")
    assert titles(main_window.tags.finder) == ["classic"]


def test_esc_closes_the_finder_and_changes_nothing(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    paper, steps = main_window.papers.current_id, len(main_window.library.history())
    press("t")
    press("never")
    key(main_window.tags.finder, "Tab")
    key(main_window.tags.finder, "Escape")
    wait_idle(main_window)
    assert main_window.library.show(paper).tags == ()
    assert len(main_window.library.history()) == steps
    assert main_window.papers.hasFocus()


def test_shortcuts_of_the_window_are_suspended_while_a_finder_is_open(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = main_window.papers.current_id
    press("t")
    finder = main_window.tags.finder
    assert finder is not None
    press("e#s")
    QTest.keyClick(finder.field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    wait_idle(main_window)
    assert finder.is_open
    assert not main_window.triage.is_on
    assert main_window.library.show(paper).status == "inbox"


def test_shift_t_removes_tags(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    paper = main_window.papers.current_id
    main_window.tags.change([paper], ["one", "other"], [])
    wait_idle(main_window)
    press("T")
    assert titles(main_window.tags.finder) == ["one", "other"]
    key(main_window.tags.finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(paper).tags == ("other",)
    press(".")
    main_window.papers.setFocus()
    assert "Undo" in main_window.toast.accessibleName() or main_window.toast.text


def test_a_link_is_made_by_keys_with_type_and_reason_and_shown_on_both_papers(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    source = main_window.papers.current_id
    press("c")
    press("attention is all", wait=True)
    assert titles(main_window.links.finder)[0] == "Attention Is All You Need"
    key(main_window.links.finder, "Return")
    press("e", wait=False)
    press("same blocks")
    key(main_window.links.finder, "Return")
    wait_idle(main_window)
    link = main_window.library.show(source).links[-1]
    assert (link.title, link.type, link.direction, link.evidence) == (
        "Attention Is All You Need", "extends", "out", "same blocks",
    )  # fmt: skip
    assert "“same blocks”" in main_window.page.toPlainText()
    main_window.navigation.go_to_paper(link.paper_id)
    wait_idle(main_window)
    assert "extended by" in main_window.page.toPlainText()


def test_esc_goes_back_from_link_type_to_paper_and_a_digit_chooses_a_type(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    source = main_window.papers.current_id
    press("c")
    press("attention is all")
    key(main_window.links.finder, "Return")
    assert main_window.links.finder is not None
    assert "How" in main_window.links.finder.request.placeholder
    key(main_window.links.finder, "Escape")
    assert main_window.links.finder.request.placeholder == "Find a paper"
    press("attention is all")
    key(main_window.links.finder, "Return")
    press("1", wait=False)
    key(main_window.links.finder, "Return")
    wait_idle(main_window)
    assert [link.type for link in main_window.library.show(source).links] == ["cites"]


def test_papers_dropped_on_another_are_all_linked_to_it_in_one_step(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    first, second, target = main_window.papers.ids[:3]
    steps = len(main_window.library.history())
    main_window.links.ask_type_for_drop([first, second, target], target)
    press("r", wait=False)
    key(main_window.links.finder, "Return")
    wait_idle(main_window)
    assert {link.paper_id for link in main_window.library.show(target).links if link.type == "related"} == {
        first,
        second,
    }
    assert len(main_window.library.history()) == steps + 1


def test_removing_a_link_keeps_the_others_and_can_be_undone(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    one, other = main_window.papers.ids[:2]
    for pair in ((one, other), (other, one)):
        main_window.operations.write(lambda library, pair=pair: library.editing.link(*pair, "uses"))
    wait_idle(main_window)
    before = main_window.library.show(one).links
    press("C")
    key(main_window.links.finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(one).links == before[1:]
    press("z")
    assert main_window.library.show(one).links == before


def open_palette(main_window: MainWindow, press: Press, wait_idle: Any, text: str) -> None:
    press(":")
    wait_idle(main_window)
    press(text)


def test_the_palette_runs_a_command_and_shows_its_shortcut(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    paper = main_window.papers.current_id
    open_palette(main_window, press, wait_idle, "star")
    finder = main_window.command_palette.finder
    assert finder is not None
    choice = finder.model.choices[0]
    assert (choice.title, choice.shortcut) == ("Star", "s")
    key(finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(paper).starred


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("edit search", "“Edit search” is for a saved search: select one in the sidebar first."),
        ("remove the tag", "“Remove” is for a tag, a collection or a saved search: select one in the sidebar first."),
    ],
)
def test_the_palette_says_why_a_command_is_unavailable(
    main_window: MainWindow, press: Press, wait_idle: Any, words: str, said: str
) -> None:
    open_palette(main_window, press, wait_idle, words[:6])
    finder = main_window.command_palette.finder
    assert finder is not None
    row = next(at for at, one in enumerate(finder.model.choices) if one.key in ("edit_search", "remove_place"))
    for _ in range(row):
        key(finder, "Down")
    key(finder, "Return")
    wait_idle(main_window)
    assert main_window.toast.text == said


@pytest.mark.parametrize(
    ("text", "title"), [("tag attent", "method/attention"), ("starred", "Go to Starred"), ("theme dark", "Theme: Dark")]
)
def test_the_palette_finds_tags_places_and_settings(
    main_window: MainWindow, press: Press, wait_idle: Any, text: str, title: str
) -> None:
    open_palette(main_window, press, wait_idle, text)
    assert title in titles(main_window.command_palette.finder)[:3]


def test_the_palette_goes_to_a_paper_and_offers_it_first_the_next_time(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    open_palette(main_window, press, wait_idle, "attention is")
    key(main_window.command_palette.finder, "Return")
    wait_idle(main_window)
    assert main_window.library.show(main_window.papers.current_id).title == "Attention Is All You Need"
    assert main_window.papers.hasFocus()
    open_palette(main_window, press, wait_idle, "")
    assert titles(main_window.command_palette.finder)[0] == "Attention Is All You Need"


def test_a_damaged_file_of_recent_choices_is_ignored(tmp_path: Any) -> None:
    from ui.finder.rows import Choice
    from ui.finder.sources import RecentChoices

    for text in ("{", "[1, [2], [[], {}]]", '{"a": 1}', '[["tag", "x"]]'):
        (tmp_path / "recent.json").write_text(text)
        RecentChoices(tmp_path / "recent.json").positions([Choice("tag", "y", "y")])
    assert RecentChoices(tmp_path / "recent.json").positions([Choice("tag", "y", "y"), Choice("tag", "x", "x")]) == [1]


def test_the_current_row_is_described_for_screen_readers(main_window: MainWindow, press: Press) -> None:
    press("t")
    finder = main_window.tags.finder
    assert finder is not None
    assert finder.field.accessibleName() == "Tag 1 paper"
    said = finder.field.accessibleDescription()
    assert "not marked" in said
    key(finder, "Tab")
    assert "not marked" not in finder.field.accessibleDescription()
    key(finder, "Down")
    assert finder.field.accessibleDescription() != said


def test_the_finder_stays_inside_a_small_window(main_window: MainWindow, press: Press) -> None:
    main_window.resize(640, 480)
    press("c")
    finder = main_window.links.finder
    assert finder is not None
    assert main_window.rect().contains(finder.panel.geometry())


def test_enter_before_the_papers_are_loaded_is_not_lost(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    other = next(row for row in main_window.library.rows(main_window.papers.ids[1:2]))
    press("c", wait=False)
    finder = main_window.links.finder
    assert finder is not None
    assert finder.is_loading
    finder.field.setText(other.title)
    key(finder, "Return")
    assert finder.is_open
    wait_idle(main_window)
    assert main_window.links.finder is not finder
    assert other.title[:20] in main_window.links.finder.request.name


def test_enter_in_the_palette_waits_for_matches_from_the_library(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    theme = main_window.settings["theme"]
    press(":", wait=False)
    finder = main_window.command_palette.finder
    assert finder is not None
    assert finder.is_loading
    finder.field.setText("high")
    assert titles(finder)[0] == "Theme: High contrast"
    key(finder, "Return")
    assert finder.is_open
    wait_idle(main_window)
    assert not finder.is_open
    assert main_window.settings["theme"] == theme
    assert main_window.library.show(main_window.papers.current_id).title.startswith("High")


def test_enter_chooses_a_row_picked_by_hand_without_waiting(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    paper = main_window.papers.current_id
    press(":", wait=False)
    finder = main_window.command_palette.finder
    assert finder is not None
    finder.field.setText("star")
    key(finder, "Down")
    key(finder, "Up")
    assert finder.is_loading
    key(finder, "Return")
    assert not finder.is_open
    wait_idle(main_window)
    assert main_window.library.show(paper).starred


def test_typing_on_discards_an_enter_pressed_before_the_choices_are_loaded(
    main_window: MainWindow, press: Press, wait_idle: Any
) -> None:
    press(":", wait=False)
    finder = main_window.command_palette.finder
    assert finder is not None
    press("star", wait=False)
    key(finder, "Return")
    press("r", wait=False)
    wait_idle(main_window)
    assert finder.is_open
    assert not main_window.library.show(main_window.papers.current_id).starred


def test_tags_come_before_similar_quick_tag_commands(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    main_window.tags.change([main_window.papers.ids[0]], ["quick tag"], [])
    wait_idle(main_window)
    for text in ("quick tag", "tag", "quick"):
        open_palette(main_window, press, wait_idle, text)
        finder = main_window.command_palette.finder
        assert finder is not None
        kinds = [(choice.kind, str(choice.key)) for choice in finder.model.choices]
        quick = [place for place, (kind, name) in enumerate(kinds) if kind == "command" and name[:-1] == "quick_"]
        assert len(quick) == 9
        assert kinds.index(("tag", "quick tag")) < min(quick), text
        key(finder, "Escape")


def test_a_paper_cannot_be_linked_to_itself(main_window: MainWindow, press: Press, wait_idle: Any) -> None:
    own = main_window.papers.current_id
    press("c")
    finder = main_window.links.finder
    assert finder is not None
    offered = [choice.key for choice in finder.model.choices]
    assert own not in offered
    assert len(offered) == len(main_window.library.titles()) - 1
    finder.field.setText(main_window.library.show(own).title)
    assert own not in [choice.key for choice in finder.model.choices]


def test_a_finder_with_a_line_of_details_leaves_the_window_active(main_window: MainWindow, program: Any) -> None:
    main_window.sidebar_controller.new_collection()
    program.processEvents()
    assert main_window.isActiveWindow()


def test_while_rows_are_being_read_nothing_says_that_there_are_none(main_window: MainWindow, wait_idle: Any) -> None:
    main_window.tags.tag()
    finder = main_window.tags.finder
    assert finder is not None
    assert finder.empty_label.isHidden()
    assert finder.model.choices == []
    wait_idle(main_window)
    assert finder.model.choices
