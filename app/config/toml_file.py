"""Small TOML files for users to read and edit: parsed by the standard library, written with comments.

Writes tables of strings, integers, booleans and lists of strings (TOML 1.0.0, “Basic strings” and “Comment”).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from app.config.atomic_files import OpenFolder, read_file, write_own_file
from app.domain.errors import PaperdeskError

MAX_BYTES = 1_000_000

_BARE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a table with its value, and the comment above it."""

    name: str
    value: str | int | bool | Sequence[str]
    comment: str = ""


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a file, empty when there is none. Raises PaperdeskError when it cannot be read."""
    try:
        data = read_file(path, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        what = "is a symbolic link, and links are not followed" if path.is_symlink() else f"cannot be read ({error})"
        raise PaperdeskError(f"{path} {what}; the defaults are used.") from error
    try:
        return _parse(data)
    except ValueError as error:
        raise PaperdeskError(
            f"{path} cannot be read ({error}); the file is left unchanged and the defaults are used."
        ) from error


def _parse(data: bytes) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - takes 2 ms, and most users have no such file

    return tomllib.loads(data.decode("utf-8-sig"))


def write_toml(path: Path, header: str, tables: Mapping[str, Iterable[Entry]]) -> None:
    """Write the tables with their comments; the table with the empty name is the part before the first one.

    An existing file that cannot be parsed is kept with `.damaged` added to its name. Raises PaperdeskError.
    """
    try:
        _keep_damaged(path)
        write_own_file(path, to_toml(header, tables).encode())
    except PaperdeskError as error:
        raise PaperdeskError(f"{error} The change lasts until Paperdesk is closed.") from error


def _keep_damaged(path: Path) -> None:
    try:
        data = read_file(path)
        _parse(data)
    except OSError:
        return  # there is none, or writing will be refused
    except ValueError:
        with OpenFolder.open(path.parent) as folder:
            names = (f"{path.name}.damaged{f'-{number}' if number > 1 else ''}" for number in count(1))
            next(name for name in names if folder.create(name, data))


def to_toml(header: str, tables: Mapping[str, Iterable[Entry]]) -> str:
    """The tables as TOML."""
    parts = ["".join(f"# {line}\n" for line in header.splitlines())]
    for name, entries in tables.items():
        title = f"[{_format_key(name)}]\n" if name else ""
        parts.append(title + "\n".join(_format_entries(entries)))
    return "\n".join(parts)


def _format_entries(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        comment = "".join(f"# {line}\n" for line in entry.comment.splitlines())
        yield f"{comment}{_format_key(entry.name)} = {_format_value(entry.value)}\n"


def _format_key(name: str) -> str:
    return name if _BARE_NAME.fullmatch(name) else _format_string(name)


def _format_value(value: str | int | bool | Sequence[str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _format_string(value) if isinstance(value, str) else f"[{', '.join(map(_format_string, value))}]"


def _format_string(text: str) -> str:
    """A basic string, with control characters as `\\UXXXXXXXX`."""
    letters = (
        _ESCAPES.get(character, character if character.isprintable() else f"\\U{ord(character):08X}")
        for character in text
    )
    return f'"{"".join(letters)}"'
