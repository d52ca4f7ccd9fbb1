"""Library: one open library folder; every read and every action the window or the command line may ask for.

The folder holds `library.db`, `backups/` and `importing.lock`; the search index lies in the user's cache folder. Reads
return frozen views, actions return `Changes`; all that can go wrong for a person is a PaperdeskError.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.config.paths import index_folder, program_file, worker_command
from app.domain.changes import Changes
from app.domain.errors import LibraryError
from app.domain.titles import title_key
from app.domain.views import (
    ComparedField,
    Counts,
    FieldView,
    Hit,
    ImportDetail,
    ImportView,
    PaperView,
    RowView,
    SamePair,
    SavedSearchView,
    SightingDetail,
    StepView,
    TagBranch,
    TagView,
)
from app.store import imports, lists, papers, steps, tags
from app.store.database import Database

if TYPE_CHECKING:
    from datetime import date

    from app.actions.editing import Editing
    from app.importer.source import Source
    from app.ingest.preview import Ledger
    from app.ingest.run import ImportInput, ImportOptions, ImportResult, Progress
    from app.query.answers import Answer, Completion, Explanation, Facet
    from app.search.searcher import Searcher
    from app.search.service import Answering

FILE_NAME = "library.db"


def _nothing(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """An open library; use as a context manager.

    `notify` receives sentences about what had to be mended on the way. `has_worker`: the index is kept in a process of
    its own, so that whatever else this process does goes on meanwhile. `beside`: another open library on the same
    folder, perhaps of another thread, whose index is used instead; it must be closed after this one.
    """

    def __init__(
        self,
        folder: Path,
        notify: Callable[[str], None] = lambda _sentence: None,
        *,
        synchronous: str = "FULL",
        has_worker: bool = False,
        beside: Library | None = None,
    ) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{folder} cannot be used as a library folder: {error.strerror}.") from error
        self.folder = folder
        self._notify = notify
        self._has_worker = has_worker
        self._beside = beside
        self.database = Database(folder / FILE_NAME, synchronous=synchronous)
        if self.database.is_read_only:
            notify(f"{folder} cannot be written: the library is open for reading only.")
        elif imports.unfinished(self.database.reader):
            self._remove_unfinished()

    def _remove_unfinished(self) -> None:
        from app.ingest.run import remove_unfinished  # noqa: PLC0415 - as in `import_each`

        if remove_unfinished(self.database):  # otherwise another program is importing just now
            self._notify("An import had been cut off; what it had begun to write was taken out again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; unsaved there is nothing."""
        if "searcher" in self.__dict__ and self._beside is None:
            self.searcher.close()
        self.database.close()

    @cached_property
    def editing(self) -> Editing:
        """The user's actions: tags, statuses, notes, links, collections, fields."""
        from app.actions.editing import Editing  # noqa: PLC0415 - SQLModel takes 0.3 s to load, a list does without

        gc.freeze()  # what was loaded stays: looking through it for garbage would hold up all threads for 50 ms
        return Editing(self.database)

    @cached_property
    def searcher(self) -> Searcher:
        """Search by query, over the index in this process or in its worker."""
        from app.index.client import LocalDoor, WorkerDoor  # noqa: PLC0415 - not needed for a list or an edit
        from app.search.searcher import Searcher  # noqa: PLC0415 - as above

        if self._beside is not None:
            return Searcher(self.database, self._beside.searcher.door, self._notify)
        folder = index_folder(self.database.meta("library_id"), self.folder)
        program = program_file() if self._has_worker else None
        door = WorkerDoor(worker_command(program, folder)) if program else LocalDoor(folder)
        return Searcher(self.database, door, self._notify)

    @cached_property
    def _answering(self) -> Answering:
        from app.search.service import Answering  # noqa: PLC0415 - as in `searcher`

        return Answering(self.database.reader, self.searcher)

    # -- reading ------------------------------------------------------------------------------------------------

    def find(self, query: str = "", sort: str | None = None, limit: int | None = None) -> list[int]:
        """The ids of the papers a query means, in the order of `sort`, else of the query's own `sort:`, else by date.

        Raises QueryError with the position.
        """
        if not query.strip():
            return papers.ordered(self.database.reader, None, sort or "date", limit)
        return self._answering.find(query, sort)[:limit]

    def views(self, ids: Sequence[int]) -> list[PaperView]:
        """The papers with everything that hangs on them, in the order of `ids`; unknown ids are left out."""
        return papers.views(self.database.reader, ids)

    def show(self, paper_id: int) -> PaperView:
        """One paper; an alias shows the paper it stands for. Raises UsageError when there is none."""
        return self.views(papers.resolve(self.database.reader, [paper_id]))[0]

    def answer(
        self,
        query: str,
        caret: int | None = None,
        order: str = "date",
        *,
        is_first_look: bool = False,
        has_trash: bool = True,
    ) -> Answer:
        """All papers a query means, in an order of `app.query.fields.ORDERS`; a `sort:` in the query goes before it.

        With a caret the query is being typed: the word there is the beginning of a word, and what is unfinished or
        wrong is left out and told as the answer's `problem`; without, a mistake raises QueryError. `is_first_look`
        looks for plain words in titles and authors only: all it finds is found by the full answer, too. Without
        `has_trash` papers in the trash are left out, unless the query names a status.
        """
        return self._answering.answer(query, caret, order, is_first_look=is_first_look, has_trash=has_trash)

    def facets(self, ids: Collection[int]) -> list[Facet]:
        """What the papers of a result have, with numbers: tags, organisation, year, source, status, category.

        Adding a value's clause leaves that many papers; for organisations, whose clause is words, perhaps more.
        """
        return self._answering.facets(ids)

    def complete(self, query: str, caret: int) -> list[Completion]:
        """What may be written where the caret stands in a query: fields, or the values of one, the best first."""
        return self._answering.complete(query, caret)

    def explain(self, query: str, paper_id: int | None = None, caret: int | None = None) -> Explanation:
        """A query as a sentence, and for a paper which clauses it meets, and where. Raises QueryError, UsageError.

        With a caret the query is being typed, see `answer`.
        """
        identity = None if paper_id is None else papers.resolve(self.database.reader, [paper_id])[0]
        return self._answering.explain(query, identity, caret)

    def search(self, query: str, limit: int | None = None) -> list[Hit]:
        """The papers a query means, best first unless it has a `sort:`, with excerpts."""
        return self._answering.search(query, limit)

    def excerpts(self, query: str, ids: Sequence[int], caret: int | None = None) -> list[Hit]:
        """Why some papers of an answer were found: their scores and excerpts, for the rows that are seen just now."""
        return self._answering.excerpts(query, ids, caret)

    def ranked(self, query: str) -> list[int]:
        """The ids of the papers a query means, best first unless it has a `sort:`."""
        return self.answer(query, order="relevance").ids

    def shelf(self, shelf: str, sort: str = "date") -> list[int]:
        """The ids of the papers with a status, or `starred` or `all` (both without trash), in the order of `sort`."""
        return papers.shelved(self.database.reader, shelf, sort)

    def titles(self) -> list[tuple[int, str, str | None]]:
        """Id, title and ISO date of every paper, newest published first: what a title is looked up in."""
        return papers.titles(self.database.reader)

    def find_titled(self, title: str) -> int | None:
        """The paper of this title, whatever its case, accents and punctuation; the newest of several."""
        return papers.titled(self.database.reader, title_key(title))

    def sightings(self, paper_id: int) -> list[SightingDetail]:
        """Where a paper was seen, newest dump first, with what each sighting gives to it; withdrawn ones too."""
        from app.reconcile import provenance  # noqa: PLC0415 - settling and folding; a list does without

        return provenance.sightings(self.database.reader, paper_id)

    def fields(self, paper_id: int) -> list[FieldView]:
        """The fields of a paper that a person may edit. Raises UsageError when there is no such paper."""
        from app.reconcile import provenance  # noqa: PLC0415 - as in `sightings`

        return provenance.fields(self.database.reader, paper_id)

    def same_candidates(self) -> list[SamePair]:
        """Pairs of papers that may be the same and were not judged yet; papers in the trash are left out."""
        from app.reconcile import duplicates  # noqa: PLC0415 - as in `sightings`

        return duplicates.candidates(self.database.reader)

    def compare(self, one_id: int, other_id: int) -> list[ComparedField]:
        """Two papers field by field, and what they would show as one. Raises UsageError when there is no such paper."""
        from app.reconcile import duplicates  # noqa: PLC0415 - as in `sightings`

        return duplicates.compare(self.database.reader, one_id, other_id)

    def in_order(self, ids: Iterable[int], sort: str) -> list[int]:
        """These papers in the order of `sort`; unknown ids are left out."""
        return papers.ordered(self.database.reader, set(ids), sort, None)

    def rows(self, ids: Sequence[int]) -> list[RowView]:
        """What a list shows of these papers, in the order of `ids`; unknown ids are left out."""
        return papers.rows(self.database.reader, ids)

    def counts(self) -> Counts:
        """How many papers have each status, and how many are starred."""
        return lists.counts(self.database.reader)

    def has_due_snoozes(self, today: date) -> bool:
        """Whether there may be papers for `Editing.wake`; asked first, because a read does without SQLModel."""
        return lists.has_due_snoozes(self.database.reader, today.isoformat())

    def tag_tree(self) -> list[TagBranch]:
        """The tags as a tree, parents before the tags nested in them; counts hold those of the nested tags."""
        return tags.tree(self.database.reader)

    def saved_searches(self) -> list[SavedSearchView]:
        """Every saved search, by name."""
        return lists.saved_searches(self.database.reader)

    def import_papers(self, import_id: int) -> list[int]:
        """The papers that stand on an import, in the order of its page."""
        return lists.import_papers(self.database.reader, import_id)

    def data_version(self) -> int:
        """A number that differs from the one before when somebody else has changed the library meanwhile."""
        return self.database.data_version()

    def tags(self) -> list[TagView]:
        """Every tag with the number of its papers, by name."""
        return lists.tags(self.database.reader)

    def collections(self) -> list[tuple[str, int]]:
        """Every collection with the number of its papers, by name."""
        return lists.collections(self.database.reader)

    def collection(self, name: str) -> list[int]:
        """The papers of a collection in its order."""
        return lists.collection_papers(self.database.reader, name)

    def imports(self) -> list[ImportView]:
        """Every import, oldest first."""
        return imports.all_imports(self.database.reader)

    def import_detail(self, import_id: int) -> ImportDetail:
        """What an import said of itself. Raises UsageError when there is none."""
        return imports.detail(self.database.reader, import_id)

    def history(self, search: str = "", limit: int | None = None, before: int | None = None) -> list[StepView]:
        """Steps, newest first; at most `limit`, older than step `before`, those about the words of `search`."""
        return steps.history(self.database.reader, search, limit, before)

    def step_papers(self, step: int) -> list[int]:
        """The papers that a step of the history has changed; none when it is unknown, or too old to tell."""
        return steps.step_papers(self.database.reader, step)

    # -- changing -----------------------------------------------------------------------------------------------

    def import_each(
        self, inputs: Iterable[ImportInput], options: ImportOptions | None = None, progress: Progress = _nothing
    ) -> Iterator[ImportResult]:
        """Import one input after the other, one action each, and yield what became of it.

        A refused input is reported in its result and the others go on. A dry run tells what would become of them, one
        after the other. Raises UsageError for a wrong option, and LibraryError when the library cannot be written and
        nothing was imported before.
        """
        from app.ingest.run import ImportOptions, foresee_imports, try_import  # noqa: PLC0415 - a list does without

        options = options or ImportOptions()
        if options.is_dry_run:
            yield from foresee_imports(self.database, inputs, options, progress)
            return
        for name, read in inputs:
            result = try_import(self.database, name, read, options, progress)
            yield result
            # one verified copy, before the first change, serves them all
            options = replace(options, is_copied=options.is_copied or result.import_id is not None)

    def import_paths(self, paths: Iterable[Path]) -> list[ImportResult]:
        """Import files; see `import_each`."""
        from app.importer.source import read_source  # noqa: PLC0415 - as in `import_each`
        from app.ingest.run import printable  # noqa: PLC0415 - as in `import_each`

        return list(self.import_each((printable(path), partial(read_source, path)) for path in paths))

    def import_source(
        self, source: Source, options: ImportOptions | None = None, progress: Progress = _nothing
    ) -> ImportResult:
        """Import a text that was already read (the clipboard)."""
        return next(self.import_each([(source.name, lambda: source)], options, progress))

    def unimport(self, import_id: int) -> Changes:
        """Take an import back. Papers the user has touched stay and say so."""
        from app.ingest import run  # noqa: PLC0415 - as in `import_each`

        return run.unimport(self.database, import_id)

    def reimport(self, import_id: int) -> Changes:
        """Let an import that was taken back count again."""
        from app.ingest import run  # noqa: PLC0415 - as in `import_each`

        return run.reimport(self.database, import_id)

    def foresee_unimport(self, import_id: int) -> Ledger:
        """What taking an import back would make of its papers; nothing is changed."""
        from app.ingest import run  # noqa: PLC0415 - as in `import_each`

        return run.foresee_unimport(self.database, import_id)

    def undo(self, step_id: int | None = None) -> Changes:
        """Undo the newest step, or one alone. Raises StepsInTheWay when something later depends on that one."""
        from app.actions import undo  # noqa: PLC0415 - settling and folding; a list does without

        return undo.undo(self.database, step_id)

    def redo(self, step_id: int | None = None) -> Changes:
        """Redo what was undone last, or one step alone. Raises StepsInTheWay when it stands on another undone one."""
        from app.actions import undo  # noqa: PLC0415 - as in `undo`

        return undo.redo(self.database, step_id)

    def compact_history(self) -> None:
        """Forget how to undo what is older than the history keeps; see `app.store.steps`. Quick when nothing is."""
        steps.compact(self.database)

    def rebuild_index(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Build the search index anew; returns the number of papers."""
        return self.searcher.rebuild(on_progress)

    def index_changes(self, on_progress: Callable[[int], None] | None = None) -> None:
        """Bring the search index up to the library, which every search does otherwise. Raises IndexProblem."""
        self.searcher.catch_up(on_progress)

    def wait_for_index(self, is_patient: bool) -> None:
        """Whether a search waits until the index is up to date, as it does at first.

        Else, when that would take more than a moment, it answers with what the index knows already, without one with
        what titles and authors tell, and `is_index_behind` says so: somebody should call `index_changes`.
        """
        self.searcher.is_patient = is_patient

    @property
    def is_index_behind(self) -> bool:
        """Whether the last search lacks papers that the index does not know yet."""
        return "searcher" in self.__dict__ and self.searcher.is_behind
