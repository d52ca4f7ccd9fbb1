"""Writing an export so that nobody's work is lost.

A file is replaced or removed only while it still holds what an earlier export of the same library wrote there (see
`app.export.manifest`). Any other existing file is somebody's: ours is written beside it as `name.paperdesk.md`, and
the report names both. Everything stays inside the destination; links, pipes and folders in the place of a file are
left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.config.atomic_files import OpenFolder, make_folder
from app.domain.errors import PaperdeskError
from app.domain.views import PaperView
from app.export.formats import MARKDOWN, ExportFormat
from app.export.manifest import (
    FOLDER_MANIFEST,
    Manifest,
    OurFile,
    beside_names,
    read_manifest,
    single_manifest_name,
    write_manifest,
)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export did. `kept` pairs a file that was left alone with the one that holds our version: somebody has
    changed it, or, when it is among `foreign`, it never was one of this library's exports."""

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    kept: tuple[tuple[Path, Path], ...] = ()
    foreign: frozenset[Path] = frozenset()

    @property
    def is_partial(self) -> bool:
        """Whether a file had to be left as it was, so that the export is not all where it was asked for."""
        return bool(self.kept)

    def sentence(self) -> str:
        """The outcome for a person; every file that was left alone is named with ours beside it."""
        counts = ((self.written, "written"), (self.unchanged, "unchanged"), (self.removed, "removed"))
        parts = [f"{len(paths)} {'file' if len(paths) == 1 else 'files'} {what}" for paths, what in counts if paths]
        total = (", ".join(parts) if parts else "Nothing to export") + "."
        return " ".join((total, *self.remarks()))

    def remarks(self) -> list[str]:
        """A sentence for every file that was left alone."""
        return [f"{theirs} {self._why_kept(theirs)} and was kept; ours is {ours}." for theirs, ours in self.kept]

    def _why_kept(self, theirs: Path) -> str:
        return "is not ours" if theirs in self.foreign else "was changed since the last export"


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an export would do: files that would be `new`, `replaced` because they differ, and left `unchanged`; and the
    names of files that somebody has changed, which are kept while ours goes beside them."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    kept: tuple[str, ...] = ()


Progress = Callable[[int, int], None]
"""Told the files done and their number, for rendering and for writing; may raise to stop between two files."""


