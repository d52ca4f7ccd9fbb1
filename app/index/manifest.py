"""The manifest: a small JSON file with what the index contains and the checksums of its files.

None of Whoosh's files is opened before its size and checksum were verified against the manifest.
The manifest is replaced atomically just *before* Whoosh's commit takes effect by the renaming of its table of contents.
It then describes both the previous and the next commit; the newest table of contents in the folder decides which one is
current. So a crash at any time leaves one of the two complete, with its own outbox number.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.config.atomic_files import OpenFolder, open_file, read_file
from app.config.own_folders import clear_place_of_file
from app.domain.errors import PaperdeskError
from app.index.documents import TEXT_FIELDS

MANIFEST_NAME = "stamp.json"
FORMAT = " ".join(("2", *TEXT_FIELDS))
"""An index of another format is rebuilt. Increase the number when the tokenizer or the file format changes."""

DATA_NAME = re.compile(r"data-[0-9a-f]{16}")
_TOC_NAME = re.compile(r"_MAIN_([0-9]+)\.toc")
_SEGMENT_NAME = re.compile(r"MAIN_[0-9a-z]+\.seg")
_FOLDER_OF_WRITER = "MAIN.tmp"  # made by Whoosh's writer in the data folder
_MAX_BYTES = 16 * 1024 * 1024


Checksums = dict[str, tuple[int, int]]
"""File name -> (size, CRC-32)."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: Whoosh's number of it, the last applied outbox number, the number of papers, and the files.

    `files` may include files that the commit does not use.
    """

    generation: int
    applied: int
    papers: int
    files: Checksums


@dataclass(frozen=True, slots=True)
class Manifest:
    """`folder` is the name of the data folder; `commits` are those that its newest table of contents may belong to."""

    folder: str
    library_id: str
    epoch: str
    commits: tuple[Commit, ...]

    def find_commit(self, generation: int) -> Commit:
        """Return the commit of this number. Raises ValueError when it is unknown."""
        for commit in self.commits:
            if commit.generation == generation:
                return commit
        raise ValueError(f"commit {generation} was not written by Paperdesk")


def read_manifest(root: Path) -> Manifest | None:
    """Read the manifest of an index folder; None when it is missing or invalid."""
    try:
        data: Any = json.loads(read_file(root / MANIFEST_NAME, _MAX_BYTES))
        if data.pop("format") != FORMAT or not DATA_NAME.fullmatch(data["folder"]):
            return None
        return Manifest(**{**data, "commits": tuple(_read_commit(commit) for commit in data["commits"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _read_commit(data: Any) -> Commit:
    files = {str(name): (int(size), int(crc)) for name, (size, crc) in data["files"].items()}
    if not all(_TOC_NAME.fullmatch(name) or _SEGMENT_NAME.fullmatch(name) for name in files):
        raise ValueError("not a file of an index")
    return Commit(**{**data, "files": files})


def write_manifest(root: Path, manifest: Manifest) -> None:
    """Replace the manifest atomically. Raises OSError.

    Like the segments it is not synced to disk: after a power failure a wrong checksum leads to a rebuild.
    """
    data = json.dumps({"format": FORMAT, **asdict(manifest)}).encode()
    clear_place_of_file(root / MANIFEST_NAME)
    try:
        with OpenFolder.open(root) as folder:
            folder.write(MANIFEST_NAME, data, is_durable=False)
    except PaperdeskError as error:
        raise OSError(str(error)) from error


def find_latest_generation(data_folder: Path) -> int:
    """Return Whoosh's newest commit number in a folder; -1 when there is none.

    Raises ValueError when the folder is a link, or has a link, a pipe or a folder where Whoosh would open a file.
    """
    if data_folder.is_symlink():
        raise ValueError("the data folder is a symbolic link")
    newest = -1
    with os.scandir(data_folder) as entries:
        for entry in entries:
            _require_kind(entry)
            if match := _TOC_NAME.fullmatch(entry.name):
                newest = max(newest, int(match[1]))
    return newest


def _require_kind(entry: os.DirEntry[str]) -> None:
    is_folder = entry.name == _FOLDER_OF_WRITER
    is_ours = entry.name.startswith(("MAIN", "_MAIN"))
    if is_ours and not (entry.is_dir if is_folder else entry.is_file)(follow_symlinks=False):
        raise ValueError(f"{entry.name} is not a {'folder' if is_folder else 'regular file'}")


def toc_name(generation: int) -> str:
    """Return the name of Whoosh's table of contents of a commit."""
    return f"_MAIN_{generation}.toc"


def compute_checksum(path: Path) -> tuple[int, int]:
    """Return the size and CRC-32 of a file."""
    size = crc = 0
    with open_file(path) as file:
        while block := file.read(1 << 20):
            size += len(block)
            crc = zlib.crc32(block, crc)
    return size, crc


def verify_file(folder: Path, name: str, expected: Checksums, verified: Checksums) -> None:
    """Raise ValueError unless a file matches `expected`. Checksums in `verified` are reused: files never change."""
    if name not in expected:
        raise ValueError(f"{name} was not written by Paperdesk")
    if name not in verified:
        verified[name] = compute_checksum(folder / name)
    if verified[name] != expected[name]:
        raise ValueError(f"{name} was changed after it was written")


def compute_segment_checksums(folder: Path, known: Checksums) -> Checksums:
    """Return the checksums of all segments in a folder; files in `known` never change and are not read again."""
    return {
        path.name: known.get(path.name) or compute_checksum(path)
        for path in folder.iterdir()
        if _SEGMENT_NAME.fullmatch(path.name)
    }
