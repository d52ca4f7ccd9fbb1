"""`kill -9` while a note is typed into the real window: nothing older than two seconds is lost."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.desktop.screen import Screen, missing, open_screen
from tests.profile import IS_DEEP, thorough

KILLS = thorough(30, 8)
MAX_LOSS_SECONDS = 2.0  # seconds that may be lost
MAX_TYPING_SECONDS = 3.5

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not on this machine: {', '.join(missing())}")


@dataclass(frozen=True)
class Typed:
    """A word, and when the window had received it."""

    word: str
    at: float


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with open_screen(tmp_path) as screen:
        yield screen


def _note_of(screen: Screen, paper_id: int) -> str:
    return str(json.loads(screen.paperdesk("show", str(paper_id), "--json"))["note"] or "")


def _type_until_killed(screen: Screen, turn: int, seconds: float) -> tuple[list[Typed], float]:
    """Open the window, go to the note, type words, kill; returns the words and the moment of the kill."""
    typed: list[Typed] = []
    with screen.window() as process:
        screen.press("n", "ctrl+End", "Return")
        screen.type(f"turn{turn} ")
        start = time.monotonic()
        while time.monotonic() - start < seconds:
            word = f"t{turn}w{len(typed)}"
            screen.type(f"{word} ")
            typed.append(Typed(word, time.monotonic()))
        process.kill()
        killed_at = time.monotonic()
        process.wait()
    return typed, killed_at


def test_no_word_older_than_two_seconds_is_lost_when_the_window_is_killed(screen: Screen) -> None:
    random = Random(20)
    paper_id = int(json.loads(screen.paperdesk("add", "--title", "A paper to write about", "--json"))["id"])
    expected: list[str] = []
    late = 0
    for turn in range(KILLS):
        typed, killed_at = _type_until_killed(screen, turn, random.uniform(0.2, MAX_TYPING_SECONDS))
        note = _note_of(screen, paper_id)
        expected += [entry.word for entry in typed if killed_at - entry.at > MAX_LOSS_SECONDS]
        late += sum(entry.word in note for entry in typed if killed_at - entry.at <= MAX_LOSS_SECONDS)
        lost = [word for word in expected if word not in note.split()]
        assert not lost, f"turn {turn}: {lost} lost; the note is {note!r}"
        expected += [entry.word for entry in typed if entry.word in note.split() and entry.word not in expected]
    assert expected, "No turn was long enough to have anything to lose."
    assert late or not IS_DEEP, "No kill came while something was being stored."  # a short run may have no luck
    screen.paperdesk("doctor")
