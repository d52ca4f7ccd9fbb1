"""One dump into the library: what it would change, the changing, and the report of it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from app.domain.changes import Changes
from app.domain.errors import LibraryError, PaperdeskError, UsageError
from app.domain.records import FeedRecord
from app.importer.formats import parse
from app.importer.source import Source
from app.ingest import apply
from app.ingest.apply import Tally
from app.ingest.preview import Ledger, LedgerReader
from app.store import backup, imports, journal, steps
from app.store.database import Database, now
from app.store.driver import Connection
from app.store.imports import Standing
from app.store.lock import importing, lock_path, try_lock

STANDARD_INPUT = "-"
"""The name of what was read from there, as it is stored."""
Progress = Callable[[int, int], None]
ImportInput = tuple[str, Callable[[], Source]]
"""The name of an input, and what reads it."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file. `feed` is None when it was refused; then `sentence` says why and nothing was stored.

    new + changed + same = the papers of the page: `changed` were there and were seen again, `altered` of them show
    something else now, and all are the same when this very page was imported before. `import_id` is None when nothing
    was imported. `ledger` tells what a dry run would change, field by field. `step` is that of the history, when there
    is one.
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
    ledger: Ledger | None = None
    step: int | None = None

    @property
    def papers(self) -> int:
        return len(self.feed.papers) if self.feed else 0


class _DryRun(Exception):
    """Ends a dry run: everything it wrote is rolled back."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read: a format by name (None: detect it), the day of the dump, whether only to tell what would be, and
    whether the library was copied just before (otherwise it is copied now). `dump_dates` are days of single inputs, by
    their names; they count more than `dump_date`."""

    format: str | None = None
    dump_date: date | None = None
    is_dry_run: bool = False
    is_copied: bool = False
    dump_dates: Mapping[str, date] = field(default_factory=dict)


def printable(path: Path) -> str:
    """A path as text that can be stored and shown: bytes that are not UTF-8 are written as `\\xff`."""
    return os.fsencode(path).decode(errors="backslashreplace")


def say_path(path: str) -> str:
    """The name of an input for people."""
    return "standard input" if path == STANDARD_INPUT else path


def try_import(
    database: Database, name: str, read: Callable[[], Source], options: ImportOptions, progress: Progress
) -> ImportResult:
    """Read and import; an input that is refused becomes a result whose sentence names it and says why.

    Raises UsageError for a wrong option and LibraryError when something was to be written and could not.
    """
    with _collecting_paused():
        page = read_page(name, read, options)
        return page if isinstance(page, ImportResult) else import_feed(database, *page, options, progress)


