"""How the words of a command line are read: tables of arguments, and the argparse parser made from them.

There are long options only, never abbreviated. Whatever does not look like one (`-has:date`, `-`, `-5`) is an ordinary
word, wherever it stands; after `--` everything is.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from app.domain.errors import UsageError

_OPTION = re.compile(r"(--[A-Za-z][A-Za-z0-9_-]*)(?:=(.*))?", re.DOTALL)
_LARGEST = 2**63 - 1


def read_text(text: str) -> str:
    """A text that is not the name of a file. Where the locale knows ASCII only, Python has kept the bytes in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _recover(text)
    return text


def _recover(text: str) -> str:
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        raise UsageError(f"“{text}” is not UTF-8 text. Nothing was changed.") from None


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is told by its place. `count` is argparse's: None for exactly one, `?`, `*` or `+`."""

    name: str
    shown: str
    help: str
    read: Callable[[str], Any] = read_text
    count: str | None = None

    def usage(self) -> str:
        """As the help writes it: `ID…`, `[QUERY]`."""
        shown = f"{self.shown}…" if self.count == "+" else self.shown
        return f"[{shown}]" if self.count in ("?", "*") else shown


@dataclass(frozen=True, slots=True)
class Option:
    """A long option; without `value` it is a switch."""

    name: str
    help: str
    value: str | None = None
    read: Callable[[str], Any] = read_text
    is_required: bool = False

    def usage(self) -> str:
        """As the help writes it: `--limit N`."""
        shown = f"{self.name} {self.value}" if self.value else self.name
        return shown if self.is_required else f"[{shown}]"


Argument = Word | Option

JSON = Option("--json", "print JSON and nothing else on standard output")
LIBRARY = Option("--library", "the library folder (also before the command)", "DIR", str)
HELP = Option("--help", "show this help")


def read_id(text: str) -> int:
    """The number of a paper, an import or a step."""
    number = int(text) if re.fullmatch(r"[0-9]{1,19}", text) else 0
    if not 1 <= number <= _LARGEST:
        raise UsageError(f"“{text}” is not an id: ids are whole numbers from 1. Nothing was changed.")
    return number


def read_count(text: str) -> int:
    """A whole number from 0."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise UsageError(f"“{text}” is not a whole number from 0.")
    return int(text)


def read_distance(text: str) -> int:
    """A whole number, below 0 as well."""
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise UsageError(f"“{text}” is not a whole number. Nothing was changed.")
    return int(text)


class _Parser(argparse.ArgumentParser):
    """argparse, but a mistake is a sentence like every other error."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}. “{self.prog} --help” shows how it is used.")


def make_parser(name: str, help_text: str, arguments: Sequence[Argument]) -> argparse.ArgumentParser:
    """The parser of one command, with `--help`."""
    parser = _Parser(prog=f"paperdesk {name}", description=help_text.replace("%", "%%"), add_help=False)
    parser.allow_abbrev = False
    parser.usage = usage(name, arguments).replace("%", "%%")
    for argument in arguments:
        _ADDERS[type(argument)](parser, argument)
    parser.add_argument(HELP.name, action="help", help=HELP.help)
    return parser


def usage(name: str, arguments: Iterable[Argument]) -> str:
    """One line: the command with its arguments; options that every command has are left out."""
    shown = [argument for argument in arguments if argument not in (JSON, LIBRARY)]
    words = [argument.usage() for argument in shown if isinstance(argument, Word)]
    options = [argument.usage() for argument in shown if isinstance(argument, Option)]
    return " ".join(("paperdesk", name, *words, *options))


def _add_word(parser: argparse.ArgumentParser, word: Any) -> None:
    # with a default argparse does not name it among the words that are missing
    given: dict[str, Any] = {"default": []} if word.count == "*" else {}
    parser.add_argument(word.name, metavar=word.shown, help=_safe(word.help), type=word.read, nargs=word.count, **given)


def _add_option(parser: argparse.ArgumentParser, option: Any) -> None:
    if option.value is None:
        parser.add_argument(option.name, action="store_true", help=_safe(option.help))
        return
    parser.add_argument(
        option.name, metavar=option.value, help=_safe(option.help), type=option.read, required=option.is_required
    )


_ADDERS: dict[type[Argument], Callable[[argparse.ArgumentParser, Any], None]] = {
    Word: _add_word,
    Option: _add_option,
}


def _safe(text: str) -> str:
    return text.replace("%", "%%")


def sort_out(name: str, given: Iterable[str], arguments: Sequence[Argument]) -> list[str]:
    """The words in the order argparse understands: options as `--name=value` first, then `--`, then the rest."""
    known = {option.name: option for option in (*arguments, HELP) if isinstance(option, Option)}
    options: list[str] = []
    words: list[str] = []
    rest = iter(given)
    for word in rest:
        if word == "--":
            words.extend(rest)
        elif match := _OPTION.fullmatch(word):
            options.append(_join(name, known, match, rest))
        else:
            words.append(word)
    return [*options, "--", *words] if words else options


def _join(name: str, known: dict[str, Option], match: re.Match[str], rest: Iterable[str]) -> str:
    option = known.get(match[1])
    if option is None:
        near = difflib.get_close_matches(match[1], known, 1)
        advice = f"did you mean {near[0]}?" if near else f"“paperdesk {name} --help” lists them."
        raise UsageError(f"“{name}” has no option {match[1]}; {advice}")
    if option.value is None or match[2] is not None:
        return match[0]
    value = next(iter(rest), None)
    if value is None:
        raise UsageError(f"{option.name} needs a value: {option.name} {option.value}.")
    return f"{option.name}={value}"
