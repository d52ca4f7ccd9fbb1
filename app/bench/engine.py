"""What a search engine has to do in `paperdesk bench --search`."""

from __future__ import annotations

import os
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.bench.questions import Question


@dataclass(frozen=True, slots=True)
class Built:
    """How long the building took, the bytes of the index, and what else was measured."""

    seconds: float
    index_bytes: int
    more: dict[str, float | None]


class Contestant(ABC):
    """A search engine, keeping what it makes in `folder`. `build` and the rest happen in two processes."""

    is_slow = False
    """Whether a key takes seconds."""

    def __init__(self, folder: Path, count: int) -> None:
        """`count`: the papers of the contest, see `questions.entries`."""
        self.folder = folder
        self.count = count

    @abstractmethod
    def build(self) -> Built:
        """Index all papers and close."""

    @abstractmethod
    def open(self) -> None:
        """Make ready for questions."""

    @abstractmethod
    def ask(self, question: Question) -> int:
        """Find the first `questions.SHOWN` papers in the engine's order, and return the number of all."""

    @abstractmethod
    def edit(self, number: int, title: str) -> None:
        """Give a paper another title, durably, so that it is found at the next question."""

    @abstractmethod
    def close(self) -> None:
        """Let go of all files."""

    def processes(self) -> dict[str, int]:
        """The processes at work now, besides the present one, by name."""
        return {}


def timed(work: Callable[[], object]) -> float:
    """The seconds that a call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def files_size(files: Sequence[Path]) -> int:
    """Bytes of some files."""
    return sum(path.stat().st_size for path in files if path.is_file())


def memory_of(process: int | None = None, key: str = "VmRSS") -> float | None:
    """MB of memory that a process (None = this one) has now, or had at most (`VmHWM`); None where it is not told."""
    try:
        lines = Path(f"/proc/{process or os.getpid()}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = next((line for line in lines.splitlines() if line.startswith(f"{key}:")), None)
    return None if found is None else int(found.split()[1]) * 1024 / 1e6
