"""Quick tags: the tags that the digits 1 to 9 put on and take off.

Which tag a digit means stays as it is, for each library by itself, in a file of the config folder. A digit that means
none gets one when it is first needed: the tag that most papers have among those without a digit.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtWidgets import QMenu

from app.config.paths import config_folder
from app.config.toml_file import Entry, read_toml, write_toml
from app.domain.errors import PaperdeskError
from ui.finder.finder import Answer, Finder, Question
from ui.finder.rows import Choice
from ui.finder.sources import tag_choices
from ui.places import spell_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.library import Library
    from ui.window.main_window import MainWindow

DIGITS = "123456789"
_HEAD = """\
Quick tags of a library of Paperdesk: the tags that the digits 1 to 9 put on its papers.
The window writes this file; you may edit it by hand while it is closed.
A digit without a line gets the most used tag when it is first needed."""


class DigitTags:
    """Which tag each digit means. `problem` is a sentence when the file could not be read, or a line meant nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problem = ""
        self.tags: dict[str, str] = {}
        try:
            found = read_toml(self.path)
        except PaperdeskError as error:
            self.problem = str(error)
            return
        for digit, tag in found.items():
            name = spell_name("tag", tag) if isinstance(tag, str) else ""
            if digit in DIGITS and len(digit) == 1 and name:
                self.tags[digit] = name
            else:
                self.problem = f"“{digit}” in {self.path} means nothing to Paperdesk; it is left out."

    def fill(self, popular: Sequence[str]) -> bool:
        """Give the free digits the tags that have none, `popular` first; returns whether a digit got one."""
        taken = {tag.casefold() for tag in self.tags.values()}
        free = [digit for digit in DIGITS if digit not in self.tags]
        given = dict(zip(free, [tag for tag in popular if tag.casefold() not in taken], strict=False))
        self.tags.update(given)
        return bool(given)

    def give(self, digit: str, tag: str) -> None:
        """Let a digit mean this tag; another digit that meant it becomes free."""
        self.tags = {one: name for one, name in self.tags.items() if name.casefold() != tag.casefold()}
        self.tags[digit] = tag

    def rename(self, old: str, new: str) -> bool:
        """A tag and those nested in it have another name; returns whether a digit meant one of them."""
        renamed = {digit: _renamed(tag, old, new) for digit, tag in self.tags.items()}
        is_changed, self.tags = renamed != self.tags, renamed
        return is_changed

    def write(self) -> None:
        """Write the file. Raises PaperdeskError."""
        write_toml(self.path, _HEAD, {"": [Entry(digit, self.tags[digit]) for digit in sorted(self.tags)]})


def file_for(library: Library) -> Path:
    """Where the quick tags of a library are kept; it stays the same when the folder of the library is moved."""
    return config_folder() / f"quick-tags-{crc32(library.database.meta('library_id').encode()):08x}.toml"


def _renamed(tag: str, old: str, new: str) -> str:
    is_meant = f"{tag}/".casefold().startswith(f"{old}/".casefold())
    return new + tag[len(old) :] if is_meant else tag


