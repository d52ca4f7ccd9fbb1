"""Keymap: the shortcuts of every command, from a profile and the user's own keys. No Qt here.

Keys are written as in COMMANDS: `Ctrl+Shift+I`, `e`, `Shift+G`, and `g, i` for one after the other. Two keys collide
when they are equal, or one is a prefix of the other, in contexts that can be active at the same time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.config.paths import config_folder
from app.config.toml_file import Entry, read_toml, write_toml
from app.domain.errors import PaperdeskError, UsageError
from ui.commands.table import BY_ID, COMMANDS, WINDOW, Command, format_key

FILE = "keys.toml"
MAX_CHORD_KEYS = 3

_MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
_NAMED = (
    *("Space", "Esc", "Tab", "Return", "Enter", "Backspace", "Del", "Ins"),
    *("Home", "End", "PgUp", "PgDown", "Up", "Down", "Left", "Right", "Menu"),
    *(f"F{number}" for number in range(1, 25)),
)
_BY_LOWER = {name.lower(): name for name in _NAMED}
_SPLIT = re.compile(r", (?=.)")


def split_key(key: str) -> tuple[str, ...]:
    """Split a chord into its keys, each in canonical spelling: `ctrl+i` becomes `Ctrl+I`.

    Raises UsageError for text that is not a key.
    """
    parts = _SPLIT.split(key.strip())
    if len(parts) > MAX_CHORD_KEYS:
        raise UsageError(f"“{key}” has more than {MAX_CHORD_KEYS} keys in a row.")
    return tuple(_normalize(part, key) for part in parts)


def _normalize(part: str, whole: str) -> str:
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


def types_text(part: str) -> bool:
    """Whether a single key types text: a letter, digit or symbol without Ctrl, Alt or Meta, or Space."""
    held, name = _split_modifiers(part)
    return (len(name) == 1 or name == "Space") and held <= {"Shift"}


def _split_modifiers(part: str) -> tuple[set[str], str]:
    held, _plus, name = part[:-1].rpartition("+")
    return set(held.split("+")) - {""}, name + part[-1]


def do_collide(one: str, other: str) -> bool:
    """Whether two keys cannot be used together: they are equal, or one is a prefix of the other."""
    first, second = split_key(one), split_key(other)
    shorter = min(len(first), len(second))
    return first[:shorter] == second[:shorter]


_SAFE_KEYS = {
    **{"Space": "Alt+PgDown", "Shift+Space": "Alt+PgUp"},  # Alt+Space opens the window menu of the desktop
    **{"[": "Ctrl+Up", "]": "Ctrl+Down"},  # brackets need AltGr on many keyboards
    **{str(digit): f"Ctrl+{digit}" for digit in range(1, 10)},  # Alt and a digit switch panes
    "0": "Alt+0",  # Ctrl+0 resets the text size
}


def to_safe_key(key: str) -> str:
    """Add Alt to keys that type text, since screen readers use single letters themselves."""
    return ", ".join(_to_safe_part(part) for part in split_key(key))


def _to_safe_part(part: str) -> str:
    if not types_text(part):
        return part
    held, name = _split_modifiers(part)
    return _SAFE_KEYS.get(part, "+".join(("Alt", *held, name)))


@dataclass(frozen=True, slots=True)
class Profile:
    """A keyboard profile: every key of COMMANDS goes through `rewrite`; `overrides` has commands with other keys."""

    id: str
    title: str
    help: str
    rewrite: Callable[[str], str]
    overrides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def keys(self, command: Command) -> tuple[str, ...]:
        """Return the keys of a command in this profile."""
        if command.id in self.overrides:
            return self.overrides[command.id]
        return tuple(dict.fromkeys(self.rewrite(key) for key in command.keys))


PROFILES: tuple[Profile, ...] = (
    Profile("default", "Default", "Single letters are shortcuts while the list or the paper has the focus.", str),
    Profile(
        "safe",
        "Screen-reader safe",
        "No single letters: every shortcut has Ctrl, Alt or a function key.",
        to_safe_key,
    ),
)
PROFILE_BY_ID = {profile.id: profile for profile in PROFILES}

KeyOverrides = Mapping[str, tuple[str, ...]]


class Keymap:
    """The active shortcuts: those of a profile, with the user's overrides."""

    def __init__(
        self,
        profile: Profile = PROFILES[0],
        overrides: KeyOverrides | None = None,
        commands: Iterable[Command] = COMMANDS,
    ) -> None:
        self.profile = profile
        self.commands = tuple(commands)
        self._overrides = dict(overrides or {})
        self._keys = {one.id: self._overrides.get(one.id, profile.keys(one)) for one in self.commands}

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of one row of COMMANDS."""
        return self._keys[command_id]

    def all_keys(self, command_id: str) -> tuple[str, ...]:
        """Return the keys of a command, including those of its aliases."""
        rows = [one.id for one in self.commands if command_id in (one.id, one.alias_of)]
        return tuple(dict.fromkeys(key for row in rows for key in self._keys[row]))

    def key_label(self, command_id: str) -> str:
        """Return the first key of a command as shown to the user; empty when it has none."""
        return next((format_key(key) for key in self.all_keys(command_id)), "")

    def fill_keys(self, sentence: str) -> str:
        """Replace `{command_id}` in a sentence by the key of the command, or by its title when it has none."""
        labels = {one.id: self.key_label(one.id) or f"“{one.title}”" for one in self.commands if not one.alias_of}
        return sentence.format_map(labels)

    def is_customized(self, command_id: str) -> bool:
        """Whether the user has changed the keys of this row."""
        return command_id in self._overrides

    def find_conflicts(self, key: str, command: Command) -> list[Command]:
        """Return the other rows that a key would collide with as a key of `command`."""
        others = (one for one in self.commands if one.id != command.id and do_overlap(one.context, command.context))
        return [one for one in others if any(do_collide(key, other) for other in self._keys[one.id])]

    def keys_without(self, command_id: str, key: str) -> tuple[str, ...]:
        """Return the keys of a row that do not collide with a key."""
        return tuple(one for one in self._keys[command_id] if not do_collide(one, key))

    def find_collisions(self) -> list[tuple[str, Command, Command]]:
        """Return every key that two rows have, with both."""
        found = []
        for command in self.commands:
            for key in self._keys[command.id]:
                found += [(key, command, other) for other in self.find_conflicts(key, command)]
        return found

    def next_keys(self, pressed: tuple[str, ...], contexts: Iterable[str]) -> dict[str, Command]:
        """Return the keys that can follow the pressed ones, each with the command it leads to."""
        active = set(contexts)
        return {
            parts[len(pressed)]: command
            for command in self.commands
            if command.context in active
            for parts in map(split_key, self._keys[command.id])
            if len(parts) > len(pressed) and parts[: len(pressed)] == pressed
        }

    def hints(self) -> str:
        """Return the shortcut hints for the status bar."""
        hints = [(next(iter(self._keys[one.id]), ""), one.hint) for one in self.commands if one.hint]
        labels = [f"{format_key(key)} {hint}" for key, hint in hints if key]
        move = f"{self.key_label('next')} {self.key_label('previous')} move"
        return "     ".join([move, *labels])


def do_overlap(one: str, other: str) -> bool:
    """Whether both contexts can be active at the same time."""
    return one == other or WINDOW in (one, other)


def is_allowed_key(key: str, command: Command) -> bool:
    """Whether a command may have this key: a single letter must not be a global shortcut, as text fields need it."""
    return not (command.context == WINDOW and types_text(split_key(key)[0]))


_HEAD = """\
Your own keyboard shortcuts for Paperdesk, by keyboard profile. The preferences
write this file; you can edit it by hand while the window is closed. An empty
list removes all shortcuts of a command."""


class CustomKeys:
    """The user's own shortcuts for each profile, kept in `keys.toml` in the config folder.

    `problem` is a sentence when the file, or a line of it, could not be read.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = config_folder() / FILE if path is None else path
        self.problem = ""
        self._overrides_by_profile: dict[str, dict[str, tuple[str, ...]]] = {profile.id: {} for profile in PROFILES}
        try:
            found = read_toml(self.path)
        except PaperdeskError as error:
            self.problem = str(error)
            return
        for profile, lines in found.items():
            for name, keys in lines.items() if isinstance(lines, dict) else ():
                self._add(profile, name, keys)

    def _add(self, profile: str, name: str, keys: object) -> None:
        is_known = profile in self._overrides_by_profile and name in BY_ID and isinstance(keys, list)
        try:
            if not is_known or not isinstance(keys, list):
                raise UsageError("no such profile or command")
            parsed = tuple(", ".join(split_key(str(key))) for key in keys)
            if not all(is_allowed_key(key, BY_ID[name]) for key in parsed):
                raise UsageError("a letter alone cannot act everywhere")
        except UsageError:
            self.problem = f"“{name}” in {self.path} is not a valid shortcut; the default is used."
            return
        self._overrides_by_profile[profile][name] = parsed

    def overrides(self, profile: Profile) -> KeyOverrides:
        """Return the user's shortcuts for a profile."""
        return self._overrides_by_profile[profile.id]

    def keymap(self, profile_id: str) -> Keymap:
        """Return the keymap of a profile with the user's shortcuts."""
        profile = PROFILE_BY_ID[profile_id]
        return Keymap(profile, self.overrides(profile))

    def set_keys(self, profile: Profile, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Set the keys of commands and write the file; keys equal to the profile's are removed from it.

        Raises PaperdeskError when the file cannot be written; the keys are active nevertheless.
        """
        overrides = self._overrides_by_profile[profile.id]
        for name, keys in changed.items():
            if keys == profile.keys(BY_ID[name]):
                overrides.pop(name, None)
            else:
                overrides[name] = keys
        self._write()

    def reset(self, profile: Profile) -> None:
        """Restore the default keys of a profile."""
        self._overrides_by_profile[profile.id].clear()
        self._write()

    def _write(self) -> None:
        tables = {
            profile: [Entry(name, keys, f"{BY_ID[name].title}: {BY_ID[name].help}") for name, keys in overrides.items()]
            for profile, overrides in self._overrides_by_profile.items()
            if overrides
        }
        write_toml(self.path, _HEAD, tables)