def _unwatched(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """A file to be: its wished name, its bytes and their hash, and then where it goes and what stands in the way."""

    wished: str
    paper_id: int | None
    data: bytes
    content_hash: str
    name: str
    is_there: bool

    def ours(self) -> OurFile:
        return OurFile(self.paper_id, (self.content_hash,))


def write_folder(
    views: Iterable[PaperView],
    dest: Path,
    library_id: str = "",
    export_format: ExportFormat = MARKDOWN,
    progress: Progress = _unwatched,
) -> ExportReport:
    """Export one file a paper into the folder `dest`, which is made when it is missing.

    Files of papers that are not among `views` are left alone; the file under a paper's former name goes, unless it was
    changed. Raises PaperdeskError when something cannot be written; running the export again then finishes it, also
    after `progress` has stopped it.
    """
    papers = list(views)
    make_folder(dest)
    with OpenFolder.open(dest) as folder:
        export = _Export(folder, FOLDER_MANIFEST, library_id, export_format.extension, progress)
        return export.run(_texts(papers, export_format, progress))


def write_single(
    views: Iterable[PaperView], dest: Path, library_id: str = "", export_format: ExportFormat = MARKDOWN
) -> ExportReport:
    """Export all papers as the one file `dest`, in a folder that is made when it is missing. Raises PaperdeskError."""
    _refuse_folder(dest)
    make_folder(dest.parent)
    with OpenFolder.open(dest.parent) as folder:
        export = _Export(folder, single_manifest_name(dest.name), library_id, dest.suffix)
        return export.run([(dest.name, None, export_format.render_single(views))])


def foresee_folder(
    views: Iterable[PaperView],
    dest: Path,
    library_id: str = "",
    export_format: ExportFormat = MARKDOWN,
    progress: Progress = _unwatched,
) -> Foresight:
    """What `write_folder` would do now; nothing is written. Raises PaperdeskError when the folder cannot be read."""
    papers = list(views)
    if not dest.exists():
        return Foresight(new=len(papers))
    with OpenFolder.open(dest) as folder:
        export = _Export(folder, FOLDER_MANIFEST, library_id, export_format.extension, progress)
        return export.foresee(_texts(papers, export_format, progress))


def foresee_single(
    views: Iterable[PaperView], dest: Path, library_id: str = "", export_format: ExportFormat = MARKDOWN
) -> Foresight:
    """What `write_single` would do now; nothing is written. Raises PaperdeskError."""
    _refuse_folder(dest)
    if not dest.parent.exists():
        return Foresight(new=1)
    with OpenFolder.open(dest.parent) as folder:
        export = _Export(folder, single_manifest_name(dest.name), library_id, dest.suffix)
        return export.foresee([(dest.name, None, export_format.render_single(views))])


def _refuse_folder(dest: Path) -> None:
    if not dest.name or dest.is_dir():
        raise PaperdeskError(f"{dest} is a folder; nothing was written. Name a file for a single export.")


def _texts(
    papers: list[PaperView], export_format: ExportFormat, progress: Progress
) -> Iterator[tuple[str, int | None, str]]:
    """The wished name, the id and the text of each paper's file, one after the other."""
    names = {view.id: export_format.file_name(view) for view in papers}
    for number, view in enumerate(papers):
        progress(number, 2 * len(papers))
        yield names[view.id], view.id, export_format.render(view, names)


class _Export:
    """One run: look at what is there, announce what will be written, write, tidy up, and record the outcome."""

    def __init__(
        self,
        folder: OpenFolder,
        manifest_name: str,
        library_id: str,
        extension: str,
        progress: Progress = _unwatched,
    ) -> None:
        self._folder = folder
        self._progress = progress
        self._manifest_name = manifest_name
        self._extension = extension
        self._before = read_manifest(folder, manifest_name, library_id)

    def run(self, texts: Iterable[tuple[str, int | None, str]]) -> ExportReport:
        """`texts` are (name, paper id, text)."""
        self._folder.remove_leftovers()
        planned = [self._plan(*text) for text in texts]
        self._announce(planned)
        written = self._write([one for one in planned if not one.is_there])
        removed, outdated = self._remove_outdated(planned)
        self._record(planned, removed, outdated)
        self._folder.flush()
        beside = [(one.wished, one.name) for one in planned if one.name != one.wished]
        return ExportReport(
            written=self._paths(written),
            unchanged=self._paths(one.name for one in planned if one.is_there),
            removed=self._paths(removed),
            kept=tuple((self._path(theirs), self._path(ours)) for theirs, ours in (*beside, *outdated)),
            foreign=frozenset(self._path(theirs) for theirs, _ in beside if theirs not in self._before.files),
        )

    def foresee(self, texts: Iterable[tuple[str, int | None, str]]) -> Foresight:
        """What `run` would do with these, without writing anything."""
        planned = [self._plan(*text) for text in texts]
        unchanged = sum(one.is_there for one in planned)
        replaced = sum(not one.is_there and self._folder.has_anything(one.name) for one in planned)
        kept = tuple(one.wished for one in planned if one.name != one.wished)
        return Foresight(len(planned) - unchanged - replaced, replaced, unchanged, kept)

    def _plan(self, wished: str, paper_id: int | None, text: str) -> _Planned:
        data = text.encode("utf-8", "replace")
        content_hash = hashlib.sha256(data).hexdigest()
        for name in self._candidates(wished):
            if not self._folder.has_anything(name):
                return _Planned(wished, paper_id, data, content_hash, name, is_there=False)
            existing = self._hash(name)
            if existing == content_hash:
                return _Planned(wished, paper_id, b"", content_hash, name, is_there=True)
            if existing and self._before.is_ours(name, existing):
                return _Planned(wished, paper_id, data, content_hash, name, is_there=False)
        raise AssertionError("the candidates never end")

    def _candidates(self, wished: str) -> Iterator[str]:
        """The wished name, then `x.paperdesk.md`, `x.paperdesk-2.md`, …"""
        beside, _ = beside_names(wished, self._extension)
        yield wished
        yield beside
        for number in count(2):
            yield f"{beside.removesuffix(self._extension)}-{number}{self._extension}"

    def _hash(self, name: str) -> str | None:
        content = self._folder.read(name)
        return None if content is None else hashlib.sha256(content).hexdigest()

    def _announce(self, planned: Iterable[_Planned]) -> None:
        """Accept old and coming content alike before the first file is touched."""
        files = dict(self._before.files)
        for one in planned:
            known = files.get(one.name, OurFile(one.paper_id, ()))
            if one.content_hash not in known.hashes:
                files[one.name] = OurFile(one.paper_id, (*known.hashes, one.content_hash))
        self._save(files)

    def _write(self, planned: list[_Planned]) -> list[str]:
        written: list[str] = []
        for number, one in enumerate(planned):
            self._progress(len(planned) + number, 2 * len(planned))
            try:
                self._folder.write(one.name, one.data)
            except PaperdeskError as error:
                done = f"{len(written)} of {len(planned)} files were written before that"
                raise PaperdeskError(f"{error} {done}; run the export again to finish it.") from error
            written.append(one.name)
        return written

    def _remove_outdated(self, planned: list[_Planned]) -> tuple[list[str], list[tuple[str, str]]]:
        """Files under a former name of the planned papers: (removed names, pairs of a changed one and ours)."""
        current = {one.paper_id: one for one in planned}
        names = {name for one in planned for name in (one.name, one.wished)}
        removed: list[str] = []
        kept: list[tuple[str, str]] = []
        for name, ours in sorted(self._before.files.items()):
            if ours.paper_id not in current or name in names or not self._is_outdated(name, current[ours.paper_id]):
                continue
            existing = self._hash(name)
            if existing and self._before.is_ours(name, existing):
                self._folder.remove(name)
                removed.append(name)
            elif self._folder.has_anything(name):
                kept.append((name, current[ours.paper_id].name))
        return removed, kept

    def _is_outdated(self, name: str, current: _Planned) -> bool:
        """A single export has no ids: only its own name and those beside it are of the same content."""
        return current.paper_id is not None or bool(beside_names(current.wished, self._extension)[1].fullmatch(name))

    def _record(self, planned: list[_Planned], removed: list[str], outdated: list[tuple[str, str]]) -> None:
        files = dict(self._before.files)
        for name in (*removed, *(theirs for theirs, _ in outdated)):
            files.pop(name, None)
        files.update({one.name: one.ours() for one in planned})
        self._save(files)

    def _save(self, files: dict[str, OurFile]) -> None:
        write_manifest(self._folder, self._manifest_name, Manifest(self._before.library_id, files))

    def _paths(self, names: Iterable[str]) -> tuple[Path, ...]:
        return tuple(map(self._path, names))

    def _path(self, name: str) -> Path:
        return self._folder.path / name
