"""Excerpts: in a search the rows that are seen show the passage that was found, where their titles do not tell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.views import Hit
from app.library import Library
from ui.widgets.paper_text import plain_title

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_PAUSE_MS = 150  # after the list was shown or scrolled
_BEFORE = 12  # letters before the first word that was found; the row has no room for more
_LONGEST = 200


class Excerpts:
    """Asks for the excerpts of the rows that are seen, and for no others."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._asked: tuple[str, int | None] = ("", None)
        self._found: dict[int, str] = {}
        self._pause = QTimer(window, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        window.listing.listed.connect(lambda _ids, _is_other: self._look_again())
        window.operations.changed.connect(lambda _changes: self._found.clear())
        window.papers.verticalScrollBar().valueChanged.connect(lambda _value: self._wait())

    def _look_again(self) -> None:
        listing = self._window.listing
        wanted = listing.query, listing.caret
        if wanted != self._asked:
            self._asked, self._found = wanted, {}
            self._window.papers.show_excerpts({})
        self._wait()

    def _wait(self) -> None:
        if self._asked[0]:
            self._pause.start()

    def _ask(self) -> None:
        wanted = [one for one in self._window.papers.seen_ids() if one not in self._found]
        if wanted and self._asked[0]:
            asked = self._asked
            work = partial(_read, query=asked[0], caret=asked[1], ids=wanted)
            self._window.operations.ask(work, partial(self._take, asked), lambda _error: None)

    def _take(self, asked: tuple[str, int | None], found: dict[int, str]) -> None:
        if asked == self._asked:
            self._found.update(found)
            self._window.papers.show_excerpts(self._found)


def _read(library: Library, query: str, caret: int | None, ids: Sequence[int]) -> dict[int, str]:
    """What is shown of each of the papers; an empty text where the title tells it."""
    return dict.fromkeys(ids, "") | {hit.id: _passage(hit) for hit in library.excerpts(query, ids, caret)}


def _passage(hit: Hit) -> str:
    """The excerpt from shortly before the first word that was found, on one line."""
    if not hit.spans or hit.snippet.strip("… ") in hit.title:
        return ""
    start = hit.snippet.rfind(" ", 0, max(hit.spans[0][0] - _BEFORE, 0)) + 1
    return ("…" if start else "") + plain_title(hit.snippet[start : start + _LONGEST])
