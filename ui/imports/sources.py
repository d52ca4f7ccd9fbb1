"""Sources: files, folders and texts that a person offers, as the library wants them. No Qt here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from app.domain.errors import PaperdeskError
from app.importer.source import Source, decode_source, read_source
from app.ingest.dump_dates import file_day
from app.ingest.run import ImportInput, printable

MOST_FILES = 200
"""The most files that are previewed at one time."""

PASTED = "Pasted text"
_TEXT_ENDINGS = frozenset(("", ".txt", ".text", ".md", ".markdown"))


@dataclass(frozen=True, slots=True)
class Offer:
    """One input: its name, what reads it, and the day its file was written (of a pasted text, today)."""

    name: str
    read: Callable[[], Source]
    day: date | None

    @property
    def input(self) -> ImportInput:
        """As `Library.import_each` wants it."""
        return self.name, self.read


@dataclass(frozen=True, slots=True)
class Offers:
    """What a person offers, and a sentence about what was left out of it (empty: nothing)."""

    each: tuple[Offer, ...]
    left_out: str = ""


def offer_text(text: str) -> Offers:
    """A text from the clipboard, or one that was dropped."""
    data = text.encode("utf-8", "replace")
    return Offers((Offer(PASTED, partial(decode_source, data, PASTED), date.today()),))


def offer_paths(paths: Iterable[Path]) -> Offers:
    """Files, and the text files in folders (not in the folders in them), each once; at most MOST_FILES.

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
    offers = [Offer(printable(path), partial(read_source, path), file_day(str(path))) for path in files[:MOST_FILES]]
    return Offers(tuple(offers), _say_left_out(len(files), others))


def _texts_in(folder: Path) -> tuple[list[Path], int]:
    """The text files of a folder by name, and how many other files it has. Hidden ones and links do not count."""
    texts: list[Path] = []
    others = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                    continue
                if Path(entry.name).suffix.lower() in _TEXT_ENDINGS:
                    texts.append(folder / entry.name)
                else:
                    others += 1
    except OSError as error:
        raise PaperdeskError(f"The folder {printable(folder)} cannot be read: {error.strerror}.") from error
    return sorted(texts), others


def _say_left_out(files: int, others: int) -> str:
    parts = []
    if files > MOST_FILES:
        parts.append(f"Only the first {MOST_FILES} of {files} files are shown; import the others after these.")
    if others:
        parts.append(f"{others} {'file that is' if others == 1 else 'files that are'} no plain text left out.")
    if not files:
        parts.insert(0, "There is no text file in it.")
    return " ".join(parts)


def choose(offers: Sequence[Offer], names: Iterable[str]) -> list[Offer]:
    """Those of the offers that have one of these names."""
    wanted = set(names)
    return [offer for offer in offers if offer.name in wanted]
