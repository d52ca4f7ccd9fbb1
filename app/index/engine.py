"""The index in its folder: open it, ask it, change it, build it anew.

Folder (private, 0700): `stamp.json`, the lock file, and one data folder that the stamp names. A rebuild writes a new
data folder and becomes true by the exchange of the stamp. Any number of processes may read; writing takes the lock,
which the system frees when a process dies.

What takes long (`applying`, `adding`, `finishing`, `tidying`) is a generator that does some milliseconds of work at
each step: between two steps the engine may be asked, and answers from the commit before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.domain.paper_set import PaperSet
from app.index.cache import Memory
from app.index.documents import IndexDocument, IndexState, Leaf
from app.index.errors import DAMAGE, IndexBusy, IndexDamaged, unwritable
from app.index.ranking import best_first, score_papers
from app.index.rebuild import SEGMENT_PAPERS, Rebuild
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
from app.index.whoosh_format.schema import (
    CommitStorage,
    FileLock,
    try_for,
)
from app.index.whoosh_format.segments import Check, OpenIndex, Segment
from app.index.whoosh_format.writer import PaperWriter, cancel_quietly, open_writer

LOCK_WAIT = 10.0
TIDY_SEGMENTS = 12
"""So many segments are merged at once, the smallest ones, as long as together they do not exceed SEGMENT_PAPERS."""
TIDY_GROWTH = 4
"""A segment is merged only with smaller ones that together have at least a quarter of its papers: so each paper is
seldom written again, and a dozen edits never rewrite the library."""


def exhaust(steps: Iterator[None]) -> None:
    """Do all steps of a long piece of work."""
    deque(steps, maxlen=0)


def _go_on() -> None:
    """A search that nobody interrupts."""


class Engine:
    """The index of one library in `root`, a folder that belongs to the index alone; it is made when missing."""

    def __init__(self, root: Path, lock_wait: float = LOCK_WAIT) -> None:
        """`lock_wait`: seconds to wait for another process that writes, before IndexBusy."""
        self.root = root
        self.lock_wait = lock_wait
        self._stamp: Stamp | None = None
        self._open: OpenIndex | None = None
        self._verified: Checksums = {}
        self._memory = Memory()

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

    def find(self, leaf: Leaf, check: Check = _go_on) -> PaperSet:
        """The papers that have the leaf in one of `documents.fields_of(leaf)`.

        `check` is called often and may end the search by raising. Raises IndexDamaged.
        """
        with self._reading() as index:
            return index.find(leaf, check)

    def ranked(
        self, leaves: Sequence[Leaf], ids: Sequence[int] | None, limit: int | None = None, check: Check = _go_on
    ) -> list[tuple[int, float]]:
        """(paper id, BM25F score), best first, of all `ids` (None = the papers with a word of the leaves).

        Equal scores keep the order of `ids`. `check` is called often and may end the search by raising. Raises
        IndexDamaged.
        """
        with self._reading() as index:
            scores = score_papers(index, leaves, None if ids is None else frozenset(ids), check)
        return best_first(scores, sorted(scores) if ids is None else ids, limit)

    def apply(self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int | None) -> None:
        """All of `applying` at once."""
        exhaust(self.applying(documents, removed_ids, applied))

    def applying(
        self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int | None
    ) -> Iterator[None]:
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
            with self._changing():
                replaced = list(index.documents_of(gone))
                if not replaced and not fresh:
                    write_stamp(self.root, replace(stamp, commits=(replace(commit, applied=number),)))
                    return
                papers = commit.papers - len(replaced) + len(fresh)
                coming = Commit(commit.generation + 1, number, papers, {})
                with self._committing(stamp, commit, coming) as writer:
                    for document in replaced:
                        writer.delete_document(document)
                    yield from writer.add_papers(fresh.values())
                    yield from writer.finish(segment for segment in writer.segments if segment.doc_count())

    def is_untidy(self) -> bool:
        """Whether `tidying` has anything to do."""
        try:
            return bool(small_segments(self._current()[1].segments))
        except IndexDamaged:
            return False

    def tidying(self) -> Iterator[None]:
        """Merge small segments into one; for when nothing else is to do, and nothing is lost when it is broken off.

        Raises as `applying`.
        """
        with self._writing():
            stamp, index = self._current()
            commit = stamp.find_commit(index.generation)
            merged = {segment.id: segment for segment in small_segments(index.segments)}
            if not merged:
                return
            coming = replace(commit, generation=commit.generation + 1, files={})
            with self._changing(), self._committing(stamp, commit, coming) as writer:
                for segment in merged.values():
                    yield from writer.absorb(segment)
                yield from writer.finish(one for one in writer.segments if one.segment_id() not in merged)

    def rebuild(self, documents: Iterable[IndexDocument], library_id: str, epoch: str, applied: int) -> None:
        """Build the index anew from all documents; until the end the old one answers.

        Raises IndexBusy, IndexUnavailable (the old index stays) and whatever `documents` raises.
        """
        with self.begin_rebuild(library_id, epoch) as rebuild:
            exhaust(rebuild.adding(documents))
            exhaust(rebuild.finishing(applied))

    def begin_rebuild(self, library_id: str, epoch: str) -> Rebuild:
        """Start a rebuild in steps. The lock is held until its `finish` or `abandon`. Raises IndexBusy."""
        return Rebuild(self.root, self.lock(), self.close, library_id, epoch)

    def lock(self) -> Any:
        """Take the lock of writers, waiting `lock_wait` seconds; returns it for `release()`. Raises IndexBusy."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.root.chmod(0o700)
            lock = FileLock(str(self.root / "lock"))
            is_ours = try_for(lock.acquire, timeout=self.lock_wait, delay=0.05)
        except OSError as error:
            raise unwritable(error) from error
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
            self._open = OpenIndex(folder, commit, self._verified, self._memory, self._open)
        self._stamp = stamp
        return self._open

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """What goes wrong with our files while the index is changed becomes a sentence."""
        try:
            yield
        except DAMAGE as error:
            self.close()
            raise unwritable(error) from error

    @contextmanager
    def _committing(self, stamp: Stamp, before: Commit, coming: Commit) -> Iterator[PaperWriter]:
        """A writer for the commit that comes after `before`; leaving it by an error takes nothing in."""
        folder = self.root / stamp.folder

        def announce(contents: Path) -> None:
            files = segment_checksums(folder, before.files)
            files[table_of_contents(coming.generation)] = checksum(contents)
            write_stamp(self.root, replace(stamp, commits=(before, replace(coming, files=files))))

        writer = open_writer(CommitStorage(folder, announce))
        try:
            yield writer
        except BaseException:
            cancel_quietly(writer)
            raise


def small_segments(segments: Iterable[Segment]) -> list[Segment]:
    """Those of the segments that should be merged into one; none, most of the time.

    Sorted by size they fall into runs, in which none is much larger than all before it; the first long run is taken.
    """
    run: list[Segment] = []
    papers = 0
    for segment in sorted(segments, key=lambda segment: segment.size):
        if papers + segment.size > SEGMENT_PAPERS:
            break
        if segment.size > TIDY_GROWTH * papers:
            if len(run) >= TIDY_SEGMENTS:
                break
            run, papers = [], 0
        run.append(segment)
        papers += segment.size
    return run if len(run) >= TIDY_SEGMENTS else []
