"""Imports dumps into the library, previews imports, and removes and restores them."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.domain.changes import Changes
from app.domain.errors import LibraryError, PaperdeskError, UsageError
from app.domain.records import FeedRecord
from app.importer.formats import parse
from app.importer.source import Source
from app.ingest import apply
from app.ingest.apply import ImportOutcome
from app.ingest.preview import ImportPreview, PreviewReader
from app.store import backup, imports, journal, lock, private_files, steps
from app.store.database import Database, utc_now
from app.store.driver import Connection
from app.store.imports import ImportState
from app.store.lock import hold_import_lock, import_lock_path, try_lock

STANDARD_INPUT = "-"
"""The stored name of an input that was read from standard input."""
Progress = Callable[[int, int], None]
ImportInput = tuple[str, Callable[[], Source]]
"""The name of an input, and a function that reads it."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The result of importing one file. When it was rejected, `feed` is None and `sentence` says why.

    new + changed + same = the papers of the page: `changed` existed before, `altered` of them show different fields
    now, and all are `same` if this page was imported before. `import_id` is None when nothing was imported. `preview`
    is set by a dry run. `step` is the step of the history, if any.
    """

    path: str
    feed: FeedRecord | None
    sentence: str
    import_id: int | None = None
    new: int = 0
    changed: int = 0
    same: int = 0
    altered: int = 0
    year_confidence: str | None = None
    notices: tuple[str, ...] = ()
    paper_ids: frozenset[int] = frozenset()
    preview: ImportPreview | None = None
    step: int | None = None

    @property
    def papers(self) -> int:
        return len(self.feed.papers) if self.feed else 0


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to import: `format` is a format's key (None: detect it). With `is_backed_up` the library is not backed up
    again. `dump_dates` holds dates of single inputs by name, which override `dump_date`."""

    format: str | None = None
    dump_date: date | None = None
    is_dry_run: bool = False
    is_backed_up: bool = False
    dump_dates: Mapping[str, date] = field(default_factory=dict)


