"""COMMANDS: everything the command line can do. The parsers, the help and the help page are made from it."""

from __future__ import annotations

import difflib

from app.cli.command import Command
from app.cli.commands_care import CARING, EXPORTING
from app.cli.commands_edit import COLLECTING, EDITING, SAVING, TAGGING, UNDOING
from app.cli.commands_import import IMPORTING
from app.cli.commands_read import READING
from app.cli.commands_same import JUDGING
from app.cli.commands_search import EXPLAINING
from app.cli.commands_window import SHOWING, WINDOW_USAGE
from app.domain.errors import UsageError

GROUPS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Papers in", IMPORTING),
    ("Looking", (*READING, *EXPLAINING)),
    ("Tags, notes, links and decisions", (*TAGGING, *EDITING)),
    ("Papers that are the same", JUDGING),
    ("Collections", COLLECTING),
    ("Saved searches", SAVING),
    ("Papers out", EXPORTING),
    ("Undo", UNDOING),
    ("Care", CARING),
    ("The window", SHOWING),
)
COMMANDS: tuple[Command, ...] = tuple(command for _title, commands in GROUPS for command in commands)
_BY_NAME = {command.name: command for command in COMMANDS}
_FAMILIES = {name.split()[0] for name in _BY_NAME if " " in name}


def find_command(words: list[str]) -> tuple[Command, list[str]]:
    """The command that the first one or two words name, and the words after it."""
    for length in (2, 1):
        command = _BY_NAME.get(" ".join(words[:length])) if len(words) >= length else None
        if command is not None:
            return command, words[length:]
    raise UsageError(_say_unknown(words))


def is_family(word: str) -> bool:
    """Whether commands of two words begin with this one."""
    return word in _FAMILIES


def _say_unknown(words: list[str]) -> str:
    if is_family(words[0]):
        names = ", ".join(f"“{name}”" for name in _BY_NAME if name.startswith(f"{words[0]} "))
        return f"“{words[0]}” needs a second word: {names}."
    near = difflib.get_close_matches(words[0], {name.split()[0] for name in _BY_NAME}, 1)
    advice = f"did you mean “{near[0]}”?" if near else "“paperdesk --help” lists them."
    return f"There is no command “{words[0]}”; {advice}"


def overview(family: str | None = None) -> str:
    """The help of the whole command line, or of the commands that begin with one word."""
    width = max(len(command.name) for command in COMMANDS)
    lines = ["usage: paperdesk [--library DIR] COMMAND …", f"       {WINDOW_USAGE}", ""]
    for title, commands in GROUPS:
        shown = [command for command in commands if family in (None, command.name.split()[0])]
        if shown:
            lines += [f"{title}:", *(f"  {command.name:{width}}  {command.help}" for command in shown), ""]
    return "\n".join((*lines, _FOOT))


_FOOT = """\
“paperdesk COMMAND --help” tells more. Other options: --version, --help.
The library is the folder after --library, else the one PAPERDESK_LIBRARY names, else the user's own.
Exit codes: 0 done, 1 done in part, 2 wrong use, 3 failed and nothing changed.
"""
