"""Controller of the search field: suggestions, errors, facets, and the return to where a search began."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from app.config.json_file import read_list, write_list
from app.config.paths import config_folder
from app.domain.errors import QueryError
from app.library import Library
from app.query.narrowing import narrow
from app.query.results import Completion, Facet
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice
from ui.places import Place
from ui.search.facets import FacetStrip
from ui.search.suggestions import SearchPanel
from ui.sidebar.rows import format_count
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from app.domain.detail_views import SavedSearchView
    from ui.context import Context
    from ui.listing import Listing
    from ui.paper_list.view import PaperList
    from ui.window.top_bar import TopBar

MAX_RECENT = 20
_MAX_RECENT_SHOWN, _MAX_SAVED_SHOWN, _MAX_COMPLETIONS_SHOWN = 6, 8, 8
_FACET_DELAY_MS = 250
_ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class RecentSearches:
    """The most recent queries, newest first; stored in a small file of the configuration folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.queries = [line for line in read_list(path) if isinstance(line, str) and line.strip()][:MAX_RECENT]

    def add(self, query: str) -> None:
        """Put a query at the front; a blank one is ignored."""
        newest = query.strip()
        if not newest or self.queries[:1] == [newest]:
            return
        self.queries = [newest, *(known for known in self.queries if known != newest)][:MAX_RECENT]
        write_list(self._path, self.queries)


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where the user was before a search: place, paper, and scroll position of the list."""

    place: Place
    paper_id: int | None
    scroll: int


class SearchController(QObject):
    """Handles the keys of the search field, its suggestions, the facet strip, and leaving a search.

    `saved_searches` returns each saved search with its number of papers, when that is known.
    """

    def __init__(
        self,
        context: Context,
        top_bar: TopBar,
        listing: Listing,
        papers: PaperList,
        leave_triage: Callable[[], object],
        saved_searches: Callable[[], Sequence[tuple[SavedSearchView, int | None]]],
    ) -> None:
        super().__init__(context.window)
        self._context, self._top_bar, self._listing, self._papers = context, top_bar, listing, papers
        self._leave_triage, self._saved_searches = leave_triage, saved_searches
        self._origin: _Origin | None = None
        self._returning: _Origin | None = None
        self._request_number = 0
        self._is_committed = False
        self._facets: Sequence[Facet] = ()
        self.recent = RecentSearches(config_folder() / "searches.json")
        self._field = top_bar.field
        self.panel = SearchPanel(context.window, self._field, top_bar.problem, context.theme)
        self.strip = FacetStrip()
        self._facet_timer = QTimer(self, singleShot=True, interval=_FACET_DELAY_MS)
        self._facet_timer.timeout.connect(self._request_facets)
        self._field.installEventFilter(self)
        self._field.textEdited.connect(lambda _text: self._suggest())
        self._field.textChanged.connect(self._remember_origin)
        self.panel.chosen.connect(self._choose)
        self.strip.narrowed.connect(self.narrow)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands of a search."""
        return {"narrow": self.choose_clause}

    def start(self) -> None:
        """Connect to the listing; called after the window has connected, so that the list is updated first."""
        self._listing.listed.connect(self._on_listed)
        self._listing.query_error_changed.connect(self._mark_problem)
        self._listing.problem_changed.connect(self._show_problem)

    def search_for(self, query: str) -> None:
        """Put a query into the field and search for it; ends triage, which hides the results."""
        self._leave_triage()
        self._field.setText(query)

    # -- entering and leaving a search --------------------------------------------------------------------------

    def _remember_origin(self, text: str) -> None:
        """Remember the current place at the first letter of a search."""
        self._is_committed = False
        if text.strip() and self._origin is None and not self._listing.query:
            scroll = self._papers.verticalScrollBar().value()
            self._origin = _Origin(self._listing.place, self._papers.current_id, scroll)

    def leave(self) -> bool:
        """Go back to where the search began; False when there is no search."""
        if not self._listing.query and not self._field.text():
            return False
        self.recent.add(self._listing.query)
        origin, self._origin = self._origin, None
        self.panel.show_choices(())
        if origin is not None:
            self._papers.select_after_refresh = origin.paper_id
            self._returning = origin
        self._context.navigator.go_to(origin.place if origin is not None else self._listing.place)
        return True

    def _request_facets(self) -> None:
        query, ids = self._listing.query, list(self._papers.ids)
        if query:
            self._context.operations.read(
                partial(_find_facets, ids=ids), partial(self._show_facets, query), _ignore_error, owner=self
            )

    def _on_listed(self, _ids: list[int], _is_other: bool) -> None:
        query = self._listing.query
        if query:
            self._facet_timer.start()  # facets are counted after a pause in typing
            return
        self._show_facets("", ())
        if not self._field.text():  # also when the field was emptied letter by letter
            self._restore(self._returning or self._origin)
            self._origin = self._returning = None

    def _restore(self, origin: _Origin | None) -> None:
        """Select the paper and rows from before the search, unless the user went to another place."""
        if origin is not None and origin.place.identity == self._listing.place.identity:
            self._papers.go_to(origin.paper_id)
            self._papers.verticalScrollBar().setValue(origin.scroll)

    def _show_facets(self, query: str, facets: Sequence[Facet]) -> None:
        if query == self._listing.query:
            self._facets = facets
            self.strip.show_facets(facets)

    # -- errors in the query ------------------------------------------------------------------------------------

    def _mark_problem(self, error: QueryError | None) -> None:
        """Underline an error in the query. Its position is relative to the text without leading blanks."""
        text = self._field.text()
        is_shown = error is not None and not error.is_unfinished
        if is_shown and self._is_committed and self._field.isVisible():
            self._field.setFocus()  # so that it can be fixed at once
        blanks = len(text) - len(text.lstrip())
        self._field.mark_problem((error.position + blanks, error.end + blanks) if error and is_shown else None)
        if error is not None and error.proposal and is_shown:
            self.panel.show_choices([Choice("proposal", error.proposal, f"Search for  {error.proposal}")], "Tab accept")

    def _show_problem(self, sentence: str) -> None:
        self._top_bar.problem.setText(sentence)
        self.panel.reposition()

    # -- suggestions --------------------------------------------------------------------------------------------

    def _suggest(self) -> None:
        """Show completions at the cursor; in an empty field, recent and saved searches."""
        self._request_number += 1
        text, caret, number = self._field.text(), self._field.cursorPosition(), self._request_number
        if not text.strip():
            self.panel.show_choices(self._recent_and_saved(), "↓ choose · Enter search")
            return

        def show(found: Sequence[Completion]) -> None:
            if number == self._request_number and self._field.hasFocus() and self._field.text() == text:
                self._show_completions(text, found)

        self._context.operations.read(lambda library: library.complete(text, caret), show, _ignore_error, owner=self)

    def _show_completions(self, text: str, found: Sequence[Completion]) -> None:
        useful = [completion for completion in found if text[slice(*completion.replaces)] != completion.text]
        choices = [
            Choice(_completion_icon(text, completion), completion, completion.text, _describe_completion(completion))
            for completion in useful[:_MAX_COMPLETIONS_SHOWN]
        ]
        self.panel.show_choices(choices, "Tab complete · Alt+↓ next", is_first_selected=True)

    def _recent_and_saved(self) -> list[Choice]:
        saved = [
            Choice("starred", search.query, search.name, format_count(papers) or search.query)
            for search, papers in self._saved_searches()[:_MAX_SAVED_SHOWN]
        ]
        return [*(Choice("later", query, query) for query in self.recent.queries[:_MAX_RECENT_SHOWN]), *saved]

    def _choose(self, choice: Choice) -> None:
        """Complete the word at the cursor, or search for the recent or saved query of the row."""
        if isinstance(choice.key, Completion):
            self._complete(choice.key)
            return
        self._field.setText(choice.key)
        self._commit()

    def _complete(self, completion: Completion) -> None:
        text = self._field.text()
        start, end = completion.replaces
        is_whole = not completion.text.endswith(":")
        blank = " " if is_whole and text[end : end + 1] != " " else ""
        self._field.setText(f"{text[:start]}{completion.text}{blank}{text[end:]}")
        self._field.setCursorPosition(start + len(completion.text) + is_whole)
        self._field.setFocus()
        self._suggest()

    # -- narrowing ----------------------------------------------------------------------------------------------

    def narrow(self, clause: str) -> None:
        """Add a clause to the query; the current paper stays selected when it still matches."""
        self._leave_triage()
        self._papers.select_after_refresh = self._papers.current_id
        text = self._field.text().strip() or self._listing.query
        with suppress(QueryError):  # an unreadable query is marked when it is run
            self._field.setText(narrow(text, clause))
        self._commit()

    def choose_clause(self) -> None:
        """Let the user pick a facet value of the results, and add its clause to the query."""
        choices = [
            Choice(facet.field, value.clause, value.value, f"{value.count}  ·  {facet.title}")
            for facet in self._facets
            for value in facet.values
        ]
        if not choices:
            self._context.notifier.show_message("There is nothing to narrow. Search for something first.")
            return

        def add_clause(result: PickerResult) -> None:
            self.narrow(result.chosen[0].key)

        request = PickerRequest("Narrow the search", "Find a tag, a year, a source …", choices)
        Finder(self._context.window, self._context.theme, request, add_clause)

    # -- keys ---------------------------------------------------------------------------------------------------

    def _commit(self) -> None:
        """Run the query as it is and move the focus to the results."""
        self.panel.show_choices(())
        self._request_number += 1
        self._is_committed = True
        self.recent.add(self._field.text())
        self._top_bar.commit()
        self._top_bar.results_requested.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Handle Enter, Down and Tab in the field, and Esc while suggestions are shown."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            QTimer.singleShot(0, self, self._on_focus_in)
        elif kind == QEvent.Type.FocusOut:
            self._request_number += 1
            QTimer.singleShot(0, self, self._on_focus_out)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._closes_suggestions(event):
            event.accept()
            return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._handle_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _on_focus_out(self) -> None:
        """Hide the suggestions; runs after the event, when the new focus widget is known."""
        if not self._field.hasFocus():
            self.panel.show_choices(())

    def _on_focus_in(self) -> None:
        """Show the query's error again; in an empty field, recent and saved searches."""
        if not self._field.text():
            self._suggest()
        self.panel.reposition()

    def _closes_suggestions(self, event: QKeyEvent) -> bool:
        """Whether a key is Esc while suggestions are shown; without them Esc leaves the search."""
        return event.key() == Qt.Key.Key_Escape and bool(self.panel.choices) and bool(self._field.text())

    def _handle_key(self, event: QKeyEvent) -> bool:
        current, key = self.panel.current, Qt.Key(event.key())
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in _ENTER_KEYS:
            if current is not None and not self._field.text().strip():
                self._choose(current)
            else:
                self._commit()
        elif key in _STEPS and self.panel.choices and (is_alt or not self._field.text().strip()):
            self.panel.move_selection(_STEPS[key])
        elif key == Qt.Key.Key_Down:
            self._commit()
        elif key == Qt.Key.Key_Tab and self.panel.choices:
            self._choose(current or self.panel.choices[0])
        elif self._closes_suggestions(event):
            self.panel.show_choices(())
        else:
            return False
        return True


def _completion_icon(text: str, completion: Completion) -> str:
    """The icon of a completion: that of a tag for the value of `tag:`."""
    return "tag" if text[: completion.replaces[0]].casefold().endswith("tag:") else "completion"


def _describe_completion(completion: Completion) -> str:
    return completion.description if completion.count is None else pluralize(completion.count, "paper")


def _find_facets(library: Library, ids: Sequence[int]) -> list[Facet]:
    return library.facets(ids)


def _ignore_error(_error: object) -> None:
    """Suggestions and counts are optional; the list itself reports errors."""
