"""Searching: what the search field offers and explains, the way back from a search, and narrowing it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.config.paths import config_folder
from app.domain.errors import QueryError
from app.library import Library
from app.query.answers import Completion, Facet
from app.query.narrowing import narrow
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.places import Place
from ui.search.facets import FacetStrip
from ui.search.suggestions import SearchPanel
from ui.sidebar.rows import show_count
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

MOST_RECENT = 20
_SHOWN_RECENT, _SHOWN_SAVED, _SHOWN_COMPLETIONS = 6, 8, 8
_CALM_MS = 250
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class RecentSearches:
    """The queries that were searched for last, newest first; kept in a small file of the configuration folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            found = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            found = []
        lines = found if isinstance(found, list) else []
        self.queries = [line for line in lines if isinstance(line, str) and line.strip()][:MOST_RECENT]

    def note(self, query: str) -> None:
        """A query was searched for."""
        wanted = query.strip()
        if not wanted or self.queries[:1] == [wanted]:
            return
        self.queries = [wanted, *(one for one in self.queries if one != wanted)][:MOST_RECENT]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self.queries, ensure_ascii=False), "utf-8")
        except OSError:
            pass  # they are remembered as long as the window is open


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where one was before a search: the place, the paper, and how far the list was scrolled."""

    place: Place
    paper_id: int | None
    scroll: int


class Searching(QObject):
    """The keys of the search field, the panel below it, the facets of a search, and the way back."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._spot: _Spot | None = None
        self._returning: _Spot | None = None
        self._asked = 0
        self._is_committed = False
        self._facets: Sequence[Facet] = ()
        self.recent = RecentSearches(config_folder() / "searches.json")
        self._field = window.top.field
        self.panel = SearchPanel(window, self._field, window.top.problem, window.look)
        self.strip = FacetStrip()
        self._calm = QTimer(self, singleShot=True, interval=_CALM_MS)
        self._calm.timeout.connect(self._ask_facets)
        self._field.installEventFilter(self)
        self._field.textEdited.connect(lambda _text: self._suggest())
        self._field.textChanged.connect(self._begin)
        self.panel.chosen.connect(self._take)
        self.strip.narrowed.connect(self.narrow)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Narrowing the search that is shown."""
        return {"narrow": self.ask_to_narrow}

    def start(self) -> None:
        """The window is complete: listen behind it, so that the list shows the papers already."""
        layout = self._window.list_panel.layout()
        assert layout is not None
        layout.insertWidget(1, self.strip)  # type: ignore[attr-defined]  # it is a column
        self._window.listing.listed.connect(self._after_listing)
        self._window.listing.mistaken.connect(self._mark)
        self._window.listing.problem.connect(self._tell_problem)

    def show(self, query: str) -> None:
        """Put a query into the field, and search for it; that ends triage, where nobody would see it."""
        self._window.triage.leave()
        self._field.setText(query)

    # -- there and back -----------------------------------------------------------------------------------------

    def _begin(self, text: str) -> None:
        """The first letter of a search: remember where one is."""
        self._is_committed = False
        if text.strip() and self._spot is None and not self._window.listing.query:
            papers = self._window.papers
            self._spot = _Spot(self._window.listing.place, papers.current_id, papers.verticalScrollBar().value())

    def leave(self) -> bool:
        """Go back to where one was before the search; False when there is no search."""
        if not self._window.listing.query and not self._field.text():
            return False
        self.recent.note(self._window.listing.query)
        spot, self._spot = self._spot, None
        self.panel.offer(())
        if spot is not None:
            self._window.wanted_id = spot.paper_id
            self._returning = spot
        self._window.going.go_to(spot.place if spot is not None else self._window.listing.place)
        return True

    def _ask_facets(self) -> None:
        query, ids = self._window.listing.query, list(self._window.papers.papers.ids)
        if query:
            self._window.operations.ask(partial(_find_facets, ids=ids), partial(self._show_facets, query), _nothing)

    def _after_listing(self, _ids: list[int], _is_other: bool) -> None:
        query = self._window.listing.query
        if query:
            self._calm.start()  # the numbers can wait until nothing is typed for a moment
            return
        self._show_facets("", ())
        if not self._field.text():  # also when the field was emptied letter by letter
            self._return(self._returning or self._spot)
            self._spot = self._returning = None

    def _return(self, spot: _Spot | None) -> None:
        """Show the paper and the rows of before the search, unless another place was gone to."""
        if spot is not None and spot.place.identity == self._window.listing.place.identity:
            self._window.papers.go_to(spot.paper_id)
            self._window.papers.verticalScrollBar().setValue(spot.scroll)

    def _show_facets(self, query: str, facets: Sequence[Facet]) -> None:
        if query == self._window.listing.query:
            self._facets = facets
            self.strip.show_facets(facets)

    # -- what is wrong ------------------------------------------------------------------------------------------

    def _mark(self, error: QueryError | None) -> None:
        """Underline what cannot be read of a query; the query is the text of the field without its blanks."""
        text = self._field.text()
        is_shown = error is not None and not error.is_unfinished
        if is_shown and self._is_committed and self._field.isVisible():
            self._field.setFocus()  # where it can be mended
        blanks = len(text) - len(text.lstrip())
        self._field.mark_problem((error.position + blanks, error.end + blanks) if error and is_shown else None)
        if error is not None and error.proposal and is_shown:
            self.panel.offer([Choice("proposal", error.proposal, f"Search for  {error.proposal}")], "Tab takes it")

    def _tell_problem(self, sentence: str) -> None:
        self._window.top.problem.setText(sentence)
        self.panel.settle()

    # -- what may be searched for -------------------------------------------------------------------------------

    def _suggest(self) -> None:
        """Offer what may be written here; with an empty field, what was searched for and what is saved."""
        self._asked += 1
        text, caret, number = self._field.text(), self._field.cursorPosition(), self._asked
        if not text.strip():
            self.panel.offer(self._beginnings(), "↓ choose · Enter search")
            return

        def offer(found: Sequence[Completion]) -> None:
            if number == self._asked and self._field.hasFocus() and self._field.text() == text:
                self._offer_completions(text, found)

        self._window.operations.ask(lambda library: library.complete(text, caret), offer, _nothing)

    def _offer_completions(self, text: str, found: Sequence[Completion]) -> None:
        useful = [one for one in found if text[slice(*one.replaces)] != one.text][:_SHOWN_COMPLETIONS]
        choices = [
            Choice(_kind_of(text, one), one, one.text, one.what if one.count is None else count(one.count, "paper"))
            for one in useful
        ]
        self.panel.offer(choices, "Tab complete · Alt+↓ next", is_first_marked=True)

    def _beginnings(self) -> list[Choice]:
        counts = {place.key: place.papers for place in self._window.sidebar.places if place.kind == "saved"}
        saved = [
            Choice("starred", one.query, one.name, show_count(counts.get(one.name)) or one.query)
            for one in self._window.organizing.saved[:_SHOWN_SAVED]
        ]
        return [*(Choice("later", one, one) for one in self.recent.queries[:_SHOWN_RECENT]), *saved]

    def _take(self, choice: Choice) -> None:
        """A row was chosen: complete the word at the cursor, or search for the whole query of the row."""
        if isinstance(choice.key, Completion):
            self._complete(choice.key)
            return
        self._field.setText(choice.key)
        self._commit()

    def _complete(self, one: Completion) -> None:
        text = self._field.text()
        start, end = one.replaces
        is_whole = not one.text.endswith(":")
        blank = " " if is_whole and text[end : end + 1] != " " else ""
        self._field.setText(f"{text[:start]}{one.text}{blank}{text[end:]}")
        self._field.setCursorPosition(start + len(one.text) + is_whole)
        self._field.setFocus()
        self._suggest()

    # -- narrowing ----------------------------------------------------------------------------------------------

    def narrow(self, clause: str) -> None:
        """Add a clause to the query; the paper that is shown stays when it is still found."""
        self._window.triage.leave()
        self._window.wanted_id = self._window.papers.current_id
        text = self._field.text().strip() or self._window.listing.query
        with suppress(QueryError):  # what cannot be read is marked when it is searched for
            self._field.setText(narrow(text, clause))
        self._commit()

    def ask_to_narrow(self) -> None:
        """Find a value that papers of the search have, and add its clause."""
        choices = [
            Choice(facet.field, value.clause, value.value, f"{value.count}  ·  {facet.title}")
            for facet in self._facets
            for value in facet.values
        ]
        if not choices:
            self._window.toast.say("There is nothing to narrow: search for something first.")
            return

        def take(answer: Answer) -> None:
            self.narrow(answer.chosen[0].key)

        question = Question("Narrow the search", "Find a tag, a year, a source …", choices)
        Finder(self._window, self._window.look, question, take)

    # -- keys ---------------------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Search for all of it and go on to the results."""
        self.panel.offer(())
        self._asked += 1
        self._is_committed = True
        self.recent.note(self._field.text())
        self._window.top.commit()
        self._window.top.left_down.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the field: Enter, Down, Tab, and Esc while something hangs below it."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            QTimer.singleShot(0, self, self._greet)
        elif kind == QEvent.Type.FocusOut:
            self._asked += 1
            QTimer.singleShot(0, self, self._close)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_closing(event):
            event.accept()
            return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _close(self) -> None:
        """The focus went elsewhere; that is known only when the event is over."""
        if not self._field.hasFocus():
            self.panel.offer(())

    def _greet(self) -> None:
        """The field has the focus: what is wrong with its query is seen again; an empty one offers queries."""
        if not self._field.text():
            self._suggest()
        self.panel.settle()

    def _is_closing(self, event: QKeyEvent) -> bool:
        """Whether a key is Esc for the rows below the field; with none of them it goes back from the search."""
        return event.key() == Qt.Key.Key_Escape and bool(self.panel.choices) and bool(self._field.text())

    def _press(self, event: QKeyEvent) -> bool:
        current, key = self.panel.current, Qt.Key(event.key())
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in _ENTER:
            if current is not None and not self._field.text().strip():
                self._take(current)
            else:
                self._commit()
        elif key in _STEPS and self.panel.choices and (is_alt or not self._field.text().strip()):
            self.panel.move(_STEPS[key])
        elif key == Qt.Key.Key_Down:
            self._commit()
        elif key == Qt.Key.Key_Tab and self.panel.choices:
            self._take(current or self.panel.choices[0])
        elif self._is_closing(event):
            self.panel.offer(())
        else:
            return False
        return True


def _kind_of(text: str, one: Completion) -> str:
    """The glyph of a completion: that of the tag, when it is the value of one."""
    return "tag" if text[: one.replaces[0]].casefold().endswith("tag:") else "completion"


def _find_facets(library: Library, ids: Sequence[int]) -> list[Facet]:
    return library.facets(ids)


def _nothing(_error: object) -> None:
    """Suggestions and numbers are a help; the list itself tells what is wrong."""
