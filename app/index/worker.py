"""The process that keeps the index: requests in on its standard input, replies out on its standard output.

It never opens a library: all it indexes comes through the pipe. It ends when the pipe does. Orders are carried out one
after the other, in steps of some milliseconds; questions are answered between two steps, so that search goes on while
an import is indexed. When nothing has come for a while, small segments are merged.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO

from app.index.errors import IndexProblem
from app.index.messages import Request, read_request, reply_line
from app.index.service import Service, Steps

Arrival = tuple[int, Request[object]]
Arrivals = SimpleQueue[Arrival | None]

QUIET_SECONDS = 1.0
_SWITCH_SECONDS = 0.0005
"""So soon what has arrived is read, even in the middle of a step."""


def main(folder: str | Path) -> int:
    """Serve the index in `folder` until standard input ends; returns the exit code."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    arrivals: Arrivals = SimpleQueue()
    service = Service(Path(folder))
    with _take_standard_output() as replies:
        threading.Thread(target=_receive, args=(service, arrivals), daemon=True).start()
        try:
            _Desk(service, replies).serve(arrivals)
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
    """Read ahead, so that a newer search is known of before an older one is done."""
    try:
        for line in sys.stdin.buffer:
            number, request = read_request(line)
            service.notice(request)
            arrivals.put((number, request))
    finally:
        arrivals.put(None)


class _Desk:
    """The orders that have arrived, and the work under way: the first order, or tidying while there is none."""

    def __init__(self, service: Service, replies: BinaryIO) -> None:
        self._service = service
        self._replies = replies
        self._orders: deque[Arrival] = deque()
        self._work: Steps | None = None
        self._is_tidy = True

    def serve(self, arrivals: Arrivals) -> None:
        """Work until nothing more can arrive and all orders are carried out."""
        while True:
            try:
                arrival = self._next(arrivals)
            except Empty:
                self._step()
                continue
            if arrival is None:
                break
            self._take(arrival)
        while self._orders:
            self._step()

    def _next(self, arrivals: Arrivals) -> Arrival | None:
        """The next arrival. Raises Empty when there is none and something to do meanwhile."""
        if self._orders or self._work is not None:
            return arrivals.get_nowait()
        return arrivals.get(timeout=None if self._is_tidy else QUIET_SECONDS)

    def _take(self, arrival: Arrival) -> None:
        number, request = arrival
        if request.is_question:
            try:
                self._reply(number, request, request.plain_answer(self._service.answer(request)))
            except IndexProblem as problem:
                self._reply(number, request, problem)
            return
        if not self._orders and self._work is not None:
            self._work.close()  # tidying can wait
            self._work = None
        self._orders.append(arrival)
        self._is_tidy = False

    def _step(self) -> None:
        if self._work is None:
            self._work = self._service.carry_out(self._orders[0][1]) if self._orders else self._service.tidy()
        try:
            next(self._work)
        except StopIteration:
            self._end(None)
        except IndexProblem as problem:
            self._end(problem)

    def _end(self, answer: IndexProblem | None) -> None:
        self._work = None
        if self._orders:
            self._reply(*self._orders.popleft(), answer)
        else:
            self._is_tidy = True

    def _reply(self, number: int, request: Request[object], answer: object) -> None:
        rest = memoryview(reply_line(number, request.generation, answer))
        while rest:
            rest = rest[self._replies.write(rest) :]