class QuickTags:
    """The commands of the digits. `finder` is the one that is open, or was last."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._digits = DigitTags(file_for(window.library))
        self.finder: Finder | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """One command for each digit, one that takes them all off, and the choosing."""
        return {
            **{f"quick_{digit}": partial(self.toggle, digit) for digit in DIGITS},
            "quick_clear": self.clear,
            "quick_tags": self.choose,
        }

    def start(self) -> None:
        """The window is complete: say what could not be read, and name the tags in the menu."""
        if self._digits.problem:
            self._window.toast.say(self._digits.problem)
        for entry in self._window.menuBar().actions():
            menu = entry.menu()
            if entry.text() == "Tag" and isinstance(menu, QMenu):
                menu.aboutToShow.connect(self._name_in_menu)

    def _name_in_menu(self) -> None:
        tags = self.tags()
        keymap = self._window.keyboard.keymap
        for digit in DIGITS:
            title = f"Quick tag {digit}: {tags[digit]}" if digit in tags else f"Quick tag {digit}"
            shown = keymap.shown(f"quick_{digit}")
            self._window.actions_by_id[f"quick_{digit}"].setText(f"{title.replace('&', '&&')}\t{shown}")

    def tags(self) -> dict[str, str]:
        """Each digit with its tag; free digits are given their tags now."""
        if len(self._digits.tags) < len(DIGITS):
            popular = [choice.title for choice in tag_choices(self._window.library.tags())]
            if self._digits.fill(popular):
                self._write()
        return dict(self._digits.tags)

    def shown(self) -> list[tuple[str, str]]:
        """The key of each digit and its tag, in the order of the digits."""
        tags, keymap = self.tags(), self._window.keyboard.keymap
        return [(keymap.shown(f"quick_{digit}"), tags[digit]) for digit in DIGITS if digit in tags]

    def explain(self) -> dict[str, str]:
        """What the key sheet says of each digit."""
        return {f"quick_{digit}": f"Put “{tag}” on the papers, or take it off." for digit, tag in self.tags().items()}

    def follow(self, old: str, new: str) -> None:
        """A tag was renamed: its digit goes with it."""
        if self._digits.rename(old, new):
            self._write()

    def toggle(self, digit: str) -> None:
        """Put the tag of a digit on the chosen papers; when all have it, take it off."""
        ids = self._window.papers.chosen_ids()
        if not ids:
            return
        tag = self.tags().get(digit)
        if tag is None:
            self.ask(digit, then=partial(self.toggle, digit))
            return
        rows = self._window.library.rows(ids)
        has_all = all(tag.casefold() in map(str.casefold, row.tags) for row in rows)
        self._window.tagging.change(ids, [] if has_all else [tag], [tag] if has_all else [])

    def clear(self) -> None:
        """Take the quick tags off the chosen papers: one step."""
        ids = self._window.papers.chosen_ids()
        quick = {tag.casefold() for tag in self._digits.tags.values()}
        worn = {tag for row in self._window.library.rows(ids) for tag in row.tags if tag.casefold() in quick}
        if worn:
            self._window.tagging.change(ids, [], sorted(worn))
        else:
            self._window.toast.say("No quick tag is on here. A digit puts one on.")

    def choose(self) -> None:
        """Ask for a digit, then for the tag that it shall mean."""
        tags = self.tags()
        question = Question(
            "Quick tags",
            "Which digit shall mean another tag?",
            [
                Choice("tag" if digit in tags else "add", digit, tags.get(digit, "no tag yet"), "", digit)
                for digit in DIGITS
            ],
            hint="A digit or Enter choose · Esc back",
            has_quick_keys=True,
        )
        self._ask(question, lambda answer: self.ask(answer.chosen[0].key))

    def ask(self, digit: str, then: Callable[[], object] = lambda: None) -> None:
        """Ask for the tag that a digit shall mean."""
        choices = tag_choices(self._window.library.tags())
        known = {choice.title.casefold() for choice in choices}
        question = Question(
            f"The tag of {digit}",
            "Find a tag, or name a new one",
            choices,
            hint="↑↓ choose · Enter take it · Esc back",
            nothing="No tag yet: type the name of the first one.",
            create=partial(_make, known),
        )
        self._ask(question, lambda answer: self._give(digit, answer.chosen[0].key, then))

    def _ask(self, question: Question, done: Callable[[Answer], object]) -> None:
        self.finder = Finder(self._window, self._window.look, question, done)

    def _give(self, digit: str, tag: str, then: Callable[[], object]) -> None:
        self._digits.give(digit, tag)
        self._write()
        self._window.toast.say(f"{digit} means “{tag}” now.")
        self._window.triage.show_tags()
        then()

    def _write(self) -> None:
        try:
            self._digits.write()
        except PaperdeskError as error:  # they are in force, but only until the window is closed
            self._window.toast.say(str(error))


def _make(known: set[str], text: str) -> Choice | None:
    name = spell_name("tag", text)
    return Choice("tag", name, name, "new tag") if name and name.casefold() not in known else None
