"""A query as a sentence: “Papers with “agents”, tagged “rl” or starred, not published before 2026; newest first.”"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from app.domain.paper_fields import NUMBERS
from app.query.ast import And, Condition, Everything, MatchMode, Node, Not, Or, Query, Text
from app.query.fields import FIELDS, HAS_VALUES, IS_VALUES, RELEVANCE

_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_FIELD_PHRASES = {
    "title": "in the title",
    "abstract": "in the abstract",
    "author": "among the authors",
    "org": "in the organisation",
    "note": "in your note",
    "highlight": "in your highlights",
}
_ORDER_PHRASES = {
    "date": ("newest first", "oldest first"),
    "added": ("last added first", "first added first"),
    "title": ("by title", "by title from Z to A"),
    **{name: (number.highest_first, number.lowest_first) for name, number in NUMBERS.items()},
    "id": ("by number", "highest number first"),
    RELEVANCE: ("best match first", "weakest match first"),
}


def describe_query(query: Query) -> str:
    """Describe a query in one sentence."""
    head = "All papers" if isinstance(query.node, Everything) else f"Papers {describe(query.node)}"
    return f"{head}; {describe_order(query.sort)}." if query.sort else f"{head}."


def describe_order(sort: str) -> str:
    """Describe a sort order."""
    forwards, backwards = _ORDER_PHRASES[sort.removeprefix("-")]
    return backwards if sort.startswith("-") else forwards


def describe(node: Node) -> str:
    """Describe a part of a query as a phrase after the word “papers”."""
    match node:
        case Text():
            return _describe_text(node)
        case Condition():
            return _CONDITIONS[node.field](node)
        case Not(Text() as text):
            return f"without {_describe_text(text).removeprefix('with ')}"
        case Not(inner):
            return _negate(_parenthesize(inner))
        case And(nodes):
            return " and ".join(map(_parenthesize, nodes))
        case Or(nodes):
            return " or ".join(map(_parenthesize, nodes))
    return "of any kind"


def _negate(words: str) -> str:
    """Negate a phrase: “that do not have code” for “that have code”, else with “not” before it."""
    for verb, negated in (("that have ", "that do not have "), ("that are ", "that are not ")):
        if words.startswith(verb):
            return negated + words.removeprefix(verb)
    return f"not {words}"


def _parenthesize(node: Node) -> str:
    return f"({describe(node)})" if isinstance(node, And | Or) else describe(node)


def _describe_text(text: Text) -> str:
    field = f" {_FIELD_PHRASES[text.field]}" if text.field else ""
    words = " ".join(text.words)
    match text.mode:
        case MatchMode.PREFIX:
            noun = f"“{words}…”"
        case MatchMode.FUZZY:
            noun = f"“{words}” or a word one letter off"
        case MatchMode.NEAR:
            noun = f"“{'” and “'.join(text.words)}” at most {text.distance} words apart"
        case _:
            noun = f"“{words}”"
    return f"with {noun}{field}"


def _for_name(before: str) -> Callable[[Condition], str]:
    return lambda condition: f"{before} “{condition.value}{'…' if condition.operator == '*' else ''}”"


def _for_date(verb: str) -> Callable[[Condition], str]:
    def describe_date(condition: Condition) -> str:
        first, separator, last = condition.value.partition("..")
        if separator:
            return _range(verb, "between", first, last, "since", "until")
        if age := re.fullmatch(r"([0-9]+)([dwmy])", condition.value):
            return f"{verb} {_describe_age(condition.operator, age[1], age[2])}"
        return f"{verb} {_DATE_PHRASES[condition.operator]}{_in(condition)}"

    return describe_date


def _in(condition: Condition) -> str:
    if (
        condition.operator != "="
        or condition.value in ("today", "yesterday")
        or condition.value[:4] in ("this", "last")
    ):
        return condition.value
    return f"{'on' if len(condition.value) == 10 else 'in'} {condition.value}"


_DATE_PHRASES = {"=": "", "<": "before ", "<=": "until ", ">": "after ", ">=": "since "}
_AGE_PHRASES = {
    "=": "in the last {}",
    "<": "less than {} ago",
    "<=": "in the last {}",
    ">": "more than {} ago",
    ">=": "{} ago or earlier",
}


def _describe_age(operator: str, number: str, unit: str) -> str:
    span = f"{number} {_UNITS[unit]}{'' if number == '1' else 's'}"
    return _AGE_PHRASES[operator].format(span)


def _range(before: str, between: str, first: str, last: str, since: str, until: str) -> str:
    if first and last:
        return f"{before} {between} {first} and {last}"
    return f"{before} {since} {first}" if first else f"{before} {until} {last}"


_NUMBER_PHRASES = {"=": "", "<": "fewer than ", "<=": "at most ", ">": "more than ", ">=": "at least "}


def _for_count(noun: str) -> Callable[[Condition], str]:
    """Describe a number before the noun: `with more than 3 comments`."""

    def describe_count(condition: Condition) -> str:
        first, separator, last = condition.value.partition("..")
        if separator:
            return f"{_range('with', 'between', first, last, 'at least', 'at most')} {noun}s"
        return (
            f"with {_NUMBER_PHRASES[condition.operator]}{condition.value} {noun}{'' if condition.value == '1' else 's'}"
        )

    return describe_count


def _for_measure(noun: str) -> Callable[[Condition], str]:
    """Describe a number after the noun: `with a score above 0.5`."""
    phrases = {"=": "of ", "<": "below ", "<=": "of at most ", ">": "above ", ">=": "of at least "}

    def describe_measure(condition: Condition) -> str:
        first, separator, last = condition.value.partition("..")
        if separator:
            return _range(f"with a {noun}", "between", first, last, "of at least", "of at most")
        return f"with a {noun} {phrases[condition.operator]}{condition.value}"

    return describe_measure


_CONDITIONS: Mapping[str, Callable[[Condition], str]] = {
    "tag": _for_name("tagged"),
    "collection": _for_name("in the collection"),
    "source": _for_name("seen on"),
    "category": _for_name("in the category"),
    "keyword": _for_name("with the keyword"),
    "status": lambda condition: (
        f"in {condition.value}" if condition.value in ("inbox", "trash") else f"marked {condition.value}"
    ),
    "is": lambda condition: f"that are {IS_VALUES[condition.value]}",
    "has": lambda condition: f"that have {HAS_VALUES[condition.value]}",
    "published": _for_date("published"),
    "added": _for_date("added"),
    "done": _for_date("done"),
    "decided": _for_date("decided"),
    **{name: (_for_count if number.is_count else _for_measure)(number.noun) for name, number in NUMBERS.items()},
    "authors": _for_count("author"),
    "priority": _for_measure("priority"),
    "import": lambda condition: "of the last import" if condition.value == "last" else f"of import {condition.value}",
    "id": lambda condition: (
        f"numbered {condition.value}" if condition.value.isdigit() else f"with the identifier {condition.value}"
    ),
}
assert _CONDITIONS.keys() == {field.name for field in FIELDS.values() if field.kind == "condition"}
