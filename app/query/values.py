"""Readers for the values of query fields, one per kind of field, with suggested corrections."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.index.analysis import split_words
from app.index.documents import MAX_DISTANCE
from app.query import dates
from app.query.ast import Condition, MatchMode, Text


class InvalidValue(Exception):
    """A value that its field does not accept; the message says why.

    `fix` is a suggested value; `is_unfinished` means that the value may become valid as the user types on.
    """

    def __init__(self, message: str, fix: str | None = None, *, is_unfinished: bool = False) -> None:
        super().__init__(message)
        self.fix = fix
        self.is_unfinished = is_unfinished


@dataclass(frozen=True, slots=True)
class Value:
    """The text after a field's colon, or a word or phrase without a field.

    `operator` is a comparison (`<`, `<=`, `>`, `>=`, `=`) or empty. `suffix` is `*` (prefix), `~` (one typo), `~5`
    (maximum distance) or empty. `is_at_caret`: the caret is in its last word.
    """

    text: str
    is_quoted: bool = False
    operator: str = ""
    suffix: str = ""
    is_at_caret: bool = False

    @property
    def is_prefix(self) -> bool:
        """Whether it is a prefix: it ends with a star, or is being typed."""
        return self.suffix == "*" or (self.is_at_caret and not self.suffix)


ValueReader = Callable[[str, Value], Text | Condition]


def read_text(name: str | None, value: Value) -> Text | None:
    """Read words to search for; None when the value has none. Raises InvalidValue for a wrong suffix."""
    found = tuple(split_words(value.text))
    if not found:
        return None
    if value.suffix.startswith("~"):
        return _read_tilde(name, value, found)
    return Text(name, found, MatchMode.PREFIX if value.is_prefix else MatchMode.WORDS)


def _read_tilde(name: str | None, value: Value, found: tuple[str, ...]) -> Text:
    number = value.suffix[1:]
    quoted = f'"{value.text}"'
    if len(found) == 1:
        if number not in ("", "1") and not value.is_quoted:
            raise InvalidValue("“~” allows at most one typo", f"{value.text}~")
        return Text(name, found, MatchMode.WORDS if value.is_quoted else MatchMode.FUZZY)
    if not number:
        raise InvalidValue(
            "“~” allows a typo in a single word; after a phrase it needs a maximum distance", f"{quoted}~5"
        )
    if not 1 <= int(number) <= MAX_DISTANCE:
        raise InvalidValue(f"the distance must be from 1 to {MAX_DISTANCE} words", f"{quoted}~{MAX_DISTANCE}")
    return Text(name, found, MatchMode.NEAR, int(number))


def read_words(name: str, value: Value) -> Text:
    """Read the value of a text field."""
    term = read_text(name, value)
    if term is None:
        raise InvalidValue(f"there is no word to search for in “{value.text}”")
    return term


def read_name(name: str, value: Value) -> Condition:
    """Read a name (of a tag, a collection, a source): the whole name, or with `*` a prefix."""
    if value.suffix.startswith("~"):
        raise InvalidValue(f"“{name}:” does not support “~”; a star at the end matches a prefix", f"{value.text}*")
    return Condition(name, "*" if value.is_prefix else "=", value.operator + value.text)


def make_choice_reader(*choices: str, **synonyms: str) -> ValueReader:
    """Make a reader for one of `choices`; `synonyms` maps other words to the choice that is suggested for them."""

    def read(name: str, value: Value) -> Condition:
        typed = value.text.lower()
        matches = [word for word in choices if word.startswith(typed)]
        if value.is_at_caret and len(matches) == 1 and not value.operator + value.suffix:
            return Condition(name, "=", matches[0])
        if value.operator or value.suffix or typed not in choices:
            raise InvalidValue(
                f"“{name}:” accepts {join_names(choices)}, not “{value.operator}{value.text}{value.suffix}”",
                synonyms.get(typed) or _find_closest(typed, choices),
                is_unfinished=bool(matches),
            )
        return Condition(name, "=", typed)

    return read


def _find_closest(word: str, choices: Sequence[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, choices, 1, 0.5)), None)


def join_names(choices: Sequence[str]) -> str:
    """Join words for a sentence: `a, b and c`."""
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} and {choices[-1]}"


OPERATOR = re.compile(r"[<>]=?|=")
_RANGE = re.compile(r"(.*?)\.\.(.*)", re.DOTALL)


def _read_range(name: str, value: Value, read: Callable[[str], str]) -> Condition:
    """Read a value, a comparison or a range as a Condition. In a quoted value the operator may be inside the quotes."""
    if not value.operator and (match := OPERATOR.match(value.text)):
        value = replace(value, operator=match[0], text=value.text[match.end() :].strip())
    if value.suffix:
        raise InvalidValue(f"“{name}:” does not support “{value.suffix[0]}”", f"{value.operator}{value.text}")
    match = _RANGE.fullmatch(value.text)
    if match is None:
        return Condition(name, value.operator or "=", read(value.text))
    if not match[1] and not match[2]:
        raise InvalidValue("a range needs at least one end", is_unfinished=True)
    if value.operator not in ("", "="):
        raise InvalidValue(f"“{value.operator}” cannot be used with a range", value.text)
    return Condition(name, "=", "..".join(read(end) if end else "" for end in match.groups()))


def read_date(name: str, value: Value) -> Condition:
    """Read the value of a date field, see `app.query.dates`."""
    condition = _read_range(name, value, lambda text: _normalize_date(text, value))
    first, separator, last = condition.value.partition("..")
    if separator and first[:1].isdigit() and last[:1].isdigit() and _is_backwards(first, last):
        raise InvalidValue("the range ends before it begins", f"{last}..{first}")
    return condition


def _is_backwards(first: str, last: str) -> bool:
    if not (first + last).replace("-", "").isdigit():
        return False  # ages may be written in either order
    return dates.iso_bounds(first)[0] > dates.iso_bounds(last)[1]


def _normalize_date(text: str, value: Value) -> str:
    date = dates.normalize_date(text)
    if date is None and value.is_at_caret and dates.is_partial_date(text):
        date = dates.complete_part(text)
    if date is not None:
        return date
    fix = dates.suggest_date(text)
    raise InvalidValue(
        f"“{text}” is not a date; write 2025, 2025-08, 2025-08-05, today, last week or 7d",
        None if fix is None else value.operator + value.text.replace(text, fix),
        is_unfinished=dates.is_partial_date(text),
    )


_INTEGER = re.compile(r"[0-9]{1,400}")
_DECIMAL = re.compile(r"[0-9]{1,400}(?:\.[0-9]{1,6})?")
_MAX_NUMBER = 10**18  # below the limit of SQLite's integers, and above any real count
_AT_LEAST = re.compile(r"([0-9]+)\+")
_SWAPPED_OPERATOR = re.compile(r"([<>])([0-9.]+)")
_BETWEEN = re.compile(r"([0-9]+)[-–—]([0-9]+)")
_THOUSANDS = re.compile(r"([0-9]{1,9})k", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,'’_][0-9]{3})+")


def read_integer(name: str, value: Value) -> Condition:
    """Read a whole number, a comparison or a range."""
    return _check_order(
        _read_range(name, value, lambda text: _normalize_number(text, value, _INTEGER, "a whole number"))
    )


def read_decimal(name: str, value: Value) -> Condition:
    """Read a number with or without decimals, a comparison or a range."""
    return _check_order(_read_range(name, value, lambda text: _normalize_number(text, value, _DECIMAL, "a number")))


def _check_order(condition: Condition) -> Condition:
    first, _, last = condition.value.partition("..")
    if first and last and float(first) > float(last):
        raise InvalidValue("the range ends before it begins", f"{last}..{first}")
    return condition


def _normalize_number(text: str, value: Value, pattern: re.Pattern[str], expected: str) -> str:
    if pattern.fullmatch(text):
        whole, dot, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        known = min(int(whole), _MAX_NUMBER)
        return f"{known}{dot}{decimals}" if decimals else str(known)
    message = f"“{text}” is not {expected}" if text else f"{expected} is missing here"
    raise InvalidValue(message, _suggest_number(text, value), is_unfinished=not text or text == ".")


def _suggest_number(text: str, value: Value) -> str | None:
    if value.operator == "=" and (match := _SWAPPED_OPERATOR.fullmatch(text)):
        return f"{match[1]}={match[2]}"
    if match := _AT_LEAST.fullmatch(text):
        return f">={match[1]}"
    if match := _BETWEEN.fullmatch(text):
        return f"{match[1]}..{match[2]}"
    if match := _THOUSANDS.fullmatch(text):
        return f"{value.operator}{value.text.replace(text, match[1] + '000')}"
    if _GROUPED.fullmatch(text):
        return f"{value.operator}{value.text.replace(text, re.sub(r'[^0-9]', '', text))}"
    return None


def read_authors(name: str, value: Value) -> Text | Condition:
    """Read a number of authors, or words of an author's name."""
    if value.operator or ".." in value.text or (value.text.isdigit() and not value.is_quoted):
        return read_integer(name, value)
    return read_words("author", value)


