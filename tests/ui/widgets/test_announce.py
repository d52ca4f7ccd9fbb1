"""What appears away from the focus is told to screen readers as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.window.main_window import MainWindow


@pytest.fixture
def said(program: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What is sent to screen readers: each sentence, and whether it waits until they have finished another."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    sent: list[tuple[str, bool]] = []

    def take(event: Any) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            assert event.object() is not None
            sent.append((event.message(), event.politeness() == QAccessible.AnnouncementPoliteness.Polite))

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return sent


def test_the_toast_is_spoken_whole(desk: MainWindow, press: Callable[..., None], said: list[tuple[str, bool]]) -> None:
    press("e")
    assert ("Moved 1 paper to done", True) in said
    path = f"/home/{'a' * 90}/library"
    desk.toast.say(f"Written to {path}")
    assert said[-1] == (f"Written to {path}", True)


def test_what_may_follow_a_key_is_spoken(
    desk: MainWindow, press: Callable[..., None], said: list[tuple[str, bool]], qtbot: Any
) -> None:
    press("g")
    qtbot.waitUntil(lambda: any(sentence.startswith("After g:") for sentence, _is_polite in said))
    assert any("Escape leaves." in sentence for sentence, _is_polite in said)


def test_a_stored_note_is_spoken(desk: MainWindow, press: Callable[..., None], said: list[tuple[str, bool]]) -> None:
    press("n")
    press("thought")
    desk.note.save()
    press("")
    assert said.count(("Note saved", True)) == 1


def test_the_number_of_papers_found_is_spoken_once_when_typing_pauses(
    desk: MainWindow, press: Callable[..., None], said: list[tuple[str, bool]], qtbot: Any
) -> None:
    press("/")
    press("attention", settled=False)
    qtbot.waitUntil(lambda: any(sentence.startswith("Search") for sentence, _is_polite in said), timeout=10_000)
    found = [sentence for sentence, _is_polite in said if sentence.startswith("Search")]
    assert found[-1] == desk.list_panel.title.text()
    assert str(len(desk.papers.papers.ids)) in found[-1]
