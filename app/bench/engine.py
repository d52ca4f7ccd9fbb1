"""What `paperdesk bench --search` asks of a search engine, and how its time, disk space and memory are measured."""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.bench.questions import Question


@dataclass(frozen=True, slots=True)
class BuildResult:
    """Seconds that the build took, bytes of the index, and further values for the results by key."""

    seconds: float
    index_bytes: int
    more: dict[str, float | None]


class SearchEngine(ABC):
    """A search engine that keeps its files in `folder`. `build` runs in one process, all other calls in another."""

    is_slow = False
    """Whether a keystroke may take seconds."""

    def __init__(self, folder: Path, count: int) -> None:
        """`count` is the number of papers, see `questions.generate_entries`."""
        self.folder = folder
        self.count = count

    @abstractmethod
    def build(self) -> BuildResult:
        """Index all papers and close."""

    @abstractmethod
    def open(self) -> None:
        """Open what was built."""

    @abstractmethod
    def ask(self, question: Question) -> int:
        """Fetch the first `questions.SHOWN` papers in the engine's own order; return the number of all hits."""

    @abstractmethod
    def edit(self, number: int, title: str) -> None:
        """Change the title of a paper, durably, so that the next question finds it."""

    @abstractmethod
    def close(self) -> None:
        """Close all files."""

    def processes(self) -> dict[str, int]:
        """The ids of running helper processes, by name."""
        return {}


def time_call(call: Callable[[], object]) -> float:
    """The seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def total_size(files: Iterable[Path]) -> int:
    """Bytes of all regular files among these paths."""
    return sum(path.stat().st_size for path in files if path.is_file())


def process_memory_mb(process: int | None = None, key: str = "VmRSS") -> float | None:
    """MB of memory that a process (None: this one) has now, or its peak (`VmHWM`); None outside Linux."""
    try:
        lines = Path(f"/proc/{process or os.getpid()}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = next((line for line in lines.splitlines() if line.startswith(f"{key}:")), None)
    return None if found is None else int(found.split()[1]) * 1024 / 1e6
