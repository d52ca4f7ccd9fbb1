"""Rebuilding the index in steps, in a new data folder that replaces the current one at the end."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from app.config.atomic_files import OpenFolder
from app.domain.errors import PaperdeskError
from app.index.documents import IndexDocument
from app.index.errors import DAMAGE_ERRORS, write_failure
from app.index.manifest import (
    DATA_NAME,
    Commit,
    Manifest,
    compute_checksum,
    compute_segment_checksums,
    find_latest_generation,
    toc_name,
    write_manifest,
)
from app.index.whoosh_format.schema import INDEX_NAME, SCHEMA, FileIndex, IndexStorage
from app.index.whoosh_format.writer import PaperWriter, cancel_quietly, open_writer

_BATCH = 500
SEGMENT_PAPERS = 20_000
"""A rebuild starts a new segment after this many papers, which bounds its memory use."""


class Rebuild:
    """A rebuild in progress: any number of `add_steps`, then `finish_steps`. Otherwise the old index is kept."""

    def __init__(self, root: Path, lock: Any, close: Callable[[], None], library_id: str, epoch: str) -> None:
        """`lock` is the acquired write lock, released at the end; `close` closes the files of the old index."""
        self._root = root
        self._lock = lock
        self._close = close
        self._papers = 0
        self._manifest = Manifest(f"data-{secrets.token_hex(8)}", library_id, epoch, ())
        self._folder = root / self._manifest.folder
        self._storage = IndexStorage(str(self._folder))
        self._writer: PaperWriter | None = None
        with self._reporting_write_errors():
            self._folder.mkdir(mode=0o700)
            FileIndex.create(self._storage, SCHEMA, INDEX_NAME)

    def __enter__(self) -> Rebuild:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def add_steps(self, documents: Iterable[IndexDocument]) -> Iterator[None]:
        """Add papers; each at most once per rebuild."""
        remaining = iter(documents)
        while batch := list(islice(remaining, _BATCH)):
            with self._reporting_write_errors():
                if self._writer is None:
                    self._writer = open_writer(self._storage)
                yield from self._writer.add_papers(batch)
                self._papers += len(batch)
                if self._writer.doc_count() >= SEGMENT_PAPERS:
                    yield from self._commit_steps()

    def finish_steps(self, applied: int) -> Iterator[None]:
        """Replace the old index by the new one; `applied` is the outbox number of its papers."""
        with self._reporting_write_errors():
            yield from self._commit_steps()
            self._replace_index(applied)
        self._close()
        remove_leftovers(self._root, keep=self._manifest.folder)
        self._release()

    def _replace_index(self, applied: int) -> None:
        generation = find_latest_generation(self._folder)
        contents = toc_name(generation)
        files = {**compute_segment_checksums(self._folder, {}), contents: compute_checksum(self._folder / contents)}
        write_manifest(self._root, replace(self._manifest, commits=(Commit(generation, applied, self._papers, files),)))

    def abandon(self) -> None:
        """Stop and keep the old index; does nothing after `finish_steps`."""
        if self._lock is None:
            return
        writer, self._writer = self._writer, None
        if writer is not None:
            cancel_quietly(writer)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._release()

    def _commit_steps(self) -> Iterator[None]:
        if self._writer is not None:
            yield from self._writer.finish(self._writer.segments)
            self._writer = None

    @contextmanager
    def _reporting_write_errors(self) -> Iterator[None]:
        """Abandon the rebuild and raise IndexUnavailable for an error while files are written."""
        try:
            yield
        except DAMAGE_ERRORS as error:
            self.abandon()
            raise write_failure(error) from error

    def _release(self) -> None:
        self._lock.release()
        self._lock = None


def remove_leftovers(root: Path, keep: str | None) -> None:
    """Remove all data folders but one, and what a killed process left. The write lock must be held."""
    with suppress(OSError, PaperdeskError):
        for path in root.iterdir():
            if not DATA_NAME.fullmatch(path.name) or path.name == keep:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        with OpenFolder.open(root) as folder:
            folder.remove_temporary_files()
