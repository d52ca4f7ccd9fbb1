"""What appears away from the focus is announced to screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow


@pytest.fixture
def announced(program: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """The sentences announced to screen readers, each with whether it is polite."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    sent: list[tuple[str, bool]] = []

    def record(event: Any) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            assert event.object() is not None
            sent.append((event.message(), event.politeness() == QAccessible.AnnouncementPoliteness.Polite))

    monkeypatch.setattr(QAccessible, "updateAccessibility", record)
    return sent


def test_the_whole_toast_is_announced(
    main_window: MainWindow, press: Callable[..., None], announced: list[tuple[str, bool]]
) -> None:
    press("e")
    assert ("Moved 1 paper to done", True) in announced
    path = f"/home/{'a' * 90}/library"
    main_window.toast.show_message(f"Written to {path}")
    assert announced[-1] == (f"Written to {path}", True)


def test_the_next_keys_of_a_chord_are_announced(
    main_window: MainWindow, press: Callable[..., None], announced: list[tuple[str, bool]], qtbot: Any
) -> None:
    press("g")
    qtbot.waitUntil(lambda: any(sentence.startswith("After g:") for sentence, _is_polite in announced))
    assert any("Escape cancels." in sentence for sentence, _is_polite in announced)


def test_a_saved_note_is_announced(
    main_window: MainWindow, press: Callable[..., None], announced: list[tuple[str, bool]]
) -> None:
    press("n")
    press("thought")
    main_window.note.save()
    press("")
    assert announced.count(("Note saved", True)) == 1


def test_the_number_of_results_is_announced_once_when_typing_pauses(
    main_window: MainWindow, press: Callable[..., None], announced: list[tuple[str, bool]], qtbot: Any
) -> None:
    press("/")
    press("attention", wait=False)
    qtbot.waitUntil(lambda: any(sentence.startswith("Search") for sentence, _is_polite in announced), timeout=10_000)
    found = [sentence for sentence, _is_polite in announced if sentence.startswith("Search")]
    assert found[-1] == main_window.list_panel.title.text()
    assert str(len(main_window.papers.ids)) in found[-1]
