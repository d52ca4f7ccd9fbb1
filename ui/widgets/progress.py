"""A progress bar for long jobs, with a button that cancels them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from app.domain.jobs import Job
from ui.widgets.labels import named, plain_label

_POLL_MS = 60
_SHOW_AFTER_MS = 400  # shorter jobs need no bar


class _Watched(NamedTuple):
    job: Job
    label: str
    unit: str


class JobBar(QFrame):
    """Shows the newest running job once it has taken a while. It polls the jobs, which know nothing of the bar.

    Without `has_button` the cancel button is hidden, for dialogs that have their own.
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
        self.cancel.setAccessibleName("Cancel the running job")
        self.cancel.clicked.connect(self._cancel)
        self.cancel.setVisible(has_button)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(16)
        row.addWidget(self._text)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.cancel)
        self._poll_timer = QTimer(self, interval=_POLL_MS)
        self._poll_timer.timeout.connect(self._update)
        self._show_timer = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._show_timer.timeout.connect(self.show)
        self.hide()

    @property
    def job(self) -> Job | None:
        """The job shown now."""
        return self._jobs[-1].job if self._jobs else None

    @property
    def is_busy(self) -> bool:
        """Whether a job is running that was not cancelled."""
        return any(not one.job.is_cancelled for one in self._jobs)

    @property
    def text(self) -> str:
        """The text beside the bar."""
        return self._text.text()

    def watch(self, job: Job, label: str, unit: str) -> None:
        """Show a job: in “Importing… 200 of 1 000 papers”, `label` is “Importing…” and `unit` “papers”."""
        self._jobs.append(_Watched(job, label, unit))
        self._update()
        self._poll_timer.start()
        self._show_timer.start()

    def end(self, job: Job) -> None:
        """Stop showing a job; the next newest one is shown instead, if any."""
        self._jobs = [one for one in self._jobs if one.job is not job]
        if self._jobs:
            self._update()
        else:
            self.clear()

    def cancel_all(self) -> None:
        """Cancel every job."""
        for one in self._jobs:
            one.job.cancel()
        self._update()

    def clear(self) -> None:
        """Forget all jobs and hide."""
        self._jobs = []
        self._poll_timer.stop()
        self._show_timer.stop()
        self.hide()

    def _update(self) -> None:
        if not self._jobs:
            return
        job, label, unit = self._jobs[-1]
        self.cancel.setEnabled(not job.is_cancelled)
        if job.is_cancelled:
            self._text.setText("Stopping…")
            return
        done, total = job.done, job.total
        count = f"  {done:,} of {total:,} {unit}".replace(",", "\u202f") if total else ""
        self._text.setText(label + count)
        self.bar.setMaximum(total)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self._update()
