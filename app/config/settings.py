"""SETTINGS: the table of user settings, kept in `settings.toml` in the config folder.

The preferences dialog, the help and the comments in the file are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.config.paths import config_folder
from app.config.toml_file import Entry, read_toml, write_toml
from app.domain.errors import PaperdeskError, UsageError

Value = str | int | bool
FILE_NAME = "settings.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: `default` determines its type too, `group` is its page of the preferences.

    `choices` are the allowed values with their labels; a switch has none. `help` is a sentence.
    """

    name: str
    default: Value
    group: str
    title: str
    help: str
    choices: tuple[tuple[Value, str], ...] = ()

    def is_allowed(self, value: object) -> bool:
        """Whether the value has the right type and, if there are choices, is one of them."""
        if type(value) is not type(self.default):
            return False
        return not self.choices or value in [choice for choice, _label in self.choices]


def _percent_choices(*values: int) -> tuple[tuple[Value, str], ...]:
    return tuple((value, f"{value} %") for value in values)


APPEARANCE, READING, KEYS = "Appearance", "Reading", "Keyboard"
ZOOMS = (80, 90, 100, 110, 125, 150, 175, 200, 250, 300)

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme",
        "system",
        APPEARANCE,
        "Theme",
        "Colours of the window. “Follow system” switches between light and dark with your desktop.",
        (("system", "Follow system"), ("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast")),
    ),
    Setting(
        "scale",
        100,
        APPEARANCE,
        "Interface scale",
        "Enlarges the whole window, on top of the scale of your desktop. Takes effect after a restart.",
        _percent_choices(100, 125, 150, 175, 200, 250, 300),
    ),
    Setting(
        "density",
        "comfortable",
        APPEARANCE,
        "Row density",
        "Compact rows show more papers at once.",
        (("comfortable", "Comfortable"), ("compact", "Compact")),
    ),
    Setting(
        "reduced_motion",
        False,
        APPEARANCE,
        "Reduce motion",
        "Turns off menu animations and the blinking of the text cursor.",
    ),
    Setting(
        "zoom",
        100,
        READING,
        "Text size",
        "Size of abstracts, notes and help. Ctrl and + or − change it from anywhere.",
        _percent_choices(*ZOOMS),
    ),
    Setting(
        "triage_rate",
        True,
        READING,
        "Show triage rate",
        "Shows how many papers you decide on per minute, after the first few.",
    ),
    Setting(
        "profile",
        "default",
        KEYS,
        "Keyboard profile",
        "The set of default shortcuts. Your own shortcuts are kept separately for each profile.",
        (("default", "Default"), ("safe", "Screen-reader safe")),
    ),
    Setting(
        "key_hints",
        True,
        KEYS,
        "Shortcut hints",
        "Shows the most useful shortcuts in the status bar.",
    ),
)
_SETTINGS_BY_NAME = {setting.name: setting for setting in SETTINGS}

_HEADER = """\
Settings of Paperdesk. The preferences write this file; you can edit it by
hand while the window is closed. Settings that are not listed here have
their default values."""


class Settings:
    """The current values: those in the file, and defaults for the rest.

    `problem` is a sentence when the file could not be read, or has an invalid setting.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = config_folder() / FILE_NAME if path is None else path
        self.problem = ""
        self._values: dict[str, Value] = {}
        try:
            found = read_toml(self.path)
        except PaperdeskError as error:
            self.problem = str(error)
            return
        for name, value in found.items():
            self._apply(name, value)

    def _apply(self, name: str, value: Any) -> None:
        setting = _SETTINGS_BY_NAME.get(name)
        if setting is not None and setting.is_allowed(value):
            self._values[name] = value
        else:
            self.problem = f"“{name} = {value}” in {self.path} is not a valid setting; the default is used."

    def __getitem__(self, name: str) -> Value:
        return self._values.get(name, _SETTINGS_BY_NAME[name].default)

    def text(self, name: str) -> str:
        """The value of a text setting."""
        return str(self[name])

    def number(self, name: str) -> int:
        """The value of an integer setting."""
        return int(self[name])

    def is_on(self, name: str) -> bool:
        """The value of a switch."""
        return bool(self[name])

    def set_value(self, name: str, value: Value) -> None:
        """Change a value and write the file.

        Raises UsageError for a value that is not allowed, and PaperdeskError when the file cannot be written; the value
        is used until the program ends then.
        """
        setting = _SETTINGS_BY_NAME.get(name)
        if setting is None:
            raise UsageError(f"There is no setting “{name}”. The settings are: {', '.join(_SETTINGS_BY_NAME)}.")
        if not setting.is_allowed(value):
            allowed = ", ".join(str(choice) for choice, _label in setting.choices) or "true, false"
            raise UsageError(f"“{value}” is not a value of {name}: {allowed}. Nothing was changed.")
        if value == setting.default:
            self._values.pop(name, None)
        else:
            self._values[name] = value
        self._write()

    def reset(self) -> None:
        """Restore all defaults."""
        self._values.clear()
        self._write()

    def _write(self) -> None:
        entries = [Entry(one.name, self[one.name], _make_comment(one)) for one in SETTINGS if one.name in self._values]
        write_toml(self.path, _HEADER, {"": entries})


def _make_comment(setting: Setting) -> str:
    words = ", ".join(str(value) for value, _label in setting.choices) or "true, false"
    return f"{setting.title}: {setting.help}\nOne of: {words}."
