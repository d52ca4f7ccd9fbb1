"""The finder and what uses it: tags, links, the palette. Real keys, a real library."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.finder.finder import Finder
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def settle(qtbot: Any) -> Callable[[Any], None]:
    return lambda window: qtbot.waitUntil(lambda: window.operations.is_idle, timeout=10_000)


def key(finder: Finder | None, name: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    assert finder is not None
    QTest.keyClick(finder.field, getattr(Qt.Key, f"Key_{name}"))


def titles(finder: Finder | None) -> list[str]:
    assert finder is not None
    return [choice.title for choice in finder.model.choices]


def test_several_tags_old_and_new_are_put_on_in_one_step_and_undone_in_one(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    paper = desk.papers.current_id
    steps = len(desk.library.history())
    press("t")
    press("class")
    key(desk.tagging.finder, "Tab")
    press("to read/soon")
    key(desk.tagging.finder, "Tab")
    key(desk.tagging.finder, "Return")
    settle(desk)
    assert desk.library.show(paper).tags == ("classic", "to read/soon")
    assert len(desk.library.history()) == steps + 1
    assert desk.papers.hasFocus()
    press("z")
    assert desk.library.show(paper).tags == ()


def test_a_tag_on_some_of_the_selected_papers_is_shown_as_partly_and_stays_so_unless_it_is_touched(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from ui.finder.rows import Mark

    first, second = desk.papers.papers.ids[:2]
    desk.tagging.change([first], ["half"], [])
    settle(desk)
    QTest.keyClick(desk.papers, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press("t")
    finder = desk.tagging.finder
    assert finder is not None
    assert finder.marks["tag", "half"] is Mark.PARTLY
    press("whole")
    key(finder, "Return")
    settle(desk)
    assert desk.library.show(first).tags == ("half", "whole")
    assert desk.library.show(second).tags == ("whole",)
    press("t")
    press("half")
    key(desk.tagging.finder, "Return")
    settle(desk)
    assert desk.library.show(second).tags == ("half", "whole")


def test_a_tag_that_exists_in_another_case_is_not_offered_as_new(desk: MainWindow, press: Press) -> None:
    press("t")
    press("CLASSIC")
    assert titles(desk.tagging.finder) == ["classic"]


def test_esc_leaves_the_finder_and_changes_nothing(desk: MainWindow, press: Press, settle: Any) -> None:
    paper, steps = desk.papers.current_id, len(desk.library.history())
    press("t")
    press("never")
    key(desk.tagging.finder, "Tab")
    key(desk.tagging.finder, "Escape")
    settle(desk)
    assert desk.library.show(paper).tags == ()
    assert len(desk.library.history()) == steps
    assert desk.papers.hasFocus()


def test_letters_and_shortcuts_of_the_window_rest_while_a_finder_is_open(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = desk.papers.current_id
    press("t")
    finder = desk.tagging.finder
    assert finder is not None
    press("e#s")
    QTest.keyClick(finder.field, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    settle(desk)
    assert finder.is_open
    assert not desk.triage.is_on
    assert desk.library.show(paper).status == "inbox"


def test_shift_t_takes_tags_off(desk: MainWindow, press: Press, settle: Any) -> None:
    paper = desk.papers.current_id
    desk.tagging.change([paper], ["one", "other"], [])
    settle(desk)
    press("T")
    assert titles(desk.tagging.finder) == ["one", "other"]
    key(desk.tagging.finder, "Return")
    settle(desk)
    assert desk.library.show(paper).tags == ("other",)
    press(".")
    desk.papers.setFocus()
    assert "Undo" in desk.toast.accessibleName() or desk.toast.text


def test_a_link_is_made_by_keys_alone_with_its_type_and_why_and_seen_from_both_ends(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    source = desk.papers.current_id
    press("c")
    press("attention is all", settled=True)
    assert titles(desk.linking.finder)[0] == "Attention Is All You Need"
    key(desk.linking.finder, "Return")
    press("e", settled=False)
    press("same blocks")
    key(desk.linking.finder, "Return")
    settle(desk)
    link = desk.library.show(source).links[-1]
    assert (link.title, link.type, link.direction, link.evidence) == (
        "Attention Is All You Need", "extends", "out", "same blocks",
    )  # fmt: skip
    assert "“same blocks”" in desk.page.toPlainText()
    desk.going.go_to_paper(link.paper_id)
    settle(desk)
    assert "extended by" in desk.page.toPlainText()


def test_esc_in_the_type_goes_back_to_the_paper_and_a_digit_chooses_a_type(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    source = desk.papers.current_id
    press("c")
    press("attention is all")
    key(desk.linking.finder, "Return")
    assert desk.linking.finder is not None
    assert "How" in desk.linking.finder.question.placeholder
    key(desk.linking.finder, "Escape")
    assert desk.linking.finder.question.placeholder == "Find a paper"
    press("attention is all")
    key(desk.linking.finder, "Return")
    press("1", settled=False)
    key(desk.linking.finder, "Return")
    settle(desk)
    assert [link.type for link in desk.library.show(source).links] == ["cites"]


def test_papers_dropped_on_another_are_all_linked_to_it_in_one_step(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    first, second, target = desk.papers.papers.ids[:3]
    steps = len(desk.library.history())
    desk.linking.linked_by_drop([first, second, target], target)
    press("r", settled=False)
    key(desk.linking.finder, "Return")
    settle(desk)
    assert {link.paper_id for link in desk.library.show(target).links if link.type == "related"} == {first, second}
    assert len(desk.library.history()) == steps + 1


def test_a_link_is_removed_alone_and_comes_back_by_undo(desk: MainWindow, press: Press, settle: Any) -> None:
    one, other = desk.papers.papers.ids[:2]
    for pair in ((one, other), (other, one)):
        desk.operations.act(lambda library, pair=pair: library.editing.link(*pair, "uses"))
    settle(desk)
    before = desk.library.show(one).links
    press("C")
    key(desk.linking.finder, "Return")
    settle(desk)
    assert desk.library.show(one).links == before[1:]
    press("z")
    assert desk.library.show(one).links == before


def open_palette(desk: MainWindow, press: Press, settle: Any, text: str) -> None:
    press(":")
    settle(desk)
    press(text)


def test_the_palette_carries_out_a_command_and_shows_its_key(desk: MainWindow, press: Press, settle: Any) -> None:
    paper = desk.papers.current_id
    open_palette(desk, press, settle, "star")
    finder = desk.finding.finder
    assert finder is not None
    choice = finder.model.choices[0]
    assert (choice.title, choice.hint) == ("Star", "s")
    key(finder, "Return")
    settle(desk)
    assert desk.library.show(paper).starred


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("edit the search", "“Edit the search” is for a saved search: go to one among the places first."),
        ("remove the tag", "“Remove” is for a tag, a collection or a saved search: go to one among the places first."),
    ],
)
def test_the_palette_says_why_a_command_cannot_be_done_now(
    desk: MainWindow, press: Press, settle: Any, words: str, said: str
) -> None:
    open_palette(desk, press, settle, words[:6])
    finder = desk.finding.finder
    assert finder is not None
    row = next(at for at, one in enumerate(finder.model.choices) if one.key in ("edit_search", "remove_place"))
    for _ in range(row):
        key(finder, "Down")
    key(finder, "Return")
    settle(desk)
    assert desk.toast.text == said


@pytest.mark.parametrize(
    ("text", "title"), [("tag attent", "method/attention"), ("starred", "Go to Starred"), ("theme dark", "Theme: Dark")]
)
def test_the_palette_finds_tags_places_and_settings(
    desk: MainWindow, press: Press, settle: Any, text: str, title: str
) -> None:
    open_palette(desk, press, settle, text)
    assert title in titles(desk.finding.finder)[:3]


def test_the_palette_goes_to_a_paper_and_offers_it_first_the_next_time(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    open_palette(desk, press, settle, "attention is")
    key(desk.finding.finder, "Return")
    settle(desk)
    assert desk.library.show(desk.papers.current_id).title == "Attention Is All You Need"
    assert desk.papers.hasFocus()
    open_palette(desk, press, settle, "")
    assert titles(desk.finding.finder)[0] == "Attention Is All You Need"


def test_a_spoilt_file_of_what_was_chosen_lately_is_nothing_to_fall_over(tmp_path: Any) -> None:
    from ui.finder.rows import Choice
    from ui.finder.sources import Recent

    for text in ("{", "[1, [2], [[], {}]]", '{"a": 1}', '[["tag", "x"]]'):
        (tmp_path / "recent.json").write_text(text)
        Recent(tmp_path / "recent.json").places([Choice("tag", "y", "y")])
    assert Recent(tmp_path / "recent.json").places([Choice("tag", "y", "y"), Choice("tag", "x", "x")]) == [1]


def test_the_finder_says_the_row_one_is_at_to_those_who_cannot_see_it(desk: MainWindow, press: Press) -> None:
    press("t")
    finder = desk.tagging.finder
    assert finder is not None
    assert finder.field.accessibleName() == "Tag 1 paper"
    said = finder.field.accessibleDescription()
    assert "not marked" in said
    key(finder, "Tab")
    assert "not marked" not in finder.field.accessibleDescription()
    key(finder, "Down")
    assert finder.field.accessibleDescription() != said


def test_the_finder_stays_inside_a_small_window(desk: MainWindow, press: Press) -> None:
    desk.resize(640, 480)
    press("c")
    finder = desk.linking.finder
    assert finder is not None
    assert desk.rect().contains(finder.panel.geometry())


def test_enter_is_not_lost_when_it_comes_before_the_papers_are_read(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    other = next(row for row in desk.library.rows(desk.papers.papers.ids[1:2]))
    press("c", settled=False)
    finder = desk.linking.finder
    assert finder is not None
    assert finder.is_filling
    finder.field.setText(other.title)
    key(finder, "Return")
    assert finder.is_open
    settle(desk)
    assert desk.linking.finder is not finder
    assert other.title[:20] in desk.linking.finder.question.name


def test_enter_in_the_palette_waits_for_what_the_library_has_of_that_name(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    theme = desk.settings["theme"]
    press(":", settled=False)
    finder = desk.finding.finder
    assert finder is not None
    assert finder.is_filling
    finder.field.setText("high")
    assert titles(finder)[0] == "Theme: High contrast"
    key(finder, "Return")
    assert finder.is_open
    settle(desk)
    assert not finder.is_open
    assert desk.settings["theme"] == theme
    assert desk.library.show(desk.papers.current_id).title.startswith("High")


def test_enter_takes_the_row_one_went_to_by_hand_without_waiting(desk: MainWindow, press: Press, settle: Any) -> None:
    paper = desk.papers.current_id
    press(":", settled=False)
    finder = desk.finding.finder
    assert finder is not None
    finder.field.setText("star")
    key(finder, "Down")
    key(finder, "Up")
    assert finder.is_filling
    key(finder, "Return")
    assert not finder.is_open
    settle(desk)
    assert desk.library.show(paper).starred


def test_enter_is_forgotten_when_one_types_on_before_the_choices_are_there(
    desk: MainWindow, press: Press, settle: Any
) -> None:
    press(":", settled=False)
    finder = desk.finding.finder
    assert finder is not None
    press("star", settled=False)
    key(finder, "Return")
    press("r", settled=False)
    settle(desk)
    assert finder.is_open
    assert not desk.library.show(desk.papers.current_id).starred


def test_tags_stand_before_the_quick_tags_that_are_like_them(desk: MainWindow, press: Press, settle: Any) -> None:
    desk.tagging.change([desk.papers.papers.ids[0]], ["quick tag"], [])
    settle(desk)
    for text in ("quick tag", "tag", "quick"):
        open_palette(desk, press, settle, text)
        finder = desk.finding.finder
        assert finder is not None
        kinds = [(choice.kind, str(choice.key)) for choice in finder.model.choices]
        quick = [place for place, (kind, name) in enumerate(kinds) if kind == "command" and name[:-1] == "quick_"]
        assert len(quick) == 9
        assert kinds.index(("tag", "quick tag")) < min(quick), text
        key(finder, "Escape")


def test_a_paper_is_not_offered_as_a_target_of_its_own_links(desk: MainWindow, press: Press, settle: Any) -> None:
    own = desk.papers.current_id
    press("c")
    finder = desk.linking.finder
    assert finder is not None
    offered = [choice.key for choice in finder.model.choices]
    assert own not in offered
    assert len(offered) == len(desk.library.titles()) - 1
    finder.field.setText(desk.library.show(own).title)
    assert own not in [choice.key for choice in finder.model.choices]
