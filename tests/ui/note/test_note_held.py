"""A note belongs to the paper it was begun for, and is stored soon, whatever else happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]
PATIENCE = 60_000


@pytest.fixture
def gate() -> Iterator[Event]:
    """What waits for it goes on when the test ends, too."""
    gate = Event()
    yield gate
    gate.set()


@pytest.fixture
def settle(desk: MainWindow, qtbot: Any) -> Callable[[], None]:
    def wait() -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: desk.operations.is_idle, timeout=PATIENCE)

    return wait


def strike(desk: MainWindow, *names: str) -> None:
    """Press keys that are no letters, where the focus is."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    for name in names:
        QTest.keyClick(desk.focusWidget(), Qt.Key[f"Key_{name}"])


def note_of(desk: MainWindow, paper_id: int) -> str:
    return desk.library.show(paper_id).note or ""


def first_without_note(desk: MainWindow, settle: Callable[[], None]) -> int:
    desk.listing.search("-has:note")
    settle()
    paper_id = desk.papers.current_id
    assert paper_id is not None
    return paper_id


def test_what_is_typed_stays_in_its_note_when_storing_it_takes_the_paper_off_the_list(
    desk: MainWindow, press: Press, settle: Callable[[], None]
) -> None:
    paper_id = first_without_note(desk, settle)
    desk.papers.setFocus()
    press("n", settled=False)
    press("One thought", settled=False)
    desk.note.save()
    settle()
    assert paper_id not in desk.papers.papers.ids
    press(" and its end", settled=False)
    assert desk.note.paper_id == paper_id
    strike(desk, "Escape")
    settle()
    assert note_of(desk, paper_id) == "One thought and its end"
    assert desk.papers.current_id != paper_id
    assert desk.note.paper_id == desk.papers.current_id
    assert desk.note.editor.text() == ""


def test_what_is_typed_stays_in_its_note_when_the_command_line_moves_the_paper_away(
    desk: MainWindow, press: Press, settle: Callable[[], None]
) -> None:
    paper_id = first_without_note(desk, settle)
    desk.listing.search("status:inbox")
    settle()
    desk.papers.go_to(paper_id)
    desk.papers.setFocus()
    press("n", settled=False)
    press("Before", settled=False)
    with Library(desk.library.folder) as other:
        other.editing.set_status("done", [paper_id])
    desk.refresh()
    settle()
    assert paper_id not in desk.papers.papers.ids
    press(" and after", settled=False)
    desk.note.save()
    settle()
    assert note_of(desk, paper_id) == "Before and after"


def test_another_paper_that_is_chosen_by_hand_is_shown_with_its_own_note(
    desk: MainWindow, press: Press, settle: Callable[[], None]
) -> None:
    first = first_without_note(desk, settle)
    desk.papers.setFocus()
    press("n", settled=False)
    press("Of the first", settled=False)
    other = next(one for one in desk.papers.papers.ids if one != first)
    desk.papers.setFocus()
    desk.papers.go_to(other)
    settle()
    assert desk.note.paper_id == other
    assert note_of(desk, first) == "Of the first"


def test_what_is_taken_out_again_while_it_is_being_stored_is_gone_from_the_library_too(
    desk: MainWindow, press: Press, settle: Callable[[], None], gate: Event
) -> None:
    paper_id = first_without_note(desk, settle)
    desk.papers.setFocus()
    press("n", settled=False)
    desk.operations.act(lambda _library: gate.wait())
    press("ab", settled=False)
    desk.note.save()
    strike(desk, "Backspace", "Backspace")
    desk.note.save()
    gate.set()
    settle()
    assert note_of(desk, paper_id) == ""
    assert not desk.note.has_unstored
    assert desk.note.state.text() == "Saved"


def test_a_note_is_stored_while_a_long_import_or_export_runs(
    desk: MainWindow, press: Press, settle: Callable[[], None], gate: Event, qtbot: Any
) -> None:
    paper_id = first_without_note(desk, settle)
    desk.operations.act_long(lambda _library: gate.wait())
    desk.papers.setFocus()
    press("n", settled=False)
    press("In time", settled=False)
    desk.note.save()
    qtbot.waitUntil(lambda: note_of(desk, paper_id) == "In time", timeout=PATIENCE)
    assert not desk.operations.is_idle


def test_an_import_waits_between_its_pieces_for_what_a_person_does(
    desk: MainWindow, settle: Callable[[], None], gate: Event
) -> None:
    order: list[str] = []

    def act(_library: Library) -> None:
        gate.wait()
        order.append("the person's")

    def go_on(_library: Library) -> None:
        gate.set()
        desk.operations.let_acts_pass()
        order.append("the import's")

    desk.operations.act(act)
    desk.operations.act_long(go_on)
    settle()
    assert order == ["the person's", "the import's"]


def test_a_note_that_the_command_line_changed_meanwhile_is_not_replaced_without_a_word(
    desk: MainWindow, press: Press, settle: Callable[[], None]
) -> None:
    paper_id = first_without_note(desk, settle)
    desk.papers.setFocus()
    press("n", settled=False)
    press("mine", settled=False)
    with Library(desk.library.folder) as other:
        other.editing.set_note(paper_id, "theirs")
    desk.refresh()
    assert "changed elsewhere" in desk.toast.text
    desk.note.save()
    settle()
    assert note_of(desk, paper_id) == "mine"
    desk.library.undo()
    assert note_of(desk, paper_id) == "theirs"
