"""Library: one open library folder; every read and every action the window or the command line may ask for.

The folder holds `library.db`, `backups/` and `importing.lock`; the search index lies in the user's cache folder. Reads
return frozen views, actions return `Changes`; all that can go wrong for a person is a PaperdeskError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app import history, importing
from app.changes import Changes
from app.errors import LibraryError
from app.importer.source import Source, read_source
from app.importing import ImportInput, ImportOptions, ImportResult, Progress, printable
from app.paths import index_folder
from app.store import imports, journal, lists, papers
from app.store.database import Database
from app.views import Counts, Hit, ImportView, PaperView, RowView, StepView, TagView

if TYPE_CHECKING:
    from app.editing import Editing
    from app.searching import Searcher

FILE_NAME = "library.db"
DETECT = ImportOptions()


def _nothing(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Library:
    """An open library. `notify` receives sentences about what had to be mended on the way; use as a context manager."""

    def __init__(
        self,
        folder: Path,
        notify: Callable[[str], None] = lambda _sentence: None,
        *,
        synchronous: str = "FULL",
    ) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(f"{folder} cannot be used as a library folder: {error.strerror}.") from error
        self.folder = folder
        self._notify = notify
        self.database = Database(folder / FILE_NAME, synchronous=synchronous)
        if self.database.is_read_only:
            notify(f"{folder} cannot be written: the library is open for reading only.")
        elif importing.remove_unfinished(self.database):
            notify("An import had been cut off; what it had begun to write was taken out again.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files; unsaved there is nothing."""
        if "searcher" in self.__dict__:
            self.searcher.close()
        self.database.close()

    @cached_property
    def editing(self) -> Editing:
        """The user's actions: tags, statuses, notes, links, collections, fields."""
        from app.editing import Editing  # noqa: PLC0415 - SQLModel takes 0.3 s to load, a list does without

        return Editing(self.database)

    @cached_property
    def searcher(self) -> Searcher:
        """Search by query, over the index in this process."""
        from app.index.door import LocalDoor  # noqa: PLC0415 - Whoosh is not needed for a list or an edit
        from app.searching import Searcher  # noqa: PLC0415 - as above

        folder = index_folder(self.database.meta("library_id"), self.folder)
        return Searcher(self.database, LocalDoor(folder), self._notify)

    # -- reading ------------------------------------------------------------------------------------------------

    def find(self, query: str = "", sort: str = "date", limit: int | None = None) -> list[int]:
        """The ids of the papers a query means, in the order of `sort`. Raises QueryError with the position."""
        return papers.ordered(self.database.reader, self._matching(query), sort, limit)

    def _matching(self, query: str) -> set[int] | None:
        if not query.strip():
            return None
        from app.query.parser import parse  # noqa: PLC0415 - a list without a query does without

        return self.searcher.ids(parse(query))

    def views(self, ids: Sequence[int]) -> list[PaperView]:
        """The papers with everything that hangs on them, in the order of `ids`; unknown ids are left out."""
        return papers.views(self.database.reader, ids)

    def show(self, paper_id: int) -> PaperView:
        """One paper; an alias shows the paper it stands for. Raises UsageError when there is none."""
        return self.views(papers.resolve(self.database.reader, [paper_id]))[0]

    def search(self, query: str, limit: int | None = None) -> list[Hit]:
        """The papers a query means, best first, with excerpts."""
        from app.query.parser import parse  # noqa: PLC0415 - as in `_matching`

        return self.searcher.search(parse(query), limit)

    def ranked(self, query: str) -> list[int]:
        """The ids of the papers a query means, best first: `search` without the excerpts."""
        from app.query.parser import parse  # noqa: PLC0415 - as in `_matching`

        return [identity for identity, _score in self.searcher.ranked(parse(query), None)]

    def rows(self, ids: Sequence[int]) -> list[RowView]:
        """What a list shows of these papers, in the order of `ids`; unknown ids are left out."""
        return papers.rows(self.database.reader, ids)

    def counts(self) -> Counts:
        """How many papers have each status, and how many are starred."""
        return lists.counts(self.database.reader)

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

    def history(self) -> list[StepView]:
        """Every step, newest first."""
        return journal.history(self.database.reader)

    # -- changing -----------------------------------------------------------------------------------------------

    def import_each(
        self, inputs: Iterable[ImportInput], options: ImportOptions = DETECT, progress: Progress = _nothing
    ) -> Iterator[ImportResult]:
        """Import one input after the other, one action each, and yield what became of it.

        A refused input is reported in its result and the others go on. Raises UsageError for a wrong option, and
        LibraryError when the library cannot be written and nothing was imported before.
        """
        for name, read in inputs:
            result = importing.try_import(self.database, name, read, options, progress)
            yield result
            # one verified copy, before the first change, serves them all
            options = replace(options, is_copied=options.is_copied or result.import_id is not None)

    def import_paths(self, paths: Iterable[Path]) -> list[ImportResult]:
        """Import files; see `import_each`."""
        return list(self.import_each((printable(path), partial(read_source, path)) for path in paths))

    def import_source(
        self, source: Source, options: ImportOptions = DETECT, progress: Progress = _nothing
    ) -> ImportResult:
        """Import a text that was already read (the clipboard)."""
        return next(self.import_each([(source.name, lambda: source)], options, progress))

    def unimport(self, import_id: int) -> Changes:
        """Take an import back. Papers the user has touched stay and say so."""
        label, step, touched = importing.unimport(self.database, import_id)
        return Changes(label, step, touched)

    def undo(self, step_id: int | None = None) -> Changes:
        """Undo the newest step, or one alone; a sentence when there is none or something later depends on it."""
        return history.undo(self.database, step_id)

    def redo(self) -> Changes:
        """Redo what was undone last."""
        return history.redo(self.database)

    def rebuild_index(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Build the search index anew; returns the number of papers."""
        return self.searcher.rebuild(on_progress)
