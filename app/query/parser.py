"""Parser of the query language. `GRAMMAR` is its formal grammar; `app.query.printing` is the inverse.

With a caret, the text is parsed leniently as a query that is being typed: unfinished or wrong parts are left out and
reported as the `problem` of the Query, and the word at the caret is a prefix.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from app.domain.errors import QueryError
from app.index.analysis import split_words
from app.query import dates
from app.query.ast import And, Everything, Node, Not, Or, Query
from app.query.fields import FIELD_SYNONYMS, FIELDS, ORDERS, SORT, Field
from app.query.values import OPERATOR, InvalidValue, Value, join_names, read_date, read_text

GRAMMAR = """\
query    = [ any ] ;
any      = all { "OR" all } ;
all      = { part } ;                              (* adjacent parts mean "and"; at least one *)
part     = "-" part | "(" any ")" | sort | clause | text ;
sort     = "sort:" [ "-" ] name ;                  (* outside parentheses, once *)
clause   = field ":" [ operator ] ( phrase | word ) ;
operator = "<" | "<=" | ">" | ">=" | "=" ;
text     = phrase | word ;
phrase   = '"' { any character } '"' [ "*" | "~" number ] ;
word     = token [ "*" | "~" ] ;
token    = any characters except spaces, quotation marks and parentheses ;
range    = [ end ] ".." [ end ] ;                  (* the content of a token or phrase, for dates and numbers *)
end      = date | number ;
date     = year | year-month | year-month-day | age
         | "today" | "yesterday" | ( "this" | "last" ) ( "week" | "month" | "year" ) ;
