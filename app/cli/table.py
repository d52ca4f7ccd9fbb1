"""COMMANDS: all commands. The parsers, the help and the help page are generated from this table."""

from __future__ import annotations

import difflib

from app.cli.command import Command
from app.cli.commands_backup import BACKUP_COMMANDS
from app.cli.commands_duplicates import DUPLICATE_COMMANDS
from app.cli.commands_edit import COLLECTION_COMMANDS, EDIT_COMMANDS, SAVED_SEARCH_COMMANDS, TAG_COMMANDS, UNDO_COMMANDS
from app.cli.commands_import import IMPORT_COMMANDS
from app.cli.commands_maintenance import EXPORT_COMMANDS, MAINTENANCE_COMMANDS
from app.cli.commands_read import READ_COMMANDS
from app.cli.commands_search import EXPLAIN_COMMANDS
from app.cli.commands_window import SCREENSHOT_COMMANDS, WINDOW_USAGE
from app.domain.errors import UsageError

GROUPS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Import", IMPORT_COMMANDS),
    ("List and search", (*READ_COMMANDS, *EXPLAIN_COMMANDS)),
    ("Tags, notes, links and fields", (*TAG_COMMANDS, *EDIT_COMMANDS)),
    ("Duplicates", DUPLICATE_COMMANDS),
    ("Collections", COLLECTION_COMMANDS),
    ("Saved searches", SAVED_SEARCH_COMMANDS),
    ("Export", EXPORT_COMMANDS),
    ("Undo", UNDO_COMMANDS),
    ("Backups", BACKUP_COMMANDS),
    ("Maintenance", MAINTENANCE_COMMANDS),
    ("Window", SCREENSHOT_COMMANDS),
)
COMMANDS: tuple[Command, ...] = tuple(command for _title, commands in GROUPS for command in commands)
_BY_NAME = {command.name: command for command in COMMANDS}
_COMMAND_GROUPS = {name.split()[0] for name in _BY_NAME if " " in name}


def find_command(words: list[str]) -> tuple[Command, list[str]]:
    """The command named by the first one or two words, and the remaining words."""
    for length in (2, 1):
        command = _BY_NAME.get(" ".join(words[:length])) if len(words) >= length else None
        if command is not None:
            return command, words[length:]
    raise UsageError(_describe_unknown(words))


def is_command_group(word: str) -> bool:
    """Whether this is the first word of two-word commands."""
    return word in _COMMAND_GROUPS


def _describe_unknown(words: list[str]) -> str:
    if is_command_group(words[0]):
        names = ", ".join(f"“{name}”" for name in _BY_NAME if name.startswith(f"{words[0]} "))
        return f"“{words[0]}” needs a subcommand: {names}."
    matches = difflib.get_close_matches(words[0], {name.split()[0] for name in _BY_NAME}, 1)
    advice = f"did you mean “{matches[0]}”?" if matches else "“paperdesk --help” lists them."
    return f"There is no command “{words[0]}”; {advice}"


def overview(first_word: str | None = None) -> str:
    """The list of all commands, or of those that begin with one word."""
    width = max(len(command.name) for command in COMMANDS)
    lines = ["usage: paperdesk [--library DIR] COMMAND …", f"       {WINDOW_USAGE}", ""]
    for title, commands in GROUPS:
        shown = [command for command in commands if first_word in (None, command.name.split()[0])]
        if shown:
            lines += [f"{title}:", *(f"  {command.name:{width}}  {command.help}" for command in shown), ""]
    return "\n".join((*lines, _FOOTER))


_FOOTER = """\
“paperdesk COMMAND --help” describes a command. Other options: --version, --help.
The library is the folder given by --library, else by PAPERDESK_LIBRARY, else the default folder of the user.
Exit codes: 0 done, 1 partly done, 2 usage error, 3 failed and nothing changed.
"""
