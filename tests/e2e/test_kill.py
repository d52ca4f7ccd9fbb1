"""`kill -9` at random moments: acknowledged steps are in the library, an unfinished one is complete or absent."""

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
from tests.crash.inspection import find_doctor_problems, find_faults, find_wrong_searches, read_content
from tests.crash.steps import ACTIVITIES, BASE_SIZE, FIRST_LONG_IMPORT, Content, Workspace, make_base_import
from tests.crash.writer import Task
from tests.paths import ROOT
from tests.profile import thorough

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

KILLS = {
    activity: thorough(kills, 5)
    for activity, kills in {
        "importing": 25, "tagging": 25, "noting": 25, "indexing": 25, "organizing": 50, "undoing": 50,
    }.items()
}  # fmt: skip
KILLS_ON_ONE_LIBRARY = {"importing": 5, "undoing": 10}  # so that it does not grow to a hundred thousand papers
MAX_DELAY_SECONDS = 0.5
SECOND_CHUNK_SECONDS = 0.12  # about as long as the rest of a long import takes
WORDS = ("lantern", "method", "rapid", "plum")


class Writers:
    """The forking writer program: starts one writer at a time, reads its reports, kills it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, task: Task) -> int:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(task)) + "\n")
        self._process.stdin.flush()
        word, pid = self.read_line().split()
        assert word == "started"
        return int(pid)

    def read_line(self) -> str:
        """Wait for the next line."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert not line.startswith("ended"), f"The writer ended by itself: {line}"
        return line

    def kill(self, pid: int) -> list[str]:
        """Kill the writer; returns the lines it had written and that were not read yet."""
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
        os.killpg(process.pid, signal.SIGKILL)  # also a writer left behind by a failed test


def _new_library(folder: Path) -> tuple[Task, Content]:
    """A library with the base papers, and a task that continues from there."""
    pages = folder / "pages"
    pages.mkdir(parents=True)
    content = Content()
    with Library(folder / "library") as library:
        make_base_import().run(Workspace(library, pages))
    make_base_import().predict(content)
    return Task(str(folder / "library"), str(pages), "", first=0), content


def _run_and_kill(writers: Writers, task: Task, random: Random, *, is_aimed: bool) -> int:
    """Let a writer work, kill it at a random moment; returns how many steps it reported as done.

    The moment is a random fraction of the time of a step, after a random line; `is_aimed` kills after the first chunk
    of a long import.
    """
    pid = writers.start(task)
    line_count = random.randint(1, 6)
    start = time.monotonic()
    lines = [writers.read_line()]
    while lines[-1] != "chunk" if is_aimed else len(lines) < line_count:
        assert len(lines) < 20, "no long import came"
        lines.append(writers.read_line())
    pace = SECOND_CHUNK_SECONDS if is_aimed else (time.monotonic() - start) / len(lines)
    # only the moment of the kill depends on time; nothing is awaited by sleeping
    time.sleep(min(random.random() * pace, MAX_DELAY_SECONDS))
    lines += writers.kill(pid)
    return sum(line.startswith("done") for line in lines)


def _check(task: Task, acknowledged: Content, *, has_search_check: bool) -> int:
    """Open the library after a kill; returns the number of complete steps beyond the acknowledged ones (0 or 1)."""
    with_next_step = acknowledged.copy()
    ACTIVITIES[task.activity](task.first).predict(with_next_step)
    with Library(Path(task.library)) as library:
        found = read_content(library)
        assert found in (acknowledged, with_next_step), _difference(found, acknowledged, with_next_step)
        assert find_faults(library) == []
        if has_search_check:
            assert find_wrong_searches(library, WORDS) == []
            assert find_doctor_problems(library) == []
    return int(found == with_next_step)


def _difference(found: Content, acknowledged: Content, with_next_step: Content) -> str:
    pairs = (
        (name, getattr(found, name), getattr(acknowledged, name), getattr(with_next_step, name)) for name in vars(found)
    )
    names = [name for name, actual, before, after in pairs if actual not in (before, after)]
    what = ", ".join(names) or "a partial step"
    return f"{what}: as neither before nor after the step; {found.steps} steps, {acknowledged.steps} of them certain"


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
            task, content = _new_library(tmp_path / f"{kill}")
            task = replace(task, activity=activity)
        is_aimed = activity == "importing" and kill % on_one == on_one // 2
        done = _run_and_kill(writers, task, random, is_aimed=is_aimed)
        for number in range(task.first, task.first + done):
            ACTIVITIES[activity](number).predict(content)
        task = replace(task, first=task.first + done)
        has_search_check = activity != "importing" or kill in (on_one // 2, kills - 1)  # long imports index slowly
        extra = _check(task, content, has_search_check=has_search_check)
        if extra:
            ACTIVITIES[activity](task.first).predict(content)
        task = replace(task, first=task.first + extra)
        finished += done
    assert finished > kills // 2, "the writers were killed before they had done anything worth losing"


def test_an_import_killed_between_two_chunks_leaves_no_trace(tmp_path: Path, writers: Writers) -> None:
    task, content = _new_library(tmp_path)
    task = replace(task, activity="importing", first=FIRST_LONG_IMPORT, is_paused=True)
    pid = writers.start(task)
    assert writers.read_line() == "chunk"
    assert writers.kill(pid) == []
    messages: list[str] = []
    with Library(Path(task.library), messages.append) as library:
        assert read_content(library) == content
        assert find_faults(library) == []
        assert find_wrong_searches(library, WORDS) == []
        assert find_doctor_problems(library) == []
        assert len(library.find()) == BASE_SIZE
    assert len(messages) >= 1
    assert "interrupted" in messages[0]
