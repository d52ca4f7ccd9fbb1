"""Library: one open library folder, with every read and action that the window and the command line offer.

The folder holds `library.db`, `backups/` and `importing.lock`; the search index lives in the user's cache folder. Reads
return frozen views, actions return `Changes`. Expected failures are raised as PaperdeskError.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app import library_services as services
from app.config.paths import index_folder, program_file, worker_command
from app.domain.changes import Changes
from app.domain.titles import title_key
from app.store import journal, lock, papers, private_files
from app.store.database import Database

if TYPE_CHECKING:
    from datetime import date

    from app.actions.editing import Editing
    from app.actions.exports import Exports
    from app.domain.detail_views import (
        ComparedField,
        DuplicatePair,
        FieldView,
        Hit,
        ImportDetail,
        ImportView,
        SavedSearchView,
        SightingDetail,
        StepView,
        TagBranch,
        TagView,
    )
    from app.domain.views import Counts, PaperView, RowView
    from app.importer.source import Source
    from app.index.client import IndexClient
    from app.ingest.preview import ImportPreview
    from app.ingest.run import ImportInput, ImportOptions, ImportResult, Progress
    from app.query.results import Completion, Explanation, Facet, QueryResult
    from app.search.searcher import Searcher
    from app.search.service import SearchService
    from app.store.backup import Copy
    from app.store.restore import Restored

FILE_NAME = "library.db"
SORTS = papers.SORTS
"""The sort orders of `Library.find`."""
MAX_STEPS = journal.MAX_STEPS
"""How many of the newest steps can be undone."""


def list_backups(folder: Path) -> list[Copy]:
    """The backup copies of the library in a folder, newest first. The library itself may be missing or damaged."""
    return services.backup.list_copies(services.backup.backups_folder(folder / FILE_NAME))[::-1]


def restore_backup(folder: Path, copy: str) -> Restored:
    """Make a backup copy the library of a folder, see `app.store.restore`; the present file is set aside."""
    return services.restore.restore(folder / FILE_NAME, copy)


def _ignore_progress(_done: int, _total: int) -> None:
    """Default progress callback."""


class Library:
    """An open library; use as a context manager.

    `notify` receives sentences about repairs made while opening or searching. With `has_worker` the index runs in a
    separate process, so that indexing does not block this one. `index_owner` is another open library on the same
    folder, possibly in another thread, whose index is shared; close it after this one. Where there is no library, one
    is created; with `may_create` False nothing is created, and an empty library is shown that cannot be changed.
    """

    def __init__(
        self,
        folder: Path,
        notify: Callable[[str], None] = lambda _sentence: None,
        *,
        synchronous: str = "FULL",
        has_worker: bool = False,
        index_owner: Library | None = None,
        may_create: bool = True,
    ) -> None:
        self.folder = folder
        self._notify = notify
        self._has_worker = has_worker
        self._index_owner = index_owner
        self.database = Database(folder / FILE_NAME, synchronous=synchronous, may_create=may_create)
        if self.database.is_absent:
            return
        if self.database.is_read_only:
            notify(f"{folder} is not writable; the library is open read-only.")
        elif lock.find_unfinished(self.database.reader) or private_files.find_leftovers(folder):
            self._remove_unfinished()

    def _remove_unfinished(self) -> None:
        if services.ingest.remove_unfinished(self.database):  # otherwise another process is importing now
            self._notify("An import was interrupted; its partial data was removed.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files. Every action was committed already."""
        if "searcher" in self.__dict__ and self._index_owner is None:
            self.searcher.close()
        self.database.close()

    @property
    def is_absent(self) -> bool:
        """Whether there is no library in the folder: an empty one is shown, see `may_create`."""
        return self.database.is_absent

    @cached_property
    def editing(self) -> Editing:
        """The user's actions: tags, statuses, notes, links, collections, fields."""
        editing = services.editing.Editing(self.database)
        gc.freeze()  # the modules just loaded are permanent; scanning them would stop all threads for 50 ms
        return editing

    @cached_property
    def exports(self) -> Exports:
        """Exports of papers to files."""
        return services.exports.Exports(self.library_id, self.views)

    @property
    def library_id(self) -> str:
        """The id of the library, which its copies share."""
        return self.database.meta("library_id")

    @cached_property
    def searcher(self) -> Searcher:
        """Searches the index, in this process or in a worker."""
        return services.searcher.Searcher(self.database, self._open_index(), self._notify)

    def _open_index(self) -> IndexClient:
        if self._index_owner is not None:
            return self._index_owner.searcher.client
        folder = index_folder(self.library_id, self.folder)
        program = program_file() if self._has_worker else None
        if program is None:
            return services.index_client.LocalIndexClient(folder)
        return services.index_client.WorkerIndexClient(worker_command(program, folder))

    @cached_property
    def _search_service(self) -> SearchService:
        return services.search.SearchService(self.database.reader, self.searcher)

    # -- reading ------------------------------------------------------------------------------------------------

    def find(self, query: str = "", sort: str | None = None, limit: int | None = None) -> list[int]:
        """The ids of the papers that match a query, ordered by `sort`, else by the query's own `sort:`, else by date.

        Raises QueryError, with the position of the mistake.
        """
        if not query.strip():
            return papers.list_ordered(self.database.reader, None, sort or "date", limit)
        return self._search_service.find(query, sort)[:limit]

    def views(self, ids: Sequence[int]) -> list[PaperView]:
        """The papers with their tags, links, notes and sightings, in the order of `ids`; unknown ids are left out."""
        return papers.read_views(self.database.reader, ids)

    def show(self, paper_id: int) -> PaperView:
        """One paper; a merged id gives the paper it was merged into. Raises UsageError when there is none."""
        return self.views(papers.resolve(self.database.reader, [paper_id]))[0]

    def answer(
        self,
        query: str,
        caret: int | None = None,
        order: str = "date",
        *,
        is_preliminary: bool = False,
        include_trash: bool = True,
    ) -> QueryResult:
        """All papers that match a query, in an order of `app.query.fields.ORDERS`; a `sort:` in the query wins.

        With a caret the query is still being typed: the word at the caret is a prefix, and unfinished or wrong parts
        are ignored and reported as `problem`. Without a caret a mistake raises QueryError. `is_preliminary` looks for
        plain words in titles and authors only, which finds a subset of the full result. Without `include_trash` papers
        in the trash are left out, unless the query names a status.
        """
        return self._search_service.answer(
            query, caret, order, is_preliminary=is_preliminary, include_trash=include_trash
        )

    def facets(self, ids: Collection[int]) -> list[Facet]:
        """Values of the papers of a result with their counts: tag, organisation, year, source, status, category.

        Adding a value's clause to the query leaves that many papers, or more for organisations, which match by words.
        """
        return self._search_service.facets(ids)

    def complete(self, query: str, caret: int) -> list[Completion]:
        """Completions at the caret of a query: fields, or the values of a field, best first."""
        return self._search_service.complete(query, caret)

    def explain(self, query: str, paper_id: int | None = None, caret: int | None = None) -> Explanation:
        """A query as a sentence, and for a paper, which clauses it matches and where. Raises QueryError, UsageError.

        With a caret the query is still being typed, see `answer`.
        """
        identity = None if paper_id is None else papers.resolve(self.database.reader, [paper_id])[0]
        return self._search_service.explain(query, identity, caret)

    def search(self, query: str, limit: int | None = None) -> list[Hit]:
        """The papers that match a query, best first unless it has a `sort:`, with excerpts."""
        return self._search_service.search(query, limit)

    def excerpts(self, query: str, ids: Sequence[int], caret: int | None = None) -> list[Hit]:
        """Scores and excerpts for some papers of a result, such as the visible rows."""
        return self._search_service.excerpts(query, ids, caret)

    def list_by_status(self, status: str, sort: str = "date") -> list[int]:
        """The ids of the papers with a status, or `starred` or `all` (both without trash), in the order of `sort`."""
        return papers.list_by_status(self.database.reader, status, sort)

    def titles(self) -> list[tuple[int, str, str | None]]:
        """Id, title and ISO date of every paper, newest published first."""
        return papers.list_titles(self.database.reader)

    def find_by_title(self, title: str) -> int | None:
        """The paper with this title, ignoring case, accents and punctuation; the newest of several."""
        return papers.find_by_title(self.database.reader, title_key(title))

    def sightings(self, paper_id: int) -> list[SightingDetail]:
        """The sightings of a paper, newest dump first, with the fields each supplies; removed imports too."""
        return services.provenance.list_sightings(self.database.reader, paper_id)

    def fields(self, paper_id: int) -> list[FieldView]:
        """The fields of a paper that a person may edit. Raises UsageError when there is no such paper."""
        return services.provenance.list_fields(self.database.reader, paper_id)

    def duplicate_candidates(self) -> list[DuplicatePair]:
        """Pairs of papers that may be duplicates and were not decided yet; papers in the trash are left out."""
        return services.duplicates.find_pairs(self.database.reader)

    def compare(self, one_id: int, other_id: int) -> list[ComparedField]:
        """Two papers field by field, and the merged values. Raises UsageError when there is no such paper."""
        return services.duplicates.compare(self.database.reader, one_id, other_id)

    def sort_ids(self, ids: Iterable[int], sort: str) -> list[int]:
        """These papers in the order of `sort`; unknown ids are left out."""
        return papers.list_ordered(self.database.reader, set(ids), sort, None)

    def rows(self, ids: Sequence[int]) -> list[RowView]:
        """These papers as rows of a list, in the order of `ids`; unknown ids are left out."""
        return papers.read_rows(self.database.reader, ids)

    def counts(self) -> Counts:
        """How many papers have each status, and how many are starred."""
        return services.overview.count_statuses(self.database.reader)

    def has_due_snoozes(self, today: date) -> bool:
        """Whether `Editing.wake` may have papers to wake. A read, so it does not load SQLModel."""
        return services.overview.has_due_snoozes(self.database.reader, today.isoformat())

    def tag_tree(self) -> list[TagBranch]:
        """The tags as a tree, parents before their children; counts include nested tags."""
        return services.tags.read_tree(self.database.reader)

    def saved_searches(self) -> list[SavedSearchView]:
        """Every saved search, by name."""
        return services.overview.list_saved_searches(self.database.reader)

    def import_papers(self, import_id: int) -> list[int]:
        """The papers of an import, in the order of its page."""
        return services.overview.list_import_papers(self.database.reader, import_id)

    def data_version(self) -> int:
        """A number that changes when another connection has changed the library."""
        return self.database.data_version()

    def tags(self) -> list[TagView]:
        """Every tag with the number of its papers, by name."""
        return services.overview.count_tags(self.database.reader)

    def collections(self) -> list[tuple[str, int]]:
        """Every collection with the number of its papers, by name."""
        return services.overview.count_collections(self.database.reader)

    def collection(self, name: str) -> list[int]:
        """The papers of a collection in its order."""
        return services.overview.list_collection_papers(self.database.reader, name)

    def imports(self) -> list[ImportView]:
        """Every import, oldest first."""
        return services.imports.list_imports(self.database.reader)

    def import_detail(self, import_id: int) -> ImportDetail:
        """An import with its report. Raises UsageError when there is none."""
        return services.imports.read_detail(self.database.reader, import_id)

    def history(self, search: str = "", limit: int | None = None, before: int | None = None) -> list[StepView]:
        """Steps, newest first: at most `limit`, older than step `before`, matching the words of `search`."""
        return services.steps.list_steps(self.database.reader, search, limit, before)

    def step_papers(self, step: int) -> list[int]:
        """The papers that a step of the history changed; none when it is unknown or too old."""
        return services.steps.list_papers_of_step(self.database.reader, step)

    # -- changing -----------------------------------------------------------------------------------------------

    def import_each(
        self, inputs: Iterable[ImportInput], options: ImportOptions | None = None, progress: Progress = _ignore_progress
    ) -> Iterator[ImportResult]:
        """Import inputs one by one, one action each, and yield their results.

        A rejected input is reported in its result, and the others are still imported. A dry run yields the results the
        import would have. Raises UsageError for a wrong option, and LibraryError when the library cannot be written.
        """
        options = options or services.ingest.ImportOptions()
        if options.is_dry_run:
            yield from services.ingest.preview_imports(self.database, inputs, options, progress)
            return
        for name, read in inputs:
            result = services.ingest.try_import(self.database, name, read, options, progress)
            yield result
            # one verified backup, made before the first change, is enough for all inputs
            options = replace(options, is_backed_up=options.is_backed_up or result.import_id is not None)

    def import_paths(self, paths: Iterable[Path]) -> list[ImportResult]:
        """Import files; see `import_each`."""
        read = services.source.read_source
        return list(self.import_each((services.ingest.printable_path(path), partial(read, path)) for path in paths))

    def import_source(
        self, source: Source, options: ImportOptions | None = None, progress: Progress = _ignore_progress
    ) -> ImportResult:
        """Import a text that was already read, such as the clipboard."""
        return next(self.import_each([(source.name, lambda: source)], options, progress))

    def unimport(self, import_id: int) -> Changes:
        """Remove an import. Papers of other imports, and papers the user has edited, stay and are counted."""
        return services.ingest.unimport(self.database, import_id)

    def reimport(self, import_id: int) -> Changes:
        """Restore an import that was removed."""
        return services.ingest.reimport(self.database, import_id)

    def preview_unimport(self, import_id: int) -> ImportPreview:
        """The changes that removing an import would make; nothing is changed."""
        return services.ingest.preview_unimport(self.database, import_id)

    def undo(self, step_id: int | None = None) -> Changes:
        """Undo the newest step, or one alone. Raises BlockedByLaterSteps when later steps depend on it."""
        return services.undo.undo(self.database, step_id)

    def redo(self, step_id: int | None = None) -> Changes:
        """Redo the step undone last, or one alone. Raises BlockedByLaterSteps when it depends on undone steps."""
        return services.undo.redo(self.database, step_id)

    def compact_history(self) -> None:
        """Discard the undo data of steps that are too old, see `app.store.steps`. Fast when there is none."""
        services.steps.compact(self.database)

    def rebuild_index(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Rebuild the search index; returns the number of papers."""
        return self.searcher.rebuild(on_progress)

    def index_changes(self, on_progress: Callable[[int], None] | None = None) -> None:
        """Update the search index, as every search does otherwise. Raises IndexProblem."""
        self.searcher.catch_up(on_progress)

    def set_waits_for_index(self, waits_for_index: bool) -> None:
        """Whether a search waits until the index is up to date, which is the default.

        Otherwise, when updating takes long, a search uses the outdated index, or titles and authors when there is no
        index, and `is_index_behind` is true: the caller should then call `index_changes`.
        """
        self.searcher.waits_for_index = waits_for_index

    @property
    def is_index_behind(self) -> bool:
        """Whether the last search may lack papers that are not indexed yet."""
        return "searcher" in self.__dict__ and self.searcher.is_behind
