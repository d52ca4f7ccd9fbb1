"""Why a paper is found: every clause of a query, whether the paper meets it, and where its words stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.index.analysis import tokens, words
from app.index.documents import Form, Leaf, fields_of
from app.index.occurrences import occurrences
from app.query.answers import ClauseView, Explanation, Met
from app.query.ast import And, Everything, Fact, Node, Not, Or, Query, Text
from app.query.evaluation import leaf_of
from app.query.printing import to_text
from app.query.sentences import say, say_query

Parts = Mapping[str, Sequence[str]]
"""The texts of a paper: field of the index -> its parts (the names of the authors; other fields have one part)."""


def explain(query: Query, parts: Parts, is_true: Callable[[Fact], bool], paper_id: int | None) -> Explanation:
    """Explain a query, and with a paper whether and why it is found; without one `parts` and `is_true` are not used."""
    top = query.node.nodes if isinstance(query.node, And) else (query.node,)
    explain_node = _Explainer(parts, is_true).explain if paper_id is not None else _describe
    clauses = tuple(explain_node(node) for node in top if node != Everything())
    is_found = None if paper_id is None else all(clause.is_met for clause in clauses)
    return Explanation(to_text(query), say_query(query), clauses, paper_id, is_found)


def _describe(node: Node) -> ClauseView:
    return ClauseView(to_text(node), say(node), None, (), tuple(map(_describe, _within(node))))


def _within(node: Node) -> tuple[Node, ...]:
    """The clauses of a group; those of a negated group as well."""
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Not((And() | Or()) as group):
            return _within(group)
    return ()


class _Explainer:
    def __init__(self, parts: Parts, is_true: Callable[[Fact], bool]) -> None:
        self._parts = parts
        self._is_true = is_true

    def explain(self, node: Node) -> ClauseView:
        """The clause with everything that the paper says to it."""
        inner = tuple(map(self.explain, _within(node)))
        places = tuple(find_places(leaf_of(node), self._parts)) if isinstance(node, Text) else ()
        return ClauseView(to_text(node), say(node), self._is_met(node), places, inner)

    def _is_met(self, node: Node) -> bool:
        match node:
            case Text():
                return has_leaf(leaf_of(node), self._parts)
            case Fact():
                return self._is_true(node)
            case Not(inner):
                return not self._is_met(inner)
            case And(nodes):
                return all(map(self._is_met, nodes))
            case Or(nodes):
                return any(map(self._is_met, nodes))
        return True


def has_leaf(leaf: Leaf, parts: Parts) -> bool:
    """Whether the texts of a paper have the leaf."""
    return any(next(occurrences(words(part), leaf), None) for field in fields_of(leaf) for part in parts.get(field, ()))


def find_places(leaf: Leaf, parts: Parts) -> Iterator[Met]:
    """Where the words of a leaf stand, field by field and from left to right; a phrase is one place."""
    for field in fields_of(leaf):
        offset = 0
        for part in parts.get(field, ()):
            for start, end in _spans(leaf, part):
                yield Met(field, offset + start, offset + end)
            offset += len(part) + len(", ")


def _spans(leaf: Leaf, text: str) -> list[tuple[int, int]]:
    found = list(tokens(text))
    runs = occurrences([word for word, _, _ in found], leaf)
    if leaf.form is Form.NEAR:
        wanted = set(leaf.words)
        places = {place for run in runs for place in range(*run) if found[place][0] in wanted}
        return [found[place][1:] for place in sorted(places)]
    spans: list[tuple[int, int]] = []
    for first, end in runs:
        start, stop = found[first][1], found[end - 1][2]
        if spans and start < spans[-1][1]:  # `a a` in `a a a`
            start = spans.pop()[0]
        spans.append((start, stop))
    return spans
