"""The query language: text -> tree. `GRAMMAR` is its formal grammar, `app.query.printing` the way back.

A query that is being typed is read leniently: with a caret nothing is refused. What is unfinished or wrong is left out
and told as the `problem` of the Query, and the word under the caret is the beginning of a word.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from app.domain.errors import QueryError
from app.index.analysis import words
from app.query import dates
from app.query.ast import And, Everything, Node, Not, Or, Query
from app.query.fields import FIELDS, ORDERS, OTHER_NAMES, SORT, Field
from app.query.values import SIGN, BadValue, Value, listing, read_date, read_text

GRAMMAR = """\
query    = [ either ] ;
either   = both { "OR" both } ;
both     = { part } ;                              (* side by side means "and"; at least one *)
part     = "-" part | "(" either ")" | order | clause | text ;
order    = "sort:" [ "-" ] name ;                  (* outside parentheses, once *)
clause   = field ":" [ sign ] ( phrase | plain ) ;
sign     = "<" | "<=" | ">" | ">=" | "=" ;
text     = phrase | plain ;
phrase   = '"' { any character } '"' [ "*" | "~" number ] ;
plain    = run [ "*" | "~" ] ;
run      = any characters but blanks, quotation marks and parentheses ;
range    = [ end ] ".." [ end ] ;                  (* what a run or phrase holds for dates and numbers *)
end      = moment | number ;
moment   = year | year-month | year-month-day | age
         | "today" | "yesterday" | ( "this" | "last" ) ( "week" | "month" | "year" ) ;
