"""The command palette: one field to find commands, papers, tags, collections, searches and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from app.config.paths import config_folder
from app.config.settings import SETTINGS
from ui.commands.table import COMMANDS
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice
from ui.finder.sources import ChoiceCache, RecentChoices, paper_choices, tag_choices
from ui.paper_actions.quick_tags import DIGITS
from ui.places import Place
from ui.widgets.paper_text import pluralize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from app.config.settings import Value
    from app.library import Library
    from ui.context import Context

_EXCLUDED = ("palette",)
_LISTED_AFTER_TAGS = frozenset(f"quick_{digit}" for digit in DIGITS)
_SWITCH_VALUES = ((True, "on"), (False, "off"))


class Palette:
    """Opens the command palette. `finder` is the one that is open, or was last.

    `actions` are those of all commands by id, `explain_disabled` says why one cannot be used now, `search_for` starts a
    search and leaves the focus in its field, `set_setting` changes a setting.
    """

    def __init__(
        self,
        context: Context,
        actions: Callable[[], Mapping[str, QAction]],
        explain_disabled: Callable[[str], str],
        search_for: Callable[[str], object],
        set_setting: Callable[[str, Value], object],
    ) -> None:
        self._context = context
        self._actions, self._explain_disabled = actions, explain_disabled
        self.finder: Finder | None = None
        self.recent = RecentChoices(
            config_folder() / f"recent-{crc32(bytes(context.library.folder.resolve())):08x}.json"
        )
        self._stock = ChoiceCache(context.operations, lambda library: _library_choices(library, self._static_choices()))
        self._openers: dict[str, Callable[[Any], object]] = {
            "command": self._run_command,
            "paper": context.navigator.go_to_paper,
            "tag": lambda name: context.navigator.go_to(Place("tag", name, name)),
            "collection": lambda name: context.navigator.go_to(Place("collection", name, name)),
            "search": search_for,
            "setting": lambda key: set_setting(*_VALUES[key]),
        }

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return the command that opens the palette."""
        return {"palette": self.show}

    def show(self) -> None:
        """Open the palette with commands and settings; the rest is added as soon as it is read."""
        static = self._static_choices()
        request = PickerRequest("Palette", "Find a command, paper, tag, collection or setting")
        self.finder = Finder(self._context.window, self._context.theme, request, self._open)
        self.finder.title.hide()
        self.finder.set_choices(static, recent=self.recent.positions(static))
        self._stock.fill(self.finder, self.recent)

    def _static_choices(self) -> list[Choice]:
        """Return the choices that need no library: commands and settings."""
        keymap = self._context.keymap()
        listed = [one for one in COMMANDS if one.menu and one.id not in _EXCLUDED]
        return [
            *(Choice("command", one.id, one.title, one.menu, keymap.key_label(one.id), one.id) for one in listed),
            *_setting_choices(),
        ]

    def _open(self, result: PickerResult) -> None:
        choice = result.chosen[0]
        self.recent.add(choice)
        self._openers[choice.kind](choice.key)
        if choice.kind in ("paper", "tag", "collection"):
            self._context.navigator.focus_papers()

    def _run_command(self, command_id: str) -> None:
        action = self._actions()[command_id]
        if action.isEnabled():
            action.trigger()
        else:
            self._context.notifier.show_message(self._explain_disabled(command_id))


_VALUES = {
    f"{setting.name} {value}": (setting.name, value)
    for setting in SETTINGS
    for value, _words in setting.choices or _SWITCH_VALUES
}


def _setting_choices() -> list[Choice]:
    """Return a choice for every value of every setting."""
    return [
        Choice("setting", f"{setting.name} {value}", f"{setting.title}: {words}", setting.group, keywords="setting")
        for setting in SETTINGS
        for value, words in setting.choices or _SWITCH_VALUES
    ]


def _library_choices(library: Library, static: list[Choice]) -> list[Choice]:
    """Return all choices in the order shown before anything is typed.

    Quick tags come after the tags, since typing “tag” and a name means the tag.
    """
    saved = library.saved_searches()
    searches = [Choice("search", one.query, one.name, one.query, keywords=f"search {one.query}") for one in saved]
    collections = [
        Choice("collection", name, name, pluralize(papers, "paper"), keywords="collection")
        for name, papers in library.collections()
    ]
    tags = [choice._replace(keywords="tag") for choice in tag_choices(library.tags())]
    last = [one for one in static if one.key in _LISTED_AFTER_TAGS]
    first = [one for one in static if one.key not in _LISTED_AFTER_TAGS]
    return [*first, *searches, *collections, *tags, *last, *paper_choices(library)]
