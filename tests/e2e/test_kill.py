"""`kill -9` at random moments: what the library has acknowledged is there, what was under way is whole or absent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pytest

from app.library import Library
from tests.crash.steps import ACTIVITIES, BASE_SIZE, FIRST_LONG_IMPORT, Content, Desk, base
from tests.crash.verdict import complaints_of_doctor, faults, observe, wrong_searches
from tests.crash.writer import Order
from tests.paths import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

KILLS = {"importing": 25, "tagging": 25, "noting": 25, "indexing": 25, "organizing": 50, "undoing": 50}
KILLS_ON_ONE_LIBRARY = {"importing": 5, "undoing": 10}  # so that it does not grow to a hundred thousand papers
LONGEST_DELAY = 0.5
SECOND_PART = 0.12  # about as long as the rest of a long import takes
WORDS = ("lantern", "method", "rapid", "plum")


class Writers:
    """The forking writer program: starts one writer at a time, hears what it tells, kills it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, order: Order) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        word, pid = self.hear().split()
        assert word == "started"
        return int(pid)

    def hear(self) -> str:
        """The next line; waits for it."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert not line.startswith("ended"), f"The writer ended by itself: {line}"
        return line

    def kill(self, pid: int) -> list[str]:
        """Kill the writer; returns what it had told and nobody had heard yet."""
        assert self._process.stdout is not None
        os.kill(pid, signal.SIGKILL)
        lines = [line.strip() for line in iter(self._process.stdout.readline, "ended -9\n")]
        assert not any(line.startswith("ended") for line in lines), lines
        return lines


@pytest.fixture
def writers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writers]:
    monkeypatch.setenv("PAPERDESK_CACHE", str(tmp_path / "cache"))
    command = [sys.executable, "-m", "tests.crash.writer"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        yield Writers(process)
        os.killpg(process.pid, signal.SIGKILL)  # also a writer that a failed test has left behind


def _new_library(folder: Path) -> tuple[Order, Content]:
    """A library with the base papers in it, and the order to go on from there."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    content = Content()
    with Library(folder / "library") as library:
        base().do(Desk(library, pages))
    base().foretell(content)
    return Order(str(folder / "library"), str(pages), "", first=0), content


def _run_and_kill(writers: Writers, order: Order, random: Random, *, is_aimed: bool) -> int:
    """Let a writer work, kill it at a random moment; returns how many steps it said it had finished.

    The moment is a random part of the time a step takes, after a random line; aimed, it lies where a long import is
    written in part.
    """
    pid = writers.start(order)
    wanted = random.randint(1, 6)
    began = time.monotonic()
    lines = [writers.hear()]
    while lines[-1] != "part" if is_aimed else len(lines) < wanted:
        assert len(lines) < 20, "no long import came"
        lines.append(writers.hear())
    pace = SECOND_PART if is_aimed else (time.monotonic() - began) / len(lines)
    # The moment of the kill is the one thing here that is a matter of time; nothing is awaited by it.
    time.sleep(min(random.random() * pace, LONGEST_DELAY))
    lines += writers.kill(pid)
    return sum(line.startswith("done") for line in lines)


def _check(order: Order, certain: Content, *, is_search_checked: bool) -> int:
    """Open the library after a kill; returns how many steps were whole beyond the certain ones (0 or 1)."""
    following = certain.copy()
    ACTIVITIES[order.activity](order.first).foretell(following)
    with Library(Path(order.library)) as library:
        found = observe(library)
        assert found in (certain, following), _difference(found, certain, following)
        assert faults(library) == []
        if is_search_checked:
            assert wrong_searches(library, WORDS) == []
            assert complaints_of_doctor(library) == []
    return int(found == following)


def _difference(found: Content, certain: Content, following: Content) -> str:
    pairs = ((name, getattr(found, name), getattr(certain, name), getattr(following, name)) for name in vars(found))
    names = [name for name, is_, was, next_ in pairs if is_ not in (was, next_)]
    what = ", ".join(names) or "a step in part"
    return f"{what}: as neither before nor after the step; {found.steps} steps, {certain.steps} of them certain"


@pytest.mark.parametrize("activity", list(KILLS))
def test_nothing_acknowledged_is_lost_when_the_program_is_killed(
    activity: str, tmp_path: Path, writers: Writers
) -> None:
    random = Random(f"kill {activity}")
    kills = KILLS[activity]
    on_one = KILLS_ON_ONE_LIBRARY.get(activity, kills)
    finished = 0
    for kill in range(kills):
        if kill % on_one == 0:
            order, content = _new_library(tmp_path / f"{kill}")
            order = replace(order, activity=activity)
        is_aimed = activity == "importing" and kill % on_one == on_one // 2
        done = _run_and_kill(writers, order, random, is_aimed=is_aimed)
        for number in range(order.first, order.first + done):
            ACTIVITIES[activity](number).foretell(content)
        order = replace(order, first=order.first + done)
        is_search_checked = activity != "importing" or kill in (on_one // 2, kills - 1)  # a long import takes time
        extra = _check(order, content, is_search_checked=is_search_checked)
        if extra:
            ACTIVITIES[activity](order.first).foretell(content)
        order = replace(order, first=order.first + extra)
        finished += done
    assert finished > kills // 2, "the writers were killed before they had done anything worth losing"


def test_an_import_killed_between_two_chunks_leaves_no_trace(tmp_path: Path, writers: Writers) -> None:
    order, content = _new_library(tmp_path)
    order = replace(order, activity="importing", first=FIRST_LONG_IMPORT, is_paused=True)
    pid = writers.start(order)
    assert writers.hear() == "part"
    assert writers.kill(pid) == []
    told: list[str] = []
    with Library(Path(order.library), told.append) as library:
        assert observe(library) == content
        assert faults(library) == []
        assert wrong_searches(library, WORDS) == []
        assert complaints_of_doctor(library) == []
        assert len(library.find()) == BASE_SIZE
    assert len(told) >= 1
    assert "cut off" in told[0]
