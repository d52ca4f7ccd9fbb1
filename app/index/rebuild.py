"""A rebuild of the index in steps: a new data folder, written beside the one that answers, then put in its place."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from app.index.documents import IndexDocument
from app.index.errors import DAMAGE, unwritable
from app.index.stamp import (
    Commit,
    Stamp,
    checksum,
    latest_generation,
    segment_checksums,
    table_of_contents,
    write_stamp,
)
from app.index.whoosh_format.schema import INDEX_NAME, SCHEMA, FileIndex, FileStorage
from app.index.whoosh_format.writer import PaperWriter, cancel_quietly, open_writer

_BATCH = 500
SEGMENT_PAPERS = 20_000
"""A rebuild begins a new segment after this many papers, so that its memory does not grow with the library."""


class Rebuild:
    """A rebuild under way: `add` as often as wanted, then `finish`; leaving it otherwise keeps the old index."""

    def __init__(self, root: Path, lock: Any, close: Callable[[], None], library_id: str, epoch: str) -> None:
        """`lock` is the writers' lock, taken, and is released at the end; `close` lets go of the old index's files."""
        self._root = root
        self._lock = lock
        self._close = close
        self._papers = 0
        self._stamp = Stamp(f"data-{secrets.token_hex(8)}", library_id, epoch, ())
        self._folder = root / self._stamp.folder
        self._storage = FileStorage(str(self._folder))
        self._writer: PaperWriter | None = None
        with self._reporting():
            self._folder.mkdir(mode=0o700)
            FileIndex.create(self._storage, SCHEMA, INDEX_NAME)

    def __enter__(self) -> Rebuild:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def adding(self, documents: Iterable[IndexDocument]) -> Iterator[None]:
        """Add papers, each at most once in a rebuild."""
        rest = iter(documents)
        while batch := list(islice(rest, _BATCH)):
            with self._reporting():
                if self._writer is None:
                    self._writer = open_writer(self._storage)
                yield from self._writer.add_papers(batch)
                self._papers += len(batch)
                if self._writer.doc_count() >= SEGMENT_PAPERS:
                    yield from self._committing()

    def finishing(self, applied: int) -> Iterator[None]:
        """Put the new index in the place of the old one; `applied` is the outbox number that its papers stand for."""
        with self._reporting():
            yield from self._committing()
            self._exchange(applied)
        self._close()
        _remove_data(self._root, keep=self._stamp.folder)
        self._release()

    def _exchange(self, applied: int) -> None:
        generation = latest_generation(self._folder)
        contents = table_of_contents(generation)
        files = {**segment_checksums(self._folder, {}), contents: checksum(self._folder / contents)}
        write_stamp(self._root, replace(self._stamp, commits=(Commit(generation, applied, self._papers, files),)))

    def abandon(self) -> None:
        """Stop here and keep the old index; without effect after `finish`."""
        if self._lock is None:
            return
        writer, self._writer = self._writer, None
        if writer is not None:
            cancel_quietly(writer)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._release()

    def _committing(self) -> Iterator[None]:
        if self._writer is not None:
            yield from self._writer.finish(self._writer.segments)
            self._writer = None

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """What goes wrong with our files ends the rebuild with a sentence."""
        try:
            yield
        except DAMAGE as error:
            self.abandon()
            raise unwritable(error) from error

    def _release(self) -> None:
        self._lock.release()
        self._lock = None


def _remove_data(root: Path, keep: str) -> None:
    for path in root.glob("data-*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
