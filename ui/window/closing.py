"""CloseGuard: lets the window close only when everything is saved, without blocking it meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.context import Context
    from ui.window.panels import Panels

_MAX_WAIT_SECONDS = 1.0  # saving takes a hundredth of it, unless a cancelled import must be rolled back first
_POLL_MS = 50
_STOP = "stop"
_CHOICES = (
    Choice("later", "wait", "Keep waiting", "the window stays open", "w"),
    Choice("trash", _STOP, "Stop and close", "nothing half-done is kept", "s"),
)


class CloseGuard:
    """Decides whether the window may close. `finder` is the question about running jobs, once asked.

    `finish_typing` ends what was being typed or previewed; it is called before anything else.
    """

    def __init__(self, context: Context, panels: Panels, finish_typing: Callable[[], object]) -> None:
        self._context, self._panels, self._finish_typing = context, panels, finish_typing
        self._was_warned = False
        self.finder: Finder | None = None
        self._timer = QTimer(context.window, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)

    def may_close(self) -> bool:
        """Save what was typed, and return whether the window may close now.

        While an import or export is running, ask once; closing again cancels it. While changes are being saved, the
        window stays usable and closes when they are. When a note cannot be saved, say so once.
        """
        panels, operations = self._panels, self._context.operations
        self._finish_typing()
        panels.note.save()
        if not self._has_no_jobs():
            return False
        if not operations.wait_until_written(0 if panels.job_bar.job is not None else _MAX_WAIT_SECONDS):
            panels.status.update_status(message="Closing as soon as everything is saved…")
            self._timer.start()
            return False
        self._timer.stop()
        if panels.note.has_unsaved_text and not self._was_warned:
            self._was_warned = True
            panels.status.update_status(message="")
            self._context.notifier.show_message(
                "A note could not be saved. Copy its text to be safe; closing again discards it."
            )
            return False
        return True

    def _has_no_jobs(self) -> bool:
        """Whether no job is running that was not cancelled; ask about it otherwise."""
        bar = self._panels.job_bar
        if not bar.is_busy:
            return True
        if self.finder is None or not self.finder.is_open:
            request = PickerRequest(
                bar.text,
                "",
                _CHOICES,
                "Close the window while this is running?",
                "↑↓ or a letter choose · Enter select · Esc wait",
                has_shortcuts=True,
                is_list_only=True,
            )
            self.finder = Finder(self._context.window, self._context.theme, request, self._on_answer)
            return False
        self.finder.cancel()
        bar.cancel_all()
        return True

    def _on_answer(self, result: PickerResult) -> None:
        if result.chosen[0].key == _STOP:
            self._panels.job_bar.cancel_all()
            self._context.window.close()

    def _poll(self) -> None:
        if self._context.operations.wait_until_written(0):
            self._timer.stop()
            self._context.window.close()
