"""The measurements of our window, each run in its own process; the result is a line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from ui.app import make_application, show_staged
from ui.style.theme import ThemeManager
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_FRAMES, _KEY_PRESSES, _RESETS = 300, 100, 20
_SCROLL_STEP = 90  # pixels per frame
_GAP_TIMER_MS = 4
_MAX_SECONDS = 240


def measure(part: str, library: str, _papers: str, started: str) -> None:
    """Run a measurement of PARTS on a library and print its results, in milliseconds (memory in MB)."""
    make_application()
    theme = ThemeManager("light")
    theme.apply()
    window = MainWindow(Path(library), theme, is_staged=True)
    painted = show_staged(window)
    _wait_idle(window)
    found = PARTS[part](window, float(started), painted)
    print(json.dumps({key: round(value, 2) for key, value in found.items()}))
    window.close()


def _wait_idle(window: MainWindow) -> None:
    deadline = time.monotonic() + _MAX_SECONDS
    application = make_application()
    application.processEvents()
    while not window.operations.is_idle and time.monotonic() < deadline:
        application.processEvents()
    application.processEvents()


def _measure_start(_window: MainWindow, started: float, painted: float) -> dict[str, float]:
    return {"painted": 1000 * (painted - started), "ready": 1000 * (time.monotonic() - started)}


def _measure_list(window: MainWindow, _started: float, _painted: float) -> dict[str, float]:
    papers, found = window.papers, {}
    ids = list(papers.ids)
    resets = []
    for number in range(_RESETS):
        other = ids[:-1] if number % 2 == 0 else ids
        resets.append(_time_repaint(lambda: papers.show_papers(other), papers.viewport()))  # noqa: B023 - called now
    found["reset"] = _percentile(resets, 95)
    bar = papers.verticalScrollBar()
    scrolls = [
        _time_repaint(lambda: bar.setValue(bar.value() + _SCROLL_STEP), papers.viewport()) for _ in range(_FRAMES)
    ]
    papers.go_to_row(0)
    selects = [_time_repaint(lambda: papers.move_by(1), papers.viewport()) for _ in range(_FRAMES)]
    for name, times in (("scroll", scrolls), ("select", selects)):
        found.update({f"{name}_p50": _percentile(times, 50), f"{name}_p95": _percentile(times, 95)})
    return {**found, "memory": _memory()}


def _time_repaint(work: Callable[[], object], widget: QWidget) -> float:
    start = time.perf_counter()
    work()
    widget.repaint()
    return 1000 * (time.perf_counter() - start)


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _memory() -> float:
    """Return the resident memory of the process in MB; 0 where /proc does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * 4096 / 1e6


class _PaintCounter(QObject):
    """Counts the paint events of a widget."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


class _StallMeter:
    """Measures the longest time between two timeouts of a timer in the main thread."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.longest_ms = 0.0
        self._timer = QTimer(interval=_GAP_TIMER_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, 1000 * (now - self._last))
        self._last = now


def _measure_keys(window: MainWindow, _started: float, _painted: float) -> dict[str, float]:
    found = _time_keys(window, window.papers, {"next": Qt.Key.Key_J, "done": Qt.Key.Key_E})
    window.triage.start()
    _wait_idle(window)
    found.update(_time_keys(window, window.page, {"triage": Qt.Key.Key_E}))
    window.triage.leave()
    _wait_idle(window)
    stalls = _StallMeter()
    window.listing.search("the first search builds the index")
    _wait_idle(window)
    found["gap_indexing"], stalls = stalls.longest_ms, _StallMeter()
    titles = [row.title.split()[1] for row in window.library.rows(window.library.find(limit=20))]
    for word in titles:
        window.listing.search(word)
        _wait_idle(window)
    found["gap_searching"] = stalls.longest_ms
    return found


def _time_keys(window: MainWindow, view: QAbstractScrollArea, keys: Mapping[str, Qt.Key]) -> dict[str, float]:
    """Press each key many times and return percentiles; `view` is the widget that shows the papers."""
    found: dict[str, float] = {}
    for name, key in keys.items():
        times = [_time_key(window, view, key) for _ in range(_KEY_PRESSES)]
        found.update({f"{name}_p{percent}": _percentile(times, percent) for percent in (50, 95, 99)})
        _wait_idle(window)
    return found


def _time_key(window: MainWindow, view: QAbstractScrollArea, key: Qt.Key) -> float:
    """Return the milliseconds from a key press until the paper it leads to is painted."""
    from PySide6.QtTest import QTest  # noqa: PLC0415 - needed by this measurement only

    application, paints = make_application(), _PaintCounter()
    view.viewport().installEventFilter(paints)
    before, start = window.papers.current_id, time.perf_counter()
    QTest.keyClick(view, key)
    deadline = start + 1
    while (window.papers.current_id == before or not paints.count) and time.perf_counter() < deadline:
        application.processEvents()
    elapsed = 1000 * (time.perf_counter() - start)
    view.viewport().removeEventFilter(paints)
    if window.papers.current_id == before:
        sys.exit(f"the key {key.name} did nothing")
    _wait_idle(window)
    return elapsed


PARTS: Mapping[str, Callable[[MainWindow, float, float], dict[str, float]]] = {
    "start": _measure_start,
    "feel": _measure_list,
    "keys": _measure_keys,
}
