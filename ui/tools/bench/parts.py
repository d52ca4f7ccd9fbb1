"""The parts that are measured on our window, each called in a process of its own; the result is a line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from ui.app import make_program, show_in_stages
from ui.style.theme import Look
from ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractScrollArea, QWidget

_FRAMES, _KEYS, _RESETS = 300, 100, 20
_FRAME_STEP = 90  # pixels
_GAP_EVERY_MS = 4
_LONGEST_SECONDS = 240


def measure(part: str, library: str, _papers: str, began: str) -> None:
    """Measure a part of PARTS on the library and print what was found, in milliseconds (memory in MB)."""
    make_program()
    look = Look("light")
    look.apply()
    window = MainWindow(Path(library), look, is_staged=True)
    painted = show_in_stages(window)
    _settle(window)
    found = PARTS[part](window, float(began), painted)
    print(json.dumps({key: round(value, 2) for key, value in found.items()}))
    window.close()


def _settle(window: MainWindow) -> None:
    until = time.monotonic() + _LONGEST_SECONDS
    program = make_program()
    program.processEvents()
    while not window.operations.is_idle and time.monotonic() < until:
        program.processEvents()
    program.processEvents()


def _start(_window: MainWindow, began: float, painted: float) -> dict[str, float]:
    return {"painted": 1000 * (painted - began), "ready": 1000 * (time.monotonic() - began)}


def _feel(window: MainWindow, _began: float, _painted: float) -> dict[str, float]:
    papers, found = window.papers, {}
    ids = list(papers.papers.ids)
    resets = []
    for number in range(_RESETS):
        other = ids[:-1] if number % 2 == 0 else ids
        resets.append(_milliseconds(lambda: papers.show_papers(other), papers.viewport()))  # noqa: B023 - called now
    found["reset"] = _percentile(resets, 95)
    bar = papers.verticalScrollBar()
    scrolls = [
        _milliseconds(lambda: bar.setValue(bar.value() + _FRAME_STEP), papers.viewport()) for _ in range(_FRAMES)
    ]
    papers.go_to_row(0)
    selects = [_milliseconds(lambda: papers.move_by(1), papers.viewport()) for _ in range(_FRAMES)]
    for name, times in (("scroll", scrolls), ("select", selects)):
        found.update({f"{name}_p50": _percentile(times, 50), f"{name}_p95": _percentile(times, 95)})
    return {**found, "memory": _memory()}


def _milliseconds(work: Callable[[], object], shown: QWidget) -> float:
    start = time.perf_counter()
    work()
    shown.repaint()
    return 1000 * (time.perf_counter() - start)


def _percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]


def _memory() -> float:
    """What the process holds in memory now, in MB; 0 where the system does not tell it in /proc."""
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    except OSError:
        return 0.0
    return int(pages) * 4096 / 1e6


class _Paints(QObject):
    """Counts how often a widget was painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.Paint
        return False


class _Gaps:
    """The longest time between two beats of a timer in the main thread."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self.longest = 0.0
        self._timer = QTimer(interval=_GAP_EVERY_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        present = time.perf_counter()
        self.longest = max(self.longest, 1000 * (present - self._last))
        self._last = present


def _keys(window: MainWindow, _began: float, _painted: float) -> dict[str, float]:
    found = _press_often(window, window.papers, {"next": Qt.Key.Key_J, "done": Qt.Key.Key_E})
    window.triage.start()
    _settle(window)
    found.update(_press_often(window, window.page, {"triage": Qt.Key.Key_E}))
    window.triage.leave()
    _settle(window)
    gaps = _Gaps()
    window.listing.search("the first search builds the index")
    _settle(window)
    found["gap_indexing"], gaps = gaps.longest, _Gaps()
    titles = [row.title.split()[1] for row in window.library.rows(window.library.find(limit=20))]
    for word in titles:
        window.listing.search(word)
        _settle(window)
    found["gap_searching"] = gaps.longest
    return found


def _press_often(window: MainWindow, seen: QAbstractScrollArea, keys: Mapping[str, Qt.Key]) -> dict[str, float]:
    """Each of the keys many times, and what is to be told of it; `seen` is where the papers are looked at."""
    found: dict[str, float] = {}
    for name, key in keys.items():
        times = [_press(window, seen, key) for _ in range(_KEYS)]
        found.update({f"{name}_p{percent}": _percentile(times, percent) for percent in (50, 95, 99)})
        _settle(window)
    return found


def _press(window: MainWindow, seen: QAbstractScrollArea, key: Qt.Key) -> float:
    """How long it takes from a key until the paper it leads to is painted as the current one."""
    from PySide6.QtTest import QTest  # noqa: PLC0415 - loaded in no other part

    program, paints = make_program(), _Paints()
    seen.viewport().installEventFilter(paints)
    before, start = window.papers.current_id, time.perf_counter()
    QTest.keyClick(seen, key)
    until = start + 1
    while (window.papers.current_id == before or not paints.count) and time.perf_counter() < until:
        program.processEvents()
    took = 1000 * (time.perf_counter() - start)
    seen.viewport().removeEventFilter(paints)
    if window.papers.current_id == before:
        sys.exit(f"the key {key.name} did nothing")
    _settle(window)
    return took


PARTS: Mapping[str, Callable[[MainWindow, float, float], dict[str, float]]] = {
    "start": _start,
    "feel": _feel,
    "keys": _keys,
}