age      = number ( "d" | "w" | "m" | "y" ) ;
"""
DEEPEST = 50
"""How deep parentheses and minus signs may be nested."""
_MOST_MENDS = 6
"""How many mistakes of one query a proposal mends."""

_BLANK = re.compile(r"\s*")
_PLAIN = re.compile(r'[^\s"()]+')
_EITHER = re.compile(r'OR(?=[\s"()]|$)')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_OPEN_QUOTED = re.compile(r'"(.*)', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_TAIL = re.compile(r"(?<=\w)(?:\*|~[0-9]{0,3})$")
_TAIL_OF_PHRASE = re.compile(r'(?:\*|~[0-9]{0,3})(?=[\s"()]|$)')
_BEFORE_GROUP = re.compile(r'-+["(]')
_REST_OF_WORD = re.compile(r"\w*")
_ONE_SIDED = "“OR” needs something on both sides; in quotation marks it is a word."


class Mistake(Exception):
    """What is wrong from `place` to `end`; `mends` are texts that may be meant, the best first, each perhaps wrong
    elsewhere."""

    def __init__(
        self, sentence: str, place: int, mends: tuple[str, ...] = (), *, is_unfinished: bool = False, end: int = 0
    ) -> None:
        super().__init__(sentence)
        self.place = place
        self.end = end
        self.mends = mends
        self.is_unfinished = is_unfinished


def parse(text: str) -> Node:
    """The tree of a finished query; Everything for one without words. Raises QueryError."""
    return read_query(text).node


def read_query(text: str, caret: int | None = None) -> Query:
    """What a query means. Without a caret it is finished, and a mistake raises QueryError.

    With the caret's offset it is being typed, and nothing is raised: see the head of this module.
    """
    parser = _Parser(text, caret)
    try:
        node = parser.read_all()
    except Mistake as mistake:
        error = _as_error(text, mistake)
        if caret is None:
            raise error from None
        return Query(Everything(), None, error)
    problems = sorted(parser.problems, key=lambda problem: problem.is_unfinished)
    return Query(node, parser.sort, _as_error(text, problems[0]) if problems else None)


def _as_error(text: str, mistake: Mistake) -> QueryError:
    proposal = _first_that_reads(mistake.mends, _MOST_MENDS)
    return QueryError(str(mistake), text, mistake.place, proposal, is_unfinished=mistake.is_unfinished, end=mistake.end)


def _first_that_reads(texts: tuple[str, ...], most: int) -> str | None:
    """The first text that is a query, or can be mended into one, and asks for something."""
    for text in filter(str.strip, texts if most else ()):
        try:
            _Parser(text, None).read_all()
        except Mistake as mistake:
            if (mended := _first_that_reads(mistake.mends, most - 1)) is not None:
                return mended
        else:
            return text
    return None


class _Parser:
    """Reads from left to right; `place` is the offset of what comes next. None means "nothing asked"."""

    def __init__(self, text: str, caret: int | None) -> None:
        self.text = text
        self.caret = caret
        self.place = 0
        self.sort: str | None = None
        self.problems: list[Mistake] = []

    # -- mistakes -----------------------------------------------------------------------------------------------

    def complain(
        self, sentence: str, place: int, *mends: str, is_unfinished: bool = False, end: int | None = None
    ) -> None:
        """Refuse the query; one that is being typed goes on without what is wrong: up to `end`, or one word."""
        word = _PLAIN.match(self.text, place)
        until = end or (word.end() if word else place + 1)
        mistake = Mistake(sentence, place, mends, is_unfinished=is_unfinished and self.caret is not None, end=until)
        if self.caret is None:
            raise mistake
        self.problems.append(mistake)

    def _without(self, start: int, end: int) -> str:
        """The text without a clause, and without the minus signs before it."""
        before = self.text[:start].rstrip("-").rstrip()
        return f"{before} {self.text[end:].lstrip()}".strip()

    def _with(self, start: int, end: int, other: str) -> str:
        return self.text[:start] + other + self.text[end:]

    def _is_typed(self, start: int, end: int) -> bool:
        """Whether the caret stands in the last word of what is between two places."""
        if self.caret is None or not start < self.caret <= end or self.text[self.caret - 1].isspace():
            return False
        rest = _REST_OF_WORD.match(self.text, self.caret, end)
        return rest is not None and rest.end() == end

    # -- the grammar --------------------------------------------------------------------------------------------

    def read_all(self) -> Node:
        nodes = [self._read_either(0)]
        while self.place < len(self.text):
            without = self._without(self.place, self.place + 1)
            self.complain("There is a “)” without its “(”.", self.place, without)
            self.place += 1
            nodes.append(self._read_either(0))
        node = _join(And, nodes)
        if node is None and self.sort is None and self.text.strip() and not self.problems:
            sentence = "There is nothing to look for: the query has no letters and no digits."
            self.complain(sentence, 0, is_unfinished=True)
        return node or Everything()

    def _read_either(self, depth: int) -> Node | None:
        nodes = [self._read_both(depth)]
        while (match := self._next(_EITHER)) is not None:
            self.place = match.end()
            if self._is_end():
                self._complain_of_or(match)
            nodes.append(self._read_both(depth))
        return _join(Or, nodes)

    def _read_both(self, depth: int) -> Node | None:
        while (match := self._next(_EITHER)) is not None:
            self._complain_of_or(match)
            self.place = match.end()
        nodes = []
        while not self._is_end() and self._next(_EITHER) is None:
            nodes.append(self._read_part(depth))
        return _join(And, nodes)

    def _complain_of_or(self, match: re.Match[str]) -> None:
        is_last = not self.text[match.end() :].strip(" \t)")
        without = self._without(match.start(), match.end())
        self.complain(_ONE_SIDED, match.start(), without, is_unfinished=is_last)

    def _read_part(self, depth: int) -> Node | None:
        if depth > DEEPEST:
            raise Mistake("The query is nested too deeply.", self.place)
        character = self.text[self.place]
        if character == "(":
            return self._read_group(depth)
        if character == "-" and self._is_negation():
            self.place += 1
            sort, inner = self.sort, self._read_part(depth + 1)
            self._refuse_order_within(sort)
            return None if inner is None else Not(inner)
        if character == '"':
            return self._read_words()
        return self._read_plain()

    def _read_group(self, depth: int) -> Node | None:
        opened, sort = self.place, self.sort
        self.place += 1
        if self._is_end() and self.place < len(self.text):
            is_here = self.caret is not None and opened < self.caret <= self.place
            without = self._without(opened, self.place + 1)
            self.complain("There is nothing between the parentheses.", opened, without, is_unfinished=is_here)
        node = self._read_either(depth + 1)
        self._refuse_order_within(sort)
        if self.place >= len(self.text):
            closed, opening = f"{self.text.rstrip()})", self._with(opened, opened + 1, "")
            self.complain("This “(” has no “)”.", opened, closed, opening, is_unfinished=True)
        self.place += 1
        return node

    def _refuse_order_within(self, before: str | None) -> None:
        if self.sort != before:
            self.sort = before
            start = self.text.rfind(f"{SORT}:", 0, self.place)
            match = _PLAIN.match(self.text, start)
            order = match[0] if match else ""
            moved = f"{self._without(start, start + len(order))} {order}".replace("( ", "(").replace("()", "").strip()
            self.complain(f"“{SORT}:” orders the whole query; it stands outside parentheses.", start, moved)

    # -- words, phrases and fields ------------------------------------------------------------------------------

    def _read_words(self) -> Node | None:
        """A word or phrase without a field."""
        start = self.place
        value = self._read_value(None)
        try:
            return read_text(None, value)
        except BadValue as error:
            self._complain_of_value(error, start, start, value)
            return None

    def _read_plain(self) -> Node | None:
        start = self.place
        match = _PLAIN.match(self.text, start)
        assert match is not None  # blanks, quotes and parentheses were dealt with before
        name, colon, value = match[0].partition(":")
        if not colon or not name.isalpha():
            return self._read_words()
        after = start + len(name) + 1
        if name.lower() == SORT and (value or self.text.startswith('"', after)):
            self._read_order(start, after)
            return None
        field = FIELDS.get(name.lower())
        is_punctuation = not value and not self.text.startswith('"', after)
        if field is None and (is_punctuation or value.startswith("//")):
            return self._read_words()
        self.place = after
        if field is None:
            self._complain_of_name(name, start)
            return None
        return self._read_field(field, start)

    def _complain_of_name(self, name: str, start: int) -> None:
        after = self.place
        self._read_value(None)
        near = OTHER_NAMES.get(name.lower()) or next(
            iter(difflib.get_close_matches(name.lower(), (*FIELDS, SORT), 1, 0.6)), None
        )
        plain = self.text[start : self.place].replace('"', " ").strip()
        mends = [self._with(start, self.place, f'"{plain}"')]
        if near:
            mends.insert(0, self._with(start, after - 1, near))
        advice = f"did you mean “{near}:”?" if near else "in quotation marks it would be plain text."
        self.complain(f"There is no field “{name}:”; {advice}", start, *mends, end=after)

    def _read_order(self, start: int, after: int) -> None:
        self.place = after
        asked = self._read_value(None).text.lower()
        name = asked.removeprefix("-")
        if self.sort is not None:
            self.complain(f"There can be only one “{SORT}:”.", start, self._without(start, self.place))
        elif name in ORDERS:
            self.sort = asked
        else:
            near = difflib.get_close_matches(name, ORDERS, 1, 0.5)
            other = [self._with(after, self.place, near[0])] if near else []
            is_begun = self._is_typed(after, self.place) and any(order.startswith(name) for order in ORDERS)
            self.complain(f"“{SORT}:” knows {listing(ORDERS)}, not “{name}”.", after, *other, is_unfinished=is_begun)

    def _read_field(self, field: Field, start: int) -> Node | None:
        after = self.place
        value = self._read_value(field)
        if not value.text.strip() and not value.sign:
            self._complain_of_nothing(field, start, after)
            return None
        try:
            return field.read(field.name, replace(value, text=value.text.strip()))
        except BadValue as error:
            self._complain_of_value(error, start, after, value)
            return None

    def _complain_of_nothing(self, field: Field, start: int, after: int) -> None:
        following = _BLANK.match(self.text, after)
        place = following.end() if following else after
        mends = [self._without(start, self.place)]
        if self.place == after and place < len(self.text) and self.text[place] not in "()":
            mends.insert(0, self._with(after, place, ""))
        is_last = not self.text[self.place :].strip() or self.caret == after
        sentence = f"Write what to look for right after “{field.name}:”, such as {field.example}."
        self.complain(sentence, start, *mends, is_unfinished=is_last)

    def _complain_of_value(self, error: BadValue, start: int, after: int, value: Value) -> None:
        sentence = str(error)
        is_here = value.is_typed or (self.caret is not None and self.caret == self.place)
        mends: tuple[str, ...] = ()
        if error.mend is not None:
            mends = (self._with(after, self.place, error.mend),)
        elif not words(value.text):
            mends = (self._without(start, self.place),)
        self.complain(
            f"{sentence[0].upper()}{sentence[1:]}.",
            after,
            *mends,
            is_unfinished=error.is_unfinished and is_here,
            end=self.place,
        )

    # -- values -------------------------------------------------------------------------------------------------

    def _read_value(self, field: Field | None) -> Value:
        """A value with its sign and tail: `rl`, `"two words"~5`, `trans*`, `>2026-01`, `>="last week"`, `last week`."""
        sign = ""
        if field is not None and (match := SIGN.match(self.text, self.place)):
            sign = match[0]
            self.place = match.end()
        if self.text.startswith('"', self.place):
            return self._read_phrase(sign)
        start = self.place
        match = _PLAIN.match(self.text, start)
        end = match.end() if match else start
        if field is not None and field.read is read_date:
            end = dates.end_of_moment(self.text, start, end, self.caret is not None)
        self.place = end
        tail = _TAIL.search(self.text[start:end])
        until = end - len(tail[0]) if tail else end
        return Value(self.text[start:until], False, sign, tail[0] if tail else "", self._is_typed(start, end))

    def _read_phrase(self, sign: str) -> Value:
        start = self.place
        match = _QUOTED.match(self.text, start)
        if match is None:
            closed, opening = f'{self.text.rstrip()}"', self._with(start, start + 1, "").rstrip()
            mends = (closed, opening) if words(self.text[start:]) else (opening,)
            self.complain(
                "This quotation mark has no partner.", start, *mends, is_unfinished=True, end=len(self.text.rstrip())
            )
            match = _OPEN_QUOTED.match(self.text, start)
            assert match is not None
        self.place = match.end()
        tail = _TAIL_OF_PHRASE.match(self.text, self.place)
        if tail is not None:
            self.place = tail.end()
        is_typed = self._is_typed(match.start(1), match.end(1))
        return Value(_ESCAPE.sub(r"\1", match[1]), True, sign, tail[0] if tail else "", is_typed)

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


def _join(kind: type[And] | type[Or], nodes: list[Node | None]) -> Node | None:
    asked = tuple(node for node in nodes if node is not None)
    if len(asked) > 1:
        return kind(asked)
    return asked[0] if asked else None
