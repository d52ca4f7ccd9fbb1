"""How the values of the query language's fields are read: one reader a kind of field, and the mends they propose."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.index.analysis import words
from app.index.documents import MOST_REACH
from app.query import dates
from app.query.ast import Fact, Form, Text


class BadValue(Exception):
    """A value that its field does not understand; the sentence says why.

    `mend` is the value that may have been meant, `is_unfinished` tells that more letters may mend it.
    """

    def __init__(self, sentence: str, mend: str | None = None, *, is_unfinished: bool = False) -> None:
        super().__init__(sentence)
        self.mend = mend
        self.is_unfinished = is_unfinished


@dataclass(frozen=True, slots=True)
class Value:
    """What stands after a field's colon, or a word or phrase without one.

    `sign` is a comparison (`<`, `<=`, `>`, `>=`, `=`, empty without one), `tail` what follows the text: `*` (it may go
    on), `~` (one typo), `~5` (near). `is_typed` tells that the caret stands in its last word.
    """

    text: str
    is_quoted: bool = False
    sign: str = ""
    tail: str = ""
    is_typed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether more may follow: a star was written, or it is being typed."""
        return self.tail == "*" or (self.is_typed and not self.tail)


Reader = Callable[[str, Value], Text | Fact]


def read_text(name: str | None, value: Value) -> Text | None:
    """The leaf of words to look for; None when the value holds none. Raises BadValue for a tail that does not fit."""
    found = tuple(words(value.text))
    if not found:
        return None
    if value.tail.startswith("~"):
        return _read_tilde(name, value, found)
    return Text(name, found, Form.PREFIX if value.is_open else Form.WORDS)


def _read_tilde(name: str | None, value: Value, found: tuple[str, ...]) -> Text:
    number = value.tail[1:]
    quoted = f'"{value.text}"'
    if len(found) == 1:
        if number not in ("", "1") and not value.is_quoted:
            raise BadValue("one typo is as far as “~” goes", f"{value.text}~")
        return Text(name, found, Form.WORDS if value.is_quoted else Form.FUZZY)
    if not number:
        raise BadValue("“~” allows a typo in a single word; after a phrase write how near its words are", f"{quoted}~5")
    if not 1 <= int(number) <= MOST_REACH:
        raise BadValue(f"words can be from 1 to {MOST_REACH} words apart", f"{quoted}~{MOST_REACH}")
    return Text(name, found, Form.NEAR, int(number))


def read_words(name: str, value: Value) -> Text:
    """A field of text."""
    leaf = read_text(name, value)
    if leaf is None:
        raise BadValue(f"there is no word in “{value.text}” to look for")
    return leaf


def read_name(name: str, value: Value) -> Fact:
    """A name somebody gave (a tag, a collection, a source): the whole name, or with `*` its beginning."""
    if value.tail.startswith("~"):
        raise BadValue(f"“{name}:” knows no “~”; with a star at its end a name may go on", f"{value.text}*")
    return Fact(name, "*" if value.is_open else "=", value.sign + value.text)


def choice(*choices: str, **also: str) -> Reader:
    """A reader of one word out of a list; `also` maps other words that people use to those of the list."""

    def read(name: str, value: Value) -> Fact:
        asked = value.text.lower()
        begun = [one for one in choices if one.startswith(asked)]
        if value.is_typed and len(begun) == 1 and not value.sign + value.tail:
            return Fact(name, "=", begun[0])
        if value.sign or value.tail or asked not in choices:
            raise BadValue(
                f"“{name}:” knows {listing(choices)}, not “{value.sign}{value.text}{value.tail}”",
                also.get(asked) or _nearest(asked, choices),
                is_unfinished=bool(begun),
            )
        return Fact(name, "=", asked)

    return read


def _nearest(word: str, choices: Sequence[str]) -> str | None:
    return next(iter(difflib.get_close_matches(word, choices, 1, 0.5)), None)


def listing(choices: Sequence[str]) -> str:
    """The words as a sentence names them: `a, b and c`."""
    return choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} and {choices[-1]}"


SIGN = re.compile(r"[<>]=?|=")
_RANGE = re.compile(r"(.*?)\.\.(.*)", re.DOTALL)


def _read_range(name: str, value: Value, read: Callable[[str], str]) -> Fact:
    """A single value, a comparison with one, or a range of two, as a Fact. In quotes the sign may stand within."""
    if not value.sign and (match := SIGN.match(value.text)):
        value = replace(value, sign=match[0], text=value.text[match.end() :].strip())
    if value.tail:
        raise BadValue(f"“{name}:” knows no “{value.tail[0]}”", f"{value.sign}{value.text}")
    match = _RANGE.fullmatch(value.text)
    if match is None:
        return Fact(name, value.sign or "=", read(value.text))
    if not match[1] and not match[2]:
        raise BadValue("a range needs at least one end", is_unfinished=True)
    if value.sign not in ("", "="):
        raise BadValue(f"a range cannot be compared with “{value.sign}”", value.text)
    return Fact(name, "=", "..".join(read(end) if end else "" for end in match.groups()))


def read_date(name: str, value: Value) -> Fact:
    """A date field: see `app.query.dates`."""
    fact = _read_range(name, value, lambda text: _moment(text, value))
    first, dots, last = fact.value.partition("..")
    if dots and first[:1].isdigit() and last[:1].isdigit() and _is_backwards(first, last):
        raise BadValue("the range ends before it begins", f"{last}..{first}")
    return fact


