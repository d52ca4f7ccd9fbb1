"""The index worker process: reads requests from standard input and writes replies to standard output.

It never opens a library; everything it indexes comes through the pipe. It exits when the pipe is closed. Write requests
are executed in order, in steps of some milliseconds; read requests are answered between two steps, so that searches
work while an import is indexed. When idle, it merges small segments.
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
from app.index.messages import Request, decode_request, encode_reply
from app.index.service import IndexService, Steps

NumberedRequest = tuple[int, Request[object]]
RequestQueue = SimpleQueue[NumberedRequest | None]

IDLE_SECONDS = 1.0
_THREAD_SWITCH_SECONDS = 0.0005
"""Short, so that the thread that reads requests runs even in the middle of a step."""


def main(folder: str | Path) -> int:
    """Serve the index in `folder` until standard input ends; returns the exit code."""
    sys.setswitchinterval(_THREAD_SWITCH_SECONDS)
    requests: RequestQueue = SimpleQueue()
    service = IndexService(Path(folder))
    with _redirect_stdout() as replies:
        threading.Thread(target=_read_requests, args=(service, requests), daemon=True).start()
        try:
            _RequestLoop(service, replies).serve(requests)
        except BrokenPipeError:
            pass  # the parent process is gone, and nobody reads the replies
        finally:
            service.close()
    return 0


def _redirect_stdout() -> BinaryIO:
    """Reserve standard output for replies; anything printed goes to standard error."""
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return replies


def _read_requests(service: IndexService, requests: RequestQueue) -> None:
    """Read requests ahead, so that a newer search can cancel an older one."""
    try:
        for line in sys.stdin.buffer:
            number, request = decode_request(line)
            service.note_generation(request)
            requests.put((number, request))
    finally:
        requests.put(None)


class _RequestLoop:
    """The queue of write requests and the steps in progress: of the first request, or of a merge when it is empty."""

    def __init__(self, service: IndexService, replies: BinaryIO) -> None:
        self._service = service
        self._replies = replies
        self._queue: deque[NumberedRequest] = deque()
        self._current_steps: Steps | None = None
        self._is_merged = True

    def serve(self, requests: RequestQueue) -> None:
        """Process requests until the input ends and all write requests are done."""
        while True:
            try:
                received = self._next_request(requests)
            except Empty:
                self._step()
                continue
            if received is None:
                break
            self._handle(received)
        while self._queue:
            self._step()

    def _next_request(self, requests: RequestQueue) -> NumberedRequest | None:
        """Wait for the next request; None at the end of input. Raises Empty when there is other work to do."""
        if self._queue or self._current_steps is not None:
            return requests.get_nowait()
        return requests.get(timeout=None if self._is_merged else IDLE_SECONDS)

    def _handle(self, received: NumberedRequest) -> None:
        number, request = received
        if request.is_read_only:
            try:
                self._reply(number, request, request.encode_answer(self._service.answer(request)))
            except IndexProblem as problem:
                self._reply(number, request, problem)
            return
        if not self._queue and self._current_steps is not None:
            self._current_steps.close()  # writes go before merging
            self._current_steps = None
        self._queue.append(received)
        self._is_merged = False

    def _step(self) -> None:
        if self._current_steps is None:
            self._current_steps = (
                self._service.run_steps(self._queue[0][1]) if self._queue else self._service.merge_steps()
            )
        try:
            next(self._current_steps)
        except StopIteration:
            self._finish(None)
        except IndexProblem as problem:
            self._finish(problem)

    def _finish(self, answer: IndexProblem | None) -> None:
        self._current_steps = None
        if self._queue:
            self._reply(*self._queue.popleft(), answer)
        else:
            self._is_merged = True

    def _reply(self, number: int, request: Request[object], answer: object) -> None:
        remaining = memoryview(encode_reply(number, request.generation, answer))
        while remaining:
            remaining = remaining[self._replies.write(remaining) :]
