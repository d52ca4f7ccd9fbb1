"""Write exports without ever overwriting a user's work.

A file is replaced or removed only while it has the content that an earlier export of the same library wrote (see
`app.export.manifest`). Any other existing file belongs to the user: the export is written beside it as
`name.paperdesk.md`, and the report names both. The same holds for what another program saves while an export runs (see
`app.config.shared_folder`). Everything stays inside the destination; symbolic links, pipes and folders in the place of
a file are left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from app.config.atomic_files import make_folder, require_outside_library
from app.config.shared_folder import SharedFolder
from app.domain.errors import PaperdeskError
from app.domain.views import PaperView
from app.export.formats import MARKDOWN, ExportFormat
from app.export.manifest import (
    FOLDER_MANIFEST,
    ExportedFile,
    Manifest,
    conflict_names,
    read_manifest,
    single_manifest_name,
    write_manifest,
)


@dataclass(frozen=True, slots=True)
class ExportReport:
    """The result of an export.

    `kept` pairs each file that was left alone with the file written instead: the user changed it, or, when it is in
    `foreign`, it was never exported from this library. `rescued` pairs the file that another program saved last with
    what it had saved shortly before, when both happened while that file was exported.
    """

    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    kept: tuple[tuple[Path, Path], ...] = ()
    foreign: frozenset[Path] = frozenset()
    rescued: tuple[tuple[Path, Path], ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether a file was left alone, so that part of the export has another name than requested."""
        return bool(self.kept or self.rescued)

    def sentence(self) -> str:
        """The result as text, with a remark for every file that was left alone."""
        counts = ((self.written, "written"), (self.unchanged, "unchanged"), (self.removed, "removed"))
        parts = [f"{len(paths)} {'file' if len(paths) == 1 else 'files'} {what}" for paths, what in counts if paths]
        total = (", ".join(parts) if parts else "Nothing to export") + "."
        return " ".join((total, *self.remarks()))

    def remarks(self) -> list[str]:
        """A sentence for every file that was left alone."""
        return [
            f"{existing} {self._describe_reason(existing)} and was kept; the new file is {new}."
            for existing, new in self.kept
        ] + [
            f"{existing} was saved by another program during an export; what it replaced is kept as {kept}."
            for existing, kept in self.rescued
        ]

    def _describe_reason(self, existing: Path) -> str:
        return "was not exported from this library" if existing in self.foreign else "was changed since the last export"


@dataclass(frozen=True, slots=True)
class ExportPreview:
    """What an export would do: numbers of new, replaced and unchanged files, and the names of those the user changed.

    A file that the user changed is kept and gets a new file beside it.
    """

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    kept: tuple[str, ...] = ()


Progress = Callable[[int, int], None]
"""Called with the steps done and their total: rendering and writing every file. May raise to stop between two files."""


def _ignore_progress(_done: int, _total: int) -> None:
    """The default for `progress`."""


@dataclass(frozen=True, slots=True)
class _PlannedFile:
    """A file to export: the name wanted for it, its content, and the name that it gets beside existing files."""

    wanted_name: str
    paper_id: int | None
    data: bytes
    content_hash: str
    name: str
    is_unchanged: bool

    def manifest_entry(self) -> ExportedFile:
        return ExportedFile(self.paper_id, (self.content_hash,))


def write_folder(
    views: Iterable[PaperView],
    dest: Path,
    library_id: str = "",
    export_format: ExportFormat = MARKDOWN,
    progress: Progress = _ignore_progress,
) -> ExportReport:
    """Export one file per paper to the folder `dest`, which is created when missing.

    Files of papers that are not among `views` are left alone; the file under a paper's former name is removed unless it
    was changed. Raises PaperdeskError when something cannot be written; running the export again completes it, also
    after `progress` has stopped it.
    """
    papers = list(views)
    make_folder(dest)
    with SharedFolder.open(dest) as folder:
        export = _Export(folder, FOLDER_MANIFEST, library_id, export_format.extension, progress)
        return export.run(_render_files(papers, export_format, progress))


def write_single(
    views: Iterable[PaperView], dest: Path, library_id: str = "", export_format: ExportFormat = MARKDOWN
) -> ExportReport:
    """Export all papers to the single file `dest`, in a folder that is created when missing. Raises PaperdeskError."""
    _refuse_folder(dest)
    make_folder(dest.parent)
    with SharedFolder.open(dest.parent) as folder:
        export = _Export(folder, single_manifest_name(dest.name), library_id, dest.suffix)
        return export.run([(dest.name, None, export_format.render_single(views))])


