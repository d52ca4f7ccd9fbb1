"""Drag and drop of papers: paper ids for Paperdesk itself, Markdown text and a file for other programs."""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QUrl

from app.config.atomic_files import write_file
from app.library import Library

PAPER_IDS_MIME = "application/x-paperdesk-papers"
"""Paperdesk's own MIME type, JSON: `{"library": library_key, "papers": [paper ids in the order of the list]}`."""

_MARKDOWN_MIME, _TEXT_MIME, _FILES_MIME = "text/markdown", "text/plain", "text/uri-list"
_MAX_RENDERED_PAPERS = 200  # larger drags offer only ids to other programs; use Export for more
_FOLDER_PREFIX, _MAX_AGE_S = "paperdesk-drag-", 24 * 3600
_FOLDER_NAME = re.compile(rf"{_FOLDER_PREFIX}[a-z0-9_]{{8}}")
_MAX_ROW_ID = 2**63 - 1  # in SQLite


def library_key(library: Library) -> str:
    """Identify a library and its folder: in a copy of the library the same ids may mean other papers."""
    key = f"{library.library_id}\n{library.folder.resolve()}"
    return sha256(key.encode(errors="surrogatepass")).hexdigest()


class PaperMimeData(QMimeData):
    """The data of a drag. The text and the file are made when a drop target requests them, so a drag starts at once."""

    def __init__(self, ids: Sequence[int], library: Library) -> None:
        super().__init__()
        self._ids = list(ids)
        self._library = library
        self._file: Path | None = None
        self.setData(PAPER_IDS_MIME, json.dumps({"library": library_key(library), "papers": self._ids}).encode())

    def formats(self) -> list[str]:
        more = [_MARKDOWN_MIME, _TEXT_MIME, _FILES_MIME] if len(self._ids) <= _MAX_RENDERED_PAPERS else []
        return [PAPER_IDS_MIME, *more]

    def hasFormat(self, mimetype: str) -> bool:  # noqa: N802 - Qt's name
        return mimetype in self.formats()

    def retrieveData(self, mimetype: str, preferred: Any) -> Any:  # noqa: N802 - Qt's name
        if mimetype == PAPER_IDS_MIME or mimetype not in self.formats():
            return super().retrieveData(mimetype, preferred)
        if mimetype == _FILES_MIME:
            return [QUrl.fromLocalFile(str(self.file()))]
        return self.markdown()

    def markdown(self) -> str:
        """The papers as Markdown, one after the other."""
        from app.actions.exports import MARKDOWN  # noqa: PLC0415 - not before something is dropped

        return MARKDOWN.render_single(self._library.views(self._ids))

    def file(self) -> Path:
        """A Markdown file of the papers, written to a temporary folder on the first request."""
        import tempfile  # noqa: PLC0415 - as above

        from app.actions.exports import MARKDOWN  # noqa: PLC0415 - as above

        if self._file is None:
            views = self._library.views(self._ids)
            name = MARKDOWN.file_name(views[0]) if len(views) == 1 else f"{len(views)} papers{MARKDOWN.extension}"
            _remove_old_folders(Path(tempfile.gettempdir()))
            file = Path(tempfile.mkdtemp(prefix=_FOLDER_PREFIX)) / name
            write_file(file, self.markdown().encode("utf-8", "replace"), may_replace=False)
            self._file = file
        return self._file


def _remove_old_folders(parent: Path) -> None:
    """Remove the folders of earlier drags. They are kept for a day because a drop target may still read the file.

    Only folders that `tempfile.mkdtemp` made for us, with nothing but the file in them, are ours.
    """
    oldest_kept = time.time() - _MAX_AGE_S
    for folder in parent.glob(f"{_FOLDER_PREFIX}*"):
        with suppress(OSError):  # in use; the system cleans its temporary folder itself
            status = folder.lstat()
            is_ours = _FOLDER_NAME.fullmatch(folder.name) and stat.S_ISDIR(status.st_mode) and _is_private(status)
            content = list(folder.iterdir()) if is_ours and status.st_mtime < oldest_kept else []
            if len(content) == 1 and content[0].suffix == ".md" and content[0].is_file():
                content[0].unlink()
                folder.rmdir()


def _is_private(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & 0o077)


def make_mime_data(ids: Sequence[int], library: Library) -> QMimeData:
    """The data of a drag of these papers; `library` is read in the main thread when another program requests it."""
    return PaperMimeData(ids, library)


class DraggedPapers:
    """The papers of the drag that is over a widget. They are parsed once, on entering, and must be of this library.

    `ids` are in the order of the list; empty while no such drag is over the widget.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.ids: list[int] = []
        self._known: frozenset[int] = frozenset()

    def __contains__(self, paper_id: int) -> bool:
        return paper_id in self._known

    def enter(self, mime: QMimeData) -> bool:
        """Handle a drag entering the widget; returns whether it carries papers of this library."""
        has_papers = mime.hasFormat(PAPER_IDS_MIME)
        self.ids = (
            _parse_paper_ids(bytes(mime.data(PAPER_IDS_MIME).data()), library_key(self._library)) if has_papers else []
        )
        self._known = frozenset(self.ids)
        return bool(self.ids)

    def leave(self) -> list[int]:
        """Handle the drag leaving the widget or being dropped; returns the papers it carried."""
        ids, self.ids, self._known = self.ids, [], frozenset()
        return ids


def _parse_paper_ids(data: bytes, key: str) -> list[int]:
    """The ids in the data of a drag; empty unless it is valid, since any program may use our MIME type."""
    try:
        carried = json.loads(data)
    except (ValueError, RecursionError):
        return []
    if not isinstance(carried, dict) or carried.get("library") != key:
        return []
    ids = carried.get("papers")
    if not isinstance(ids, list) or not all(type(item) is int and 0 < item <= _MAX_ROW_ID for item in ids):
        return []
    return ids
