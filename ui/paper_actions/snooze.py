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

    from app.domain.errors import PaperdeskError
    from app.library import Library
    from ui.context import Context
    from ui.paper_actions.decisions import RememberAction

_SUGGESTIONS = ("tomorrow", "weekend", "next week", "in 2 weeks", "next month", "in 3 months")
_CHECK_INTERVAL_MS = 600_000


class SnoozeController:
    """Handles the command that snoozes papers, and wakes those that are due. `finder` asks for the day."""

    def __init__(self, context: Context, remember_action: RememberAction) -> None:
        self._context = context
        self._remember_action = remember_action
        self.finder: Finder | None = None
        self._woken_on: date | None = None
        self._timer = QTimer(context.window, interval=_CHECK_INTERVAL_MS)
        self._timer.timeout.connect(self.wake)
        self._timer.start()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The command that snoozes papers."""
        return {"snooze": self.snooze}

    def snooze(self) -> None:
        """Ask for a day, snooze the selected papers until then, and go to the next one."""
        ids = self._context.selection.selected_ids()
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
        self.finder = Finder(self._context.window, self._context.theme, request, partial(self._on_result, ids))

    def _on_result(self, ids: Sequence[int], result: PickerResult) -> None:
        day: date = result.chosen[0].key
        self.snooze_until(ids, day)
        self._remember_action(lambda papers: self.snooze_until(papers, day))

    def snooze_until(self, ids: Sequence[int], day: date) -> None:
        """Snooze papers until a day and go to the next one, as one step of the history."""
        self._context.selection.select_next_after(ids)
        self._context.operations.write(lambda library: library.editing.snooze(day, ids))

    def wake(self) -> None:
        """Once a day, move the papers whose snooze has ended back to the inbox, and show a message."""
        today = date.today()
        if self._woken_on != today:
            self._woken_on = today
            self._context.operations.read(
                lambda library: library.has_due_snoozes(today), partial(self._wake_if_due, today), self._on_error
            )

    def _wake_if_due(self, today: date, has_due: bool) -> None:
        if has_due:
            self._context.operations.write(partial(_wake, today=today), on_error=self._on_error)

    def _on_error(self, error: PaperdeskError) -> None:
        """Try again at the next check."""
        self._woken_on = None
        self._context.notifier.show_message(str(error))


def _wake(library: Library, today: date) -> Changes:
    """Wake what is due. Nothing is said when another window has done that meanwhile."""
    changes = library.editing.wake(today)
    return changes.silently() if changes.is_empty else changes


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