def preview_folder(
    views: Iterable[PaperView],
    dest: Path,
    library_id: str = "",
    export_format: ExportFormat = MARKDOWN,
    progress: Progress = _ignore_progress,
) -> ExportPreview:
    """What `write_folder` would do, without writing. Raises PaperdeskError when the folder cannot be read."""
    papers = list(views)
    require_outside_library(dest)
    if not dest.exists():
        return ExportPreview(new=len(papers))
    with SharedFolder.open(dest) as folder:
        export = _Export(folder, FOLDER_MANIFEST, library_id, export_format.extension, progress)
        return export.preview(_render_files(papers, export_format, progress))


def preview_single(
    views: Iterable[PaperView], dest: Path, library_id: str = "", export_format: ExportFormat = MARKDOWN
) -> ExportPreview:
    """What `write_single` would do, without writing. Raises PaperdeskError."""
    _refuse_folder(dest)
    require_outside_library(dest)
    if not dest.parent.exists():
        return ExportPreview(new=1)
    with SharedFolder.open(dest.parent) as folder:
        export = _Export(folder, single_manifest_name(dest.name), library_id, dest.suffix)
        return export.preview([(dest.name, None, export_format.render_single(views))])


def _refuse_folder(dest: Path) -> None:
    if not dest.name or dest.is_dir():
        raise PaperdeskError(f"{dest} is a folder; nothing was written. Name a file for a single export.")


def _render_files(
    papers: list[PaperView], export_format: ExportFormat, progress: Progress
) -> Iterator[tuple[str, int | None, str]]:
    """The wanted name, paper id and text of each paper's file."""
    names = {view.id: export_format.file_name(view) for view in papers}
    for number, view in enumerate(papers):
        progress(number, 2 * len(papers))
        yield names[view.id], view.id, export_format.render(view, names)


