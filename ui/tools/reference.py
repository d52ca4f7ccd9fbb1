"""Generates the help pages about shortcuts and settings: `python -m ui.tools.reference` rewrites them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from app.config.atomic_files import write_own_file
from app.config.settings import SETTINGS, Setting
from ui.commands.keymap import PROFILES, Keymap
from ui.commands.table import CONTEXTS, Command, format_key
from ui.help.pages import FOLDER

_KEYS_HEAD = """\
# Keyboard shortcuts

Single letters are shortcuts while the list or the paper has the focus; in a text field they type letters. `Esc` goes
one level up and never discards anything. For shortcuts of two keys, such as `g i`, press one after the other; if you
pause after the first, the window shows which keys can follow.

Press `?` in the window to see the shortcuts that work where you are, including your own. You can change shortcuts in
the [preferences](preferences.md). The profile “Screen-reader safe” has no shortcuts of a single letter.
"""

_PREFERENCES_HEAD = """\
# Preferences

Press `Ctrl+,` to open the preferences. Every change takes effect and is saved at once, in `settings.toml` in the
settings folder (see [your data](data.md)). Your own shortcuts are in `keys.toml` next to it. Both are plain text.

To change a shortcut, open the page “Keyboard”, find the command by a word or by its shortcut, go to the field below
the table and press the new keys. If another command uses them, you see its name before you decide; it then loses
them. “Restore default” undoes a change.
"""


def keys_page() -> str:
    """Return the page with every command and its shortcuts in each profile."""
    return "\n".join((_KEYS_HEAD, *_key_tables()))


def _key_tables() -> Iterator[str]:
    keymaps = [Keymap(profile) for profile in PROFILES]
    for context, title in CONTEXTS.items():
        commands = [command for command in keymaps[0].commands if command.context == context]
        if commands:
            titles = ("Command", *(profile.title for profile in PROFILES), "What it does")
            rows = "".join(_key_row(command, keymaps) for command in commands)
            yield f"## {title}\n\n| {' | '.join(titles)} |\n{'| --- ' * len(titles)}|\n{rows}"


def _key_row(command: Command, keymaps: list[Keymap]) -> str:
    cells = (" ".join(f"`{_cell(format_key(key))}`" for key in keymap.keys_of(command.id)) for keymap in keymaps)
    return f"| {_cell(command.title)} | {' | '.join(cells)} | {_cell(command.help)} |\n"


def preferences_page() -> str:
    """Return the page with every setting and its values."""
    return "\n".join((_PREFERENCES_HEAD, *_setting_sections()))


def _setting_sections() -> Iterator[str]:
    for group in dict.fromkeys(setting.group for setting in SETTINGS):
        rows = "".join(_setting_row(setting) for setting in SETTINGS if setting.group == group)
        yield f"## {group}\n\n| Setting | Name in the file | Values | What it does |\n| --- | --- | --- | --- |\n{rows}"


def _setting_row(setting: Setting) -> str:
    values = ", ".join(f"`{value}`" for value, _words in setting.choices) or "`true`, `false`"
    return f"| {setting.title} | `{setting.name}` | {values} | {_cell(setting.help)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES: dict[str, Callable[[], str]] = {"keys.md": keys_page, "preferences.md": preferences_page}


def write_pages(folder: Path = FOLDER) -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        write_own_file(folder / name, make().encode())


if __name__ == "__main__":
    write_pages()
