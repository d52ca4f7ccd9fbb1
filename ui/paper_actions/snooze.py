"""Snoozing: a paper comes back on a day that is said in words."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.changes import Changes
from app.domain.dates import EXAMPLES, WEEKDAYS, read_day
from app.domain.errors import UsageError
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.widgets.paper_text import count, read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.window.main_window import MainWindow

SUGGESTED = ("tomorrow", "weekend", "next week", "in 2 weeks", "next month", "in 3 months")
_LOOK_EVERY_MS = 600_000


class Snoozing:
    """The command that puts papers off, and the waking of those whose day has come. `finder` asks for the day."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self._woken_on: date | None = None
        self._timer = QTimer(window, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.wake)
        self._timer.start()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Putting off."""
        return {"snooze": self.snooze}

    def snooze(self) -> None:
        """Ask for a day, put the chosen papers off until then, and go to the next one."""
        ids = self._window.papers.chosen_ids()
        if not ids:
            return
        today = date.today()
        question = Question(
            f"Snooze {count(len(ids), 'paper')} until",
            "mon, in 2 weeks, 3 dec …",
            [_suggest(words, today) for words in SUGGESTED],
            hint="Until then under Later, then back in the inbox · Enter snooze · Esc back",
            nothing=f"That is no day to come. Write {EXAMPLES}.",
            create=partial(_read, today),
            is_made_first=True,
        )
        self.finder = Finder(self._window, self._window.look, question, partial(self._put_off, ids))

    def _put_off(self, ids: Sequence[int], answer: Answer) -> None:
        day: date = answer.chosen[0].key
        self.put_off(ids, day)
        self._window.deeds.remember(lambda papers: self.put_off(papers, day))

    def put_off(self, ids: Sequence[int], day: date) -> None:
        """Put papers off until a day and go to the next one: one step of the history."""
        self._window.papers.go_past(ids)
        self._window.operations.act(lambda library: library.editing.snooze(day, ids))

    def wake(self) -> None:
        """Once a day: papers whose snooze has ended come back into the inbox, and a toast says so."""
        today = date.today()
        if self._woken_on != today:
            self._woken_on = today
            self._window.operations.ask(lambda library: library.has_due_snoozes(today), partial(self._wake, today))

    def _wake(self, today: date, is_needed: bool) -> None:
        if is_needed:
            self._window.operations.act(lambda library: [library.editing.wake(today)], self._tell)

    def _tell(self, outcome: list[Changes]) -> None:
        if not outcome[0].is_empty:
            self._window.refresh(outcome[0].paper_ids)
            self._window.toast.say(outcome[0].label, [outcome[0].step])


def _suggest(words: str, today: date) -> Choice:
    day = read_day(words, today)
    return Choice("later", day, words, say_day(day))


def _read(today: date, text: str) -> Choice | None:
    """The day that was typed; None while the words mean none."""
    try:
        day = read_day(text, today)
    except UsageError:
        return None
    return Choice("later", day, say_day(day), " ".join(text.split()))


def say_day(day: date) -> str:
    """“Mon 23 Nov 2026”."""
    return f"{WEEKDAYS[day.weekday()][:3].title()} {read_date(day.isoformat())}"