def _is_backwards(first: str, last: str) -> bool:
    if not (first + last).replace("-", "").isdigit():
        return False  # ages may be written either way round
    return dates.iso_days(first)[0] > dates.iso_days(last)[1]


def _moment(text: str, value: Value) -> str:
    moment = dates.read_moment(text)
    if moment is None and value.is_typed and dates.is_begun(text):
        moment = dates.begun_moment(text)
    if moment is not None:
        return moment
    mend = dates.propose_moment(text)
    raise BadValue(
        f"“{text}” is not a date; write 2025, 2025-08, 2025-08-05, today, last week or 7d",
        None if mend is None else value.sign + value.text.replace(text, mend),
        is_unfinished=dates.is_begun(text),
    )


_WHOLE = re.compile(r"[0-9]{1,400}")
_DECIMAL = re.compile(r"[0-9]{1,400}(?:\.[0-9]{1,6})?")
_HIGHEST = 10**18  # what SQLite can compare; nothing counted comes near it
_AT_LEAST = re.compile(r"([0-9]+)\+")
_TURNED = re.compile(r"([<>])([0-9.]+)")
_BETWEEN = re.compile(r"([0-9]+)[-–—]([0-9]+)")
_THOUSANDS = re.compile(r"([0-9]{1,9})k", re.IGNORECASE)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[,'’_][0-9]{3})+")


def read_whole(name: str, value: Value) -> Fact:
    """A whole number."""
    return _forwards(_read_range(name, value, lambda text: _number(text, value, _WHOLE, "a whole number")))


def read_decimal(name: str, value: Value) -> Fact:
    """A number that may have decimals."""
    return _forwards(_read_range(name, value, lambda text: _number(text, value, _DECIMAL, "a number")))


def _forwards(fact: Fact) -> Fact:
    first, _, last = fact.value.partition("..")
    if first and last and float(first) > float(last):
        raise BadValue("the range ends before it begins", f"{last}..{first}")
    return fact


def _number(text: str, value: Value, pattern: re.Pattern[str], what: str) -> str:
    if pattern.fullmatch(text):
        whole, dot, decimals = text.partition(".")
        decimals = decimals.rstrip("0")
        known = min(int(whole), _HIGHEST)
        return f"{known}{dot}{decimals}" if decimals else str(known)
    sentence = f"“{text}” is not {what}" if text else f"{what} is missing here"
    raise BadValue(sentence, _propose_number(text, value), is_unfinished=not text or text == ".")


def _propose_number(text: str, value: Value) -> str | None:
    if value.sign == "=" and (match := _TURNED.fullmatch(text)):
        return f"{match[1]}={match[2]}"
    if match := _AT_LEAST.fullmatch(text):
        return f">={match[1]}"
    if match := _BETWEEN.fullmatch(text):
        return f"{match[1]}..{match[2]}"
    if match := _THOUSANDS.fullmatch(text):
        return f"{value.sign}{value.text.replace(text, match[1] + '000')}"
    if _GROUPED.fullmatch(text):
        return f"{value.sign}{value.text.replace(text, re.sub(r'[^0-9]', '', text))}"
    return None


def read_authors(name: str, value: Value) -> Text | Fact:
    """How many authors for a number, else words of an author's name."""
    if value.sign or ".." in value.text or (value.text.isdigit() and not value.is_quoted):
        return read_whole(name, value)
    return read_words("author", value)


def read_id(name: str, value: Value) -> Fact:
    """The number of a paper, or an identifier: its value alone, or with its kind before it."""
    if value.tail or value.sign:
        wrong = value.tail[:1] or value.sign
        raise BadValue(f"“{name}:” knows no “{wrong}”; an identifier is written out", value.text)
    return Fact(name, "=", plain_identifier(value.text))


_ADDRESS = re.compile(
    r"(?:https?://)?(?:(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|(?:dx\.)?doi\.org/)", re.IGNORECASE
)
_KIND = re.compile(r"(arxiv|doi|openreview):\s*", re.IGNORECASE)
_VERSION = re.compile(r"([0-9]{4}\.[0-9]{4,5})(?:v[0-9]+)?(?:\.pdf)?")


def plain_identifier(text: str) -> str:
    """An identifier in small letters, without an address before it and an arXiv version behind."""
    value = _ADDRESS.sub("", text.strip(), count=1)
    kind = _KIND.match(value)
    value = value[kind.end() :] if kind else value
    version = _VERSION.fullmatch(value)
    value = (version[1] if version else value).lower()
    return f"{kind[1].lower()}:{value}" if kind else value


def read_import(name: str, value: Value) -> Fact:
    """The number of an import, or `last`."""
    asked = value.text.lower()
    if value.sign or value.tail or not (asked == "last" or _WHOLE.fullmatch(asked)):
        raise BadValue(
            f"“{name}:” takes the number of an import or the word last, not “{value.sign}{value.text}{value.tail}”",
            "last" if asked in ("latest", "newest", "recent") else None,
            is_unfinished="last".startswith(asked),
        )
    return Fact(name, "=", asked if asked == "last" else str(int(asked)))
