"""Keys: which keys carry out a command now – the profile's, and over them those a person chose. No Qt here.

A key is written as in COMMANDS: `Ctrl+Shift+I`, `e`, `Shift+G`, and `g, i` for one after the other. Two keys collide
when they are the same, or when one is the beginning of the other, in contexts that can have the keyboard at one time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.config.paths import config_folder
from app.config.toml_file import Entry, read_toml, write_toml
from app.domain.errors import PaperdeskError, UsageError
from ui.commands.table import BY_ID, COMMANDS, WINDOW, Command, show_key

FILE = "keys.toml"
LONGEST = 3  # keys in a row

_MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
_NAMED = (
    *("Space", "Esc", "Tab", "Return", "Enter", "Backspace", "Del", "Ins"),
    *("Home", "End", "PgUp", "PgDown", "Up", "Down", "Left", "Right", "Menu"),
    *(f"F{number}" for number in range(1, 25)),
)
_BY_LOWER = {name.lower(): name for name in _NAMED}
_SPLIT = re.compile(r", (?=.)")


def split_key(key: str) -> tuple[str, ...]:
    """The keys that are pressed one after the other, each in its one spelling: `ctrl+i` is `Ctrl+I`.

    Raises UsageError for what is no key.
    """
    parts = _SPLIT.split(key.strip())
    if len(parts) > LONGEST:
        raise UsageError(f"“{key}” has more than {LONGEST} keys in a row.")
    return tuple(_spell(part, key) for part in parts)


def _spell(part: str, whole: str) -> str:
    held = set()
    name = part
    while (found := next((one for one in _MODIFIERS if name.lower().startswith(f"{one.lower()}+")), None)) is not None:
        if len(name) == len(found) + 1:
            break
        held.add(found)
        name = name[len(found) + 1 :]
    name = _BY_LOWER.get(name.lower(), name.upper() if len(name) == 1 and name.isprintable() else "")
    if not name or name == " ":
        raise UsageError(f"“{whole}” is not a key. Keys are written like Ctrl+I, F5, e, or g, i for g and then i.")
    return "+".join((*(one for one in _MODIFIERS if one in held), name))


def is_bare(part: str) -> bool:
    """Whether one key types something: a letter, digit or sign without Ctrl, Alt or Meta, or Space."""
    held, name = _take_apart(part)
    return (len(name) == 1 or name == "Space") and held <= {"Shift"}


def _take_apart(part: str) -> tuple[set[str], str]:
    held, _plus, name = part[:-1].rpartition("+")
    return set(held.split("+")) - {""}, name + part[-1]


def is_collision(one: str, other: str) -> bool:
    """Whether both cannot be keys at one time: the same, or one the beginning of the other."""
    first, second = split_key(one), split_key(other)
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


_SAFE_KEYS = {
    **{"Space": "Alt+PgDown", "Shift+Space": "Alt+PgUp"},  # Alt+Space is the window's own menu
    **{"[": "Ctrl+Up", "]": "Ctrl+Down"},  # needs AltGr on many keyboards
    **{str(digit): f"Ctrl+{digit}" for digit in range(1, 10)},  # Alt and a digit go from pane to pane
    "0": "Alt+0",  # Ctrl+0 is the usual size of text
}


def make_safe(key: str) -> str:
    """The key with Alt held where it would be a bare letter: screen readers keep letters for themselves."""
    return ", ".join(_make_part_safe(part) for part in split_key(key))


def _make_part_safe(part: str) -> str:
    if not is_bare(part):
        return part
    held, name = _take_apart(part)
    return _SAFE_KEYS.get(part, "+".join(("Alt", *held, name)))


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of keys: every key of COMMANDS goes through `rewrite`; `own` has the commands that get others."""

    id: str
    title: str
    help: str
    rewrite: Callable[[str], str]
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, command: Command) -> tuple[str, ...]:
        """The keys of a command in this profile."""
        if command.id in self.own:
            return self.own[command.id]
        return tuple(dict.fromkeys(self.rewrite(key) for key in command.keys))


PROFILES: tuple[Profile, ...] = (
    Profile("default", "Default", "Letters decide, tag and move while the list or the page has the focus.", str),
    Profile(
        "safe",
        "Screen-reader safe",
        "No letter alone is a key: every command has Ctrl, Alt or a function key.",
        make_safe,
    ),
)
PROFILE_BY_ID = {profile.id: profile for profile in PROFILES}

Own = Mapping[str, tuple[str, ...]]


