"""Leaving: the window closes when everything is on the disk. It never stands still meanwhile, and what takes long is
asked about once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_AT_ONCE = 1.0  # seconds; storing takes a hundredth of it, unless what is stopped has to be taken out first
_LOOK_EVERY_MS = 50
_STOP = "stop"
_CHOICES = (
    Choice("later", "wait", "Wait", "the window stays open", "w"),
    Choice("trash", _STOP, "Stop it and close", "nothing half done is kept", "s"),
)


class Leaving:
    """Asked before the window closes. `finder` is the question about what is running, or was."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._was_warned = False
        self.finder: Finder | None = None
        self._timer = QTimer(window, interval=_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def may_leave(self) -> bool:
        """Store what was typed; whether the window may close now.

        While an import or an export is running it asks once; closing again stops it. While anything is still to be
        stored the window waits without standing still, and closes then. When a note cannot be stored, it says so once.
        """
        window = self._window
        window.linking.leave_title()
        window.note.save()
        window.importing.stop_reading()
        if not self._is_stopped():
            return False
        if not window.operations.finish(0 if window.job_bar.job is not None else _AT_ONCE):
            window.status.tell(passing="Closing as soon as everything is stored…")
            self._timer.start()
            return False
        self._timer.stop()
        if window.note.has_unstored and not self._was_warned:
            self._was_warned = True
            window.status.tell(passing="")
            window.toast.say("A note could not be stored. Copy it to be safe; closing again leaves without it.")
            return False
        return True

    def _is_stopped(self) -> bool:
        """Whether nothing runs that nobody has stopped."""
        bar = self._window.job_bar
        if not bar.is_busy:
            return True
        if self.finder is None or not self.finder.is_open:
            question = Question(
                bar.text,
                "",
                _CHOICES,
                "Close the window while this is running?",
                "↑↓ or a letter choose · Enter do · Esc wait",
                has_quick_keys=True,
                is_choice=True,
            )
            self.finder = Finder(self._window, self._window.look, question, self._take)
            return False
        self.finder.leave()
        bar.stop_all()
        return True

    def _take(self, answer: Answer) -> None:
        if answer.chosen[0].key == _STOP:
            self._window.job_bar.stop_all()
            self._window.close()

    def _look(self) -> None:
        if self._window.operations.finish(0):
            self._timer.stop()
            self._window.close()
