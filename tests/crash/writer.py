"""A program that writes into a library and says so, to be killed: `python -m tests.crash.writer`.

It reads one order a line (JSON, the fields of `Order`), forks a process that carries it out with everything already
loaded, and reports the end of that process. All lines on its output are in the order of what happened:

    started PID     the process is alive
    part            a part of a long import has been written
    done N          step N has returned: from here on it must survive
    ended STATUS    the process is gone; STATUS as os.waitstatus_to_exitcode
With one argument, an order, it carries that out itself and writes the lines into `Order.log`.
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
import app.store.session  # noqa: F401 - all loaded before the fork, so that no kill is spent on loading
from app.library import Library
from app.store import database
from tests.crash.steps import ACTIVITIES, Desk


@dataclass(frozen=True)
class Order:
    """Do the steps `first`, `first + 1`, … of an activity (`count` of them, 0 = until killed).

    `is_paused` stops it for good once a part of a long import has been written. `reopen_after` closes and opens the
    library anew after that many steps.
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


def carry_out(order: Order, tell: Callable[[str], None]) -> None:
    """Open the library and do the steps, telling each."""
    if order.journal_mode is not None:
        database.JOURNAL_MODE = order.journal_mode  # type: ignore[attr-defined]

    def after_part() -> None:
        tell("part")
        if order.is_paused:
            signal.pause()

    desk = _open(order, after_part)
    number = order.first
    while not order.count or number < order.first + order.count:
        if order.reopen_after and number == order.first + order.reopen_after:
            desk.library.close()
            desk = _open(order, after_part)
        ACTIVITIES[order.activity](number).do(desk)
        tell(f"done {number}")
        number += 1


def _open(order: Order, after_part: Callable[[], None]) -> Desk:
    library = Library(Path(order.library), synchronous=order.synchronous)
    return Desk(library, Path(order.pages), after_part)


def _teller(descriptor: int) -> Callable[[str], None]:
    def tell(line: str) -> None:
        os.write(descriptor, f"{line}\n".encode())

    return tell


def _child(order: Order, tell: Callable[[str], None]) -> None:
    try:
        tell(f"started {os.getpid()}")
        carry_out(order, tell)
    except BaseException:  # noqa: BLE001 - reported through the exit status and stderr
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main(arguments: list[str]) -> None:
    if arguments:
        order = Order(**json.loads(arguments[0]))
        assert order.log is not None
        carry_out(order, _teller(os.open(order.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)))
        os._exit(0)  # like a program that is cut off: nothing is closed
    tell = _teller(sys.stdout.fileno())
    for line in sys.stdin:
        order = Order(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            _child(order, tell)
        _pid, status = os.waitpid(pid, 0)
        tell(f"ended {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(sys.argv[1:])