class _Export:
    """One run: compare with existing files, record coming content, write, remove former names, save the manifest."""

    def __init__(
        self,
        folder: SharedFolder,
        manifest_name: str,
        library_id: str,
        extension: str,
        progress: Progress = _ignore_progress,
    ) -> None:
        self._folder = folder
        self._progress = progress
        self._manifest_name = manifest_name
        self._extension = extension
        self._previous = read_manifest(folder, manifest_name, library_id)
        self._registered = dict(self._previous.files)

    def run(self, texts: Iterable[tuple[str, int | None, str]]) -> ExportReport:
        """`texts` are (name, paper id, text)."""
        self._folder.lock()
        self._folder.recover(self._is_exported)
        planned = [self._plan(*text) for text in texts]
        self._register_hashes(planned)
        written, planned = self._write(planned)
        removed, kept_renamed = self._remove_renamed(planned)
        self._save_outcome(planned, removed, kept_renamed)
        self._folder.flush()
        beside = [(file.wanted_name, file.name) for file in planned if file.name != file.wanted_name]
        return ExportReport(
            written=self._paths(written),
            unchanged=self._paths(file.name for file in planned if file.is_unchanged),
            removed=self._paths(removed),
            kept=self._pairs((*beside, *kept_renamed)),
            foreign=frozenset(self._path(name) for name, _ in beside if name not in self._previous.files),
            rescued=self._pairs(self._folder.rescued),
        )

    def preview(self, texts: Iterable[tuple[str, int | None, str]]) -> ExportPreview:
        """What `run` would do, without writing."""
        planned = [self._plan(*text) for text in texts]
        unchanged = sum(file.is_unchanged for file in planned)
        replaced = sum(not file.is_unchanged and self._folder.is_taken(file.name) for file in planned)
        kept = tuple(file.wanted_name for file in planned if file.name != file.wanted_name)
        return ExportPreview(len(planned) - unchanged - replaced, replaced, unchanged, kept)

    def _plan(self, wanted_name: str, paper_id: int | None, text: str) -> _PlannedFile:
        data = text.encode("utf-8", "replace")
        content_hash = hashlib.sha256(data).hexdigest()
        return self._plan_again(_PlannedFile(wanted_name, paper_id, data, content_hash, wanted_name, False))

    def _plan_again(self, file: _PlannedFile, refused: Collection[str] = ()) -> _PlannedFile:
        """The file under the first name that is free, or that has its content or exported content."""
        for name in self._candidates(file.wanted_name):
            if not self._folder.is_taken(name):
                return replace(file, name=name)
            if name in refused:
                continue
            existing = self._hash(name)
            if existing == file.content_hash:
                return replace(file, name=name, data=b"", is_unchanged=True)
            if existing and self._previous.is_exported_content(name, existing):
                return replace(file, name=name)
        raise AssertionError("the candidates never end")

    def _candidates(self, wanted_name: str) -> Iterator[str]:
        """The wanted name, then `x.paperdesk.md`, `x.paperdesk-2.md`, …"""
        beside, _ = conflict_names(wanted_name, self._extension)
        yield wanted_name
        yield beside
        for number in count(2):
            yield f"{beside.removesuffix(self._extension)}-{number}{self._extension}"

    def _hash(self, name: str) -> str | None:
        content = self._folder.read(name)
        return None if content is None else hashlib.sha256(content).hexdigest()

    def _is_exported(self, name: str, content: bytes) -> bool:
        return self._previous.is_exported_content(name, hashlib.sha256(content).hexdigest())

    def _register_hashes(self, planned: Iterable[_PlannedFile]) -> None:
        """Record old and coming content as exported before the first file is written."""
        for file in planned:
            known = self._registered.get(file.name, ExportedFile(file.paper_id, ()))
            if file.content_hash not in known.hashes:
                self._registered[file.name] = ExportedFile(file.paper_id, (*known.hashes, file.content_hash))
        self._save(self._registered)

    def _write(self, planned: list[_PlannedFile]) -> tuple[list[str], list[_PlannedFile]]:
        """Write the files that are not unchanged: (names written, all files as they are now)."""
        written: list[str] = []
        current: list[_PlannedFile] = []
        total = sum(not file.is_unchanged for file in planned)
        for file in planned:
            if not file.is_unchanged:
                self._progress(total + len(written), 2 * total)
            try:
                placed = self._place(file)
            except PaperdeskError as error:
                done = f"{len(written)} of {total} files were written before that"
                raise PaperdeskError(f"{error} {done}; run the export again to finish it.") from error
            current.append(placed)
            if not placed.is_unchanged:
                written.append(placed.name)
        return written, current

    def _place(self, file: _PlannedFile) -> _PlannedFile:
        """Write a file; under the next name when another program has saved there since it was planned."""
        refused: set[str] = set()
        while not file.is_unchanged and not self._write_one(file):
            refused.add(file.name)
            file = self._plan_again(file, refused)
            self._register_hashes([file])
        return file

    def _write_one(self, file: _PlannedFile) -> bool:
        if not self._folder.is_taken(file.name):
            return self._folder.create(file.name, file.data)
        return self._folder.replace(file.name, file.data, partial(self._is_exported, file.name))

    def _remove_renamed(self, planned: list[_PlannedFile]) -> tuple[list[str], list[tuple[str, str]]]:
        """Remove files under former names of these papers: (removed names, pairs of a changed file and the new one)."""
        current = {file.paper_id: file for file in planned}
        names = {name for file in planned for name in (file.name, file.wanted_name)}
        removed: list[str] = []
        kept: list[tuple[str, str]] = []
        for name, exported in sorted(self._previous.files.items()):
            file = current.get(exported.paper_id)
            if file is None or name in names or not self._is_former_name(name, file):
                continue
            if self._folder.remove(name, partial(self._is_exported, name)):
                removed.append(name)
            elif self._folder.is_taken(name):
                kept.append((name, file.name))
        return removed, kept

    def _is_former_name(self, name: str, current: _PlannedFile) -> bool:
        """Without ids, in a single export, only its own name and the conflict names are the same file."""
        pattern = conflict_names(current.wanted_name, self._extension)[1]
        return current.paper_id is not None or bool(pattern.fullmatch(name))

    def _save_outcome(
        self, planned: list[_PlannedFile], removed: list[str], kept_renamed: list[tuple[str, str]]
    ) -> None:
        files = dict(self._previous.files)
        for name in (*removed, *(existing for existing, _ in kept_renamed)):
            files.pop(name, None)
        files.update({file.name: file.manifest_entry() for file in planned})
        self._save(files)

    def _save(self, files: dict[str, ExportedFile]) -> None:
        write_manifest(self._folder, self._manifest_name, Manifest(self._previous.library_id, files))

    def _pairs(self, names: Iterable[tuple[str, str]]) -> tuple[tuple[Path, Path], ...]:
        return tuple((self._path(one), self._path(other)) for one, other in names)

    def _paths(self, names: Iterable[str]) -> tuple[Path, ...]:
        return tuple(map(self._path, names))

    def _path(self, name: str) -> Path:
        return self._folder.path / name
