"""Quick tags: tags that are toggled by the digits 1 to 9.

The digits and their tags are stored in the config folder, in a file for each library. When the quick tags are first
needed, digits without a tag get the most used tags that have no digit yet.
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
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.rows import Choice
from ui.finder.sources import tag_choices
from ui.places import normalize_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.library import Library
    from ui.window.main_window import MainWindow

DIGITS = "123456789"
_FILE_HEADER = """\
Quick tags of a library of Paperdesk: the tags that the digits 1 to 9 put on its papers.
The window writes this file; you may edit it by hand while it is closed.
A digit without a line gets the most used tag when it is first needed."""


class DigitTags:
    """The tags of the digits, and their file. `problem` describes why the file or one of its lines is invalid."""

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
            name = normalize_name("tag", tag) if isinstance(tag, str) else ""
            if digit in DIGITS and len(digit) == 1 and name:
                self.tags[digit] = name
            else:
                self.problem = f"The entry “{digit}” in {self.path} is not valid and is ignored."

    def fill(self, popular: Sequence[str]) -> bool:
        """Assign the most popular tags without a digit to the free digits; returns whether any was assigned."""
        used = {tag.casefold() for tag in self.tags.values()}
        free = [digit for digit in DIGITS if digit not in self.tags]
        assigned = dict(zip(free, [tag for tag in popular if tag.casefold() not in used], strict=False))
        self.tags.update(assigned)
        return bool(assigned)

    def assign(self, digit: str, tag: str) -> None:
        """Assign a tag to a digit; another digit that had it becomes free."""
        self.tags = {other: name for other, name in self.tags.items() if name.casefold() != tag.casefold()}
        self.tags[digit] = tag

    def rename(self, old: str, new: str) -> bool:
        """Rename a tag and its nested tags; returns whether any of them has a digit."""
        renamed = {digit: _renamed(tag, old, new) for digit, tag in self.tags.items()}
        is_changed, self.tags = renamed != self.tags, renamed
        return is_changed

    def write(self) -> None:
        """Write the file. Raises PaperdeskError."""
        write_toml(self.path, _FILE_HEADER, {"": [Entry(digit, self.tags[digit]) for digit in sorted(self.tags)]})


def file_for(library: Library) -> Path:
    """The file with the quick tags of a library, which stays the same when the library folder is moved."""
    return config_folder() / f"quick-tags-{crc32(library.database.meta('library_id').encode()):08x}.toml"


def _renamed(tag: str, old: str, new: str) -> str:
    is_same_or_nested = f"{tag}/".casefold().startswith(f"{old}/".casefold())
    return new + tag[len(old) :] if is_same_or_nested else tag


class QuickTagController:
    """Handles the commands about quick tags. `finder` is the newest finder, open or closed."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._digits = DigitTags(file_for(window.library))
        self.finder: Finder | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """One command for each digit, one that removes all quick tags, and one that assigns them."""
        return {
            **{f"quick_{digit}": partial(self.toggle, digit) for digit in DIGITS},
            "quick_clear": self.clear,
            "quick_tags": self.choose,
        }

    def start(self) -> None:
        """Show problems of the file, and name the tags in the menu; called when the window is complete."""
        if self._digits.problem:
            self._window.toast.show_message(self._digits.problem)
        for entry in self._window.menuBar().actions():
            menu = entry.menu()
            if entry.text() == "Tag" and isinstance(menu, QMenu):
                menu.aboutToShow.connect(self._update_menu)

    def _update_menu(self) -> None:
        tags = self.assigned_tags()
        keymap = self._window.keyboard.keymap
        for digit in DIGITS:
            title = f"Quick tag {digit}: {tags[digit]}" if digit in tags else f"Quick tag {digit}"
            key = keymap.key_label(f"quick_{digit}")
            self._window.actions_by_id[f"quick_{digit}"].setText(f"{title.replace('&', '&&')}\t{key}")

    def assigned_tags(self) -> dict[str, str]:
        """The digits with their tags; free digits get one first."""
        if len(self._digits.tags) < len(DIGITS):
            popular = [choice.title for choice in tag_choices(self._window.library.tags())]
            if self._digits.fill(popular):
                self._write()
        return dict(self._digits.tags)

    def tags_with_keys(self) -> list[tuple[str, str]]:
        """The key and the tag of each digit, in the order of the digits."""
        tags, keymap = self.assigned_tags(), self._window.keyboard.keymap
        return [(keymap.key_label(f"quick_{digit}"), tags[digit]) for digit in DIGITS if digit in tags]

    def describe_keys(self) -> dict[str, str]:
        """Descriptions of the commands of the digits for the list of shortcuts."""
        return {
            f"quick_{digit}": f"Add the tag “{tag}” to the papers, or remove it."
            for digit, tag in self.assigned_tags().items()
        }

    def rename_tag(self, old: str, new: str) -> None:
        """Keep the digit of a tag that was renamed."""
        if self._digits.rename(old, new):
            self._write()

    def toggle(self, digit: str) -> None:
        """Add the tag of a digit to the selected papers, or remove it when all have it."""
        ids = self._window.papers.selected_ids()
        if not ids:
            return
        tag = self.assigned_tags().get(digit)
        if tag is None:
            self.ask_tag(digit, then=partial(self.toggle, digit))
            return
        rows = self._window.library.rows(ids)
        has_all = all(tag.casefold() in map(str.casefold, row.tags) for row in rows)
        self._window.tags.change(ids, [] if has_all else [tag], [tag] if has_all else [])

    def clear(self) -> None:
        """Remove all quick tags from the selected papers, in one step."""
        ids = self._window.papers.selected_ids()
        quick = {tag.casefold() for tag in self._digits.tags.values()}
        removed = {tag for row in self._window.library.rows(ids) for tag in row.tags if tag.casefold() in quick}
        if removed:
            self._window.tags.change(ids, [], sorted(removed))
        else:
            self._window.toast.show_message("There is no quick tag to remove. A digit adds one.")

    def choose(self) -> None:
        """Ask for a digit, then for its tag."""
        tags = self.assigned_tags()
        request = PickerRequest(
            "Quick tags",
            "Which digit gets another tag?",
            [
                Choice("tag" if digit in tags else "add", digit, tags.get(digit, "no tag yet"), "", digit)
                for digit in DIGITS
            ],
            hint="A digit or Enter choose · Esc back",
            has_shortcuts=True,
        )
        self._ask(request, lambda result: self.ask_tag(result.chosen[0].key))

    def ask_tag(self, digit: str, then: Callable[[], object] = lambda: None) -> None:
        """Ask for the tag of a digit, then call `then`."""
        choices = tag_choices(self._window.library.tags())
        known = {choice.title.casefold() for choice in choices}
        request = PickerRequest(
            f"Tag for {digit}",
            "Find a tag, or name a new one",
            choices,
            hint="↑↓ choose · Enter assign · Esc back",
            empty_text="There are no tags yet: type a name.",
            create=partial(_new_tag_choice, known),
        )
        self._ask(request, lambda result: self._assign(digit, result.chosen[0].key, then))

    def _ask(self, request: PickerRequest, done: Callable[[PickerResult], object]) -> None:
        self.finder = Finder(self._window, self._window.theme, request, done)

    def _assign(self, digit: str, tag: str, then: Callable[[], object]) -> None:
        self._digits.assign(digit, tag)
        self._write()
        self._window.toast.show_message(f"{digit} is now the key of “{tag}”.")
        self._window.triage.show_tags()
        then()

    def _write(self) -> None:
        try:
            self._digits.write()
        except PaperdeskError as error:  # the tags apply until the window is closed
            self._window.toast.show_message(str(error))


def _new_tag_choice(known: set[str], text: str) -> Choice | None:
    name = normalize_name("tag", text)
    return Choice("tag", name, name, "new tag") if name and name.casefold() not in known else None