def read_identifier(name: str, value: Value) -> Condition:
    """Read the number of a paper, or an identifier, optionally with its kind before it."""
    if value.suffix or value.operator:
        wrong = value.suffix[:1] or value.operator
        raise InvalidValue(f"“{name}:” does not support “{wrong}”; write the whole identifier", value.text)
    return Condition(name, "=", normalize_identifier(value.text))


_URL = re.compile(
    r"(?:https?://)?(?:(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|(?:dx\.)?doi\.org/)", re.IGNORECASE
)
_KIND = re.compile(r"(arxiv|doi|openreview):\s*", re.IGNORECASE)
_VERSION = re.compile(r"([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?(?:\.pdf)?")


def normalize_identifier(text: str) -> str:
    """Return an identifier in lower case, without URL prefix and arXiv version."""
    value = _URL.sub("", text.strip(), count=1)
    kind = _KIND.match(value)
    value = value[kind.end() :] if kind else value
    version = _VERSION.fullmatch(value)
    value = (version[1] if version else value).lower()
    return f"{kind[1].lower()}:{value}" if kind else value


def read_import(name: str, value: Value) -> Condition:
    """Read the number of an import, or `last`."""
    typed = value.text.lower()
    if value.operator or value.suffix or not (typed == "last" or _INTEGER.fullmatch(typed)):
        raise InvalidValue(
            f"“{name}:” accepts the number of an import or the word last, "
            f"not “{value.operator}{value.text}{value.suffix}”",
            "last" if typed in ("latest", "newest", "recent") else None,
            is_unfinished="last".startswith(typed),
        )
    return Condition(name, "=", typed if typed == "last" else str(int(typed)))
