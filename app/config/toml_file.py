"""Small TOML files that people may read and edit: read by the standard library, written with a comment at every entry.

Written are tables of strings, whole numbers, booleans and lists of strings. Source: TOML 1.0.0, “Basic strings” and
“Comment”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.config.atomic_files import OpenFolder, make_folder
from app.domain.errors import PaperdeskError

LARGEST = 1_000_000  # bytes

_BARE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a table: its name, its value, and what is written above it as a comment."""

    name: str
    value: str | int | bool | Sequence[str]
    comment: str = ""


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a file; none when there is no file. Raises PaperdeskError when it cannot be read."""
    if not path.exists():
        return {}
    with OpenFolder.open(path.parent) as folder:
        data = folder.read(path.name, LARGEST)
    import tomllib  # noqa: PLC0415 - most people have no such file, and it takes 2 ms to load

    try:
        return tomllib.loads((data or b"").decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PaperdeskError(
            f"{path} cannot be read ({error}); it is left as it is, and what comes with Paperdesk is used instead."
        ) from error


def write_toml(path: Path, head: str, tables: Mapping[str, Iterable[Entry]]) -> None:
    """Write the tables with their comments; the empty name is the part before the first table.

    A file that could not be read is kept beside the new one, with `.damaged` behind its name. Raises PaperdeskError.
    """
    make_folder(path.parent)
    with OpenFolder.open(path.parent) as folder:
        _keep_damaged(folder, path)
        folder.write(path.name, to_toml(head, tables).encode())
        folder.flush()


def _keep_damaged(folder: OpenFolder, path: Path) -> None:
    try:
        read_toml(path)
    except PaperdeskError:
        folder.write(f"{path.name}.damaged", folder.read(path.name, LARGEST) or b"")


def to_toml(head: str, tables: Mapping[str, Iterable[Entry]]) -> str:
    """The text of a file."""
    parts = ["".join(f"# {line}\n" for line in head.splitlines())]
    for name, entries in tables.items():
        title = f"[{_key(name)}]\n" if name else ""
        parts.append(title + "\n".join(_lines(entries)))
    return "\n".join(parts)


def _lines(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        comment = "".join(f"# {line}\n" for line in entry.comment.splitlines())
        yield f"{comment}{_key(entry.name)} = {_value(entry.value)}\n"


def _key(name: str) -> str:
    return name if _BARE_NAME.fullmatch(name) else _text(name)


def _value(value: str | int | bool | Sequence[str]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _text(value) if isinstance(value, str) else f"[{', '.join(map(_text, value))}]"


def _text(text: str) -> str:
    """A basic string; controls as `\\UXXXXXXXX`."""
    letters = (_ESCAPES.get(one, one if one.isprintable() else f"\\U{ord(one):08X}") for one in text)
    return f'"{"".join(letters)}"'
