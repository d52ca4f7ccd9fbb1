"""The demonstration: the main job on the sample pages, each step said, everything inside one folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.cli.output import BOLD, Output, Painted
from app.domain.errors import PaperdeskError
from app.export.folder import write_folder
from app.ingest.run import ImportResult
from app.library import Library
from app.samples import annotate_samples, import_samples

SEARCHED = '"language models" OR attention'
_HITS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Places:
    """Where everything of a demonstration lies."""

    library: Path
    cache: Path
    notes: Path


def run_demo(folder: Path, out: Output) -> None:
    """Import, search, tag, note, link and export in `folder`, which must be new or empty."""
    _require_empty(folder)
    base = folder.absolute()
    places = _Places(base / "library", base / "cache", base / "notes")
    with _cache_in(places.cache), Library(places.library, out.notice) as library:
        _Demo(library, places, out).run()


def _require_empty(folder: Path) -> None:
    try:
        if any(folder.iterdir()):
            raise PaperdeskError(f"{folder} is not empty; nothing was changed. Name a new folder.")
    except FileNotFoundError:
        return
    except OSError as error:
        raise PaperdeskError(f"{folder} cannot be used as a folder ({error.strerror}); nothing was changed.") from error


@contextmanager
def _cache_in(folder: Path) -> Iterator[None]:
    """Let the index of this run lie in `folder`."""
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
    """One demonstration; each method is a step."""

    def __init__(self, library: Library, places: _Places, out: Output) -> None:
        self._library = library
        self._places = places
        self._out = out

    def run(self) -> None:
        """All steps in their order."""
        self._import()
        self._search()
        self._annotate()
        self._export()
        self._say_places()

    def _head(self, text: str) -> None:
        self._out.line()
        self._out.line(Painted(text, BOLD))

    def _import(self) -> None:
        self._head("Importing the sample pages")
        for result in import_samples(self._library):
            self._out.line(f"  {Path(result.path).name}: {_say_import(result)}")
        self._out.line(f"  The library holds {len(self._library.find())} papers, each once.")

    def _search(self) -> None:
        self._head("Building the search index")
        self._out.line(f"  {self._library.rebuild_index()} papers can be searched.")
        self._head(f"Searching for {SEARCHED}")
        hits = self._library.search(SEARCHED, _HITS_SHOWN)
        for hit in hits:
            self._out.line(f"  {hit.id:>3}  {hit.title}")

    def _annotate(self) -> None:
        shown = ""
        for doing, changes in annotate_samples(self._library):
            if doing != shown:
                self._head(doing)
            shown = doing
            self._out.line(f"  {changes.label} (step {changes.step}).")

    def _export(self) -> None:
        self._head("Exporting Markdown")
        views = self._library.views(self._library.find())
        report = write_folder(views, self._places.notes, self._library.database.meta("library_id"))
        self._out.line(f"  {report.sentence()}")

    def _say_places(self) -> None:
        self._head("Where everything lies")
        self._out.line(f"  the library   {self._places.library}")
        self._out.line(f"  its index     {self._places.cache}")
        self._out.line(f"  the Markdown  {self._places.notes}")
        self._out.line(f"  To go on: {sys.argv[0]} --library {self._places.library} list")


def _say_import(result: ImportResult) -> str:
    return f"{result.sentence} {result.new} new, {result.changed} changed, {result.same} the same."
