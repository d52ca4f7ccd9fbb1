"""SnoozeController: snoozes papers until a day, and moves them back to the inbox on that day."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.changes import Changes
from app.domain.dates import EXAMPLES, WEEKDAYS, format_date, parse_day
from app.domain.errors import UsageError
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.window.main_window import MainWindow

_SUGGESTIONS = ("tomorrow", "weekend", "next week", "in 2 weeks", "next month", "in 3 months")
_CHECK_INTERVAL_MS = 600_000


class SnoozeController:
    """Handles the command that snoozes papers, and wakes those that are due. `finder` asks for the day."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self._woken_on: date | None = None
        self._timer = QTimer(window, interval=_CHECK_INTERVAL_MS)
        self._timer.timeout.connect(self.wake)
        self._timer.start()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The command that snoozes papers."""
        return {"snooze": self.snooze}

    def snooze(self) -> None:
        """Ask for a day, snooze the selected papers until then, and go to the next one."""
        ids = self._window.papers.selected_ids()
        if not ids:
            return
        today = date.today()
        request = PickerRequest(
            f"Snooze {pluralize(len(ids), 'paper')} until",
            "mon, in 2 weeks, 3 dec …",
            [_suggestion(text, today) for text in _SUGGESTIONS],
            hint="In Later until then, then back in the inbox · Enter snooze · Esc back",
            empty_text=f"That is not a day in the future. Try {EXAMPLES}.",
            create=partial(_typed_day, today),
            is_created_first=True,
        )
        self.finder = Finder(self._window, self._window.theme, request, partial(self._on_result, ids))

    def _on_result(self, ids: Sequence[int], result: PickerResult) -> None:
        day: date = result.chosen[0].key
        self.snooze_until(ids, day)
        self._window.paper_actions.remember_action(lambda papers: self.snooze_until(papers, day))

    def snooze_until(self, ids: Sequence[int], day: date) -> None:
        """Snooze papers until a day and go to the next one, as one step of the history."""
        self._window.papers.select_next_after(ids)
        self._window.operations.write(lambda library: library.editing.snooze(day, ids))

    def wake(self) -> None:
        """Once a day, move the papers whose snooze has ended back to the inbox, and show a message."""
        today = date.today()
        if self._woken_on != today:
            self._woken_on = today
            self._window.operations.read(
                lambda library: library.has_due_snoozes(today), partial(self._wake_if_due, today)
            )

    def _wake_if_due(self, today: date, has_due: bool) -> None:
        if has_due:
            self._window.operations.write(lambda library: [library.editing.wake(today)], self._show_woken)

    def _show_woken(self, outcome: list[Changes]) -> None:
        if not outcome[0].is_empty:
            self._window.refresh(outcome[0].paper_ids)
            self._window.toast.show_message(outcome[0].label, [outcome[0].step])


def _suggestion(text: str, today: date) -> Choice:
    day = parse_day(text, today)
    return Choice("later", day, text, format_day(day))


def _typed_day(today: date, text: str) -> Choice | None:
    """The choice for the typed day; None while the text is not a day."""
    try:
        day = parse_day(text, today)
    except UsageError:
        return None
    return Choice("later", day, format_day(day), " ".join(text.split()))


def format_day(day: date) -> str:
    """“Mon 23 Nov 2026”."""
    return f"{WEEKDAYS[day.weekday()][:3].title()} {format_date(day.isoformat())}"
