"""The search field: results while typing, what is wrong and where, the way back, completions, recent ones, facets."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def settle(desk: MainWindow, qtbot: Any) -> None:
    """Wait until the field has said what was typed, and everything was answered."""
    qtbot.waitUntil(lambda: not desk.top._timer.isActive() and desk.operations.is_idle, timeout=10_000)


@pytest.fixture
def type_in(desk: MainWindow, qtbot: Any) -> Callable[[str], None]:
    """Type into the search field, key by key, and wait for the results."""
    from PySide6.QtTest import QTest

    def type_text(text: str) -> None:
        desk.top.field.setFocus()
        QTest.keyClicks(desk.top.field, text)
        settle(desk, qtbot)

    return type_text


@pytest.fixture
def hit(desk: MainWindow, qtbot: Any) -> Callable[..., None]:
    """Press one key in the search field."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    def press_key(name: str, *, with_alt: bool = False) -> None:
        modifier = Qt.KeyboardModifier.AltModifier if with_alt else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(desk.top.field, getattr(Qt.Key, f"Key_{name}"), modifier)
        settle(desk, qtbot)

    return press_key


def test_results_come_while_a_clause_is_being_typed(desk: MainWindow, type_in: Any) -> None:
    type_in("tag:cla")
    assert desk.top.problem.text() == ""
    assert desk.listing.query == "tag:cla"
    type_in("ssic")
    assert desk.papers.papers.ids == desk.library.answer("tag:classic", None, "relevance", has_trash=False).ids


def test_esc_comes_back_to_the_place_the_paper_and_the_rows(
    desk: MainWindow, type_in: Any, hit: Any, qtbot: Any
) -> None:
    from ui.places import ALL

    desk.going.go_to(ALL)
    desk.papers.setFocus()
    settle(desk, qtbot)
    desk.papers.go_to_row(17)
    desk.papers.verticalScrollBar().setValue(333)
    before = (desk.papers.current_id, desk.papers.verticalScrollBar().value(), list(desk.papers.papers.ids))
    type_in("tag:classic")
    assert desk.papers.papers.ids != before[2]
    hit("Escape")  # the completions
    hit("Escape")
    assert desk.listing.place == ALL
    assert (desk.papers.current_id, desk.papers.verticalScrollBar().value(), desk.papers.papers.ids) == before
    assert desk.top.field.text() == ""
    assert desk.papers.hasFocus()


def test_an_emptied_field_comes_back_to_the_paper_as_well(desk: MainWindow, type_in: Any, hit: Any) -> None:
    desk.papers.go_to_row(9)
    before = desk.papers.current_id
    type_in("has:note")
    assert desk.listing.query == "has:note"
    for _letter in "has:note":
        hit("Backspace")
    assert desk.listing.query == ""
    assert desk.papers.current_id == before


@pytest.mark.parametrize(
    ("query", "marked", "words"),
    [
        ("colour:red", "colour:", "no field"),
        ("  published:soon", "soon", "soon"),
        ("comments:many tag:x", "many", "many"),
        ('has:note "protein', '"protein', "quotation mark"),
    ],
)
def test_a_query_that_cannot_be_read_says_why_and_marks_where(
    desk: MainWindow, type_in: Any, hit: Any, query: str, marked: str, words: str
) -> None:
    type_in(query)
    hit("Return")
    assert words in desk.top.problem.text()
    assert desk.searching.panel.isVisible()
    place = desk.top.field.problem_place
    assert place is not None
    assert query[slice(*place)] == marked
    assert desk.top.field.hasFocus()
    said = [desk.top.problem.text(), *(choice.title for choice in desk.searching.panel.choices)]
    assert sum("did you mean" in line.lower() for line in said) <= 1


def test_while_a_query_cannot_be_read_the_heading_says_which_papers_are_listed(
    desk: MainWindow, type_in: Any, hit: Any
) -> None:
    heading = desk.list_panel.title
    type_in("protein ")
    assert heading.text().startswith("Search  ·")
    type_in("staus:done ")
    assert heading.text().startswith("Search, without what cannot be read  ·")
    hit("Return")
    assert heading.text().startswith("Search, without what cannot be read  ·")


