"""The manifest of an export: which files were exported, and hashes of their content.

It is a small JSON file in the same folder. A file may have several hashes: while an export runs, the old and the coming
one, so that after a crash an exported file never counts as changed by the user. The folder may come from elsewhere, so
the manifest is not trusted: one that is damaged, too big, of another library, or that names anything but an exported
file counts as absent, and then every existing file counts as the user's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.config.atomic_files import OpenFolder

FOLDER_MANIFEST = ".paperdesk-export.json"
_VERSION = 1
_MAX_BYTES = 64 * 1024 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """An exported file: the id of its paper (None for a file with all papers) and its possible SHA-256 sums."""

    paper_id: int | None
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files that one library exported to one folder, by name."""

    library_id: str
    files: Mapping[str, ExportedFile] = field(default_factory=dict)

    def is_exported_content(self, name: str, content_hash: str) -> bool:
        """Whether a file with that content is as it was exported."""
        known = self.files.get(name)
        return known is not None and content_hash in known.hashes


def single_manifest_name(file_name: str) -> str:
    """The name of the manifest of a single exported file."""
    return f".{file_name}{FOLDER_MANIFEST}"


def conflict_names(name: str, extension: str) -> tuple[str, re.Pattern[str]]:
    """The name of an export beside a changed file (`x.paperdesk.md`), and a pattern for all such names."""
    stem = name.removesuffix(extension)
    pattern = rf"{re.escape(stem)}(\.paperdesk(-[1-9]\d*)?)?{re.escape(extension)}"
    return f"{stem}.paperdesk{extension}", re.compile(pattern)


def read_manifest(folder: OpenFolder, manifest_name: str, library_id: str) -> Manifest:
    """The manifest in the folder, empty when there is no valid one. Raises PaperdeskError on a disk error."""
    data = folder.read(manifest_name, _MAX_BYTES + 1)
    if data is None or len(data) > _MAX_BYTES:
        return Manifest(library_id)
    try:
        parsed = _parse(json.loads(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Manifest(library_id)
    return parsed if parsed.library_id == library_id else Manifest(library_id)


def write_manifest(folder: OpenFolder, manifest_name: str, manifest: Manifest) -> None:
    """Write the manifest atomically, the same bytes for the same content. Raises PaperdeskError."""
    files = sorted(manifest.files.items())
    content = {
        "version": _VERSION,
        "library": manifest.library_id,
        "files": {name: list(exported.hashes) for name, exported in files},
        "ids": {name: exported.paper_id for name, exported in files if exported.paper_id is not None},
    }
    data = (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode("utf-8", "replace")
    if folder.read(manifest_name) != data:
        folder.write(manifest_name, data)


def _parse(content: dict[str, object]) -> Manifest:
    library_id, files, ids = content["library"], content["files"], content.get("ids", {})
    if content["version"] != _VERSION or not isinstance(library_id, str):
        raise ValueError("another version")
    if not isinstance(files, dict) or not isinstance(ids, dict):
        raise TypeError("not a manifest")
    return Manifest(library_id, {name: _parse_file(name, hashes, ids.get(name)) for name, hashes in files.items()})


def _parse_file(name: str, hashes: object, paper_id: object) -> ExportedFile:
    """One entry. The name must have no path; with an id it must be a possible name for that paper."""
    if not isinstance(hashes, list) or not all(isinstance(one, str) and _HASH.fullmatch(one) for one in hashes):
        raise TypeError("not a list of hashes")
    if not name or set(name) & {"/", "\0", os.sep} or name in (".", ".."):
        raise ValueError("not a bare name")
    if paper_id is None:
        return ExportedFile(None, tuple(hashes))
    if type(paper_id) is not int or not re.fullmatch(rf"[^.:/\\]+-{paper_id}(\.paperdesk(-\d+)?)?\.\w+", name):
        raise ValueError("not the name of an exported file")
    return ExportedFile(paper_id, tuple(hashes))
