"""Progress: a bar that shows how far a job is, and the button that stops it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton

from app.jobs import Job
from ui.labels import named, plain_label

_LOOK_EVERY_MS = 60
_HIDDEN_MS = 400  # what is done sooner needs no bar


class JobBar(QFrame):
    """Shows one job at a time, once it has taken a while. It looks at the job; the job knows nothing of it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "jobBar")
        self._job: Job | None = None
        self._words = ""
        self._text = plain_label()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Progress")
        self.bar.setFixedHeight(6)
        self.cancel = QPushButton("Cancel")
        self.cancel.setAccessibleName("Cancel what is running")
        self.cancel.clicked.connect(self._cancel)
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
        return self._job

    @property
    def text(self) -> str:
        """The words beside the bar."""
        return self._text.text()

    def watch(self, job: Job, words: str, unit: str) -> None:
        """Show this job: “Importing… 200 of 1,000 papers”, where `unit` is “papers”."""
        self._job, self._words = job, words
        self._unit = unit
        self.cancel.setEnabled(True)
        self._show_state()
        self._look.start()
        self._wait.start()

    def end(self, job: Job) -> None:
        """This job has ended; another one that is shown meanwhile stays."""
        if self._job is job:
            self.clear()

    def clear(self) -> None:
        """Show nothing any more."""
        self._job = None
        self._look.stop()
        self._wait.stop()
        self.hide()

    def _show_state(self) -> None:
        job = self._job
        if job is None:
            return
        if job.is_cancelled:
            self._text.setText("Stopping…")
            return
        done, total = job.done, job.total
        far = f"  {done:,} of {total:,} {self._unit}".replace(",", "\u202f") if total else ""
        self._text.setText(self._words + far)
        self.bar.setMaximum(total)
        self.bar.setValue(done)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel.setEnabled(False)
            self._show_state()
