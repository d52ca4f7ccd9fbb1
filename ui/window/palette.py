"""The palette: one field for everything – commands, papers, tags, lists, searches, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

from app.config.paths import config_folder
from app.config.settings import SETTINGS
from ui.commands.table import COMMANDS
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.finder.sources import Recent, Stock, paper_choices, tag_choices
from ui.paper_actions.quick_tags import DIGITS
from ui.places import Place
from ui.widgets.paper_text import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.library import Library
    from ui.window.main_window import MainWindow

_NOT_LISTED = ("palette",)
_AFTER_TAGS = frozenset(f"quick_{digit}" for digit in DIGITS)
_SWITCH = ((True, "on"), (False, "off"))


class Palette:
    """The command that finds everything. `finder` is the one that is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.finder: Finder | None = None
        self.recent = Recent(config_folder() / f"recent-{crc32(bytes(window.library.folder.resolve())):08x}.json")
        self._stock = Stock(window.operations, lambda library: _library_choices(library, self._own_choices()))
        self._goes: dict[str, Callable[[Any], object]] = {
            "command": self._do,
            "paper": window.going.go_to_paper,
            "tag": lambda name: window.going.go_to(Place("tag", name, name)),
            "collection": lambda name: window.going.go_to(Place("collection", name, name)),
            "search": self._search,
            "setting": lambda key: window.preferring.put(*_VALUES[key]),
        }

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Finding everything."""
        return {"palette": self.show}

    def show(self) -> None:
        """Open the palette: the commands at once, the rest of the library as soon as it is read."""
        own = self._own_choices()
        question = Question("Palette", "Find a command, a paper, a tag, a list or a setting")
        self.finder = Finder(self._window, self._window.look, question, self._go)
        self.finder.title.hide()
        self.finder.set_choices(own, recent=self.recent.places(own))
        self._stock.fill(self.finder, self.recent)

    def _own_choices(self) -> list[Choice]:
        """What is there without a library: commands and settings."""
        keymap = self._window.keyboard.keymap
        listed = [one for one in COMMANDS if one.menu and one.id not in _NOT_LISTED]
        return [
            *(Choice("command", one.id, one.title, one.menu, keymap.shown(one.id), one.id) for one in listed),
            *_setting_choices(),
        ]

    def _go(self, answer: Answer) -> None:
        choice = answer.chosen[0]
        self.recent.note(choice)
        self._goes[choice.kind](choice.key)
        if choice.kind in ("paper", "tag", "collection"):
            self._window.focus_papers()

    def _do(self, command_id: str) -> None:
        action = self._window.actions_by_id[command_id]
        if action.isEnabled():
            action.trigger()
        else:
            self._window.toast.say(self._window.organizing.say_what_for(command_id))

    def _search(self, query: str) -> None:
        self._window.searching.show(query)
        self._window.top.field.setFocus()


_VALUES = {
    f"{setting.name} {value}": (setting.name, value)
    for setting in SETTINGS
    for value, _words in setting.choices or _SWITCH
}


def _setting_choices() -> list[Choice]:
    """A row for every value that a setting can have."""
    return [
        Choice("setting", f"{setting.name} {value}", f"{setting.title}: {words}", setting.group, words="setting")
        for setting in SETTINGS
        for value, words in setting.choices or _SWITCH
    ]


def _library_choices(library: Library, own: list[Choice]) -> list[Choice]:
    """Everything, in the order of preference where nothing was chosen lately.

    The quick tags come after the tags: who types “tag” and a name means the tag.
    """
    saved = library.saved_searches()
    searches = [Choice("search", one.query, one.name, one.query, words=f"search {one.query}") for one in saved]
    lists = [
        Choice("collection", name, name, count(papers, "paper"), words="collection")
        for name, papers in library.collections()
    ]
    tags = [choice._replace(words="tag") for choice in tag_choices(library.tags())]
    late = [one for one in own if one.key in _AFTER_TAGS]
    first = [one for one in own if one.key not in _AFTER_TAGS]
    return [*first, *searches, *lists, *tags, *late, *paper_choices(library)]
