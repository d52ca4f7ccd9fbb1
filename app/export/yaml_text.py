"""Front matter as YAML 1.2 that YAML 1.1 readers understand alike (https://yaml.org/spec/1.2.2/, chapters 5 and 7).

A text stands plain when nobody could read it otherwise; everything else is double-quoted on one line, with invisible
characters (controls, direction marks, line separators) as escapes, so that a file shows what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

Scalar = str | int | date | None
Value = Scalar | Sequence[Scalar] | Sequence[Mapping[str, Scalar]]

_PLAIN = re.compile(r"[^\W\d_](?:[\w.,;()/+'’–—-]|:(?=\S)| (?=[\w(]))*")
_WORDS_WITH_A_MEANING = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_JOINERS = "\u200c\u200d"  # part of the spelling of Persian, Indic scripts and of emoji


def write_mapping(values: Mapping[str, Value]) -> str:
    """The mapping as a YAML block, keys in the given order, one newline at the end of every line."""
    return "".join(f"{line}\n" for key, value in values.items() for line in _entry(key, value))


def _entry(key: str, value: Value) -> Iterator[str]:
    if isinstance(value, str | int | date | None):
        yield f"{key}: {_scalar(value)}"
    elif not value:
        yield f"{key}: []"
    else:
        yield f"{key}:"
        for item in value:
            yield from _item(item)


def _item(item: Scalar | Mapping[str, Scalar]) -> Iterator[str]:
    if isinstance(item, Mapping):
        lead = "  - "
        for key, value in item.items():
            yield f"{lead}{key}: {_scalar(value)}"
            lead = "    "
    else:
        yield f"  - {_scalar(item)}"


def _scalar(value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_WITH_A_MEANING and text.isprintable():
        return text
    return '"' + "".join(map(_quoted, text)) + '"'


def _quoted(letter: str) -> str:
    if letter in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[letter]
    if letter.isprintable() or letter in _JOINERS:
        return letter
    code = ord(letter)
    if 0xD800 <= code <= 0xDFFF:  # half a character: no encoding has it
        return "\ufffd"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
