"""Front matter as YAML that means the same in YAML 1.1 and YAML 1.2 (https://yaml.org/spec/1.2.2/).

Text is written plain only when no version can read it as anything but text. All other text is double-quoted on one
line, with invisible characters (controls, direction marks, line separators) as escapes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date

import yaml

Scalar = str | int | date | None
Value = Scalar | Sequence[Scalar] | Sequence[Mapping[str, Scalar]]

_PLAIN = re.compile(r"[^\W\d_](?:[\w.,;()/+'’–—-]|:(?=\S)| (?=[\w(]))*")
_RESERVED_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_JOINERS = "\u200c\u200d"  # part of the spelling of Persian, Indic scripts and of emoji


def to_yaml(values: Mapping[str, Value]) -> str:
    """The mapping as a YAML block, keys in the given order, each text on one line."""
    return yaml.dump(dict(values), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=sys.maxsize)


class _Dumper(yaml.SafeDumper):
    """Lists are indented below their key, nothing is written as an alias, and text is quoted as described above."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - the base class's
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the base class's
        return True

    def write_double_quoted(self, text: str, split: bool = True) -> None:  # noqa: ARG002 - the base class's
        """The base class leaves direction marks as they are and escapes emoji."""
        self.write_indicator(f'"{"".join(map(_escape, text))}"', need_whitespace=True)

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if _is_plain(text) else '"')


_Dumper.add_representer(str, _Dumper.represent_text)


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _RESERVED_WORDS and text.isprintable()


def _escape(character: str) -> str:
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    if character.isprintable() or character in _JOINERS:
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:  # a lone surrogate: no encoding has it
        return "\ufffd"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