class Keymap:
    """The keys in force: a profile, and the keys a person gave to commands over it (`own`)."""

    def __init__(self, profile: Profile = PROFILES[0], own: Own | None = None, commands: Iterable[Command] = COMMANDS):
        self.profile = profile
        self.commands = tuple(commands)
        self._own = dict(own or {})
        self._keys = {one.id: self._own.get(one.id, profile.keys(one)) for one in self.commands}

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """The keys of one row."""
        return self._keys[command_id]

    def all_keys(self, command_id: str) -> tuple[str, ...]:
        """The keys of a command, with those its aliases give it."""
        rows = [one.id for one in self.commands if command_id in (one.id, one.alias_of)]
        return tuple(dict.fromkeys(key for row in rows for key in self._keys[row]))

    def shown(self, command_id: str) -> str:
        """The first key, as a person reads it; empty when there is none."""
        return next((show_key(key) for key in self.all_keys(command_id)), "")

    def fill(self, sentence: str) -> str:
        """A sentence with `{id}` for the keys of commands, as it is now; a command without a key is named instead."""
        shown = {one.id: self.shown(one.id) or f"“{one.title}”" for one in self.commands if not one.alias_of}
        return sentence.format_map(shown)

    def is_own(self, command_id: str) -> bool:
        """Whether a person chose the keys of this row."""
        return command_id in self._own

    def holders(self, key: str, command: Command) -> list[Command]:
        """The other rows that the key collides with, if it were a key of `command`."""
        rivals = (one for one in self.commands if one.id != command.id and do_meet(one.context, command.context))
        return [one for one in rivals if any(is_collision(key, other) for other in self._keys[one.id])]

    def without(self, command_id: str, key: str) -> tuple[str, ...]:
        """The keys of a row that do not collide with a key."""
        return tuple(one for one in self._keys[command_id] if not is_collision(one, key))

    def collisions(self) -> list[tuple[str, Command, Command]]:
        """Every key that two rows claim."""
        found = []
        for command in self.commands:
            for key in self._keys[command.id]:
                found += [(key, command, other) for other in self.holders(key, command)]
        return found

    def followers(self, begun: tuple[str, ...], contexts: Iterable[str]) -> dict[str, Command]:
        """What may follow when these keys were pressed: the next key, and the command it leads to."""
        wanted = set(contexts)
        return {
            parts[len(begun)]: command
            for command in self.commands
            if command.context in wanted
            for parts in map(split_key, self._keys[command.id])
            if len(parts) > len(begun) and parts[: len(begun)] == begun
        }

    def hints(self) -> str:
        """The keys worth knowing, for the status line."""
        hinted = [(next(iter(self._keys[one.id]), ""), one.hint) for one in self.commands if one.hint]
        named = [f"{show_key(key)} {hint}" for key, hint in hinted if key]
        move = f"{self.shown('next')} {self.shown('previous')} move"
        return "     ".join([move, *named])


def do_meet(one: str, other: str) -> bool:
    """Whether keys of both contexts can act at one time."""
    return one == other or WINDOW in (one, other)


def can_have(key: str, command: Command) -> bool:
    """Whether a key may be this command's: letters alone act in no text field, so never everywhere."""
    return not (command.context == WINDOW and is_bare(split_key(key)[0]))


_HEAD = """\
Keys of Paperdesk that you chose yourself, by the set of keys they belong to.
The preferences in the window write this file; you may edit it by hand while
the window is closed. An empty list takes every key from a command."""


class OwnKeys:
    """The keys a person chose, for each profile; kept in `keys.toml` in the config folder.

    `problem` is a sentence when the file could not be read, or a line of it meant nothing.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = config_folder() / FILE if path is None else path
        self.problem = ""
        self._chosen: dict[str, dict[str, tuple[str, ...]]] = {profile.id: {} for profile in PROFILES}
        try:
            found = read_toml(self.path)
        except PaperdeskError as error:
            self.problem = str(error)
            return
        for profile, lines in found.items():
            for name, keys in lines.items() if isinstance(lines, dict) else ():
                self._take(profile, name, keys)

    def _take(self, profile: str, name: str, keys: object) -> None:
        is_known = profile in self._chosen and name in BY_ID and isinstance(keys, list)
        try:
            if not is_known or not isinstance(keys, list):
                raise UsageError("no such profile or command")
            read = tuple(", ".join(split_key(str(key))) for key in keys)
            if not all(can_have(key, BY_ID[name]) for key in read):
                raise UsageError("a letter alone cannot act everywhere")
        except UsageError:
            self.problem = f"“{name}” in {self.path} means nothing to Paperdesk; its usual keys are used."
            return
        self._chosen[profile][name] = read

    def of(self, profile: Profile) -> Own:
        """The keys chosen over a profile."""
        return self._chosen[profile.id]

    def keymap(self, profile_id: str) -> Keymap:
        """The keys in force with this profile."""
        profile = PROFILE_BY_ID[profile_id]
        return Keymap(profile, self.of(profile))

    def choose(self, profile: Profile, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Give commands their keys and write the file; keys as the profile has them are forgotten again.

        Raises PaperdeskError when the file cannot be written; the keys are in force all the same then.
        """
        own = self._chosen[profile.id]
        for name, keys in changed.items():
            if keys == profile.keys(BY_ID[name]):
                own.pop(name, None)
            else:
                own[name] = keys
        self._write()

    def reset(self, profile: Profile) -> None:
        """Back to the keys that the profile comes with."""
        self._chosen[profile.id].clear()
        self._write()

    def _write(self) -> None:
        tables = {
            profile: [Entry(name, keys, f"{BY_ID[name].title}: {BY_ID[name].help}") for name, keys in own.items()]
            for profile, own in self._chosen.items()
            if own
        }
        write_toml(self.path, _HEAD, tables)
