"""The index in its folder: open it, ask it, change it, build it anew.

Folder (private, 0700): `stamp.json`, the lock file, and one data folder that the stamp names. A rebuild writes a new
data folder and becomes true by the exchange of the stamp. Any number of processes may read; writing takes the lock,
which the system frees when a process dies.
"""

from __future__ import annotations

import pickle
import secrets
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from app.index.documents import IndexDocument, IndexState, Leaf
from app.index.errors import IndexBusy, IndexDamaged, IndexUnavailable
from app.index.ranking import best_first, score_papers
from app.index.segments import INDEX_NAME, OpenIndex
from app.index.stamp import (
    Checksums,
    Commit,
    Stamp,
    checksum,
    latest_generation,
    read_stamp,
    segment_checksums,
    table_of_contents,
    write_stamp,
)
from app.index.stock import (
    SCHEMA,
    CommitStorage,
    FileIndex,
    FileLock,
    FileStorage,
    LockError,
    SegmentReader,
    SegmentWriter,
    try_for,
)

LOCK_WAIT = 10.0
SEGMENT_PAPERS = 20_000
"""A rebuild begins a new segment after this many papers, so that its memory does not grow with the library."""
MOST_SEGMENTS = 20
KEPT_SEGMENTS = 8
BUFFER_MEGABYTES = 256

# A file that is missing or not as it was written, and what Whoosh raises when it meets one all the same.
DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    EOFError,
    struct.error,
    zlib.error,
    pickle.UnpicklingError,
)


