"""Generates help pages from the tables of the program: `python -m app.cli.reference` writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app.cli.arguments import JSON, LIBRARY, Argument, usage
from app.cli.command import Command
from app.cli.table import GROUPS
from app.config.atomic_files import write_own_file
from app.config.paths import RESOURCES
from app.domain import fields
from app.domain.vocabulary import LINK_TYPES, STATUSES
from app.importer import formats
from app.query.fields import FIELDS as QUERY_FIELDS
from app.query.fields import SORT, SORT_EXAMPLE, SORT_HELP
from app.query.parser import GRAMMAR

FOLDER = RESOURCES / "help"

_COMMANDS_HEAD = """\
# Commands

`paperdesk [--library DIR] COMMAND …` runs a command in a terminal. `paperdesk COMMAND --help` shows its arguments.
There are only long options, which may be written anywhere after the command. Any other word that begins with a minus
sign is an ordinary argument, so `paperdesk list -has:date` finds papers without a date; after `--` none is an option.

Without a command, `paperdesk [--library DIR] [--theme light|dark|contrast]` opens the window.

The library is the folder given by `--library`, else by the environment variable `PAPERDESK_LIBRARY`, else the default
data folder of the system.

With `--json` a command prints only JSON on standard output; messages go to standard error. Commands never prompt for
input.

| exit code | meaning |
| --- | --- |
| 0 | done, also when there was nothing to change |
| 1 | partly done, or a readable page without papers; a message gives the details |
| 2 | usage error: an unknown command, id, format, date or query |
| 3 | failed, nothing was changed |
| 130 | interrupted with Ctrl-C |
"""

_QUERIES_HEAD = """\
# Queries

`list`, `search`, `export` and the search box use the same queries.

| query | finds papers |
| --- | --- |
| `agents memory` | with both words, anywhere |
| `"long context"` | with these adjacent words |
| `-survey` | without the word |
| `agents OR robots` | with either word, or both |
| `(agents OR robots) -survey` | with parentheses for grouping |
| `transform*` | with a word that starts like this; `"large lang"*` with a phrase that does |
| `transfomer~` | with the word or a similar one: one letter added, missing or changed, or two letters swapped |
| `"reward robust"~5` | with both words in any order, at most 5 words apart |
| `tag:rl OR -has:date` | words and fields in any combination |
| `agents sort:-date` | in another order; the minus sign reverses it |

Words match whole words. Case and accents are ignored, there are no stop words, and words are not stemmed: `model` does
not find `models`. A single Greek letter is spelled out: `tau2-bench` finds `τ²-bench`. A single letter with a star is
searched in titles only. In a shell, put a query with quotation marks, parentheses, `*`, `<` or `>` in single quotation
marks.

In the search box the word at the cursor is treated as a prefix while you type, and unfinished parts are ignored; Enter
searches for the exact query.

| field | finds | example |
| --- | --- | --- |
"""

_QUERIES_VALUES = """\

## Values

Names of tags, collections, sources and categories match as a whole; `tag:rl` also finds `rl/agents`, `category:cs` also
`cs.CL`, and `tag:r*` every tag that starts with r. Put a value with spaces in quotation marks.

Numbers and dates can be compared (`comments:>=3`) or given as a range (`comments:3..10`, `upvotes:50..`). Papers
without the number match neither; `-comments:>=0` finds them.

| date | meaning |
| --- | --- |
| `2025`, `2025-08`, `2025-08-05` | the year, the month, the day |
| `today`, `yesterday` | the day |
| `this week`, `last month`, `last year` | the whole week, month or year; weeks begin on Monday |
| `7d`, `2w`, `3m`, `1y` | the last 7 days, 2 weeks, 3 months, one year; also `last 7 days` |
| `<7d`, `>1y` | less than 7 days ago, more than a year ago |
| `>2026-01`, `<=2025` | after January 2026, in 2025 or earlier |
| `2025-03..2025-06`, `..2024` | a range with both ends included; one end may be omitted |

`highlight:` and `has:highlight` are accepted but find nothing, because highlights are not supported yet.

## Grammar

```
"""

_FIELDS_HEAD = """\
# Fields

A value that you set by hand overrides every source, and an empty value restores the imported one:
`paperdesk edit 12 published 2026-01-27`, `paperdesk edit 12 published ""`. `paperdesk add` has an option for each.

| field | format |
| --- | --- |
"""


def commands_page() -> str:
    """Every command with its arguments."""
    return "\n".join((_COMMANDS_HEAD.rstrip("\n"), *_command_sections())) + "\n"


def _command_sections() -> Iterator[str]:
    for title, commands in GROUPS:
        yield f"\n## {title}"
        for command in commands:
            yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    yield f"\n### {command.name}\n"
    yield f"`{usage(command.name, command.arguments)}`\n"
    yield " ".join(filter(None, (f"{command.help}.", command.details)))
    own = [argument for argument in command.arguments if argument not in (JSON, LIBRARY)]
    if own:
        yield ""
    yield from (f"- `{_name(argument)}`: {argument.help}" for argument in own)
    if command.has_json:
        yield f"{'' if own else chr(10)}- `{JSON.name}`: {JSON.help}"


def _name(argument: Argument) -> str:
    return argument.usage().strip("[]")


def queries_page() -> str:
    """The query language."""
    rows = [(f"`{field.name}:`", field.help, f"`{field.example}`") for field in QUERY_FIELDS.values()]
    order = (f"`{SORT}:`", SORT_HELP, f"`{SORT_EXAMPLE}`")
    return f"{_QUERIES_HEAD}{_rows((*rows, order))}{_QUERIES_VALUES}{GRAMMAR}```\n"


def formats_page() -> str:
    """The import formats."""
    sections = [f"## {known.title}\n\n{known.help}\n\nName for `--format`: `{known.key}`" for known in formats.FORMATS]
    return "# Formats\n\n" + "\n\n".join(sections) + "\n"


def fields_page() -> str:
    """The editable fields, and the fixed lists of statuses and link types."""
    rows = _rows((f"`{field.name}`", field.help) for field in fields.FIELDS)
    return f"{_FIELDS_HEAD}{rows}\n{_word_list('Statuses', STATUSES)}\n{_word_list('Link types', LINK_TYPES)}"


def _word_list(title: str, words: Sequence[str]) -> str:
    return f"## {title}\n\n{', '.join(f'`{word}`' for word in words)}\n"


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "queries.md": queries_page,
    "formats.md": formats_page,
    "fields.md": fields_page,
}


def write_pages(folder: Path = FOLDER) -> None:
    """Write every page."""
    for name, make in PAGES.items():
        write_own_file(folder / name, make().encode())


if __name__ == "__main__":
    write_pages()
