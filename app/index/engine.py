"""The search engine: open, query, update and rebuild the index in a folder.

The folder (mode 0700) holds `stamp.json` (the manifest), the lock file, and one data folder, named in the manifest. A
rebuild writes a new data folder and takes effect when the manifest is replaced. Any number of processes may read;
writing takes the lock, which the operating system releases when a process dies.

Long operations (`apply_steps`, `merge_steps` and those of Rebuild) are generators that do some milliseconds of work per
step. Between two steps the engine can be queried and answers from the previous commit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.config.own_folders import clear_place_of_file, find_problem, secure_folder
from app.domain.errors import PaperdeskError
from app.domain.paper_set import PaperSet
from app.index.cache import SegmentCache
from app.index.documents import IndexDocument, IndexState, TextTerm
from app.index.errors import DAMAGE_ERRORS, IndexBusy, IndexDamaged, write_failure
from app.index.manifest import (
    MANIFEST_NAME,
    Checksums,
    Commit,
    Manifest,
    compute_checksum,
    compute_segment_checksums,
    find_latest_generation,
    read_manifest,
    toc_name,
    write_manifest,
)
from app.index.ranking import score_papers, sort_by_score
from app.index.rebuild import SEGMENT_PAPERS, Rebuild, remove_leftovers
from app.index.whoosh_format.schema import (
    CommitStorage,
    FileLock,
    try_for,
)
from app.index.whoosh_format.segments import CancelCheck, IndexReader, Segment
from app.index.whoosh_format.writer import PaperWriter, cancel_quietly, open_writer

LOCK_TIMEOUT_SECONDS = 10.0
MERGE_SEGMENTS = 12
"""Minimum number of segments for a merge. The smallest are merged, up to SEGMENT_PAPERS papers in total."""
MERGE_SIZE_RATIO = 4
"""A segment is merged only with smaller ones that together have at least a quarter of its papers. So papers are rarely
rewritten, and a dozen edits never rewrite the whole index."""


def consume(steps: Iterator[None]) -> None:
    """Run all steps of a generator."""
    deque(steps, maxlen=0)


def _never_cancel() -> None:
    """CancelCheck of a search that is never cancelled."""


class Engine:
    """The index of one library in `root`, a folder for the index alone; it is created when missing."""

    def __init__(self, root: Path, lock_timeout: float = LOCK_TIMEOUT_SECONDS) -> None:
        """`lock_timeout`: seconds to wait for another writing process before raising IndexBusy."""
        self.root = root
        self.lock_timeout = lock_timeout
        self._manifest: Manifest | None = None
        self._reader: IndexReader | None = None
        self._verified: Checksums = {}
        self._cache = SegmentCache()

    def close(self) -> None:
        """Close all files; the engine can be used again."""
        if self._reader is not None:
            self._reader.close()
        self._manifest = self._reader = None
        self._verified = {}

    def read_state(self) -> IndexState | None:
        """Return what the index contains; None when it is missing, damaged or foreign and must be rebuilt."""
        try:
            manifest, reader = self._open_current()
        except IndexDamaged:
            return None
        commit = manifest.find_commit(reader.generation)
        return IndexState(manifest.library_id, manifest.epoch, commit.applied, commit.papers)

    def find(self, term: TextTerm, check: CancelCheck = _never_cancel) -> PaperSet:
        """Return the papers that contain the term in one of `documents.searched_fields(term)`.

        `check` is called often and may cancel the search by raising. Raises IndexDamaged.
        """
        with self._reading() as reader:
            return reader.find(term, check)

    def rank(
        self,
        terms: Sequence[TextTerm],
        ids: Sequence[int] | None,
        limit: int | None = None,
        check: CancelCheck = _never_cancel,
    ) -> list[tuple[int, float]]:
        """Return (paper id, BM25F score), best first, of all `ids` (None: the papers with a word of the terms).

        Equal scores keep the order of `ids`. `check` is called often and may cancel the search by raising. Raises
        IndexDamaged.
        """
        with self._reading() as reader:
            scores = score_papers(reader, terms, None if ids is None else frozenset(ids), check)
        return sort_by_score(scores, sorted(scores) if ids is None else ids, limit)

    def apply(self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int | None) -> None:
        """Run all of `apply_steps`."""
        consume(self.apply_steps(documents, removed_ids, applied))

    def apply_steps(
        self, documents: Iterable[IndexDocument], removed_ids: Iterable[int], applied: int | None
    ) -> Iterator[None]:
        """Replace or add `documents` and delete the papers `removed_ids`, in one commit.

        `applied` is the outbox number that the index has reached afterwards; None leaves it unchanged, when more
        batches follow. Raises IndexBusy, IndexUnavailable (nothing was changed) and IndexDamaged (rebuild it).
        """
        new_documents = {document.paper_id: document for document in documents}
        deleted = set(removed_ids) | set(new_documents)
        with self._writing():
            manifest, reader = self._open_current()
            commit = manifest.find_commit(reader.generation)
            number = commit.applied if applied is None else applied
            with self._reporting_write_errors():
                replaced = list(reader.find_documents(deleted))
                if not replaced and not new_documents:
                    write_manifest(self.root, replace(manifest, commits=(replace(commit, applied=number),)))
                    return
                papers = commit.papers - len(replaced) + len(new_documents)
                next_commit = Commit(commit.generation + 1, number, papers, {})
                with self._open_commit(manifest, commit, next_commit) as writer:
                    for document in replaced:
                        writer.delete_document(document)
                    yield from writer.add_papers(new_documents.values())
                    yield from writer.finish(segment for segment in writer.segments if segment.doc_count())

    def needs_merge(self) -> bool:
        """Whether `merge_steps` has anything to do."""
        try:
            return bool(select_segments_to_merge(self._open_current()[1].segments))
        except IndexDamaged:
            return False

    def merge_steps(self) -> Iterator[None]:
        """Merge small segments into one, for idle times; it can be stopped at any step without loss.

        Raises the same errors as `apply_steps`.
        """
        with self._writing():
            manifest, reader = self._open_current()
            commit = manifest.find_commit(reader.generation)
            merged = {segment.id: segment for segment in select_segments_to_merge(reader.segments)}
            if not merged:
                return
            next_commit = replace(commit, generation=commit.generation + 1, files={})
            with self._reporting_write_errors(), self._open_commit(manifest, commit, next_commit) as writer:
                for segment in merged.values():
                    yield from writer.copy_segment(segment)
                yield from writer.finish(kept for kept in writer.segments if kept.segment_id() not in merged)

    def rebuild(self, documents: Iterable[IndexDocument], library_id: str, epoch: str, applied: int) -> None:
        """Rebuild the index from all documents; the old index answers until the new one is complete.

        Raises IndexBusy, IndexUnavailable (the old index is kept) and whatever `documents` raises.
        """
        with self.begin_rebuild(library_id, epoch) as rebuild:
            consume(rebuild.add_steps(documents))
            consume(rebuild.finish_steps(applied))

    def begin_rebuild(self, library_id: str, epoch: str) -> Rebuild:
        """Start a rebuild in steps. The lock is held until it is finished or abandoned. Raises IndexBusy."""
        return Rebuild(self.root, self.lock(), self.close, library_id, epoch)

    def lock(self) -> Any:
        """Acquire the write lock, waiting up to `lock_timeout` seconds; the caller releases it.

        Raises IndexBusy, and IndexUnavailable when the folder cannot be made safe.
        """
        try:
            if secure_folder(self.root):
                (self.root / MANIFEST_NAME).unlink(missing_ok=True)  # the index may not be ours, so it is not read
            lock_file = self.root / "lock"
            clear_place_of_file(lock_file)
            lock = FileLock(str(lock_file))
            is_locked = try_for(lock.acquire, timeout=self.lock_timeout, delay=0.05)
        except (OSError, PaperdeskError) as error:
            raise write_failure(error) from error
        if not is_locked:
            raise IndexBusy("Another Paperdesk is writing the search index; the library answers without it for now.")
        manifest = read_manifest(self.root)
        remove_leftovers(self.root, keep=None if manifest is None else manifest.folder)
        return lock

    @contextmanager
    def _writing(self) -> Iterator[None]:
        lock = self.lock()
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _reading(self) -> Iterator[IndexReader]:
        _, reader = self._open_current()
        try:
            yield reader
        except DAMAGE_ERRORS as error:
            self.close()
            raise IndexDamaged(f"The search index is damaged ({error}); it will be rebuilt.") from error

    def _open_current(self) -> tuple[Manifest, IndexReader]:
        """Return the manifest and a reader of the newest commit. Raises IndexDamaged."""
        last_error: Exception | None = None
        if problem := find_problem(self.root):
            self.close()
            raise IndexDamaged(f"The search index was not read: {problem}.")
        for _ in range(5):  # another process may commit and delete the files we are about to open
            manifest = read_manifest(self.root)
            if manifest is None:
                self.close()
                raise IndexDamaged("There is no search index for this library yet; it will be built.")
            try:
                return manifest, self._refresh(manifest)
            except DAMAGE_ERRORS as error:
                self.close()
                last_error = error
        raise IndexDamaged(f"The search index is damaged ({last_error}); it will be rebuilt.") from last_error

    def _refresh(self, manifest: Manifest) -> IndexReader:
        folder = self.root / manifest.folder
        if self._manifest is None or self._manifest.folder != manifest.folder:
            self.close()
        commit = manifest.find_commit(find_latest_generation(folder))
        if self._reader is None or self._reader.generation != commit.generation:
            self._reader = IndexReader(folder, commit, self._verified, self._cache, self._reader)
        self._manifest = manifest
        return self._reader

    @contextmanager
    def _reporting_write_errors(self) -> Iterator[None]:
        """Raise IndexUnavailable for an error while the index is written."""
        try:
            yield
        except DAMAGE_ERRORS as error:
            self.close()
            raise write_failure(error) from error

    @contextmanager
    def _open_commit(self, manifest: Manifest, previous: Commit, next_commit: Commit) -> Iterator[PaperWriter]:
        """Open a writer for the commit after `previous`; an exception cancels it."""
        folder = self.root / manifest.folder

        def write_next_manifest(toc_path: Path) -> None:
            files = compute_segment_checksums(folder, previous.files)
            files[toc_name(next_commit.generation)] = compute_checksum(toc_path)
            write_manifest(self.root, replace(manifest, commits=(previous, replace(next_commit, files=files))))

        writer = open_writer(CommitStorage(folder, write_next_manifest))
        try:
            yield writer
        except BaseException:
            cancel_quietly(writer)
            raise


def select_segments_to_merge(segments: Iterable[Segment]) -> list[Segment]:
    """Return the segments that should be merged into one; usually none.

    The segments are sorted by size and split into runs in which no segment is much larger than all before it together.
    The first run of MERGE_SEGMENTS or more is merged.
    """
    run: list[Segment] = []
    papers = 0
    for segment in sorted(segments, key=lambda segment: segment.size):
        if papers + segment.size > SEGMENT_PAPERS:
            break
        if segment.size > MERGE_SIZE_RATIO * papers:
            if len(run) >= MERGE_SEGMENTS:
                break
            run, papers = [], 0
        run.append(segment)
        papers += segment.size
    return run if len(run) >= MERGE_SEGMENTS else []