def test_the_heading_names_the_last_search_that_could_be_read(desk: MainWindow, type_in: Any, qtbot: Any) -> None:
    type_in("protein ")
    desk.listing.search("protein staus:done")
    settle(desk, qtbot)
    assert desk.list_panel.title.text().startswith("Search: protein  ·")
    desk.searching.leave()
    settle(desk, qtbot)
    assert desk.list_panel.title.text().startswith("Inbox")


def test_an_unfinished_query_is_no_mistake_until_enter(desk: MainWindow, type_in: Any, hit: Any) -> None:
    type_in('has:note "protein')
    assert desk.top.problem.text() == ""
    hit("Return")
    assert "quotation mark" in desk.top.problem.text()


def test_the_proposal_for_a_mistake_is_taken_with_tab(desk: MainWindow, type_in: Any, hit: Any) -> None:
    type_in("colour:red")
    hit("Return")
    hit("Tab")
    assert desk.top.field.text() == '"colour:red"'
    assert desk.top.problem.text() == ""


@pytest.mark.parametrize("key", ["Return", "Down"])
def test_enter_and_down_go_on_to_the_results(desk: MainWindow, type_in: Any, hit: Any, key: str) -> None:
    type_in("protein ")
    hit(key)
    assert desk.papers.hasFocus()
    assert desk.listing.query == "protein"


def test_tab_completes_a_tag_and_the_results_follow(desk: MainWindow, type_in: Any, hit: Any) -> None:
    type_in("tag:cl")
    assert [choice.title for choice in desk.searching.panel.choices] == ["classic"]
    hit("Tab")
    assert desk.top.field.text() == "tag:classic "
    assert desk.top.field.hasFocus()
    assert desk.papers.papers.ids == desk.library.answer("tag:classic", None, "relevance", has_trash=False).ids


def test_alt_and_down_mark_another_completion(desk: MainWindow, type_in: Any, hit: Any) -> None:
    type_in("tag:")
    first, second = (choice.title for choice in desk.searching.panel.choices[:2])
    hit("Down", with_alt=True)
    hit("Tab")
    assert desk.top.field.text() == f"tag:{second} "
    assert first != second


