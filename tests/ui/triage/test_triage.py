"""Triage with real keys: a key decides and the next paper comes, nothing is lost and everything can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def triage(desk: MainWindow, press: Press) -> MainWindow:
    """The window in triage, on the inbox of the sample library."""
    desk.actions_by_id["triage"].trigger()
    press("")
    return desk


def stored(window: MainWindow) -> Library:
    return Library(window.library.folder)


def test_a_key_decides_and_the_next_paper_comes(triage: MainWindow, press: Press) -> None:
    first, second, third, fourth = triage.papers.papers.ids[:4]
    press("el", settled=False)
    press("d")
    with stored(triage) as library:
        assert [library.show(one).status for one in (first, second, third)] == ["done", "later", "dropped"]
    assert triage.papers.current_id == fourth
    assert library_title(triage, fourth) in triage.page.toPlainText()


def library_title(window: MainWindow, paper_id: int) -> str:
    return window.library.show(paper_id).title


def test_the_counter_tells_how_many_are_decided_and_how_many_there_are(triage: MainWindow, press: Press) -> None:
    total = len(triage.papers.papers.ids)
    view = triage.triage.view
    assert view.counter.text() == f"0 of {total}"
    press("ee")
    assert view.counter.text() == f"2 of {total}"
    press("z")
    assert view.counter.text() == f"1 of {total}"


def test_z_brings_the_last_paper_back_before_the_eyes(triage: MainWindow, press: Press) -> None:
    first, second = triage.papers.papers.ids[:2]
    press("ee")
    press("z")
    assert triage.papers.current_id == second
    with stored(triage) as library:
        assert [library.show(one).status for one in (first, second)] == ["done", "inbox"]


def test_a_star_goes_on_to_the_next_paper_and_leaves_it_undecided(triage: MainWindow, press: Press) -> None:
    first, second = triage.papers.papers.ids[:2]
    press("s")
    assert triage.papers.current_id == second
    with stored(triage) as library:
        assert (library.show(first).starred, library.show(first).status) == (True, "inbox")


def test_a_note_is_written_beside_the_card_and_esc_comes_back(triage: MainWindow, press: Press) -> None:
    first = triage.papers.current_id
    assert first is not None
    press("n")
    assert triage.note.editor.hasFocus()
    press("edl")
    triage.going.go_back()
    assert triage.page.hasFocus()
    press("e")
    with stored(triage) as library:
        assert (library.show(first).note, library.show(first).status) == ("edl", "done")


def test_esc_leaves_triage_with_the_same_paper_and_the_whole_desk(triage: MainWindow, press: Press) -> None:
    press("e")
    current = triage.papers.current_id
    triage.going.go_back()
    assert triage.papers.current_id == current
    assert triage.papers.isVisible()
    assert triage.page.isVisible()
    assert triage.note.isVisible()
    assert triage.papers.hasFocus()


def test_at_the_end_a_summary_lists_what_was_decided_as_searches(triage: MainWindow, press: Press) -> None:
    from PySide6.QtWidgets import QPushButton

    total = len(triage.papers.papers.ids)
    press("l" + "e" * (total - 1))
    lines = {button.accessibleName(): button for button in triage.triage.view.summary.findChildren(QPushButton)}
    assert "Later: 1" in lines
    lines["Later: 1"].click()
    assert triage.top.field.text() == "status:later decided:today"
    assert triage.columns.isVisible()


def test_only_undecided_papers_of_a_search_are_gone_through(desk: MainWindow, press: Press) -> None:
    press("e")
    desk.listing.search("language")
    press("")
    desk.actions_by_id["triage"].trigger()
    press("")
    with stored(desk) as library:
        wanted = set(library.find("language status:inbox"))
    assert set(desk.papers.papers.ids) == wanted


def test_a_snoozed_paper_is_out_of_sight_until_its_day(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = desk.papers.current_id
    assert paper is not None
    press("b")
    finder = desk.snoozing.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "in 3 days")
    day = date.today() + timedelta(days=3)
    assert str(day.day) in finder.model.choices[0].title
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    press("")
    with stored(desk) as library:
        view = library.show(paper)
    assert (view.status, view.snoozed_until) == ("later", day.isoformat())
    assert paper not in desk.papers.papers.ids


@pytest.mark.parametrize(("words", "weekday"), [("mon", 0), ("next fri", 4), ("weekend", 5)])
def test_the_day_one_typed_stands_above_suggestions_that_look_like_it(
    desk: MainWindow, press: Press, words: str, weekday: int
) -> None:
    from PySide6.QtTest import QTest

    press("b")
    finder = desk.snoozing.finder
    assert finder is not None
    QTest.keyClicks(finder.field, words)
    assert finder.current is not None
    assert finder.current.key.weekday() == weekday
    finder.leave()


def test_words_that_are_no_day_put_nothing_off(desk: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    ids = list(desk.papers.papers.ids)
    press("b")
    finder = desk.snoozing.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "yesterday")
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    assert finder.nothing.isVisible()
    finder.leave()
    press("")
    assert desk.papers.papers.ids == ids


def test_a_paper_whose_day_has_come_is_back_when_the_window_opens(
    sample_folder: Path, open_window: Callable[[Path], MainWindow]
) -> None:
    with Library(sample_folder) as library:
        paper = library.find("status:inbox")[0]
        library.editing.snooze(date(2020, 1, 1), [paper])
    window = open_window(sample_folder)
    assert paper in window.papers.papers.ids
    assert "came back" in window.toast.text


def test_the_card_says_which_pages_and_saved_searches_a_paper_is_here_for(
    desk: MainWindow, press: Press, qtbot: Any
) -> None:
    first, second = desk.papers.papers.ids[:2]
    title = library_title(desk, first)
    desk.operations.act(lambda library: library.editing.save_search("Just this one", f'title:"{title}"'))
    press("")
    desk.actions_by_id["triage"].trigger()
    press("")
    text = desk.page.toPlainText()
    assert "here because: Hugging Face Daily Papers" in text
    assert "matches Just this one" in text
    press("e")
    assert desk.papers.current_id == second
    assert "matches" not in desk.page.toPlainText()
    desk.going.go_back()
    assert "here because" not in desk.page.toPlainText()


def test_the_next_three_cards_are_read_before_they_are_needed(triage: MainWindow, press: Press, qtbot: Any) -> None:
    ids = list(triage.papers.papers.ids)
    qtbot.waitUntil(lambda: set(ids[1:4]) <= triage.ahead.ready, timeout=5_000)
    press("e")
    qtbot.waitUntil(lambda: set(ids[2:5]) <= triage.ahead.ready, timeout=5_000)
    assert ids[0] not in triage.ahead.ready


def test_what_was_read_ahead_is_never_shown_after_somebody_changed_it(
    desk: MainWindow, press: Press, qtbot: Any
) -> None:
    second = desk.papers.papers.ids[1]
    qtbot.waitUntil(lambda: second in desk.ahead.ready, timeout=5_000)
    with stored(desk) as library:
        library.editing.edit(second, "title", "Quite another title")
    press("j", settled=False)
    assert "Quite another title" in desk.page.toPlainText()


def test_the_keys_at_the_foot_are_those_in_force(triage: MainWindow, press: Press) -> None:
    shown = {one.word: one.key for one in triage.triage.view.keys.words}
    assert (shown["done"], shown["take back"]) == ("e", "z")
    triage.preferring.give_keys({"done": ("y",), "drop": ()})
    shown = {one.word: one.key for one in triage.triage.view.keys.words}
    assert shown["done"] == "y"
    assert "drop" not in shown


def test_the_tag_panel_opens_over_the_card_and_comes_back_to_it(triage: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    first = triage.papers.current_id
    assert first is not None
    press("t")
    press("fresh")
    finder = triage.tagging.finder
    assert finder is not None
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    press("")
    assert triage.page.hasFocus()
    press("e")
    with stored(triage) as library:
        assert (library.show(first).tags, library.show(first).status) == (("fresh",), "done")


def test_esc_climbs_one_level_at_a_time_from_the_note_to_the_card_to_the_desk(triage: MainWindow, press: Press) -> None:
    press("n")
    triage.actions_by_id["back"].trigger()
    assert (triage.triage.is_on, triage.page.hasFocus()) == (True, True)
    press("x")
    triage.actions_by_id["back"].trigger()
    assert (triage.triage.is_on, triage.papers.is_marking) == (True, False)
    triage.actions_by_id["back"].trigger()
    assert (triage.triage.is_on, triage.papers.hasFocus()) == (False, True)


def test_going_to_a_place_or_the_search_field_leaves_triage(triage: MainWindow, press: Press) -> None:
    press("gl")
    assert (triage.triage.is_on, triage.listing.place.kind) == (False, "later")
    triage.actions_by_id["triage"].trigger()
    press("")
    assert (triage.triage.is_on, triage.listing.place.kind) == (True, "inbox")
    press("/")
    assert (triage.triage.is_on, triage.top.field.hasFocus()) == (False, True)


def test_after_triage_of_a_search_the_search_is_as_it_was(desk: MainWindow, press: Press) -> None:
    desk.listing.search("language")
    press("")
    desk.actions_by_id["triage"].trigger()
    press("")
    press("e")
    desk.actions_by_id["back"].trigger()
    press("")
    assert desk.listing.query == "language"
    with stored(desk) as library:
        assert set(desk.papers.papers.ids) == set(library.find("language"))


def test_the_head_of_the_inbox_offers_triage_while_there_is_something_to_decide(desk: MainWindow, press: Press) -> None:
    button = desk.list_panel.triage
    assert button.isVisible()
    assert button.text().startswith("Triage")
    press("ga")
    assert not button.isVisible()
    press("gi")
    button.click()
    press("")
    assert desk.triage.is_on
    press("e" * len(desk.papers.papers.ids))
    desk.actions_by_id["back"].trigger()
    assert not button.isVisible()


def test_the_rate_is_shown_after_a_few_decisions_and_can_be_hidden(triage: MainWindow, press: Press) -> None:
    rate = triage.triage.view.rate
    press("e")
    assert not rate.isVisible()
    press("eee")
    assert rate.isVisible()
    assert rate.text().endswith("a minute")
    triage.preferring.put("triage_rate", False)
    press("e")
    assert not rate.isVisible()


def test_at_the_end_the_last_decision_can_still_be_taken_back_by_its_key(triage: MainWindow, press: Press) -> None:
    last = triage.papers.papers.ids[-1]
    press("e" * len(triage.papers.papers.ids))
    assert triage.triage.view.middle.currentWidget() is triage.triage.view.summary
    press("z")
    assert triage.triage.view.middle.currentWidget() is triage.triage.view.card
    assert (triage.papers.papers.ids, triage.page.hasFocus()) == ([last], True)


def test_the_shadow_of_the_card_goes_with_it_when_the_note_comes_and_goes(triage: MainWindow) -> None:
    """What is on the screen is compared: a picture drawn anew would show no traces."""
    from PySide6.QtWidgets import QApplication

    def seen() -> Any:
        triage.page.setFocus()
        for _ in range(4):  # what changed is laid out, then painted
            QApplication.processEvents()
        screen = triage.screen()
        return screen.grabWindow(triage.winId()).toImage()

    view = triage.triage.view
    assert view is not None
    before = seen()
    view.show_note()
    with_note = seen()
    assert with_note != before
    triage.update()
    view.update()
    assert seen() == with_note
    view.hide_note()
    without = seen()
    view.update()
    assert seen() == without
    assert without == before
