"""Progress: a bar that shows how far a job is, and the button that stops it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from app.domain.jobs import Job
from ui.widgets.labels import named, plain_label

_LOOK_EVERY_MS = 60
_HIDDEN_MS = 400  # what is done sooner needs no bar


class _Watched(NamedTuple):
    job: Job
    words: str
    unit: str


class JobBar(QFrame):
    """Shows one job at a time, the newest, once it has taken a while. It looks at the jobs; they know nothing of it.

    With `has_button` it has the button that stops the job; without, something beside it does.
    """

    def __init__(self, *, has_button: bool = True) -> None:
        super().__init__()
        named(self, "jobBar")
        self._jobs: list[_Watched] = []
        self._text = plain_label()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedHeight(6)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAccessibleName("Cancel what is running")
        self.cancel.clicked.connect(self._cancel)
        self.cancel.setVisible(has_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(16)
        row.addWidget(self._text)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.cancel)
        self._look = QTimer(self, interval=_LOOK_EVERY_MS)
        self._look.timeout.connect(self._show_state)
        self._wait = QTimer(self, singleShot=True, interval=_HIDDEN_MS)
        self._wait.timeout.connect(self.show)
        self.hide()

    @property
    def job(self) -> Job | None:
        """The job that is shown now."""
        return self._jobs[-1].job if self._jobs else None

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way that nobody has stopped."""
        return any(not one.job.is_cancelled for one in self._jobs)

    @property
    def text(self) -> str:
        """The words beside the bar."""
        return self._text.text()

    def watch(self, job: Job, words: str, unit: str) -> None:
        """Show this job: “Importing… 200 of 1,000 papers”, where `unit` is “papers”."""
        self._jobs.append(_Watched(job, words, unit))
        self._show_state()
        self._look.start()
        self._wait.start()

    def end(self, job: Job) -> None:
        """This job has ended; another one that is under way is shown."""
        self._jobs = [one for one in self._jobs if one.job is not job]
        if self._jobs:
            self._show_state()
        else:
            self.clear()

    def stop_all(self) -> None:
        """Ask every job to stop."""
        for one in self._jobs:
            one.job.cancel()
        self._show_state()

    def clear(self) -> None:
        """Show nothing any more."""
        self._jobs = []
        self._look.stop()
        self._wait.stop()
        self.hide()

    def _show_state(self) -> None:
        if not self._jobs:
            return
        job, words, unit = self._jobs[-1]
        self.cancel.setEnabled(not job.is_cancelled)
        if job.is_cancelled:
            self._text.setText("Stopping…")
            return
        done, total = job.done, job.total
        far = f"  {done:,} of {total:,} {unit}".replace(",", "\u202f") if total else ""
        self._text.setText(words + far)
        self.bar.setMaximum(total)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self._show_state()
