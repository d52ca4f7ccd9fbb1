"""The query language: text -> tree -> text.

Grammar (blanks separate; `-` and a field's colon touch what follows):

    query   = [ either ]
    either  = both { "OR" both }
    both    = { part }                  at least one; side by side means "and"
    part    = "-" part | "(" either ")" | phrase | field ":" ( phrase | plain ) | plain
    phrase  = '"' { any character; \\" and \\\\ stand for the character itself } '"'
    plain   = a run of characters without blanks, quotes and parentheses

A plain run that holds several words (`multi-agent`) is a phrase; one that holds none (`--`, `&`) is passed over, and so
is its `-`. `field` is a key of FIELDS in any case. Other letters before a colon are an error, unless the colon ends the
run (`Voyager: an agent`) or an address follows (`https://…`); anything but letters before it (`3:2`) makes plain text.
"""

from __future__ import annotations

import difflib
import re
from typing import NoReturn

from app.errors import QueryError
from app.index.analysis import words
from app.query.ast import And, Everything, Fact, Node, Not, Or, Text
from app.query.fields import FIELDS, BadValue, Field

DEEPEST = 50
"""How deep parentheses and minus signs may be nested."""

_BLANK = re.compile(r"\s*")
_PLAIN = re.compile(r'[^\s"()]+')
_EITHER = re.compile(r'OR(?=[\s"()]|$)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_BEFORE_GROUP = re.compile(r'-+["(]')
_ONE_SIDED = "“OR” needs something on both sides; in quotation marks it is a word."
_UNQUOTED_VALUE = re.compile(r"[\w/.+-]+")


def parse(text: str) -> Node:
    """The tree of a query; Everything for one without words. Raises QueryError with the place of the mistake."""
    parser = _Parser(text)
    node = parser.read_either(0)
    if parser.place < len(text):
        parser.fail("There is a “)” without its “(”.")
    if node is None and text.strip():
        raise QueryError("There is nothing to look for: the query has no letters and no digits.", 0)
    return node or Everything()


def to_text(node: Node) -> str:
    """The query that `parse` reads back as this very tree."""
    match node:
        case Everything():
            return ""
        case Text(field, found):
            phrase = f'"{" ".join(found)}"' if node.is_phrase else found[0]
            return f"{field}:{phrase}" if field else phrase
        case Fact(field, operator, value):
            return f"{field}:{'' if operator == '=' else operator}{_quote(value)}"
        case Not(inner):
            return f"-{_enclose(inner)}"
        case And(nodes):
            return " ".join(map(_enclose, nodes))
        case Or(nodes):
            return " OR ".join(map(_enclose, nodes))


def _enclose(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def _quote(value: str) -> str:
    if _UNQUOTED_VALUE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class _Parser:
    """Reads from left to right; `place` is the offset of what comes next. None means "nothing asked"."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def fail(self, sentence: str, place: int | None = None) -> NoReturn:
        raise QueryError(sentence, self.place if place is None else place)

    def read_either(self, depth: int) -> Node | None:
        nodes = [self._read_both(depth)]
        while (match := self._next(_EITHER)) is not None:
            self.place = match.end()
            if self._is_end():
                self.fail(_ONE_SIDED, match.start())
            nodes.append(self._read_both(depth))
        return _join(Or, nodes)

    def _read_both(self, depth: int) -> Node | None:
        if self._next(_EITHER) is not None:
            self.fail(_ONE_SIDED)
        nodes = []
        while not self._is_end() and self._next(_EITHER) is None:
            nodes.append(self._read_part(depth))
        return _join(And, nodes)

    def _read_part(self, depth: int) -> Node | None:
        if depth > DEEPEST:
            self.fail("The query is nested too deeply.")
        character = self.text[self.place]
        if character == "(":
            return self._read_group(depth)
        if character == '"':
            found = tuple(words(self._read_quoted()))
            return Text(None, found) if found else None
        if character == "-" and self._is_negation():
            self.place += 1
            inner = self._read_part(depth + 1)
            return None if inner is None else Not(inner)
        return self._read_plain()

    def _read_group(self, depth: int) -> Node | None:
        opened = self.place
        self.place += 1
        if self._is_end() and self.place < len(self.text):
            self.fail("There is nothing between the parentheses.", opened)
        node = self.read_either(depth + 1)
        if self.place >= len(self.text):
            self.fail("This “(” has no “)”.", opened)
        self.place += 1
        return node

    def _read_quoted(self) -> str:
        match = _QUOTED.match(self.text, self.place)
        if match is None:
            self.fail("This quotation mark has no partner.")
        self.place = match.end()
        return _ESCAPE.sub(r"\1", match[1])

    def _read_plain(self) -> Node | None:
        start = self.place
        match = _PLAIN.match(self.text, start)
        assert match is not None  # blanks, quotes and parentheses were dealt with before
        self.place = match.end()
        name, colon, value = match[0].partition(":")
        if colon and name.isalpha() and (field := self._find_field(name, value, start)):
            self.place = start + len(name) + 1
            return self._read_field(field, start)
        found = tuple(words(match[0]))
        return Text(None, found) if found else None

    def _find_field(self, name: str, value: str, start: int) -> Field | None:
        """The field of a name before a colon; None when the whole is plain text."""
        field = FIELDS.get(name.lower())
        is_punctuation = not value and not self.text.startswith('"', self.place)
        if field is None and not is_punctuation and not value.startswith("//"):
            self.fail(f"There is no field “{name}:”; {_advise(name)}", start)
        return field

    def _read_field(self, field: Field, start: int) -> Node:
        place = self.place
        value = self._read_value().strip()
        if not value:
            self.fail(f"Write what to look for right after “{field.name}:”, such as {field.example}.", start)
        try:
            return field.read(field.name, value)
        except BadValue as error:
            sentence = str(error)
            self.fail(f"{sentence[0].upper()}{sentence[1:]}.", place)

    def _read_value(self) -> str:
        """A value, its comparison sign included: `rl`, `"two words"`, `>2026-01`, `>="2026-01"`."""
        match = _PLAIN.match(self.text, self.place)
        plain = match[0] if match else ""
        self.place += len(plain)
        if self.text.startswith('"', self.place) and not plain.strip("<>="):
            return plain + self._read_quoted()
        return plain

    def _next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip_blanks()
        return pattern.match(self.text, self.place)

    def _skip_blanks(self) -> None:
        match = _BLANK.match(self.text, self.place)
        self.place = match.end() if match else self.place

    def _is_end(self) -> bool:
        self._skip_blanks()
        return self.text[self.place : self.place + 1] in ("", ")")

    def _is_negation(self) -> bool:
        """Whether a `-` stands before something; before punctuation alone it is punctuation too."""
        if _BEFORE_GROUP.match(self.text, self.place):
            return True
        match = _PLAIN.match(self.text, self.place)
        return match is not None and bool(words(match[0]))


def _advise(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), FIELDS, 1, 0.5)
    return f"did you mean “{near[0]}:”?" if near else f"there are {', '.join(f'{known}:' for known in FIELDS)}."


def _join(kind: type[And] | type[Or], nodes: list[Node | None]) -> Node | None:
    asked = tuple(node for node in nodes if node is not None)
    if len(asked) > 1:
        return kind(asked)
    return asked[0] if asked else None
