"""The tree of a query as text that `parse` reads back as the very same tree."""

from __future__ import annotations

import re

from app.query.ast import And, Everything, Fact, Form, Node, Not, Or, Query, Text

_UNQUOTED_VALUE = re.compile(r"[\w/.:+-]*\w")


def to_text(asked: Node | Query) -> str:
    """The text of a query, or of a part of it."""
    match asked:
        case Query(node, sort):
            return " ".join(filter(None, (to_text(node), f"sort:{sort}" if sort else "")))
        case Everything():
            return ""
        case Text(field):
            return f"{field}:{_words(asked)}" if field else _words(asked)
        case Fact(field, operator, value):
            return f"{field}:{_value(operator, value)}"
        case Not(inner):
            return f"-{_enclose(inner)}"
        case And(nodes):
            return " ".join(map(_enclose, nodes))
        case Or(nodes):
            return " OR ".join(map(_enclose, nodes))


def quote(value: str) -> str:
    """A value as it stands after a colon: in quotation marks when it needs them."""
    if _UNQUOTED_VALUE.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def clause(field: str, value: str) -> str:
    """`field:value` for a value as it is named, such as a tag."""
    return f"{field}:{quote(value)}"


def _words(text: Text) -> str:
    plain = " ".join(text.words)
    if len(text.words) > 1:
        plain = f'"{plain}"'
    tails = {Form.WORDS: "", Form.PREFIX: "*", Form.FUZZY: "~", Form.NEAR: f"~{text.reach}"}
    return plain + tails[text.form]


def _value(operator: str, value: str) -> str:
    if operator == "*":
        return f"{quote(value)}*"
    return f"{'' if operator == '=' else operator}{quote(value)}"


def _enclose(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)
