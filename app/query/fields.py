"""FIELDS: what can stand before the colon in a query. Help and error messages are made from this table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.index.analysis import words
from app.query.ast import Fact, Text
from app.words import STATUSES

HAVING = ("note", "code", "date", "link")
BEING = ("starred",)


class BadValue(Exception):
    """A value that its field does not understand; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the query language.

    `kind` is `text` (looked up in the index, in its field `target`) or `fact` (looked up in the library). `read` makes
    the leaf from the field's name and the value, or raises BadValue. `help` and `example` are for people.
    """

    name: str
    kind: str
    help: str
    example: str
    read: Callable[[str, str], Text | Fact]
    target: str | None = None


def _read_text(name: str, value: str) -> Text:
    found = tuple(words(value))
    if not found:
        raise BadValue(f"there is no word in “{value}” to look for")
    return Text(name, found)


def _read_tag(name: str, value: str) -> Fact:
    return Fact(name, "=", value)


def _one_of(choices: tuple[str, ...]) -> Callable[[str, str], Fact]:
    def read(name: str, value: str) -> Fact:
        if value.lower() not in choices:
            raise BadValue(f"“{name}:” knows {_listing(choices)}, not “{value}”")
        return Fact(name, "=", value.lower())

    return read


def _listing(choices: tuple[str, ...]) -> str:
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} and {choices[-1]}"


_COMPARISON = re.compile(r"(>=|<=|>|<|=)?(.*)", re.DOTALL)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_NUMBER = re.compile(r"[0-9]{1,18}")


def _split(value: str) -> tuple[str, str]:
    match = _COMPARISON.fullmatch(value)
    return (match[1] or "=", match[2]) if match else ("=", value)


def _read_date(name: str, value: str) -> Fact:
    operator, day = _split(value)
    match = _DATE.fullmatch(day)
    if match is None or not _is_date(int(match[1]), int(match[2] or 1), int(match[3] or 1)):
        raise BadValue(f"“{day}” is not a date; write 2025, 2025-08 or 2025-08-05")
    return Fact(name, operator, day)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _read_number(name: str, value: str) -> Fact:
    operator, number = _split(value)
    if not _NUMBER.fullmatch(number):
        raise BadValue(f"“{number}” is not a whole number")
    return Fact(name, operator, str(int(number)))


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("title", "text", "words of the title", "title:agents", _read_text, "title"),
        Field("author", "text", "words of an author's name", 'author:"ada lovelace"', _read_text, "authors"),
        Field("org", "text", "words of the organisation's name", "org:acme", _read_text, "organization"),
        Field("note", "text", "words of your note", "note:reread", _read_text, "note"),
        Field("tag", "fact", "a tag, with the tags nested in it", 'tag:"to cite"', _read_tag),
        Field("status", "fact", f"one of {_listing(STATUSES)}", "status:reading", _one_of(STATUSES)),
        Field("is", "fact", "starred", "is:starred", _one_of(BEING)),
        Field("has", "fact", f"papers that have it: {_listing(HAVING)}", "has:code", _one_of(HAVING)),
        Field(
            "published", "fact", "a year, month or day, or before (<) or after (>) it", "published:>2026-01", _read_date
        ),
        Field("comments", "fact", "the number of comments, or a comparison with it", "comments:>=3", _read_number),
    )
}
