"""Triage with real keys: a key decides and shows the next paper, nothing is lost and everything can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library
from tests.ui.conftest import wait_idle

if TYPE_CHECKING:
    from pathlib import Path

    from ui.window.main_window import MainWindow

Press = Callable[..., None]


@pytest.fixture
def triage(main_window: MainWindow, press: Press) -> MainWindow:
    """The window in triage, on the inbox of the sample library."""
    main_window.actions_by_id["triage"].trigger()
    press("")
    return main_window


def stored(window: MainWindow) -> Library:
    return Library(window.library.folder)


def test_a_key_decides_and_shows_the_next_paper(triage: MainWindow, press: Press) -> None:
    first, second, third, fourth = triage.papers.ids[:4]
    press("el", wait=False)
    press("d")
    with stored(triage) as library:
        assert [library.show(one).status for one in (first, second, third)] == ["done", "later", "dropped"]
    assert triage.papers.current_id == fourth
    assert library_title(triage, fourth) in triage.page.toPlainText()


def library_title(window: MainWindow, paper_id: int) -> str:
    return window.library.show(paper_id).title


def test_the_counter_shows_decided_and_total_papers(triage: MainWindow, press: Press) -> None:
    total = len(triage.papers.ids)
    view = triage.triage.view
    assert view.counter.text() == f"0 of {total}"
    press("ee")
    assert view.counter.text() == f"2 of {total}"
    press("z")
    assert view.counter.text() == f"1 of {total}"


def test_z_undoes_and_shows_the_last_paper_again(triage: MainWindow, press: Press) -> None:
    first, second = triage.papers.ids[:2]
    press("ee")
    press("z")
    assert triage.papers.current_id == second
    with stored(triage) as library:
        assert [library.show(one).status for one in (first, second)] == ["done", "inbox"]


def test_a_star_shows_the_next_paper_and_leaves_the_status(triage: MainWindow, press: Press) -> None:
    first, second = triage.papers.ids[:2]
    press("s")
    assert triage.papers.current_id == second
    with stored(triage) as library:
        assert (library.show(first).starred, library.show(first).status) == (True, "inbox")


def test_a_note_is_written_beside_the_card_and_esc_returns_to_it(triage: MainWindow, press: Press) -> None:
    first = triage.papers.current_id
    assert first is not None
    press("n")
    assert triage.note.editor.hasFocus()
    press("edl")
    triage.navigation.go_back()
    assert triage.page.hasFocus()
    press("e")
    with stored(triage) as library:
        assert (library.show(first).note, library.show(first).status) == ("edl", "done")


def test_esc_leaves_triage_and_keeps_the_paper(triage: MainWindow, press: Press) -> None:
    press("e")
    current = triage.papers.current_id
    triage.navigation.go_back()
    assert triage.papers.current_id == current
    assert triage.papers.isVisible()
    assert triage.page.isVisible()
    assert triage.note.isVisible()
    assert triage.papers.hasFocus()


def test_the_summary_lists_the_decisions_as_searches(triage: MainWindow, press: Press) -> None:
    from PySide6.QtWidgets import QPushButton

    total = len(triage.papers.ids)
    press("l" + "e" * (total - 1))
    lines = {button.accessibleName(): button for button in triage.triage.view.summary.findChildren(QPushButton)}
    assert "Later: 1" in lines
    lines["Later: 1"].click()
    assert triage.top_bar.field.text() == "status:later decided:today"
    assert triage.columns.isVisible()


def test_triage_of_a_search_shows_only_undecided_papers(main_window: MainWindow, press: Press) -> None:
    press("e")
    main_window.listing.search("language")
    press("")
    main_window.actions_by_id["triage"].trigger()
    press("")
    with stored(main_window) as library:
        wanted = set(library.find("language status:inbox"))
    assert set(main_window.papers.ids) == wanted


def test_a_snoozed_paper_leaves_the_inbox(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    paper = main_window.papers.current_id
    assert paper is not None
    press("b")
    finder = main_window.snooze.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "in 3 days")
    day = date.today() + timedelta(days=3)
    assert str(day.day) in finder.model.choices[0].title
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    press("")
    with stored(main_window) as library:
        view = library.show(paper)
    assert (view.status, view.snoozed_until) == ("later", day.isoformat())
    assert paper not in main_window.papers.ids


@pytest.mark.parametrize(("words", "weekday"), [("mon", 0), ("next fri", 4), ("weekend", 5)])
def test_a_typed_date_comes_before_similar_suggestions(
    main_window: MainWindow, press: Press, words: str, weekday: int
) -> None:
    from PySide6.QtTest import QTest

    press("b")
    finder = main_window.snooze.finder
    assert finder is not None
    QTest.keyClicks(finder.field, words)
    assert finder.current is not None
    assert finder.current.key.weekday() == weekday
    finder.cancel()


def test_an_invalid_date_snoozes_nothing(main_window: MainWindow, press: Press) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    ids = list(main_window.papers.ids)
    press("b")
    finder = main_window.snooze.finder
    assert finder is not None
    QTest.keyClicks(finder.field, "yesterday")
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    assert finder.empty_label.isVisible()
    finder.cancel()
    press("")
    assert main_window.papers.ids == ids


def test_a_snoozed_paper_is_back_on_its_day_when_the_window_opens(
    sample_folder: Path, open_window: Callable[[Path], MainWindow]
) -> None:
    with Library(sample_folder) as library:
        paper = library.find("status:inbox")[0]
        library.editing.snooze(date(2020, 1, 1), [paper])
    window = open_window(sample_folder)
    assert paper in window.papers.ids
    assert "back to the inbox" in window.toast.text


def test_the_card_names_the_pages_and_saved_searches_of_a_paper(
    main_window: MainWindow, press: Press, qtbot: Any
) -> None:
    first, second = main_window.papers.ids[:2]
    title = library_title(main_window, first)
    main_window.operations.write(lambda library: library.editing.save_search("Just this one", f'title:"{title}"'))
    press("")
    main_window.actions_by_id["triage"].trigger()
    press("")
    text = main_window.page.toPlainText()
    assert "from Hugging Face Daily Papers" in text
    assert "matches Just this one" in text
    press("e")
    assert main_window.papers.current_id == second
    assert "matches" not in main_window.page.toPlainText()
    main_window.navigation.go_back()
    assert "from Hugging" not in main_window.page.toPlainText()


def test_the_next_three_cards_are_prefetched(triage: MainWindow, press: Press, qtbot: Any) -> None:
    ids = list(triage.papers.ids)
    qtbot.waitUntil(lambda: set(ids[1:4]) <= triage.prefetcher.ready_ids, timeout=5_000)
    press("e")
    qtbot.waitUntil(lambda: set(ids[2:5]) <= triage.prefetcher.ready_ids, timeout=5_000)
    assert ids[0] not in triage.prefetcher.ready_ids


def test_a_prefetched_paper_is_read_again_after_a_change(main_window: MainWindow, press: Press, qtbot: Any) -> None:
    second = main_window.papers.ids[1]
    qtbot.waitUntil(lambda: second in main_window.prefetcher.ready_ids, timeout=5_000)
    main_window.operations.write(lambda library: library.editing.edit(second, "title", "Quite another title"))
    wait_idle(main_window, qtbot)
    press("j", wait=False)
    assert "Quite another title" in main_window.page.toPlainText()


def test_the_footer_shows_the_current_keys(triage: MainWindow, press: Press) -> None:
    shown = {hint.label: hint.key for hint in triage.triage.view.keys.hints}
    assert (shown["done"], shown["undo"]) == ("e", "z")
    triage.preferences.set_keys({"done": ("y",), "drop": ()})
    shown = {hint.label: hint.key for hint in triage.triage.view.keys.hints}
    assert shown["done"] == "y"
    assert "drop" not in shown


def test_the_tag_finder_opens_over_the_card_and_returns_to_it(triage: MainWindow, press: Press, qtbot: Any) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    first = triage.papers.current_id
    assert first is not None
    press("t")
    press("fresh")
    finder = triage.tags.finder
    assert finder is not None
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    press("")
    assert triage.page.hasFocus()
    press("e")
    with stored(triage) as library:
        assert (library.show(first).tags, library.show(first).status) == (("fresh",), "done")


def test_esc_goes_from_note_to_card_to_list_one_level_at_a_time(triage: MainWindow, press: Press) -> None:
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
    assert (triage.triage.is_on, triage.top_bar.field.hasFocus()) == (False, True)


def test_leaving_triage_of_a_search_restores_the_search(main_window: MainWindow, press: Press) -> None:
    main_window.listing.search("language")
    press("")
    main_window.actions_by_id["triage"].trigger()
    press("")
    press("e")
    main_window.actions_by_id["back"].trigger()
    press("")
    assert main_window.listing.query == "language"
    with stored(main_window) as library:
        assert set(main_window.papers.ids) == set(library.find("language"))


def test_the_inbox_header_offers_triage_while_there_are_undecided_papers(main_window: MainWindow, press: Press) -> None:
    button = main_window.list_panel.triage_button
    assert button.isVisible()
    assert button.text().startswith("Triage")
    press("ga")
    assert not button.isVisible()
    press("gi")
    button.click()
    press("")
    assert main_window.triage.is_on
    press("e" * len(main_window.papers.ids))
    main_window.actions_by_id["back"].trigger()
    assert not button.isVisible()


def test_the_rate_is_shown_after_a_few_decisions_and_can_be_hidden(triage: MainWindow, press: Press) -> None:
    rate = triage.triage.view.rate
    press("e")
    assert not rate.isVisible()
    press("eee")
    assert rate.isVisible()
    assert rate.text().endswith("per minute")
    triage.preferences.set_value("triage_rate", False)
    press("e")
    assert not rate.isVisible()


def test_the_last_decision_can_be_undone_from_the_summary(triage: MainWindow, press: Press) -> None:
    last = triage.papers.ids[-1]
    press("e" * len(triage.papers.ids))
    assert triage.triage.view.middle.currentWidget() is triage.triage.view.summary
    press("z")
    assert triage.triage.view.middle.currentWidget() is triage.triage.view.card
    assert (triage.papers.ids, triage.page.hasFocus()) == ([last], True)


def test_shadows_leave_no_traces_when_the_note_is_shown_and_hidden(triage: MainWindow) -> None:
    """What is on the screen is compared: a picture drawn again would show no traces."""
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