def printable_path(path: Path) -> str:
    """A path as text that can be stored and shown: bytes that are not UTF-8 become `\\xff`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def describe_input(path: str) -> str:
    """The name of an input for people."""
    return "standard input" if path == STANDARD_INPUT else path


def try_import(
    database: Database, name: str, read: Callable[[], Source], options: ImportOptions, progress: Progress
) -> ImportResult:
    """Read and import; a rejected input becomes a result whose sentence names it and says why.

    Raises UsageError for a wrong option and LibraryError when the library cannot be written.
    """
    with _gc_paused():
        page = read_page(name, read, options)
        return page if isinstance(page, ImportResult) else import_feed(database, *page, options, progress)


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Pause the garbage collector. An import makes many records without cycles; scanning them takes 5 % of its time
    and stops all other threads, including the window's, for 50 to 200 ms at a time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_gc_paused()
def preview_imports(
    database: Database, inputs: Iterable[ImportInput], options: ImportOptions, progress: Progress
) -> list[ImportResult]:
    """The results, with previews, that `try_import` would give for these inputs in order; nothing is changed.

    All inputs are read, then imported in one transaction that is rolled back, so each result takes the inputs before
    it into account. `progress(done, total)` counts papers and may raise to cancel. Raises what `try_import` raises.
    """
    pages = [read_page(name, read, options) for name, read in inputs]
    total = sum(len(page[1].papers) for page in pages if not isinstance(page, ImportResult))
    results: list[ImportResult] = []
    with _lock_for_trial(database), database.trial() as connection:
        previews = PreviewReader(database.reader)
        for page in pages:
            results.append(page if isinstance(page, ImportResult) else _preview_import(connection, *page, previews))
            progress(sum(result.papers for result in results), total)
    return results


def _lock_for_trial(database: Database) -> AbstractContextManager[None]:
    """The import lock; none in a library that cannot be written: the trial is made in a copy."""
    return nullcontext() if database.is_read_only else hold_import_lock(database.path)


def read_page(
    name: str, read: Callable[[], Source], options: ImportOptions
) -> tuple[Source, FeedRecord] | ImportResult:
    """The text of an input and its parsed feed; when it is rejected, a result whose sentence says why."""
    try:
        source = replace(read(), name=name)
        dump_date = options.dump_dates.get(name, options.dump_date)
        return source, parse(source.text, format=options.format, dump_date=dump_date)
    except (UsageError, LibraryError):
        raise
    except PaperdeskError as error:
        sentence = str(error)
        shown = describe_input(name)
        return ImportResult(name, None, sentence if shown in sentence else f"{shown}: {sentence}")


@_gc_paused()
def import_feed(
    database: Database, source: Source, feed: FeedRecord, options: ImportOptions, progress: Progress
) -> ImportResult:
    """Import a parsed feed.

    `progress(done, total)` may raise to cancel: everything this import wrote is then removed.
    """
    result = _begin_result(source, feed)
    if not feed.papers and feed.profile is None:
        return result
    with hold_import_lock(database.path):
        existing = _find_same_import(database.reader, source, feed)
        if existing is not None and existing.state is ImportState.ACTIVE:
            return _with_confirmed_year(database.reader, replace(result, same=len(feed.papers), import_id=existing.id))
        if not options.is_backed_up:
            _back_up(database)
        if existing is not None:
            return _restore_import(database, result, existing)
        return _add_import(database, source, result, progress)


def _begin_result(source: Source, feed: FeedRecord) -> ImportResult:
    notices = (*source.notices, *feed.notices)
    return ImportResult(source.name, feed, feed.sentence, year_confidence=feed.year_confidence, notices=notices)


def _find_same_import(connection: Connection, source: Source, feed: FeedRecord) -> imports.ExistingImport | None:
    day = feed.dump_date.isoformat() if feed.dump_date else None
    return imports.find_same(connection, source.hash, feed.format, day)


def _label(result: ImportResult) -> str:
    count = result.papers
    return f"Imported {count} {'paper' if count == 1 else 'papers'} from {Path(describe_input(result.path)).name}"


def _add_import(database: Database, source: Source, result: ImportResult, progress: Progress) -> ImportResult:
    """Write chunk by chunk; the last chunk, the finished flag and the step of the history are one transaction."""
    assert result.feed is not None
    outcome = ImportOutcome()
    import_id: int | None = None
    chunks = list(apply.split_into_chunks(result.feed.papers))
    executor = ThreadPoolExecutor(1)  # zlib releases the GIL: one core compresses the text, one writes the papers
    compressed = executor.submit(apply.compress, source)
    try:
        for chunk in chunks[:-1]:
            with database.transaction() as connection:
                import_id = import_id or apply.begin_import(connection, source, result.feed, utc_now())
                apply.add_chunk(connection, import_id, chunk, outcome)
            progress(outcome.papers, result.papers)
        with database.action("import", _label(result)) as action:
            finished_id = import_id or apply.begin_import(action.connection, source, result.feed, action.at)
            apply.add_chunk(action.connection, finished_id, chunks[-1], outcome)
            progress(outcome.papers, result.papers)
            apply.finish_import(action.connection, finished_id, outcome, compressed.result())
            assert action.step_id is not None
            journal.close_import_step(action.connection, action.step_id, finished_id)
    except BaseException:
        if import_id is not None:
            _remove_import(database, import_id)
        raise
    finally:
        executor.shutdown()
    counted = replace(_with_counts(result, finished_id, outcome), step=action.step_id)
    return _with_confirmed_year(database.reader, counted)


def _remove_import(database: Database, import_id: int) -> None:
    with database.transaction() as connection:
        apply.remove_unfinished(connection, import_id)


def remove_unfinished(database: Database) -> int:
    """Remove interrupted imports and leftover files, unless an import is running now; returns how many imports."""
    with try_lock(import_lock_path(database.path)) as is_held:
        if not is_held:
            return 0
        private_files.remove_leftovers(database.path.parent)
        unfinished = lock.find_unfinished(database.reader)
        for import_id in unfinished:
            _remove_import(database, import_id)
    return len(unfinished)


def _preview_import(connection: Connection, source: Source, feed: FeedRecord, previews: PreviewReader) -> ImportResult:
    """Import a page in a transaction that will be rolled back; its text is not stored."""
    result = _begin_result(source, feed)
    if not feed.papers and feed.profile is None:
        return result
    existing = _find_same_import(connection, source, feed)
    if existing is not None and existing.state is ImportState.ACTIVE:
        return _with_confirmed_year(connection, replace(result, same=len(feed.papers), import_id=existing.id))
    outcome = ImportOutcome()
    if existing is not None:
        import_id = existing.id
        outcome = apply.set_state(connection, import_id, ImportState.ACTIVE)
    else:
        import_id = apply.begin_import(connection, source, feed, utc_now())
        for chunk in apply.split_into_chunks(feed.papers):
            apply.add_chunk(connection, import_id, chunk, outcome)
        apply.finish_import(connection, import_id, outcome, None)
    counted = _with_confirmed_year(connection, _with_counts(result, import_id, outcome))
    return replace(counted, import_id=None, preview=previews.read(connection, outcome.touched_ids))


def _restore_import(database: Database, result: ImportResult, existing: imports.ExistingImport) -> ImportResult:
    """Restore the sightings of the same dump, which was imported before and then removed."""
    kind = "import" if existing.state is ImportState.UNDONE else "reimport"
    outcome, step = _change_state(database, kind, _label(result), existing.id, ImportState.ACTIVE)
    counted = replace(_with_counts(result, existing.id, outcome), step=step)
    return _with_confirmed_year(database.reader, counted)


def _change_state(
    database: Database, kind: str, label: str, import_id: int, state: ImportState
) -> tuple[ImportOutcome, int]:
    """Remove or restore an import in one step; returns the outcome and the step. The import lock must be held."""
    with database.action(kind, label) as action:
        outcome = apply.set_state(action.connection, import_id, state)
        assert action.step_id is not None
        journal.close_import_step(action.connection, action.step_id, import_id)
        return outcome, action.step_id


def _with_counts(result: ImportResult, import_id: int | None, outcome: ImportOutcome) -> ImportResult:
    return replace(
        result,
        import_id=import_id,
        new=outcome.new,
        changed=outcome.changed,
        altered=min(len(outcome.altered_ids), outcome.changed),
        paper_ids=frozenset(outcome.touched_ids),
    )


def _with_confirmed_year(connection: Connection, result: ImportResult) -> ImportResult:
    """The result, with its inferred year confirmed if a date of another import confirms it."""
    if (
        result.import_id is not None
        and result.year_confidence == "lower-bound"
        and imports.is_year_confirmed(connection, result.import_id)
    ):
        return replace(result, year_confidence="confirmed")
    return result


def unimport(database: Database, import_id: int) -> Changes:
    """Remove an import and describe which papers stay; no step if it was removed before."""
    view = imports.find(database.reader, import_id)
    if view.withdrawn:
        return Changes(f"Import {import_id} was already removed")
    label = f"Removed import {import_id} ({Path(describe_input(view.path)).name})"
    with hold_import_lock(database.path):
        outcome, step = _change_state(database, "unimport", label, import_id, ImportState.WITHDRAWN)
    label += apply.describe_remaining(outcome)
    return Changes(label, step, frozenset(outcome.touched_ids), stayed=outcome.remaining_ids)


def reimport(database: Database, import_id: int) -> Changes:
    """Restore an import that was removed; no step if it is in the library."""
    view = imports.find(database.reader, import_id)
    if not view.withdrawn:
        return Changes(f"Import {import_id} is in the library")
    state = imports.read_state(database.reader, import_id)
    label = f"Restored import {import_id} ({Path(describe_input(view.path)).name})"
    kind = "import" if state is ImportState.UNDONE else "reimport"
    with hold_import_lock(database.path):
        outcome, step = _change_state(database, kind, label, import_id, ImportState.ACTIVE)
    return Changes(label, step, frozenset(outcome.touched_ids))


def preview_unimport(database: Database, import_id: int) -> ImportPreview:
    """The changes that removing an import would make; nothing is changed."""
    imports.find(database.reader, import_id)
    with _lock_for_trial(database), database.trial() as connection:
        outcome = apply.set_state(connection, import_id, ImportState.WITHDRAWN)
        return PreviewReader(database.reader).read(connection, outcome.touched_ids)


def _back_up(database: Database) -> None:
    """Make a verified backup, unless the library is still empty."""
    if steps.list_steps(database.reader, limit=1):
        backup.make_copy(database.reader, database.path, "import")
