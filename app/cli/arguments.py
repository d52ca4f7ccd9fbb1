"""Parsing of the command line: tables of arguments, and the argparse parsers built from them.

There are only long options, without abbreviations. Anything else (`-has:date`, `-`, `-5`) is a positional argument,
wherever it stands; after `--` everything is.
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
_MAX_ID = 2**63 - 1


def parse_text(text: str) -> str:
    """A text that is not a file name. In an ASCII locale Python keeps its bytes as surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _decode_surrogates(text)
    return text


def _decode_surrogates(text: str) -> str:
    try:
        return os.fsencode(text).decode()
    except UnicodeError:
        raise UsageError(f"“{text}” is not UTF-8 text. Nothing was changed.") from None


@dataclass(frozen=True, slots=True)
class Positional:
    """A positional argument. `nargs` is that of argparse: None for exactly one, `?`, `*` or `+`."""

    name: str
    metavar: str
    help: str
    parse: Callable[[str], Any] = parse_text
    nargs: str | None = None

    def usage(self) -> str:
        """The argument in a usage line: `ID…`, `[QUERY]`."""
        text = f"{self.metavar}…" if self.nargs == "+" else self.metavar
        return f"[{text}]" if self.nargs in ("?", "*") else text


@dataclass(frozen=True, slots=True)
class Option:
    """A long option; without `metavar` it is a flag."""

    name: str
    help: str
    metavar: str | None = None
    parse: Callable[[str], Any] = parse_text
    is_required: bool = False

    def usage(self) -> str:
        """The option in a usage line: `[--limit N]`."""
        text = f"{self.name} {self.metavar}" if self.metavar else self.name
        return text if self.is_required else f"[{text}]"


Argument = Positional | Option

JSON = Option("--json", "print only JSON on standard output")
LIBRARY = Option("--library", "the library folder (also before the command)", "DIR", str)
FORCE = Option("--force", "replace a file that exists already")
HELP = Option("--help", "show this help")


def parse_id(text: str) -> int:
    """The id of a paper, an import or a step."""
    number = int(text) if re.fullmatch(r"[0-9]{1,19}", text) else 0
    if not 1 <= number <= _MAX_ID:
        raise UsageError(f"“{text}” is not an id: ids are whole numbers from 1. Nothing was changed.")
    return number


def parse_count(text: str) -> int:
    """A whole number of at least 0."""
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise UsageError(f"“{text}” is not a whole number from 0.")
    return int(text)


def parse_offset(text: str) -> int:
    """A whole number, which may be negative."""
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise UsageError(f"“{text}” is not a whole number. Nothing was changed.")
    return int(text)


class _Parser(argparse.ArgumentParser):
    """An argparse parser that reports mistakes as UsageError."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}. “{self.prog} --help” shows its usage.")


def make_parser(name: str, help_text: str, arguments: Sequence[Argument]) -> argparse.ArgumentParser:
    """The parser of one command, with `--help`."""
    parser = _Parser(prog=f"paperdesk {name}", description=help_text.replace("%", "%%"), add_help=False)
    parser.allow_abbrev = False
    parser.usage = usage(name, arguments).replace("%", "%%")
    for argument in arguments:
        _add_argument(parser, argument)
    parser.add_argument(HELP.name, action="help", help=HELP.help)
    return parser


def usage(name: str, arguments: Iterable[Argument]) -> str:
    """The usage line of a command, without the options that every command has."""
    own = [argument for argument in arguments if argument not in (JSON, LIBRARY)]
    positionals = [argument.usage() for argument in own if isinstance(argument, Positional)]
    options = [argument.usage() for argument in own if isinstance(argument, Option)]
    return " ".join(("paperdesk", name, *positionals, *options))


def _add_argument(parser: argparse.ArgumentParser, argument: Argument) -> None:
    shared: dict[str, Any] = {"help": argument.help.replace("%", "%%")}
    if argument.metavar is None:
        parser.add_argument(argument.name, action="store_true", **shared)
        return
    shared |= {"metavar": argument.metavar, "type": argument.parse}
    if isinstance(argument, Option):
        parser.add_argument(argument.name, required=argument.is_required, **shared)
        return
    if argument.nargs == "*":  # with a default argparse does not list it as missing
        shared["default"] = []
    parser.add_argument(argument.name, nargs=argument.nargs, **shared)


def normalize_arguments(name: str, given: Iterable[str], arguments: Sequence[Argument]) -> list[str]:
    """The arguments in an order that argparse accepts: options as `--name=value`, then `--`, then positionals."""
    known = {option.name: option for option in (*arguments, HELP) if isinstance(option, Option)}
    options: list[str] = []
    positionals: list[str] = []
    rest = iter(given)
    for word in rest:
        if word == "--":
            positionals.extend(rest)
        elif match := _OPTION.fullmatch(word):
            options.append(_normalize_option(name, known, match, rest))
        else:
            positionals.append(word)
    return [*options, "--", *positionals] if positionals else options


def _normalize_option(name: str, known: dict[str, Option], match: re.Match[str], rest: Iterable[str]) -> str:
    option = known.get(match[1])
    if option is None:
        matches = difflib.get_close_matches(match[1], known, 1)
        advice = f"did you mean {matches[0]}?" if matches else f"“paperdesk {name} --help” lists them."
        raise UsageError(f"“{name}” has no option {match[1]}; {advice}")
    if option.metavar is None or match[2] is not None:
        return match[0]
    value = next(iter(rest), None)
    if value is None:
        raise UsageError(f"{option.name} needs a value: {option.name} {option.metavar}.")
    return f"{option.name}={value}"
