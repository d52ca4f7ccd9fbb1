"""SidebarController: renaming, removing and filling tags, collections and saved searches, and going to places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.changes import Changes
from app.domain.detail_views import SavedSearchView
from app.library import Library
from ui.commands.table import BY_ID
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.loading import LoadedChoices, NewName, load_choices
from ui.finder.rows import Choice
from ui.places import ALL, BEST_FIRST, NOTED, STARRED, STATUS_PLACES, Place, normalize_name, tag_place
from ui.sidebar.counts import SavedSearchCounts
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from ui.context import Context
    from ui.listing import Listing
    from ui.sidebar.view import Sidebar

_PLACES_BY_COMMAND = {
    **{f"go_{place.kind}": place for place in STATUS_PLACES},
    "go_starred": STARRED,
    "go_notes": NOTED,
    "go_all": ALL,
}
_COMMAND_KINDS: Mapping[str, frozenset[str]] = {
    "rename_place": frozenset({"tag", "collection", "saved"}),
    "remove_place": frozenset({"tag", "collection", "saved"}),
    "edit_search": frozenset({"saved"}),
}
"""The commands that act on the current entry of the sidebar, and the kinds of places they apply to."""
_KIND_LABELS = {"tag": "a tag", "collection": "a collection", "saved": "a saved search"}

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
    "collection": lambda library, name, ids: library.editing.add_to_collection(name, ids),
    "starred": lambda library, _name, ids: library.editing.star(ids),
}

_SAVE_DETAILS = "It appears in the sidebar and always lists the current matches. An existing name is overwritten."
_COLLECTION_DETAILS = "A collection is a reading list that you order yourself."


class SidebarController(QObject):
    """Handles the commands about tags, collections and saved searches, and the signals of the sidebar.

    `tag_renamed` carries the old and the new name of a tag, `query_edit_requested` the query of a saved search.
    """

    tag_renamed = Signal(str, str)
    query_edit_requested = Signal(str)

    def __init__(
        self,
        context: Context,
        sidebar: Sidebar,
        listing: Listing,
        toggle_sidebar: Callable[[], object],
        enable_command: Callable[[str, bool], object],
        typed_query: Callable[[], str],
    ) -> None:
        """`typed_query` returns the text of the search field."""
        super().__init__(context.window)
        self._context, self._sidebar, self._listing = context, sidebar, listing
        self._toggle_sidebar, self._enable_command, self._typed_query = toggle_sidebar, enable_command, typed_query
        self.counts = SavedSearchCounts(context.operations, sidebar)
        self.saved_searches: Sequence[SavedSearchView] = ()
        sidebar.renamed.connect(self.rename)
        sidebar.dropped.connect(self.drop_papers)
        sidebar.place_entered.connect(context.navigator.focus_papers)
        sidebar.current_changed.connect(self.update_enabled_commands)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """The commands about saved searches, collections, places and their names."""
        return {
            "save_search": self.save_search,
            "edit_search": self.edit_search,
            "new_collection": self.new_collection,
            "collect": self.add_to_collection,
            "uncollect": self.remove_from_collection,
            "collection_up": partial(self.move_in_collection, -1),
            "collection_down": partial(self.move_in_collection, 1),
            "rename_place": self._sidebar.edit_current_name,
            "remove_place": self.remove_current,
            **{command: partial(self.go_to, place) for command, place in _PLACES_BY_COMMAND.items()},
            "go_tag": self.go_to_tag,
            "go_imports": self.go_to_imports,
        }

    def _write(self, work: Callable[[Library], Changes]) -> None:
        self._context.operations.write(work)

    def _ask(self, request: PickerRequest, done: Callable[[str], object], text: str = "") -> Finder:
        """Open the finder with `text` in its field; `done` is called with the name that was chosen or typed."""

        def on_result(result: PickerResult) -> None:
            name = result.text.strip() if request.is_text_only else result.chosen[0].key
            if name:
                done(name)

        finder = Finder(self._context.window, self._context.theme, request, on_result)
        finder.field.setText(text)
        finder.field.selectAll()
        return finder

    # -- places -------------------------------------------------------------------------------------------------

    def go_to(self, place: Place) -> None:
        """List the papers of a place and move the focus to the list."""
        self._context.navigator.go_to(place)
        self._context.navigator.focus_papers()

    def go_to_tag(self) -> None:
        """Ask for a tag and list its papers."""
        request = PickerRequest("Go to a tag", "Find a tag", details="Lists the papers of the tag and its nested tags.")
        finder = self._ask(request, lambda name: self.go_to(tag_place(name)))
        load_choices(finder, self._context.operations, _read_tag_tree, on_empty=self._show_no_tags)

    def _show_no_tags(self) -> None:
        fill_keys = self._context.keymap().fill_keys
        self._context.notifier.show_message(fill_keys("There are no tags yet. Press {tag} on a paper to create one."))

    def go_to_imports(self) -> None:
        """Go to the newest import in the sidebar."""
        if not self._sidebar.isVisible():
            self._toggle_sidebar()
        if not self._sidebar.go_to_first("import"):
            fill_keys = self._context.keymap().fill_keys
            self._context.notifier.show_message(fill_keys("Nothing was imported yet. {import} imports a page."))

    def update_enabled_commands(self) -> None:
        """Enable only the commands that apply to the current entry of the sidebar."""
        place = self._sidebar.current_place
        for command, kinds in _COMMAND_KINDS.items():
            self._enable_command(command, place is not None and place.kind in kinds)

    def explain_disabled(self, command_id: str) -> str:
        """Why a command of the sidebar is disabled."""
        *others, last = (words for kind, words in _KIND_LABELS.items() if kind in _COMMAND_KINDS[command_id])
        kinds = f"{', '.join(others)} or {last}" if others else last
        return f"“{BY_ID[command_id].title.rstrip('…')}” is for {kinds}: select one in the sidebar first."

    def rename(self, place: Place, name: str) -> None:
        """Rename a tag, a collection or a saved search, and keep it listed under its new name."""
        new = normalize_name(place.kind, name)

        def on_renamed(_changes: object) -> None:
            if place.kind == "tag":
                self.tag_renamed.emit(place.key, new)
            listed = self._listing.place
            if self._listing.query or listed.kind != place.kind:
                return
            if listed.key == place.key or (place.kind == "tag" and listed.key.startswith(f"{place.key}/")):
                key = new + listed.key[len(place.key) :]
                self._context.navigator.go_to(replace(listed, key=key, title=key))

        rename = _RENAME[place.kind]
        self._context.operations.write(lambda library: rename(library, place.key, name), on_renamed)

    def remove_current(self) -> None:
        """Remove the current tag, collection or saved search, but not its papers."""
        place = self._sidebar.current_place
        if place is None or place.kind not in _REMOVE:
            return

        def on_removed(_changes: object) -> None:
            if self._listing.place.identity == place.identity:
                self._context.navigator.go_to(ALL)

        remove = _REMOVE[place.kind]
        self._context.operations.write(lambda library: remove(library, place.key), on_removed)

    def drop_papers(self, place: Place, ids: Sequence[int]) -> None:
        """Tag, collect, star or set the status of the papers that were dropped on a place."""
        change = _DROP.get(place.kind)
        if change is None:
            self._write(lambda library: library.editing.set_status(place.kind, ids))
        else:
            self._write(lambda library: change(library, place.key, ids))

    # -- collections --------------------------------------------------------------------------------------------

    def new_collection(self) -> None:
        """Ask for a name and create an empty collection."""
        request = PickerRequest(
            "New collection", "Name", (), _COLLECTION_DETAILS, "Enter create · Esc back", is_text_only=True
        )
        self._ask(request, lambda name: self._write(lambda library: library.editing.create_collection(name)))

    def add_to_collection(self) -> None:
        """Ask for a collection and add the selected papers at its end."""
        ids = self._context.selection.selected_ids()
        if not ids:
            return
        new_name = NewName("collection")
        request = PickerRequest(
            f"Add {pluralize(len(ids), 'paper')} to a collection",
            "Find a collection, or name a new one",
            empty_text="There are no collections yet: type a name.",
            create=new_name,
        )
        finder = self._ask(request, partial(self._collect, ids))
        load_choices(finder, self._context.operations, _read_collections, new_name=new_name)

    def _collect(self, ids: Sequence[int], name: str) -> None:
        self._write(lambda library: library.editing.add_to_collection(name, ids, create_missing=True))

    def _listed_collection(self) -> str:
        """The name of the listed collection; empty, after a message, when something else is listed."""
        listing = self._listing
        if listing.place.kind == "collection" and not listing.query:
            return listing.place.key
        self._context.notifier.show_message("This is for the papers of a collection: select one in the sidebar first.")
        return ""

    def remove_from_collection(self) -> None:
        """Remove the selected papers from the listed collection."""
        name, ids = self._listed_collection(), self._context.selection.selected_ids()
        if name and ids:
            self._context.selection.select_next_after(ids)
            self._write(lambda library: library.editing.remove_from_collection(name, ids))

    def move_in_collection(self, by: int) -> None:
        """Move the selected papers up or down in the listed collection."""
        name, ids = self._listed_collection(), self._context.selection.selected_ids()
        if name and ids:
            self._write(lambda library: library.editing.move_in_collection(name, ids, by))

    # -- saved searches -----------------------------------------------------------------------------------------

    def save_search(self) -> None:
        """Ask for a name and save the query of the search field under it."""
        query = (self._typed_query() or self._listing.query).strip()
        if not query:
            self._context.notifier.show_message("There is no search to save: type one first.")
            return
        same = next((search.name for search in self.saved_searches if search.query == query), "")
        request = PickerRequest(
            "Save this search", "Name", (), _SAVE_DETAILS, "Enter save · Esc back", is_text_only=True
        )
        sort = (self._listing.order if self._listing.query else "") or BEST_FIRST
        self._ask(request, partial(self._save, query, sort), same or " ".join(query.split())[:60])

    def _save(self, query: str, sort: str, name: str) -> None:
        self._write(lambda library: library.editing.save_search(name, query, sort))

    def edit_search(self) -> None:
        """Load the query of the current saved search into the search field."""
        place = self._sidebar.current_place
        if place is not None and place.kind == "saved":
            self.query_edit_requested.emit(place.details)

    def count_saved_searches(self, saved: Sequence[SavedSearchView]) -> None:
        """Count the papers of the saved searches, if the library has changed."""
        self.saved_searches = saved
        self.counts.count(saved)


def _read_tag_tree(library: Library) -> LoadedChoices:
    return LoadedChoices(
        [Choice("tag", tag.name, tag.name, pluralize(tag.papers, "paper")) for tag in library.tag_tree()]
    )


def _read_collections(library: Library) -> LoadedChoices:
    return LoadedChoices(
        [Choice("collection", name, name, pluralize(papers, "paper")) for name, papers in library.collections()]
    )
