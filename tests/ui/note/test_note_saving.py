"""A note stays with its paper and is saved soon, whatever else happens meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from app.domain.changes import EVERYTHING
from app.library import Library

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Press = Callable[..., None]
TIMEOUT_MS = 60_000


@pytest.fixture
def gate() -> Iterator[Event]:
    """An event that is set at the latest when the test ends."""
    gate = Event()
    yield gate
    gate.set()


@pytest.fixture
def wait_idle(main_window: MainWindow, qtbot: Any) -> Callable[[], None]:
    def wait() -> None:
        for _round in range(3):
            qtbot.waitUntil(lambda: main_window.operations.is_idle, timeout=TIMEOUT_MS)

    return wait


def press_keys(main_window: MainWindow, *names: str) -> None:
    """Press keys by their Qt names in the focused widget."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    for name in names:
        QTest.keyClick(main_window.focusWidget(), Qt.Key[f"Key_{name}"])


def note_of(main_window: MainWindow, paper_id: int) -> str:
    return main_window.library.show(paper_id).note or ""


def first_without_note(main_window: MainWindow, wait_idle: Callable[[], None]) -> int:
    main_window.listing.search("-has:note")
    wait_idle()
    paper_id = main_window.papers.current_id
    assert paper_id is not None
    return paper_id


