"""Dragging: what papers are while they are dragged – numbers for this window, Markdown and a file for others."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QUrl

from app.library import Library

PAPER_IDS_MIME = "application/x-paperdesk-papers"
"""The type of our own: a JSON array of the numbers of the papers, in the order of the list."""

_MARKDOWN_MIME, _TEXT_MIME, _FILES_MIME = "text/markdown", "text/plain", "text/uri-list"
_MOST_RENDERED = 200  # papers of one drag that become text for others; more are for `Export`
_FOLDER, _KEPT_SECONDS = "paperdesk-drag-", 24 * 3600
_NUMBER = re.compile(rb"\d{1,18}")


class PapersMime(QMimeData):
    """Papers on their way. The texts and the file are made when somebody asks for them, so a drag begins at once."""

    def __init__(self, ids: Sequence[int], library: Library) -> None:
        super().__init__()
        self._ids = list(ids)
        self._library = library
        self._file: Path | None = None
        self.setData(PAPER_IDS_MIME, json.dumps(self._ids).encode())

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


def ids_of(mime: QMimeData) -> list[int]:
    """The papers a drag carries; none when it carries something else."""
    if not mime.hasFormat(PAPER_IDS_MIME):
        return []
    return [int(number) for number in _NUMBER.findall(mime.data(PAPER_IDS_MIME).data())]
