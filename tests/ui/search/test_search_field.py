"""The search field: results while typing, errors in the query, and leaving the search."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.search.conftest import wait_for_results

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]


def test_results_come_while_a_clause_is_being_typed(main_window: MainWindow, type_in: Any) -> None:
    type_in("tag:cla")
    assert main_window.top_bar.problem.text() == ""
    assert main_window.listing.query == "tag:cla"
    type_in("ssic")
    assert (
        main_window.papers.ids == main_window.library.answer("tag:classic", None, "relevance", include_trash=False).ids
    )


def test_esc_restores_place_paper_and_scroll_position(
    main_window: MainWindow, type_in: Any, press_in_field: Any, qtbot: Any
) -> None:
    from ui.places import ALL

    main_window.navigation.go_to(ALL)
    main_window.papers.setFocus()
    wait_for_results(main_window, qtbot)
    main_window.papers.go_to_row(17)
    main_window.papers.verticalScrollBar().setValue(333)
    before = (
        main_window.papers.current_id,
        main_window.papers.verticalScrollBar().value(),
        list(main_window.papers.ids),
    )
    type_in("tag:classic")
    assert main_window.papers.ids != before[2]
    press_in_field("Escape")  # the completions
    press_in_field("Escape")
    assert main_window.listing.place == ALL
    assert (
        main_window.papers.current_id,
        main_window.papers.verticalScrollBar().value(),
        main_window.papers.ids,
    ) == before
    assert main_window.top_bar.field.text() == ""
    assert main_window.papers.hasFocus()


def test_a_search_left_at_once_restores_the_paper_for_good(main_window: MainWindow, qtbot: Any) -> None:
    from PySide6.QtTest import QTest

    main_window.papers.go_to_row(9)
    before = main_window.papers.current_id
    main_window.top_bar.field.setFocus()
    QTest.keyClicks(main_window.top_bar.field, "has:note")
    wait_for_results(main_window, qtbot)
    assert main_window.listing.query
    main_window.search.leave()
    qtbot.waitUntil(lambda: not main_window.listing._typing_timer.isActive(), timeout=5_000)
    wait_for_results(main_window, qtbot)
    assert (main_window.listing.query, main_window.papers.current_id) == ("", before)


def test_emptying_the_field_restores_the_paper(main_window: MainWindow, type_in: Any, press_in_field: Any) -> None:
    main_window.papers.go_to_row(9)
    before = main_window.papers.current_id
    type_in("has:note")
    assert main_window.listing.query == "has:note"
    for _letter in "has:note":
        press_in_field("Backspace")
    assert main_window.listing.query == ""
    assert main_window.papers.current_id == before


@pytest.mark.parametrize(
    ("query", "marked", "words"),
    [
        ("colour:red", "colour:", "no field"),
        ("  published:soon", "soon", "soon"),
        ("comments:many tag:x", "many", "many"),
        ('has:note "protein', '"protein', "quotation mark"),
    ],
)
def test_an_unreadable_query_says_why_and_underlines_where(
    main_window: MainWindow, type_in: Any, press_in_field: Any, query: str, marked: str, words: str
) -> None:
    type_in(query)
    press_in_field("Return")
    assert words in main_window.top_bar.problem.text()
    assert main_window.search.panel.isVisible()
    place = main_window.top_bar.field.problem_range
    assert place is not None
    assert query[slice(*place)] == marked
    assert main_window.top_bar.field.hasFocus()
    said = [main_window.top_bar.problem.text(), *(choice.title for choice in main_window.search.panel.choices)]
    assert sum("did you mean" in line.lower() for line in said) <= 1


def test_the_heading_says_what_is_listed_while_a_query_is_unreadable(
    main_window: MainWindow, type_in: Any, press_in_field: Any
) -> None:
    heading = main_window.list_panel.title
    type_in("protein ")
    assert heading.text().startswith("Search  ·")
    type_in("staus:done ")
    assert heading.text().startswith("Search (unreadable parts ignored)  ·")
    press_in_field("Return")
    assert heading.text().startswith("Search (unreadable parts ignored)  ·")


def test_the_heading_names_the_last_readable_search(main_window: MainWindow, type_in: Any, qtbot: Any) -> None:
    type_in("protein ")
    main_window.listing.search("protein staus:done")
    wait_for_results(main_window, qtbot)
    assert main_window.list_panel.title.text().startswith("Search: protein  ·")
    main_window.search.leave()
    wait_for_results(main_window, qtbot)
    assert main_window.list_panel.title.text().startswith("Inbox")


def test_an_unfinished_query_is_no_error_until_enter(
    main_window: MainWindow, type_in: Any, press_in_field: Any
) -> None:
    type_in('has:note "protein')
    assert main_window.top_bar.problem.text() == ""
    press_in_field("Return")
    assert "quotation mark" in main_window.top_bar.problem.text()


@pytest.mark.parametrize("key", ["Return", "Down"])
def test_enter_and_down_move_to_the_results(
    main_window: MainWindow, type_in: Any, press_in_field: Any, key: str
) -> None:
    type_in("protein ")
    press_in_field(key)
    assert main_window.papers.hasFocus()
    assert main_window.listing.query == "protein"


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
def test_only_clauses_are_highlighted_in_the_field(program: Any, text: str, clauses: list[str]) -> None:
    from ui.search.field import find_clauses

    assert [text[slice(*span)] for span in find_clauses(text)] == clauses


def test_title_matches_come_first_and_stay_in_the_results(main_window: MainWindow, type_in: Any, qtbot: Any) -> None:
    shown: list[list[int]] = []
    main_window.listing.listed.connect(lambda ids, _is_other: shown.append(ids))
    main_window.listing._typing_timer.setInterval(60_000)  # or a slow machine skips the preliminary results
    type_in("attent")
    qtbot.waitUntil(lambda: len(shown[-1]) > 1 and main_window.operations.is_idle, timeout=10_000)
    everything = main_window.library.answer("attent", 6, "date", include_trash=False).ids
    titles = main_window.library.answer("attent", 6, "date", is_preliminary=True, include_trash=False).ids
    assert set(titles) < set(everything)
    assert titles in shown
    assert [one for one in everything if one in titles] == titles


def test_the_best_match_comes_first_after_a_pause_in_typing(main_window: MainWindow, type_in: Any, qtbot: Any) -> None:
    type_in("attention")
    newest = main_window.library.answer("attention", 9, "date", include_trash=False).ids
    best = main_window.library.answer("attention", 9, "relevance", include_trash=False).ids
    assert newest != best
    qtbot.waitUntil(lambda: main_window.papers.ids == best, timeout=10_000)
    assert main_window.papers.current_id == best[0]


def test_g_n_lists_the_papers_with_a_note_without_the_trash(main_window: MainWindow, press: Press) -> None:
    first, second = main_window.papers.ids[:2]
    press("gn")
    before = set(main_window.papers.ids)
    for paper in (first, second):
        main_window.operations.write(lambda library, paper=paper: library.editing.set_note(paper, "Mine."))
    main_window.operations.write(lambda library: library.editing.set_status("trash", [second]))
    press("")
    press("gn")
    assert set(main_window.papers.ids) == before | {first}
    assert main_window.list_panel.title.text().startswith("With a note")