age      = number ( "d" | "w" | "m" | "y" ) ;
"""
MAX_DEPTH = 50
"""Maximum nesting of parentheses and minus signs."""
_MAX_FIXES = 6
"""Maximum number of mistakes that a suggested query corrects."""

_BLANK = re.compile(r"\s*")
_PLAIN = re.compile(r'[^\s"()]+')
_OR = re.compile(r'OR(?=[\s"()]|$)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_UNCLOSED_QUOTE = re.compile(r'"(.*)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SUFFIX = re.compile(r"(?<=\w)(?:\*|~[0-9]{0,3})$")
_PHRASE_SUFFIX = re.compile(r'(?:\*|~[0-9]{0,3})(?=[\s"()]|$)')
_BEFORE_GROUP = re.compile(r'-+["(]')
_REST_OF_WORD = re.compile(r"\w*")
_LONE_OR_MESSAGE = "“OR” needs a term on both sides; in quotation marks it is a word."


class ParseError(Exception):
    """A mistake from `position` to `end`; `fixes` are corrected queries, best first, which may have other mistakes."""

    def __init__(
        self, message: str, position: int, fixes: tuple[str, ...] = (), *, is_unfinished: bool = False, end: int = 0
    ) -> None:
        super().__init__(message)
        self.position = position
        self.end = end
        self.fixes = fixes
        self.is_unfinished = is_unfinished


def parse(text: str) -> Node:
    """Parse a finished query; the empty one is Everything. Raises QueryError."""
    return parse_query(text).node


def parse_query(text: str, caret: int | None = None) -> Query:
    """Parse a query with its sort order.

    Without a caret the query is finished, and a mistake raises QueryError. With the offset of the caret it is being
    typed, and nothing is raised (see the module docstring).
    """
    parser = _Parser(text, caret)
    try:
        node = parser.parse()
    except ParseError as problem:
        error = _to_query_error(text, problem)
        if caret is None:
            raise error from None
        return Query(Everything(), None, error)
    problems = sorted(parser.problems, key=lambda problem: problem.is_unfinished)
    return Query(node, parser.sort, _to_query_error(text, problems[0]) if problems else None)


def _to_query_error(text: str, error: ParseError) -> QueryError:
    proposal = _find_valid(error.fixes, _MAX_FIXES)
    return QueryError(str(error), text, error.position, proposal, is_unfinished=error.is_unfinished, end=error.end)


def _find_valid(texts: tuple[str, ...], max_fixes: int) -> str | None:
    """Return the first text that is a valid query, or can be corrected to one, and is not empty."""
    for text in filter(str.strip, texts if max_fixes else ()):
        try:
            _Parser(text, None).parse()
        except ParseError as error:
            if (fixed := _find_valid(error.fixes, max_fixes - 1)) is not None:
                return fixed
        else:
            return text
    return None


class _Parser:
    """Recursive descent parser; `position` is the current offset. Methods return None for an empty node."""

    def __init__(self, text: str, caret: int | None) -> None:
        self.text = text
        self.caret = caret
        self.position = 0
        self.sort: str | None = None
        self.problems: list[ParseError] = []

    # -- mistakes -----------------------------------------------------------------------------------------------

    def report(
        self, message: str, position: int, *fixes: str, is_unfinished: bool = False, end: int | None = None
    ) -> None:
        """Raise ParseError, or note it for a query being typed. The mistake ends at `end`, else with the word."""
        word = _PLAIN.match(self.text, position)
        until = end or (word.end() if word else position + 1)
        error = ParseError(message, position, fixes, is_unfinished=is_unfinished and self.caret is not None, end=until)
        if self.caret is None:
            raise error
        self.problems.append(error)

    def _remove(self, start: int, end: int) -> str:
        """Return the text without a clause and the minus signs before it."""
        before = self.text[:start].rstrip("-").rstrip()
        return f"{before} {self.text[end:].lstrip()}".strip()

    def _replace(self, start: int, end: int, other: str) -> str:
        return self.text[:start] + other + self.text[end:]

    def _is_caret_in_last_word(self, start: int, end: int) -> bool:
        """Whether the caret is in the last word between two offsets."""
        if self.caret is None or not start < self.caret <= end or self.text[self.caret - 1].isspace():
            return False
        rest = _REST_OF_WORD.match(self.text, self.caret, end)
        return rest is not None and rest.end() == end

    # -- the grammar --------------------------------------------------------------------------------------------

    def parse(self) -> Node:
        nodes = [self._read_alternatives(0)]
        while self.position < len(self.text):
            fix = self._remove(self.position, self.position + 1)
            self.report("There is a “)” without a matching “(”.", self.position, fix)
            self.position += 1
            nodes.append(self._read_alternatives(0))
        node = _join(And, nodes)
        if node is None and self.sort is None and self.text.strip() and not self.problems:
            message = "There is nothing to search for: the query has no letters and no digits."
            self.report(message, 0, is_unfinished=True)
        return node or Everything()

    def _read_alternatives(self, depth: int) -> Node | None:
        nodes = [self._read_conjunction(depth)]
        while (match := self._match_next(_OR)) is not None:
            self.position = match.end()
            if self._is_end():
                self._report_lone_or(match)
            nodes.append(self._read_conjunction(depth))
        return _join(Or, nodes)

    def _read_conjunction(self, depth: int) -> Node | None:
        while (match := self._match_next(_OR)) is not None:
            self._report_lone_or(match)
            self.position = match.end()
        nodes = []
        while not self._is_end() and self._match_next(_OR) is None:
            nodes.append(self._read_part(depth))
        return _join(And, nodes)

    def _report_lone_or(self, match: re.Match[str]) -> None:
        is_last = not self.text[match.end() :].strip(" \t)")
        fix = self._remove(match.start(), match.end())
        self.report(_LONE_OR_MESSAGE, match.start(), fix, is_unfinished=is_last)

    def _read_part(self, depth: int) -> Node | None:
        if depth > MAX_DEPTH:
            raise ParseError("The query is nested too deeply.", self.position)
        character = self.text[self.position]
        if character == "(":
            return self._read_group(depth)
        if character == "-" and self._is_negation():
            self.position += 1
            sort, inner = self.sort, self._read_part(depth + 1)
            self._reject_nested_sort(sort)
            return None if inner is None else Not(inner)
        if character == '"':
            return self._read_words()
        return self._read_plain()

    def _read_group(self, depth: int) -> Node | None:
        start, sort = self.position, self.sort
        self.position += 1
        if self._is_end() and self.position < len(self.text):
            is_caret_here = self.caret is not None and start < self.caret <= self.position
            fix = self._remove(start, self.position + 1)
            self.report("There is nothing between the parentheses.", start, fix, is_unfinished=is_caret_here)
        node = self._read_alternatives(depth + 1)
        self._reject_nested_sort(sort)
        if self.position >= len(self.text):
            closed, opening = f"{self.text.rstrip()})", self._replace(start, start + 1, "")
            self.report("This “(” has no matching “)”.", start, closed, opening, is_unfinished=True)
        self.position += 1
        return node

    def _reject_nested_sort(self, previous_sort: str | None) -> None:
        if self.sort != previous_sort:
            self.sort = previous_sort
            start = self.text.rfind(f"{SORT}:", 0, self.position)
            match = _PLAIN.match(self.text, start)
            order = match[0] if match else ""
            moved = f"{self._remove(start, start + len(order))} {order}".replace("( ", "(").replace("()", "").strip()
            self.report(f"“{SORT}:” applies to the whole query; write it outside parentheses.", start, moved)

    # -- words, phrases and fields ------------------------------------------------------------------------------

    def _read_words(self) -> Node | None:
        """Read a word or phrase without a field."""
        start = self.position
        value = self._read_value(None)
        try:
            return read_text(None, value)
        except InvalidValue as error:
            self._report_bad_value(error, start, start, value)
            return None

    def _read_plain(self) -> Node | None:
        start = self.position
        match = _PLAIN.match(self.text, start)
        assert match is not None  # blanks, quotes and parentheses are handled by the callers
        name, colon, value = match[0].partition(":")
        if not colon or not name.isalpha():
            return self._read_words()
        value_start = start + len(name) + 1
        if name.lower() == SORT and (value or self.text.startswith('"', value_start)):
            self._read_sort(start, value_start)
            return None
        field = FIELDS.get(name.lower())
        is_punctuation = not value and not self.text.startswith('"', value_start)
        if field is None and (is_punctuation or value.startswith("//")):
            return self._read_words()
        self.position = value_start
        if field is None:
            self._report_unknown_field(name, start)
            return None
        return self._read_field(field, start)

    def _report_unknown_field(self, name: str, start: int) -> None:
        value_start = self.position
        self._read_value(None)
        closest = FIELD_SYNONYMS.get(name.lower()) or next(
            iter(difflib.get_close_matches(name.lower(), (*FIELDS, SORT), 1, 0.6)), None
        )
        plain = self.text[start : self.position].replace('"', " ").strip()
        fixes = [self._replace(start, self.position, f'"{plain}"')]
        if closest:
            fixes.insert(0, self._replace(start, value_start - 1, closest))
        advice = f"did you mean “{closest}:”?" if closest else "in quotation marks it would be plain text."
        self.report(f"There is no field “{name}:”; {advice}", start, *fixes, end=value_start)

    def _read_sort(self, start: int, value_start: int) -> None:
        self.position = value_start
        sort = self._read_value(None).text.lower()
        name = sort.removeprefix("-")
        if self.sort is not None:
            self.report(f"There can be only one “{SORT}:”.", start, self._remove(start, self.position))
        elif name in ORDERS:
            self.sort = sort
        else:
            closest = difflib.get_close_matches(name, ORDERS, 1, 0.5)
            other = [self._replace(value_start, self.position, closest[0])] if closest else []
            is_prefix = any(order.startswith(name) for order in ORDERS)
            is_partial = is_prefix and self._is_caret_in_last_word(value_start, self.position)
            self.report(
                f"“{SORT}:” accepts {join_names(ORDERS)}, not “{name}”.", value_start, *other, is_unfinished=is_partial
            )

    def _read_field(self, field: Field, start: int) -> Node | None:
        value_start = self.position
        value = self._read_value(field)
        if not value.text.strip() and not value.operator:
            self._report_missing_value(field, start, value_start)
            return None
        try:
            return field.read(field.name, replace(value, text=value.text.strip()))
        except InvalidValue as error:
            self._report_bad_value(error, start, value_start, value)
            return None

    def _report_missing_value(self, field: Field, start: int, value_start: int) -> None:
        following = _BLANK.match(self.text, value_start)
        position = following.end() if following else value_start
        fixes = [self._remove(start, self.position)]
        if self.position == value_start and position < len(self.text) and self.text[position] not in "()":
            fixes.insert(0, self._replace(value_start, position, ""))
        is_last = not self.text[self.position :].strip() or self.caret == value_start
        message = f"Write the value right after “{field.name}:”, such as {field.example}."
        self.report(message, start, *fixes, is_unfinished=is_last)

    def _report_bad_value(self, error: InvalidValue, start: int, value_start: int, value: Value) -> None:
        message = str(error)
        is_caret_here = value.is_at_caret or (self.caret is not None and self.caret == self.position)
        fixes: tuple[str, ...] = ()
        if error.fix is not None:
            fixes = (self._replace(value_start, self.position, error.fix),)
        elif not split_words(value.text):
            fixes = (self._remove(start, self.position),)
        self.report(
            f"{message[0].upper()}{message[1:]}.",
            value_start,
            *fixes,
            is_unfinished=error.is_unfinished and is_caret_here,
            end=self.position,
        )

    # -- values -------------------------------------------------------------------------------------------------

    def _read_value(self, field: Field | None) -> Value:
        """Read a value with operator and suffix: `rl`, `"two words"~5`, `trans*`, `>2026-01`, `>="last week"`."""
        operator = ""
        if field is not None and (match := OPERATOR.match(self.text, self.position)):
            operator = match[0]
            self.position = match.end()
        if self.text.startswith('"', self.position):
            return self._read_phrase(operator)
        start = self.position
        match = _PLAIN.match(self.text, start)
        end = match.end() if match else start
        if field is not None and field.read is read_date:
            end = dates.find_date_end(self.text, start, end, self.caret is not None)
        self.position = end
        suffix = _SUFFIX.search(self.text[start:end])
        text = self.text[start : end - len(suffix[0]) if suffix else end]
        is_at_caret = self._is_caret_in_last_word(start, end)
        return Value(text, False, operator, suffix[0] if suffix else "", is_at_caret)

    def _read_phrase(self, operator: str) -> Value:
        start = self.position
        match = _QUOTED.match(self.text, start)
        if match is None:
            closed, opening = f'{self.text.rstrip()}"', self._replace(start, start + 1, "").rstrip()
            fixes = (closed, opening) if split_words(self.text[start:]) else (opening,)
            self.report(
                "This quotation mark is not closed.", start, *fixes, is_unfinished=True, end=len(self.text.rstrip())
            )
            match = _UNCLOSED_QUOTE.match(self.text, start)
            assert match is not None
        self.position = match.end()
        suffix = _PHRASE_SUFFIX.match(self.text, self.position)
        if suffix is not None:
            self.position = suffix.end()
        is_at_caret = self._is_caret_in_last_word(match.start(1), match.end(1))
        return Value(_ESCAPE.sub(r"\1", match[1]), True, operator, suffix[0] if suffix else "", is_at_caret)

    def _match_next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip_blanks()
        return pattern.match(self.text, self.position)

    def _skip_blanks(self) -> None:
        match = _BLANK.match(self.text, self.position)
        self.position = match.end() if match else self.position

    def _is_end(self) -> bool:
        self._skip_blanks()
        return self.text[self.position : self.position + 1] in ("", ")")

    def _is_negation(self) -> bool:
        """Whether a `-` negates the next part; before punctuation alone it is punctuation."""
        if _BEFORE_GROUP.match(self.text, self.position):
            return True
        match = _PLAIN.match(self.text, self.position)
        return match is not None and bool(split_words(match[0]))


def _join(kind: type[And] | type[Or], nodes: list[Node | None]) -> Node | None:
    present = tuple(node for node in nodes if node is not None)
    if len(present) > 1:
        return kind(present)
    return present[0] if present else None
