"""The help pages that are made from the window's tables: `python -m ui.tools.reference` writes them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from app.config.settings import SETTINGS, Setting
from ui.commands.keymap import PROFILES, Keymap
from ui.commands.table import CONTEXTS, Command, show_key
from ui.help.pages import FOLDER

_KEYS_HEAD = """\
# Keys

Letters act while the list or the page has the focus; in a text field they are letters. `Esc` goes one level up and
never destroys anything. Where two keys stand side by side, like `g i`, press one after the other; wait a moment after
the first one, and the window shows what may follow.

Press `?` in the window for the keys of the place you are in, with every change you made. The
[preferences](preferences.md) give commands other keys. “Screen-reader safe” is a set of keys without letters alone.
"""

_PREFERENCES_HEAD = """\
# Preferences

Press `Ctrl+,` to open them. Every choice acts at once and is stored at once, in `settings.toml` in the folder for
settings (see [your data](data.md)). Keys you choose yourself are in `keys.toml` beside it. Both are plain text.

To give a command other keys, open the page “Keys”, find the command by a word or by its key, go to the field below the
table and press the new keys. When another command has them, its name is shown before you decide; it loses them.
“As it came” takes a change back.
"""


def keys_page() -> str:
    """Every command with its keys in every profile."""
    return "\n".join((_KEYS_HEAD, *_key_tables()))


def _key_tables() -> Iterator[str]:
    keymaps = [Keymap(profile) for profile in PROFILES]
    for context, title in CONTEXTS.items():
        commands = [command for command in keymaps[0].commands if command.context == context]
        if commands:
            titles = ("command", *(profile.title for profile in PROFILES), "what it does")
            rows = "".join(_key_row(command, keymaps) for command in commands)
            yield f"## {title}\n\n| {' | '.join(titles)} |\n{'| --- ' * len(titles)}|\n{rows}"


def _key_row(command: Command, keymaps: list[Keymap]) -> str:
    cells = (" ".join(f"`{_cell(show_key(key))}`" for key in keymap.keys_of(command.id)) for keymap in keymaps)
    return f"| {_cell(command.title)} | {' | '.join(cells)} | {_cell(command.help)} |\n"


def preferences_page() -> str:
    """Every setting with its values."""
    return "\n".join((_PREFERENCES_HEAD, *_setting_sections()))


def _setting_sections() -> Iterator[str]:
    for group in dict.fromkeys(setting.group for setting in SETTINGS):
        rows = "".join(_setting_row(setting) for setting in SETTINGS if setting.group == group)
        yield f"## {group}\n\n| setting | name in the file | values | what it does |\n| --- | --- | --- | --- |\n{rows}"


def _setting_row(setting: Setting) -> str:
    values = ", ".join(f"`{value}`" for value, _words in setting.choices) or "`true`, `false`"
    return f"| {setting.title} | `{setting.name}` | {values} | {_cell(setting.help)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: dict[str, Callable[[], str]] = {"keys.md": keys_page, "preferences.md": preferences_page}


def write_pages(folder: Path = FOLDER) -> None:
    """Write every page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages()
