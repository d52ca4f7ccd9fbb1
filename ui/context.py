"""Context: what a controller may ask the window for. Eight things; the window itself is not among them.

A controller that needs another panel or controller gets that one from `ui.window.features`, where all are created.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.library import Library
from ui.commands.keymap import Keymap
from ui.operations import Operations
from ui.places import Place
from ui.style.theme import ThemeManager


class Selection(Protocol):
    """The papers that commands act on."""

    @property
    def current_id(self) -> int | None:
        """The paper under the cursor."""

    def selected_ids(self) -> list[int]:
        """The marked or selected papers, else the current one, in the order of the list."""

    def select_next_after(self, ids: Iterable[int]) -> None:
        """Select the next paper below these, which are about to leave the list."""


class Navigator(Protocol):
    """Going somewhere else in the window."""

    def go_to(self, place: Place) -> None:
        """List the papers of a place."""

    def go_to_paper(self, paper_id: int) -> None:
        """Show a paper, in the list of all papers if need be."""

    def select_after_refresh(self, paper_id: int) -> None:
        """Select this paper when the list is shown next."""

    def focus_papers(self) -> None:
        """Give the keyboard back to the list, or to the card during triage."""


class Notifier(Protocol):
    """Short messages to the user."""

    def show_message(self, sentence: str, steps: Iterable[int | None] = ()) -> None:
        """Show a sentence; with `steps`, an Undo button that undoes exactly these."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every controller gets. `library` is for reads of at most a screenful; all else goes to `operations`."""

    window: QWidget
    library: Library
    operations: Operations
    selection: Selection
    navigator: Navigator
    notifier: Notifier
    keymap: Callable[[], Keymap]
    theme: ThemeManager
