"""Dragging: what papers are while they are dragged – numbers for this window, Markdown and a file for others."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QUrl

from app.library import Library

PAPER_IDS_MIME = "application/x-paperdesk-papers"
"""The type of our own: `{"library": mark, "papers": [numbers in the order of the list]}` in JSON."""

_MARKDOWN_MIME, _TEXT_MIME, _FILES_MIME = "text/markdown", "text/plain", "text/uri-list"
_MOST_RENDERED = 200  # papers of one drag that become text for others; more are for `Export`
_FOLDER, _KEPT_SECONDS = "paperdesk-drag-", 24 * 3600
_LARGEST = 2**63 - 1  # the largest number of a row in SQLite


def mark_of(library: Library) -> str:
    """Tells a library from every other one, its copy in another folder included: their papers have other numbers."""
    known = f"{library.database.meta('library_id')}\n{library.folder.resolve()}"
    return sha256(known.encode(errors="surrogatepass")).hexdigest()


class PapersMime(QMimeData):
    """Papers on their way. The texts and the file are made when somebody asks for them, so a drag begins at once."""

    def __init__(self, ids: Sequence[int], library: Library) -> None:
        super().__init__()
        self._ids = list(ids)
        self._library = library
        self._file: Path | None = None
        self.setData(PAPER_IDS_MIME, json.dumps({"library": mark_of(library), "papers": self._ids}).encode())

    def formats(self) -> list[str]:
        more = [_MARKDOWN_MIME, _TEXT_MIME, _FILES_MIME] if len(self._ids) <= _MOST_RENDERED else []
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
        from app.export.formats import MARKDOWN  # noqa: PLC0415 - not before something is dropped

        return MARKDOWN.render_single(self._library.views(self._ids))

    def file(self) -> Path:
        """A Markdown file of the papers, written when it is asked for first, in a folder for things that may go."""
        import tempfile  # noqa: PLC0415 - as above

        from app.export.formats import MARKDOWN  # noqa: PLC0415 - as above

        if self._file is None:
            views = self._library.views(self._ids)
            name = MARKDOWN.file_name(views[0]) if len(views) == 1 else f"{len(views)} papers{MARKDOWN.extension}"
            _remove_old(Path(tempfile.gettempdir()))
            self._file = Path(tempfile.mkdtemp(prefix=_FOLDER)) / name
            self._file.write_text(self.markdown(), "utf-8")
        return self._file


def _remove_old(place: Path) -> None:
    """Remove the folders of earlier drags. For a day whoever took a file may still be reading it."""
    import shutil  # noqa: PLC0415 - as above

    before = time.time() - _KEPT_SECONDS
    for folder in place.glob(f"{_FOLDER}*"):
        try:
            if not folder.is_symlink() and folder.is_dir() and folder.stat().st_mtime < before:
                shutil.rmtree(folder)
        except OSError:
            continue  # somebody else's, or in use: the system empties this place by itself


def mime_for(ids: Sequence[int], library: Library) -> QMimeData:
    """What a drag of these papers carries; `library` is read, in the main thread, when another program takes them."""
    return PapersMime(ids, library)


class Dragged:
    """The papers that hang over a widget: read once, when they come over it, and only those of this library.

    `ids` are in the order in which they were listed; it is empty while nothing of the kind hangs there.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.ids: list[int] = []
        self._known: frozenset[int] = frozenset()

    def __contains__(self, paper_id: int) -> bool:
        return paper_id in self._known

    def enter(self, mime: QMimeData) -> bool:
        """Something comes over the widget; returns whether it is papers of this library."""
        has_papers = mime.hasFormat(PAPER_IDS_MIME)
        self.ids = _read(bytes(mime.data(PAPER_IDS_MIME).data()), mark_of(self._library)) if has_papers else []
        self._known = frozenset(self.ids)
        return bool(self.ids)

    def leave(self) -> list[int]:
        """It goes, or is let go; returns the papers that hung there."""
        ids, self.ids, self._known = self.ids, [], frozenset()
        return ids


def _read(data: bytes, mark: str) -> list[int]:
    """The papers that a drag carries. Any program may call its data papers, so what is not exactly that is none."""
    try:
        carried = json.loads(data)
    except (ValueError, RecursionError):
        return []
    if not isinstance(carried, dict) or carried.get("library") != mark:
        return []
    ids = carried.get("papers")
    return ids if isinstance(ids, list) and all(type(one) is int and 0 < one <= _LARGEST for one in ids) else []
