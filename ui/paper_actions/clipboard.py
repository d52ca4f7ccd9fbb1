"""ClipboardController: copies the selected papers as one of the texts of `app.actions.snippets`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.actions.snippets import KINDS, CopyResult, SnippetKind, copy_papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library import Library
    from ui.context import Context


class ClipboardController:
    """Handles the commands that copy papers to the clipboard."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def handlers(self) -> dict[str, Callable[[], object]]:
        """One command for each kind of text."""
        return {f"copy_{kind.id}": partial(self.copy, kind) for kind in KINDS}

    def copy(self, kind: SnippetKind) -> None:
        """Copy the selected papers in the order of the list."""
        ids = self._context.selection.selected_ids()
        if ids:
            self._context.operations.read(partial(_copy_papers, ids=ids, kind=kind), self._on_copied)

    def _on_copied(self, copied: CopyResult) -> None:
        if copied.text:
            QGuiApplication.clipboard().setText(copied.text)
        self._context.notifier.show_message(copied.sentence)


def _copy_papers(library: Library, ids: list[int], kind: SnippetKind) -> CopyResult:
    return copy_papers(library.views(ids), kind)
