"""Copying: the chosen papers to the clipboard, as one of the texts of `app.export.snippets`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.export.snippets import KINDS, Copied, Kind, copy_papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library import Library
    from ui.window.main_window import MainWindow


class Copying:
    """The commands that copy."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def handlers(self) -> dict[str, Callable[[], object]]:
        """One command for each kind of text."""
        return {f"copy_{kind.id}": partial(self.copy, kind) for kind in KINDS}

    def copy(self, kind: Kind) -> None:
        """Copy the chosen papers, in the order of the list."""
        ids = self._window.papers.chosen_ids()
        if ids:
            self._window.operations.ask(partial(_read, ids=ids, kind=kind), self._take)

    def _take(self, copied: Copied) -> None:
        if copied.text:
            QGuiApplication.clipboard().setText(copied.text)
        self._window.toast.say(copied.sentence)


def _read(library: Library, ids: list[int], kind: Kind) -> Copied:
    return copy_papers(library.views(ids), kind)
