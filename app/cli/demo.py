"""`paperdesk demo`: imports, searches, annotates and exports the sample pages inside one folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.output import BOLD, Output, Styled
from app.config.atomic_files import require_outside_library
from app.domain.errors import PaperdeskError
from app.export.folder import write_folder
from app.ingest.run import ImportResult
from app.library import Library
from app.samples import annotate_samples, import_samples

_QUERY = '"language models" OR attention'
_MAX_HITS = 5


@dataclass(frozen=True, slots=True)
class _Folders:
    """The folders of a demo."""

    library: Path
    cache: Path
    notes: Path


def run_demo(folder: Path, out: Output) -> None:
    """Import, search, tag, note, link and export in `folder`, which must be new or empty and in no library folder."""
    require_outside_library(folder)
    _require_empty(folder)
    base = folder.absolute()
    folders = _Folders(base / "library", base / "cache", base / "notes")
    with _use_cache_folder(folders.cache), Library(folders.library, out.notice) as library:
        _Demo(library, folders, out).run()


def _require_empty(folder: Path) -> None:
    try:
        if any(folder.iterdir()):
            raise PaperdeskError(f"{folder} is not empty; nothing was changed. Choose a new folder.")
    except FileNotFoundError:
        return
    except OSError as error:
        raise PaperdeskError(f"{folder} cannot be used as a folder ({error.strerror}); nothing was changed.") from error


@contextmanager
def _use_cache_folder(folder: Path) -> Iterator[None]:
    """Put the search index into `folder`."""
    before = os.environ.get("PAPERDESK_CACHE")
    os.environ["PAPERDESK_CACHE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["PAPERDESK_CACHE"]
        else:
            os.environ["PAPERDESK_CACHE"] = before


class _Demo:
    """A demo; each method is one step."""

    def __init__(self, library: Library, folders: _Folders, out: Output) -> None:
        self._library = library
        self._folders = folders
        self._out = out

    def run(self) -> None:
        """Run all steps."""
        self._import()
        self._search()
        self._annotate()
        self._export()
        self._print_folders()

    def _print_heading(self, text: str) -> None:
        self._out.line()
        self._out.line(Styled(text, BOLD))

    def _import(self) -> None:
        self._print_heading("Importing the sample pages")
        for result in import_samples(self._library):
            self._out.line(f"  {Path(result.path).name}: {_format_result(result)}")
        self._out.line(f"  The library holds {len(self._library.find())} papers without duplicates.")

    def _search(self) -> None:
        self._print_heading("Building the search index")
        self._out.line(f"  {self._library.rebuild_index()} papers indexed.")
        self._print_heading(f"Searching for {_QUERY}")
        hits = self._library.search(_QUERY, _MAX_HITS)
        for hit in hits:
            self._out.line(f"  {hit.id:>3}  {hit.title}")

    def _annotate(self) -> None:
        heading = ""
        for activity, changes in annotate_samples(self._library):
            if activity != heading:
                self._print_heading(activity)
            heading = activity
            self._out.line(f"  {changes.label} (step {changes.step}).")

    def _export(self) -> None:
        self._print_heading("Exporting Markdown")
        views = self._library.views(self._library.find())
        report = write_folder(views, self._folders.notes, self._library.library_id)
        self._out.line(f"  {report.sentence()}")

    def _print_folders(self) -> None:
        self._print_heading("Files")
        self._out.line(f"  the library   {self._folders.library}")
        self._out.line(f"  its index     {self._folders.cache}")
        self._out.line(f"  the Markdown  {self._folders.notes}")
        self._out.line(f"  Continue with: {sys.argv[0]} --library {self._folders.library} list")


def _format_result(result: ImportResult) -> str:
    return f"{result.sentence} {result.new} new, {result.changed} changed, {result.same} the same."
