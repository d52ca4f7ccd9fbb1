"""How long whole processes take: `paperdesk list` on a warm library, and an empty Python program for comparison."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from app.bench.figures import Figure
from app.config.paths import program_file

_RUNS = 5
_COMMANDS = {"process_list": ("list", "--limit", "20"), "process_list_json": ("list", "--json")}


def measure_processes(library: Path) -> Iterator[Figure]:
    """Milliseconds of each process on the closed library in that folder, the median of some runs."""
    program = program_file() if find_spec("app.cli.main") else None
    for key, arguments in _COMMANDS.items():
        if program is None:
            yield Figure(key, None, "skipped: the file that starts Paperdesk was not found")
        else:
            yield _measure(key, [str(program), "--library", str(library), *arguments])
    yield _measure("process_python", ["-c", "pass"])


def _measure(key: str, arguments: Sequence[str]) -> Figure:
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        completed = subprocess.run([sys.executable, *arguments], env=os.environ, capture_output=True, check=False)
        times.append(1000 * (time.perf_counter() - start))
        if completed.returncode != 0:
            return Figure(key, None, f"skipped: the process ended with {completed.returncode}")
    return Figure(key, statistics.median(times), f"median of {_RUNS}")