@contextmanager
def _collecting_paused() -> Iterator[None]:
    """Records are many and make no cycles: looking through all of them for some takes 5 % of an import,
    and stops every other thread for 50 to 200 ms, that of the window too."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@_collecting_paused()
def foresee_imports(
    database: Database, inputs: Iterable[ImportInput], options: ImportOptions, progress: Progress
) -> list[ImportResult]:
    """What `try_import` would make of these inputs, one after the other; nothing is changed.

    All are read first. Then everything is done in one transaction that is rolled back, so that each result, with its
    ledger, is that of the import itself, after those of the inputs before it. `progress(done, total)` counts papers
    and may raise to cancel. Raises as `try_import` does.
    """
    pages = [read_page(name, read, options) for name, read in inputs]
    total = sum(len(page[1].papers) for page in pages if not isinstance(page, ImportResult))
    results: list[ImportResult] = []
    try:
        with importing(database.path), database.transaction() as connection:
            ledgers = LedgerReader(database.reader)
            for page in pages:
                results.append(page if isinstance(page, ImportResult) else _foresee(connection, *page, ledgers))
                progress(sum(result.papers for result in results), total)
            raise _DryRun
    except _DryRun:
        return results


def read_page(
    name: str, read: Callable[[], Source], options: ImportOptions
) -> tuple[Source, FeedRecord] | ImportResult:
    """An input as text and as what it says; when it is refused, the result that names it and says why."""
    try:
        source = replace(read(), name=name)
        dump_date = options.dump_dates.get(name, options.dump_date)
        return source, parse(source.text, format=options.format, dump_date=dump_date)
    except (UsageError, LibraryError):
        raise
    except PaperdeskError as error:
        sentence = str(error)
        said = say_path(name)
        return ImportResult(name, None, sentence if said in sentence else f"{said}: {sentence}")


@_collecting_paused()
def import_feed(
    database: Database, source: Source, feed: FeedRecord, options: ImportOptions, progress: Progress
) -> ImportResult:
    """Import what was read from one text.

    `progress(done, total)` may raise to cancel: everything this import wrote is removed again.
    """
    result = _begin_result(source, feed)
    if not feed.papers and feed.profile is None:
        return result
    with importing(database.path):
        known = _known(database.reader, source, feed)
        if known is not None and known.standing is Standing.STANDS:
            return _confirmed(database.reader, replace(result, same=len(feed.papers), import_id=known.id))
        if not options.is_copied:
            copy_before(database, "import")
        if known is not None:
            return _bring_back(database, result, known)
        return _add(database, source, result, progress)


def _begin_result(source: Source, feed: FeedRecord) -> ImportResult:
    notices = (*source.notices, *feed.notices)
    return ImportResult(source.name, feed, feed.sentence, year_confidence=feed.year_confidence, notices=notices)


def _known(connection: Connection, source: Source, feed: FeedRecord) -> imports.Known | None:
    day = feed.dump_date.isoformat() if feed.dump_date else None
    return imports.find_same(connection, source.hash, feed.format, day)


def _label(result: ImportResult) -> str:
    count = result.papers
    return f"Imported {count} {'paper' if count == 1 else 'papers'} from {Path(say_path(result.path)).name}"


def _add(database: Database, source: Source, result: ImportResult, progress: Progress) -> ImportResult:
    """Write chunk by chunk; the last chunk, the mark "finished" and the step of the history are one transaction."""
    assert result.feed is not None
    tally = Tally()
    import_id: int | None = None
    slices = list(apply.chunks(result.feed.papers))
    packer = ThreadPoolExecutor(1)  # zlib works beside Python: one core compresses the text, one writes the papers
    packed = packer.submit(apply.pack, source)
    try:
        for papers in slices[:-1]:
            with database.transaction() as connection:
                import_id = import_id or apply.begin(connection, source, result.feed, now())
                apply.add_chunk(connection, import_id, papers, tally)
            progress(tally.papers, result.papers)
        with database.action("import", _label(result)) as action:
            finished = import_id or apply.begin(action.connection, source, result.feed, action.at)
            apply.add_chunk(action.connection, finished, slices[-1], tally)
            progress(tally.papers, result.papers)
            apply.finish(action.connection, finished, tally, packed.result())
            assert action.step_id is not None
            journal.keep_import_step(action.connection, action.step_id, finished)
    except BaseException:
        if import_id is not None:
            remove(database, import_id)
        raise
    finally:
        packer.shutdown()
    return _confirmed(database.reader, replace(_counted(result, finished, tally), step=action.step_id))


def remove(database: Database, import_id: int) -> None:
    """Remove an import that did not finish."""
    with database.transaction() as connection:
        apply.remove_unfinished(connection, import_id)


def remove_unfinished(database: Database) -> int:
    """Remove what killed imports left behind, unless one is running now; returns how many."""
    left = imports.unfinished(database.reader)
    if not left:
        return 0
    with try_lock(lock_path(database.path)) as is_held:
        if not is_held:
            return 0
        left = imports.unfinished(database.reader)
        for import_id in left:
            remove(database, import_id)
    return len(left)


def _foresee(connection: Connection, source: Source, feed: FeedRecord, ledgers: LedgerReader) -> ImportResult:
    """Import a page in a transaction that will be rolled back; its text is not needed."""
    result = _begin_result(source, feed)
    if not feed.papers and feed.profile is None:
        return result
    known = _known(connection, source, feed)
    if known is not None and known.standing is Standing.STANDS:
        return _confirmed(connection, replace(result, same=len(feed.papers), import_id=known.id))
    tally = Tally()
    if known is not None:
        import_id = known.id
        tally = apply.set_standing(connection, import_id, Standing.STANDS)
    else:
        import_id = apply.begin(connection, source, feed, now())
        for papers in apply.chunks(feed.papers):
            apply.add_chunk(connection, import_id, papers, tally)
        apply.finish(connection, import_id, tally, None)
    counted = _confirmed(connection, _counted(result, import_id, tally))
    return replace(counted, import_id=None, ledger=ledgers.read(connection, tally.touched))


def _bring_back(database: Database, result: ImportResult, known: imports.Known) -> ImportResult:
    """The same dump was taken back before: its sightings are still here."""
    kind = "import" if known.standing is Standing.UNDONE else "reimport"
    with database.action(kind, _label(result)) as action:
        tally = apply.set_standing(action.connection, known.id, Standing.STANDS)
        assert action.step_id is not None
        journal.keep_import_step(action.connection, action.step_id, known.id)
    return _confirmed(database.reader, replace(_counted(result, known.id, tally), step=action.step_id))


def _counted(result: ImportResult, import_id: int | None, tally: Tally) -> ImportResult:
    return replace(
        result,
        import_id=import_id,
        new=tally.new,
        changed=tally.changed,
        altered=min(len(tally.altered), tally.changed),
        paper_ids=frozenset(tally.touched),
    )


def _confirmed(connection: Connection, result: ImportResult) -> ImportResult:
    """A date printed elsewhere may have confirmed the year."""
    if (
        result.import_id is not None
        and result.year_confidence == "lower-bound"
        and imports.is_year_confirmed(connection, result.import_id)
    ):
        return replace(result, year_confidence="confirmed")
    return result


def unimport(database: Database, import_id: int) -> Changes:
    """Take an import back and say which papers stay; no step when it was withdrawn already."""
    view = imports.find(database.reader, import_id)
    if view.withdrawn:
        return Changes(f"Import {import_id} was already taken back")
    label = f"Took back import {import_id} ({Path(say_path(view.path)).name})"
    with importing(database.path), database.action("unimport", label) as action:
        tally = apply.set_standing(action.connection, import_id, Standing.WITHDRAWN)
        assert action.step_id is not None
        journal.keep_import_step(action.connection, action.step_id, import_id)
    label += apply.say_what_stays(tally)
    return Changes(label, action.step_id, frozenset(tally.touched), stayed=frozenset(tally.shown | tally.kept))


def reimport(database: Database, import_id: int) -> Changes:
    """Let an import that was taken back count again; no step when it counts already."""
    view = imports.find(database.reader, import_id)
    if not view.withdrawn:
        return Changes(f"Import {import_id} is in the library")
    standing = imports.standing(database.reader, import_id)
    label = f"Brought back import {import_id} ({Path(say_path(view.path)).name})"
    kind = "import" if standing is Standing.UNDONE else "reimport"
    with importing(database.path), database.action(kind, label) as action:
        tally = apply.set_standing(action.connection, import_id, Standing.STANDS)
        assert action.step_id is not None
        journal.keep_import_step(action.connection, action.step_id, import_id)
    return Changes(label, action.step_id, frozenset(tally.touched))


def foresee_unimport(database: Database, import_id: int) -> Ledger:
    """What taking an import back would make of its papers; nothing is changed."""
    imports.find(database.reader, import_id)
    try:
        with importing(database.path), database.transaction() as connection:
            tally = apply.set_standing(connection, import_id, Standing.WITHDRAWN)
            ledger = LedgerReader(database.reader).read(connection, tally.touched)
            raise _DryRun
    except _DryRun:
        return ledger


def copy_before(database: Database, why: str) -> Path | None:
    """A verified copy, unless the library is still empty."""
    return backup.copy(database.reader, database.path, why) if steps.history(database.reader, limit=1) else None
