"""Adding a clause to a query as it is typed, and taking it out again: what a click on a facet does."""

from __future__ import annotations

from dataclasses import replace

from app.query.ast import And, Everything, Node, Or
from app.query.parser import parse, read_query
from app.query.printing import to_text


def has_clause(text: str, clause: str) -> bool:
    """Whether all papers of the query meet the clause because it stands in it. Raises QueryError."""
    return parse(clause) in _joined(parse(text))


def toggle_clause(text: str, clause: str) -> str:
    """The query with the clause, which every paper must meet; without it when it has it. Raises QueryError.

    What was typed stays as it is where that is possible; `a OR b` needs parentheses.
    """
    query, extra = read_query(text), parse(clause)
    joined = _joined(query.node)
    if extra in joined:
        left = tuple(node for node in joined if node != extra)
        return to_text(replace(query, node=_join(left)))
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


def _join(nodes: tuple[Node, ...]) -> Node:
    if len(nodes) > 1:
        return And(nodes)
    return nodes[0] if nodes else Everything()
