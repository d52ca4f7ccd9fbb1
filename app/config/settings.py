"""SETTINGS: what a person may choose about the program, one row each, kept in `settings.toml` in the config folder.

The preferences, the help and the file with its comments are made from the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.config.paths import config_folder
from app.config.toml_file import Entry, read_toml, write_toml
from app.domain.errors import PaperdeskError, UsageError

Value = str | int | bool
FILE = "settings.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `default` tells its kind too, `group` the part of the preferences it stands in.

    `choices` are the values that are allowed, each with its words; none for a switch. `help` is a sentence.
    """

    name: str
    default: Value
    group: str
    title: str
    help: str
    choices: tuple[tuple[Value, str], ...] = ()

    def is_allowed(self, value: object) -> bool:
        """Whether the value is of its kind and, where there are choices, one of them."""
        if type(value) is not type(self.default):
            return False
        return not self.choices or value in [choice for choice, _words in self.choices]


def _percents(*values: int) -> tuple[tuple[Value, str], ...]:
    return tuple((value, f"{value} %") for value in values)


LOOK, READING, KEYS = "Look", "Reading", "Keys"
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200, 250, 300)

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        "system",
        LOOK,
        "Theme",
        "Colours of the window. “As the system” follows your desktop from light to dark and back.",
        (("system", "As the system"), ("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast")),
    ),
    Setting(
        "scale",
        100,
        LOOK,
        "Size of everything",
        "Makes the whole window larger, on top of what your desktop does. From the next start on.",
        _percents(100, 125, 150, 175, 200, 250, 300),
    ),
    Setting(
        "density",
        "comfortable",
        LOOK,
        "Rows of the list",
        "Compact rows show more papers at a time.",
        (("comfortable", "Comfortable"), ("compact", "Compact")),
    ),
    Setting(
        "reduced_motion",
        False,
        LOOK,
        "Less motion",
        "Nothing slides or fades, and the text cursor does not blink.",
    ),
    Setting(
        "zoom",
        100,
        READING,
        "Size of text",
        "Size of the type of abstracts, notes and help. Ctrl and + or − change it from anywhere.",
        _percents(*ZOOMS),
    ),
    Setting(
        "triage_rate",
        True,
        READING,
        "Rate in triage",
        "Shows how many papers you decide a minute, once there are a few.",
    ),
    Setting(
        "profile",
        "default",
        KEYS,
        "Set of keys",
        "Which set of keys is used. What you change on top of it is kept for each set of its own.",
        (("default", "Default"), ("safe", "Screen-reader safe")),
    ),
    Setting(
        "key_hints",
        True,
        KEYS,
        "Keys in the status line",
        "Shows the keys worth knowing at the lower edge of the window.",
    ),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}

_HEAD = """\
Settings of Paperdesk. The preferences in the window write this file;
you may edit it by hand while the window is closed. A line that is
missing means the value that Paperdesk comes with."""


class Settings:
    """The values in force: those of the file, and the defaults for the rest.

    `problem` is a sentence when the file could not be read, or a line of it meant nothing.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = config_folder() / FILE if path is None else path
        self.problem = ""
        self._chosen: dict[str, Value] = {}
        try:
            found = read_toml(self.path)
        except PaperdeskError as error:
            self.problem = str(error)
            return
        for name, value in found.items():
            self._take(name, value)

    def _take(self, name: str, value: Any) -> None:
        setting = BY_NAME.get(name)
        if setting is not None and setting.is_allowed(value):
            self._chosen[name] = value
        else:
            self.problem = f"“{name} = {value}” in {self.path} means nothing to Paperdesk; the default is used."

    def __getitem__(self, name: str) -> Value:
        return self._chosen.get(name, BY_NAME[name].default)

    def text(self, name: str) -> str:
        """The value of a setting that is a word."""
        return str(self[name])

    def number(self, name: str) -> int:
        """The value of a setting that is a whole number."""
        return int(self[name])

    def is_on(self, name: str) -> bool:
        """The value of a setting that is a switch."""
        return bool(self[name])

    def put(self, name: str, value: Value) -> None:
        """Choose a value and write the file. Raises UsageError for one that is not allowed, PaperdeskError when the
        file cannot be written; the value is in force all the same then."""
        setting = BY_NAME.get(name)
        if setting is None:
            raise UsageError(f"There is no setting “{name}”. The settings are: {', '.join(BY_NAME)}.")
        if not setting.is_allowed(value):
            allowed = ", ".join(str(choice) for choice, _words in setting.choices) or "true, false"
            raise UsageError(f"“{value}” is no value of {name}: {allowed}. Nothing was changed.")
        if value == setting.default:
            self._chosen.pop(name, None)
        else:
            self._chosen[name] = value
        self._write()

    def reset(self) -> None:
        """Back to the defaults, all of them."""
        self._chosen.clear()
        self._write()

    def _write(self) -> None:
        entries = [Entry(one.name, self[one.name], _comment(one)) for one in SETTINGS if one.name in self._chosen]
        write_toml(self.path, _HEAD, {"": entries})


def _comment(setting: Setting) -> str:
    words = ", ".join(str(value) for value, _words in setting.choices) or "true, false"
    return f"{setting.title}: {setting.help}\nOne of: {words}."