class Engine:
    """The index of one library in `root`, a folder that belongs to the index alone; it is made when missing."""

    def __init__(self, root: Path, lock_wait: float = LOCK_WAIT) -> None:
        """`lock_wait`: seconds to wait for another process that writes, before IndexBusy."""
        self.root = root
        self.lock_wait = lock_wait
        self._stamp: Stamp | None = None
        self._open: OpenIndex | None = None
        self._verified: Checksums = {}

    def close(self) -> None:
        """Close all files; the engine may be used again."""
        if self._open is not None:
            self._open.close()
        self._stamp = self._open = None
        self._verified = {}

    def state(self) -> IndexState | None:
        """What the index holds, or None when it is missing, damaged or not ours: then it must be rebuilt."""
        try:
            stamp, index = self._current()
        except IndexDamaged:
            return None
        commit = stamp.find_commit(index.generation)
        return IndexState(stamp.library_id, stamp.epoch, commit.applied, commit.papers)

    def matching(self, field: str | None, tokens: Sequence[str], is_phrase: bool) -> set[int]:
        """The ids of the papers that have all tokens in `field` of TEXT_FIELDS (None = any of them).

        As a phrase the tokens stand next to each other within one field; otherwise each may stand in any field asked.
        Raises IndexDamaged.
        """
        with self._reading() as index:
            if is_phrase:
                return index.matching(field, tokens)
            return set.intersection(*(index.matching(field, (token,)) for token in tokens)) if tokens else set()

    def ranked(
        self, leaves: Sequence[Leaf], ids: Sequence[int] | None, limit: int | None = None
    ) -> list[tuple[int, float]]:
        """(paper id, BM25F score), best first, of all `ids` (None = the papers with a word of the leaves).

        Equal scores keep the order of `ids`. Raises IndexDamaged.
        """
        with self._reading() as index:
            scores = score_papers(index, leaves, None if ids is None else set(ids))
        return best_first(scores, sorted(scores) if ids is None else ids, limit)

    def apply(self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int | None) -> None:
        """Put `documents` in the place of what was known of their papers and forget `removed_ids`, in one commit.

        `applied` is the number of the outbox up to which this brings the index; None leaves it, when more is to follow.
        Raises IndexBusy, IndexUnavailable (nothing was changed) and IndexDamaged (rebuild it).
        """
        fresh = {document.paper_id: document for document in documents}
        gone = set(removed_ids) | set(fresh)
        with self._writing():
            stamp, index = self._current()
            commit = stamp.find_commit(index.generation)
            number = commit.applied if applied is None else applied
            try:
                replaced = list(index.documents_of(gone))
                if replaced or fresh:
                    papers = commit.papers - len(replaced) + len(fresh)
                    coming = Commit(commit.generation + 1, number, papers, {})
                    self._commit(stamp, commit, coming, fresh.values(), replaced)
                else:
                    write_stamp(self.root, replace(stamp, commits=(replace(commit, applied=number),)))
            except DAMAGE as error:
                self.close()
                raise _unwritable(error) from error

    def rebuild(self, documents: Iterable[IndexDocument], library_id: str, epoch: str, applied: int) -> None:
        """Build the index anew from all documents; until the end the old one answers.

        Raises IndexBusy, IndexUnavailable (the old index stays) and whatever `documents` raises.
        """
        with self.begin_rebuild(library_id, epoch) as rebuild:
            rebuild.add(documents)
            rebuild.finish(applied)

    def begin_rebuild(self, library_id: str, epoch: str) -> Rebuild:
        """Start a rebuild in steps. The lock is held until its `finish` or `abandon`. Raises IndexBusy."""
        return Rebuild(self, library_id, epoch)

    def lock(self) -> Any:
        """Take the lock of writers, waiting `lock_wait` seconds; returns it for `release()`. Raises IndexBusy."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
            lock = FileLock(str(self.root / "lock"))
            is_ours = try_for(lock.acquire, timeout=self.lock_wait, delay=0.05)
        except OSError as error:
            raise _unwritable(error) from error
        if not is_ours:
            raise IndexBusy("Another Paperdesk is writing the search index; the library answers without it for now.")
        return lock

    @contextmanager
    def _writing(self) -> Iterator[None]:
        lock = self.lock()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _reading(self) -> Iterator[OpenIndex]:
        _, index = self._current()
        try:
            yield index
        except DAMAGE as error:
            self.close()
            raise IndexDamaged(f"The search index is damaged ({error}); it will be rebuilt.") from error

    def _current(self) -> tuple[Stamp, OpenIndex]:
        """The stamp and the newest commit, opened. Raises IndexDamaged."""
        failure: Exception | None = None
        for _ in range(5):  # another process may commit, and delete what we are about to open
            stamp = read_stamp(self.root)
            if stamp is None:
                self.close()
                raise IndexDamaged("There is no search index of this library yet; it will be built.")
            try:
                return stamp, self._refresh(stamp)
            except DAMAGE as error:
                self.close()
                failure = error
        raise IndexDamaged(f"The search index is damaged ({failure}); it will be rebuilt.") from failure

    def _refresh(self, stamp: Stamp) -> OpenIndex:
        folder = self.root / stamp.folder
        if self._stamp is None or self._stamp.folder != stamp.folder:
            self.close()
        commit = stamp.find_commit(latest_generation(folder))
        if self._open is None or self._open.generation != commit.generation:
            self._open = OpenIndex(folder, commit, self._verified, self._open)
        self._stamp = stamp
        return self._open

    def _commit(
        self, stamp: Stamp, before: Commit, coming: Commit, documents: Iterable[IndexDocument], replaced: list[int]
    ) -> None:
        folder = self.root / stamp.folder

        def announce(contents: Path) -> None:
            files = segment_checksums(folder, before.files)
            files[table_of_contents(coming.generation)] = checksum(contents)
            write_stamp(self.root, replace(stamp, commits=(before, replace(coming, files=files))))

        writer = open_writer(CommitStorage(folder, announce))
        try:
            for document in replaced:
                writer.delete_document(document)
            add_documents(writer, documents)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=merge_small_segments)


class Rebuild:
    """A rebuild under way: `add` as often as wanted, then `finish`; leaving it otherwise keeps the old index."""

    def __init__(self, engine: Engine, library_id: str, epoch: str) -> None:
        self._engine = engine
        self._lock = engine.lock()
        self._papers = 0
        self._stamp = Stamp(f"data-{secrets.token_hex(8)}", library_id, epoch, ())
        self._folder = engine.root / self._stamp.folder
        self._storage = FileStorage(str(self._folder))
        self._writer: Any = None
        with self._reporting():
            self._folder.mkdir(mode=0o700)
            FileIndex.create(self._storage, SCHEMA, INDEX_NAME)

    def __enter__(self) -> Rebuild:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Add papers, each at most once in a rebuild."""
        rest = iter(documents)
        while batch := list(islice(rest, 500)):
            with self._reporting():
                self._add(batch)

    def _add(self, batch: list[IndexDocument]) -> None:
        if self._writer is None:
            self._writer = open_writer(self._storage)
        add_documents(self._writer, batch)
        self._papers += len(batch)
        if self._writer.doc_count() >= SEGMENT_PAPERS:
            self._commit()

    def finish(self, applied: int) -> None:
        """Put the new index in the place of the old one; `applied` is the outbox number that its papers stand for."""
        with self._reporting():
            self._exchange(applied)
        self._engine.close()
        _remove_data(self._engine.root, keep=self._stamp.folder)
        self._release()

    def _exchange(self, applied: int) -> None:
        self._commit()
        generation = latest_generation(self._folder)
        contents = table_of_contents(generation)
        files = {**segment_checksums(self._folder, {}), contents: checksum(self._folder / contents)}
        write_stamp(
            self._engine.root, replace(self._stamp, commits=(Commit(generation, applied, self._papers, files),))
        )

    def abandon(self) -> None:
        """Stop here and keep the old index; without effect after `finish`."""
        if self._lock is None:
            return
        writer, self._writer = self._writer, None
        with suppress(*DAMAGE):
            if writer is not None:
                writer.cancel()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._release()

    def _commit(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.commit(merge=False)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        """What goes wrong with our files ends the rebuild with a sentence."""
        try:
            yield
        except DAMAGE as error:
            self.abandon()
            raise _unwritable(error) from error

    def _release(self) -> None:
        self._lock.release()
        self._lock = None


def _unwritable(error: Exception) -> IndexUnavailable:
    return IndexUnavailable(f"The search index could not be written ({error}); the library answers without it for now.")


def open_writer(storage: Any) -> Any:
    """Whoosh's writer over a data folder; the caller holds the lock of the index."""
    try:
        return SegmentWriter(FileIndex(storage, SCHEMA, INDEX_NAME), limitmb=BUFFER_MEGABYTES)
    except LockError as error:
        raise IndexBusy("Another program is writing the search index.") from error


def add_documents(writer: Any, documents: Iterable[IndexDocument]) -> None:
    """Add papers that are not in the index."""
    for document in documents:
        writer.add_document(
            paper_id=document.paper_id,
            title=(document.title,),
            abstract=(document.abstract,),
            authors=document.authors,
            organization=(document.organization,),
            note=(document.note,),
        )


def merge_small_segments(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's hook at a commit: returns the segments to keep after merging the others into the new one.

    Nothing is merged up to MOST_SEGMENTS (a small edit stays small); then all but the KEPT_SEGMENTS largest are.
    """
    living = [segment for segment in segments if segment.doc_count()]
    if len(living) <= MOST_SEGMENTS:
        return living
    by_size = sorted(living, key=lambda segment: -int(segment.doc_count()))
    for segment in by_size[KEPT_SEGMENTS:]:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return by_size[:KEPT_SEGMENTS]


def _remove_data(root: Path, keep: str) -> None:
    for path in root.glob("data-*"):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)
