"""Quick tags: tags that are toggled by the digits 1 to 9.

The digits and their tags are stored in the config folder, in a file for each library. When the quick tags are first
needed, digits without a tag get the most used tags that have no digit yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from PySide6.QtCore import QObject, QTimer, Signal

from app.config.paths import config_folder
from app.config.toml_file import Entry, read_toml, write_toml
from app.domain.errors import PaperdeskError
from ui.finder.finder import Finder, PickerRequest, PickerResult
from ui.finder.loading import LoadedChoices, NewName, load_choices
from ui.finder.rows import Choice
from ui.finder.sources import tag_choices
from ui.places import normalize_name

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from app.domain.changes import Changes
    from app.library import Library
    from ui.context import Context
    from ui.paper_actions.decisions import RememberAction

DIGITS = "123456789"
_READ_DELAY_MS = 500  # after a change, so that the list is refreshed first
_TAG_TABLES = frozenset({"tag", "paper_tag"})
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
    return config_folder() / f"quick-tags-{crc32(library.library_id.encode()):08x}.toml"


def _renamed(tag: str, old: str, new: str) -> str:
    is_same_or_nested = f"{tag}/".casefold().startswith(f"{old}/".casefold())
    return new + tag[len(old) :] if is_same_or_nested else tag


class QuickTagController(QObject):
    """Handles the commands about quick tags. `finder` is the newest finder, open or closed.

    `assigned` is emitted when digits got other tags.
    """

    assigned = Signal()

    def __init__(self, context: Context, remember_action: RememberAction) -> None:
        super().__init__(context.window)
        self._context = context
        self._remember_action = remember_action
        self._digits = DigitTags(file_for(context.library))
        self._popular: Sequence[str] = ()  # tags for the free digits
        self._is_fresh = False  # whether these are the tags that the library has now
        self._read_timer = QTimer(self, singleShot=True, interval=_READ_DELAY_MS)
        self._read_timer.timeout.connect(self._find_popular)
        self.finder: Finder | None = None
        context.operations.changed.connect(self._on_changed)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """One command for each digit, one that removes all quick tags, and one that assigns them."""
        return {
            **{f"quick_{digit}": partial(self.toggle, digit) for digit in DIGITS},
            "quick_clear": self.clear,
            "quick_tags": self.choose,
        }

    def start(self, menu: QMenu, actions: Mapping[str, QAction]) -> None:
        """Show problems of the file, and from now on name the tags in the menu of these actions."""
        if self._digits.problem:
            self._context.notifier.show_message(self._digits.problem)
        menu.aboutToShow.connect(lambda: self._name_tags(actions))
        QTimer.singleShot(0, self, self._find_popular)

    def _name_tags(self, actions: Mapping[str, QAction]) -> None:
        tags = self.assigned_tags()
        for digit in DIGITS:
            title = f"Quick tag {digit}: {tags[digit]}" if digit in tags else f"Quick tag {digit}"
            key = self._context.keymap().key_label(f"quick_{digit}")
            actions[f"quick_{digit}"].setText(f"{title.replace('&', '&&')}\t{key}")

    # -- the tags of the digits ---------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if changes.is_everything or changes.tables & _TAG_TABLES or not changes.tables:
            self._is_fresh = False
            self._read_timer.start()

    def _find_popular(self, then: Callable[[], object] = lambda: None) -> None:
        """Read the tags for digits that have none, then call `then`; nothing is read when every digit has one."""

        def on_read(popular: Sequence[str]) -> None:
            self._popular, self._is_fresh = popular, True
            then()

        if self._is_fresh or len(self._digits.tags) == len(DIGITS):
            then()
        else:
            self._context.operations.read(_read_popular, on_read, owner=self)

    def assigned_tags(self) -> dict[str, str]:
        """The digits with their tags; free digits get one first."""
        if self._digits.fill(self._popular):
            self._write()
        return dict(self._digits.tags)

    def tags_with_keys(self) -> list[tuple[str, str]]:
        """The key and the tag of each digit, in the order of the digits."""
        tags, keymap = self.assigned_tags(), self._context.keymap()
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
            self.assigned.emit()

    # -- commands -----------------------------------------------------------------------------------------------

    def toggle(self, digit: str) -> None:
        """Add the tag of a digit to the selected papers, or remove it when all have it."""
        ids = self._context.selection.selected_ids()
        if not ids:
            return
        if digit in self._digits.tags:
            self._toggle(self._digits.tags[digit], ids)
        else:
            self._find_popular(partial(self._toggle_or_ask, digit, ids))

    def _toggle_or_ask(self, digit: str, ids: Sequence[int]) -> None:
        tag = self.assigned_tags().get(digit)
        if tag is None:
            self.ask_tag(digit, then=partial(self._toggle_or_ask, digit, ids))
        else:
            self._toggle(tag, ids)

    def _toggle(self, tag: str, ids: Sequence[int]) -> None:
        toggle = TagToggle(tag)
        self._context.operations.write(partial(toggle.start, ids=ids))
        self._remember_action(
            lambda papers: self._context.operations.write(lambda library: toggle.repeat(library, papers))
        )

    def clear(self) -> None:
        """Remove all quick tags from the selected papers, in one step."""
        self._clear(self._context.selection.selected_ids())
        self._remember_action(self._clear)

    def _clear(self, ids: Sequence[int]) -> None:
        work = partial(_remove_tags, ids=ids, tags=list(self._digits.tags.values()))
        self._context.operations.write(work, self._on_cleared)

    def _on_cleared(self, changes: Changes | None) -> None:
        if changes is None:
            self._context.notifier.show_message("There is no quick tag to remove. A digit adds one.")

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
        new_name = NewName("tag")
        request = PickerRequest(
            f"Tag for {digit}",
            "Find a tag, or name a new one",
            hint="↑↓ choose · Enter assign · Esc back",
            empty_text="There are no tags yet: type a name.",
            create=new_name,
        )
        finder = self._ask(request, lambda result: self._assign(digit, result.chosen[0].key, then))
        load_choices(finder, self._context.operations, _read_tags, new_name=new_name)

    def _ask(self, request: PickerRequest, done: Callable[[PickerResult], object]) -> Finder:
        self.finder = Finder(self._context.window, self._context.theme, request, done)
        return self.finder

    def _assign(self, digit: str, tag: str, then: Callable[[], object]) -> None:
        self._digits.assign(digit, tag)
        self._write()
        self._context.notifier.show_message(f"{digit} is now the key of “{tag}”.")
        self.assigned.emit()
        then()

    def _write(self) -> None:
        try:
            self._digits.write()
        except PaperdeskError as error:  # the tags apply until the window is closed
            self._context.notifier.show_message(str(error))


class TagToggle:
    """Adds a tag to papers, or removes it when all of them have it; `repeat` then does the same to other papers.

    Both run in the writer thread, after the changes of earlier keys: only there is it known what the papers have.
    """

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._is_removal = False

    def start(self, library: Library, ids: Sequence[int]) -> Changes:
        """Decide, and change these papers."""
        tag = self._tag.casefold()
        self._is_removal = all(tag in map(str.casefold, row.tags) for row in library.rows(ids))
        return self.repeat(library, ids)

    def repeat(self, library: Library, ids: Sequence[int]) -> Changes:
        """Change other papers as it was decided."""
        tags = [self._tag]
        return library.editing.change_tags(ids, *(([], tags) if self._is_removal else (tags, [])))


def _remove_tags(library: Library, ids: Sequence[int], tags: Sequence[str]) -> Changes | None:
    """Remove these tags; None when the papers have none of them."""
    wanted = {tag.casefold() for tag in tags}
    found = {tag for row in library.rows(ids) for tag in row.tags if tag.casefold() in wanted}
    return library.editing.change_tags(ids, [], sorted(found)) if found else None


def _read_popular(library: Library) -> list[str]:
    return [choice.title for choice in tag_choices(library.tags())]


def _read_tags(library: Library) -> LoadedChoices:
    return LoadedChoices(tag_choices(library.tags()))
