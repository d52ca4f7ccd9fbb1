"""Organizing: tags, collections and saved searches – names, orders, what is dropped on them – and going to places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.changes import Changes
from app.domain.views import SavedSearchView
from app.library import Library
from ui.commands.table import BY_ID
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.places import ALL, BEST_FIRST, NOTED, STARRED, STATUS_PLACES, Place, search_papers, spell_name, tag_place
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

Act = Callable[[Library], Changes]

_COUNT_AFTER_MS = 300
_GO_TO = {
    **{f"go_{place.kind}": place for place in STATUS_PLACES},
    "go_starred": STARRED,
    "go_notes": NOTED,
    "go_all": ALL,
}
_FOR_KINDS: Mapping[str, frozenset[str]] = {
    "rename_place": frozenset({"tag", "collection", "saved"}),
    "remove_place": frozenset({"tag", "collection", "saved"}),
    "edit_search": frozenset({"saved"}),
}
"""The commands of the side bar, and the places they are for."""
_KINDS = {"tag": "a tag", "collection": "a collection", "saved": "a saved search"}

_RENAME: Mapping[str, Callable[[Library, str, str], Changes]] = {
    "tag": lambda library, old, new: library.editing.rename_tag(old, new),
    "collection": lambda library, old, new: library.editing.rename_collection(old, new),
    "saved": lambda library, old, new: library.editing.rename_search(old, new),
}
_REMOVE: Mapping[str, Callable[[Library, str], Changes]] = {
    "tag": lambda library, name: library.editing.delete_tag(name),
    "collection": lambda library, name: library.editing.delete_collection(name),
    "saved": lambda library, name: library.editing.delete_search(name),
}
_DROP: Mapping[str, Callable[[Library, str, Sequence[int]], Changes]] = {
    "tag": lambda library, name, ids: library.editing.tag(name, ids),
    "collection": lambda library, name, ids: library.editing.collect(name, ids),
    "starred": lambda library, _name, ids: library.editing.star(ids),
}

_SAVE_DETAILS = "It stands among the places and finds what matches then. A name that is taken gets the new query."
_LIST_DETAILS = "A collection is a reading list in an order of your own."


class Organizing:
    """The commands that keep papers together, and what the side bar asks for."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._counts: dict[str, int] = {}
        self._counted_version = -1
        self.saved: Sequence[SavedSearchView] = ()
        self._timer = QTimer(window, singleShot=True, interval=_COUNT_AFTER_MS)
        self._timer.timeout.connect(self._count_next)
        sidebar = window.sidebar
        sidebar.renamed.connect(self.rename)
        sidebar.dropped.connect(self.drop)
        sidebar.offered.connect(lambda sentence: window.status.tell(passing=sentence))
        sidebar.entered.connect(window.focus_papers)
        sidebar.current_changed.connect(self.show_what_is_possible)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Saved searches, collections, names of places, and the ways to places."""
        return {
            "save_search": self.save_search,
            "edit_search": self.edit_search,
            "new_collection": self.new_collection,
            "collect": self.collect,
            "uncollect": self.uncollect,
            "collection_up": partial(self.move, -1),
            "collection_down": partial(self.move, 1),
            "rename_place": self._window.sidebar.edit_name,
            "remove_place": self.remove,
            **{command: partial(self.go_to, place) for command, place in _GO_TO.items()},
            "go_tag": self.go_to_tag,
            "go_imports": self.go_to_imports,
        }

    def _act(self, work: Act) -> None:
        self._window.operations.act(work)

    def _ask(self, question: Question, done: Callable[[str], object], text: str = "") -> None:
        """Open the finder; `done` hears the name that was chosen or typed. `text` stands in the field at first."""

        def take(answer: Answer) -> None:
            name = answer.text.strip() if question.is_text else answer.chosen[0].key
            if name:
                done(name)

        finder = Finder(self._window, self._window.look, question, take)
        finder.field.setText(text)
        finder.field.selectAll()

    # -- places -------------------------------------------------------------------------------------------------

    def go_to(self, place: Place) -> None:
        """List the papers of a place and go to them."""
        self._window.going.go_to(place)
        self._window.focus_papers()

    def go_to_tag(self) -> None:
        """Ask for a tag and list its papers."""
        tree = self._window.library.tag_tree()
        if not tree:
            fill = self._window.keyboard.keymap.fill
            self._window.toast.say(fill("There is no tag yet. Press {tag} on a paper to make one."))
            return
        choices = [Choice("tag", one.name, one.name, count(one.papers, "paper")) for one in tree]
        question = Question("Go to a tag", "Find a tag", choices, "The papers of the tag and of those within it.")
        self._ask(question, lambda name: self.go_to(tag_place(name)))

    def go_to_imports(self) -> None:
        """Go to the newest import among the places."""
        if not self._window.sidebar.isVisible():
            self._window.folding.toggle_sidebar()
        if not self._window.sidebar.go_to_first("import"):
            fill = self._window.keyboard.keymap.fill
            self._window.toast.say(fill("Nothing was imported yet. {import} reads a page."))

    def show_what_is_possible(self) -> None:
        """Let only those commands of the side bar act that its current line is for."""
        place = self._window.sidebar.current
        for command, kinds in _FOR_KINDS.items():
            self._window.actions_by_id[command].setEnabled(place is not None and place.kind in kinds)

    def say_what_for(self, command_id: str) -> str:
        """Why a command of the side bar cannot act just now."""
        *others, last = (words for kind, words in _KINDS.items() if kind in _FOR_KINDS[command_id])
        kinds = f"{', '.join(others)} or {last}" if others else last
        return f"“{BY_ID[command_id].title.rstrip('…')}” is for {kinds}: go to one among the places first."

    def rename(self, place: Place, name: str) -> None:
        """Give a tag, a collection or a saved search another name; what is listed follows."""
        new = spell_name(place.kind, name)

        def follow(_changes: object) -> None:
            if place.kind == "tag":
                self._window.quick_tags.follow(place.key, new)
            shown = self._window.listing.place
            if self._window.listing.query or shown.kind != place.kind:
                return
            if shown.key == place.key or (place.kind == "tag" and shown.key.startswith(f"{place.key}/")):
                key = new + shown.key[len(place.key) :]
                self._window.going.go_to(replace(shown, key=key, title=key))

        give = _RENAME[place.kind]
        self._window.operations.act(lambda library: give(library, place.key, name), follow)

    def remove(self) -> None:
        """Remove the current tag, collection or saved search; its papers stay."""
        place = self._window.sidebar.current
        if place is None or place.kind not in _REMOVE:
            return

        def leave(_changes: object) -> None:
            if self._window.listing.place.identity == place.identity:
                self._window.going.go_to(ALL)

        take_away = _REMOVE[place.kind]
        self._window.operations.act(lambda library: take_away(library, place.key), leave)

    def drop(self, place: Place, ids: Sequence[int]) -> None:
        """Papers were let go over a place."""
        deed = _DROP.get(place.kind)
        if deed is None:
            self._act(lambda library: library.editing.set_status(place.kind, ids))
        else:
            self._act(lambda library: deed(library, place.key, ids))

    # -- collections --------------------------------------------------------------------------------------------

    def new_collection(self) -> None:
        """Ask for a name and make an empty collection."""
        question = Question("New collection", "Its name", (), _LIST_DETAILS, "Enter make it · Esc back", is_text=True)
        self._ask(question, lambda name: self._act(lambda library: library.editing.create_collection(name)))

    def collect(self) -> None:
        """Ask for a collection and put the chosen papers at its end."""
        ids = self._window.papers.chosen_ids()
        if not ids:
            return
        collections = self._window.library.collections()
        choices = [Choice("collection", name, name, count(papers, "paper")) for name, papers in collections]
        question = Question(
            f"Put {count(len(ids), 'paper')} into a collection",
            "Find a collection, or name a new one",
            choices,
            nothing="There is no collection yet: type a name.",
            create=partial(_new_choice, [name for name, _ in collections]),
        )
        self._ask(question, partial(self._collect, ids))

    def _collect(self, ids: Sequence[int], name: str) -> None:
        self._act(lambda library: library.editing.collect(name, ids, can_make=True))

    def _collection_shown(self) -> str:
        """The name of the collection the list shows; empty, with a word about it, when it shows something else."""
        listing = self._window.listing
        if listing.place.kind == "collection" and not listing.query:
            return listing.place.key
        self._window.toast.say("This is for the papers of a collection: choose one among the places first.")
        return ""

    def uncollect(self) -> None:
        """Take the chosen papers out of the collection that is listed."""
        name, ids = self._collection_shown(), self._window.papers.chosen_ids()
        if name and ids:
            self._window.papers.go_past(ids)
            self._act(lambda library: library.editing.uncollect(name, ids))

    def move(self, by: int) -> None:
        """Move the chosen papers in the order of the collection that is listed."""
        name, ids = self._collection_shown(), self._window.papers.chosen_ids()
        if name and ids:
            self._act(lambda library: library.editing.move_in_collection(name, ids, by))

    # -- saved searches -----------------------------------------------------------------------------------------

    def save_search(self) -> None:
        """Ask for a name and keep the query of the search field under it."""
        query = (self._window.top.field.text() or self._window.listing.query).strip()
        if not query:
            self._window.toast.say("There is no search to save: type one first.")
            return
        same = next((saved.name for saved in self.saved if saved.query == query), "")
        question = Question("Save this search", "Its name", (), _SAVE_DETAILS, "Enter save · Esc back", is_text=True)
        sort = (self._window.listing.order if self._window.listing.query else "") or BEST_FIRST
        self._ask(question, partial(self._save, query, sort), same or " ".join(query.split())[:60])

    def _save(self, query: str, sort: str, name: str) -> None:
        self._act(lambda library: library.editing.save_search(name, query, sort))

    def edit_search(self) -> None:
        """Put the query of the current saved search into the search field."""
        place = self._window.sidebar.current
        if place is not None and place.kind == "saved":
            self._window.searching.show(place.details)
            self._window.top.field.setFocus()

    def count_saved(self, saved: Sequence[SavedSearchView]) -> None:
        """Count what the saved searches find, a moment later and one by one; nothing when the library is the same."""
        self.saved = saved
        version = self._window.library.data_version()
        if version != self._counted_version:
            self._counted_version = version
            self._counts = {}
        if any(one.query not in self._counts for one in saved):
            self._timer.start()

    def _count_next(self) -> None:
        query = next((one.query for one in self.saved if one.query not in self._counts), None)
        if query is None:
            self._window.sidebar.show_saved_counts(dict(self._counts))
            return
        version = self._counted_version

        def store(papers: int) -> None:
            if version == self._counted_version:
                self._counts[query] = papers
                self._count_next()

        def give_up(_error: object) -> None:  # a query that an older Paperdesk could read
            store(0)

        self._window.operations.ask(partial(_count_papers, query=query), store, give_up)


def _new_choice(known: Sequence[str], text: str) -> Choice | None:
    """The making of a collection of this name, unless there is one."""
    name = spell_name("collection", text)
    is_known = name.casefold() in {one.casefold() for one in known}
    return None if is_known or not name else Choice("collection", name, name, "new collection")


def _count_papers(library: Library, query: str) -> int:
    return len(search_papers(library, query, BEST_FIRST))