def test_an_empty_field_offers_what_was_searched_for_also_in_the_next_window(
    desk: MainWindow, type_in: Any, hit: Any, open_window: Any, qtbot: Any
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    type_in("protein ")
    hit("Return")
    desk.operations.act(lambda library: library.editing.save_search("Noted", "has:note"))
    settle(desk, qtbot)
    desk.close()
    other = open_window(desk.library.folder)
    other.top.field.setFocus()
    qtbot.waitUntil(lambda: len(other.searching.panel.choices) == 2, timeout=5000)
    assert [choice.title for choice in other.searching.panel.choices] == ["protein", "Noted"]
    QTest.keyClick(other.top.field, Qt.Key.Key_Down)
    QTest.keyClick(other.top.field, Qt.Key.Key_Down)
    QTest.keyClick(other.top.field, Qt.Key.Key_Return)
    settle(other, qtbot)
    assert other.listing.query == "has:note"
    assert other.papers.hasFocus()


def test_only_the_last_twenty_searches_are_kept_each_once(tmp_path: Any) -> None:
    from ui.search.controller import RecentSearches

    recent = RecentSearches(tmp_path / "config" / "searches.json")
    for number in range(25):
        recent.note(f"query {number}")
    recent.note("query 10")
    again = RecentSearches(tmp_path / "config" / "searches.json").queries
    assert again == ["query 10", *(f"query {number}" for number in range(24, 5, -1) if number != 10), "query 5"][:20]
    assert len(set(again)) == 20


def test_a_damaged_file_of_searches_is_as_none(tmp_path: Any) -> None:
    from ui.search.controller import RecentSearches

    (tmp_path / "searches.json").write_text('{"a": [1, 2', "utf-8")
    assert RecentSearches(tmp_path / "searches.json").queries == []


def test_a_facet_narrows_the_search_to_as_many_papers_as_it_says(
    desk: MainWindow, type_in: Any, hit: Any, qtbot: Any
) -> None:
    type_in("published:>2000 OR has:note ")
    hit("Return")
    qtbot.waitUntil(desk.searching.strip.isVisible, timeout=5000)
    facet = next(facet for facet in desk.searching._facets if facet.field == "tag")
    value = facet.values[0]
    button = next(one for one in desk.searching.strip._buttons if one.text().startswith(facet.title))
    action = next(one for one in button.menu().actions() if one.text().startswith(value.value))
    assert action.text().endswith(f"\t{value.count}")
    action.trigger()
    settle(desk, qtbot)
    assert desk.top.field.text() == f"(published:>2000 OR has:note) {value.clause}"
    assert len(desk.papers.papers.ids) == value.count


def test_f_picks_a_facet_by_its_name(desk: MainWindow, type_in: Any, hit: Any, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    type_in("published:>2000 ")
    hit("Return")
    qtbot.waitUntil(desk.searching.strip.isVisible, timeout=5000)
    desk.papers.setFocus()
    press("f")
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "classic")
    QTest.keyClick(field, Qt.Key.Key_Return)
    settle(desk, qtbot)
    assert desk.listing.query == "published:>2000 tag:classic"


def test_the_strip_goes_when_the_search_is_left(desk: MainWindow, type_in: Any, hit: Any, qtbot: Any) -> None:
    type_in("published:>2000 ")
    hit("Return")
    qtbot.waitUntil(desk.searching.strip.isVisible, timeout=5000)
    desk.going.go_back()
    settle(desk, qtbot)
    assert not desk.searching.strip.isVisible()


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("tag:rl and more", ["tag:rl"]),
        ('-has:note author:"A B" x', ["-has:note", 'author:"A B"']),
        ('(tag:"un finished', ['tag:"un finished']),
        ("colour:red http://x", []),
        ("", []),
    ],
)
def test_clauses_stand_out_and_nothing_else(program: Any, text: str, clauses: list[str]) -> None:
    from ui.search.field import clauses_of

    assert [text[slice(*span)] for span in clauses_of(text)] == clauses


def test_titles_come_at_once_and_nothing_that_was_shown_goes_away(desk: MainWindow, type_in: Any, qtbot: Any) -> None:
    shown: list[list[int]] = []
    desk.listing.listed.connect(lambda ids, _is_other: shown.append(ids))
    type_in("attent")
    qtbot.waitUntil(lambda: len(shown[-1]) > 1 and desk.operations.is_idle, timeout=10_000)
    everything = desk.library.answer("attent", 6, "date", has_trash=False).ids
    titles = desk.library.answer("attent", 6, "date", is_first_look=True, has_trash=False).ids
    assert set(titles) < set(everything)
    assert titles in shown
    assert [one for one in everything if one in titles] == titles


def test_the_best_match_stands_first_when_typing_rests(desk: MainWindow, type_in: Any, qtbot: Any) -> None:
    type_in("attention")
    newest = desk.library.answer("attention", 9, "date", has_trash=False).ids
    best = desk.library.answer("attention", 9, "relevance", has_trash=False).ids
    assert newest != best
    qtbot.waitUntil(lambda: desk.papers.papers.ids == best, timeout=10_000)
    assert desk.papers.current_id == best[0]


def test_the_words_that_were_searched_for_are_lit_on_the_page(desk: MainWindow, type_in: Any, qtbot: Any) -> None:
    type_in("attent")
    qtbot.waitUntil(lambda: bool(desk.page.extraSelections()) and desk.operations.is_idle, timeout=10_000)
    lit = {selection.cursor.selectedText().casefold() for selection in desk.page.extraSelections()}
    assert all(word.startswith("attent") for word in lit)
    desk.going.go_back()
    desk.going.go_back()
    qtbot.waitUntil(lambda: not desk.listing.query and not desk.page.extraSelections(), timeout=10_000)


