"""A program that writes into a library, reports each step, and is killed by the tests: `python -m tests.crash.writer`.

It reads one task a line (JSON, the fields of `Task`), forks a process with everything loaded that runs it, and reports
how that process ended. Its output has these lines, in the order of events:

    started PID     the process is alive
    chunk           a chunk of a long import has been written
    done N          step N has returned: from here on it must survive
    ended STATUS    the process has ended; STATUS as of os.waitstatus_to_exitcode
With one argument, a task, it runs that itself and writes the lines into `Task.log`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import app.actions.editing
import app.importer.formats
import app.index.client
import app.query.parser
import app.search.searcher
import app.store.session  # noqa: F401 - all loaded before the fork, so that no kill hits the loading
from app.library import Library
from app.store import database
from tests.crash.steps import ACTIVITIES, Workspace


@dataclass(frozen=True)
class Task:
    """Run the steps `first`, `first + 1`, … of an activity (`count` of them, 0 = until killed).

    `is_paused` pauses forever after the first chunk of a long import. `reopen_after` closes and reopens the library
    after that many steps.
    """

    library: str
    pages: str
    activity: str
    first: int
    count: int = 0
    is_paused: bool = False
    reopen_after: int = 0
    synchronous: str = "FULL"
    journal_mode: str | None = None
    log: str | None = None


def run_task(task: Task, report: Callable[[str], None]) -> None:
    """Open the library, run the steps and report each."""
    if task.journal_mode is not None:
        database.JOURNAL_MODE = task.journal_mode  # type: ignore[attr-defined]

    def after_chunk() -> None:
        report("chunk")
        if task.is_paused:
            signal.pause()

    workspace = _open(task, after_chunk)
    number = task.first
    while not task.count or number < task.first + task.count:
        if task.reopen_after and number == task.first + task.reopen_after:
            workspace.library.close()
            workspace = _open(task, after_chunk)
        ACTIVITIES[task.activity](number).run(workspace)
        report(f"done {number}")
        number += 1


def _open(task: Task, after_chunk: Callable[[], None]) -> Workspace:
    library = Library(Path(task.library), synchronous=task.synchronous)
    return Workspace(library, Path(task.pages), after_chunk)


def _make_reporter(descriptor: int) -> Callable[[str], None]:
    def report(line: str) -> None:
        os.write(descriptor, f"{line}\n".encode())

    return report


def _child(task: Task, report: Callable[[str], None]) -> None:
    try:
        report(f"started {os.getpid()}")
        run_task(task, report)
    except BaseException:  # noqa: BLE001 - reported through the exit status and stderr
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main(arguments: list[str]) -> None:
    if arguments:
        task = Task(**json.loads(arguments[0]))
        assert task.log is not None
        run_task(task, _make_reporter(os.open(task.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)))
        os._exit(0)  # as if cut off: nothing is closed
    report = _make_reporter(sys.stdout.fileno())
    for line in sys.stdin:
        task = Task(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            _child(task, report)
        _pid, status = os.waitpid(pid, 0)
        report(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(sys.argv[1:])
