"""The help pages that are made from the program's own tables: `python -m app.cli.reference` writes them anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from app.cli.arguments import JSON, LIBRARY, Argument, usage
from app.cli.command import Command
from app.cli.table import GROUPS
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

`paperdesk [--library DIR] COMMAND …` does everything from a terminal. `paperdesk COMMAND --help` shows a command's
arguments. There are long options only; they may stand anywhere after the command. Whatever else begins with a minus
sign is an ordinary word, so `paperdesk list -has:date` finds papers without a date; after `--` nothing is an option.

Without a command `paperdesk [--library DIR] [--theme light|dark|contrast]` opens the window.

The library is the folder after `--library`, else the one that the variable `PAPERDESK_LIBRARY` names, else a folder of
yours where the system keeps such data.

With `--json` a command prints JSON on standard output and nothing else; sentences go to standard error. Nothing ever
asks back.

| exit code | meaning |
| --- | --- |
| 0 | done, also when there was nothing to change |
| 1 | done in part, or a readable page without papers; the command says what |
| 2 | wrong use: an unknown command, number, format, date or query |
| 3 | failed, and nothing was changed |
| 130 | interrupted with Ctrl-C |
"""

_QUERIES_HEAD = """\
# Queries

`list`, `search`, `export` and the search box read the same queries.

| write | to find papers |
| --- | --- |
| `agents memory` | with both words, anywhere |
| `"long context"` | with these words next to each other |
| `-survey` | without the word |
| `agents OR robots` | with one of the words, or both |
| `(agents OR robots) -survey` | grouped as you mean it |
| `transform*` | with a word that begins so; `"large lang"*` with a phrase that does |
| `transfomer~` | with the word, or one that is one letter off: more, less, changed, or two swapped |
| `"reward robust"~5` | with both words in any order, the last at most 5 words after the first |
| `tag:rl OR -has:date` | words and fields mixed in any way |
| `agents sort:-date` | in another order; with the minus sign the other way round |

Words are whole words. Case and accents make no difference, no word is too common, and endings are not cut off:
`model` does not find `models`. A Greek letter that stands alone is spelled out: `tau2-bench` finds `τ²-bench`. A single
letter with a star is looked for in titles only. In a shell, put a query with quotation marks, parentheses, `*`, `<` or
`>` into single quotation marks.

In the search box the word at the caret counts as the beginning of a word while you type, and what is not finished yet
is left out; Enter searches for the query as it stands.

| field | finds | for example |
| --- | --- | --- |
"""

_QUERIES_VALUES = """\

## Values

Names of tags, collections, sources and categories are meant as a whole; `tag:rl` also finds `rl/agents`, `category:cs`
also `cs.CL`, and `tag:r*` every tag that begins so. A value with blanks stands in quotation marks.

Numbers and dates can be compared (`comments:>=3`) and bounded (`comments:3..10`, `upvotes:50..`). A paper without the
number is found by neither; `-comments:>=0` finds those.

| date | means |
| --- | --- |
| `2025`, `2025-08`, `2025-08-05` | the year, the month, the day |
| `today`, `yesterday` | the day |
| `this week`, `last month`, `last year` | from its first day to its last; weeks begin on Monday |
| `7d`, `2w`, `3m`, `1y` | the last 7 days, 2 weeks, 3 months, one year; also `last 7 days` |
| `<7d`, `>1y` | less than 7 days ago, more than a year ago |
| `>2026-01`, `<=2025` | after January, in 2025 or before |
| `2025-03..2025-06`, `..2024` | from one to the other, both included; one end may be missing |

`highlight:` and `has:highlight` are understood and find nothing, as no source of highlights exists yet.

## Grammar

```
"""

_FIELDS_HEAD = """\
# Fields

What you set by hand stands above every source, and an empty value goes back to what the sources say:
`paperdesk edit 12 published 2026-01-27`, `paperdesk edit 12 published ""`. `paperdesk add` has one option for each.

| field | how it is written |
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
    """What can be imported."""
    sections = [f"## {known.title}\n\n{known.help}\n\nName for `--format`: `{known.key}`" for known in formats.FORMATS]
    return "# Formats\n\n" + "\n\n".join(sections) + "\n"


def fields_page() -> str:
    """The fields that a person may set, and the closed lists of words."""
    rows = _rows((f"`{field.name}`", field.help) for field in fields.FIELDS)
    return f"{_FIELDS_HEAD}{rows}\n{_words('Statuses', STATUSES)}\n{_words('Types of links', LINK_TYPES)}"


def _words(title: str, words: Sequence[str]) -> str:
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
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_pages()
