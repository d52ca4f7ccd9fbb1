"""A query as a sentence: “Papers with “agents”, tagged “rl” or starred, not published before 2026; newest first.”"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from app.query.ast import And, Everything, Fact, Form, Node, Not, Or, Query, Text
from app.query.fields import BEING, FIELDS, HAVING, RELEVANCE

_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_PLACES = {
    "title": "in the title",
    "abstract": "in the abstract",
    "author": "among the authors",
    "org": "in the organisation",
    "note": "in your note",
    "highlight": "in your highlights",
}
_ORDERS = {
    "date": ("newest first", "oldest first"),
    "added": ("last added first", "first added first"),
    "title": ("by title", "by title from Z to A"),
    "comments": ("most comments first", "fewest comments first"),
    "upvotes": ("most upvotes first", "fewest upvotes first"),
    "score": ("highest score first", "lowest score first"),
    "id": ("by number", "highest number first"),
    RELEVANCE: ("best match first", "weakest match first"),
}


def say_query(query: Query) -> str:
    """The whole query as one sentence."""
    head = "All papers" if isinstance(query.node, Everything) else f"Papers {say(query.node)}"
    return f"{head}; {say_order(query.sort)}." if query.sort else f"{head}."


def say_order(sort: str) -> str:
    """An order in words."""
    forwards, backwards = _ORDERS[sort.removeprefix("-")]
    return backwards if sort.startswith("-") else forwards


def say(node: Node) -> str:
    """A part of a query as what follows the word “papers”."""
    match node:
        case Text():
            return _say_text(node)
        case Fact():
            return _FACTS[node.field](node)
        case Not(Text() as text):
            return f"without {_say_text(text).removeprefix('with ')}"
        case Not(inner):
            return _deny(_enclose(inner))
        case And(nodes):
            return " and ".join(map(_enclose, nodes))
        case Or(nodes):
            return " or ".join(map(_enclose, nodes))
    return "of any kind"


def _deny(words: str) -> str:
    """“that do not have code” for “that have code”; whatever has no verb of its own gets a “not” before it."""
    for verb, denial in (("that have ", "that do not have "), ("that are ", "that are not ")):
        if words.startswith(verb):
            return denial + words.removeprefix(verb)
    return f"not {words}"


def _enclose(node: Node) -> str:
    return f"({say(node)})" if isinstance(node, And | Or) else say(node)


def _say_text(text: Text) -> str:
    place = f" {_PLACES[text.field]}" if text.field else ""
    words = " ".join(text.words)
    match text.form:
        case Form.PREFIX:
            what = f"“{words}…”"
        case Form.FUZZY:
            what = f"“{words}” or a word one letter off"
        case Form.NEAR:
            what = f"“{'” and “'.join(text.words)}” at most {text.reach} words apart"
        case _:
            what = f"“{words}”"
    return f"with {what}{place}"


def _named(before: str) -> Callable[[Fact], str]:
    return lambda fact: f"{before} “{fact.value}{'…' if fact.operator == '*' else ''}”"


def _dated(verb: str) -> Callable[[Fact], str]:
    def say_date(fact: Fact) -> str:
        first, dots, last = fact.value.partition("..")
        if dots:
            return _range(verb, "between", first, last, "since", "until")
        if age := re.fullmatch(r"([0-9]+)([dwmy])", fact.value):
            return f"{verb} {_say_age(fact.operator, age[1], age[2])}"
        return f"{verb} {_DATE_SIGNS[fact.operator]}{_in(fact)}"

    return say_date


def _in(fact: Fact) -> str:
    if fact.operator != "=" or fact.value in ("today", "yesterday") or fact.value[:4] in ("this", "last"):
        return fact.value
    return f"{'on' if len(fact.value) == 10 else 'in'} {fact.value}"


_DATE_SIGNS = {"=": "", "<": "before ", "<=": "until ", ">": "after ", ">=": "since "}
_AGE_SIGNS = {
    "=": "in the last {}",
    "<": "less than {} ago",
    "<=": "in the last {}",
    ">": "more than {} ago",
    ">=": "{} ago or earlier",
}


def _say_age(operator: str, number: str, unit: str) -> str:
    span = f"{number} {_UNITS[unit]}{'' if number == '1' else 's'}"
    return _AGE_SIGNS[operator].format(span)


def _range(before: str, between: str, first: str, last: str, since: str, until: str) -> str:
    if first and last:
        return f"{before} {between} {first} and {last}"
    return f"{before} {since} {first}" if first else f"{before} {until} {last}"


_NUMBER_SIGNS = {"=": "", "<": "fewer than ", "<=": "at most ", ">": "more than ", ">=": "at least "}


def _counted(what: str) -> Callable[[Fact], str]:
    """For a number that stands before the noun: `with more than 3 comments`."""

    def say_count(fact: Fact) -> str:
        first, dots, last = fact.value.partition("..")
        if dots:
            return f"{_range('with', 'between', first, last, 'at least', 'at most')} {what}s"
        return f"with {_NUMBER_SIGNS[fact.operator]}{fact.value} {what}{'' if fact.value == '1' else 's'}"

    return say_count


def _measured(what: str) -> Callable[[Fact], str]:
    """For a number that stands after the noun: `with a score above 0.5`."""
    signs = {"=": "of ", "<": "below ", "<=": "of at most ", ">": "above ", ">=": "of at least "}

    def say_measure(fact: Fact) -> str:
        first, dots, last = fact.value.partition("..")
        if dots:
            return _range(f"with a {what}", "between", first, last, "of at least", "of at most")
        return f"with a {what} {signs[fact.operator]}{fact.value}"

    return say_measure


_FACTS: Mapping[str, Callable[[Fact], str]] = {
    "tag": _named("tagged"),
    "collection": _named("in the collection"),
    "source": _named("seen on"),
    "category": _named("in the category"),
    "keyword": _named("with the keyword"),
    "status": lambda fact: f"in {fact.value}" if fact.value in ("inbox", "trash") else f"marked {fact.value}",
    "is": lambda fact: f"that are {BEING[fact.value]}",
    "has": lambda fact: f"that have {HAVING[fact.value]}",
    "published": _dated("published"),
    "added": _dated("added"),
    "done": _dated("done"),
    "decided": _dated("decided"),
    "comments": _counted("comment"),
    "upvotes": _counted("upvote"),
    "authors": _counted("author"),
    "score": _measured("score"),
    "priority": _measured("priority"),
    "import": lambda fact: "of the last import" if fact.value == "last" else f"of import {fact.value}",
    "id": lambda fact: f"numbered {fact.value}" if fact.value.isdigit() else f"with the identifier {fact.value}",
}
assert _FACTS.keys() == {field.name for field in FIELDS.values() if field.kind == "fact"}
