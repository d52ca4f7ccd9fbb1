"""Formatting a query as text, the inverse of `parser.parse`."""

from __future__ import annotations

import re

from app.query.ast import And, Condition, Everything, MatchMode, Node, Not, Or, Query, Text

_UNQUOTED_VALUE = re.compile(r"[\w/.:+-]*\w")


def to_text(query: Node | Query) -> str:
    """Format a query or a part of it."""
    match query:
        case Query(node, sort):
            return " ".join(filter(None, (to_text(node), f"sort:{sort}" if sort else "")))
        case Everything():
            return ""
        case Text(field):
            return f"{field}:{_format_words(query)}" if field else _format_words(query)
        case Condition(field, operator, value):
            return f"{field}:{_format_value(operator, value)}"
        case Not(inner):
            return f"-{_parenthesize(inner)}"
        case And(nodes):
            return " ".join(map(_parenthesize, nodes))
        case Or(nodes):
            return " OR ".join(map(_parenthesize, nodes))


def quote(value: str) -> str:
    """Return a value for use after a colon, in quotation marks if it needs them."""
    if _UNQUOTED_VALUE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def format_clause(field: str, value: str) -> str:
    """Return `field:value` for a literal value, such as the name of a tag."""
    return f"{field}:{quote(value)}"


def _format_words(text: Text) -> str:
    plain = " ".join(text.words)
    if len(text.words) > 1:
        plain = f'"{plain}"'
    suffixes = {MatchMode.WORDS: "", MatchMode.PREFIX: "*", MatchMode.FUZZY: "~", MatchMode.NEAR: f"~{text.distance}"}
    return plain + suffixes[text.mode]


def _format_value(operator: str, value: str) -> str:
    if operator == "*":
        return f"{quote(value)}*"
    return f"{'' if operator == '=' else operator}{quote(value)}"


def _parenthesize(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)