def test_typed_text_stays_in_its_note_when_saving_removes_the_paper_from_the_list(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("One thought", wait=False)
    main_window.note.save()
    wait_idle()
    assert paper_id not in main_window.papers.ids
    press(" and its end", wait=False)
    assert main_window.note.paper_id == paper_id
    press_keys(main_window, "Escape")
    wait_idle()
    assert note_of(main_window, paper_id) == "One thought and its end"
    assert main_window.papers.current_id != paper_id
    assert main_window.note.paper_id == main_window.papers.current_id
    assert main_window.note.editor.text() == ""


def test_typed_text_stays_in_its_note_when_the_command_line_moves_the_paper(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    main_window.listing.search("status:inbox")
    wait_idle()
    main_window.papers.go_to(paper_id)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("Before", wait=False)
    with Library(main_window.library.folder) as other:
        other.editing.set_status("done", [paper_id])
    main_window.operations.changed.emit(EVERYTHING)
    wait_idle()
    assert paper_id not in main_window.papers.ids
    press(" and after", wait=False)
    main_window.note.save()
    wait_idle()
    assert note_of(main_window, paper_id) == "Before and after"


def test_selecting_another_paper_shows_its_own_note(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    first = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("Of the first", wait=False)
    other = next(one for one in main_window.papers.ids if one != first)
    main_window.papers.setFocus()
    main_window.papers.go_to(other)
    wait_idle()
    assert main_window.note.paper_id == other
    assert note_of(main_window, first) == "Of the first"


def test_text_deleted_while_it_is_being_saved_is_deleted_from_the_library_too(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None], gate: Event
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    main_window.operations.write(lambda _library: gate.wait())
    press("ab", wait=False)
    main_window.note.save()
    press_keys(main_window, "Backspace", "Backspace")
    main_window.note.save()
    gate.set()
    wait_idle()
    assert note_of(main_window, paper_id) == ""
    assert not main_window.note.has_unsaved_text
    assert main_window.note.status_label.text() == "Saved"


def test_a_note_is_saved_while_a_long_import_or_export_runs(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None], gate: Event, qtbot: Any
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    main_window.operations.write_long(lambda _library: gate.wait())
    main_window.papers.setFocus()
    press("n", wait=False)
    press("In time", wait=False)
    main_window.note.save()
    qtbot.waitUntil(lambda: note_of(main_window, paper_id) == "In time", timeout=TIMEOUT_MS)
    assert not main_window.operations.is_idle


def test_an_import_lets_user_actions_run_between_its_chunks(
    main_window: MainWindow, wait_idle: Callable[[], None], gate: Event
) -> None:
    order: list[str] = []

    def write_user_change(_library: Library) -> None:
        gate.wait()
        order.append("user")

    def continue_import(_library: Library) -> None:
        gate.set()
        main_window.operations.yield_to_writers()
        order.append("import")

    main_window.operations.write(write_user_change)
    main_window.operations.write_long(continue_import)
    wait_idle()
    assert order == ["user", "import"]


def test_a_note_changed_by_the_command_line_meanwhile_is_not_overwritten_silently(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("mine", wait=False)
    with Library(main_window.library.folder) as other:
        other.editing.set_note(paper_id, "theirs")
    main_window.operations.changed.emit(EVERYTHING)
    assert "changed elsewhere" in main_window.toast.text
    main_window.note.save()
    wait_idle()
    assert note_of(main_window, paper_id) == "mine"
    main_window.library.undo()
    assert note_of(main_window, paper_id) == "theirs"


def break_actions(library: Library) -> None:
    """Let every action of this library end in a bug."""
    setattr(library, "editing", None)  # noqa: B010


def repair_actions(library: Library) -> None:
    del library.editing


def test_a_note_that_a_bug_kept_from_being_stored_says_so_and_is_stored_by_the_next_save(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    main_window.operations.crashed.disconnect()
    paper_id = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    main_window.operations.write(break_actions)
    press("Not lost", wait=False)
    main_window.note.save()
    wait_idle()
    assert main_window.note.status_label.text().startswith("Not saved")
    assert main_window.note.has_unsaved_text
    main_window.operations.write(repair_actions)
    main_window.note.save()
    wait_idle()
    assert main_window.note.status_label.text() == "Saved"
    assert note_of(main_window, paper_id) == "Not lost"


def test_typing_that_is_undone_at_once_does_not_look_as_if_it_were_still_being_saved(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("x", wait=False)
    assert main_window.note.status_label.text() == "Saving…"
    QTest.keyClick(main_window.note.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    main_window.note.save()
    assert main_window.note.editor.text() == ""
    assert main_window.note.status_label.text() == "Saved"


def test_a_note_changed_by_the_command_line_just_before_it_is_saved_is_replaced_with_a_message(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("mine", wait=False)
    with Library(main_window.library.folder) as other:
        other.editing.set_note(paper_id, "theirs")
    main_window.note.save()
    wait_idle()
    assert "changed elsewhere" in main_window.toast.text
    assert note_of(main_window, paper_id) == "mine"
    revisions = "SELECT text FROM note_revision WHERE paper_id = ? ORDER BY id"
    assert main_window.library.database.reader.execute(revisions, (paper_id,)).fetchall() == [("theirs",), ("mine",)]
    main_window.library.undo()
    assert note_of(main_window, paper_id) == "theirs"


def test_an_own_text_that_was_not_stored_is_not_taken_for_one_from_elsewhere(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None], gate: Event
) -> None:
    main_window.operations.crashed.disconnect()
    paper_id = first_without_note(main_window, wait_idle)
    main_window.papers.setFocus()
    press("n", wait=False)
    main_window.operations.write(lambda _library: gate.wait())
    main_window.operations.write(break_actions)
    press("a", wait=False)
    main_window.note.save()
    main_window.operations.write(repair_actions)
    press("b", wait=False)
    main_window.note.save()
    gate.set()
    wait_idle()
    assert note_of(main_window, paper_id) == "ab"
    assert "elsewhere" not in main_window.toast.text


def test_typing_into_a_note_with_other_line_ends_reports_no_change_from_elsewhere(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    paper_id = first_without_note(main_window, wait_idle)
    with Library(main_window.library.folder) as other:
        other.editing.set_note(paper_id, "one\r\ntwo")
    main_window.operations.changed.emit(EVERYTHING)
    wait_idle()
    main_window.navigation.go_to_paper(paper_id)
    wait_idle()
    assert main_window.note.paper_id == paper_id
    conflicts: list[str] = []
    main_window.note.conflict_detected.connect(lambda: conflicts.append("seen"))
    main_window.note.start_editing()
    press("!", wait=False)
    main_window.operations.changed.emit(EVERYTHING)
    main_window.note.save()
    wait_idle()
    assert note_of(main_window, paper_id) == "!one\ntwo"
    assert conflicts == []
    assert "elsewhere" not in main_window.toast.text


def test_a_note_that_is_saved_while_typing_is_announced_without_a_message(
    main_window: MainWindow, press: Press, wait_idle: Callable[[], None]
) -> None:
    from app.domain.changes import Changes

    paper_id = first_without_note(main_window, wait_idle)
    announced: list[Changes] = []
    main_window.operations.changed.connect(announced.append)
    main_window.papers.setFocus()
    press("n", wait=False)
    press("x", wait=False)
    main_window.note.save()
    wait_idle()
    assert [changes.paper_ids for changes in announced] == [{paper_id}]
    assert not main_window.toast.isVisible()
