"""What a user selects to import: files, the text files of folders, or a text. No Qt here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from app.actions.imports import ImportInput, Source, decode_source, file_day, printable_path, read_source
from app.domain.errors import PaperdeskError

MAX_FILES = 200
"""Files previewed at a time."""

PASTED = "Pasted text"
_TEXT_SUFFIXES = frozenset(("", ".txt", ".text", ".md", ".markdown"))


@dataclass(frozen=True, slots=True)
class ImportSource:
    """One file or text: its name, a function that reads it, and the day the file was written (today for a text)."""

    name: str
    read: Callable[[], Source]
    file_date: date | None

    @property
    def input(self) -> ImportInput:
        """The input for `Library.import_each`."""
        return self.name, self.read


@dataclass(frozen=True, slots=True)
class SourceSelection:
    """The selected sources, and a sentence about files that were left out (empty: none)."""

    sources: tuple[ImportSource, ...]
    left_out: str = ""


def select_text(text: str) -> SourceSelection:
    """Select a pasted or dropped text."""
    data = text.encode("utf-8", "replace")
    return SourceSelection((ImportSource(PASTED, partial(decode_source, data, PASTED), date.today()),))


def select_paths(paths: Iterable[Path]) -> SourceSelection:
    """Select files, and the text files directly in folders, each once; at most MAX_FILES.

    Raises PaperdeskError when a folder cannot be read.
    """
    found: dict[Path, None] = {}
    others = 0
    for path in paths:
        if path.is_dir():
            texts, number = _texts_in(path)
            others += number
            found.update(dict.fromkeys(texts))
        else:
            found[path] = None
    files = list(found)
    sources = tuple(map(_make_source, files[:MAX_FILES]))
    return SourceSelection(sources, _describe_left_out(len(files), others))


def _make_source(path: Path) -> ImportSource:
    return ImportSource(printable_path(path), partial(read_source, path), file_day(str(path)))


def _texts_in(folder: Path) -> tuple[list[Path], int]:
    """The text files of a folder by name, and the number of its other files, without hidden files and links."""
    texts: list[Path] = []
    others = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                    continue
                if Path(entry.name).suffix.lower() in _TEXT_SUFFIXES:
                    texts.append(folder / entry.name)
                else:
                    others += 1
    except OSError as error:
        raise PaperdeskError(f"The folder {printable_path(folder)} cannot be read: {error.strerror}.") from error
    return sorted(texts), others


def _describe_left_out(files: int, others: int) -> str:
    parts = []
    if files > MAX_FILES:
        parts.append(f"Only the first {MAX_FILES} of {files} files are shown; import the others after these.")
    if others:
        parts.append(f"{others} {'file is' if others == 1 else 'files are'} not plain text and left out.")
    if not files:
        parts.insert(0, "The folder has no text files.")
    return " ".join(parts)


def filter_by_name(sources: Sequence[ImportSource], names: Iterable[str]) -> list[ImportSource]:
    """The sources that have one of these names."""
    wanted = set(names)
    return [source for source in sources if source.name in wanted]
