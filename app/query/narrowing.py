"""Adding a clause to the text of a query: for facets and for triage."""

from __future__ import annotations

from dataclasses import replace

from app.query.ast import And, Everything, Node, Or
from app.query.parser import parse, parse_query
from app.query.printing import to_text


def has_clause(text: str, clause: str) -> bool:
    """Whether the query contains the clause at top level, so that all its papers meet it. Raises QueryError."""
    return parse(clause) in _top_level_clauses(parse(text))


def narrow(text: str, clause: str) -> str:
    """Return the query with a clause that every paper must meet; the same text if it has it. Raises QueryError.

    The typed text is kept where possible; `a OR b` needs parentheses, and `sort:` stays outside them.
    """
    query, extra = parse_query(text), parse(clause)
    if extra in _top_level_clauses(query.node):
        return text
    if isinstance(query.node, Or):
        return to_text(replace(query, node=And((query.node, extra))))
    return f"{text.rstrip()} {clause}".lstrip()


def _top_level_clauses(node: Node) -> tuple[Node, ...]:
    match node:
        case And(nodes):
            return nodes
        case Everything():
            return ()
    return (node,)
