"""The stamp: a small JSON file that says what the index holds, and the checksums that let it be believed.

Whoosh unpickles parts of its files, so none of them is opened before its size and checksum were found in the stamp.
The stamp is replaced atomically just *before* Whoosh's commit becomes true by the renaming of its table of contents.
It then describes both the commit that was and the one to come; the newest table of contents in the folder tells which
of them holds. So a crash at any moment leaves one of the two, whole, with its own outbox number.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.index.documents import TEXT_FIELDS

STAMP_NAME = "stamp.json"
FORMAT = " ".join(("2", *TEXT_FIELDS))
"""An index of another format is rebuilt. The number is raised whenever the tokenizer or these files change."""

_DATA_NAME = re.compile(r"data-[0-9a-f]{16}")
_TABLE_OF_CONTENTS = re.compile(r"_MAIN_([0-9]+)\.toc")


Checksums = dict[str, tuple[int, int]]
"""A file's name -> its size and CRC-32."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: Whoosh's number of it, the last outbox number that is in, how many papers are, and the files.

    `files` may name files that the commit does not need.
    """

    generation: int
    applied: int
    papers: int
    files: Checksums


@dataclass(frozen=True, slots=True)
class Stamp:
    """`folder` is the name of the data folder, `commits` what its newest table of contents may be."""

    folder: str
    library_id: str
    epoch: str
    commits: tuple[Commit, ...]

    def find_commit(self, generation: int) -> Commit:
        """The commit of this number. Raises ValueError when it is none of ours."""
        for commit in self.commits:
            if commit.generation == generation:
                return commit
        raise ValueError(f"commit {generation} was not written by Paperdesk")


def read_stamp(root: Path) -> Stamp | None:
    """The stamp of an index folder, or None when there is none that we wrote."""
    try:
        data: Any = json.loads((root / STAMP_NAME).read_bytes())
        if data.pop("format") != FORMAT or not _DATA_NAME.fullmatch(data["folder"]):
            return None
        return Stamp(**{**data, "commits": tuple(_read_commit(commit) for commit in data["commits"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _read_commit(data: Any) -> Commit:
    files = {str(name): (int(size), int(check)) for name, (size, check) in data["files"].items()}
    return Commit(**{**data, "files": files})


def write_stamp(root: Path, stamp: Stamp) -> None:
    """Replace the stamp in one step.

    Like the segments it is not synced to the disk: what a power cut spoils does not fit its checksum and is built anew.
    """
    draft = root / f"{STAMP_NAME}.new"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, **asdict(stamp)}, file)
    draft.replace(root / STAMP_NAME)


def latest_generation(data_folder: Path) -> int:
    """Whoosh's newest commit number in a folder, -1 when there is none."""
    found = (_TABLE_OF_CONTENTS.fullmatch(path.name) for path in data_folder.iterdir())
    return max((int(match[1]) for match in found if match), default=-1)


def table_of_contents(generation: int) -> str:
    """The name of Whoosh's file for a commit."""
    return f"_MAIN_{generation}.toc"


def checksum(path: Path) -> tuple[int, int]:
    """The size and the CRC-32 of a file."""
    size = check = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            size += len(block)
            check = zlib.crc32(block, check)
    return size, check


def verify(folder: Path, name: str, expected: Checksums, verified: Checksums) -> None:
    """Raise ValueError unless a file is as `expected` says; those in `verified` were checked and never change."""
    if name not in expected:
        raise ValueError(f"{name} was not written by Paperdesk")
    if name not in verified:
        verified[name] = checksum(folder / name)
    if verified[name] != expected[name]:
        raise ValueError(f"{name} is not as it was written")


def segment_checksums(folder: Path, known: Checksums) -> Checksums:
    """The checksums of all segments in a folder; those in `known` never change and are not read again."""
    return {path.name: known.get(path.name) or checksum(path) for path in folder.glob("MAIN_*.seg")}
