"""The process that keeps the index: requests in on its standard input, replies out on its standard output.

It never opens a library: all it indexes comes through the pipe. It ends when the pipe does.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

from app.index.errors import IndexProblem
from app.index.messages import Request, read_request, reply_line
from app.index.service import Service

Arrivals = SimpleQueue[tuple[int, Request[object]] | None]


def main(folder: str | Path) -> int:
    """Serve the index in `folder` until standard input ends; returns the exit code."""
    arrivals: Arrivals = SimpleQueue()
    service = Service(Path(folder))
    with _take_standard_output() as replies:
        threading.Thread(target=_receive, args=(service, arrivals), daemon=True).start()
        try:
            while (arrival := arrivals.get()) is not None:
                _reply(service, replies, *arrival)
        except BrokenPipeError:
            pass  # whoever asked is gone, and with it the reader of any reply
        finally:
            service.close()
    return 0


def _take_standard_output() -> BinaryIO:
    """Keep standard output for replies; whatever else is printed goes to standard error."""
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return replies


def _receive(service: Service, arrivals: Arrivals) -> None:
    """Read ahead, so that a newer search is known of before an older one is begun."""
    try:
        for line in sys.stdin.buffer:
            number, request = read_request(line)
            service.notice(request)
            arrivals.put((number, request))
    finally:
        arrivals.put(None)


def _reply(service: Service, replies: BinaryIO, number: int, request: Request[object]) -> None:
    try:
        answer = service.answer(request)
    except IndexProblem as problem:
        answer = problem
    rest = memoryview(reply_line(number, request.generation, answer))
    while rest:
        rest = rest[replies.write(rest) :]
