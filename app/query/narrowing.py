"""Adding a clause to a query as it is typed: what a choice of a facet does, and going through what is undecided."""

from __future__ import annotations

from dataclasses import replace

from app.query.ast import And, Everything, Node, Or
from app.query.parser import parse, read_query
from app.query.printing import to_text


def has_clause(text: str, clause: str) -> bool:
    """Whether all papers of the query meet the clause because it stands in it. Raises QueryError."""
    return parse(clause) in _joined(parse(text))


def narrow(text: str, clause: str) -> str:
    """The query with the clause, which every paper must meet; the same text when it has it. Raises QueryError.

    What was typed stays as it is where that is possible; `a OR b` needs parentheses, and `sort:` stays outside them.
    """
    query, extra = read_query(text), parse(clause)
    if extra in _joined(query.node):
        return text
    if isinstance(query.node, Or):
        return to_text(replace(query, node=And((query.node, extra))))
    return f"{text.rstrip()} {clause}".lstrip()


def _joined(node: Node) -> tuple[Node, ...]:
    match node:
        case And(nodes):
            return nodes
        case Everything():
            return ()
    return (node,)