def test_w_tells_which_clauses_of_the_search_a_paper_meets(
    desk: MainWindow, type_in: Any, press: Press, qtbot: Any
) -> None:
    from PySide6.QtWidgets import QLabel

    type_in("attention -tag:nothing")
    desk.papers.setFocus()
    press("w")
    qtbot.waitUntil(lambda: desk.explaining.dialog is not None, timeout=10_000)
    dialog = desk.explaining.dialog
    assert dialog is not None
    told = [label.text() for label in dialog.findChildren(QLabel)]
    assert any("“attention” in the" in line.casefold() for line in told)
    assert told.count("✓") == 2
    dialog.accept()


@pytest.fixture
def strike(desk: MainWindow, qtbot: Any) -> Callable[..., None]:
    """F3 where the focus is."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    def send(*, with_shift: bool = False) -> None:
        held = Qt.KeyboardModifier.ShiftModifier if with_shift else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(QApplication.focusWidget() or desk.papers, Qt.Key.Key_F3, held)
        settle(desk, qtbot)

    return send


def test_f3_goes_from_word_to_word_of_the_search_and_round(
    desk: MainWindow, type_in: Any, strike: Any, qtbot: Any
) -> None:
    desk.resize(900, 480)  # so that the page must be scrolled
    type_in("the")
    qtbot.waitUntil(lambda: len(desk.explaining.places) > 3 and desk.operations.is_idle, timeout=10_000)
    paper, places = desk.papers.current_id, [one.selectionStart() for one in desk.explaining.places]
    assert places == sorted(places)
    seen = []
    for number in range(len(places)):
        strike()
        assert desk.explaining.at == number
        box = desk.page.cursorRect(desk.explaining.places[number])
        seen.append(box.top() >= 0 and box.bottom() <= desk.page.viewport().height())
    assert all(seen)
    strike()
    assert desk.explaining.at == 0
    strike(with_shift=True)
    assert desk.explaining.at == len(places) - 1
    assert f"{len(places)} of {len(places)}" in desk.status._counts.text()
    backgrounds = {one.format.background().color().name() for one in desk.page.extraSelections()}
    assert len(backgrounds) == 2
    assert (desk.papers.current_id, desk.listing.query) == (paper, "the")


def test_f3_begins_anew_on_another_paper_and_says_when_there_is_nothing(
    desk: MainWindow, type_in: Any, strike: Any, press: Press, qtbot: Any
) -> None:
    strike()
    assert "Nothing is searched for" in desk.toast.text
    type_in("attention")
    qtbot.waitUntil(lambda: bool(desk.explaining.places) and desk.operations.is_idle, timeout=10_000)
    desk.papers.setFocus()
    press("gg")
    strike()
    assert desk.explaining.at == 0
    press("j")
    assert desk.explaining.at == -1
    assert "of" not in desk.status._counts.text()


def test_a_deed_does_not_lose_the_word_one_is_at(
    desk: MainWindow, type_in: Any, strike: Any, press: Press, qtbot: Any
) -> None:
    type_in("attention")
    qtbot.waitUntil(lambda: len(desk.explaining.places) > 1 and desk.operations.is_idle, timeout=10_000)
    desk.papers.setFocus()
    strike()
    strike()
    press("s")
    assert desk.explaining.at == 1
    assert len(desk.page.extraSelections()) == len(desk.explaining.places)


def test_g_n_lists_the_papers_with_a_note_without_the_trash(desk: MainWindow, press: Press) -> None:
    first, second = desk.papers.papers.ids[:2]
    press("gn")
    before = set(desk.papers.papers.ids)
    for paper in (first, second):
        desk.operations.act(lambda library, paper=paper: library.editing.set_note(paper, "Mine."))
    desk.operations.act(lambda library: library.editing.set_status("trash", [second]))
    press("")
    desk.refresh()
    press("gn")
    assert set(desk.papers.papers.ids) == before | {first}
    assert desk.list_panel.title.text().startswith("With a note")
